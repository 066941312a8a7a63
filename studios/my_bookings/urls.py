"""Addresses of a member's own bookings."""

from django.urls import path

from studios.my_bookings import views

app_name = "my_bookings"

urlpatterns = [
    path("bookings/", views.my_bookings, name="all"),
    path("bookings/<slug:reference>/", views.one_booking, name="one"),
    path("bookings/<slug:reference>/cancel/", views.cancel, name="cancel"),
    path("bookings/<slug:reference>/calendar.ics", views.calendar, name="calendar"),
]
