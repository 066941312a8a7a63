"""The desks that the admin's first page leads to."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.contrib import admin

from studios.models import Studio

register = template.Library()

MOST_LINKS = 6  # of whoever may see more studios, the list of studios leads to every desk


@register.simple_tag(takes_context=True)
def desks(context: dict[str, Any]) -> Iterable[Studio]:
    """The studios of whoever is signed in, as the admin shows them, if there are few."""
    request, studio_admin = context["request"], admin.site.get_model_admin(Studio)
    if not studio_admin.has_view_permission(request):
        return []
    studios = list(studio_admin.get_queryset(request).only("name")[: MOST_LINKS + 1])
    return studios if len(studios) <= MOST_LINKS else []
