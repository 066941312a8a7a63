"""The whole site: Django's admin, what operators ask, and everything else in `studios.urls`."""

from django.contrib import admin
from django.urls import include, path

from booking_site import health

handler400 = "studios.pages.bad_request"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("health/live/", health.live, name="live"),
    path("health/ready/", health.ready, name="ready"),
    path("", include("studios.urls")),
]

handler404 = "studios.pages.not_found"
handler500 = "studios.pages.server_error"
