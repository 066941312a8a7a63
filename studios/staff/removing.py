"""When a colleague's phone is lost: a superuser takes the second factor away, and the next log-in sets up another."""

from typing import cast

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from studios.pages import audience, go_to, personal, show
from studios.staff import second_factor
from studios.staff.emails import tell_removed


@audience("superusers")
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """GET asks, POST removes. One's own is changed on a page that asks for the password."""
    if not request.user.is_superuser:
        raise PermissionDenied
    account = get_object_or_404(User, pk=number)
    if account.pk == request.user.pk:
        return personal(go_to(request, reverse("admin:second_factor")))
    if request.method == "POST":
        _remove(request, account)
        return personal(go_to(request, reverse("admin:auth_user_change", args=[account.pk])))
    context = {
        **admin.site.each_context(request),
        "title": _("Remove the second factor"),
        "account": account,
        "has_one": second_factor.app_of(account) is not None,
    }
    return personal(show(request, page="admin/second_factor/remove.html", **context))


def _remove(request: HttpRequest, account: User) -> None:
    if not second_factor.forget(account, by=cast(User, request.user)):
        messages.info(request, _("There was no second factor to remove."))
    elif tell_removed(account):
        messages.success(request, _("The second factor was removed. The account was told by mail."))
    else:
        messages.warning(
            request, _("The second factor was removed. No mail could be sent: please tell them yourself.")
        )
