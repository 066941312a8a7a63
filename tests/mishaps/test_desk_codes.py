"""The customer's record, which *Hand out a code* reads: what the desk is told, and that nobody is shown in doubt."""

import pytest
from django.test import Client as Browser
from django.urls import reverse

from studios.models import DeskCode
from tests.admin.conftest import desk  # noqa: F401 - a fixture
from tests.conftest import CUSTOMERS
from tests.mishaps.conftest import Stage
from tests.mishaps.kinds import Row, Scene, name, rows, same
from tests.mishaps.test_desk import SENTENCES
from tests.pages import Page, get, submit

WORDS = SENTENCES | {
    "knows no customer": "NO SUCH CUSTOMER",
    "No name on file": "SHOWN WITHOUT A NAME",
    "Is this the person": "SHOWN",
    "does not show this customer": "NOT SHOWN",
    "has changed meanwhile": "CHANGED",
    "The code is shown only this once": "CODE",
}


def look_up(stage: Stage, desk: Browser) -> Page:  # noqa: F811
    address = reverse("admin:studios_studio_hand_out_code", args=[stage.hafen.pk])
    form = get(desk, address)
    stage.spoil()
    return submit(desk, address, form, number=str(CUSTOMERS["ada"]))


def hand_out(stage: Stage, desk: Browser) -> Page:  # noqa: F811
    """Who was shown is read again before there is a code."""
    address = reverse("admin:studios_studio_hand_out_code", args=[stage.hafen.pk])
    shown = submit(desk, address, get(desk, address), number=str(CUSTOMERS["ada"]))
    stage.spoil()
    return submit(desk, address, shown)


EITHER = {
    "401": Row("KEY"),
    "403": Row("NOT SHOWN"),
    "404": Row("NO SUCH CUSTOMER"),
    "429": Row("BUSY"),
    **same(Row("REFUSED"), "400", "409", "418", "422"),
    **same(Row("ODD"), "302", "HTML as 200", "empty", "garbage", "truncated", "wrong types", "10 MB"),
}
TABLE = (
    Scene(
        "customer",
        look_up,
        Row("UNREACHABLE"),
        EITHER
        | same(Row("SHOWN WITHOUT A NAME"), "missing fields", "null fields")
        | {"unknown enum values": Row("SHOWN")},
    ),
    Scene(
        "customer",
        hand_out,
        Row("UNREACHABLE"),
        EITHER
        | same(Row("CHANGED"), "missing fields", "null fields")
        | {"unknown enum values": Row("CODE", "a code")},
    ),
)


@pytest.mark.parametrize(("scene", "mishap"), rows(TABLE), ids=name)
def test_what_the_desk_is_told_about_a_customer(
    stage: Stage,
    desk: Browser,  # noqa: F811
    scene: Scene,
    mishap: str,
) -> None:
    page = scene.act(stage, desk)

    assert isinstance(page, Page)
    assert page.answer.status_code == 200
    journal = "a code" if DeskCode.objects.exists() else "nothing"
    word = next(word for part, word in WORDS.items() if part in page.text)
    assert Row(word, journal) == scene.expected(mishap)
    stage.mend()
