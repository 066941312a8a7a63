"""The law's pages as members read them: of a studio in preview for whom it is there, of every other one for anybody,
closed ones included, because mails link to them.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from studios.legal.finding import Section, page_of, sections
from studios.legal.plain_text import blocks
from studios.models import LegalPage, Studio
from studios.models.studio_queries import StudioQuerySet
from studios.pages import anyone, show

# Which of some studios are there for whoever asks. Sign-in, which knows, is built on this floor, so the table of
# contents hands it down.
Seen = Callable[[HttpRequest, StudioQuerySet], StudioQuerySet]


@require_safe
@anyone
def of_site(request: HttpRequest, kind: str, seen: Seen) -> HttpResponse:
    """The site's page, or those of its studios one below the other."""
    found = sections(kind, seen(request, Studio.objects.all()), language=_language())
    return _show(request, kind, found, back=reverse("booking:studios"))


@require_safe
@anyone
def of_studio(request: HttpRequest, slug: str, kind: str, seen: Seen) -> HttpResponse:
    """The page that holds for this studio: its own, its chain's or the site's."""
    studio = get_object_or_404(Studio, slug=slug)
    if studio.is_in_preview and not seen(request, Studio.objects.filter(pk=studio.pk)).exists():
        raise Http404
    page = page_of(studio, kind, language=_language())
    request.studio = studio  # type: ignore[attr-defined]  # its links stand in the footer
    request.in_preview = studio.is_in_preview  # type: ignore[attr-defined]
    is_there = studio.is_listed or studio.is_in_preview
    back = studio.get_absolute_url() if is_there else reverse("booking:studios")
    return _show(request, kind, [Section(page)] if page else [], back=back)


def preview(request: HttpRequest, page: LegalPage) -> HttpResponse:
    """How members see (or would see) this page; for the admin, which has checked who asks."""
    request.studio = page.studio  # type: ignore[attr-defined]
    return _show(request, page.kind, [Section(page)], back="")


def _show(request: HttpRequest, kind: str, found: list[Section], *, back: str) -> HttpResponse:
    """Raises `Http404` when there is none."""
    if not found:
        raise Http404
    if len(found) == 1 and found[0].page.url:
        return HttpResponseRedirect(found[0].page.url)
    return show(
        request,
        page="legal/page.html",
        kind=LegalPage.Kind(kind),
        sections=[(section, blocks(section.page.text)) for section in found],
        several=len(found) > 1,
        back=back,
    )


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE
