"""The way of a log-in: from the password to the second factor, and on to what was asked for."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from studios.pages import go_to, personal, safe_next
from studios.staff import second_factor
from studios.staff.admission import half_in


def where_to(request: HttpRequest) -> str:
    """The page of this site that the address names as `next`, else the admin's first."""
    return safe_next(request, request.GET.get("next", "")) or reverse("admin:index")


def next_step(request: HttpRequest, next_url: str) -> HttpResponse:
    """To the page that asks for a code; for an account that has no app yet, to the one that sets it up."""
    account = half_in(request) or request.user
    has_app = account.is_authenticated and second_factor.app_of(account)
    return lead(request, "second_factor_code" if has_app else "second_factor_set_up", next_url)


def lead(request: HttpRequest, page: str, next_url: str) -> HttpResponse:
    """To a page of the admin that goes on to `next_url` afterwards."""
    return personal(go_to(request, f"{reverse(f'admin:{page}')}?{urlencode({'next': next_url})}"))
