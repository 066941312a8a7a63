"""Addresses of what can be booked."""

from django.urls import path, register_converter

from studios.booking import confirming, looks, views


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


register_converter(VendorId, "vendor_id")

app_name = "booking"

urlpatterns = [
    path("", views.studios, name="studios"),
    path("studios/<slug:slug>/", views.appointments, name="appointments"),
    path("studios/<slug:slug>/look.css", looks.look, name="look"),
    path("studios/<slug:slug>/logo.png", looks.logo, name="logo"),
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
]
