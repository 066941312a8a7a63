"""One field to find what the desk is asked about: a name, a number, a reference, a trace id. Of one studio only."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from studios.models import Attempt, Booking, Member, Studio, UpstreamFailure

MOST_FOUND = 20  # of each kind
_LARGEST_NUMBER = 2**63 - 1


class SearchForm(forms.Form):
    """One field; what cannot be looked for at all is said to be so."""

    wanted = forms.CharField(
        label=_("Name, customer number, booking number, reference or trace id"),
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


@dataclass(frozen=True, slots=True)
class Theirs:
    """A member, and what there is of them at the studio, the latest first: bookings, and attempts that no booking is
    known to have come of.
    """

    member: Member
    bookings: Sequence[Booking]
    attempts: Sequence[Attempt]


@dataclass(frozen=True, slots=True)
class Found:
    """None of a kind that the person who searches may not see, or that there is nothing of."""

    wanted: str
    bookings: Sequence[Booking] = ()
    attempts: Sequence[Attempt] = ()
    failures: Sequence[UpstreamFailure] = ()
    members: Sequence[Theirs] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.bookings or self.attempts or self.failures or self.members)

    @property
    def perhaps_more(self) -> bool:
        kinds = (self.bookings, self.attempts, self.failures, self.members)
        return any(len(kind) == MOST_FOUND for kind in kinds)


def search(studio: Studio, wanted: str, *, bookings_too: bool, attempts_too: bool) -> Found:
    """What has this number, reference, trace id or name; six questions at most, whatever is found.

    `bookings_too` and `attempts_too`: whether these may be seen; members are shown by their bookings.
    """
    wanted = " ".join(wanted.split())
    number = _number(wanted)
    by_reference = Q(reference=wanted.lower())
    failures = UpstreamFailure.objects.filter(studio=studio, trace_ids__contains=wanted).select_related(
        "studio"
    )
    return Found(
        wanted,
        bookings=_bookings(studio, by_reference | Q(booking_id=number)) if bookings_too else (),
        attempts=_attempts(studio, by_reference | Q(trace_id=wanted)) if attempts_too else (),
        failures=list(failures[:MOST_FOUND]),
        members=_members(studio, wanted, number, attempts_too=attempts_too) if bookings_too else (),
    )


def _number(wanted: str) -> int | None:
    """A booking's or a customer's number, if it can be one."""
    if not (wanted.isascii() and wanted.isdigit()):
        return None
    number = int(wanted)
    return number if number <= _LARGEST_NUMBER else None


def _bookings(studio: Studio, which: Q) -> list[Booking]:
    rows = Booking.objects.filter(which, studio=studio).select_related("studio", "member")
    return list(rows.order_by("-starts_at")[:MOST_FOUND])


def _attempts(studio: Studio, which: Q) -> list[Attempt]:
    rows = Attempt.objects.filter(which, studio=studio).select_related("studio", "member")
    return list(rows.order_by("-created_at")[:MOST_FOUND])


def _members(studio: Studio, wanted: str, number: int | None, *, attempts_too: bool) -> list[Theirs]:
    """Only members of whom this studio has something: the chain's others are none of its business."""
    has_something = Q(bookings__studio=studio) | Q(attempts__studio=studio)
    named = Q(customer_id=number) if number is not None else _named(wanted)
    members = list(
        Member.objects.filter(named, has_something, chain=studio.chain).distinct().order_by("pk")[:MOST_FOUND]
    )
    at_studio = Q(studio=studio, member__in=members)
    bookings = list(Booking.objects.filter(at_studio).order_by("-starts_at")[: MOST_FOUND**2])
    without = Attempt.objects.filter(at_studio, booking=None).order_by("-created_at")
    attempts = list(without[: MOST_FOUND**2]) if attempts_too else []
    return [
        Theirs(
            member,
            [one for one in bookings if one.member_id == member.pk][:MOST_FOUND],
            [one for one in attempts if one.member_id == member.pk][:MOST_FOUND],
        )
        for member in members
    ]


def _named(wanted: str) -> Q:
    """Every word is part of the first or the last name."""
    every = Q()
    for word in wanted.split():
        # SQLite takes only a to z for the same as A to Z: özil would not find Özil.
        spellings = {word, word.lower(), word.title()}
        either = Q()
        for spelling in spellings:
            either |= Q(first_name__icontains=spelling) | Q(last_name__icontains=spelling)
        every &= either
    return every
