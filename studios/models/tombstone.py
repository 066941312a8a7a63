"""What stays of a person who was erased: a mark that says *nothing may be kept*, and not about whom."""

from datetime import datetime

from django.db import models

from studios.models.marks import marks, new_mark


class TombstoneQuerySet(models.QuerySet["Tombstone"]):
    def put(self, chain: str, customer_id: int, *, now: datetime) -> None:
        """From now on nothing is kept about this customer; safe to repeat."""
        self.get_or_create(mark=new_mark(_customer(chain, customer_id)), defaults={"erased_at": now})

    def lift(self, chain: str, customer_id: int) -> None:
        """The person came back and signed in; nothing else may end it."""
        self.filter(mark__in=marks(_customer(chain, customer_id))).delete()

    def stands_for(self, chain: str, customer_id: int) -> bool:
        """Whether this customer was erased."""
        return self.filter(mark__in=marks(_customer(chain, customer_id))).exists()


class Tombstone(models.Model):
    """`mark` is a keyed hash of chain and customer id: of use only to whoever knows both, and the site's secret."""

    mark = models.CharField(max_length=64, unique=True)
    erased_at = models.DateTimeField()

    objects = TombstoneQuerySet.as_manager()

    def __str__(self) -> str:
        return f"tombstone {self.pk}"


def _customer(chain: str, customer_id: int) -> str:
    return f"tombstone {chain} {customer_id}"
