"""A member with a browser: what they do, over plain HTTP, and what they see come of it."""

import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import requests

from studios.booking.forms import ConfirmForm
from tests.endurance.step_log import StepLog
from tests.pages import Answer, Page

SECONDS_TO_RELOAD = 90.0
LIVE = ("BOOKED", "BOOKED_WITH_CONFIRMATION_REQUIRED")


@dataclass(frozen=True)
class Wish:
    """One form that was sent, however often. `start` is the vendor's own text."""

    person: str
    reference: str
    slug: str
    appointment_id: int
    start: str


@dataclass(frozen=True)
class Form:
    url: str
    page: Page
    wish: Wish


@dataclass
class Person:
    """`studios` are the slugs and appointments where they try to book, `wishes` what they ever sent."""

    name: str
    numbers: tuple[int, ...]
    url: str
    session_key: str
    studios: dict[str, list[int]]
    log: StepLog
    wishes: list[Wish] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.session = requests.Session()
        self.session.mount("http://", requests.adapters.HTTPAdapter(pool_maxsize=8))
        self.session.headers["Connection"] = "close"  # a killed server is noticed at once, and never halfway
        self.session.cookies.set("sessionid", self.session_key, domain="127.0.0.1")

    # What they do. Each returns what came of it, its kind first.

    def book(self, chance: random.Random) -> str:
        form = self.form(chance)
        return form if isinstance(form, str) else self.send(form)

    def double_click(self, chance: random.Random) -> str:
        form = self.form(chance)
        if isinstance(form, str):
            return form
        pages = self._at_once([lambda: self._send(form)] * chance.choice((2, 2, 2, 3, 4)))
        if len({reference for page in pages if page for reference in _references(page)}) > 1:
            self.log.ill(f"{self.name}: one form led to several bookings: {self._seen(pages)}")
        return self._seen(pages)

    def two_tabs(self, chance: random.Random) -> str:
        """The same time opened twice, with two trainers where there are two, and both confirmed at once."""
        links = self._free(chance)
        if isinstance(links, str):
            return links
        chosen = chance.choice(links)
        same = [link for link in links if link[0] == chosen[0]]
        forms = [self._confirmation(*link) for link in (same[0], same[-1])]
        sent = [form for form in forms if isinstance(form, Form)]
        if not sent:
            return str(forms[0])
        return self._seen(self._at_once([lambda form=form: self._send(form) for form in sent]))

    def send_again(self, chance: random.Random) -> str:
        """Reload, or the back button: a form that was sent before is sent once more."""
        if not self.forms:
            return "nothing sent yet"
        return self._seen([self._send(chance.choice(self.forms[-10:]))])

    def cancel(self, chance: random.Random, *, clicks: int = 1) -> str:
        page = self.get("/bookings/")
        live = [reference for reference, status in rows(page).items() if status in LIVE]
        if not live:
            return "nothing to cancel"
        path = f"/bookings/{chance.choice(live)}/"
        if f"{path}cancel/" not in self._links(self.get(path)):
            return "not-possible here"
        form = self.get(f"{path}cancel/")
        return self._seen(self._at_once([lambda: self._post(f"{path}cancel/", form)] * clicks))

    def cancel_twice(self, chance: random.Random) -> str:
        return self.cancel(chance, clicks=2)

    def move(self, chance: random.Random) -> str:
        """To the same hour with somebody else, or to another time around it; with one click or with two."""
        page = self.get("/bookings/")
        known = {wish.reference: wish for wish in self.wishes}
        live = [one for one, status in rows(page).items() if status in LIVE and one in known]
        if not live:
            return "nothing to move"
        wish = known[chance.choice(live)]
        path = f"/bookings/{wish.reference}/move/"
        if path not in self._links(self.get(f"/bookings/{wish.reference}/")):
            return "not-possible here"
        day = datetime.fromisoformat(wish.start.split("[")[0]).date() + timedelta(
            days=chance.choice((-1, 0, 0, 1, 2))
        )
        slots = self.get(f"{path}?start={day}").all("data-slot-start")
        if not slots:
            return "nothing free"
        same_hour = [slot for slot in slots if slot.attributes["data-slot-start"] == wish.start]
        slot = chance.choice(same_hour or slots).attributes
        form = self._confirmation(slot["data-slot-start"], slot["href"], wish.slug, wish.appointment_id)
        if isinstance(form, str):
            return form
        how = "swapped" if "swap" in form.page.fields() else "moved"
        return f"{how} {self._seen(self._at_once([lambda: self._send(form)] * chance.choice((1, 2))))}"

    def look_at_all(self, chance: random.Random) -> str:
        return f"{len(rows(self.get('/bookings/')))} bookings"

    def look_at_one(self, chance: random.Random) -> str:
        references = list(rows(self.get("/bookings/")))
        if not references:
            return "nothing there"
        return self._seen([self.get(f"/bookings/{chance.choice(references)}/")])

    def overview(self) -> dict[str, str]:
        """Reference and status of everything that is listed, at whatever studio."""
        return rows(self.get("/bookings/?everywhere=1"))

    def live_bookings(self) -> int:
        return sum(status in LIVE for status in rows(self.get("/bookings/")).values())

    # How they do it

    def get(self, path: str) -> Page:
        """Reloads while nobody answers: that is how a restart looks from outside."""
        ends = time.monotonic() + SECONDS_TO_RELOAD
        while True:
            page = self._answered("GET", path)
            if page:
                return page
            if time.monotonic() > ends:
                raise AssertionError(f"nobody answered {path} for {SECONDS_TO_RELOAD} s")
            time.sleep(0.2)

    def form(self, chance: random.Random) -> Form | str:
        """The confirmation of a free time, or why there is none."""
        links = self._free(chance)
        return links if isinstance(links, str) else self._confirmation(*chance.choice(links))

    def send(self, form: Form) -> str:
        return self._seen([self._send(form)])

    def _free(self, chance: random.Random) -> list[tuple[str, str, str, int]] | str:
        """The free times of one window: the vendor's text, where it leads, and what it is for."""
        slug = chance.choice(list(self.studios))
        number = chance.choice(self.studios[slug])
        days = chance.choice((*range(13), *range(13), *range(13, 19)))
        day = time.strftime("%Y-%m-%d", time.gmtime(time.time() + days * 86400))
        page = self.get(f"/studios/{slug}/appointments/{number}/?start={day}")
        slots = page.all("data-slot-start")
        return [
            (slot.attributes["data-slot-start"], slot.attributes["href"], slug, number) for slot in slots
        ] or f"{'not-asked' if page.answer.status_code == 503 else 'nothing'} free"

    def _confirmation(self, start: str, url: str, slug: str, number: int) -> Form | str:
        page = self.get(url)
        if "shown" not in page.fields():
            return self._seen([page])
        filled_in = ConfirmForm(page.fields())
        assert filled_in.is_valid()
        reference = filled_in.cleaned_data["shown"].reference
        return Form(url, page, Wish(self.name, reference, slug, number, start))

    def _send(self, form: Form) -> Page | None:
        if form not in self.forms:
            self.forms.append(form)
            self.wishes.append(form.wish)
        return self._post(form.url, form.page)

    def _links(self, page: Page) -> set[str]:
        return {element.attributes.get("href", "") for element in page.elements}

    def _post(self, path: str, page: Page) -> Page | None:
        return self._answered("POST", path, data=page.fields(), headers={"Referer": self.url})

    def _answered(self, method: str, path: str, **more: object) -> Page | None:
        """None where the connection broke: a server that is being killed."""
        try:
            answer = self.session.request(method, self.url + path, timeout=60, **more)  # type: ignore[arg-type]
        except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError):
            return None
        page = Page(Answer(answer))
        self.judge(method, path, answer, page)
        return page

    def judge(self, method: str, path: str, answer: requests.Response, page: Page) -> None:
        """Notes an answer that nothing which goes wrong explains."""
        # 503: the studio could not be asked. 400 with a reason: the chosen time has begun meanwhile.
        if answer.status_code not in (200, 503) and not (
            answer.status_code == 400 and page.all("data-refusal")
        ):
            self.log.ill(f"{self.name}: {method} {path} was answered with {answer.status_code}")
        if "email" in page.fields():
            self.log.ill(f"{self.name}: {method} {path} led to the form for signing in")

    def _at_once(self, calls: list[Callable[[], Page | None]]) -> list[Page | None]:
        with ThreadPoolExecutor(len(calls)) as pool:
            return list(pool.map(lambda call: call(), calls))

    def _seen(self, pages: list[Page | None]) -> str:
        return ", ".join(sorted(_what_it_says(page) for page in pages))


def rows(page: Page) -> dict[str, str]:
    """Reference and status of everything listed."""
    return dict(zip(page.values("data-booking-reference"), page.values("data-booking-status"), strict=True))


def _references(page: Page) -> list[str]:
    return page.values("data-booking-reference")


def _what_it_says(page: Page | None) -> str:
    if page is None:
        return "no-connection"
    marks = [*page.values("data-booking-status"), *page.values("data-refusal"), *page.values("data-move")]
    return " ".join([*(marks or [f"status-{page.answer.status_code}"]), *_references(page)])
