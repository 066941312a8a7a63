"""Failures as Magicline's support wants to have them: plain text, with trace ids, without keys and without people."""

from collections.abc import Iterable
from datetime import UTC

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from studios.desk.clocks import on_its_clock
from studios.models import Studio, UpstreamFailure

MOST_IN_A_FILE = 500


def text_of(failures: Iterable[UpstreamFailure], studio: Studio) -> str:
    """A block of lines for each; empty where there is none."""
    return "\n".join(block(failure, studio) for failure in failures)


def block(failure: UpstreamFailure, studio: Studio) -> str:
    """When (in UTC, and on the studio's clock), which call, what came, its trace ids, which studio."""
    number = studio.vendor_studio_id
    lines = [
        f"{failure.at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC ({on_its_clock(studio, failure.at)})",
        f"{failure.method} {failure.endpoint}",
        _what_came(failure),
        f"{_('trace id')}: {', '.join(failure.trace_ids.split()) or _('none was given')}",
        f"{_('studio number at Magicline')}: {number if number is not None else _('not known')}",
    ]
    return "\n".join(lines) + "\n"


def _what_came(failure: UpstreamFailure) -> str:
    parts = [failure.get_outcome_display()]
    if failure.status:
        parts.append(_("status %(status)d") % {"status": failure.status})
    parts.append(_("after %(seconds).2f s") % {"seconds": failure.seconds})
    if failure.times > 1:
        times = ngettext("%(count)d time within a minute", "%(count)d times within a minute", failure.times)
        parts.append(times % {"count": failure.times})
    return ", ".join(parts)
