"""The page where a code from the desk is typed, by a member whom no mail reaches."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from studios.client_address import client_address
from studios.models import Studio
from studios.models.studio import StudioQuerySet
from studios.pages import anyone, personal, show
from studios.signing_in import desk_codes, limits
from studios.signing_in.asking import browser_mark, next_in, studio_in, to_call, too_many
from studios.signing_in.forms import DeskCodeForm
from studios.signing_in.session import go_on, sign_in, sign_in_url


@anyone
@require_http_methods(["GET", "HEAD", "POST"])
def desk_code(request: HttpRequest) -> HttpResponse:
    """GET asks for number and code; POST signs in. A wrong code and an unknown number are answered alike."""
    next_url, studio, now = next_in(request), studio_in(request), timezone.now()
    form = DeskCodeForm(request.POST or None, studios=_studios(studio), initial={"studio": studio})
    chosen = form.chosen_studio() if request.method == "POST" and form.is_valid() else None
    if chosen:
        number, code = form.cleaned_data["number"], form.cleaned_data["code"]
        try:
            limits.count_desk_code_for(client_address(request), chosen.chain, number, now=now)
            proved = desk_codes.prove(
                chosen.chain, number, code,
                browser=browser_mark(request), language=get_language() or "", now=now,
            )  # fmt: skip
        except limits.TooMany as no:
            return too_many(request, no, chosen)
        except desk_codes.NotTheCode:
            form.add_error(
                "code",
                _(
                    "Number and code do not belong together, or the code is over: each is good for ten minutes, one "
                    "sign-in and five tries. The desk can hand out a new one."
                ),
            )
        else:
            sign_in(request, [proved])
            return personal(go_on(request, next_url))
    return personal(
        show(
            request,
            page="signing_in/desk.html",
            form=form,
            by_mail=sign_in_url(next_url, studio),
            studios=to_call(studio),
        )
    )


def _studios(named: Studio | None) -> StudioQuerySet:
    """Those that members may see, and the one that the address names: it may be in preview."""
    shown = Q(stage__in=[Studio.Stage.LIVE, Studio.Stage.PAUSED])
    return Studio.objects.filter(shown | Q(pk=named.pk) if named else shown).defer("api_key", "webhook_key")
