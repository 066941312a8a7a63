"""Who sees which rows. Every table of the admin says one of two things: its rows belong to studios (`Scoped`), or it
is for superusers (`SuperusersOnly`).

What is not seen does not exist: lists, pages, histories, actions, forms and filters all start from `get_queryset`.
"""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.exceptions import NotRegistered
from django.contrib.admin.utils import get_model_from_relation
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst

from studios.staff.scope import studios_of, within


def seen_in(site: admin.AdminSite, model: type[Model], request: HttpRequest) -> QuerySet[Any]:
    """The rows that the table's own list shows; of a table that has none, all to superusers and nothing to others."""
    try:
        return site.get_model_admin(model).get_queryset(request)
    except NotRegistered:
        rows = model._default_manager.all()
        return rows if request.user.is_superuser else rows.none()


class OnlySeen(admin.RelatedFieldListFilter):
    """Offers no names of rows that the person does not see."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        rows = seen_in(model_admin.admin_site, get_model_from_relation(field), request)
        ordering = self.field_admin_ordering(field, request, model_admin)
        seen = {"pk__in": rows.order_by().values("pk")}
        return field.get_choices(include_blank=False, ordering=ordering, limit_choices_to=seen)


# For every filter by a relation that the admin makes by itself: none has to think of it.
admin.FieldListFilter.register(lambda field: bool(field.remote_field), OnlySeen, take_priority=True)


# How Django's filters ask: by a value, a row, none, a day and what is before and after it.
_ASKED = ("", "__exact", "__id__exact", "__isnull", "__gte", "__lt", "__year", "__month", "__day")


def _is_too_large(value: str) -> bool:
    """Whether it is a number that no column of either database holds."""
    try:
        return abs(int(value)) >= 2**63
    except ValueError:
        return False  # Django looks at those itself


class _Guarded(admin.ModelAdmin):  # type: ignore[type-arg]
    """What both kinds keep to, whoever looks."""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Called what it lists, in place of Django's "Select … to change"."""
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """German puts the name of the table first, and that is written small where Django takes it from."""
        context["title"] = capfirst(context["title"])
        return super().render_change_form(request, context, *args, **kwargs)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Only what the list's own filters ask: typed into the address bar, a lookup could try out letter by letter
        what no page shows, and expressions break the database or keep it busy. So does a number that no column holds.
        """
        if _is_too_large(value):
            return False
        asked_for = any(lookup == f"{one}{how}" for one in self._filters(request) for how in _ASKED)
        return asked_for and super().lookup_allowed(lookup, value, request)  # type: ignore[arg-type]

    def _filters(self, request: HttpRequest | None) -> Iterator[str]:
        if self.date_hierarchy:
            yield self.date_hierarchy
        for one in self.get_list_filter(request):  # type: ignore[arg-type]
            match one:
                case str():
                    yield one
                case (str() as field, _):
                    yield field
                case type() if issubclass(one, admin.SimpleListFilter):
                    yield str(one.parameter_name)

    def get_field_queryset(
        self, db: str | None, db_field: Any, request: HttpRequest | None
    ) -> QuerySet[Any] | None:
        """What a form offers, and all it takes."""
        if request is None:
            return super().get_field_queryset(db, db_field, request)  # type: ignore[arg-type]
        return seen_in(self.admin_site, db_field.remote_field.model, request)


class Scoped(_Guarded):
    """Rows that belong to studios. Superusers see all, everybody else those of the studios they are assigned to.

    `studio_paths` are the lookups from a row to its studio. Where there are several, all of a row's studios have to be
    the person's.
    """

    studio_paths: tuple[str, ...] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows if request.user.is_superuser else rows.filter(self.theirs(request))

    def get_list_display(self, request: HttpRequest) -> Any:
        """Whoever sees one studio only needs no column that says which."""
        columns = super().get_list_display(request)
        several = len(studios_of(request.user).values_list("pk")[:2]) > 1
        return columns if several else [name for name in columns if name != "studio"]

    def theirs(self, request: HttpRequest) -> Q:
        """Which rows belong to the person's studios."""
        return within(studios_of(request.user), *self.studio_paths)


class SuperusersOnly(_Guarded):
    """Rows of the whole site, such as accounts and background tasks. Permissions alone open nothing here."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows if request.user.is_superuser else rows.none()

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser and super().has_view_permission(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser and super().has_delete_permission(request, obj)
