"""What the pages of signing in share: what the address asks for, the mark of a browser, whom to call, and the page for
too many tries."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from studios.models import Studio
from studios.pages import personal, safe_next, show, speak_for
from studios.signing_in.limits import TooMany

_MOST_TELEPHONES = 6


def next_in(request: HttpRequest) -> str:
    """Where to go afterwards, if it is on this site."""
    return safe_next(request, _query(request, "next"))


def slug_in(request: HttpRequest) -> str:
    """What the address says of the studio that the visitor came from, whether there is one or not."""
    return _query(request, "studio")


def studio_in(request: HttpRequest) -> Studio | None:
    """Where the visitor came from. It is left on the request: its privacy notice is linked below the form.

    Only one that everybody may see, because pages and mails of sign-in name it. Without one every chain is asked: so
    the test members of a studio in preview get in as well.
    """
    slug = slug_in(request)
    studio = Studio.objects.listed().filter(slug=slug).first() if slug else None
    request.studio = studio  # type: ignore[attr-defined]
    if studio:
        speak_for(request, studio.language)
    return studio


def browser_mark(request: HttpRequest) -> str:
    """A mark of the browser that sent a form: it outlives the session, which ends at sign-in. Empty without cookies."""
    cookie = request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")
    return salted_hmac("studios.signing_in.browser", cookie, algorithm="sha256").hexdigest() if cookie else ""


def to_call(studio: Studio | None) -> list[Studio]:
    """Studios whose telephone numbers are worth showing."""
    candidates = [studio] if studio else Studio.objects.listed()
    return [candidate for candidate in candidates if candidate.telephone][:_MOST_TELEPHONES]


def too_many(request: HttpRequest, no: TooMany, studio: Studio | None) -> HttpResponse:
    """The same for everybody, whatever was typed: when to try again, and whom to call."""
    response = show(
        request,
        page="signing_in/too_many.html",
        status=429,
        everybody=no.everybody,
        minutes=-(-no.seconds // 60),
        again=request.get_full_path(),
        studios=to_call(studio),
    )
    response["Retry-After"] = str(no.seconds)
    return personal(response)


def _query(request: HttpRequest, name: str) -> str:
    """A parameter of the address; a NUL, which no PostgreSQL text can hold, makes it as good as absent."""
    value = request.GET.get(name, "")
    return "" if "\0" in value else value
