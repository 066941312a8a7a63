"""The slot picker: what is asked for a page of free times, and what the page and its part then show.

Booking and moving a booking both pick a time with it; what differs is where its links lead.
"""

import time
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.safestring import SafeString

from studios.booking import closed_days, drawing, first_free, slots
from studios.booking.closed_days import ClosedDays
from studios.booking.how_often import count_search
from studios.booking.wanted import Wanted, Ways
from studios.kept.flights import Kept
from studios.kept.offer import Offer
from studios.magicline.appointments import Appointment, SlotWindow
from studios.magicline.errors import MagiclineError, NotFound
from studios.magicline.studio import StudioInformation
from studios.models import Studio
from studios.pages import go_to, show


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page of free times waits for, by `ends_at` (of `time.monotonic`) at the latest."""

    studio: Studio
    appointment_id: int
    wanted: Wanted
    ends_at: float
    appointment: "Future[Appointment | None]"
    times: "Future[Kept[SlotWindow]]"
    information: "Future[StudioInformation] | None"  # not asked for where the times are known


def ask(request: HttpRequest, studio: Studio, appointment_id: int, *, opens_on: date | None = None) -> Asked:
    """Asks for the list, the times and the closing days at once: nobody waits for one after the other, and meanwhile
    the rest of the page can be drawn.

    `opens_on` as for `Wanted.read`. Raises what `offered` raises where the list is known.
    """
    wanted = Wanted.read(request.GET, studio, now=timezone.now(), opens_on=opens_on)
    offer = Offer.of(studio)
    ends_at = offer.deadline
    appointment = offer.appointment_soon(appointment_id)
    if appointment.done():
        offered(appointment)
    times = offer.slots_soon(appointment_id, wanted.first_on, ends_at=ends_at)
    information = None if times.done() else offer.information_soon(ends_at=ends_at)
    return Asked(studio, appointment_id, wanted, ends_at, appointment, times, information)


def show_picker(request: HttpRequest, asked: Asked, ways: Ways, *, page: str, **context: Any) -> HttpResponse:
    """The free times that were asked for, in `page`, which includes `booking/_window.html` and gets `context`.

    The template waits for them where it comes to them: as a text that is made there, of which whatever goes wrong is
    raised, while a template takes some errors of what it looks up for "not there". Raises what `offered` raises.
    """
    appointment = offered(asked.appointment)
    try:
        return show(
            request,
            page=page,
            part="booking/_window.html",
            studio=asked.studio,
            appointment=appointment,
            ways=ways,
            times=_times_later(asked, ways),
            **context,
        )
    except NotFound:
        Offer.of(asked.studio).look_again()  # withdrawn since the list was asked for
        raise Http404 from None


def _times(asked: Asked, ways: Ways) -> SafeString:
    """The window in HTML, and above it from when it is, where that is a while ago."""
    studio, wanted, kept = asked.studio, asked.wanted, asked.times.result()
    window = slots.open_window(
        studio, asked.appointment_id, wanted.first_on, kept.value, only=wanted.only, now=timezone.now()
    )
    html = drawing.draw(window, wanted, ways, _closed(window, asked))
    if not kept.is_old:
        return html
    as_of = {"studio": studio, "as_of": studio.local(kept.asked_at)}
    return render_to_string("booking/_as_of.html", as_of) + html


_times_later = lazy(_times, SafeString)


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


def _closed(window: slots.Window, asked: Asked) -> list[ClosedDays]:
    """The closing days that explain why nothing is free; none where they could not be asked, which claims nothing.

    They are waited for where the window is empty. Beside free times they are shown if they are there.
    """
    offer = Offer.of(asked.studio)
    if window.wanted and not asked.information:
        known = offer.information_known()
        return closed_days.within(window, known.closing_hours) if known else []
    information = asked.information or offer.information_soon(ends_at=asked.ends_at)
    seconds = 0.0 if window.wanted else max(0.0, asked.ends_at - time.monotonic())
    try:
        closings = information.result(timeout=seconds).closing_hours
    except (MagiclineError, TimeoutError):
        return []
    return closed_days.within(window, closings)
