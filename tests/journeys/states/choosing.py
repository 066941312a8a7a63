"""Looking around: studios, appointments, free times; the law's pages, the language, and all that is refused."""

from datetime import timedelta
from typing import NoReturn

import time_machine
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.test import Client as Browser
from django.test import RequestFactory, override_settings
from django.utils import timezone

from studios import pages
from studios.models import Studio
from tests.journeys.states.album import Album
from tests.legal.writing import write
from tests.vendor import Vendor

LONG_TEXT = "## Who we are\nA gym.\n\n- one\n- two\n\nSee https://example.org/ for more."


def keep_choosing(album: Album, vendor: Vendor) -> None:
    nobody = Browser()
    body_scan = f"/studios/hafen/appointments/{vendor.appointment('hafen', 'Body Scan')}/"
    personal = f"/studios/hafen/appointments/{vendor.appointment('hafen', 'Personal Training')}/"

    album.get(nobody, "studios", "/", shows="link-card")
    album.get(nobody, "studios, one searched for", "/?q=hafen", shows="Hafen")
    album.get(nobody, "studios, none found", "/?q=atlantis")
    album.get(nobody, "appointments", "/studios/hafen/", shows="data-appointment-id")
    album.get(nobody, "free times", personal, shows="data-slot-start")
    album.get(
        nobody, "free times with one trainer", f"{personal}?instructor=501", shows='aria-current="true"'
    )
    album.get(nobody, "free times, none with this trainer", f"{personal}?instructor=7", shows='class="empty"')
    album.get(
        nobody, "free times, odd date", f"{body_scan}?start=nonsense", shows="There are no times to show"
    )
    album.get(nobody, "next free time", f"{body_scan}next-free/", shows="data-slot-start")
    album.get(
        nobody,
        "next free time, none found",
        f"{personal}next-free/?instructor=7",
        shows="Nothing of what you are looking for is free until",
    )
    album.get(nobody, "at other studios", f"{personal}elsewhere/", shows="data-studio")
    album.get(nobody, "at other studios, none", f"{body_scan}elsewhere/", shows='class="empty"')
    vendor.mishap("slots", "500", count=20)
    album.get(nobody, "at other studios, no answer", f"{personal}elsewhere/", shows="data-unanswered")
    vendor.ask("DELETE", "mishaps")
    with override_settings(SEARCHES_PER_CLIENT=0):
        album.get(nobody, "next free time, asked too often", f"{body_scan}next-free/", status=429)
    vendor.mishap("slots", "500", count=3)
    album.get(nobody, "next free time, some days unasked", f"{body_scan}?perhaps_sooner=1", status=None)
    vendor.ask("DELETE", "mishaps")
    vendor.mishap("slots", "odd_one")
    album.get(nobody, "free times, one unreadable", body_scan, shows="we could not read")
    with override_settings(SLOT_CACHE_SECONDS=10):
        album.get(nobody, "free times, to be kept", body_scan, shows="data-slot-start")
        vendor.mishap("slots", "503", count=9)
        with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=True):
            album.get(nobody, "free times of a while ago", body_scan, shows="data-as-of")
        vendor.ask("DELETE", "mishaps")
    Studio.objects.filter(slug="ost").update(stage="paused")
    hydrojet = vendor.appointment("ost", "Hydrojet")
    album.get(nobody, "appointments of a paused studio", "/studios/ost/", shows="no bookings online")
    album.get(
        nobody,
        "free times of a paused studio",
        f"/studios/ost/appointments/{hydrojet}/",
        shows='<span class="slot"',
    )
    Studio.objects.filter(slug="ost").update(stage="live")

    for place, path in (("", "/embed/hafen/"), (", in German", "/embed/hafen/de/")):
        number = vendor.appointment("hafen", "Body Scan")
        album.get(nobody, f"embedded appointments{place}", path, shows="data-appointment-id")
        album.get(nobody, f"embedded times{place}", f"{path}appointments/{number}/", shows="data-slot-start")
        album.get(
            nobody,
            f"embedded next free{place}",
            f"{path}appointments/{number}/next-free/",
            shows="data-slot-start",
        )
    album.get(nobody, "embedded, not there", "/embed/hafen/appointments/7/", status=404)

    for kind in ("imprint", "privacy", "accessibility", "terms"):
        write(kind, text=LONG_TEXT)
        album.get(nobody, f"{kind} of the site", f"/legal/{kind}/", shows="<li>")
    album.get(nobody, "privacy of a studio", "/studios/hafen/legal/privacy/", shows="<li>")
    with override_settings(LANGUAGES=[("en", "English"), ("de", "Deutsch")]):
        album.get(nobody, "language", "/language/?next=/", shows="Deutsch")
    with override_settings(DEMO=True):
        album.get(nobody, "style page", "/styles/")


def keep_refusing(album: Album, vendor: Vendor) -> None:
    """400, 403, 404, 413, 429, 500 and 503."""
    nobody, strict = Browser(), Browser(enforce_csrf_checks=True)
    body_scan = f"/studios/hafen/appointments/{vendor.appointment('hafen', 'Body Scan')}/"
    album.keep("400", nobody.get("/", headers={"host": "evil.example"}), status=400)
    album.keep("403, the form is old", strict.post("/sign-in/", {"email": "x"}), status=403)
    clerk = Browser()
    clerk.force_login(User.objects.create_user("clerk", is_staff=True))
    album.keep("403", clerk.get("/admin/studios/studio/"), status=403)
    album.get(nobody, "404", "/nowhere/", status=404)
    album.keep("413", nobody.post("/sign-in/", {"email": "x" * 300_000}), status=413)
    with override_settings(SIGN_INS_PER_CLIENT=0):
        album.keep("429", nobody.post("/sign-in/", {"email": "eve@example.org"}, follow=True), status=429)
    album.keep("500", pages.server_error(RequestFactory().get("/")), status=500, template="500.html")
    with connection.execute_wrapper(_no_database):
        album.get(Browser(raise_request_exception=False), "503, no database", "/", status=503)
    for name, kind in (("no answer", "500"), ("the key does not work", "401"), ("busy", "429")):
        vendor.mishap("slots", kind, count=9)
        album.get(nobody, f"503, {name}", body_scan, shows="COULD_NOT_ASK", status=503)
        vendor.ask("DELETE", "mishaps")
    vendor.mishap("bookable", "500", count=9)
    album.get(nobody, "503, embedded", "/embed/hafen/", shows="COULD_NOT_ASK", status=503)
    vendor.ask("DELETE", "mishaps")


def _no_database(*_: object) -> NoReturn:
    raise OperationalError
