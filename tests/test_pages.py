"""What all pages share: no cache keeps a form or the page about a refused one, and no form leads off this site."""

import pytest
from django.test import Client as Browser


def test_no_cache_keeps_a_page_with_a_form(db: None) -> None:
    page = Browser().get("/language/")

    assert "csrfmiddlewaretoken" in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_a_form_of_an_earlier_visit_leads_back_to_itself_and_is_not_kept(db: None) -> None:
    browser = Browser(enforce_csrf_checks=True)

    page = browser.post("/sign-in/?next=%2Fbookings%2F", {"email": "ada@example.org"})

    assert page.status_code == 403
    assert 'href="/sign-in/?next=%2Fbookings%2F"' in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_no_proxy_remembers_that_a_booking_was_not_there_yet(ada: Browser) -> None:
    page = ada.get("/bookings/22223333aaaabbbb/")

    assert page.status_code == 404
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize("next_url", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_choosing_a_language_leads_to_no_other_site(db: None, next_url: str) -> None:
    answer = Browser().post("/language/", {"language": "de", "next": next_url})

    assert answer["Location"] == "/"
