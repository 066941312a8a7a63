"""No address that somebody else made up leads off this site: not after signing in, not after choosing a language."""

from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.test import Client as Browser
from django.test import RequestFactory
from pytest_django import Settings

from studios.models import Challenge, Studio
from studios.pages import safe_next
from tests.pages import Page
from tests.signing_in.conftest import Visitor

ELSEWHERE = [
    "https://evil.example/",
    "//",
    "//?//evil.example",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "https:evil.example",
    "https:/evil.example",
    "http:///evil.example",
    "//evil.example\\@testserver/",
    "//testserver@evil.example/",
    "https://testserver@evil.example/",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "\x00//evil.example",
    "//evil.example/\r\nSet-Cookie: a=b",
    "javascript:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,x",
    "//[evil",
]


@pytest.fixture
def desk_account(db: None, settings: Settings) -> User:
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher"
    ]  # in a hurry: it is asked 25 times
    return User.objects.create_superuser("desk", password="a long enough one")


@pytest.mark.parametrize("url", ELSEWHERE)
def test_an_address_elsewhere_is_none_of_ours(url: str) -> None:
    assert safe_next(RequestFactory().get("/"), url) == ""


@pytest.mark.parametrize(
    "url", ["/", "/bookings/", "/studios/hafen/appointments/1/confirm/?choice=a%2F%2Fb", "/#x"]
)
def test_an_address_of_ours_stays_as_it_is(url: str) -> None:
    assert safe_next(RequestFactory().get("/"), url) == url


@pytest.mark.parametrize("url", ELSEWHERE)
def test_no_way_leads_elsewhere_after_choosing_a_language(db: None, url: str) -> None:
    page = Browser().get("/language/", {"next": url})
    answer = Browser().post("/language/", {"language": "de", "next": url})

    assert Page(page).fields()["next"] == "/"
    assert answer["Location"] == "/"


@pytest.mark.parametrize("url", ELSEWHERE)
def test_no_way_leads_elsewhere_after_signing_in_to_the_desk(desk_account: User, url: str) -> None:
    answer = Browser().post(
        f"/admin/login/?{urlencode({'next': url})}",
        {"username": "desk", "password": "a long enough one", "next": url},
    )

    # Where a second factor is asked for first, that is there, too.
    assert answer.get("Location", "/admin/").startswith("/admin/")


@pytest.mark.parametrize("url", ELSEWHERE)
def test_the_way_back_after_a_code_is_not_kept_for_another_site(hafen: Studio, url: str) -> None:
    Visitor(hafen).ask_for_a_code("ada@example.org", next_url=url)

    assert Challenge.objects.get().next_url == ""


@pytest.mark.parametrize("url", ELSEWHERE)
def test_no_way_leads_elsewhere_after_choosing_whom_it_is_for(ada: Browser, url: str) -> None:
    answer = ada.post(f"/sign-in/who/?{urlencode({'next': url})}", {"person": "0"})

    assert answer["Location"] == "/bookings/"


def test_a_page_about_a_path_that_looks_like_another_host_leads_there_nowhere(db: None) -> None:
    for method in ("GET", "POST"):
        strict = Browser(enforce_csrf_checks=True)
        answer = strict.generic(method, "/x", PATH_INFO="//evil.example/bookings")

        assert answer.status_code in (403, 404)
        leads = [one.attributes.get("href", "") for one in Page(answer).elements]
        assert [link for link in leads if link.startswith("//")] == []
