"""Settling by hand that an attempt was booked: whether the booking that the desk names is the one that was wanted."""

from datetime import datetime
from typing import Any

from django import forms
from django.db import IntegrityError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from studios import connections
from studios.booking.settling import LIST_REACHES
from studios.desk.clocks import on_its_clock
from studios.magicline.appointments import Booking
from studios.magicline.errors import Forbidden, MagiclineError, NotFound
from studios.models import Attempt
from studios.models.attempt_states import AttemptState

_BOOKED_OR_NOT = (AttemptState.UNSURE, AttemptState.NOT_BOOKED, AttemptState.BOOKED)


class CannotSettle(Exception):
    """Nothing was changed; the text is a sentence for the desk."""


class BookedForm(forms.Form):
    """The number, or the word that there is one."""

    number = forms.IntegerField(
        label=gettext_lazy("Booking number at Magicline"), required=False, min_value=1, max_value=2**63 - 1
    )
    without_number = forms.BooleanField(
        label=gettext_lazy("The booking is in Magicline, and its number cannot be found out."), required=False
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and bool(cleaned.get("number")) == cleaned["without_number"]:
            raise forms.ValidationError(_("Please give the number, or say that it cannot be found out."))
        return cleaned


def can_be_settled(attempt: Attempt) -> bool:
    """Something may have come of it, and no booking is known."""
    return attempt.booking_id is None and attempt.state in _BOOKED_OR_NOT


def settle_with(attempt: Attempt, number: int, *, now: datetime) -> None:
    """The studio's system is read, with the studio's key; raises `CannotSettle` unless that is the booking."""
    try:
        told = connections.to(attempt.studio).booking(number)
    except NotFound:
        raise CannotSettle(_("Magicline knows no booking with this number at this studio.")) from None
    except Forbidden:
        raise CannotSettle(_("Magicline tells this site nothing about this booking.")) from None
    except MagiclineError as error:
        raise CannotSettle(_("Magicline could not be asked just now. Please try again later.")) from error
    _check(attempt, told)
    try:
        settled = attempt.settle_booked(told, now=now)
    except IntegrityError:
        _check_is_nobody_elses(attempt, told)  # another attempt got it between the look before and now
        raise
    if not settled:
        raise CannotSettle(_("It was settled meanwhile."))


def settle_without(attempt: Attempt, *, now: datetime) -> None:
    """The desk has seen the booking; its number is looked for once the customer's list reaches it."""
    if not attempt.settle_unnumbered(look_at=max(now, attempt.ends_at - LIST_REACHES), now=now):
        raise CannotSettle(_("Only what is unsure can be settled without a number."))


def _check(attempt: Attempt, told: Booking) -> None:
    if told.customer_id != attempt.member.customer_id:
        raise CannotSettle(_("This is not a booking of this customer."))
    if (told.start.instant, told.end.instant) != (attempt.starts_at, attempt.ends_at):
        times = {
            "start": on_its_clock(attempt.studio, told.start.instant),
            "end": on_its_clock(attempt.studio, told.end.instant),
        }
        raise CannotSettle(_("This booking is for another time: from %(start)s to %(end)s.") % times)
    if told.is_cancelled:
        raise CannotSettle(_("This booking is cancelled in Magicline."))
    if told.id in attempt.known_booking_ids:
        raise CannotSettle(_("The customer had this booking before, so it is not what came of this attempt."))
    _check_is_nobody_elses(attempt, told)


def _check_is_nobody_elses(attempt: Attempt, told: Booking) -> None:
    others = Attempt.objects.filter(studio=attempt.studio, booking__booking_id=told.id)
    if other := others.exclude(pk=attempt.pk).first():
        raise CannotSettle(
            _("This booking came of the attempt %(reference)s.") % {"reference": other.reference}
        )
