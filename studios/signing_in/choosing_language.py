"""The page on which a visitor chooses the language of the site, and a member that of their mails with it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.i18n import set_language

from studios.models import Member
from studios.pages import anyone, personal, safe_next, show
from studios.signing_in.session import person


@anyone
def language(request: HttpRequest) -> HttpResponse:
    """GET asks for the language. POST keeps it in a cookie and with whoever is signed in, and goes back to `next`."""
    if request.method == "POST":
        wanted, acting = request.POST.get("language", ""), person(request)
        if acting and wanted in dict(settings.LANGUAGES):
            Member.objects.filter(pk__in=[member.pk for member in acting.members]).write_in(wanted)
        answer = set_language(request)
        if "Location" in answer:
            answer["Location"] = safe_next(request, answer["Location"]) or "/"
        return answer
    next_url = safe_next(request, request.GET.get("next", "")) or "/"
    return personal(show(request, page="language.html", next=next_url))
