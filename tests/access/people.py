"""Everybody who may come to an address, and something of the studio Hafen behind every address."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.test import Client as Browser
from django.urls import URLPattern, URLResolver, get_resolver
from django_otp.plugins.otp_totp.models import TOTPDevice

from studios.models import Booking, Studio
from studios.staff.roles import Role, give
from tests.conftest import CUSTOMERS, member, sign_in

_PLACE = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")
_TABLE = re.compile(r"/admin/(\w+)/(\w+)/<")

# Columns of the table, in its order.
PEOPLE = (
    "anonymous",
    "member",
    "other member",
    "same number, other chain",
    "desk",
    "other desk",
    "superuser",
    "looking only",
    "half in",
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
    for name, role, studio in (
        ("desk", Role.DESK, hafen),
        ("other desk", Role.DESK, altstadt),
        ("looking only", Role.LOOKING, hafen),
    ):
        user = User.objects.create_user(name.replace(" ", "-"), is_staff=True)
        give(user, role, [studio])
        everybody[name].force_login(user)
    # Has an app, and has given the password alone: nobody, where the site asks for a second factor.
    half_in = User.objects.create_superuser("half-in")
    TOTPDevice.objects.create(user=half_in, name="app")
    everybody["half in"].force_login(half_in)
    everybody["superuser"].force_login(User.objects.create_superuser("superuser"))
    return everybody


@dataclass
class Place:
    """What stands behind addresses: Ada's booking at Hafen, and a row of Hafen's for each table of the admin."""

    hafen: Studio
    booking: Booking
    appointment_id: int
    feed: str

    def fill(self, address: str) -> str:
        """`address` with something that is there in every place of it."""
        table = _TABLE.match(address)
        return _PLACE.sub(lambda place: self._value(place[1] or place[2], table), address)

    def _value(self, name: str, table: re.Match[str] | None) -> str:
        known = {
            "slug": self.hafen.slug,
            "appointment_id": self.appointment_id,
            "reference": self.booking.reference,
            "token": self.feed,
            "kind": "imprint",
            "language": "de",
            "icon": "192.png",
            "app_label": "studios",
            "content_type_id": ContentType.objects.get_for_model(Booking).pk,
            "_object": "1/1",
        }
        if table is None and name == "object_id":
            return str(self.booking.pk)  # of the content type above
        if name in known:
            return str(known[name])
        assert table, f"nothing is known to stand for <{name}>"
        return str(self._row(table[1], table[2]))

    def _row(self, app: str, model: str) -> object:
        """The key of the newest row of that table, and of the studios Hafen's: the tables are filled with its rows."""
        kind = ContentType.objects.get_by_natural_key(app, model).model_class()
        assert kind is not None
        rows = (
            kind._default_manager.filter(pk=self.hafen.pk) if kind is Studio else kind._default_manager.all()
        )
        newest = rows.order_by("-pk").values_list("pk", flat=True).first()
        assert newest is not None, f"no {model} is there to be asked for"
        return newest
