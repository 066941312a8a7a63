"""Exceptions in the log, through the handlers that are configured: what they quote is taken out, wherever it stands."""

import json
import logging
from collections.abc import Callable, Iterator
from io import StringIO
from logging.config import DictConfigurator
from typing import Any

import pytest

from booking_site import logs
from studios.magicline.secret import Secret

KEY = Secret("3f1c7e52-a-key-of-the-vendor-77ab")
ADDRESS = "ada.o'hara+gym@example.org"
CODE, DESK_CODE = "837465", "83746529"
QUOTED = (
    f"key {str(KEY)!r}, mail to {ADDRESS} or ada%40example.org, {CODE} is not the code, nor is {DESK_CODE} "
    f"or {DESK_CODE[:4]} {DESK_CODE[4:]}"
)
SECRET = (KEY, "hara", "example.org", CODE, DESK_CODE, DESK_CODE[:4], DESK_CODE[4:])

log = logging.getLogger("studios.anything")


@pytest.fixture(params=["line", "json"])
def console(request: pytest.FixtureRequest) -> Iterator[StringIO]:
    """What the site's own handler writes, in both formats."""
    settings: Any = DictConfigurator(logs.settings(request.param, quiet=False))
    for kind in ("formatter", "filter"):
        parts = settings.config[f"{kind}s"]
        parts |= {name: getattr(settings, f"configure_{kind}")(part) for name, part in parts.items()}
    handler = settings.configure_handler(settings.config["handlers"]["console"])
    handler.setStream(written := StringIO())
    log.addHandler(handler)
    yield written
    log.removeHandler(handler)


def plain() -> None:
    raise ValueError(QUOTED)


def chained() -> None:
    try:
        plain()
    except ValueError as error:
        raise RuntimeError("could not go on") from error


def in_its_wake() -> None:
    try:
        plain()
    except ValueError:
        raise KeyError(QUOTED)  # noqa: B904 - as it happens to people


def several() -> None:
    raise ExceptionGroup(QUOTED, [ValueError(QUOTED), RuntimeError("another")])


def with_a_note() -> None:
    error = RuntimeError("noted")
    error.add_note(QUOTED)
    raise error


def over_several_lines() -> None:
    raise ValueError(f"first line\n{QUOTED}\n{CODE}")


def a_bare_code() -> None:
    raise KeyError(CODE)


WAYS_TO_FAIL = (plain, chained, in_its_wake, several, with_a_note, over_several_lines, a_bare_code)


@pytest.mark.parametrize("fail", WAYS_TO_FAIL)
@pytest.mark.parametrize(
    "write",
    [
        lambda error: log.error("It failed", exc_info=True),  # noqa: LOG014 - called inside of an except
        lambda error: log.error("It failed", exc_info=error),
        lambda error: log.error("It failed: %s", error, exc_info=error),
        lambda error: log.error(error, exc_info=error),
        lambda error: log.warning("It failed: %r", error),
        lambda error: log.warning("It failed: %(why)s", {"why": error}),
        lambda error: log.error("It failed", exc_info=True, stack_info=True),  # noqa: LOG014
    ],
    ids=[
        "exc_info=True",
        "exc_info=error",
        "as an argument too",
        "as the message",
        "repr",
        "by name",
        "stack",
    ],
)
def test_nothing_that_an_exception_quotes_is_in_a_line(
    console: StringIO, fail: Callable[[], None], write: Callable[[Exception], None]
) -> None:
    try:
        fail()
    except Exception as error:
        write(error)

    written = console.getvalue()
    assert written
    assert [one for one in SECRET if one in written] == []


@pytest.mark.parametrize("fail", [chained, in_its_wake])
def test_the_whole_chain_is_told_without_what_it_quotes(console: StringIO, fail: Callable[[], None]) -> None:
    try:
        fail()
    except Exception:
        log.exception("It failed")

    written = console.getvalue()
    told = json.loads(written)["exception"] if written.startswith("{") else written
    assert "ValueError: key '<secret>', mail to" in told
    assert "test_logged_exceptions.py" in told
    assert told.count("Traceback (most recent call last)") == 2


def test_numbers_that_lead_to_a_row_or_a_line_stay(console: StringIO) -> None:
    error = RuntimeError("booking 7893001 of studio 4101, trace 7741226398, after 1200 ms or 0.123456 s")

    log.error("It failed for %s", 837465, exc_info=error)

    written = console.getvalue()
    for number in ("7893001", "4101", "7741226398", "1200 ms", "0.123456", "837465"):
        assert number in written
