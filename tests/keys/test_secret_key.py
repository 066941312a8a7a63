"""SECRET_KEY can be replaced: with the old one as a fallback nobody is signed out, without it everybody is."""

import pytest
from django.test import Client as Browser
from pytest_django import Settings

NEW_SECRET = "the-next-secret-of-the-site-" + "y" * 40


def test_members_stay_signed_in_while_the_old_secret_is_a_fallback(ada: Browser, settings: Settings) -> None:
    old, settings.SECRET_KEY = settings.SECRET_KEY, NEW_SECRET
    settings.SECRET_KEY_FALLBACKS = [old]

    assert ada.get("/bookings/").status_code == 200


def test_a_secret_that_is_no_fallback_ends_all_sessions(ada: Browser, settings: Settings) -> None:
    settings.SECRET_KEY = NEW_SECRET

    assert ada.get("/bookings/").status_code == 302


@pytest.mark.django_db
def test_staff_stay_signed_in_as_well(desk: Browser, settings: Settings) -> None:
    old, settings.SECRET_KEY = settings.SECRET_KEY, NEW_SECRET
    settings.SECRET_KEY_FALLBACKS = [old]

    assert desk.get("/admin/").status_code == 200
