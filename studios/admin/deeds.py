"""What staff did: every change, button and action of the admin, as Django notes them down. Looks are not noted, but
for customers who were looked up at Magicline.
"""

from typing import Any

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from studios.admin.read_only import ReadOnlyAdmin
from studios.admin.scoped import Scoped
from studios.models import Deed


class KindOfDeed(admin.ChoicesFieldListFilter):
    """Django calls it "action flag"."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = _("deed")


class WhatAbout(admin.RelatedOnlyFieldListFilter):
    """Django calls it "content type"."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = _("what was changed")


@admin.register(Deed)
class DeedAdmin(Scoped, ReadOnlyAdmin):
    """Superusers see all, others what was done to what they see themselves."""

    list_display = ("action_time", "user", "kind", "about", "words")
    list_display_links = None
    list_filter = (("action_flag", KindOfDeed), ("content_type", WhatAbout), "user")
    list_select_related = ("user", "content_type")
    search_fields = ("object_repr", "user__username")
    date_hierarchy = "action_time"
    fields = ("action_time", "user", "kind", "about", "words")
    readonly_fields = ("kind", "about", "words")

    def theirs(self, request: HttpRequest) -> Q:
        """An entry has only the kind and the number of what it is about, so it is looked for in every table's list.

        Of what is gone since, only superusers see what was done to it.
        """
        about = Q(pk__in=[])
        for model, table in self.admin_site._registry.items():
            if isinstance(table, Scoped) and table is not self:
                kind = ContentType.objects.get_for_model(model, for_concrete_model=False)
                numbers = table.get_queryset(request).order_by().annotate(as_text=Cast("pk", TextField()))
                about |= Q(content_type=kind, object_id__in=numbers.values("as_text"))
        return about

    @admin.display(description=_("deed"), ordering="action_flag")
    def kind(self, deed: Deed) -> str:
        return deed.get_action_flag_display()

    @admin.display(description=_("about"))
    def about(self, deed: Deed) -> str:
        """What it was done to, with a link to it if it may still be there."""
        what = capfirst(deed.content_type.name) if deed.content_type else ""
        name = f"{what}: {deed.object_repr}"
        url = None if deed.is_deletion() else deed.get_admin_url()
        return format_html('<a href="{}">{}</a>', url, name) if url else name

    @admin.display(description=_("words"))
    def words(self, deed: Deed) -> Any:
        return deed.get_change_message()
