"""Addresses of sign-in and of the member's own page."""

from django.urls import path

from studios.signing_in import code_views, desk_views, views

app_name = "signing_in"

urlpatterns = [
    path("sign-in/", views.start, name="start"),
    path("sign-in/code/", code_views.code, name="code"),
    path("sign-in/code/again/", code_views.again, name="again"),
    path("sign-in/desk/", desk_views.desk_code, name="desk"),
    path("sign-in/who/", views.who, name="who"),
    path("sign-out/", views.out, name="out"),
    path("sign-out/everywhere/", views.out_everywhere, name="out_everywhere"),
    path("me/", views.me, name="me"),
    path("me/delete/", views.forget_me, name="forget_me"),
    path("me/deleted/", views.forgotten, name="forgotten"),
]
