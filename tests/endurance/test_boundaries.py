"""The deaths of the randomised run are deaths: what was not committed is gone, and nothing is done after them."""

from contextlib import suppress

import pytest
from django.db import transaction

from studios.magicline.gate import Call
from studios.models import NightlyRun
from tests.endurance.boundaries import AFTER_CALL, Boundaries
from tests.vendor import soon

pytestmark = pytest.mark.django_db(transaction=True)
CALL = Call("hafen", "/v1/appointments/bookable", "GET")


@pytest.fixture
def boundaries():
    watched = Boundaries(lambda: None)
    with watched.at_every_commit():
        yield watched


def write(name: str) -> None:
    NightlyRun.objects.create(name=name, night=soon().date(), taken_at=soon())


def written() -> list[str]:
    return list(NightlyRun.objects.order_by("name").values_list("name", flat=True))


@pytest.mark.parametrize(("dies_at", "left"), [(1, []), (2, ["one", "two"]), (3, ["one", "two"])])
def test_a_transaction_is_there_whole_or_not_at_all(
    boundaries: Boundaries, dies_at: int, left: list[str]
) -> None:
    with boundaries.process(dies_at=dies_at), transaction.atomic():
        write("one")
        with transaction.atomic():
            write("two")

    assert written() == left


@pytest.mark.parametrize(("dies_at", "left"), [(1, []), (2, ["one"]), (3, ["one"]), (4, ["one", "two"])])
def test_what_is_written_alone_is_a_boundary_too(
    boundaries: Boundaries, dies_at: int, left: list[str]
) -> None:
    with boundaries.process(dies_at=dies_at):
        write("one")
        write("two")

    assert written() == left


def test_the_dead_write_and_ask_nothing_whatever_they_catch(boundaries: Boundaries) -> None:
    with boundaries.process(dies_at=1):
        try:
            write("one")
        except BaseException:
            with suppress(BaseException):
                write("two")
            boundaries.ask(CALL)

    assert written() == []
    assert sum(boundaries.passed.values()) == 1


def test_the_next_process_lives(boundaries: Boundaries) -> None:
    with boundaries.process(dies_at=1), transaction.atomic():
        write("one")

    write("two")

    assert written() == ["two"]


def test_something_else_happens_at_the_call_that_was_drawn(boundaries: Boundaries) -> None:
    with boundaries.process(meanwhile_at=2, meanwhile=lambda: write("meanwhile")):
        boundaries.ask(CALL)
        before = written()
        boundaries.tell(CALL, "ok", 200, 0.1, "")

    assert before == []
    assert written() == ["meanwhile"]
    assert boundaries.overtaken == {AFTER_CALL: 1}


def test_a_call_inside_a_transaction_is_found(boundaries: Boundaries) -> None:
    with pytest.raises(AssertionError, match="inside a transaction"), transaction.atomic():
        boundaries.ask(CALL)
