"""Finding and reading customers, and what a studio says of itself."""

import pytest

from tests.sandbox.conftest import ADA, GUS, HANA, IVO, JO, JO_AGAIN
from tests.sandbox.visitor import Visitor

EVERYWHERE = "/v1/cross-studio/customers/search"


def ids(people: list[dict[str, object]]) -> list[object]:
    return [person["id"] for person in people]


def test_a_search_is_loose_and_the_hits_have_to_be_compared(hafen: Visitor) -> None:
    found = hafen.search(email="ADA@Example.org")

    assert [person["email"] for person in found] == ["ada@example.org", "nada@example.org"]


def test_a_search_sees_the_studios_own_customers_and_across_sees_all(
    hafen: Visitor, altstadt: Visitor
) -> None:
    assert ids(hafen.search(email="jo@example.org")) == [JO]
    assert ids(altstadt.search(email="jo@example.org")) == [JO_AGAIN]
    assert ids(hafen.post(EVERYWHERE, {"email": "jo@example.org"}).json) == [JO, JO_AGAIN]
    assert ids(hafen.post(EVERYWHERE, {"email": "family@example.org"}).json) == [HANA, IVO]


def test_a_search_across_needs_a_right_of_its_own(altstadt: Visitor) -> None:
    assert altstadt.post(EVERYWHERE, {"email": "ada@example.org"}).status == 403


def test_a_search_across_stops_at_the_tenant(hafen: Visitor, lisboa: Visitor) -> None:
    assert hafen.post(EVERYWHERE, {"email": "cem@example.org"}).json == []
    (cem,) = lisboa.post(EVERYWHERE, {"email": "cem@example.org"}).json
    assert cem["id"] == ADA


def test_two_records_of_one_person_agree_in_name_and_birth_date(hafen: Visitor) -> None:
    one, other = hafen.post(EVERYWHERE, {"email": "jo@example.org"}).json

    assert [one[name] for name in ("firstName", "lastName", "dateOfBirth")] == [
        other[name] for name in ("firstName", "lastName", "dateOfBirth")
    ]
    assert one["studioId"] != other["studioId"]


def test_names_and_birth_date_narrow_a_search(hafen: Visitor) -> None:
    assert ids(hafen.search(firstName="ad", lastName="LIND", dateOfBirth="1988-03-14")) == [ADA]
    assert hafen.search(firstName="ad", dateOfBirth="1988-03-15") == []


@pytest.mark.parametrize("email", ["nobody@example.org", "", " ", "%", "ada@example.org\x00", None])
def test_a_search_for_nothing_or_nobody_finds_nobody(hafen: Visitor, email: str | None) -> None:
    assert hafen.search(email=email) == []


@pytest.mark.parametrize(
    "body", [{}, {"phone": "1"}, {"email": 7}, {"dateOfBirth": "yesterday"}, {"email": ["a"]}]
)
def test_a_search_that_makes_no_sense_is_400(hafen: Visitor, body: dict[str, object]) -> None:
    assert hafen.post("/v1/customers/search", body).status == 400


def test_gus_is_not_found_and_all_about_him_is_refused(hafen: Visitor) -> None:
    code = "errormessage.third.party.customer.access.disabled"
    slot = hafen.slots(1210206002, slotWindowStartDate="2026-06-23")[0]

    refusals = [
        hafen.get(f"/v1/customers/{GUS}"),
        hafen.get("/v1/appointments/booking", customerId=GUS),
        hafen.get("/v1/appointments/bookable/1210206002/slots", customerId=GUS),
        hafen.book(GUS, 1210206002, slot),
    ]

    assert hafen.search(email="gus@example.org") == []
    assert [(one.status, one.code) for one in refusals] == [(403, code)] * 4


def test_a_customer_by_id_is_read_with_the_home_studios_key(hafen: Visitor, altstadt: Visitor) -> None:
    ada = hafen.get(f"/v1/customers/{ADA}").json

    assert (ada["firstName"], ada["status"]) == ("Ada", "MEMBER")
    assert ada["preferredLanguage"] == {"languageCode": "en", "countryCode": "GB"}
    assert altstadt.get(f"/v1/customers/{ADA}").status == 403
    assert hafen.get("/v1/customers/1").status == 404


def test_a_studio_says_who_and_where_it_is(hafen: Visitor, ost: Visitor) -> None:
    told, of_ost = hafen.get("/v1/studios/information").json, ost.get("/v1/studios/information").json

    assert (told["studioId"], told["name"], told["city"]) == (4101, "Iron & Oak Hafen", "Hamburg")
    assert told["telephone"].startswith("+49")
    assert told["location"] == {"latitude": 53.5436, "longitude": 9.9951}
    assert told["openingHours"][0] == {
        "dayOfWeekFrom": "MONDAY", "dayOfWeekTo": "FRIDAY", "timeFrom": "06:00", "timeTo": "22:00",
    }  # fmt: skip
    assert of_ost["openingHours"][0]["timeTo"] == "23:59"
    assert of_ost["closingHours"] == []


def test_confirming_the_activation_is_remembered(hafen: Visitor) -> None:
    hafen.post("/_sandbox/desk/studios/hafen", {"activation_confirmed": False})

    answer = hafen.call("POST", "/v1/studios/confirmActivation")

    assert answer.status == 200
    assert hafen.get("/_sandbox/state").json["studios"]["hafen"]["activation_confirmed"] is True
