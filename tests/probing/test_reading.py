"""`manage.py probe_upstream` against the sandbox's studios, whose manners are known: it must report just those."""

import pytest
from django.core.management import CommandError

from studios.models import Studio
from tests.probing.conftest import facts, probe, shown_of_anybody
from tests.vendor import Vendor

TOO_MANY = "400 errormessage.validation.max"
MANNERS = {
    "hafen": ("offset, bracket, 3 fraction digits", ["Europe/Berlin"], "200"),
    "altstadt": ("offset, 0 fraction digits", [], "200"),
    "ost": ("Z, 0 fraction digits", [], TOO_MANY),
    "lisboa": ("offset, bracket, 3 fraction digits", ["Europe/Lisbon"], "200"),
}


@pytest.mark.parametrize("slug", MANNERS)
def test_the_report_is_true_of_every_studio(studios: dict[str, Studio], vendor: Vendor, slug: str) -> None:
    before = vendor.ask("GET", "state") | {"now": None}

    seen = facts(slug)

    form, zones, six_days = MANNERS[slug]
    assert set(seen["HEAD"].values()) == {200}
    assert seen["Windows"] == {
        "daysAhead=7": TOO_MANY,
        "daysAhead=6": six_days,
        "daysAhead=3": "200",
        "daysAhead=1": "200",
        "last day of a window": "included",
    }
    assert seen["Date-times"][form] > 0
    assert seen["Date-times"]["zones in brackets"] == zones
    assert not [
        other
        for other in seen["Date-times"]
        if other.split(",")[0] not in (form.split(",")[0], "zones in brackets")
    ]
    assert {fact: word.split()[0] for fact, word in seen["Slices"].items() if "sliceSize" in fact} == {
        "sliceSize=10": "400", "sliceSize=49": "400", "sliceSize=50": "200,", "sliceSize=100": "200,",
        "sliceSize=101": "400",
    }  # fmt: skip
    offered = vendor.ask("GET", "state")["studios"][slug]["appointments"]
    assert seen["Slices"]["appointments"] == len([one for one in offered.values() if one["online"]])
    assert seen["Slices"]["slices after the first"] == (1 if slug == "altstadt" else 0)
    assert seen["Slices"]["an offset came again"] == "no"
    assert seen["Scopes"]["APPOINTMENTS_WRITE"].startswith("permitted (400")
    assert seen["Scopes"]["search across studios"].startswith(
        "not permitted (403" if slug == "altstadt" else "permitted (200"
    )
    assert seen["Languages"]["de and en differ"] == "yes"
    assert seen["Languages"]["a language nobody has"] == "as en"
    assert seen["Languages"]["no language asked for"] == ("as en" if slug == "lisboa" else "as de")
    assert seen["Not in the reference"] == {"properties": [], "words": []}
    assert vendor.ask("GET", "state") | {"now": None} == before
    assert not vendor.bookings(live=False)


@pytest.mark.parametrize("slug", MANNERS)
def test_nobody_and_no_key_is_in_a_report(studios: dict[str, Studio], vendor: Vendor, slug: str) -> None:
    assert shown_of_anybody(probe(slug) + probe(slug, "--json"), vendor) == []


def test_the_look_for_people_would_find_them(vendor: Vendor) -> None:
    assert shown_of_anybody("Mia met ada@example.org", vendor) == ["Mia", "ada@example.org"]


def test_slots_and_pictures_are_counted_as_they_are(hafen: Studio) -> None:
    seen = facts("hafen")

    assert seen["Slots"]["seen"] > 50
    assert seen["Slots"]["the same one again"] > 0
    assert seen["Slots"]["lists out of order"] > 0
    assert seen["Pictures"]["parameters of their addresses"] == ["expires"]
    expired, fresh = (int(minutes) for minutes in seen["Pictures"]["minutes until they expire"])
    assert expired in (-61, -60)
    assert fresh in (9, 10)
    assert (
        "404 errormessage.not.found: {args errorCode errorMessage reference traceId typedArgs}"
        in seen["Error bodies"]["seen"]
    )


def test_names_that_nobody_knows_are_told_and_no_value(hafen: Studio, vendor: Vendor) -> None:
    vendor.mishap("information", "unknown_enum", value="Ada Lindqvist")
    vendor.mishap("validate", "unknown_enum")

    seen = facts("hafen")

    assert seen["Not in the reference"]["properties"] == [
        "closing.newProperty", "error.newProperty", "hours.newProperty", "location.newProperty", "studio.newProperty",
    ]  # fmt: skip
    assert "Lindqvist" not in str(seen)


def test_a_last_day_that_is_left_out_is_noticed(hafen: Studio, vendor: Vendor) -> None:
    vendor.ask("POST", "desk/studios/hafen", {"last_day_inside": False})

    assert facts("hafen")["Windows"]["last day of a window"] == "not included"


def test_error_bodies_of_every_kind_are_described(hafen: Studio, vendor: Vendor) -> None:
    vendor.mishap("bookable", "html", status=400)
    vendor.mishap("bookable", "list_error", status=400, error_code="errormessage.odd")
    vendor.mishap("bookable", "status", status=422, error_code="errormessage.odd")

    seen = facts("hafen")["Error bodies"]["seen"]

    assert "400: HTML" in seen
    assert "400 errormessage.odd: list of {errorCode errorMessage traceId}" in seen
    assert "422 errormessage.odd: {errorCode errorMessage traceId}" in seen


def test_missing_scopes_are_told_apart(hafen: Studio, vendor: Vendor) -> None:
    vendor.ask("POST", "desk/studios/hafen", {"scopes": ["BOOKABLE_APPOINTMENTS_READ"]})

    seen = facts("hafen")["Scopes"]

    assert [scope for scope, word in seen.items() if word.startswith("permitted")] == [
        "BOOKABLE_APPOINTMENTS_READ"
    ]
    assert seen["APPOINTMENTS_WRITE"] == "not permitted (403 errormessage.scope.missing)"


def test_a_key_that_is_not_known_is_all_there_is_to_say(hafen: Studio, vendor: Vendor) -> None:
    Studio.objects.filter(pk=hafen.pk).update(api_key="nobodys-key-at-all-99")

    seen = facts("hafen")

    assert set(seen["HEAD"].values()) == {401}
    assert "Windows" not in seen
    assert len(vendor.requests()) == 4


def test_where_nobody_answers_the_report_says_so(hafen: Studio) -> None:
    Studio.objects.filter(pk=hafen.pk).update(base_url="http://127.0.0.1:1/iron-oak")

    assert "no connection could be made" in probe("hafen")


def test_trouble_with_one_question_does_not_end_the_others(hafen: Studio, vendor: Vendor) -> None:
    vendor.mishap("search", "cut_before", count=20)

    seen = facts("hafen")

    assert "could not go on" in seen["Scopes"]
    assert seen["Slots"]["seen"] > 0


def test_a_studio_without_appointments_has_little_to_tell(hafen: Studio, vendor: Vendor) -> None:
    vendor.ask("POST", "desk/studios/hafen", {"appointments": {}})

    seen = facts("hafen")

    assert seen["Slices"]["appointments"] == 0
    assert seen["Windows"]["last day of a window"] == "not known: no slots were found"


def test_the_report_can_be_mailed(hafen: Studio, mailoutbox: list) -> None:
    printed = probe("hafen", "--mail-to=maker@site.example")

    assert [mail.to for mail in mailoutbox] == [["maker@site.example"]]
    assert mailoutbox[0].body == printed
    assert mailoutbox[0].subject.startswith("The Open API of hafen, asked on ")


@pytest.mark.django_db
def test_a_studio_that_is_none_is_said() -> None:
    with pytest.raises(CommandError, match="There is no studio “nowhere”"):
        probe("nowhere")


def test_a_host_that_is_not_allowed_is_not_asked(hafen: Studio) -> None:
    Studio.objects.filter(pk=hafen.pk).update(base_url="https://elsewhere.example")

    with pytest.raises(CommandError, match=r"elsewhere\.example"):
        probe("hafen")
