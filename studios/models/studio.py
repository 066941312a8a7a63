"""One gym with its own keys."""

import secrets
import zoneinfo
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from booking_site import languages
from studios.encrypted_field import EncryptedTextField, fingerprints
from studios.models.stages import LISTED, TAKES_BOOKINGS, StudioStage
from studios.models.studio_facts import StudioFacts
from studios.models.studio_queries import StudioQuerySet
from studios.models.studio_settings import StudioSettings

# What was sent before a webhook key was replaced may be sent again with the old one.
OLD_WEBHOOK_KEY_ACCEPTED = timedelta(hours=24)
# A key that is refused so often, over so long a time, is refused for good.
REFUSALS_TO_PAUSE = 3
REFUSED_TO_PAUSE = timedelta(minutes=5)


def _new_edition() -> str:
    return secrets.token_hex(4)


def check_time_zone(name: str) -> None:
    """Raises `ValidationError` unless `name` is an IANA time zone."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("“%(name)s” is not a time zone; try Europe/Berlin."), params={"name": name})


class Studio(StudioFacts, StudioSettings):
    """A studio as its admin set it up, with what the site learned about it since."""

    Stage = StudioStage

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(
        _("slug"),
        unique=True,
        help_text=_("The end of the studio's address here; links to the old one break."),
    )
    base_url = models.CharField(
        _("base URL"),
        max_length=200,
        help_text=_("Arrived with the key, for example https://my-gym.open-api.magicline.com"),
    )
    api_key = EncryptedTextField(_("API key"))
    api_key_fingerprint = models.CharField(max_length=64, unique=True, editable=False)
    webhook_key = EncryptedTextField(_("webhook key"), blank=True, default="")
    webhook_key_fingerprint = models.CharField(  # noqa: DJ001 - unique, and many studios have none
        max_length=64, unique=True, null=True, editable=False, default=None
    )
    old_webhook_key_fingerprint = models.CharField(
        max_length=64, blank=True, default="", editable=False, db_index=True
    )
    old_webhook_key_until = models.DateTimeField(null=True, editable=False)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Europe/Berlin", validators=[check_time_zone]
    )
    language = models.CharField(
        _("language"),
        max_length=8,
        default="de",
        choices=languages.choices,
        help_text=_(
            "Members read the language that their browser asks for, or that they chose. This one is for those whose "
            "browser asks only for others."
        ),
    )
    cancel_cutoff_hours = models.PositiveSmallIntegerField(
        _("cancellation cut-off (hours)"),
        default=24,
        # With enough hours before the start, "until when" would lie before the first date there is.
        validators=[MaxValueValidator(366 * 24)],
        help_text=_(
            "Members can cancel here until this many hours before the start; 0 means until the start."
        ),
    )
    stage = models.CharField(
        _("stage"),
        max_length=8,
        choices=StudioStage,
        default=StudioStage.LIVE,
        help_text=_(
            "Preview: for everybody but staff and test members it is as if the studio were not there. Paused: it is "
            "shown with its telephone number, bookings that are made stay, new ones cannot be made. Closed: not shown."
        ),
    )
    staff = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("staff"),
        related_name="studios",
        blank=True,
        help_text=_(
            "Who works at this studio's desk. They see and change this studio and nothing of the others."
        ),
    )

    objects = StudioQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        verbose_name = _("Studio")
        verbose_name_plural = _("studios")

    def __str__(self) -> str:
        return self.name

    # Making and changing

    def save(self, *args: object, **kwargs: object) -> None:
        """Keeps base URL and fingerprints in step with what was typed; a webhook key that is replaced by another is
        accepted for another day, one that is removed is not.
        """
        self.base_url = self.base_url.strip().rstrip("/")
        self.api_key_fingerprint = fingerprints(self.api_key)[0]
        known = fingerprints(self.webhook_key) if self.webhook_key else []
        stored = (
            type(self).objects.filter(pk=self.pk).values_list("webhook_key_fingerprint", flat=True).first()
        )
        if stored and stored not in known:
            self.old_webhook_key_fingerprint = stored if known else ""
            self.old_webhook_key_until = timezone.now() + OLD_WEBHOOK_KEY_ACCEPTED
        self.webhook_key_fingerprint = known[0] if known else None
        # New ones: a row that was read a while ago would otherwise bring back an edition that is over.
        self.offer_edition, self.times_edition = _new_edition(), _new_edition()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def learn(self, **facts: object) -> None:
        """Stores what an answer of the vendor told, if it is new; touches no other field."""
        news = {name: value for name, value in facts.items() if getattr(self, name) != value}
        if news:
            for name, value in news.items():
                setattr(self, name, value)
            type(self).objects.filter(pk=self.pk).update(**news)

    def offer_changed(self) -> None:
        """What was kept of its appointments and its information is asked for again, the free times with it."""
        self.learn(offer_edition=_new_edition(), times_edition=_new_edition())

    def times_changed(self) -> None:
        """Something was booked, moved or cancelled: what was kept of its free times is asked for again.

        Once what is being written is: many write about one studio at once, and none of them waits for its row.
        """
        transaction.on_commit(lambda: self.learn(times_edition=_new_edition()))

    def suspect_key(self, *, now: datetime) -> None:
        """Magicline answered 401 to it: to be asked again, before anything pauses."""
        self._row().filter(key_refused_since=None).update(key_refused_since=now, key_refusals=1)

    def key_was_refused(self, *, now: datetime) -> None:
        """Refused once more; the third time, over five minutes or more, pauses the background reads."""
        self._row().update(key_refusals=F("key_refusals") + 1)
        long_enough = self._row().filter(
            key_refusals__gte=REFUSALS_TO_PAUSE, key_refused_since__lte=now - REFUSED_TO_PAUSE
        )
        long_enough.filter(reads_paused_at=None).update(reads_paused_at=now)

    def key_works(self) -> None:
        """Magicline knows the key (again)."""
        self.learn(key_refused_since=None, key_refusals=0, reads_paused_at=None, operator_told_at=None)

    def _row(self) -> "models.QuerySet[Studio]":
        return type(self).objects.filter(pk=self.pk)

    # Asking

    def get_absolute_url(self) -> str:
        return reverse("booking:appointments", args=[self.slug])

    @property
    def chain(self) -> str:
        """The tenant at the vendor; a customer id means something only inside it."""
        return self.base_url

    @property
    def telephone(self) -> str:
        """The number that members are told to call: the studio's own words win over Magicline's."""
        return self.own_telephone or self.vendor_telephone

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def takes_bookings(self) -> bool:
        """From whoever sees it."""
        return self.stage in TAKES_BOOKINGS

    @property
    def is_listed(self) -> bool:
        """Whether everybody may see it."""
        return self.stage in LISTED

    @property
    def is_in_preview(self) -> bool:
        return self.stage == self.Stage.PREVIEW

    @property
    def look_url(self) -> str:
        """The style sheet with its own colours, if it has any, in the place of base.css; good for ever, since another
        one has another address.
        """
        palette = self.palette
        return f"{reverse('booking:look', args=[self.slug])}?v={palette.version}" if palette else ""

    @property
    def reads_are_paused(self) -> bool:
        """Its key is refused: nothing is read in the background until it works again."""
        return self.reads_paused_at is not None

    def accepts_an_old_webhook_key(self, *, now: datetime) -> bool:
        """Whether what was sent before its webhook key was replaced is still taken."""
        until = self.old_webhook_key_until
        return bool(self.old_webhook_key_fingerprint) and until is not None and until > now

    def local(self, instant: datetime) -> datetime:
        """`instant` on the clock that hangs in the studio."""
        return instant.astimezone(self.zone)
