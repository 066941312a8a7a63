"""When a session ends: on request, everywhere; with the address that proved it; and after so many days at most."""

import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client as Browser
from django.utils import timezone

from studios.magicline.customers import Customer
from studios.management.worker import run_due_tasks
from studios.models import Member, Studio
from studios.signing_in import session
from tests.conftest import CUSTOMERS, member, sign_in
from tests.pages import get, submit
from tests.processes import ROOT
from tests.signing_in.conftest import Visitor
from tests.vendor import Vendor
from tests.webhooks.posting import tell

EVERYWHERE = "/sign-out/everywhere/"
ADA = f"desk/customers/iron-oak/{CUSTOMERS['ada']}"


def is_in(browser: Browser) -> bool:
    return browser.get("/me/").status_code == 200


@pytest.fixture
def telephone(visitor: Visitor, hafen: Studio) -> Browser:
    """Ada's second browser; she has signed in with `visitor` too."""
    second = Visitor(hafen)
    visitor.sign_in("ada@example.org")
    second.sign_in("ada@example.org")
    assert is_in(visitor.browser)
    assert is_in(second.browser)
    return second.browser


# On request


def test_signing_out_everywhere_signs_out_the_other_browser_too(visitor: Visitor, telephone: Browser) -> None:
    done = submit(visitor.browser, EVERYWHERE, get(visitor.browser, "/me/"))

    assert "You are signed out everywhere" in done.text
    assert not is_in(visitor.browser)
    assert not is_in(telephone)


def test_whoever_signs_in_afterwards_is_in(visitor: Visitor, telephone: Browser) -> None:
    visitor.post(EVERYWHERE, {})

    visitor.sign_in("ada@example.org")

    assert is_in(visitor.browser)
    assert not is_in(telephone)


def test_it_takes_a_post_and_touches_nobody_else(
    visitor: Visitor, telephone: Browser, hafen: Studio, browser_of: Callable[..., Browser]
) -> None:
    ben = browser_of(hafen, "ben")

    looked = visitor.get(EVERYWHERE)
    is_in_after_a_look = is_in(telephone)
    visitor.post(EVERYWHERE, {})

    assert "Sign out everywhere" in looked.text
    assert is_in_after_a_look
    assert is_in(ben)


def test_the_whole_family_at_an_address_is_signed_out(hafen: Studio) -> None:
    here, there = Browser(), Browser()
    for browser in (here, there):
        sign_in(browser, member(hafen, "hana"))
        store = browser.session
        store[session.PEOPLE] = [[member(hafen, "hana").pk], [member(hafen, "ivo").pk]]
        store[session.ACTING] = member(hafen, "hana").pk
        store.save()

    here.post(EVERYWHERE)

    assert there.get("/me/", follow=True).redirect_chain[-1][0].startswith("/sign-in/?")


def test_without_being_signed_in_it_does_nothing(hafen: Studio) -> None:
    member(hafen, "ada")

    Browser().post(EVERYWHERE)

    assert Member.objects.get().session_epoch == 0


def test_a_session_from_before_sessions_were_numbered_is_ended_too(ada: Browser, hafen: Studio) -> None:
    assert is_in(ada)

    member(hafen, "ada").end_sessions()

    assert not is_in(ada)


# With the address


def test_a_changed_address_ends_the_sessions_that_the_old_one_proved(
    visitor: Visitor, telephone: Browser, hafen: Studio, vendor: Vendor, browser_of: Callable[..., Browser]
) -> None:
    ben = browser_of(hafen, "ben")
    vendor.ask("POST", ADA, {"email": "ada@new.example"})

    tell(hafen, "CUSTOMER_UPDATED", entity_id=CUSTOMERS["ada"])
    run_due_tasks()

    assert not is_in(visitor.browser)
    assert not is_in(telephone)
    assert is_in(ben)
    assert "Ada Lindqvist" in visitor.sign_in("ada@new.example").text


@pytest.mark.parametrize(
    "news",
    [{"first_name": "Adele"}, {"email": "ADA@example.org"}, {"email": " ada@example.org "}, {"email": None}],
)
def test_other_news_end_no_session(
    telephone: Browser, hafen: Studio, vendor: Vendor, news: dict[str, Any]
) -> None:
    vendor.ask("POST", ADA, news)

    tell(hafen, "CUSTOMER_UPDATED", entity_id=CUSTOMERS["ada"])
    run_due_tasks()

    assert is_in(telephone)


def test_signing_in_with_another_address_ends_the_sessions_of_the_one_before(
    visitor: Visitor, telephone: Browser, vendor: Vendor
) -> None:
    """No webhook has told of it."""
    vendor.ask("POST", ADA, {"email": "ada@new.example"})

    visitor.sign_in("ada@new.example")

    assert is_in(visitor.browser)
    assert not is_in(telephone)


def test_an_address_where_there_was_none_ends_no_session(hafen: Studio) -> None:
    """What was proved at the desk is still true."""
    ada = member(hafen, "ada")
    Member.objects.update(email="")
    browser = Browser()
    sign_in(browser, ada)
    told = Customer(ada.customer_id, "Ada", "Test", "ada@example.org", None, "MEMBER", None, "en")

    ada.refresh_from_db()
    ada.update_from(told, languages=["en"])

    assert Member.objects.get().email == "ada@example.org"
    assert is_in(browser)


# With time


def test_a_session_ends_so_many_days_after_the_sign_in_although_it_is_used(visitor: Visitor) -> None:
    visitor.sign_in("ada@example.org")
    begun = timezone.now()

    with time_machine.travel(begun, tick=False) as clock:
        for _ in range(29):
            clock.shift(timedelta(days=1))
            visitor.post("/sign-in/who/", {"person": "0"})  # saves the session
        was_in = is_in(visitor.browser)
        clock.shift(timedelta(days=1, minutes=1))
        saved_meanwhile = visitor.browser.session.session_key
        is_still_in = is_in(visitor.browser)

    assert was_in
    assert saved_meanwhile
    assert not is_still_in


def test_two_members_without_an_address_do_not_share_one(hafen: Studio, lisboa: Studio, rf: Any) -> None:
    request = rf.get("/")
    request.session = Browser().session
    ada, cem = member(hafen, "ada"), member(lisboa, "ada")
    Member.objects.update(email="")
    for one in (ada, cem):
        one.refresh_from_db()

    session.sign_in(request, [session.Person((ada,))])
    session.sign_in(request, [session.Person((cem,))])

    assert [one.members for one in session.people(request)] == [(cem,)]


def test_staff_who_are_members_too_stay_logged_in_to_the_admin(visitor: Visitor, hafen: Studio) -> None:
    visitor.browser.force_login(User.objects.create_superuser("desk"))

    visitor.sign_in("ada@example.org")

    assert visitor.browser.get("/admin/").status_code == 200


# The cookies


@pytest.mark.parametrize(
    ("secure", "names"),
    [
        ("1", "__Host-sessionid __Host-csrftoken __Host-django_language"),
        ("0", "sessionid csrftoken django_language"),
    ],
)
def test_over_https_no_neighbour_can_plant_a_cookie(secure: str, names: str) -> None:
    names_of_all = "s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.LANGUAGE_COOKIE_NAME"
    told = subprocess.run(
        [sys.executable, "-c", f"from booking_site import settings as s; print({names_of_all})"],
        cwd=ROOT, env={"SESSION_COOKIE_SECURE": secure, "CSRF_COOKIE_SECURE": secure},
        check=True, capture_output=True, text=True,
    )  # fmt: skip

    assert told.stdout.strip() == names


def test_the_cookies_are_as_their_prefix_demands(client: Browser, settings: Any, db: None) -> None:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.LANGUAGE_COOKIE_SECURE = True
    for kind in ("SESSION", "CSRF", "LANGUAGE"):
        setattr(settings, f"{kind}_COOKIE_NAME", f"__Host-{kind}")

    client.get("/sign-in/", secure=True)
    client.post("/sign-in/", {"email": "ada@example.org"}, secure=True)
    client.post("/language/", {"language": "de"}, secure=True)

    for name in ("__Host-SESSION", "__Host-CSRF", "__Host-LANGUAGE"):
        cookie = client.cookies[name]
        assert (cookie["path"], cookie["domain"], cookie["secure"]) == ("/", "", True)
