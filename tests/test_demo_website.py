"""The demo's page of the gym's own website: another origin on this machine, and nothing of it outside the demo."""

from io import StringIO

from django.core.management import call_command
from django.test import Client as Browser
from pytest_django import Settings

from studios.models import Studio
from tests.pages import Page
from tests.vendor import Vendor


def test_outside_the_demo_there_is_none(db: None) -> None:
    assert Browser().get("/demo/embed/").status_code == 404


def test_it_is_shown_under_the_machines_other_name_and_may_load_the_site(
    db: None, settings: Settings
) -> None:
    settings.DEMO, settings.SITE_URL = True, "http://127.0.0.1:8000"
    browser = Browser()

    led = browser.get("/demo/embed/", headers={"host": "127.0.0.1:8000"})
    page = Page(browser.get("/demo/embed/", headers={"host": "localhost:8000"}))

    assert led["Location"] == "http://localhost:8000/demo/embed/"
    policy = set(page.answer["Content-Security-Policy"].split("; "))
    assert policy >= {
        "script-src 'self' http://127.0.0.1:8000",
        "frame-src http://127.0.0.1:8000",
        "frame-ancestors 'none'",
    }
    assert "http://127.0.0.1:8000/embed.js" in page.values("src")


def test_the_demos_studio_lets_it_in_and_keeps_those_that_somebody_named(
    db: None, vendor: Vendor, settings: Settings
) -> None:
    settings.SITE_URL = "http://127.0.0.1:8000"
    seed = ("seed_demo", f"--sandbox-url={vendor.url}")
    call_command(*seed, stdout=StringIO())
    Studio.objects.filter(slug="hafen").update(websites="https://my-gym.example")

    for _ in range(2):
        call_command(*seed, stdout=StringIO())

    assert Studio.objects.get(slug="hafen").embedded_at == ["https://my-gym.example", "http://localhost:8000"]
    assert Studio.objects.get(slug="ost").embedded_at == []
