"""Links to the law's pages: in the footer of every page, and in every mail."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from studios.legal.finding import nearest
from studios.memory import for_a_moment
from studios.models import LegalPage, Studio

_IN_MAILS = (LegalPage.Kind.IMPRINT, LegalPage.Kind.PRIVACY)


@dataclass(frozen=True, slots=True)
class Link:
    """`address` is a path of this site, or a whole address where the page is elsewhere or the link is mailed."""

    title: str
    address: str


def footer(request: HttpRequest) -> dict[str, Any]:
    """For every template: `legal_links`, of the studio that a view left on the request, else of the site.

    Asked when a template shows them, with one query; what shows none, the admin for example, asks nothing.
    """
    return {"legal_links": partial(links, getattr(request, "studio", None))}


def links(studio: Studio | None) -> list[Link]:
    """One for each kind of page that there is, as it was a second ago at most."""
    whose = (studio.pk, studio.chain) if studio else None
    return for_a_moment(("legal", whose, get_language()), lambda: list(_links(studio).values()))


def in_mail(studio: Studio | None) -> dict[str, Any]:
    """What the end of a mail shows: whole addresses of imprint and privacy notice, and whom the mail is from.

    The addresses name a studio and a page, never a person or a booking.
    """
    found = _links(studio)
    told = [found[kind] for kind in _IN_MAILS if kind in found]
    return {
        "legal_links": [Link(link.title, _whole(link.address)) for link in told],
        "sender": ", ".join(part for part in (studio.name, studio.address) if part)
        if studio
        else settings.SITE_NAME,
    }


def _links(studio: Studio | None) -> Mapping[str, Link]:
    published = LegalPage.objects.published().defer("text")
    pages = (
        published.reaching(studio.chain, studio) if studio else published.of_the_site(Studio.objects.listed())
    )
    return _addresses(pages, studio)


def _addresses(pages: Iterable[LegalPage], studio: Studio | None) -> Mapping[str, Link]:
    rows = list(pages)
    language = get_language() or settings.LANGUAGE_CODE
    # Without a studio only the site's own page is sure to be the one: which of the others, the page itself says.
    sure = nearest((page for page in rows if studio or not page.nearness), language)
    there = {page.kind for page in rows}
    found: dict[str, Link] = {}
    for kind in LegalPage.Kind:
        if kind not in there:
            continue
        here = (
            reverse("legal:of_studio", args=[studio.slug, kind])
            if studio
            else reverse("legal:of_site", args=[kind])
        )
        elsewhere = sure[kind].url if kind in sure else ""
        found[kind] = Link(str(kind.label), elsewhere or here)
    return found


def _whole(address: str) -> str:
    return settings.SITE_URL + address if address.startswith("/") else address
