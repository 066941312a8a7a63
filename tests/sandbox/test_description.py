"""The sandbox keeps to its own description, whatever is thrown at it."""

from collections.abc import Iterator

import hypothesis
import pytest
import schemathesis

from studios.sandbox.openapi import description
from studios.sandbox.server import SandboxServer
from tests.sandbox.visitor import Visitor

KEY = {"x-api-key": "sandbox-hafen-api-key"}
by_description = schemathesis.openapi.from_dict(description())


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
