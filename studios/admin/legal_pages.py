"""The law's pages in the admin: written or linked here, started from a draft, looked at as members see them.

Whoever may do everything writes them for the site, a chain or a studio; a studio's staff for their own studios only.
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import ForeignKey, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking_site import languages
from studios.admin.scoped import Scoped
from studios.legal import drafting, views
from studios.legal.finding import left_without
from studios.models import LegalPage, Studio

_SCOPE = ("chain", "studio")


class LegalPageForm(forms.ModelForm):  # type: ignore[type-arg]
    """The chain is chosen by the names of its studios, where whoever writes may choose one."""

    class Meta:
        model = LegalPage
        fields = ("kind", "language", "chain", "studio", "url", "text", "is_published")
        widgets = {"text": forms.Textarea(attrs={"rows": 30, "class": "vLargeTextField"})}  # noqa: RUF012 - as Django wants it

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.fields:
            return  # for whoever may only look, all of it is text
        self.fields["url"].label = _("Web address")
        studio = self.fields["studio"]
        if studio.required and len(ids := studio.queryset.values_list("pk", flat=True)[:2]) == 1:  # type: ignore[attr-defined]
            studio.initial = ids[0]
        if "chain" not in self.fields:
            return
        chains = chain_names()
        if self.instance.chain:
            chains.setdefault(self.instance.chain, self.instance.chain)  # its studios may have moved on
        self.fields["chain"] = forms.ChoiceField(
            label=_("Chain"),
            required=False,
            choices=[("", "---------"), *chains.items()],
            help_text=_(
                "For all its studios, unless one has its own. With neither a chain nor a studio it is the whole site's."
            ),
        )

    def clean(self) -> dict[str, Any]:
        """Refuses to take away what a live studio has to show."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.instance.pk and not self.errors:
            # The form writes into its instance only later, and over what it was.
            scope = {name: cleaned.get(name, getattr(self.instance, name)) for name in _SCOPE}
            page = LegalPage(kind=cleaned["kind"], is_published=cleaned["is_published"], **scope)
            if refusal := refuse([self.instance], instead=page):
                raise forms.ValidationError(refusal)
        return cleaned


@admin.register(LegalPage)
class LegalPageAdmin(Scoped):
    """Staff of a studio see that studio's own pages and nothing of the chain's."""

    studio_paths = ("studio",)
    form = LegalPageForm
    list_display = ("kind", "language", "is_published", "url", "changed_at")
    list_filter = ("kind", "language", "is_published")
    list_select_related = ("studio",)
    actions = ("delete_selected",)
    view_on_site = False  # drafts are not there; *Preview* shows both

    def get_fields(self, request: HttpRequest, obj: LegalPage | None = None) -> Any:
        fields = list(LegalPageForm.Meta.fields)
        return fields if request.user.is_superuser else [name for name in fields if name != "chain"]

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **options: Any
    ) -> Any:
        """A studio's staff have to name one of theirs."""
        if db_field.name == "studio" and not request.user.is_superuser:
            options |= {"required": True}
        return super().formfield_for_foreignkey(db_field, request, **options)

    def formfield_for_dbfield(self, db_field: Any, request: Any, **options: Any) -> Any:
        """Without the pencil and the eye beside the studio, which lead away from what is being written."""
        field = super().formfield_for_dbfield(db_field, request, **options)
        if field and db_field.name == "studio":
            field.widget.can_change_related = field.widget.can_view_related = False
            field.widget.can_add_related = False
        return field

    def get_list_display(self, request: HttpRequest) -> Any:
        """A chain by the names of its studios, which are read once for the whole list."""
        studios = studios_of_chains()

        @admin.display(description=gettext_lazy("holds for"))
        def holds_for(page: LegalPage) -> str:
            if page.studio:
                return page.studio.name
            return ", ".join(studios.get(page.chain, [page.chain])) if page.chain else _("the whole site")

        kind, language, *others = super().get_list_display(request)
        return [kind, language, holds_for, *others]

    # Starting from a draft: ordinary links, which fill the form of a new page and keep nothing.

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        initial: dict[str, Any] = super().get_changeform_initial_data(request)
        kind, language = initial.get("kind", ""), initial.get("language", "")
        if "draft" in request.GET and drafting.is_there(kind, language):
            initial |= {"text": drafting.draft(kind, language), "is_published": False}
        return initial

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        scope = {name: request.GET[name] for name in _SCOPE if name in request.GET}
        drafts = [
            (draft_url(kind, language, **scope), kind.label, name)
            for kind in LegalPage.Kind
            for language, name in languages.choices()
            if drafting.is_there(kind, language)
        ]
        return super().add_view(request, form_url, {**(extra_context or {}), "drafts": drafts})

    # Deleting

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Leads back with a sentence where a live studio has to show the page."""
        page = self.get_object(request, unquote(object_id))
        if page and self.has_delete_permission(request, page) and (refusal := refuse([page])):
            messages.error(request, refusal)
            return HttpResponseRedirect(reverse("admin:studios_legalpage_change", args=[page.pk]))
        return super().delete_view(request, object_id, extra_context)

    @admin.action(permissions=["delete"], description=delete_selected.short_description)  # type: ignore[attr-defined]
    def delete_selected(self, request: HttpRequest, queryset: QuerySet[LegalPage]) -> HttpResponse | None:
        """All of them or none."""
        if refusal := refuse(queryset):
            self.message_user(request, refusal, messages.ERROR)
            return None
        return delete_selected(self, request, queryset)

    # Preview

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.preview)
        mine = path("<int:page_id>/preview/", view, name="studios_legalpage_preview")
        return [mine, *super().get_urls()]

    def preview(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """The page as members see it, or would see it."""
        page = self.get_object(request, str(page_id))
        if page is None:
            raise Http404
        if not self.has_view_permission(request, page):
            raise PermissionDenied
        return views.preview(request, page)


def refuse(gone: Iterable[LegalPage], *, instead: LegalPage | None = None) -> str:
    """A sentence that names the live studios that would lack a required page without these; "" in the demo."""
    studios = [] if settings.DEMO else left_without(gone, instead=instead)
    if not studios:
        return ""
    return _(
        "Nothing was changed: members of %(studios)s must find this page as long as the studio is live. Please publish "
        "another one that holds for it first, or choose “Preview” or “Closed” for the studio."
    ) % {"studios": ", ".join(studio.name for studio in studios)}


def chain_names() -> dict[str, str]:
    """Each chain's base URL, with the names of its studios, by which people know it."""
    return {
        base_url: f"{', '.join(studios)} ({base_url})" for base_url, studios in studios_of_chains().items()
    }


def studios_of_chains() -> dict[str, list[str]]:
    """The names of the studios of each chain, by its base URL."""
    names: dict[str, list[str]] = {}
    for base_url, name in Studio.objects.values_list("base_url", "name"):
        names.setdefault(base_url, []).append(name)
    return names


def draft_url(kind: str, language: str, **scope: str) -> str:
    """Where a new page begins with the draft of this kind; `scope` names a `chain` or a `studio` (its number)."""
    query = {**scope, "kind": kind, "language": language, "draft": "1"}
    return f"{reverse('admin:studios_legalpage_add')}?{urlencode(query)}"
