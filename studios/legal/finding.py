"""Which of the law's pages hold: for a studio, or where no studio is meant; and what a studio still lacks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from booking_site.languages import SOURCE
from studios.models import LegalPage, Studio
from studios.models.studio_queries import StudioQuerySet

# Without these no studio goes live. Terms are the studio's own decision.
REQUIRED = (LegalPage.Kind.IMPRINT, LegalPage.Kind.PRIVACY, LegalPage.Kind.ACCESSIBILITY)


@dataclass(frozen=True, slots=True)
class Section:
    """A page, and the names of the studios that it holds for; none when it holds for the whole site."""

    page: LegalPage
    studios: tuple[str, ...] = ()


def nearest(pages: Iterable[LegalPage], language: str) -> dict[str, LegalPage]:
    """The page of each kind that counts: the nearest one, in `language` if there is one, else in English or another.

    A studio's own page in another language goes before the chain's in the right one: it may name another company.
    """
    ranked = sorted(
        pages, key=lambda page: (page.nearness, page.language == language, page.language == SOURCE)
    )
    return {page.kind: page for page in ranked}


def page_of(studio: Studio, kind: str, *, language: str) -> LegalPage | None:
    """The published page that holds for the studio."""
    pages = LegalPage.objects.published().reaching(studio.chain, studio).filter(kind=kind)
    return nearest(pages, language).get(kind)


def sections(kind: str, studios: StudioQuerySet, *, language: str) -> list[Section]:
    """What is shown where no studio is meant: the site's page, and without one those of all `studios`.

    Studios that share a page share a section, so a site of one chain has one.
    """
    pages = list(LegalPage.objects.published().of_the_site(studios).filter(kind=kind))
    of_site = nearest((page for page in pages if not page.nearness), language)
    if of_site:
        return [Section(of_site[kind])]
    shared: dict[LegalPage, list[str]] = {}
    for studio in studios:
        own = [page for page in pages if page.studio_id == studio.pk or page.chain == studio.chain]
        page = nearest(own, language).get(kind)
        if page:
            shared.setdefault(page, []).append(studio.name)
    return [Section(page, tuple(names)) for page, names in shared.items()]


def missing(chain: str, studio: Studio | None = None) -> list[LegalPage.Kind]:
    """What has to be published before a studio of this chain may go live, in any language."""
    there = LegalPage.objects.published().reaching(chain, studio).values_list("kind", flat=True)
    return [kind for kind in REQUIRED if kind not in set(there)]


def live_without() -> Mapping[str, list[LegalPage.Kind]]:
    """The live studios that lack something, by name, with what they lack."""
    live = Studio.objects.filter(stage=Studio.Stage.LIVE).only("name", "base_url")
    lacking = {studio.name: missing(studio.chain, studio) for studio in live}
    return {name: kinds for name, kinds in lacking.items() if kinds}


def left_without(gone: Iterable[LegalPage], *, instead: LegalPage | None = None) -> list[Studio]:
    """The live studios that would lack a required page if these pages, as they are stored, were not there.

    `instead` is what one of them is to become.
    """
    pages = [page for page in gone if page.is_published and page.kind in REQUIRED]
    others = LegalPage.objects.published().exclude(pk__in=[page.pk for page in pages])
    lacking = []
    for studio in Studio.objects.filter(stage=Studio.Stage.LIVE).only("name", "base_url"):
        kinds = {page.kind for page in pages if page.holds_for(studio)}
        if instead and instead.is_published and instead.holds_for(studio):
            kinds.discard(instead.kind)
        there = others.reaching(studio.chain, studio).values_list("kind", flat=True)
        if kinds - set(there):
            lacking.append(studio)
    return lacking
