"""What studios have told everybody, kept for seconds or minutes so that they are not asked again for each visitor.

`offer` is what the pages ask; `flights` is how one asks for all who wait. Nothing about a member is ever kept: what is
validated, booked, cancelled and listed is asked of the client itself.
"""
