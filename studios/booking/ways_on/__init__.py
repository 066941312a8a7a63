"""Why not, and what now: what somebody whose booking was refused can do instead, worked out for them and live."""
