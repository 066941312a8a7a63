"""The whole site: Django's admin, and everything else in `studios.urls`."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("studios.urls")),
]
