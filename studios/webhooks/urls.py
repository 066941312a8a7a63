"""The one address that the vendor is given."""

from django.urls import path

from studios.webhooks import views

app_name = "webhooks"

urlpatterns = [path("webhooks/magicline/", views.magicline, name="magicline")]
