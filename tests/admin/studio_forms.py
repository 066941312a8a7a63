"""The studio's form in the admin, as a browser would fill it in and send it."""

from django.urls import reverse

from studios.models import Studio
from tests.vendor import Vendor

ADD = "/admin/studios/studio/add/"


def page_of(studio: Studio) -> str:
    return reverse("admin:studios_studio_change", args=[studio.pk])


def filled_in(studio: Studio | None = None, **changes: str) -> dict[str, str]:
    """The form as the browser would send it."""
    return {
        "name": studio.name if studio else "Nordlicht",
        "slug": studio.slug if studio else "nordlicht",
        "base_url": studio.base_url if studio else "https://nordlicht.open-api.magicline.com/",
        "api_key": "" if studio else "nordlicht-api-key-0001",
        "webhook_key": "",
        "time_zone": "Europe/Berlin",
        "language": "de",
        "cancel_cutoff_hours": "24",
        "stage": "live",
        **changes,
    }


def newcomer(vendor: Vendor, **changes: str) -> dict[str, str]:
    """The form for a studio that Magicline has and the site has not."""
    hafen = {"base_url": f"{vendor.url}/iron-oak/", "api_key": "sandbox-hafen-api-key"}
    return filled_in(**(hafen | changes))


def new_key_at_magicline(vendor: Vendor, key: str) -> str:
    """Magicline gives Hafen another API key; the one before is dead."""
    vendor.ask("POST", "desk/studios/hafen", {"api_key": key})
    return key


def errors(answer) -> dict[str, list[str]]:
    return answer.context["adminform"].form.errors
