"""What Django costs by itself: a page of so many free times from a template, and the same list from the cache.

No middleware, no session, no language, no policy, no counts. The page does what no page of free times can do without:
each time is a link that carries a signed choice, and is told on the studio's clock.
"""
