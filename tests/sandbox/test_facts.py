"""The description says neither less nor more than the facts."""

from typing import Any

import pytest

from studios.sandbox.openapi import description
from studios.sandbox.routes import ENDPOINTS
from tests.sandbox import facts

DESCRIPTION: Any = description()
SCHEMAS = DESCRIPTION["components"]["schemas"]


def operation(call: str) -> Any:
    method, path = call.split()
    return DESCRIPTION["paths"][path][method.lower()]


def own_part(name: str) -> Any:
    """A schema without what it takes over from another."""
    schema = SCHEMAS[name]
    return schema["allOf"][-1] if "allOf" in schema else schema


def is_nullable(schema: Any) -> bool:
    return {"type": "null"} in schema.get("anyOf", [])


def shape_of(schema: Any) -> str:
    if schema.get("type") == "array":
        return f"[{shape_of(schema['items'])}]"
    return schema["$ref"].rpartition("/")[2]


def queries(call: str) -> dict[str, Any]:
    return {one["name"]: one for one in operation(call)["parameters"] if one["in"] == "query"}


def test_every_shape_is_described_and_no_other() -> None:
    assert set(SCHEMAS) == set(facts.FIELDS)


@pytest.mark.parametrize("name", facts.FIELDS)
def test_a_shape_has_its_fields_and_promises_no_more_than_the_vendor(name: str) -> None:
    schema = own_part(name)

    described = [
        field + ("!" if field in schema["required"] else "?" if is_nullable(part) else "")
        for field, part in schema["properties"].items()
    ]
    assert sorted(described) == sorted(facts.FIELDS[name].split())
    assert schema.get("additionalProperties", True) is True  # growth is announced


@pytest.mark.parametrize("name", facts.FIELDS)
def test_every_field_has_a_type(name: str) -> None:
    for field, part in own_part(name)["properties"].items():
        for one in part.get("anyOf", [part]):
            assert "type" in one or "$ref" in one, field


def test_numbers_of_entities_are_int64() -> None:
    described = {
        (name, field)
        for name in SCHEMAS
        for field, part in own_part(name)["properties"].items()
        if part.get("format") == "int64"
    }

    assert described == facts.INT64


@pytest.mark.parametrize(("name", "field"), facts.WORDS)
def test_the_known_words_are_all_there(name: str, field: str) -> None:
    words = own_part(name)["properties"][field]["enum"]

    assert set(words) == facts.WORDS[name, field]
    assert len(words) == len(set(words))


def test_every_call_is_described_and_no_other() -> None:
    described = {
        f"{method.upper()} {path}"
        for path, operations in DESCRIPTION["paths"].items()
        for method in operations
        if method != "head"
    }

    assert described == set(facts.CALLS)
    assert len(ENDPOINTS) == len(facts.CALLS)


@pytest.mark.parametrize("call", facts.CALLS)
def test_a_call_has_its_answer_scope_statuses_and_body(call: str) -> None:
    answer, scope, statuses, body = facts.CALLS[call]

    described = operation(call)

    responses = described["responses"]
    assert shape_of(responses["200"]["content"]["application/json"]["schema"]) == answer
    assert described.get("x-scope", "") == scope
    assert set(responses) == {*statuses.split(), "500", "503"}
    errors = [one for status, one in responses.items() if status >= "400"]
    assert {shape_of(one["content"]["application/json"]["schema"]) for one in errors} == {"Error"}
    asked_for = described.get("requestBody")
    assert (shape_of(asked_for["content"]["application/json"]["schema"]) if asked_for else "") == body


@pytest.mark.parametrize("call", facts.CALLS)
def test_a_call_takes_these_parameters(call: str) -> None:
    described = {name: one["required"] for name, one in queries(call).items()}

    assert described == facts.QUERIES.get(call, {})


@pytest.mark.parametrize(("call", "name"), facts.BOUNDS)
def test_a_number_has_its_bounds(call: str, name: str) -> None:
    schema = queries(call)[name]["schema"]

    assert (schema["minimum"], schema["maximum"], schema["default"]) == facts.BOUNDS[call, name]


@pytest.mark.parametrize("path", DESCRIPTION["paths"])
def test_head_of_every_address_says_whether_the_key_is_valid(path: str) -> None:
    assert set(DESCRIPTION["paths"][path]["head"]["responses"]) == {"200", "401"}


def test_the_webhook_is_described() -> None:
    webhook = DESCRIPTION["webhooks"]["event"]["post"]

    assert shape_of(webhook["requestBody"]["content"]["application/json"]["schema"]) == "WebhookEvent"
    assert webhook["security"] == [{"webhookKey": []}]
    assert set(webhook["responses"]) == {"2XX"}


@pytest.mark.parametrize("name", ["studioKey", "webhookKey"])
def test_a_key_is_a_header(name: str) -> None:
    assert DESCRIPTION["security"] == [{"studioKey": []}]
    assert DESCRIPTION["components"]["securitySchemes"][name] == {
        "type": "apiKey",
        "in": "header",
        "name": "x-api-key",
    }


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)
def test_what_is_described_is_what_is_served(endpoint: Any) -> None:
    served = [
        one
        for path, operations in DESCRIPTION["paths"].items()
        for method, one in operations.items()
        if (method.upper(), path.partition("{")[0]) == (endpoint.method, endpoint.path.partition("{")[0])
        and path.rpartition("}")[2] == endpoint.path.rpartition("}")[2]
    ]

    assert [one["operationId"] for one in served] == [endpoint.name]
    assert served[0].get("x-scope") == endpoint.scope
