"""Addresses of a member's own bookings."""

from django.urls import path

from studios.my_bookings import feed_views, move_views, views

app_name = "my_bookings"

urlpatterns = [
    path("bookings/", views.my_bookings, name="all"),
    # Before the references, none of which is so short.
    path("bookings/calendar/", feed_views.subscribe, name="subscribe"),
    path("bookings/calendar/off/", feed_views.unsubscribe, name="unsubscribe"),
    path("calendar/<slug:token>.ics", feed_views.feed, name="feed"),
    path("bookings/<slug:reference>/", views.one_booking, name="one"),
    path("bookings/<slug:reference>/cancel/", views.cancel, name="cancel"),
    path("bookings/<slug:reference>/move/", move_views.move, name="move"),
    path("bookings/<slug:reference>/move/next-free/", move_views.next_free, name="move_next_free"),
    path("bookings/<slug:reference>/move/ways-on/", move_views.ways_on, name="move_ways_on"),
    path("bookings/<slug:reference>/calendar.ics", views.calendar, name="calendar"),
]
