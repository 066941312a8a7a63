"""Every call against the sandbox, over real HTTP: what comes back, and what the sandbox received."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from studios.magicline import errors
from studios.magicline.client import Client
from tests.vendor import soon

ADA, GUS = 2002001, 2002006
SOON = soon(days=3).date()


def test_a_valid_key_passes_and_another_does_not(vendor, client_of):
    client_of().check_key()

    with pytest.raises(errors.KeyRejected):
        Client(f"{vendor.url}/iron-oak", "x" * 30, studio="hafen", insecure_http=True).check_key()
    assert [request["method"] for request in vendor.requests()] == ["HEAD", "HEAD"]


def test_a_tenant_that_does_not_exist_is_told_apart(vendor):
    client = Client(f"{vendor.url}/nobody", "sandbox-hafen-api-key", studio="hafen", insecure_http=True)

    with pytest.raises(errors.WrongTenant):
        client.appointments()


def test_the_studio_tells_who_it_is(client_of):
    found = client_of().studio_information()

    assert (found.studio_id, found.name, found.city) == (4101, "Iron & Oak Hafen", "Hamburg")
    assert found.opening_hours[0].time_from == "06:00"
    assert found.closing_hours[0].ends.instant > found.closing_hours[0].starts.instant
    client_of().confirm_activation()


def test_a_hundred_and_twenty_appointments_over_several_slices_are_all_listed(vendor, client_of):
    ids = vendor.ask("POST", "desk/studios/ost/appointments", {"count": 120})["ids"]
    vendor.ask("DELETE", "requests")

    found = client_of("ost").appointments()

    assert {one.id for one in found} >= set(ids)
    assert len(found) == len({one.id for one in found}) == 126
    assert len(vendor.requests("bookable")) == 3
    assert all("sliceSize=50" in request["query"] for request in vendor.requests("bookable"))


def test_one_appointment_is_read_by_its_number(vendor, client_of):
    number = vendor.appointment("hafen", "Personal Training")

    assert client_of().appointment(number).duration_minutes == 60
    with pytest.raises(errors.NotFound):
        client_of().appointment(1)


def test_a_studio_that_allows_three_days_is_asked_less_and_remembered(vendor, client_of):
    client = client_of("ost")
    number = client.appointments()[0].id
    vendor.ask("DELETE", "requests")

    first, second = client.slots(number, SOON), client.slots(number, SOON)

    assert (first.days_ahead, second.days_ahead, client.days_ahead_limit) == (3, 3, 3)
    assert [request["query"].rpartition("daysAhead=")[2] for request in vendor.requests("slots")] == [
        "6",
        "3",
        "3",
    ]


@pytest.mark.parametrize(
    ("limit", "allowed", "asked"), [(99, 6, [6]), (3, 3, [3]), (4, 1, [4, 3, 1]), (0, 1, [1])]
)
def test_steps_go_down_from_the_callers_limit(vendor, client_of, limit, allowed, asked):
    vendor.ask("POST", "desk/studios/hafen", {"days_ahead_limit": allowed})
    client = client_of(days_ahead_limit=limit)

    window = client.slots(vendor.appointment("hafen", "Personal Training"), SOON)

    assert window.days_ahead == allowed
    queries = [request["query"] for request in vendor.requests("slots")]
    assert [int(query.rpartition("daysAhead=")[2]) for query in queries] == asked
    assert all("customerId" not in query for query in queries)


def test_a_refusal_that_no_step_helps_is_handed_on(vendor, client_of):
    client = client_of()
    vendor.mishap("slots", "400", error_code="errormessage.validation.max", count=3)

    with pytest.raises(errors.Invalid):
        client.slots(vendor.appointment("hafen", "Personal Training"), SOON)

    assert client.days_ahead_limit == 6


@pytest.mark.parametrize("day", [date.min, date.max])
def test_a_day_at_the_end_of_time_is_refused_and_no_crash(vendor, client_of, day):
    with pytest.raises(errors.Refused):
        client_of().slots(vendor.appointment("hafen", "Personal Training"), day)


def test_an_unreadable_slot_is_counted(vendor, client_of):
    vendor.mishap("slots", "wrong_types")

    window = client_of().slots(vendor.appointment("hafen", "Personal Training"), SOON)

    assert window.slots == ()
    assert window.unreadable > 0


@pytest.mark.parametrize("year", [2027, 2028])
def test_the_night_the_clocks_go_back_has_two_half_past_twos(client_of, year):
    client = client_of("ost")
    number = next(one.id for one in client.appointments() if one.title == "Night Coaching")
    sunday = max(date(year, 10, day) for day in range(25, 32) if date(year, 10, day).isoweekday() == 7)
    hour = datetime(year, 10, sunday.day, 0, 30, tzinfo=UTC)

    starts = [slot.start.instant for slot in client.slots(number, sunday).slots]

    assert {hour, hour + timedelta(hours=1)} <= set(starts)


def test_customers_are_searched_here_and_everywhere(vendor, client_of):
    here = client_of().search_customers(email="ada@example.org")
    everywhere = client_of().search_customers_everywhere(
        last_name="Lindqvist", date_of_birth=date(1988, 3, 14)
    )

    assert ADA in {one.id for one in here}
    assert {one.id for one in everywhere} == {ADA}
    assert (everywhere[0].first_name, everywhere[0].email) == ("Ada", "ada@example.org")
    assert json.loads(vendor.requests("cross_search")[0]["body"]) == {
        "lastName": "Lindqvist",
        "dateOfBirth": "1988-03-14",
    }
    assert client_of().search_customers(email="nobody@example.invalid") == []


def test_a_search_for_everybody_is_not_sent(vendor, client_of):
    with pytest.raises(ValueError, match="something to search for"):
        client_of().search_customers()

    assert vendor.requests() == []


def test_a_customer_is_read_unless_their_privacy_settings_exclude_us(client_of):
    assert client_of().customer(ADA).date_of_birth == date(1988, 3, 14)
    with pytest.raises(errors.AccessDisabled):
        client_of().customer(GUS)


def test_a_missing_scope_is_forbidden(client_of):
    with pytest.raises(errors.Forbidden) as caught:
        client_of("altstadt").search_customers_everywhere(email="ada@example.org")

    assert not isinstance(caught.value, errors.AccessDisabled)
    assert caught.value.trace_id
