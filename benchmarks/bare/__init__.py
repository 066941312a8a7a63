"""What Django costs by itself: a page of so many free times from a template, and the same list from the cache.

`wsgi` has no middleware, no session, no language, no policy, no counts, and is what speed is measured against.
`started` is a project as `startproject` makes it, and is what memory is measured against. The page does what no page of
free times can do without: each time is a link that carries a signed choice, and is told on the studio's clock.
"""
