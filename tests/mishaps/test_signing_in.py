"""The two searches, which only a task makes when somebody signs in: what is mailed, and what is written down.

No answer is never "this address is not on file": nothing is mailed then, and the code comes once the chain answers. The
code page says the same whatever happened: whoever typed somebody else's address can look at it.
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from studios.management.worker import run_due_tasks
from studios.models import Challenge
from tests.mishaps.conftest import Stage
from tests.mishaps.kinds import Ending, Row, Scene, name, rows, same, seen
from tests.signing_in.conftest import Visitor, newest_code


def the_search_in_the_whole_chain(stage: Stage) -> Visitor:
    visitor = Visitor(stage.hafen)
    visitor.ask_for_a_code("ada@example.org")
    stage.spoil()
    run_due_tasks()
    return visitor


def the_search_in_each_studio(stage: Stage) -> Visitor:
    """Where no key may search in the whole chain."""
    for slug in ("hafen", "altstadt", "ost"):
        stage.vendor.ask("POST", f"desk/studios/{slug}", {"scopes": ["CUSTOMER_READ"]})
    return the_search_in_the_whole_chain(stage)


def it(state: str, *mails: str) -> Ending:
    """The state of the challenge and the mails a minute after the address was typed; in the end there is a code."""
    return Ending(Row("200", state, mails=mails), Row("200", "mailed", mails=("a code",)))


NO_ANSWER = it("failed")
CODE = it("mailed", "a code")
# A record without the typed address is not believed to be the visitor's.
NOT_ON_FILE = Ending(
    Row("200", "unknown", mails=("not on file",)), Row("200", "unknown", mails=("not on file",))
)

TABLE = (
    Scene(
        "cross_search",
        the_search_in_the_whole_chain,
        NO_ANSWER,
        # The studios are asked one by one where no key may ask for all.
        same(CODE, "401", "403", "unknown enum values") | same(NOT_ON_FILE, "missing fields", "null fields"),
    ),
    Scene(
        "search",
        the_search_in_each_studio,
        NO_ANSWER,
        same(CODE, "unknown enum values") | same(NOT_ON_FILE, "missing fields", "null fields"),
    ),
)


@pytest.mark.parametrize(("scene", "mishap"), rows(TABLE), ids=name)
def test_what_is_mailed_and_written_down(stage: Stage, scene: Scene, mishap: str) -> None:
    visitor = scene.act(stage)
    a_minute_later()
    at_once = signed_in(visitor, stage)
    stage.mend()
    a_minute_later()
    later = signed_in(visitor, stage)

    assert Ending(at_once, later) == scene.expected(mishap)


def a_minute_later() -> None:
    """What is due is tried once more."""
    due = Challenge.objects.exclude(next_try_at=None)
    due.update(mail_wanted_at=timezone.now() - timedelta(seconds=61), next_try_at=timezone.now())
    run_due_tasks()


def signed_in(visitor: Visitor, stage: Stage) -> Row:
    page = visitor.get("/sign-in/code/")
    row = seen(page, stage.vendor, mails=tuple(_kind(one.body) for one in mail.outbox))
    return replace(row, journal=Challenge.objects.get().state)


def _kind(body: str) -> str:
    return "not on file" if "does not have this address on file" in body else f"a code: {newest_code()}"[:6]
