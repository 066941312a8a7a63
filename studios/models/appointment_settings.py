"""What a studio decides about one of its appointments. Magicline tells no price and no cut-off, so the studio says it,
in its own words.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Self

from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from studios.models.studio import Studio

if TYPE_CHECKING:
    from studios.models.booking import Booking


class AppointmentSettingsQuerySet(models.QuerySet["AppointmentSettings"]):
    # Making and changing

    def note_offered(self, studio: Studio, titles: Mapping[int, str]) -> tuple[int, int]:
        """Makes rows for what is new, remembers titles, marks what is no longer offered; what the studio decided stays.

        `titles` by appointment number are all that Magicline lists. Returns how many are new and how many are gone.
        """
        with transaction.atomic():
            known = {row.appointment_id: row for row in self.select_for_update().filter(studio=studio)}
            rows = [
                self.model(
                    studio=studio,
                    appointment_id=number,
                    title=title[:300] or (known[number].title if number in known else ""),
                )
                for number, title in sorted(titles.items())
            ]
            self.bulk_create(
                rows,
                update_conflicts=True,
                unique_fields=["studio", "appointment_id"],
                update_fields=["title", "is_offered"],
            )
            gone = self.filter(studio=studio, is_offered=True).exclude(appointment_id__in=list(titles))
            return len(titles.keys() - known.keys()), gone.update(is_offered=False)

    # Asking

    def of(self, studio: Studio, appointment_id: int | None) -> "AppointmentSettings":
        """What is decided; for an appointment that nobody decided anything about, or whose number nobody knows, a row
        that is not saved.
        """
        if appointment_id is None:
            return self.model(studio=studio)
        return self.all_of(studio, appointment_id).get(appointment_id) or self.model(
            studio=studio, appointment_id=appointment_id
        )

    def all_of(self, studio: Studio, *numbers: int) -> "dict[int, AppointmentSettings]":
        """By appointment number: of all that something is decided about, or only of these."""
        rows = self.filter(studio=studio)
        rows = rows.filter(appointment_id__in=numbers) if numbers else rows
        return {row.appointment_id: row._at(studio) for row in rows}

    def kin_of(self, studio: Studio, appointment_id: int) -> dict[int, set[int]]:
        """The numbers of the appointments at other studios of the chain that are in the same group, by the studio's
        primary key.
        """
        group = (
            self.filter(studio=studio, appointment_id=appointment_id).values_list("group", flat=True).first()
        )
        if not group:
            return {}
        kin: dict[int, set[int]] = {}
        rows = self._elsewhere(studio).filter(group__iexact=group)
        for studio_id, number in rows.values_list("studio_id", "appointment_id"):
            kin.setdefault(studio_id, set()).add(number)
        return kin

    def studios_with(self, title: str, studio: Studio) -> set[int]:
        """Primary keys of the chain's other studios that are known to offer something of that title."""
        return set(self._elsewhere(studio).filter(title__iexact=title).values_list("studio_id", flat=True))

    def likely_kin_of(self, studio: Studio, appointment_id: int) -> set[int]:
        """Primary keys of the chain's other studios that are known to offer the same, without asking anybody."""
        own = self.filter(studio=studio, appointment_id=appointment_id).exclude(title="")
        titles = own.values_list("title", flat=True)
        return set(self.kin_of(studio, appointment_id)).union(
            *(self.studios_with(title, studio) for title in titles)
        )

    def _elsewhere(self, studio: Studio) -> Self:
        return self.filter(studio__base_url=studio.chain, is_offered=True).exclude(studio=studio)

    def texts_for(self, bookings: "Iterable[Booking]") -> dict[int, str]:
        """The confirmation text for each booking, by its primary key; asked once for all of them."""
        bookings = list(bookings)
        rows = self.filter(
            studio__in={one.studio_id for one in bookings},
            appointment_id__in={one.appointment_id for one in bookings if one.appointment_id is not None},
        )
        own: dict[tuple[int, int | None], str] = {
            (row.studio_id, row.appointment_id): row.confirmation_text for row in rows
        }
        return {
            one.pk: own.get((one.studio_id, one.appointment_id)) or one.studio.confirmation_text
            for one in bookings
        }


class AppointmentSettings(models.Model):
    """Whatever is empty is as at the studio."""

    class Price(models.TextChoices):
        UNSAID = "unsaid", _("Say nothing about the price")
        INCLUDED = "included", _("Included in the membership")
        PRICED = "priced", _("Costs extra")

    studio = models.ForeignKey(
        Studio, on_delete=models.CASCADE, related_name="appointment_settings", verbose_name=_("Studio")
    )
    appointment_id = models.BigIntegerField(_("appointment number"))
    title = models.CharField(_("title"), max_length=300, blank=True)
    is_offered = models.BooleanField(_("offered online"), default=True)
    cancel_cutoff_hours = models.PositiveSmallIntegerField(
        _("cancellation cut-off (hours)"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(366 * 24)],
        help_text=_(
            "Members can cancel this appointment here until so many hours before the start; 0 means until the start. "
            "Empty: as for the whole studio. Bookings that are made already keep the hours they were made with."
        ),
    )
    price = models.CharField(
        _("price"),
        max_length=8,
        choices=Price,
        default=Price.UNSAID,
        help_text=_(
            "Magicline does not tell this site what an appointment costs, and may charge for it: so say it here."
        ),
    )
    price_words = models.CharField(
        _("price in words"),
        max_length=120,
        blank=True,
        help_text=_(
            "As members read it in the list and right above the button, such as “45 € per session”. Needed if it costs "
            "extra; if it is included and this is empty, members read “Included in your membership”."
        ),
    )
    button_label = models.CharField(
        _("words on the button"),
        max_length=60,
        blank=True,
        help_text=_(
            "Empty: “Book now”, and “Book with obligation to pay” if it costs extra. If it costs extra and you write "
            "your own, German law (§ 312j BGB) wants words that leave no doubt about that, such as “Book for 45 €”."
        ),
    )
    confirmation_text = models.TextField(
        _("text at confirmation"),
        max_length=600,
        blank=True,
        help_text=_("Empty: the studio’s text is shown."),
    )

    group = models.CharField(
        _("same as at other studios"),
        max_length=60,
        blank=True,
        default="",
        db_default="",
        help_text=_(
            "Members are shown when other studios of the chain have this free, where title and duration are the same. "
            "Where they are not, write the same word here and there, such as “massage”: it makes them the same."
        ),
    )

    objects = AppointmentSettingsQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["studio", "appointment_id"], name="one_row_of_settings_per_appointment"
            ),
            models.CheckConstraint(
                condition=~Q(price="priced") | ~Q(price_words=""), name="what_costs_extra_says_how_much"
            ),
        )
        ordering = ("-is_offered", "title", "appointment_id")
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments: prices and rules")

    def __str__(self) -> str:
        return self.title or f"{gettext('Appointment')} {self.appointment_id}"

    # Asking: what a member is told

    @property
    def cutoff_hours(self) -> int:
        """Elapsed hours before the start."""
        own = self.cancel_cutoff_hours
        return self.studio.cancel_cutoff_hours if own is None else own

    @property
    def shown_price(self) -> str:
        """In the studio's words; empty where it says nothing."""
        if self.price == self.Price.INCLUDED:
            return self.price_words or gettext("Included in your membership")
        return self.price_words if self.price == self.Price.PRICED else ""

    @property
    def shown_button(self) -> str:
        """The words of § 312j BGB where it costs extra and the studio wrote none of its own."""
        by_default = (
            gettext("Book with obligation to pay") if self.price == self.Price.PRICED else gettext("Book now")
        )
        return self.button_label or by_default

    @property
    def shown_text(self) -> str:
        """Plain text with line breaks."""
        return self.confirmation_text or self.studio.confirmation_text

    @property
    def fingerprint(self) -> str:
        """Equal as long as a member would be told the same, in whatever language."""
        told = (
            self.cutoff_hours,
            self.price,
            self.price_words,
            self.button_label,
            self.shown_text,
            self.studio.house_rules_url,
        )
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]

    def _at(self, studio: Studio) -> "AppointmentSettings":
        """With the studio that is at hand, which saves asking for it."""
        self.studio = studio
        return self
