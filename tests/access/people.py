"""Everybody who may come to an address, and something of the studio Hafen behind every address."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.test import Client as Browser
from django.urls import URLPattern, URLResolver, get_resolver

from studios.models import Booking, Studio
from tests.conftest import CUSTOMERS, member, sign_in

DESK = "Studio desk"
# Columns of the table, in its order.
PEOPLE = (
    "anonymous",
    "member",
    "other member",
    "same number, other chain",
    "desk",
    "other desk",
    "superuser",
)


def addresses(resolver: URLResolver | None = None, prefix: str = "/") -> Iterator[str]:
    """Every address of the site as the URL table writes it, the admin's included."""
    for entry in (resolver or get_resolver()).url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from addresses(entry, address)
        elif isinstance(entry, URLPattern) and "(?P<url>" not in address:
            yield address.replace("^", "").removesuffix("$")


def browsers(hafen: Studio, altstadt: Studio, lisboa: Studio) -> dict[str, Browser]:
    """One for each of `PEOPLE`, signed in as they would be."""
    everybody = {name: Browser(raise_request_exception=False) for name in PEOPLE}
    sign_in(everybody["member"], member(hafen, "ada"))
    sign_in(everybody["other member"], member(hafen, "jo"))
    sign_in(everybody["same number, other chain"], member(lisboa, "nuno", CUSTOMERS["ada"]))
    for name, studio in (("desk", hafen), ("other desk", altstadt)):
        user = User.objects.create_user(name.replace(" ", "-"), is_staff=True)
        user.groups.add(Group.objects.get(name=DESK))
        studio.staff.add(user)
        everybody[name].force_login(user)
    everybody["superuser"].force_login(User.objects.create_superuser("superuser"))
    return everybody


@dataclass
class Place:
    """What stands behind addresses: Ada's booking at Hafen, and a row of Hafen's for each table of the admin."""

    hafen: Studio
    booking: Booking
    appointment_id: int

    def fill(self, address: str) -> str:
        """`address` with something that is there in every place of it."""
        parts = address.strip("/").split("/")
        for number, part in enumerate(parts):
            if "<" in part:
                parts[number] = self._value(part.strip("<>").split(":")[-1], parts)
        return "/" + "/".join(parts) + ("/" if address.endswith("/") else "")

    def _value(self, name: str, parts: list[str]) -> str:
        match name:
            case "slug":
                return self.hafen.slug
            case "appointment_id":
                return str(self.appointment_id)
            case "reference":
                return self.booking.reference
            case "app_label":
                return "studios"
            case "studio_id":
                return str(self.hafen.pk)
            case _ if parts[0] == "admin":
                return str(self._row(parts[1], parts[2]))
            case _:
                return "1"

    def _row(self, app: str, model: str) -> object:
        """The key of the newest row of that table: the tables are filled with Hafen's alone."""
        kind = ContentType.objects.get_by_natural_key(app, model).model_class()
        assert kind is not None
        row = (
            kind._default_manager.filter(pk=self.hafen.pk) if kind is Studio else kind._default_manager.all()
        )
        newest = row.order_by("-pk").values_list("pk", flat=True).first()
        assert newest is not None, f"no {model} of Hafen's is there to be asked for"
        return newest


def tables() -> list[type[models.Model]]:
    """What the admin shows."""
    return list(admin.site._registry)
