"""The whole site: Django's admin, what operators ask, and everything else in `studios.urls`."""

from django.contrib import admin
from django.urls import include, path

from booking_site import health, security_txt
from studios import pages
from studios.watching.views import metrics

handler400 = "studios.pages.bad_request"

urlpatterns = [
    # The admin's detour to an object's page tells where it is to who may not see it. Nothing here uses the completion
    # of what is typed, which answers for every relation of every model.
    path("admin/r/<path:_object>", pages.not_there),
    path("admin/autocomplete/", pages.not_there),
    path("admin/", admin.site.urls),
    path("health/live/", health.live, name="live"),
    path("health/ready/", health.ready, name="ready"),
    path("metrics", metrics, name="metrics"),
    path("favicon.ico", pages.icon, name="icon"),
    path(".well-known/security.txt", security_txt.security_txt, name="security_txt"),
    path("", include("studios.urls")),
]

handler404 = "studios.pages.not_found"
handler500 = "studios.pages.server_error"
