"""The window of free times in HTML. Drawing some hundred times is most of what the page costs, and most answers about a
window are the one from before again: what was drawn of that is taken as it was.
"""

from collections.abc import Hashable, Sequence
from datetime import date, timedelta
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from studios.booking.closed_days import ClosedDays
from studios.booking.filters import Filters
from studios.booking.slots import FARTHEST, Window
from studios.booking.wanted import Wanted, Ways

# Some thirty kilobytes each. When there are more, all are drawn anew.
MOST = 50

# In this process only, and of windows that are the same for everybody.
_drawn: dict[Hashable, SafeString] = {}


def draw(window: Window, wanted: Wanted, ways: Ways, closed: Sequence[ClosedDays]) -> SafeString:
    """`booking/_times.html`, without anything of whoever looks. `closed` are the days that say why nothing is free."""
    if not (ways.may_be_kept and wanted.is_plain):
        return _draw(window, wanted, ways, closed)
    content = _content(window, ways, closed)
    html = _drawn.get(content)
    if html is None:
        html = _draw(window, wanted, ways, closed)
        if len(_drawn) >= MOST:
            _drawn.clear()
        _drawn[content] = html
    return html


def clear() -> None:
    """Forgets what was drawn. For tests."""
    _drawn.clear()


def _content(window: Window, ways: Ways, closed: Sequence[ClosedDays]) -> Hashable:
    """Everything that the template shows of a plain window: two of the same content look the same."""
    studio = window.studio
    return (
        get_language(),
        (studio.pk, studio.name, studio.telephone, studio.time_zone, studio.takes_bookings),
        (window.appointment_id, window.first_on, window.last_on, window.previous_on, window.next_on),
        (window.unreadable, window.choices_end_at),
        tuple(
            (slot.start.text, slot.end.text, tuple((one.id, one.shown_name) for one in slot.instructors))
            for slot, _starts in window.offered
        ),
        ways,
        tuple(closed),
    )


def _draw(window: Window, wanted: Wanted, ways: Ways, closed: Sequence[ClosedDays]) -> SafeString:
    context = {
        "studio": window.studio,
        "window": window,
        "wanted": wanted,
        "ways": ways,
        "closed": closed,
        "query": urlencode(wanted.only.query),
        "search_from": _search_from(window, wanted),
        "filters": Filters.of(window, wanted.only),
    }
    return render_to_string("booking/_times.html", context)


def _search_from(window: Window, wanted: Wanted) -> date:
    """Where the search for a free time goes on: behind what is known to have none."""
    if window.slots or window.unreadable:
        return window.first_on
    next_on = window.next_on or window.first_on
    behind = max(next_on, wanted.nothing_until + timedelta(days=1)) if wanted.nothing_until else next_on
    return behind if behind <= window.studio.local(window.now).date() + FARTHEST else next_on
