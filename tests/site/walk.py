"""Every address of the site, asked for as several people would: what holds everywhere is looked for here.

A page that is new is walked to without a word. Only where its address holds something that nothing here stands for
(`what_is_known`), somebody has to say what to ask for.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client as Browser
from django.test import override_settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import get_converters
from django.utils import timezone

from studios.management.worker import run_due_tasks
from studios.models import Booking, CalendarFeed, Studio, WebhookMessage
from tests.conftest import member
from tests.my_bookings.test_my_bookings import book
from tests.pages import get
from tests.staff.logging_in.conftest import Colleague
from tests.vendor import Vendor
from tests.webhooks.posting import tell

PAGE_OF_PICTURES = "/studios/hafen/"
PAGES_OF_PICTURES = {PAGE_OF_PICTURES, "/embed/hafen/", "/embed/hafen/de/"}
GYMS_WEBSITE = "https://www.my-gym.example"  # may show Hafen


@dataclass(frozen=True)
class Stop:
    """One answer on the way: who asked for what, and what came."""

    who: str
    path: str
    answer: HttpResponse

    def __str__(self) -> str:
        return f"{self.answer.status_code} {self.path} ({self.who})"


class Walk:
    """The site with something in every table, and three people: nobody in particular, Ada, and the desk."""

    def __init__(self, ada: Browser, studio: Studio, vendor: Vendor) -> None:
        studio.websites = GYMS_WEBSITE
        studio.save()
        self.reference = book(ada, vendor, "hafen", "Body Scan", number=-1)
        run_due_tasks()
        tell(studio, "APPOINTMENT_BOOKING_UPDATED", entity_id=Booking.objects.get().booking_id or 0)
        assert WebhookMessage.objects.exists()
        desk, account = Browser(), User.objects.create_superuser("desk")
        desk.force_login(account)
        if settings.STAFF_SECOND_FACTOR:
            Colleague(account, desk).set_up_app()
        self.people = {"a stranger": Browser(), "Ada": ada, "the desk": desk}
        # What an address may hold, by the name of the parameter.
        self.what_is_known: dict[str, object] = {
            "slug": "hafen",
            "appointment_id": vendor.appointment("hafen", "Body Scan"),
            "reference": self.reference,
            "kind": "imprint",
            "language": "de",
            "icon": "192.png",
            "_object": "1/1",
            "token": CalendarFeed.objects.make([member(studio, "ada")], now=timezone.now()),
        }

    def everywhere(self) -> Iterator[Stop]:
        yield from self.pages()
        yield from self.desk()
        yield from self.nowhere()

    def pages(self) -> Iterator[Stop]:
        """All addresses but those of the admin, as everybody; forms are sent empty, by a stranger."""
        for path in addresses(get_resolver(), self.what_is_known):
            for who, browser in self.people.items():
                yield Stop(who, path, browser.get(path, secure=True))
            yield Stop("a stranger who sends", path, Browser().post(path, secure=True))

    def desk(self) -> Iterator[Stop]:
        """Lists, forms and actions of every table, and the admin's own pages."""
        ways = [
            "",
            "login/",
            "logout/",
            "password_change/",
            "jsi18n/",
            "nowhere/",
            "studios/",
            "studios/studio/?q=x",
        ]
        for model, its_admin in admin.site._registry.items():
            row = model._default_manager.first()
            table = f"{model._meta.app_label}/{model._meta.model_name}/"
            for entry in its_admin.get_urls():
                route = str(entry.pattern)
                if "<" not in route:
                    ways.append(table + route)
                elif row is not None:
                    ways.append(table + filled_in(route, str(row.pk)))
        for way in ways:
            for who in ("the desk", "Ada"):
                yield Stop(who, f"/admin/{way}", self.people[who].get(f"/admin/{way}", secure=True))

    def nowhere(self) -> Iterator[Stop]:
        """What is refused: an unknown address, another host, a form without its token, too much, too often, too odd."""
        ada = self.people["Ada"]
        yield Stop("Ada", "/nowhere/", ada.get("/nowhere/", secure=True))
        yield Stop("Ada", "/bookings", ada.get("/bookings", secure=True))
        elsewhere = {"host": "evil.example"}
        yield Stop("another host", "/", Browser().get("/", headers=elsewhere, secure=True))
        yield Stop("another host", "/bookings/", Browser().get("/bookings/", headers=elsewhere, secure=True))
        strict = Browser(enforce_csrf_checks=True)
        yield Stop("no token", "/sign-in/", strict.post("/sign-in/", {"email": "x"}, secure=True))
        much = {"email": "x" * 300_000}
        yield Stop("too much", "/sign-in/", Browser().post("/sign-in/", data=much, secure=True))
        with override_settings(SIGN_INS_PER_CLIENT=0):
            often = Browser().post("/sign-in/", {"email": "eve@example.org"}, secure=True)
        yield Stop("too often", "/sign-in/", often)
        odd = Browser().post("/sign-in/", b"?", content_type="multipart/form-data; boundary=x", secure=True)
        yield Stop("too odd", "/sign-in/", odd)


def addresses(resolver: URLResolver, known: dict[str, object], prefix: str = "/") -> Iterator[str]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            if entry.app_name != "admin":
                yield from addresses(entry, known, route)
        else:
            yield written_out(entry, route, known)


def written_out(entry: URLPattern, route: str, known: dict[str, object]) -> str:
    for name in entry.pattern.converters:
        assert name in known, f"the walk does not know what {name} stands for in {route}"
        for kind in (*get_converters(), ""):
            route = route.replace(f"<{kind}:{name}>" if kind else f"<{name}>", str(known[name]))
    return route


def filled_in(route: str, value: str) -> str:
    """A route of one table of the admin with its only parameter."""
    start, end = route.index("<"), route.index(">")
    return route[:start] + value + route[end + 1 :]


@pytest.fixture
def walk(ada: Browser, hafen: Studio, vendor: Vendor) -> Walk:
    Studio.objects.update(cancel_cutoff_hours=0)
    get(ada, "/bookings/")
    return Walk(ada, hafen, vendor)
