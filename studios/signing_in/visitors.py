"""Who looks, for the models that know no request: as which customer somebody is signed in, and whose desk is theirs."""

from django.contrib.admin import site
from django.http import HttpRequest

from studios.models import Studio
from studios.models.stages import ANYBODY, Visitor
from studios.models.studio_queries import StudioQuerySet
from studios.signing_in.session import Person, person


def seen(request: HttpRequest, studios: StudioQuerySet) -> StudioQuerySet:
    """Those of `studios` that are there for whoever asks.

    The session is opened only where one of them is in preview: the other pages are the same for everybody.
    """
    return studios.seen_by(visitor(request) if studios.in_preview().exists() else ANYBODY)


def sees(request: HttpRequest, studio: Studio) -> bool:
    """Whether it is there for whoever asks. The session is opened only where it is in preview."""
    return studio.is_listed or (studio.is_in_preview and visitor(request).previews(studio))


def visitor(request: HttpRequest) -> Visitor:
    """The person that the session acts for, and the studios in preview that its login to the admin may look at."""
    # Where sign-in is required, the person is known already.
    acting: Person | None = getattr(request, "person", None) or person(request)
    members = acting.members if acting else ()
    return Visitor(
        customers=frozenset((member.chain, member.customer_id) for member in members),
        desks=frozenset(_desks(request)),
    )


def _desks(request: HttpRequest) -> list[int]:
    """The admin itself says who is in it and who may look at which studio, so that nobody sees more here than there."""
    desk = site.get_model_admin(Studio)
    if not site.has_permission(request):
        return []
    return [
        studio.pk
        for studio in desk.get_queryset(request).filter(stage=Studio.Stage.PREVIEW)
        if desk.has_view_permission(request, studio)
    ]
