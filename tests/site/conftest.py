"""What the tests of the site as a whole share."""

from tests.site.walk import walk

__all__ = ["walk"]
