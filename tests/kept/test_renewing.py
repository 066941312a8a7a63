"""What is renewed behind the visitors' backs: each for itself."""

from typing import Any

from django.test import Client as Browser

from studios.models import Studio
from tests.kept.conftest import Later
from tests.kept.test_offer import until
from tests.pages import get
from tests.vendor import Vendor


def lists_of(vendor: Vendor, slug: str) -> list[dict[str, Any]]:
    return [
        one for one in vendor.requests("bookable") if one["studio"] == slug and "offset" not in one["query"]
    ]


def test_studios_that_hang_keep_no_other_from_being_renewed(
    client: Browser, studios: dict[str, Studio], vendor: Vendor, later: Later
) -> None:
    for slug in studios:
        get(client, f"/studios/{slug}/")
    for slug in ("hafen", "altstadt", "lisboa"):
        vendor.mishap("*", "delay", seconds=6, count=9, studio=slug)

    with later(31):
        for slug in ("hafen", "altstadt", "lisboa", "ost"):
            get(client, f"/studios/{slug}/")
        until(lambda: len(lists_of(vendor, "ost")) == 2)
        hanging = [lists_of(vendor, slug)[1:] for slug in ("hafen", "altstadt", "lisboa")]

    assert all(len(asked) == 1 and not asked[0]["answered_at"] for asked in hanging)
