"""Mails that are owed to members: written down with what they are about, sent by the worker, each once."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from studios.models.member import Member
from studios.models.owed import Owed
from studios.models.reference import new_reference

if TYPE_CHECKING:
    from studios.models.attempt import Attempt
    from studios.models.booking import Booking


class LetterKind(models.TextChoices):
    BOOKED = "booked", _("booked")
    PENDING = "pending", _("waiting for the studio's confirmation")
    CONFIRMED = "confirmed", _("confirmed by the studio")
    MOVED = "moved", _("moved by the member")
    NOT_MOVED = "not_moved", _("could not be moved")
    BOTH_STAND = "both_stand", _("moved, but the old booking stands")
    NEITHER_STANDS = "neither_stands", _("cancelled to be moved, but the new time was not booked")
    CHANGED = "changed", _("changed by the studio")
    CANCELLED = "cancelled", _("cancelled by the member")
    CANCELLED_BY_STUDIO = "cancelled_by_studio", _("cancelled by the studio")
    NOT_CANCELLED = "not_cancelled", _("could not be cancelled")
    NOT_BOOKED = "not_booked", _("turned out not to be booked")
    REMINDER = "reminder", _("reminder")


class LetterQuerySet(models.QuerySet["Letter"]):
    def owe(
        self,
        kind: LetterKind,
        member: Member,
        *,
        key: str,
        now: datetime,
        due_at: datetime | None = None,
        booking: "Booking | None" = None,
        attempt: "Attempt | None" = None,
        **facts: Any,
    ) -> "Letter":
        """One mail for `key`, however often it is owed: two ways to learn of one thing make one mail.

        Call it in the transaction that writes down what the mail is about. `facts` (JSON) are what the mail says of
        the moment it was owed in, such as the time before a change.
        """
        letter, _created = self.get_or_create(
            key=key,
            defaults={
                "kind": kind,
                "member": member,
                "booking": booking,
                "attempt": attempt,
                "facts": facts,
                "owed_at": now,
                "next_try_at": due_at or now,
            },
        )
        return letter

    def due_at(self, due_at: datetime | None) -> None:
        """Sets when those that are not sent yet are due; none: not at all, as things stand."""
        self.filter(sent_at=None).update(next_try_at=due_at)


class Letter(Owed):
    """One mail. `message_id` is minted with the row, so that a second copy is recognised as one."""

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=24, choices=LetterKind)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="letters")
    booking = models.ForeignKey(
        "studios.Booking", null=True, on_delete=models.CASCADE, related_name="letters"
    )
    attempt = models.ForeignKey(
        "studios.Attempt", null=True, on_delete=models.CASCADE, related_name="letters"
    )
    facts = models.JSONField(default=dict)
    message_id = models.CharField(max_length=16, unique=True, default=new_reference)
    owed_at = models.DateTimeField(_("owed"))
    sent_at = models.DateTimeField(_("sent"), null=True)

    objects = LetterQuerySet.as_manager()

    class Meta(Owed.Meta):
        ordering = ("-owed_at",)
        verbose_name = _("mail")
        verbose_name_plural = _("mails")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.message_id}"

    # Changing

    def sent(self, *, now: datetime) -> None:
        """The mail server has taken it."""
        self.nothing_owed(sent_at=now)

    def postpone(self, *, due_at: datetime) -> None:
        """It is too early for this one, because what it is about was moved."""
        self._row_update(next_try_at=due_at)

    # Asking

    @property
    def told_booking(self) -> "Booking | None":
        """The booking it is about, which an attempt may have found only after the mail was owed."""
        return self.booking or (self.attempt.booking if self.attempt else None)

    @property
    def wanted_languages(self) -> tuple[str, ...]:
        """The member's, and for when the site does not speak that one any more the studio's."""
        about = self.told_booking or self.attempt
        return (self.member.language, about.studio.language) if about else (self.member.language,)
