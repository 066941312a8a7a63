"""The free times of a day as tiles. A page has up to some hundreds, and drawing them is most of what it costs: they are
put together here, which is several times faster than a template that does the same for each.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Protocol
from urllib.parse import quote

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from studios.templatetags.studio_time import clock, full_day

register = template.Library()


class FreeTime(Protocol):
    """What a tile shows; `starts` is on the studio's clock, `choice` is what an address takes."""

    @property
    def start_text(self) -> str: ...
    @property
    def starts(self) -> datetime: ...
    @property
    def instructors(self) -> str: ...
    @property
    def choice(self) -> str: ...


@register.filter
def tile(free: FreeTime) -> SafeString:
    """What stands on the tile: the time, and with whom."""
    return _tile(clock(free.starts), free.instructors)


@register.simple_tag
def tiles(times: Iterable[FreeTime]) -> SafeString:
    """List items for times of which none can be chosen."""
    item = '<li><span class="slot" data-slot-start="{}">{}</span></li>'
    return format_html_join("", item, ((free.start_text, tile(free)) for free in times))


@register.simple_tag
def tile_links(times: Iterable[FreeTime], day: date, choose: str) -> SafeString:
    """List items for times of one day, each a link to `choose`."""
    item = '<li><a class="slot" data-slot-start="{}" aria-label="{}" href="{}">{}</a></li>'
    on = full_day(day)

    def parts(free: FreeTime) -> tuple[str, ...]:
        at, names = clock(free.starts), free.instructors
        label = f"{on}, {at}, {_('with %(names)s') % {'names': names}}" if names else f"{on}, {at}"
        return free.start_text, label, f"{choose}?choice={quote(free.choice, safe='')}", _tile(at, names)

    return format_html_join("", item, map(parts, times))


def _tile(at: str, names: str) -> SafeString:
    if names:
        return format_html("<b>{}</b> <span>{}</span>", at, names)
    return format_html("<b>{}</b>", at)
