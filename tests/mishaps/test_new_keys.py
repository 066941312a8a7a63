"""The calls behind the studio's form when a key is typed: what becomes of the key."""

import pytest
from django.test import Client as Browser

from studios.models import Studio
from tests.admin.conftest import desk  # noqa: F401 - a fixture
from tests.admin.studio_forms import filled_in, new_key_at_magicline, page_of
from tests.mishaps.conftest import Stage
from tests.mishaps.kinds import REFUSED, WRITES, Row, Scene, rows, same

NEW = "a-fresh-key-of-hafen-01"


def save(stage: Stage, desk: Browser) -> Row:  # noqa: F811
    """What the form says, and which key is stored then."""
    new_key_at_magicline(stage.vendor, NEW)
    stage.spoil()
    answer = desk.post(page_of(stage.hafen), filled_in(stage.hafen, api_key=NEW))
    said = "saved" if answer.status_code == 302 else "refused"
    if b'name="save_unchecked"' in answer.content:
        said = "nobody can tell"
    return Row(
        said,
        "new" if Studio.objects.get(pk=stage.hafen.pk).api_key == NEW else "old",
        len(stage.vendor.bookings()),
        sum(len(stage.vendor.requests(endpoint)) for endpoint in WRITES),
    )


SAVED, NO, UNSURE = Row("saved", "new"), Row("refused", "old"), Row("nobody can tell", "old")

TABLE = (
    Scene(
        "head",
        save,
        SAVED,  # an answer that proves nothing is made up for by a GET
        same(UNSURE, REFUSED, "cut before the deed", "cut after the deed", "time-out", "dripped headers")
        | same(UNSURE, "408", "429", "500", "502", "503", "504", "list of errors", "HTML"),
    ),
    Scene("information", save, UNSURE, {"401": NO, "unknown enum values": SAVED}),
)


@pytest.mark.parametrize(
    ("scene", "mishap"), rows(TABLE), ids=lambda value: getattr(value, "endpoint", value)
)
def test_what_becomes_of_a_key(stage: Stage, desk: Browser, scene: Scene, mishap: str) -> None:  # noqa: F811
    assert scene.act(stage, desk) == scene.expected(mishap)
    stage.mend()
