"""Which studios somebody of the staff sees: those they were assigned to, and superusers all."""

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Q, QuerySet

from studios.models import Studio


def studios_of(user: User | AnonymousUser) -> QuerySet[Studio]:
    """The studios at whose desk `user` works: every one for a superuser, none for who is not staff (any more)."""
    if not (user.is_active and user.is_staff):
        return Studio.objects.none()
    return Studio.objects.all() if user.is_superuser else Studio.objects.filter(staff=user)


def within(studios: QuerySet[Studio], *paths: str) -> Q:
    """Rows that belong to `studios`: every studio that the lookups `paths` lead to is one of them, and there is one.

    A row that leads to no studio at all belongs to none of them.
    """
    named, none_else = Q(), Q()
    for path in paths:
        one_of_them = Q(**{f"{path}__in": studios})
        named |= one_of_them
        none_else &= one_of_them | Q(**{f"{path}__isnull": True})
    return named & none_else
