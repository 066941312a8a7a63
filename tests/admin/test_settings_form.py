"""What a manager types about the members' pages: friendly about spelling, with a sentence for what cannot be."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client as Browser

from studios.models import Studio
from tests.admin.studio_forms import errors, filled_in, page_of


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("accent_colour", "#0A7D5F", "#0a7d5f"),
        ("accent_colour", " 0a7d5f ", "#0a7d5f"),
        ("accent_colour", "#fa0", "#ffaa00"),
        ("accent_colour", "", ""),
        ("own_telephone", " +49 (0)40 / 12-34 ", "+49 (0)40 / 12-34"),
        ("courses_url", "https://example.org/a", "https://example.org/a"),
        ("confirmation_text", "one\r\ntwo", "one\ntwo"),
        ("test_customer_ids", "12, 7;12\r\n 9", [12, 7, 9]),
        ("test_customer_ids", " ", []),
    ],
)
def test_it_is_kept_in_one_spelling(
    desk: Browser, hafen: Studio, field: str, typed: str, kept: object
) -> None:
    answer = desk.post(page_of(hafen), filled_in(hafen, **{field: typed}))

    assert answer.status_code == 302
    hafen.refresh_from_db()
    assert getattr(hafen, field) == kept


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("accent_colour", "red", "# and six characters"),
        ("accent_colour", "#12345g", "# and six characters"),
        ("accent_colour", "#1234567", "# and six characters"),
        ("accent_colour", "#000;}*{color:red", "# and six characters"),
        ("own_telephone", "ask Mia", "that a phone can dial"),
        ("own_telephone", "+49 40 12\u202e34", "that a phone can dial"),
        ("house_rules_url", "http://example.org", "starts with https://"),
        ("house_rules_url", "javascript:alert(1)", "starts with https://"),
        ("trial_url", "example.org", "starts with https://"),
        ("confirmation_text", "x" * 601, "600"),
        ("test_customer_ids", "12, ada@example.org", "“ada@example.org” is not a customer number"),
        ("test_customer_ids", "0", "“0” is not a customer number"),
        ("test_customer_ids", "-7", "“-7” is not a customer number"),
        ("test_customer_ids", "9" * 5000, "is not a customer number"),
        ("test_customer_ids", "٣", "is not a customer number"),
        ("test_customer_ids", ",".join(map(str, range(1, 102))), "more than 100"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    desk: Browser, hafen: Studio, field: str, typed: str, sentence: str
) -> None:
    answer = desk.post(page_of(hafen), filled_in(hafen, **{field: typed}))

    assert sentence in errors(answer)[field][0]
    assert getattr(Studio.objects.get(pk=hafen.pk), field) in ("", [])


def test_test_members_are_shown_one_a_line_and_stay_when_nothing_is_changed(
    desk: Browser, hafen: Studio
) -> None:
    desk.post(page_of(hafen), filled_in(hafen, test_customer_ids="2002001,2002002"))

    page = desk.get(page_of(hafen))
    desk.post(page_of(hafen), filled_in(hafen, test_customer_ids="2002001\r\n2002002"))

    assert "2002001\n2002002</textarea>" in page.content.decode()
    assert LogEntry.objects.latest("pk").change_message == "[]"


def test_a_wrong_field_is_shown_again_as_it_was_typed(desk: Browser, hafen: Studio) -> None:
    page = desk.post(page_of(hafen), filled_in(hafen, test_customer_ids="12, <b>"))

    assert "12, &lt;b&gt;</textarea>" in page.content.decode()


def test_somebody_who_may_only_look_sees_the_settings_as_text(clerk, hafen: Studio) -> None:
    Studio.objects.filter(pk=hafen.pk).update(own_telephone="+49 40 998877", accent_colour="#8a1538")

    page = clerk("view_studio").get(page_of(hafen))

    assert page.status_code == 200
    assert "+49 40 998877" in page.content.decode()
    assert 'name="own_telephone"' not in page.content.decode()
    assert 'type="file"' not in page.content.decode()
