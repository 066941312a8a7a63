"""Those pages, the admin with its sign-in, and a page for whoever is signed in."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from benchmarks.bare import pages


def mine(request: HttpRequest) -> HttpResponse:
    name = request.user.get_username() or "nobody"  # reads the session, and the person, in the database
    return render(request, "slots.html", {"title": name, "days": pages.days()})


urlpatterns = [*pages.urlpatterns, path("mine/", mine), path("admin/", admin.site.urls)]
