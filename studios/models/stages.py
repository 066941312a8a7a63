"""Who sees a studio at which stage. Every list, page and form asks here, and nowhere else."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from django.db import connection, models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from studios.models.studio import Studio


class StudioStage(models.TextChoices):
    PREVIEW = "preview", _("Preview: staff and test members only")
    LIVE = "live", _("Live")
    PAUSED = "paused", _("Paused: no new bookings")
    CLOSED = "closed", _("Closed")


LISTED = (StudioStage.LIVE, StudioStage.PAUSED)
TAKES_BOOKINGS = (StudioStage.LIVE, StudioStage.PREVIEW)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who looks, as far as a preview has to know: `customers` are the (chain, customer number) that somebody is signed
    in with, `desks` the primary keys of the studios that they may look at in the admin.
    """

    customers: frozenset[tuple[str, int]] = frozenset()
    desks: frozenset[int] = frozenset()

    def previews(self, studio: "Studio") -> bool:
        """Whether a studio in preview is there for them. A customer number means something only inside its chain."""
        return studio.pk in self.desks or any(
            (studio.chain, number) in self.customers for number in studio.test_customer_ids
        )


ANYBODY = Visitor()


class StageQuerySet(models.QuerySet["Studio"]):
    def listed(self) -> Self:
        """The studios that everybody may see."""
        return self.filter(stage__in=LISTED)

    def embeddable(self) -> Self:
        """The studios that websites of their own may show: one that is closed says so there, one in preview is not
        there.
        """
        return self.exclude(stage=StudioStage.PREVIEW).exclude(websites="")

    def language_and_editions(self, slug: str) -> tuple[str, str, str] | None:
        """Of the studio with this slug its language, and the editions of its offer and of its times: one of them is
        another whenever its row was saved. None where there is none that everybody may see.
        """
        # Every view of its pages asks this. To write the question takes Django ten times as long as it takes to answer.
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT stage, language, offer_edition, times_edition FROM studios_studio WHERE slug = %s",
                [slug],
            )
            stage, *told = cursor.fetchone() or [""]
        return tuple(told) if stage in LISTED else None

    def in_preview(self) -> Self:
        return self.filter(stage=StudioStage.PREVIEW)

    def taking_bookings(self) -> Self:
        """From whoever sees them."""
        return self.filter(stage__in=TAKES_BOOKINGS)

    def seen_by(self, visitor: Visitor) -> Self:
        """The studios that are there for this visitor; for anybody else it is as if they did not exist."""
        if visitor == ANYBODY:
            return self.listed()
        looked_at = self.in_preview().only("pk", "base_url", "test_customer_ids")
        previewed = [studio.pk for studio in looked_at if visitor.previews(studio)]
        return self.filter(Q(stage__in=LISTED) | Q(pk__in=previewed))
