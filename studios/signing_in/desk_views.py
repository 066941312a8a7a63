"""The page where a code from the desk is typed, by a member whom no mail reaches.

A studio in preview is chosen by its address alone, which the desk hands over with the code. To whoever knows no code,
the address of one and an address that names nothing look the same, and what they try there is counted together.
"""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from studios.client_address import client_address
from studios.models import Studio
from studios.pages import anyone, personal, show
from studios.signing_in import desk_codes, limits
from studios.signing_in.asking import browser_mark, next_in, slug_in, studio_in, to_call, too_many
from studios.signing_in.forms import DeskCodeForm
from studios.signing_in.session import go_on, sign_in, sign_in_url


@anyone
@require_http_methods(["GET", "HEAD", "POST"])
def desk_code(request: HttpRequest) -> HttpResponse:
    """GET asks for number and code; POST signs in. A wrong code and an unknown number are answered alike."""
    next_url, studio, now = next_in(request), studio_in(request), timezone.now()
    slug = "" if studio else slug_in(request)  # of nothing that everybody may see
    listed = Studio.objects.listed().without_keys()
    form = DeskCodeForm(
        request.POST or None, studios=listed, may_be_another=bool(slug), initial={"studio": studio}
    )
    if request.method == "POST" and form.is_valid():
        chosen = form.chosen_studio()
        chain = chosen.chain if chosen else ""
        number, code = form.cleaned_data["number"], form.cleaned_data["code"]
        try:
            limits.count_desk_code_for(client_address(request), chain, number, now=now)
            proved = desk_codes.prove(
                chain or _chain_in_preview(slug), number, code,
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


def _chain_in_preview(slug: str) -> str:
    """The chain of the studio in preview that has this slug; "" is nobody's, and no code fits it."""
    return Studio.objects.in_preview().filter(slug=slug).values_list("base_url", flat=True).first() or ""
