"""Addresses of what can be booked."""

from django.urls import include, path, register_converter

from booking_site import languages
from studios.booking import confirming, embedding, home_screen, looks, views
from studios.booking.ways_on.views import ways_on


class VendorId:
    """A number of the vendor's (int64), so that a longer one is an unknown address and not a database error."""

    regex = "-?[0-9]{1,19}"

    def to_python(self, value: str) -> int:
        number = int(value)
        if not -(2**63) <= number < 2**63:
            raise ValueError("no int64")
        return number

    def to_url(self, value: int) -> str:
        return str(value)


class Language:
    """One that the site knows; anything else is an unknown address. It may be turned off: it stands in pages of others,
    which nobody changes on that day.
    """

    regex = "|".join(languages.NAMES)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(VendorId, "vendor_id")
register_converter(Language, "language")

app_name = "booking"

embedded = [
    path("", embedding.appointments, name="embedded_appointments"),
    path("appointments/<vendor_id:appointment_id>/", embedding.slot_picker, name="embedded_slots"),
    path(
        "appointments/<vendor_id:appointment_id>/next-free/", embedding.next_free, name="embedded_next_free"
    ),
]

urlpatterns = [
    path("", views.studios, name="studios"),
    path("studios/<slug:slug>/", views.appointments, name="appointments"),
    path("studios/<slug:slug>/look.css", looks.look, name="look"),
    path("studios/<slug:slug>/logo.png", looks.logo, name="logo"),
    path("site.webmanifest", home_screen.manifest, name="manifest"),
    path("icons/<str:icon>", home_screen.site_icon, name="icon"),
    path("studios/<slug:slug>/site.webmanifest", home_screen.studio_manifest, name="studio_manifest"),
    path("studios/<slug:slug>/icons/<str:icon>", home_screen.studio_icon, name="studio_icon"),
    path("studios/<slug:slug>/appointments/<vendor_id:appointment_id>/", views.slot_picker, name="slots"),
    path(
        "studios/<slug:slug>/appointments/<vendor_id:appointment_id>/next-free/",
        views.next_free,
        name="next_free",
    ),
    path(
        "studios/<slug:slug>/appointments/<vendor_id:appointment_id>/elsewhere/",
        views.at_other_studios,
        name="elsewhere",
    ),
    path(
        "studios/<slug:slug>/appointments/<vendor_id:appointment_id>/confirm/",
        confirming.confirm,
        name="confirm",
    ),
    path(
        "studios/<slug:slug>/appointments/<vendor_id:appointment_id>/ways-on/",
        ways_on,
        name="ways_on",
    ),
    path("embed.js", embedding.script, name="embed_script"),
    path("embed/<slug:slug>/", include(embedded)),
    path("embed/<slug:slug>/<language:language>/", include(embedded)),
]
