"""The desk's page as a page: who may see it, what leads there, what it costs, and that nothing of others is on it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from studios.admin.studios import StudioAdmin
from studios.models import DriftReport, Move, RefusalCount, Studio, UpstreamFailure, WebhookMessage
from studios.models.upstream_failure import Noticed
from tests.desk.conftest import address, attempt, booking, letter, look, search, states
from tests.pages import Page
from tests.vendor import Vendor, soon

AtMost = Callable[..., Any]
WHAT_IT_COSTS = 22  # session, user, rights, the studio, and what `desk.facts` and `desk.search` ask


def much_to_do(studio: Studio, number: int) -> None:
    """So many of everything that the page tells of."""
    now = timezone.now()
    for place in range(number):
        attempt(studio, "ben", state="UNSURE", starts_at=soon(days=3 + place))
        wish = attempt(studio, "ben", starts_at=soon(days=33 + place))
        old = booking(studio, place, title="Only there")
        Move.objects.create(old=old, attempt=wish, old_first=False, state="waiting", was=[], started_at=now)
        letter(old, next_try_at=None, last_error="OSError")
        WebhookMessage.objects.create(
            studio=studio, uuid=str(place), entity_id=1, received_at=now, last_error="NoAnswer"
        )
        DriftReport.objects.create(
            studio=studio,
            night=soon(days=-place).date(),
            made_at=now,
            checked=1,
            unread=0,
            differing=1,
            stopped=True,
        )
        RefusalCount.objects.add(studio, "STUDIO_CLOSED", now=now)
        failed = Noticed(studio.slug, now, "GET", f"/only-there/{place}", "failed", 503, "7741", 0.1)
        UpstreamFailure.objects.note([failed])


def test_nothing_of_another_studio_is_on_the_page(desk: Browser, checked: Studio, altstadt: Studio) -> None:
    much_to_do(altstadt, 3)

    page = look(desk, checked)

    assert page.value("data-verdict") == "ok"
    assert set(states(page).values()) == {"ok"}
    assert "Only there" not in page.text
    assert "/only-there" not in page.text
    assert "Nobody was refused." in page.text


@pytest.mark.parametrize("number", [1, 15])
def test_it_costs_the_same_however_much_there_is(
    desk: Browser, checked: Studio, number: int, django_assert_max_num_queries: AtMost
) -> None:
    much_to_do(checked, number)

    with django_assert_max_num_queries(WHAT_IT_COSTS):
        page = look(desk, checked)
    with django_assert_max_num_queries(WHAT_IT_COSTS + 6):
        search(desk, checked, "test")

    assert "needs you" in page.text or "need you" in page.text


def test_of_very_many_in_doubt_some_are_shown(desk: Browser, checked: Studio) -> None:
    much_to_do(checked, 12)

    page = look(desk, checked)

    assert "More than 10" in page.text
    assert page.html.count("settle by hand") == 10


def test_looking_needs_the_right_to_see_studios_and_buttons_the_right_to_change_them(
    clerk: Callable[..., Browser], hafen: Studio
) -> None:
    looking = clerk("view_studio")

    page = look(looking, hafen)

    assert "check-connection" not in page.html
    assert "worker" not in states(page)
    assert "no-store" in looking.get(address(hafen)).headers["Cache-Control"]
    assert looking.put(address(hafen)).status_code == 405


def test_somebody_without_that_right_does_not_see_it(clerk: Callable[..., Browser], hafen: Studio) -> None:
    assert clerk("view_booking").get(address(hafen)).status_code == 403
    assert Browser().get(address(hafen)).status_code == 302


def test_a_studio_that_is_not_theirs_is_not_there(
    desk: Browser, hafen: Studio, ost: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which studios somebody sees, `get_queryset` of the studios' admin says; every page here asks it."""
    real = StudioAdmin.get_queryset

    def only_hafen(self: StudioAdmin, request: Any) -> QuerySet[Studio]:
        return real(self, request).filter(slug="hafen")

    monkeypatch.setattr(StudioAdmin, "get_queryset", only_hafen)

    assert desk.get(address(hafen)).status_code == 200
    assert desk.get(address(ost)).status_code != 200
    assert desk.post(address(ost), {"wanted": "ada"}).status_code != 200
    assert desk.get(address(ost, "failures_file")).status_code != 200
    assert desk.post(address(ost, "test_mail")).status_code == 404
    index = Page(desk.get(reverse("admin:index")))
    assert index.link("Desk of Iron & Oak Hafen") == address(hafen)
    assert "Desk of Iron & Oak Ost" not in index.text


def test_links_are_shown_to_whoever_may_follow_them(clerk: Callable[..., Browser], checked: Studio) -> None:
    much_to_do(checked, 1)
    browser = clerk("view_studio", "view_letter")

    page = look(browser, checked)

    assert page.link("Look at the mails") == reverse("admin:studios_letter_changelist")
    assert "/driftreport/" not in page.html
    assert "settle by hand" not in page.text


def test_the_list_the_studios_page_and_the_first_page_lead_there(desk: Browser, hafen: Studio) -> None:
    for page in ("changelist", "change"):
        shown = Page(
            desk.get(reverse(f"admin:studios_studio_{page}", args=[hafen.pk] if page == "change" else []))
        )
        assert shown.link("Desk") in [address(studio) for studio in Studio.objects.all()]
    assert Page(desk.get(reverse("admin:index"))).link("Desk of Iron & Oak Hafen") == address(hafen)


def test_the_first_page_of_somebody_without_studios_names_no_desk(
    clerk: Callable[..., Browser], hafen: Studio
) -> None:
    assert "Desk of" not in clerk("view_booking").get(reverse("admin:index")).content.decode()


def test_of_very_many_studios_the_list_leads_to_the_desks(
    desk: Browser, hafen: Studio, vendor: Vendor
) -> None:
    for number in range(4):
        Studio.objects.create(
            name=f"Another {number}",
            slug=f"another-{number}",
            base_url=f"{vendor.url}/x",
            api_key=f"another-{number}",
        )

    assert "Desk of" not in desk.get(reverse("admin:index")).content.decode()


@pytest.mark.parametrize("language", ["en", "de"])
def test_it_is_shown_in_every_language(desk: Browser, checked: Studio, language: str) -> None:
    much_to_do(checked, 2)

    answer = desk.get(address(checked), HTTP_ACCEPT_LANGUAGE=language)

    assert answer.status_code == 200
    assert f'<html lang="{language}' in answer.content.decode()
    assert User.objects.count() == 1
