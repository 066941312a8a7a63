"""The slot picker: what an address asks to see, and what the page and its part then show.

Booking and moving a booking both pick a time with it; what differs is where its links lead.
"""

import time
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from studios.booking import closed_days, first_free, slots
from studios.booking.closed_days import ClosedDays
from studios.booking.filters import Filters
from studios.booking.how_often import count_search
from studios.booking.only import EVERYTHING, Only
from studios.kept.flights import Kept
from studios.kept.offer import Offer
from studios.magicline.appointments import Appointment
from studios.magicline.errors import MagiclineError, NotFound
from studios.magicline.studio import StudioInformation
from studios.models import Studio
from studios.pages import go_to, show


@dataclass(frozen=True, slots=True)
class Ways:
    """Where the links lead: `here` to other windows, `choose` (takes `?choice=`) from a slot on, `elsewhere` to the
    same at other studios, where there may be some.

    With `may_be_kept` a window is the same for everybody: a browser may fetch the next one before it is asked for.
    """

    here: str
    choose: str
    next_free: str
    elsewhere: str = ""
    may_be_kept: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What `?start=`, `?nothing_until=` and `?perhaps_sooner=` ask for, in days of the studio, and what `Only` reads.

    `as_wanted` is False where another first day had to be taken.
    """

    first_on: date
    as_wanted: bool
    only: Only
    nothing_until: date | None
    perhaps_sooner: bool

    @classmethod
    def read(
        cls, query: QueryDict, studio: Studio, *, now: datetime, opens_on: date | None = None
    ) -> "Wanted":
        """`opens_on` is the first day where the address names none; today, unless it is told."""
        first_on, as_wanted = slots.first_day(query.get("start", str(opens_on or "")), studio, now=now)
        nothing_until = query.get("nothing_until")
        return cls(
            first_on,
            as_wanted,
            Only.read(query),
            slots.first_day(nothing_until, studio, now=now)[0] if nothing_until is not None else None,
            "perhaps_sooner" in query,
        )

    @property
    def is_plain(self) -> bool:
        """Nothing but a first day is asked for: what most people look at."""
        extras = self.only != EVERYTHING or self.nothing_until or self.perhaps_sooner
        return self.as_wanted and not extras


def show_picker(
    request: HttpRequest,
    studio: Studio,
    appointment_id: int,
    ways: Ways,
    *,
    page: str,
    opens_on: date | None = None,
    **context: Any,
) -> HttpResponse:
    """The free times that the address asks for, in `page`, which includes `booking/_window.html` and gets `context`.

    The list, the times and the closing days are asked for at once, so that nobody waits for one after the other.
    `opens_on` as for `Wanted.read`. Raises what `offered` raises.
    """
    wanted = Wanted.read(request.GET, studio, now=timezone.now(), opens_on=opens_on)
    soon = Offer.of(studio).appointment_soon(appointment_id)
    if soon.done():
        offered(soon)
    try:
        times = _times(studio, appointment_id, wanted, ways)
    except NotFound:
        offered(soon)
        Offer.of(studio).look_again()  # withdrawn since the list was asked for
        raise Http404 from None
    except MagiclineError:
        offered(soon)  # what the list does not have is not there, whatever became of its times
        raise
    appointment = offered(soon)
    return show(
        request,
        page=page,
        part="booking/_window.html",
        studio=studio,
        appointment=appointment,
        ways=ways,
        times=times.value,
        as_of=studio.local(times.asked_at) if times.is_old else None,
        **context,
    )


def _times(studio: Studio, appointment_id: int, wanted: Wanted, ways: Ways) -> Kept[SafeString]:
    """The window in HTML, without anything of whoever looks; where it is plain, made once for all who do."""

    offer = Offer.of(studio)

    def make() -> Kept[SafeString]:
        return _drawn(studio, appointment_id, wanted, ways, offer.deadline)

    if not (ways.may_be_kept and wanted.is_plain):
        return make()
    drawn_for = f"{get_language()} {timezone.now().date()} {ways}"
    return offer.made_of_slots(appointment_id, wanted.first_on, drawn_for, make)


def _drawn(
    studio: Studio, appointment_id: int, wanted: Wanted, ways: Ways, ends_at: float
) -> Kept[SafeString]:
    information = Offer.of(studio).information_soon(ends_at=ends_at)
    kept = slots.open_window(
        studio, appointment_id, wanted.first_on, now=timezone.now(), only=wanted.only, ends_at=ends_at
    )
    window = kept.value
    # An empty window need not be asked again, unless something in it could not be read.
    is_known = not (window.slots or window.unreadable)
    context = {
        "studio": studio,
        "window": window,
        "wanted": wanted,
        "ways": ways,
        "closed": _closed(window, information, ends_at),
        "query": urlencode(wanted.only.query),
        "search_from": (is_known and window.next_on) or window.first_on,
        "filters": Filters.of(window, wanted.only),
    }
    return kept.made_into(render_to_string("booking/_times.html", context))


def go_to_next_free(
    request: HttpRequest, studio: Studio, appointment_id: int, here: str, *, now: datetime
) -> HttpResponse:
    """To the window with the first free time of the next 42 days, or to one that says there is none.

    Raises `Http404` for an appointment that is not there, `AskedTooOften`, and what the client raises.
    """
    count_search(request, now=now)
    wanted = Wanted.read(request.GET, studio, now=now)
    search = first_free.Search(studio, appointment_id, wanted.first_on, wanted.only)
    first_free.find([search], now=now)
    try:
        found = search.outcome(now=now)
    except NotFound:
        raise Http404 from None
    query = {"start": str(found.on or wanted.first_on), **wanted.only.query}
    if found.perhaps_sooner or found.as_of:
        query["perhaps_sooner"] = "1"
    if found.on is None:
        query["nothing_until"] = str(found.searched_until)
    return go_to(request, f"{here}?{urlencode(query)}")


def offered(soon: "Future[Appointment | None]") -> Appointment:
    """What `Offer.appointment_soon` has promised. Raises `Http404` for one that the studio does not offer, and what the
    client raises.
    """
    appointment = soon.result()
    if appointment is None:
        raise Http404
    return appointment


def _closed(
    window: slots.Window, information: "Future[StudioInformation]", ends_at: float
) -> list[ClosedDays]:
    """The closing days that explain why nothing is free; none where they could not be asked, which claims nothing.

    They are waited for where the window is empty. Beside free times they are shown if they are there.
    """
    seconds = 0.0 if window.slots else max(0.0, ends_at - time.monotonic())
    try:
        closings = information.result(timeout=seconds).closing_hours
    except (MagiclineError, TimeoutError):
        return []
    return closed_days.within(window, closings)
