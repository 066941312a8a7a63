"""The whole way of who sees nothing: every step is found by its role and its name alone, and each says where one is."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.utils import translation
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from playwright.sync_api import BrowserContext, Locator, Page, expect

from studios.management.worker import run_due_tasks
from studios.models import Studio
from tests.vendor import Vendor

pytestmark = pytest.mark.browser

PATIENCE = 15_000  # milliseconds, as long as the browser waits for a page


class Listener:
    """Somebody who hears the page, in the language that is active; `steps` are the titles and headings heard."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.main = page.get_by_role("main")
        self.steps: list[tuple[str, str]] = []

    def hears(self, heading: str) -> None:
        """Of the step that this heading names: its title is another than that of the step before, as the heading is."""
        first = self.page.get_by_role("heading", level=1)
        expect(first).to_have_text(heading, timeout=PATIENCE)
        step = (self.page.title().partition(" · ")[0], first.inner_text())
        assert not self.steps or (step[0] != self.steps[-1][0] and step[1] != self.steps[-1][1]), step
        self.steps.append(step)

    def is_told(self, words: str) -> None:
        """Without asking: by the one part of the page that is read out when it changes."""
        expect(self.page.get_by_role("status").filter(has_text=re.compile(words)).last).to_be_attached(
            timeout=PATIENCE
        )

    def follow(self, name: str) -> None:
        self.main.get_by_role("link", name=name, exact=True).click()

    def press(self, name: str) -> None:
        self.main.get_by_role("button", name=name, exact=True).click()

    def free_times(self) -> Locator:
        """By a name that says the day, the hour and with whom."""
        days = "|".join(str(day) for day in WEEKDAYS.values())
        whom = _("with %(names)s") % {"names": r"\w.*"}
        return self.main.get_by_role("link", name=re.compile(rf"^({days}), .+ \d{{4}}, \d\d:\d\d ?, {whom}$"))


@pytest.mark.parametrize("language", ["en", "de"])
def test_books_sees_moves_cancels_and_signs_out(
    phone: Callable[..., BrowserContext], site: str, vendor: Vendor, language: str
) -> None:
    Studio.objects.update(cancel_cutoff_hours=0)
    page = phone(language=language).new_page()
    somebody = Listener(page)
    counted = {"en": r"^\d+ free times?$", "de": r"^\d+\sfreie Zeit(en)?$"}[language]

    with translation.override(language):
        page.goto("/")
        somebody.hears(_("Where would you like to go?"))
        somebody.follow("Iron & Oak Hafen")
        somebody.hears("Iron & Oak Hafen")
        somebody.follow("Personal Training")
        somebody.hears("Personal Training")
        assert re.search(r"\d\d\s(minutes|Minuten)", somebody.main.inner_text())
        trainers = page.get_by_role("navigation", name=_("With"), exact=True)
        trainers.get_by_role("link", name=re.compile("^Mia")).click()
        somebody.is_told(counted)
        page.wait_for_url("**instructor=501**")
        somebody.follow(_("Later"))
        page.wait_for_url("**start=**")
        somebody.is_told(counted)
        expect(page.get_by_role("heading", level=2).first).to_be_focused(timeout=PATIENCE)
        times = somebody.free_times()
        assert times.count() == somebody.main.locator("[data-slot-start]").count() > 0

        times.last.click()
        sign_in_by_names(somebody)
        somebody.hears(_("Is this right?"))
        somebody.press(_("Book now"))
        somebody.hears(_("You are booked"))
        page.get_by_role("navigation", name=_("Main")).get_by_role("link", name=_("My bookings")).click()
        somebody.hears(_("My bookings"))
        somebody.follow("Personal Training")
        somebody.hears(_("You are booked"))
        somebody.follow(_("Move to another time"))
        somebody.hears(_("Move to another time"))
        somebody.free_times().last.click()
        somebody.hears(_("Move to this time?"))
        somebody.press(_("Move the booking"))
        somebody.hears(_("You are booked"))
        somebody.follow(_("Cancel this booking"))
        somebody.hears(_("Cancel this booking?"))
        somebody.press(_("Cancel the booking"))
        somebody.hears(_("This booking is cancelled"))
        page.get_by_role("navigation", name=_("Main")).get_by_role("link", name=_("Me"), exact=True).click()
        somebody.hears("Ada Lindqvist")
        somebody.press(_("Sign out"))
        somebody.hears(_("You are signed out"))

    assert vendor.bookings() == []


def sign_in_by_names(somebody: Listener) -> None:
    """With both mistakes, each of which is said at its field."""
    page = somebody.page
    address = page.get_by_role("textbox", name=_("E-mail address"), exact=True)
    somebody.hears(_("Sign in"))
    address.fill("no address")
    somebody.press(_("Send me a code"))
    is_marked(page, address)
    address.fill("ada@example.org")
    somebody.press(_("Send me a code"))
    code = page.get_by_role("textbox", name=_("Code"), exact=True)
    somebody.hears(_("Type the code"))
    code.fill("12")
    somebody.press(_("Sign in"))
    is_marked(page, code)
    run_due_tasks()
    mailed = re.search(r"\b(\d{6})\b", str(mail.outbox[-1].body))
    assert mailed
    code.fill(mailed[1])
    somebody.press(_("Sign in"))


def is_marked(page: Page, field: Locator) -> None:
    """As wrong, with what is wrong about it among the words that belong to it."""
    error = page.get_by_role("alert").filter(visible=True)
    expect(error).to_have_count(1, timeout=PATIENCE)
    expect(field).to_have_attribute("aria-invalid", "true")
    assert error.get_attribute("id") in (field.get_attribute("aria-describedby") or "").split()
