"""The booking that an address names, if it is this person's."""

from django.http import Http404

from studios.models import Booking, Studio
from studios.pages import speak_for
from studios.signing_in.session import MemberRequest
from studios.signing_in.visitors import seen


def find_booking(request: MemberRequest, reference: str) -> Booking:
    """Raises `Http404`; somebody else's and none at all look the same from outside.

    Its studio is left on the request for the page that says we could not ask it.
    """
    booking = Booking.objects.of(request.person.members).filter(reference=reference).first()
    if booking is None:
        raise Http404
    request.studio = booking.studio  # type: ignore[attr-defined]
    speak_for(request, booking.studio.language)
    return booking


def sees(request: MemberRequest, studio: Studio) -> bool:
    """Whether the studio's own pages are there for them: who has a booking there may not see it any more."""
    return seen(request, Studio.objects.filter(pk=studio.pk)).exists()
