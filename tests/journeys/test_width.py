"""No page is wider than its window and no word is cut off, in English, in German, and in words two fifths longer."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from django.test import Client as Browser
from django.urls import get_resolver, reverse
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page

from studios.management.worker import run_due_tasks
from studios.models import Attempt, CalendarFeed, Studio
from studios.signing_in import session
from tests.admin.conftest import desk as desk
from tests.booking.steps import first_slot
from tests.conftest import member
from tests.desk.conftest import address
from tests.languages import pseudo
from tests.legal.writing import write
from tests.my_bookings.test_my_bookings import book
from tests.signing_in.conftest import Visitor
from tests.site.walk import addresses
from tests.vendor import Vendor

pytestmark = pytest.mark.browser

WIDTHS = (320, 390, 820, 1280)
# Files, what machines ask for, what only takes a form, and the admin, of which our own pages are named below.
NO_PAGES = (
    ".ics", ".txt", ".png", ".js", ".css", ".webmanifest", "/health/", "/metrics", "/admin/", "/webhooks/",
    "/demo/", "/off/", "/again/",
)  # fmt: skip

# What is too wide at this moment: the page as a whole with what sticks out, and every box whose words do not fit in it.
TOO_WIDE = """() => {
  const named = (one) => `${one.localName}.${[...one.classList].join(".")} "${one.textContent.trim().slice(0, 40)}"`;
  const icon = (one) => Math.abs(parseFloat(getComputedStyle(one).textIndent)) > 100; // its words are out of sight
  const shown = (one) => !one.closest(".visually-hidden, .skip-link, svg") && one.getClientRects().length && !icon(one);
  const scrolls = (one) => ["auto", "scroll"].includes(getComputedStyle(one).overflowX);
  const says = (one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const window_ = document.documentElement.clientWidth;
  const found = [];
  for (const one of document.querySelectorAll("body *")) {
    if (!shown(one)) continue;
    let inside = one;
    while (inside && !scrolls(inside)) inside = inside.parentElement;
    if (inside) continue;
    const box = one.getBoundingClientRect();
    if (says(one) && (box.right > window_ + 1 || box.left < -1)) found.push("out of the window: " + named(one));
    else if (one.clientWidth && one.scrollWidth > one.clientWidth + 1 && (says(one) || one.localName === "button"))
      found.push("does not fit: " + named(one));
  }
  if (document.documentElement.scrollWidth > window_) {
    const sticksOut = (one) => one.getBoundingClientRect().right > window_ + 1;
    const out = [...document.querySelectorAll("body *")].filter(sticksOut);
    found.push("the page is wider than the window: " + out.slice(-3).map(named));
  }
  return found;
}"""


@dataclass(frozen=True)
class Reader:
    """Somebody with the pages to look at; `browser` has their cookies."""

    who: str
    browser: Browser
    paths: list[str]


@pytest.fixture
def readers(
    ada: Browser, hafen: Studio, vendor: Vendor, desk: Browser, browser_of: Callable[..., Browser]
) -> list[Reader]:
    """Something on every page, and everybody who has one of their own."""
    Studio.objects.update(cancel_cutoff_hours=0)
    Studio.objects.filter(pk=hafen.pk).update(
        confirmation_text="Please be there five minutes early.", house_rules_url="https://example.org/rules",
        courses_url="https://example.org/courses", trial_url="https://example.org/trial",
    )  # fmt: skip
    for kind in ("imprint", "privacy", "accessibility", "terms"):
        write(kind)
    booked, pia = book(ada, vendor, "hafen", "Body Scan", number=-1), browser_of(hafen, "pia")
    pending = book(pia, vendor, "hafen", "Body Scan")
    vendor.mishap("book", "cut_after")
    unsure = book(ada, vendor, "hafen", "Personal Training", number=-3)
    run_due_tasks()
    body_scan = vendor.appointment("hafen", "Body Scan")
    known: dict[str, object] = {
        "slug": "hafen", "appointment_id": body_scan, "reference": booked, "kind": "privacy", "_object": "1/1",
        "language": "de", "icon": "192.png",
        "token": CalendarFeed.objects.make([member(hafen, "ada")], now=timezone.now()),
    }  # fmt: skip
    pages = [path for path in addresses(get_resolver(), known) if not any(part in path for part in NO_PAGES)]
    slot = first_slot(ada, vendor, "hafen", "Body Scan", 3)
    picker = f"/studios/hafen/appointments/{body_scan}/"
    family, newcomer = Browser(), Visitor(hafen)
    store = family.session
    store[session.PEOPLE] = [[member(hafen, "jo").pk], [member(hafen, "kim").pk]]
    store.save()
    newcomer.ask_for_a_code("ada@example.org")
    return [
        Reader("nobody", Browser(), pages),
        Reader(
            "Ada", ada,
            [*pages, slot, f"/bookings/{booked}/move/?{slot.partition('?')[2]}", f"/bookings/{unsure}/", "/nowhere/",
             f"{picker}?start=nonsense&instructor=7"],
        ),
        Reader("Pia, who waits", pia, [f"/bookings/{pending}/", "/bookings/"]),
        Reader("Ben, who may not", browser_of(hafen, "ben"), [slot]),
        Reader("two at one address", family, ["/sign-in/who/"]),
        Reader("somebody new", newcomer.browser, ["/sign-in/code/"]),
        Reader("the desk", desk, [*desk_pages(hafen, unsure), "/admin/"]),
    ]  # fmt: skip


def desk_pages(studio: Studio, unsure: str) -> list[str]:
    """Those that we wrote or changed."""
    attempt, user = Attempt.objects.get(reference=unsure), User.objects.get(username="desk")
    return [
        *(address(studio, page) for page in ("desk", "hand_out_code", "change")),
        reverse("admin:studios_attempt_change", args=[attempt.pk]),
        *(
            reverse(f"admin:studios_{table}_changelist")
            for table in ("studio", "booking", "attempt", "letter", "deed")
        ),
        *(reverse(f"admin:studios_{table}_add") for table in ("studio", "legalpage")),
        reverse("admin:auth_user_change", args=[user.pk]),
        reverse("admin:password_change"),
    ]


@pytest.mark.parametrize("language", ["en", "de", pseudo.CODE])
def test_every_page_fits_into_its_window(
    phone: Callable[..., BrowserContext], site: str, readers: list[Reader], settings: Any, tmp_path: Path, language: str
) -> None:  # fmt: skip
    pseudo.speak(settings, tmp_path)
    found: dict[str, list[str]] = {}

    for reader in readers:
        context = phone()
        cookies = {name: morsel.value for name, morsel in reader.browser.cookies.items()}
        cookies[django_settings.LANGUAGE_COOKIE_NAME] = language
        context.add_cookies([{"name": name, "value": value, "url": site} for name, value in cookies.items()])
        page = context.new_page()
        page.set_default_timeout(60_000)  # measured is room, not time
        for path in reader.paths:
            page.goto(path)
            found |= {f"{path} at {width}, {reader.who}": wide for width, wide in measured(page) if wide}

    assert found == {}


def test_what_is_too_wide_is_found(phone: Callable[..., BrowserContext]) -> None:
    page = phone().new_page()
    cut, wide = '<p style="width: 4rem; overflow: hidden; white-space: nowrap">', '<p style="width: 90rem">'

    for markup, complaint in ((cut, "does not fit"), (wide, "the page is wider"), ("<p>", "")):
        page.set_content(f"{markup}Words that go on and on</p>")
        assert complaint in " ".join(page.evaluate(TOO_WIDE))
        assert complaint or page.evaluate(TOO_WIDE) == []


def measured(page: Page) -> Iterator[tuple[int, list[str]]]:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        yield width, page.evaluate(TOO_WIDE)
