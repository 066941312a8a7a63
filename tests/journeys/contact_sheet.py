"""Every page a member can meet, on a phone, a small phone, a tablet and a desk, in light and dark, on one picture.

    make screenshots

No run of the suite collects it. It writes `docs/pages.png`; with SCREENSHOTS=folder it keeps every single picture there
too, at its full size.
"""

import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client as Browser
from django.test import RequestFactory
from PIL import Image, ImageDraw
from playwright.sync_api import BrowserContext, Page, Route

from studios import pages
from studios.legal import drafting
from studios.models import Studio
from studios.signing_in import session
from tests.booking.steps import first_slot
from tests.conftest import member
from tests.house.tree import ROOT
from tests.legal.writing import write
from tests.my_bookings.test_my_bookings import book
from tests.pages import get, submit
from tests.signing_in.conftest import Visitor
from tests.vendor import Vendor

SHEET = ROOT / "docs" / "pages.png"
MOST_BYTES = 1_500_000
WIDTHS = (390, 320, 820, 1280)
SCHEMES = ("light", "dark")
TALLEST = 1100  # of a page; what is further down is left out
SCALE = 0.2
COLUMNS = 2
GAP = 8
BACKGROUND = "#8a8a8a"


@dataclass(frozen=True)
class Shot:
    """A page by its name, who sees it, and what happens before it is opened, some trouble, or afterwards, a press of a
    button. With `instead` nobody is asked for it: that is what the browser is given.
    """

    name: str
    browser: Browser
    path: str
    trouble: Callable[[], Any] = lambda: None
    then: Callable[[Page], Any] = lambda _page: None
    instead: str = ""


@pytest.fixture
def shots(
    ada: Browser, hafen: Studio, vendor: Vendor, browser_of: Callable[..., Browser], settings: Any
) -> list[Shot]:
    """The pages in the order in which a member meets them."""
    Studio.objects.update(cancel_cutoff_hours=0)
    Studio.objects.filter(pk=hafen.pk).update(
        confirmation_text="Please be there five minutes early.", websites="https://www.my-gym.example"
    )
    for kind in ("imprint", "privacy"):
        write(kind, text=drafting.example(kind, "en"))
    booked = book(ada, vendor, "hafen", "Body Scan", number=-1)
    cancelled = book(ada, vendor, "hafen", "Sports Massage", number=-1)
    submit(ada, f"/bookings/{cancelled}/cancel/", get(ada, f"/bookings/{cancelled}/cancel/"))
    pia, ben, hana, nobody = (*(browser_of(hafen, name) for name in ("pia", "ben", "hana")), Browser())
    pending = book(pia, vendor, "hafen", "Body Scan")
    vendor.mishap("book", "cut_after")
    unsure = book(ada, vendor, "hafen", "Personal Training", number=-3)
    family, newcomer = Browser(), Visitor(hafen)
    store = family.session
    store[session.PEOPLE] = [[member(hafen, "jo").pk], [member(hafen, "kim").pk]]
    store.save()
    newcomer.ask_for_a_code("ada@example.org")
    body_scan = f"/studios/hafen/appointments/{vendor.appointment('hafen', 'Body Scan')}/"
    massage = f"/studios/hafen/appointments/{vendor.appointment('hafen', 'Sports Massage')}/"
    training = f"/studios/hafen/appointments/{vendor.appointment('hafen', 'Personal Training')}/"
    slot = first_slot(ada, vendor, "hafen", "Body Scan", 3)
    move = f"/bookings/{booked}/move/"

    def nobody_answers() -> None:
        for endpoint in ("bookable", "bookings", "booking"):
            vendor.mishap(endpoint, "503", count=3)

    def type_nonsense(page: Page) -> None:
        page.locator("main input:not([type=hidden])").first.fill("nonsense")
        page.locator("main form .button").first.click()
        page.wait_for_selector(".field-error")

    def try_too_often(page: Page) -> None:
        settings.SIGN_INS_PER_CLIENT = 0
        page.locator("main input:not([type=hidden])").first.fill("ada@example.org")
        page.locator("main form .button").first.click()
        page.wait_for_selector(".notice")

    return [
        Shot("Studios", nobody, "/"),
        Shot("A studio", nobody, "/studios/hafen/"),
        Shot("Free times", nobody, massage),
        Shot("Nothing free", nobody, f"{body_scan}?start=nonsense&instructor=7"),
        Shot("At other studios", nobody, f"{training}elsewhere/"),
        Shot("In a gym's website", nobody, f"/embed{massage.removeprefix('/studios')}"),
        Shot("Sign in", nobody, "/sign-in/"),
        Shot("Sign in, mistyped", nobody, "/sign-in/", then=type_nonsense),
        Shot("Code", newcomer.browser, "/sign-in/code/"),
        Shot("Code from the desk", nobody, "/sign-in/desk/"),
        Shot("For whom", family, "/sign-in/who/"),
        Shot("Confirm", ada, slot),
        Shot("Refused, ways on", ben, slot),
        Shot("Booked", ada, f"/bookings/{booked}/"),
        Shot("Waits for the studio", pia, f"/bookings/{pending}/"),
        Shot("Being found out", ada, f"/bookings/{unsure}/"),
        Shot("Cancelled", ada, f"/bookings/{cancelled}/"),
        Shot("My bookings", ada, "/bookings/"),
        Shot("My bookings, none", hana, "/bookings/"),
        Shot("My bookings, no answer", hana, "/bookings/", trouble=nobody_answers),
        Shot("Cancel", ada, f"/bookings/{booked}/cancel/"),
        Shot("Move", ada, move),
        Shot("Move, confirm", ada, f"{move}?{slot.partition('?')[2]}"),
        Shot("Calendar feed", ada, "/bookings/calendar/"),
        Shot("Me", ada, "/me/"),
        Shot("Forget me", ada, "/me/delete/"),
        Shot("Privacy notice", nobody, "/legal/privacy/"),
        Shot("Language", nobody, "/language/"),
        Shot("Not there", nobody, "/nowhere/"),
        Shot("No answer", nobody, "/studios/hafen/", trouble=nobody_answers),
        Shot("Our mistake", nobody, "/broken/", instead=last_resort(ValueError())),
        Shot("Database away", nobody, "/away/", instead=last_resort(OperationalError())),
        Shot("Too many tries", nobody, "/sign-in/", then=try_too_often),
    ]


def test_every_page_is_on_the_sheet(
    phone: Callable[..., BrowserContext], site: str, shots: list[Shot], vendor: Vendor
) -> None:
    rows: dict[str, list[Image.Image]] = {shot.name: [] for shot in shots}

    for shot in shots:
        for scheme in SCHEMES:
            context = phone(scheme=scheme)
            context.add_cookies([
                {"name": name, "value": morsel.value, "url": site}
                for name, morsel in shot.browser.cookies.items()
            ])  # fmt: skip
            if shot.instead:
                context.route(f"**{shot.path}", partial(give, shot.instead))
            page = context.new_page()
            shot.trouble()
            page.goto(shot.path)
            page.wait_for_load_state("networkidle")
            shot.then(page)
            vendor.ask("DELETE", "mishaps")
            for width in WIDTHS:
                as_tall_as_the_page(page, width)
                rows[shot.name].append(picture_of(page, f"{shot.name} {width} {scheme}"))
            context.close()

    SHEET.write_bytes(small_enough(sheet_of(rows)))


def last_resort(error: Exception) -> str:
    """The page that is left where `error` got past every view."""
    try:
        raise error
    except type(error):
        return pages.server_error(RequestFactory().get("/")).content.decode()


def give(page: str, route: Route) -> None:
    route.fulfill(body=page, content_type="text/html")


def as_tall_as_the_page(page: Page, width: int) -> None:
    """So that what is fixed to the window's end is at the end of the picture, and not across its middle."""
    page.set_viewport_size({"width": width, "height": 844})
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": min(height, TALLEST)})


def picture_of(page: Page, name: str) -> Image.Image:
    """What the window shows, in the sheet's size."""
    picture = Image.open(io.BytesIO(page.screenshot()))
    if folder := os.environ.get("SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        picture.save(Path(folder) / f"{name}.png")
    size = round(picture.width * SCALE), round(picture.height * SCALE)
    return picture.convert("RGB").resize(size, Image.Resampling.LANCZOS)


def sheet_of(rows: dict[str, list[Image.Image]]) -> Image.Image:
    """All rows, each with its name above, in COLUMNS that are read downwards."""
    label = 14
    width = round(sum(WIDTHS) * SCALE) * len(SCHEMES) + GAP * (len(WIDTHS) * len(SCHEMES) + 1)
    height = round(TALLEST * SCALE) + label + GAP
    deep = -(-len(rows) // COLUMNS)
    sheet = Image.new("RGB", (width * COLUMNS, height * deep + GAP), BACKGROUND)
    draw = ImageDraw.Draw(sheet)
    for place, (name, pictures) in enumerate(rows.items()):
        across, top = place // deep * width + GAP, place % deep * height + GAP
        draw.text((across, top - 2), name, fill="white")
        for picture in pictures:
            sheet.paste(picture, (across, top + label))
            across += picture.width + GAP
    return sheet


def small_enough(sheet: Image.Image) -> bytes:
    """As PNG with as many colours as MOST_BYTES allow."""
    for colours in (256, 128, 64, 32, 16):
        file = io.BytesIO()
        sheet.quantize(colours, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
        if file.tell() <= MOST_BYTES:
            break
    return file.getvalue()
