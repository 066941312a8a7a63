"""The table of contents."""

from django.urls import include, path

from studios import demo_mail, demo_styles, demo_website
from studios.signing_in.choosing_language import language
from studios.signing_in.visitors import seen

urlpatterns = [
    path("", include("studios.booking.urls")),
    path("", include("studios.signing_in.urls")),
    path("", include("studios.my_bookings.urls")),
    path("", include("studios.legal.urls"), {"seen": seen}),
    path("", include("studios.webhooks.urls")),
    path("language/", language, name="language"),
    path("styles/", demo_styles.styles, name="styles"),
    path("demo/mail/", demo_mail.demo_mail, name="demo_mail"),
    path("demo/embed/", demo_website.demo_website, name="demo_website"),
]
