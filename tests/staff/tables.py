"""Every table of the admin with every address it has, found by asking the admin itself: a new one is tried too."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.messages import get_messages
from django.db.models import Model
from django.urls import reverse

from studios.admin.scoped import Scoped

Address = tuple[str, str]  # the name of a view, and of the one thing it wants to know


def tables() -> dict[type[Model], admin.ModelAdmin]:
    return dict(admin.site._registry)


def scoped() -> dict[type[Model], Scoped]:
    return {model: table for model, table in tables().items() if isinstance(table, Scoped)}


def addresses(table: admin.ModelAdmin) -> tuple[list[str], list[Address]]:
    """The views that want no row: their addresses; and those that want one."""
    of_none, of_one = [], []
    for pattern in table.get_urls():
        if not pattern.name:
            continue  # Django's detour from the addresses of long ago
        wants = list(pattern.pattern.converters)
        if wants:
            (wish,) = wants
            of_one.append((f"admin:{pattern.name}", wish))
        else:
            of_none.append(reverse(f"admin:{pattern.name}"))
    return of_none, of_one


def pages_of(row: Model) -> list[str]:
    _, of_one = addresses(tables()[type(row)])
    return [reverse(view, kwargs={wish: row.pk}) for view, wish in of_one]


def lists() -> Iterator[str]:
    for table in tables().values():
        yield from addresses(table)[0]


def said(answer: Any, number: object) -> tuple[object, ...]:
    """All that an answer tells without a page of its own, but for the row's number."""
    told = [str(one).replace(f"“{number}”", "“…”") for one in get_messages(answer.wsgi_request)]
    return answer.status_code, answer.headers.get("Location", ""), told
