"""Codes that a studio's staff hand over at the desk, to members whom no mail reaches."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from studios.models.studio import Studio

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from studios.magicline.customers import Customer

LIFE = timedelta(minutes=10)
KEPT = timedelta(hours=1)
MOST_GUESSES = 5
SAME_BROWSER_AGAIN = timedelta(minutes=1)


class DeskCodeQuerySet(models.QuerySet["DeskCode"]):
    # Making

    def hand_out(
        self, studio: Studio, customer: "Customer", *, code_hash: str, by: "User", now: datetime
    ) -> "DeskCode":
        """The customer's only code: it ends an earlier one."""
        row, _created = self.update_or_create(
            chain=studio.chain,
            customer_id=customer.id,
            defaults={
                "studio": studio,
                "first_name": customer.first_name[:120],
                "last_name": customer.last_name[:120],
                "email": customer.email.strip()[:254],
                "home_studio_id": customer.studio_id,
                "code_hash": code_hash,
                "guesses": 0,
                "created_at": now,
                "created_by": by,
                "used_at": None,
                "used_by": "",
            },
        )
        return row

    # Changing

    def take_guess(self, chain: str, customer_id: int, *, now: datetime) -> "DeskCode | None":
        """Counts one guess; nothing when there is no code for this customer any more, or no guess left."""
        code = self.filter(chain=chain, customer_id=customer_id)
        left = code.filter(created_at__gt=now - LIFE, guesses__lt=MOST_GUESSES)
        counted = left.update(guesses=F("guesses") + 1)
        found = code.first()
        return found if counted else None

    def readdress(self, chain: str, customer_id: int, email: str) -> None:
        """The customer has another address since the code was handed out: to use it must not bring the old one back."""
        self.filter(chain=chain, customer_id=customer_id).update(email=email.strip()[:254])

    # Asking

    def forgettable(self, *, now: datetime) -> "DeskCodeQuerySet":
        """Codes that nobody will come back to."""
        return self.filter(created_at__lte=now - KEPT)


class DeskCode(models.Model):
    """One code for one customer, with what the member's page needs. Forgotten soon: the admin keeps its history."""

    chain = models.CharField(max_length=200)
    customer_id = models.BigIntegerField()
    studio = models.ForeignKey(Studio, on_delete=models.CASCADE)
    first_name = models.CharField(max_length=120, blank=True)
    last_name = models.CharField(max_length=120, blank=True)
    email = models.CharField(max_length=254, blank=True)
    home_studio_id = models.BigIntegerField(null=True)

    code_hash = models.CharField(max_length=64)
    guesses = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    used_at = models.DateTimeField(null=True)
    used_by = models.CharField(max_length=64, blank=True)  # a mark of the browser

    objects = DeskCodeQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["chain", "customer_id"], name="one_desk_code_per_customer"),
        )
        default_permissions = ()
        permissions = (("add_deskcode", _("Can hand out a code to a member at the desk")),)
        verbose_name = _("code from the desk")
        verbose_name_plural = _("codes from the desk")

    def __str__(self) -> str:
        """Never a name, a number or the code: this ends up in logs and error pages."""
        return f"desk code {self.pk}"

    # Changing

    def use(self, *, browser: str, now: datetime) -> bool:
        """Ends the code, and reads what its customer is called by now; False when it was used, or another one took its
        place meanwhile.

        The same browser may repeat itself for a minute: a double click, or an answer lost on the way.
        """
        unused = Q(used_at=None)
        if browser:
            unused |= Q(used_by=browser, used_at__gt=now - SAME_BROWSER_AGAIN)
        same_code = type(self).objects.filter(pk=self.pk, code_hash=self.code_hash)
        if not same_code.filter(unused).update(used_at=now, used_by=browser):
            return False
        self.refresh_from_db()
        return True
