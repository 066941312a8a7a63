"""What the tests of the site as a whole share."""

from tests.signing_in.conftest import visitor
from tests.site.walk import walk

__all__ = ["visitor", "walk"]
