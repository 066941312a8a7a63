"""What keeps a studio from going live: the law's pages have to be there first, so that nobody meets it without them."""

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from studios.admin.legal_pages import draft_url
from studios.legal.finding import missing
from studios.models import Studio


def obstacle(studio: Studio, *, chain: str) -> SafeString | None:
    """A sentence that names what is missing and links to where it is written; nothing in the demo.

    `studio` may be new; `chain` is the base URL that it is to have.
    """
    kinds = [] if settings.DEMO else missing(chain, studio)
    if not kinds:
        return None
    # Before the studio is saved its chain may not be there to be chosen.
    links = [
        (
            draft_url(kind, studio.language, chain=chain)
            if studio.pk
            else reverse("admin:studios_legalpage_add"),
            kind.label,
        )
        for kind in kinds
    ]
    return format_html(
        _(
            "Before it can go live, members must find: {}. Please choose “Preview” until these are published, for this "
            "studio, its chain or the whole site."
        ),
        format_html_join(", ", '<a href="{}">{}</a>', links),
    )
