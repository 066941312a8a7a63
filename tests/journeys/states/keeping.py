"""The whole album, and what has to be in it."""

from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.test import Client as Browser
from django.urls import URLPattern, URLResolver, get_resolver

from studios.models import Studio
from tests.journeys.states.album import Album
from tests.journeys.states.booking import keep_booking, keep_cancelling, keep_lists, keep_moving
from tests.journeys.states.choosing import keep_choosing, keep_refusing
from tests.journeys.states.signing_in import keep_leaving, keep_signing_in
from tests.vendor import Vendor

# Addresses that answer with a file, with a redirect alone, to a machine, or with a part of a page that is there.
NO_PAGES = {
    "live", "ready", "metrics", "icon", "security_txt", "demo_mail", "demo_website", "webhooks:magicline",
    "booking:look", "booking:logo", "booking:manifest", "booking:icon", "booking:studio_manifest",
    "booking:studio_icon", "booking:embed_script", "my_bookings:calendar", "my_bookings:feed",
    "my_bookings:unsubscribe", "signing_in:again",
}  # fmt: skip
# Of the demo, of the mails, and those that pages stand on or the admin has.
NO_STATES = (
    "demo/",
    "emails/",
    "admin/",
    "registration/",
    "desk/",
    "staff/",
    "icons/",
    "base.html",
    "embedded.html",
)


def keep_everything(
    ada: Browser,
    hafen: Studio,
    vendor: Vendor,
    browser_of: Callable[..., Browser],
) -> Album:
    Studio.objects.update(cancel_cutoff_hours=0)
    Studio.objects.filter(pk=hafen.pk).update(
        confirmation_text="Please be there five minutes early.", house_rules_url="https://example.org/rules",
        courses_url="https://example.org/courses", trial_url="https://example.org/trial",
        websites="https://www.my-gym.example",
    )  # fmt: skip
    album = Album()
    keep_choosing(album, vendor)
    keep_booking(album, ada, hafen, vendor)
    keep_cancelling(album, ada, vendor)
    keep_moving(album, ada, vendor)
    keep_lists(album, ada, hafen, vendor, browser_of)
    keep_signing_in(album, hafen)
    keep_refusing(album, vendor)
    keep_leaving(album, ada)
    return album


def addresses_of_pages(resolver: URLResolver | None = None, space: str = "") -> Iterator[str]:
    """The names of all addresses outside the admin that answer with a page."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            name = f"{space}{entry.name}"
            if entry.name and name not in NO_PAGES:
                yield name
        elif entry.app_name != "admin":
            yield from addresses_of_pages(entry, f"{space}{entry.namespace}:" if entry.namespace else space)


def templates_of_pages() -> set[str]:
    folder = Path(settings.BASE_DIR) / "templates"
    names = {str(path.relative_to(folder)) for path in folder.rglob("*.html")}
    return {name for name in names if not name.startswith(NO_STATES)}
