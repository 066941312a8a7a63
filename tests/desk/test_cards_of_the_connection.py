"""The cards about Magicline: the key, its rights, what is offered, times, webhooks, calls; and when all is well."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client as Browser
from django.utils import timezone

from studios.models import Studio, UpstreamFailure, WebhookMessage
from studios.models.upstream_failure import Noticed
from studios.sandbox.premises import SCOPES
from studios.staff.roles import Role, give
from tests.admin.studio_forms import new_key_at_magicline
from tests.desk.conftest import address, ago, attempt, booking, card, look, states
from tests.pages import Page
from tests.vendor import Vendor

OTHERS = (
    "rights",
    "appointments",
    "times",
    "webhooks",
    "calls",
    "attempts",
    "mails",
    "moves",
    "drift",
    "worker",
)


def check(desk: Browser, studio: Studio) -> Page:
    """Presses *Check connection* on the desk, and reads the page that follows."""
    answer = desk.post(address(studio, "check_connection"), {"from_desk": "1"}, follow=True)
    assert answer.redirect_chain == [(address(studio), 302)]
    return Page(answer)


def test_a_healthy_studio_is_well(desk: Browser, healthy: Studio) -> None:
    page = check(desk, healthy)

    assert page.value("data-verdict") == "ok"
    assert "All is well" in page.text
    assert states(page) == dict.fromkeys(("key", *OTHERS), "ok")
    assert "Magicline knows the key." in card(page, "key")
    assert "Europe/Berlin" in card(page, "times")
    assert "6 days at a time" in card(page, "times")
    assert "appointments can be booked online" in card(page, "appointments")


def test_looking_asks_nobody_but_the_database(desk: Browser, healthy: Studio, vendor: Vendor) -> None:
    look(desk, healthy)

    assert vendor.requests() == []


def test_what_was_never_checked_is_not_called_well(desk: Browser, healthy: Studio) -> None:
    page = look(desk, healthy)

    assert page.value("data-verdict") == "look"
    assert "1 thing needs you" in page.text
    assert states(page)["key"] == "look"
    assert [states(page)[name] for name in ("rights", "appointments", "times")] == ["nothing-yet"] * 3


@pytest.mark.usefixtures("legal_pages")
def test_a_changed_key_has_to_be_checked_again(desk: Browser, checked: Studio, vendor: Vendor) -> None:
    new_key_at_magicline(vendor, "another-key-000001")
    form = {
        "name": checked.name, "slug": checked.slug, "base_url": checked.base_url, "api_key": "another-key-000001",
        "webhook_key": "", "time_zone": "Europe/Berlin", "language": "de", "cancel_cutoff_hours": "24",
        "stage": "live",
    }  # fmt: skip
    desk.post(address(checked, "change"), form)

    assert states(look(desk, checked))["key"] == "look"
    assert "not checked since" in card(look(desk, checked), "key")


def test_the_key_of_a_studio_that_one_does_not_see_is_wrong(healthy: Studio, ost: Studio) -> None:
    Studio.objects.filter(pk=healthy.pk).update(vendor_studio_id=None)
    Studio.objects.filter(pk=ost.pk).update(vendor_studio_id=4101)
    eva = User.objects.create_user("eva")
    give(eva, Role.DESK, [healthy])
    browser = Browser()
    browser.force_login(eva)

    page = check(browser, healthy)

    assert states(page)["key"] == "wrong"
    assert "belongs to another studio" in card(page, "key")


def test_a_key_that_magicline_does_not_know_is_wrong(desk: Browser, healthy: Studio) -> None:
    healthy.api_key = "a-key-that-is-no-longer-known"
    healthy.save()

    page = check(desk, healthy)

    assert page.value("data-verdict") == "wrong"
    assert "1 thing needs you" in page.text
    assert "does not know this key" in card(page, "key")


def test_a_key_that_is_refused_meanwhile_is_said_with_since_when(desk: Browser, checked: Studio) -> None:
    Studio.objects.update(key_refused_since=ago(minutes=1), key_refusals=1)
    assert states(look(desk, checked))["key"] == "look"

    Studio.objects.update(key_refused_since=ago(days=1), reads_paused_at=ago(hours=23))
    page = look(desk, checked)
    assert states(page)["key"] == "wrong"
    assert "has refused the key since" in card(page, "key")
    assert "not read in the background" in card(page, "key")


@pytest.mark.parametrize("scope", ["BOOKABLE_APPOINTMENTS_READ", "STUDIO_READ", "CUSTOMER_READ"])
def test_a_missing_scope_is_named(desk: Browser, healthy: Studio, vendor: Vendor, scope: str) -> None:
    vendor.ask("POST", "desk/studios/hafen", {"scopes": [one for one in SCOPES if one != scope]})

    page = check(desk, healthy)

    assert states(page)["rights"] == "wrong"
    assert scope in card(page, "rights")
    assert states(page)["key"] == "ok"


def test_no_right_to_search_across_studios_is_said_and_well(desk: Browser, altstadt: Studio) -> None:
    page = check(desk, altstadt)

    assert states(page)["rights"] == "ok"
    assert "may not search across studios" in card(page, "rights")


def test_a_booking_shows_that_the_key_may_book(desk: Browser, checked: Studio) -> None:
    assert "only a booking shows" in card(look(desk, checked), "rights")

    attempt(checked)

    assert "It may book" in card(look(desk, checked), "rights")


def test_no_appointments_comes_with_the_two_settings(desk: Browser, healthy: Studio, vendor: Vendor) -> None:
    vendor.ask("POST", "desk/studios/hafen", {"appointments": {}})

    page = check(desk, healthy)

    assert states(page)["appointments"] == "wrong"
    assert "“available for online booking”" in card(page, "appointments")


@pytest.mark.parametrize(
    ("learned", "state", "said"),
    [
        ({"written_seen": "bracket", "zone_seen": "Europe/Berlin"}, "ok", "in the zone Europe/Berlin"),
        ({"written_seen": "bracket", "zone_seen": "Europe/Lisbon"}, "look", "Here Europe/Berlin is set"),
        ({"written_seen": "offset"}, "ok", "names no zone"),
        ({"written_seen": "zoneless"}, "ok", "Berlin time"),
        ({"written_seen": "zoneless", "time_zone": "Europe/Lisbon"}, "look", "Here Europe/Lisbon is set"),
        (
            {"written_seen": "bracket", "zone_seen": "Europe/Berlin", "days_ahead_limit": 3},
            "ok",
            "3 days at a time",
        ),
    ],
)
def test_what_magiclines_times_look_like(
    desk: Browser, checked: Studio, learned: dict[str, Any], state: str, said: str
) -> None:
    Studio.objects.update(**{"zone_seen": "", **learned})

    page = look(desk, checked)

    assert states(page)["times"] == state
    assert said in card(page, "times")


@pytest.mark.parametrize("form", ["bracket", "offset", "utc", "zoneless"])
def test_the_check_learns_how_magicline_writes_times(
    desk: Browser, healthy: Studio, vendor: Vendor, form: str
) -> None:
    vendor.ask("POST", "desk/studios/hafen", {"date_form": form})

    check(desk, healthy)

    healthy.refresh_from_db()
    assert healthy.written_seen == form


def test_webhooks_that_stay_away_are_looked_at(desk: Browser, checked: Studio) -> None:
    booking(checked, 1)
    Studio.objects.update(last_webhook_at=ago(days=8))
    assert states(look(desk, checked))["webhooks"] == "look"

    Studio.objects.update(webhook_key_fingerprint=None)
    page = look(desk, checked)
    assert states(page)["webhooks"] == "nothing-yet"
    assert page.value("data-verdict") == "ok"


def test_webhooks_that_nobody_could_act_on_are_looked_at(desk: Browser, checked: Studio) -> None:
    WebhookMessage.objects.create(
        studio=checked, uuid="1", entity_id=1, received_at=timezone.now(), tries=700, last_error="NoAnswer"
    )

    assert "could not act on 1 of them" in card(look(desk, checked), "webhooks")


def test_a_few_failed_calls_are_well_and_many_are_looked_at(desk: Browser, checked: Studio) -> None:
    def fail(times: int) -> None:
        one = Noticed(checked.slug, timezone.now(), "GET", "/v1", "failed", 503, "", 0.1)
        UpstreamFailure.objects.note([one] * times)

    fail(9)
    assert states(look(desk, checked))["calls"] == "ok"
    assert "9 failed" in card(look(desk, checked), "calls")

    fail(1)
    assert states(look(desk, checked))["calls"] == "look"
    UpstreamFailure.objects.update(at=ago(hours=25))
    assert "None failed" in card(look(desk, checked), "calls")


def test_a_rate_limit_is_not_called_a_wrong_key(desk: Browser, healthy: Studio, vendor: Vendor) -> None:
    vendor.mishap("information", "429", count=20, retry_after=60)

    page = check(desk, healthy)

    assert states(page)["key"] == "look"
    assert "says nothing about the key" in card(page, "key")


def test_a_refusal_about_one_member_is_no_trouble_with_magicline(desk: Browser, checked: Studio) -> None:
    forbidden = Noticed(checked.slug, timezone.now(), "GET", "/v1", "refused", 403, "", 0.1)
    UpstreamFailure.objects.note([forbidden] * 20)

    assert states(look(desk, checked))["calls"] == "ok"


def test_what_the_last_check_found_is_read_in_the_language_of_whoever_looks(
    desk: Browser, checked: Studio
) -> None:
    assert all(set(one) == {"level", "code", "facts", "said", "trace_id"} for one in checked.findings)
    Studio.objects.update(findings=[*checked.findings, {"level": "ok", "code": "of-another-version"}, {}])

    page = look(desk, checked)

    assert len(page.all("data-finding")) == len(checked.findings)
