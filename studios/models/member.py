"""A person who signed in here, known as (chain, customer id)."""

from collections.abc import Container
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from studios.models.challenge import Challenge
from studios.models.desk_code import DeskCode
from studios.models.tombstone import Tombstone

if TYPE_CHECKING:
    from studios.magicline.customers import Customer


class MemberQuerySet(models.QuerySet["Member"]):
    def remember(self, chain: str, customer: "Customer", *, language: str) -> "Member":
        """The member for this customer record, with the names and address the vendor has now.

        Called when somebody signs in: whoever was erased before wants to be known again. Another address than before
        ends what the old one has proved.
        """
        Tombstone.objects.lift(chain, customer.id)
        self.filter(chain=chain, customer_id=customer.id).change_address(customer.email)
        DeskCode.objects.readdress(chain, customer.id, customer.email)
        member, _created = self.update_or_create(
            chain=chain,
            customer_id=customer.id,
            defaults={
                "first_name": customer.first_name[:120],
                "last_name": customer.last_name[:120],
                "email": customer.email,
                "home_studio_id": customer.studio_id,
                "language": language,
            },
        )
        return member

    # Changing

    def change_address(self, email: str) -> None:
        """Ends what another address than `email` has proved: sessions, sign-ins under way, calendar addresses.

        Whoever reads the old mailbox need not be the member, and may be why it was changed.
        """
        another = self.proved_by_another_address(email)
        for member in another:
            Challenge.objects.end_for(member.chain, member.customer_id, but_to=email)
            member.calendar_feeds.clear()
        another.end_sessions()

    def end_sessions(self) -> None:
        """Signs these members out in every browser."""
        self.update(session_epoch=F("session_epoch") + 1)

    def write_in(self, language: str) -> None:
        """From now on their mails are in this language."""
        self.update(language=language)

    # Asking

    def proved_by_another_address(self, email: str) -> "MemberQuerySet":
        """Those who have signed in with an address, and not with this one."""
        return self.exclude(email="").exclude(email__iexact=email)


class Member(models.Model):
    """Only what the site shows or needs to write a mail; everything else stays with the vendor."""

    chain = models.CharField(max_length=200)
    customer_id = models.BigIntegerField()
    first_name = models.CharField(max_length=120, blank=True)
    last_name = models.CharField(max_length=120, blank=True)
    email = models.CharField(
        max_length=254, blank=True
    )  # none: signed in with a code from the desk, gets no mail
    language = models.CharField(max_length=8)
    home_studio_id = models.BigIntegerField(null=True)
    signed_in_at = models.DateTimeField(auto_now=True)
    # Sessions that were begun under another number are over.
    session_epoch = models.PositiveIntegerField(default=0, db_default=0)

    objects = MemberQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["chain", "customer_id"], name="one_member_per_customer"),
        )
        verbose_name = _("member")
        verbose_name_plural = _("members")

    def __str__(self) -> str:
        """Never a name or an address: this ends up in logs and error pages."""
        return f"member {self.pk}"

    # Changing

    def update_from(self, customer: "Customer", *, languages: Container[str]) -> None:
        """Takes over what the vendor's record says now; names, an address or a language that it lacks are kept.

        `languages` are those that the site can write in. Another address than before ends what the old one has proved.
        """
        language = customer.language.partition("-")[0]
        names = (customer.first_name[:120], customer.last_name[:120])
        first_name, last_name = names if any(names) else (self.first_name, self.last_name)
        email = customer.email.strip()[:254] or self.email
        row = type(self).objects.filter(pk=self.pk)
        with transaction.atomic():
            row.change_address(email)
            DeskCode.objects.readdress(self.chain, self.customer_id, email)
            row.update(
                first_name=first_name,
                last_name=last_name,
                email=email,
                language=language if language in languages else self.language,
            )
        self.refresh_from_db()

    def end_sessions(self) -> None:
        """Signs them out in every browser."""
        type(self).objects.filter(pk=self.pk).end_sessions()

    # Asking

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()
