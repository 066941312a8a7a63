"""Who gets in: tenants, keys, scopes, the rate limit; and what is said to those who do not, in which language."""

import pytest

from studios.sandbox.routes import ENDPOINTS
from tests.sandbox.conftest import StoppedClock
from tests.sandbox.visitor import Visitor

LIST = "/v1/appointments/bookable"


def test_a_wrong_tenant_has_a_code_of_its_own(hafen: Visitor) -> None:
    answer = Visitor(hafen.url, tenant="nobody").get(LIST)

    assert (answer.status, answer.code) == (404, "login.tenant.not.exists")


@pytest.mark.parametrize("key", ["", "wrong", "sandbox-lisboa-api-key", "sandbox-hafen-webhook-key"])
def test_a_key_that_is_none_of_the_tenants_is_401(hafen: Visitor, key: str) -> None:
    answer = Visitor(hafen.url, key=key).get(LIST)

    assert (answer.status, answer.code) == (401, "errormessage.api.key.invalid")


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)
def test_head_checks_the_key_and_nothing_else(hafen: Visitor, endpoint: object) -> None:
    path = endpoint.path.replace("{id}", "1")  # type: ignore[attr-defined]

    right = hafen.call("HEAD", path)
    wrong = Visitor(hafen.url, key="wrong").call("HEAD", path)

    assert (right.status, right.body) == (200, b"")
    assert (wrong.status, wrong.body) == (401, b"")


@pytest.mark.parametrize(
    "endpoint", [one for one in ENDPOINTS if one.scope], ids=lambda endpoint: endpoint.name
)
def test_without_its_scope_an_endpoint_is_403(hafen: Visitor, endpoint: object) -> None:
    scope, method, path = endpoint.scope, endpoint.method, endpoint.path  # type: ignore[attr-defined]
    others = sorted({one.scope for one in ENDPOINTS if one.scope} - {scope})
    hafen.post("/_sandbox/desk/studios/hafen", {"scopes": others})

    answer = hafen.call(method, path.replace("{id}", "1210206001"), {})

    assert (answer.status, answer.code) == (403, "errormessage.scope.missing")


def test_validate_is_a_post_that_needs_only_the_right_to_read(hafen: Visitor) -> None:
    hafen.post("/_sandbox/desk/studios/hafen", {"scopes": ["BOOKABLE_APPOINTMENTS_READ"]})

    slot = hafen.slots(1210206002, slotWindowStartDate="2026-06-23")[0]

    assert hafen.validate(2002001, 1210206002, slot) == "AVAILABLE"
    assert hafen.book(2002001, 1210206002, slot).status == 403


def test_a_replaced_or_deactivated_key_is_dead(hafen: Visitor) -> None:
    hafen.post("/_sandbox/desk/studios/hafen", {"api_key": "a-brand-new-key-of-hafen"})
    assert hafen.get(LIST).status == 401

    renewed = Visitor(hafen.url, key="a-brand-new-key-of-hafen")
    assert renewed.get(LIST).status == 200
    renewed.post("/_sandbox/desk/studios/hafen", {"active": False})
    assert renewed.get(LIST).status == 401


def test_above_the_rate_limit_the_next_minute_is_closed(
    hafen: Visitor, altstadt: Visitor, clock: StoppedClock
) -> None:
    hafen.post("/_sandbox/desk/studios/hafen", {"rate_limit": 2})
    assert [hafen.get(LIST).status for _ in range(3)] == [200, 200, 429]

    clock.forward(seconds=50)
    turned_away = hafen.get(LIST)

    assert (turned_away.status, turned_away.code) == (429, "errormessage.rate.limit")
    assert turned_away.headers["retry-after"] == "60"
    assert hafen.get("/v1/studios/information").status == 200  # a counter for each endpoint
    assert altstadt.get(LIST).status == 200  # and for each key
    clock.forward(seconds=11)
    assert hafen.get(LIST).status == 200


def test_a_rate_limit_does_not_always_say_how_long(altstadt: Visitor) -> None:
    altstadt.post("/_sandbox/desk/studios/altstadt", {"rate_limit": 0})

    answer = altstadt.get(LIST)

    assert answer.status == 429
    assert "retry-after" not in answer.headers


@pytest.mark.parametrize(
    ("accept", "begins"),
    [
        ("de", "Nicht gefunden"),
        ("de-CH, en;q=0.5", "Nicht gefunden"),
        ("en;q=0.5, de;q=0.9", "Nicht gefunden"),
        ("en-GB", "There is no such"),
        ("pl", "There is no such"),
        ("de;q=nonsense", "There is no such"),
        ("", "Nicht gefunden"),  # the studio's own
    ],
)
def test_errors_speak_the_language_asked_for(hafen: Visitor, accept: str, begins: str) -> None:
    answer = hafen.call("GET", f"{LIST}/1", headers={"Accept-Language": accept})

    assert answer.json["errorMessage"].startswith(begins)


def test_an_error_has_everything_the_vendor_puts_in_one(hafen: Visitor) -> None:
    error = hafen.get(LIST, sliceSize=7).json

    assert error["errorMessage"] == "sliceSize muss mindestens 50 sein."
    assert error["reference"] == "sliceSize"
    assert error["traceId"].isdigit()
    assert error["args"] == ["sliceSize", "50"]
    assert error["typedArgs"][1] == {"value": "50", "type": "STRING"}


@pytest.mark.parametrize(
    "path", ["/v1/appointments/courses", "/v1/", "", "/v2/appointments/bookable", "/v1/customers/1/2"]
)
def test_an_unknown_address_fails_loudly(hafen: Visitor, path: str) -> None:
    answer = hafen.get(path)

    assert (answer.status, answer.code) == (404, "errormessage.unknown.address")
    assert "/_sandbox/openapi.json" in answer.json["errorMessage"]


@pytest.mark.parametrize("method", ["PATCH", "PUT", "QUERY", "OPTIONS"])
def test_a_method_that_is_not_there_is_405(hafen: Visitor, method: str) -> None:
    answer = hafen.call(method, "/v1/appointments/booking/7")

    assert answer.status == 405
    assert answer.headers["allow"] == "DELETE, GET, HEAD"
