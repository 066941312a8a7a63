"""Addresses of sign-in and of the member's own page."""

from django.urls import path

from studios.signing_in import code_views, views

app_name = "signing_in"

urlpatterns = [
    path("sign-in/", views.start, name="start"),
    path("sign-in/code/", code_views.code, name="code"),
    path("sign-in/code/again/", code_views.again, name="again"),
    path("sign-in/who/", views.who, name="who"),
    path("sign-out/", views.out, name="out"),
    path("me/", views.me, name="me"),
    path("me/delete/", views.forget_me, name="forget_me"),
    path("me/deleted/", views.forgotten, name="forgotten"),
]
