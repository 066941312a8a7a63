"""The sandbox keeps to its own description, whatever is thrown at it."""

from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig

from studios.sandbox.openapi import description
from studios.sandbox.server import SandboxServer
from tests.sandbox.visitor import Visitor, wanted

APPOINTMENT, SQUAT = "/v1/appointments/bookable/{bookableAppointmentId}", 1210206002
KEY = {"x-api-key": "sandbox-hafen-api-key"}

# A name in a query that the description does not know is let pass, by the vendor as by us: it is no wrong question.
STRANGE_NAMES_MAY_PASS = SchemathesisConfig.from_dict({"generation": {"allow-extra-parameters": False}})
by_description = schemathesis.openapi.from_dict(description(), config=STRANGE_NAMES_MAY_PASS)


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    with SandboxServer() as sandbox:
        yield f"{sandbox.url}/iron-oak"


def test_the_description_is_served(hafen: Visitor) -> None:
    answer = hafen.get("/_sandbox/openapi.json")

    assert answer.json == description()


@by_description.parametrize()
@hypothesis.settings(max_examples=25, deadline=None, derandomize=True)
def test_every_answer_is_as_described(case: schemathesis.Case, base_url: str) -> None:
    case.call_and_validate(base_url=base_url, headers=KEY)


def test_what_a_member_really_sees_is_as_described(base_url: str) -> None:
    """Chance never guesses a number that exists, so one whole way is walked and every answer of it checked."""

    def walk(method: str, path: str, **parts: Any) -> Any:
        case = by_description[path][method].Case(**parts)
        answer = case.call_and_validate(base_url=base_url, headers=KEY)
        assert answer.status_code == 200, answer.text
        return answer.json()

    for listed in walk("GET", "/v1/appointments/bookable", query={"sliceSize": 50})["result"]:
        walk("GET", APPOINTMENT, path_parameters={"bookableAppointmentId": listed["id"]})
        walk(
            "GET",
            f"{APPOINTMENT}/slots",
            path_parameters={"bookableAppointmentId": listed["id"]},
            query={"daysAhead": 6},
        )
    chosen = walk(
        "GET",
        f"{APPOINTMENT}/slots",
        path_parameters={"bookableAppointmentId": SQUAT},
        query={"daysAhead": 6},
    )
    wanted_by = {
        name: wanted(customer, SQUAT, chosen[-1]) for name, customer in (("ada", 2002001), ("ben", 2002002))
    }
    walk("POST", "/v1/appointments/bookable/validate", body=wanted_by["ada"])
    walk("POST", "/v1/appointments/bookable/validate", body=wanted_by["ben"])
    booking = walk("POST", "/v1/appointments/booking/book", body=wanted_by["ada"])
    walk("GET", "/v1/appointments/booking/{bookingId}", path_parameters={"bookingId": booking["bookingId"]})
    assert walk("GET", "/v1/appointments/booking", query={"customerId": 2002001})
    walk(
        "DELETE", "/v1/appointments/booking/{bookingId}", path_parameters={"bookingId": booking["bookingId"]}
    )
    assert walk("POST", "/v1/customers/search", body={"email": "example.org"})
    assert walk("POST", "/v1/cross-studio/customers/search", body={"email": "example.org"})
    walk("GET", "/v1/customers/{customerId}", path_parameters={"customerId": 2002001})
    assert walk("GET", "/v1/studios/information")["closingHours"]
