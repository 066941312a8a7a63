"""The table of contents."""

from django.urls import include, path

from studios import pages

urlpatterns = [
    path("", include("studios.booking.urls")),
    path("", include("studios.signing_in.urls")),
    path("", include("studios.my_bookings.urls")),
    path("language/", pages.language, name="language"),
]
