"""A studio's appointments in the admin: read from Magicline by title, decided about by who may change the studio."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client as Browser
from django.urls import reverse

from studios.models import AppointmentSettings, Studio
from studios.staff.roles import Role, give
from tests.admin.studio_forms import errors
from tests.pages import Page
from tests.vendor import Vendor

ClerkOf = Callable[..., Browser]


def read(desk: Browser, studio: Studio) -> Page:
    """Presses the button; the list that it leads to."""
    return Page(desk.post(reverse("admin:studios_studio_read_appointments", args=[studio.pk]), follow=True))


def row(studio: Studio, title: str) -> AppointmentSettings:
    return AppointmentSettings.objects.get(studio=studio, title=title)


def page_of(one: AppointmentSettings) -> str:
    return reverse("admin:studios_appointmentsettings_change", args=[one.pk])


def titles(page: Page) -> list[str]:
    return [
        e.text for e in page.elements if e.tag == "th" and "field-__str__" in e.attributes.get("class", "")
    ]


def test_the_button_lists_what_the_studio_offers_by_title(
    desk: Browser, hafen: Studio, altstadt: Studio
) -> None:
    page = read(desk, hafen)

    assert "12 appointments can be booked online." in page.text
    assert "12 of them are new here." in page.text
    assert len(titles(page)) == 12
    assert "Body Scan" in titles(page)


def test_a_list_of_more_than_one_slice_is_read_to_its_end(desk: Browser, altstadt: Studio) -> None:
    read(desk, altstadt)

    assert AppointmentSettings.objects.filter(studio=altstadt).count() == 60


def test_reading_again_keeps_what_was_decided_and_marks_what_is_gone(
    desk: Browser, hafen: Studio, vendor: Vendor
) -> None:
    read(desk, hafen)
    AppointmentSettings.objects.filter(title="Body Scan").update(price="priced", price_words="45 €")
    gone = AppointmentSettings.objects.create(studio=hafen, appointment_id=7, title="Yoga", price_words="9 €")
    AppointmentSettings.objects.filter(title="Check-up").update(title="Old name", is_offered=False)

    page = read(desk, hafen)

    assert "new here" not in page.text
    assert "1 is no longer offered" in page.text
    gone.refresh_from_db()
    assert (gone.is_offered, gone.title, gone.price_words) == (False, "Yoga", "9 €")
    assert row(hafen, "Body Scan").price_words == "45 €"
    assert row(hafen, "Check-up").is_offered


def test_a_title_that_is_not_told_this_time_is_remembered(
    desk: Browser, hafen: Studio, vendor: Vendor
) -> None:
    read(desk, hafen)
    vendor.mishap("bookable", "null_fields", count=9)

    assert "Body Scan" in titles(read(desk, hafen))


@pytest.mark.parametrize(
    ("kind", "said"),
    [("500", "cannot be reached"), ("garbage", "not as documented"), ("429", "no more requests")],
)
def test_a_list_that_could_not_be_read_changes_nothing(
    desk: Browser, hafen: Studio, vendor: Vendor, kind: str, said: str
) -> None:
    read(desk, hafen)
    vendor.mishap("bookable", kind, count=9)

    page = read(desk, hafen)

    assert said in page.text
    assert AppointmentSettings.objects.filter(studio=hafen, is_offered=True).count() == 12


def test_a_get_reads_nothing(desk: Browser, hafen: Studio, vendor: Vendor) -> None:
    answer = desk.get(reverse("admin:studios_studio_read_appointments", args=[hafen.pk]))

    assert answer.status_code == 405
    assert vendor.requests("bookable") == []


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"price": "priced"}, "price_words", "Please say what it costs"),
        ({"price": "priced", "price_words": "  "}, "price_words", "Please say what it costs"),
        ({"price": "unsaid", "price_words": "45 €"}, "price", "is it included, or does it cost extra?"),
        ({"price": "free"}, "price", "free"),
        ({"price": "unsaid", "cancel_cutoff_hours": "99999"}, "cancel_cutoff_hours", "8784"),
        ({"price": "unsaid", "cancel_cutoff_hours": "-1"}, "cancel_cutoff_hours", "0"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    desk: Browser, hafen: Studio, typed: dict[str, str], field: str, sentence: str
) -> None:
    one = AppointmentSettings.objects.create(studio=hafen, appointment_id=7, title="Yoga")

    answer = desk.post(page_of(one), typed)

    assert sentence in errors(answer)[field][0]


def test_rights_are_those_at_the_studio(clerk: ClerkOf, hafen: Studio) -> None:
    one = AppointmentSettings.objects.create(studio=hafen, appointment_id=7, title="Yoga")
    nobody = clerk("view_booking")

    assert nobody.get(reverse("admin:studios_appointmentsettings_changelist")).status_code == 403
    assert nobody.get(page_of(one)).status_code == 403
    assert nobody.post(page_of(one), {"price": "included"}).status_code == 403


def test_who_may_only_look_at_a_studio_changes_nothing(clerk: ClerkOf, hafen: Studio, vendor: Vendor) -> None:
    one = AppointmentSettings.objects.create(studio=hafen, appointment_id=7, title="Yoga")
    looker = clerk("view_studio")

    posted: list[Any] = [
        looker.post(page_of(one), {"price": "included"}),
        looker.post(reverse("admin:studios_studio_read_appointments", args=[hafen.pk])),
    ]

    assert [answer.status_code for answer in posted] == [403, 403]
    assert looker.get(page_of(one)).status_code == 200
    one.refresh_from_db()
    assert one.price == "unsaid"
    assert vendor.requests("bookable") == []


def test_the_desk_says_that_it_is_the_same_as_at_other_studios(hafen: Studio, altstadt: Studio) -> None:
    ours, theirs = (
        AppointmentSettings.objects.create(studio=studio, appointment_id=7, title="Yoga")
        for studio in (hafen, altstadt)
    )
    user = User.objects.create_user("hafen", is_staff=True)
    give(user, Role.DESK, [hafen])
    desk_of_hafen = Browser()
    desk_of_hafen.force_login(user)

    for one in (ours, theirs):
        desk_of_hafen.post(page_of(one), {"price": "unsaid", "group": " yoga "})

    ours.refresh_from_db()
    theirs.refresh_from_db()
    assert (ours.group, theirs.group) == ("yoga", "")


def test_no_row_is_made_by_hand(desk: Browser, hafen: Studio) -> None:
    assert desk.get("/admin/studios/appointmentsettings/add/").status_code == 403


def test_a_studio_can_be_deleted_with_what_was_decided_about_it(desk: Browser, hafen: Studio) -> None:
    AppointmentSettings.objects.create(studio=hafen, appointment_id=7, title="Yoga")

    desk.post(reverse("admin:studios_studio_delete", args=[hafen.pk]), {"post": "yes"})

    assert not Studio.objects.filter(pk=hafen.pk).exists()


@pytest.mark.parametrize("path", ["", "?studio__id__exact=nonsense", "?studio__id__exact=999999"])
def test_the_list_of_all_studios_has_no_button(desk: Browser, hafen: Studio, path: str) -> None:
    page = Page(desk.get(f"{reverse('admin:studios_appointmentsettings_changelist')}{path}", follow=True))

    assert page.answer.status_code == 200
    assert "read-appointments" not in page.html
