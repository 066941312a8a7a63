"""What the law wants said on every page and in every mail: imprint, privacy notice, accessibility, terms."""

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from booking_site import languages
from studios.models.studio import Studio
from studios.models.studio_queries import StudioQuerySet
from studios.models.studio_settings import https_only

LONGEST_TEXT = 60_000  # characters; a long privacy notice has some 20,000
# What a draft leaves to be filled in stands in square brackets.
_BLANK = re.compile(r"\[[^\[\]\n]+\]")


class LegalPageQuerySet(models.QuerySet["LegalPage"]):
    def published(self) -> "LegalPageQuerySet":
        """Those that members see."""
        return self.filter(is_published=True)

    def reaching(self, chain: str, studio: Studio | None = None) -> "LegalPageQuerySet":
        """Those that can hold for a studio: its own, its chain's and the site's.

        Without `studio` those that a studio of this chain would have before it writes its own.
        """
        shared = Q(studio=None, chain__in=["", chain])
        return self.filter(shared | Q(studio=studio) if studio and studio.pk else shared)

    def of_the_site(self, studios: StudioQuerySet) -> "LegalPageQuerySet":
        """Those that can hold where no studio is meant: the site's, and those of `studios`."""
        of_chains = Q(studio=None, chain__in=studios.values("base_url"))
        return self.filter(Q(studio=None, chain="") | of_chains | Q(studio__in=studios.values("pk")))


class LegalPage(models.Model):
    """One page in one language: an address elsewhere, or a text here.

    It holds for one studio, or for a chain (`chain`, a base URL), or for the whole site where neither is named; the
    nearest one counts. A text is plain: a blank line ends a paragraph, "## " begins a heading, "- " an item of a list.
    """

    class Kind(models.TextChoices):
        IMPRINT = "imprint", _("Imprint")
        PRIVACY = "privacy", _("Privacy notice")
        ACCESSIBILITY = "accessibility", _("Accessibility")
        TERMS = "terms", _("Terms")

    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    language = models.CharField(_("language"), max_length=8, choices=languages.choices)
    chain = models.CharField(_("chain"), max_length=200, blank=True, default="")
    studio = models.ForeignKey(
        Studio,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="legal_pages",
        verbose_name=_("studio"),
    )
    url = models.CharField(
        _("address"),
        max_length=300,
        blank=True,
        default="",
        validators=[https_only],
        help_text=_("Of a page that you have elsewhere; it is linked. Or leave it empty and give a text."),
    )
    text = models.TextField(
        _("text"),
        max_length=LONGEST_TEXT,
        blank=True,
        default="",
        help_text=_(
            "Plain text. A blank line ends a paragraph, a line that begins with “## ” is a heading, lines that begin "
            "with “- ” are a list. What still has to be filled in stands in [square brackets]."
        ),
    )
    is_published = models.BooleanField(
        _("published"), default=True, help_text=_("Members see it. Without this it is kept as a draft.")
    )
    changed_at = models.DateTimeField(_("last changed"), auto_now=True)

    objects = LegalPageQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(url="", text__gt="") | Q(url__gt="", text=""),
                name="legal_page_is_address_or_text",
                violation_error_message=_("Please give either an address or a text."),
            ),
            models.CheckConstraint(
                condition=Q(studio=None) | Q(chain=""),
                name="legal_page_of_studio_or_chain",
                violation_error_message=_("Please name a studio or a chain, not both."),
            ),
            models.UniqueConstraint(
                fields=["studio", "kind", "language"],
                condition=Q(studio__isnull=False),
                name="one_legal_page_per_studio",
                violation_error_message=_("The studio already has this page in this language."),
            ),
            models.UniqueConstraint(
                fields=["chain", "kind", "language"],
                condition=Q(studio__isnull=True),
                name="one_legal_page_per_chain",
                violation_error_message=_("There is this page in this language already."),
            ),
        )
        ordering = ("kind", "language")
        verbose_name = _("legal page")
        verbose_name_plural = _("legal pages")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.get_language_display()})"

    def clean(self) -> None:
        """Raises `ValidationError` for a page that would be shown with blanks in it."""
        blanks = self.blanks
        if self.is_published and blanks:
            raise ValidationError(
                {
                    "text": _(
                        "Members would read what is still to be filled in: %(blanks)s. Please replace it, or keep the "
                        "page as a draft that is not published."
                    )
                    % {"blanks": ", ".join(blanks[:5]) + (" …" if len(blanks) > 5 else "")}
                }
            )

    # Asking

    def get_absolute_url(self) -> str:
        """Where members read it, or are led on to its address."""
        if self.studio:
            return reverse("legal:of_studio", args=[self.studio.slug, self.kind])
        return reverse("legal:of_site", args=[self.kind])

    def holds_for(self, studio: Studio) -> bool:
        """Whether it can hold for the studio: it is the studio's own, its chain's or the site's."""
        if self.studio_id:
            return self.studio_id == studio.pk
        return self.chain in ("", studio.chain)

    @property
    def blanks(self) -> list[str]:
        """What still has to be filled in, in its brackets."""
        return list(dict.fromkeys(_BLANK.findall(self.text)))

    @property
    def nearness(self) -> int:
        """The studio's own page goes before the chain's, and that before the site's."""
        return 2 if self.studio_id else 1 if self.chain else 0
