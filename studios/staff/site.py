"""Django's admin site with our way in: a limited number of tries, and the second factor."""

from typing import Any, cast

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext_lazy as _

from studios.pages import safe_next
from studios.staff import limits, removing, views
from studios.staff.admission import half_in
from studios.staff.forms import LogInForm, NewPasswordForm
from studios.staff.next_step import next_step, where_to

# What a studio's staff come for first, and what they need only when told to look. Tables named nowhere come last.
_SECTIONS = (
    (_("Every day"), ("Booking", "Attempt", "AppointmentSettings", "Studio", "LegalPage")),
    (_("Staff"), ("User", "Deed")),
    (
        _("When something went wrong"),
        ("UpstreamFailure", "Letter", "Move", "WebhookMessage", "DriftReport", "DBTaskResult"),
    ),
)


class DeskSite(AdminSite):
    """Who may see a page is `AdminSite`'s own question about `request.user`: see `PasswordAloneIsNobody`."""

    login_form = LogInForm

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Asks for name and password, then leads to the second step. Too many tries answer 429."""
        if request.method == "GET" and half_in(request):
            return next_step(request, where_to(request))
        response: HttpResponse = super().login(request, extra_context)
        if response.status_code == 302:
            response["Location"] = safe_next(request, response["Location"]) or reverse("admin:index")
            if request.method == "POST" and settings.STAFF_SECOND_FACTOR:
                return next_step(request, response["Location"])
        form = (getattr(response, "context_data", None) or {}).get("form")
        if getattr(form, "is_throttled", False):
            response.status_code = 429
            response["Retry-After"] = str(int(limits.NAMES.within.total_seconds()))
        return response

    def password_change(  # type: ignore[override]  # the stubs know no redirect
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Django's own, with our form, which it has no name for."""
        view = PasswordChangeView.as_view(
            form_class=NewPasswordForm,
            success_url=reverse("admin:password_change_done"),
            extra_context={**self.each_context(request), **(extra_context or {})},
        )
        return cast(HttpResponse, view(request))

    def get_urls(self) -> list[URLResolver | URLPattern]:
        """With the pages of the second factor, each of which says itself who may see it."""
        return [
            path("second-factor/", self.admin_view(views.overview), name="second_factor"),
            path("second-factor/code/", views.code, name="second_factor_code"),
            path("second-factor/recovery-code/", views.recovery_code, name="second_factor_recovery"),
            path("second-factor/set-up/", views.set_up, name="second_factor_set_up"),
            path("second-factor/set-up/square-code.svg", views.square_code, name="second_factor_square_code"),
            path("second-factor/leave/", views.leave, name="second_factor_leave"),
            path(
                "auth/user/<int:number>/second-factor/",
                self.admin_view(removing.remove),
                name="second_factor_remove",
            ),
            *super().get_urls(),
        ]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """By what they are for; which library of ours a table comes from, nobody at a desk asks."""
        apps = super().get_app_list(request, app_label)
        if app_label:
            return apps
        seen = {table["object_name"]: table for app in apps for table in app["models"]}
        sections = [(name, [seen.pop(one) for one in tables if one in seen]) for name, tables in _SECTIONS]
        sections.append((_("More"), list(seen.values())))
        return [
            {
                "name": name,
                "app_label": f"section-{number}",
                "app_url": f"{reverse('admin:index')}#section-{number}",
                "has_module_perms": True,
                "models": tables,
            }
            for number, (name, tables) in enumerate(sections)
            if tables
        ]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return {**super().each_context(request), "asks_second_factor": settings.STAFF_SECOND_FACTOR}
