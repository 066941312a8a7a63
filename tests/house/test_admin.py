"""Whose rows a table of the admin shows is decided by somebody, not forgotten."""

import inspect

from django.contrib import admin
from django.contrib.admin.utils import get_fields_from_path

from studios.admin.scoped import Scoped, SuperusersOnly
from studios.models import Studio
from studios.staff.roles import PERMISSIONS


def test_every_table_belongs_to_studios_or_to_superusers() -> None:
    undecided = {
        model.__name__
        for model, table in admin.site._registry.items()
        if isinstance(table, Scoped) == isinstance(table, SuperusersOnly)
    }

    assert undecided == set()


def test_every_table_of_studios_says_how_its_rows_lead_there() -> None:
    for model, table in admin.site._registry.items():
        if isinstance(table, Scoped) and type(table).theirs is Scoped.theirs:
            assert table.studio_paths, model
            for path in table.studio_paths:
                end = model if path == "pk" else get_fields_from_path(model, path)[-1].related_model
                assert end is Studio, (model, path)


def test_no_table_starts_from_rows_of_its_own_choice() -> None:
    """Whoever overrides `get_queryset` calls the one that leaves out what is not seen."""
    for table in admin.site._registry.values():
        owner = next(one for one in type(table).__mro__ if "get_queryset" in vars(one))
        guard = Scoped if isinstance(table, Scoped) else SuperusersOnly

        assert owner is guard or "super().get_queryset(request)" in source_of(owner), table


def source_of(table: type) -> str:
    return inspect.getsource(vars(table)["get_queryset"])


def test_the_desks_permissions_are_about_tables_of_studios() -> None:
    tables = {
        f"view_{model._meta.model_name}"
        for model, table in admin.site._registry.items()
        if isinstance(table, Scoped)
    }
    given = {codename for codenames in PERMISSIONS.values() for codename in codenames}

    assert {codename for codename in given if codename.startswith("view_")} == tables
