"""The mails about bookings: from what is owed to what is sent, in the active language."""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from studios.booking.choice import shown_names
from studios.legal import links
from studios.models import AppointmentSettings, Attempt, Booking, Letter, Move, Studio
from studios.models.letter import LetterKind
from studios.my_bookings.calendar_file import calendar_file
from studios.my_bookings.letter_words import (
    HAS_CHANGED_SINCE,
    NOT_CERTAIN_YET,
    NUMBER_UNKNOWN,
    OLD_ONE_STAYS,
    STATUS_UNKNOWN,
    TAKEN_BACK,
    WORDS,
    Words,
)
from studios.templatetags.studio_time import on_calendar_of, on_clock_of

_WITH_CALENDAR_FILE = {
    LetterKind.BOOKED,
    LetterKind.CONFIRMED,
    LetterKind.MOVED,
    LetterKind.BOTH_STAND,
    LetterKind.CHANGED,
    LetterKind.CANCELLED,
    LetterKind.CANCELLED_BY_STUDIO,
}
# Whoever reads one of these is about to come.
_WITH_CONFIRMATION_TEXT = {
    LetterKind.BOOKED,
    LetterKind.PENDING,
    LetterKind.CONFIRMED,
    LetterKind.MOVED,
    LetterKind.REMINDER,
}
_NOT_BOOKED = {LetterKind.NOT_BOOKED, LetterKind.NEITHER_STANDS}
_ENDS_IT = {LetterKind.CANCELLED, LetterKind.CANCELLED_BY_STUDIO, *_NOT_BOOKED}


def send(letter: Letter, *, now: datetime) -> None:
    """Hands the mail to the mail server.

    Raises `OSError` when the server does not take it, and `ValueError` when the address cannot be written to; the words
    of both may quote the address.
    """
    about = letter.told_booking or letter.attempt
    if about is None:
        raise ValueError("a letter about nothing")
    studio, words = about.studio, _words(letter)
    starts_at, ends_at = _time(letter, about)
    context = {
        "headline": words.headline,
        "sentences": [*_sentences(letter, studio), *_caveats(letter, starts_at)],
        "studio": studio,
        "title": about.title,
        "instructors": shown_names(letter.facts.get("instructors") or about.instructors),
        "starts_at": starts_at,
        "ends_at": ends_at,
        "cancel_until": _cancel_until(letter, now=now),
        "price_words": "" if letter.kind in _ENDS_IT else about.price_words,
        "text": _confirmation_text(letter, about),
        "not_booked": _leads_to_other_times(letter, about),
        "link": settings.SITE_URL + _page(letter, about),
        **links.in_mail(studio),
    }
    mail = EmailMultiAlternatives(
        subject=" ".join(f"{words.news}: {_moment(starts_at, studio)}".split()),
        body=render_to_string("emails/bookings/letter.txt", context),
        to=[letter.member.email],
        headers={
            "Message-ID": f"<{letter.message_id}@{urlsplit(settings.SITE_URL).hostname}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    mail.attach_alternative(render_to_string("emails/bookings/letter.html", context), "text/html")
    entries = _entries(letter)
    if entries:
        mail.attach("booking.ics", calendar_file(*entries, now=now), "text/calendar")
    mail.send()


def _entries(letter: Letter) -> list[Booking]:
    """The calendar entries that change with the news: for a move also that of the old time, to be taken away."""
    entries = [letter.told_booking] if letter.told_booking and letter.kind in _WITH_CALENDAR_FILE else []
    if letter.kind in (LetterKind.MOVED, LetterKind.NEITHER_STANDS):
        entries += [
            move.old for move in Move.objects.filter(attempt=letter.attempt).select_related("old__studio")
        ]
    return entries


def _time(letter: Letter, about: Booking | Attempt) -> tuple[datetime, datetime]:
    """Start and end that this mail is about, which may have changed since."""
    if "time" in letter.facts:
        starts_at, ends_at = map(datetime.fromisoformat, letter.facts["time"])
        return starts_at, ends_at
    source = letter.attempt or about
    return source.starts_at, source.ends_at


def _words(letter: Letter) -> Words:
    """Booked is said only of what is booked: the status as it stands now decides, as it does on the booking's page."""
    if letter.facts.get("was_booked"):
        return TAKEN_BACK[LetterKind(letter.kind)]
    booking = letter.told_booking
    if letter.kind == LetterKind.BOOKED and booking and not booking.is_cancelled:
        if booking.is_pending:
            return WORDS[LetterKind.PENDING]
        if booking.status != "BOOKED":
            return STATUS_UNKNOWN
    return WORDS[LetterKind(letter.kind)]


def _sentences(letter: Letter, studio: Studio) -> list[str]:
    """What happened. Facts that a change brings: `was` and `time` (start, end), `were` and `instructors` (names)."""
    facts, words = letter.facts, _words(letter)
    sentences = [str(words.text)]
    if "was" in facts:
        times = {
            name: _moment(datetime.fromisoformat(start), studio)
            for name, (start, _end) in (
                ("before", facts["was"]),
                ("after", facts.get("became") or facts["time"]),
            )
        }
        sentences.insert(0, str(words.change) % times)
    if facts.get("were"):
        names = {"before": shown_names(facts["were"]), "after": shown_names(facts["instructors"])}
        sentences.append(_("Another trainer: %(after)s instead of %(before)s.") % names)
    elif "instructors" in facts:
        sentences.append(_("Your trainer: %(names)s.") % {"names": shown_names(facts["instructors"])})
    return [sentence for sentence in sentences if sentence]


def _caveats(letter: Letter, starts_at: datetime) -> list[str]:
    """What the mail has to add because of what is not known, or was learned after it was owed."""
    booking = letter.told_booking
    if letter.kind in _ENDS_IT:
        return []
    if booking is None:
        return [str(NUMBER_UNKNOWN)]
    is_late = letter.kind == LetterKind.PENDING and not booking.is_pending
    if is_late or booking.is_cancelled or booking.starts_at != starts_at:
        return [str(HAS_CHANGED_SINCE)]
    if letter.kind == LetterKind.PENDING:
        moves = Move.objects.filter(attempt=letter.attempt) if letter.attempt else ()
        return [str(OLD_ONE_STAYS) % {"before": _moment(move.was_at, booking.studio)} for move in moves]
    if letter.kind == LetterKind.BOTH_STAND and any(
        move.old.is_cancelled for move in Move.objects.filter(attempt=letter.attempt)
    ):
        return [str(HAS_CHANGED_SINCE)]
    if letter.kind in (LetterKind.MOVED, LetterKind.BOTH_STAND) and booking.is_pending:
        return [str(NOT_CERTAIN_YET)]
    return []


def _cancel_until(letter: Letter, *, now: datetime) -> datetime | None:
    """The last moment to cancel here, if there is something to cancel and time for it."""
    booking = letter.told_booking
    if booking is None or booking.is_cancelled or booking.cancel_until <= now:
        return None
    return booking.cancel_until


def _confirmation_text(letter: Letter, about: Booking | Attempt) -> str:
    """What the studio wants them to know, as it stands today; nothing about what is cancelled by now."""
    gone = letter.told_booking is not None and letter.told_booking.is_cancelled
    if gone or letter.kind not in _WITH_CONFIRMATION_TEXT:
        return ""
    return AppointmentSettings.objects.of(about.studio, about.appointment_id).shown_text


def _page(letter: Letter, about: Booking | Attempt) -> str:
    """Where the mail leads: a page that shows or asks, and changes nothing by being opened."""
    if not _leads_to_other_times(letter, about):
        return about.get_absolute_url()
    return reverse("booking:slots", args=[about.studio.slug, about.appointment_id])


def _leads_to_other_times(letter: Letter, about: Booking | Attempt) -> bool:
    """Where nothing is booked, and everybody may see what else the studio has."""
    return letter.kind in _NOT_BOOKED and about.studio.is_listed


def _moment(instant: datetime, studio: Studio) -> str:
    return f"{on_calendar_of(instant, studio)}, {on_clock_of(instant, studio)}"
