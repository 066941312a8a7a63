"""Addresses of the law's pages, for the site and for each studio."""

from django.urls import path, register_converter

from studios.legal import views
from studios.models import LegalPage


class LegalKind:
    """One of the four kinds; anything else is an unknown address."""

    regex = "|".join(LegalPage.Kind.values)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return str(value)


register_converter(LegalKind, "legal_kind")

app_name = "legal"

urlpatterns = [
    path("legal/<legal_kind:kind>/", views.of_site, name="of_site"),
    path("studios/<slug:slug>/legal/<legal_kind:kind>/", views.of_studio, name="of_studio"),
]
