"""*Hand out a code*: staff look a customer up by number, see who it is, and hand over a code that is shown once."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from studios.admin.desk_codes import MOST_AN_HOUR
from studios.models import DeskCode, Studio
from tests.conftest import CUSTOMERS
from tests.pages import Page, get, submit
from tests.signing_in.conftest import Visitor
from tests.vendor import Vendor

RUI = 2002003  # of the other chain; has no address
GUS = CUSTOMERS["gus"]  # does not allow access by third parties
WALTER = 2002013  # of another studio of the chain


def address(studio: Studio) -> str:
    return reverse("admin:studios_studio_hand_out_code", args=[studio.pk])


def look_up(desk: Browser, studio: Studio, number: object = RUI) -> Page:
    return submit(desk, address(studio), get(desk, address(studio)), number=str(number))


def hand_out(desk: Browser, studio: Studio, number: object = RUI) -> Page:
    return submit(desk, address(studio), look_up(desk, studio, number))


def code_on(page: Page) -> str:
    code = re.search(r"<dd>(\d{4} \d{4})</dd>", page.html)
    assert code
    return code[1]


def test_the_studio_s_page_leads_to_it(desk: Browser, lisboa: Studio) -> None:
    page = get(desk, reverse("admin:studios_studio_change", args=[lisboa.pk]))

    assert page.link("Hand out a code") == address(lisboa)


def test_staff_see_who_it_is_before_there_is_a_code(desk: Browser, lisboa: Studio) -> None:
    page = look_up(desk, lisboa)

    assert "Rui Semcorreio (2002003)" in page.text
    assert "1960" not in page.html
    assert not DeskCode.objects.exists()


def test_the_code_is_shown_and_signs_the_member_in(desk: Browser, lisboa: Studio) -> None:
    page = hand_out(desk, lisboa)
    visitor = Visitor(lisboa)
    visitor.get("/sign-in/desk/")

    arrived = visitor.post(
        "/sign-in/desk/",
        {"studio": str(lisboa.pk), "number": str(RUI), "code": code_on(page)},
        query={"next": "/me/"},
    )

    assert f"http://127.0.0.1:8000/sign-in/desk/?studio={lisboa.slug}" in page.text
    assert "WET" in page.text or "WEST" in page.text
    assert "no-store" in page.answer["Cache-Control"]
    assert "Rui Semcorreio" in arrived.text


def test_in_preview_the_desk_names_the_only_address_that_leads_in(desk: Browser, lisboa: Studio) -> None:
    Studio.objects.filter(pk=lisboa.pk).update(stage=Studio.Stage.PREVIEW)

    page = hand_out(desk, lisboa)

    visitor = Visitor()
    address = page.link(f"/sign-in/desk/?studio={lisboa.slug}").removeprefix("http://127.0.0.1:8000")
    form = visitor.get(address).fields() | {"number": str(RUI), "code": code_on(page)}
    assert "on the sign-in page" not in page.text
    assert visitor.post(address, form).answer.redirect_chain[-1][0] == "/bookings/"


def test_it_is_written_down_with_the_number_only(desk: Browser, lisboa: Studio) -> None:
    page = hand_out(desk, lisboa)

    entries = list(LogEntry.objects.order_by("pk"))
    entry = entries[-1]
    assert [one.get_change_message() for one in entries] == [
        "Looked up customer 2002003.",
        "Handed out a code for customer 2002003.",
    ]
    assert {(one.user.get_username(), one.object_id) for one in entries} == {("desk", str(lisboa.pk))}
    row = DeskCode.objects.get()
    assert row.created_by == entry.user
    assert code_on(page).replace(" ", "") not in str(DeskCode.objects.values().get())


def test_a_new_code_ends_the_earlier_one(desk: Browser, lisboa: Studio) -> None:
    hand_out(desk, lisboa)
    before = DeskCode.objects.get().code_hash

    hand_out(desk, lisboa)

    assert DeskCode.objects.get().code_hash != before


def test_a_customer_with_an_address_gets_one_after_a_word_about_it(desk: Browser, hafen: Studio) -> None:
    page = look_up(desk, hafen, CUSTOMERS["ada"])

    assert "An e-mail address is on file" in page.text
    assert "ada@example.org" not in page.html
    assert code_on(submit(desk, address(hafen), page))


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (999, "knows no customer with this number"),
        (GUS, "privacy settings exclude this site"),
        (WALTER, "Most likely they belong to another one"),
        ("x", "Enter a whole number"),
        (0, "greater than or equal to 1"),
        (2**63, "less than or equal to"),
    ],
)
def test_for_whom_there_is_no_code(desk: Browser, hafen: Studio, number: object, sentence: str) -> None:
    page = look_up(desk, hafen, number)

    assert sentence in page.text
    assert "shown" not in page.fields()


def test_no_key_leaves_for_a_forbidden_address(desk: Browser, hafen: Studio, vendor: Vendor) -> None:
    Studio.objects.update(base_url="https://elsewhere.example")

    assert "is not one of the hosts" in look_up(desk, hafen).text
    assert vendor.requests() == []


def test_it_takes_a_permission_of_its_own(
    clerk: Callable[..., Browser], lisboa: Studio, vendor: Vendor
) -> None:
    browser = clerk("view_studio", "change_studio")
    page = get(browser, reverse("admin:studios_studio_change", args=[lisboa.pk]))

    assert "Hand out a code" not in page.text
    assert browser.get(address(lisboa)).status_code == 403
    assert browser.post(address(lisboa), {"number": RUI}).status_code == 403
    assert vendor.requests() == []


def test_with_it_and_a_look_at_the_studio_a_clerk_hands_out(
    clerk: Callable[..., Browser], lisboa: Studio
) -> None:
    assert code_on(hand_out(clerk("view_studio", "add_deskcode"), lisboa))


def test_the_permission_alone_shows_no_studio(clerk: Callable[..., Browser], lisboa: Studio) -> None:
    assert clerk("add_deskcode").get(address(lisboa)).status_code == 403


def test_a_studio_that_is_not_there(desk: Browser, lisboa: Studio) -> None:
    assert desk.get(address(lisboa).replace(str(lisboa.pk), "4711")).status_code == 404


def test_what_was_shown_to_somebody_else_or_for_another_studio_or_long_ago_makes_no_code(
    desk: Browser, lisboa: Studio, hafen: Studio
) -> None:
    shown = look_up(desk, lisboa)
    other = Browser()
    staff = User.objects.create_user("other", is_staff=True)
    staff.user_permissions.set(Permission.objects.filter(codename__in=["view_studio", "add_deskcode"]))
    lisboa.staff.add(staff)
    other.force_login(staff)

    pages = [
        submit(other, address(lisboa), shown),
        submit(desk, address(hafen), shown),
        submit(desk, address(lisboa), shown, shown="nonsense"),
    ]
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        pages.append(submit(desk, address(lisboa), shown))

    assert all("look the customer up again" in page.text for page in pages)
    assert not DeskCode.objects.exists()


def test_one_member_of_staff_looks_up_and_hands_out_only_so_many_an_hour(
    desk: Browser, lisboa: Studio, vendor: Vendor
) -> None:
    hour = 3600
    with time_machine.travel((timezone.now().timestamp() // hour + 1) * hour, tick=False) as clock:
        shown = look_up(desk, lisboa)
        for _ in range(MOST_AN_HOUR):
            submit(desk, address(lisboa), shown)
        for _ in range(MOST_AN_HOUR - 1):
            look_up(desk, lisboa)
        asked = len(vendor.requests("customer"))

        pages = [submit(desk, address(lisboa), shown), look_up(desk, lisboa)]

        assert all("20 in this hour already" in page.text for page in pages)
        assert len(vendor.requests("customer")) == asked
        clock.shift(hour)
        assert code_on(hand_out(desk, lisboa))
    assert LogEntry.objects.count() == 2 * (MOST_AN_HOUR + 1)


def test_no_name_number_or_code_is_logged(
    desk: Browser, lisboa: Studio, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    page = hand_out(desk, lisboa)

    for secret in ("Semcorreio", code_on(page), code_on(page).replace(" ", "")):
        assert secret not in caplog.text
