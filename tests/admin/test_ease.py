"""What makes the admin a desk for people who run a gym: words, times, order, and the way to what went wrong."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.contrib.auth.models import User
from django.test import Client as Browser
from django.urls import reverse

from studios.models import Attempt, Booking, LegalPage, Letter, Studio, WebhookMessage
from studios.models.attempt_states import AttemptState
from studios.models.letter import LetterKind
from studios.staff.roles import Role, give
from tests.conftest import member
from tests.pages import Page

NOON = datetime(2027, 7, 1, 12, tzinfo=UTC)  # 14:00 in Hamburg


def page_of(browser: Browser, name: str, *args: object, **query: object) -> Page:
    return Page(browser.get(reverse(f"admin:{name}", args=args), query))


def desk_of(*studios: Studio) -> Browser:
    user = User.objects.create_user("manager")
    give(user, Role.DESK, studios)
    browser = Browser()
    browser.force_login(user)
    return browser


def booked(studio: Studio, **facts: object) -> Booking:
    fields = {
        "studio": studio, "member": member(studio, "ada"), "booking_id": 7893459, "customer_id": 2002001,
        "status": "BOOKED", "starts_at": NOON, "ends_at": NOON, "title": "Personal Training", "read_at": NOON,
        "cancel_cutoff_hours": 24, "instructors": ["Mia", "Jonas A."],
    }  # fmt: skip
    return Booking.objects.create(**{**fields, **facts})


def columns(page: Page) -> list[str]:
    return [
        one.text.strip() for one in page.elements if one.tag == "th" and one.attributes.get("scope") == "col"
    ]


def test_a_list_is_called_what_it_lists(desk: Browser) -> None:
    assert "<title>Bookings |" in page_of(desk, "studios_booking_changelist").html


def test_statuses_and_instructors_are_words(hafen: Studio) -> None:
    row, browser = booked(hafen, status="BOOKED_WITH_CONFIRMATION_REQUIRED"), desk_of(hafen)

    listed = page_of(browser, "studios_booking_changelist")
    one = page_of(browser, "studios_booking_change", row.pk)

    assert "waiting for the studio's confirmation" in listed.text
    assert "BOOKED_WITH" not in listed.text
    assert "BOOKED_WITH" not in one.text
    assert "Mia, Jonas A." in one.text


def test_a_booking_is_cancelled_when_either_of_its_statuses_says_so(hafen: Studio) -> None:
    booked(hafen, appointment_status="CANCELED")

    assert "cancelled" in page_of(desk_of(hafen), "studios_booking_changelist").text


def test_why_an_attempt_was_refused_is_said_in_words(hafen: Studio) -> None:
    Attempt.objects.create(
        studio=hafen, member=member(hafen, "ada"), start_text="x", end_text="x", starts_at=NOON, ends_at=NOON,
        appointment_id=1, created_at=NOON, state=AttemptState.REFUSED, refusal="CUSTOMER_IDLE",
        cancel_cutoff_hours=24,
    )  # fmt: skip

    assert (
        "the membership was paused on that day" in page_of(desk_of(hafen), "studios_attempt_changelist").text
    )


def test_whoever_sees_one_studio_only_sees_no_column_for_it(
    hafen: Studio, altstadt: Studio, desk: Browser
) -> None:
    booked(hafen)

    assert "Studio" not in columns(page_of(desk_of(hafen), "studios_booking_changelist"))
    assert "Studio" in columns(page_of(desk, "studios_booking_changelist"))


def test_times_are_on_the_clock_of_the_studio_and_name_their_zone(
    hafen: Studio, lisboa: Studio, desk: Browser
) -> None:
    WebhookMessage.objects.create(studio=hafen, uuid="u", entity_id=1, received_at=NOON)

    assert "01/07/2027 14:00 CEST" in page_of(desk_of(hafen), "studios_webhookmessage_changelist").text
    assert "01/07/2027 12:00 UTC" in page_of(desk, "studios_webhookmessage_changelist").text


def test_a_mail_leads_to_what_it_is_about(hafen: Studio) -> None:
    row = booked(hafen)
    Letter.objects.create(key="k", kind=LetterKind.BOOKED, member=row.member, booking=row, owed_at=NOON)

    page = page_of(desk_of(hafen), "studios_letter_changelist")

    assert "Personal Training, 01/07/2027 14:00 CEST" in page.text
    assert reverse("admin:studios_booking_change", args=[row.pk]) in page.html


def test_the_first_page_begins_with_what_is_done_every_day(desk: Browser) -> None:
    page = page_of(desk, "index")

    places = [
        page.text.index(words) for words in ("Every day", "Bookings", "When something went wrong", "Webhooks")
    ]
    assert places == sorted(places)
    assert "Tasks Database Backend" not in page.text


def test_a_form_that_was_not_saved_leads_to_each_mistake(desk: Browser, hafen: Studio) -> None:
    answer = desk.post(
        reverse("admin:studios_studio_change", args=[hafen.pk]), {"name": "Hafen", "accent_colour": "blue"}
    )

    assert 'href="#id_accent_colour"' in answer.content.decode()


def test_a_colleague_of_one_studio_need_not_choose_it(hafen: Studio, altstadt: Studio) -> None:
    page = page_of(desk_of(hafen), "studios_legalpage_add")

    chosen = [one for one in page.elements if one.tag == "option" and "selected" in one.attributes]
    assert str(hafen.pk) in [one.attributes["value"] for one in chosen]
    assert "Web address" in page.text


def test_how_a_password_is_kept_is_not_shown(desk: Browser, clerk: Callable[..., Browser]) -> None:
    clerk()
    colleague = User.objects.get(username="clerk")
    colleague.set_password("a long password for a clerk")
    colleague.save()

    for account in (colleague, User.objects.get(username="desk")):
        assert "algorithm" not in page_of(desk, "auth_user_change", account.pk).text


def test_the_page_of_a_chain_is_known_by_its_studios(desk: Browser, hafen: Studio) -> None:
    LegalPage.objects.create(kind="imprint", language="de", text="x", chain=hafen.base_url)

    page = page_of(desk, "studios_legalpage_changelist")

    assert hafen.name in page.text
    assert hafen.base_url not in page.text


def test_what_magicline_told_is_said_in_words(hafen: Studio) -> None:
    kinds = ["APPOINTMENT_BOOKING_CANCELLED", "SOMETHING_NEW"]
    WebhookMessage.objects.create(studio=hafen, uuid="u", entity_id=1, received_at=NOON, types=kinds)

    assert (
        "booking cancelled, SOMETHING_NEW"
        in page_of(desk_of(hafen), "studios_webhookmessage_changelist").text
    )
