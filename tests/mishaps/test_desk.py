"""The calls behind the admin's two buttons: what *Check connection* finds, and what *Confirm activation* says."""

from dataclasses import replace

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.base import Message
from django.test import Client as Browser
from django.urls import reverse

from studios.models import Studio
from tests.admin.conftest import desk  # noqa: F401 - a fixture
from tests.mishaps.conftest import Stage
from tests.mishaps.kinds import GROWN, REFUSED, WRITES, Row, Scene, rows, same

# What the sentences of the findings are called in the tables.
SENTENCES = {
    "does not know this key": "KEY",
    "tenant that does not exist": "TENANT",
    "takes no more requests": "BUSY",
    "cannot be reached": "UNREACHABLE",
    "answered, but not as documented": "ODD",
    "not permitted": "SCOPE",
    "does not permit it": "SCOPE",
    ": refused.": "REFUSED",
    "did not accept it": "REFUSED",
    "twice does no harm": "IN DOUBT",
    "did not say which studio": "NO NAME",
    "is called “": "OTHER NAME",
    "Magicline writes times in": "OTHER ZONE",
    "may not search across studios": "NO CROSS-STUDIO SEARCH",
    "there are no appointments": "NO APPOINTMENTS",
}


def press(stage: Stage, desk: Browser, button: str) -> list[Message]:  # noqa: F811
    """What the studio's page is going to say."""
    stage.spoil()
    address = reverse(f"admin:studios_studio_{button}", args=[stage.hafen.pk])
    return list(get_messages(desk.post(address).wsgi_request))


def check(stage: Stage, desk: Browser) -> list[Message]:  # noqa: F811
    return press(stage, desk, "check_connection")


def confirm(stage: Stage, desk: Browser) -> list[Message]:  # noqa: F811
    stage.vendor.ask("POST", "desk/studios/hafen", {"activation_confirmed": False})
    return press(stage, desk, "confirm_activation")


def found(findings: list[Message], stage: Stage) -> Row:
    """Warnings and errors by name, and what the site noted: when it was checked, or when it was activated."""
    said = [
        next(word for part, word in SENTENCES.items() if part in str(one))
        for one in findings
        if one.level_tag in ("warning", "error")
    ]
    studio = Studio.objects.get(pk=stage.hafen.pk)
    noted = {"checked": studio.checked_at, "activated": studio.activated_at}
    return Row(
        ", ".join(said) or "all is well",
        " ".join(word for word, at in noted.items() if at) or "nothing",
        len(stage.vendor.bookings()),
        sum(len(stage.vendor.requests(endpoint)) for endpoint in WRITES),
    )


GOOD = Row("all is well", "checked")
ODD, REFUSED_IT, SCOPE = Row("ODD"), Row("REFUSED"), Row("SCOPE")
KEY, BUSY, UNREACHABLE, NO_NAME = Row("KEY"), Row("BUSY"), Row("UNREACHABLE"), Row("NO NAME", "checked")
USUAL = {
    "401": KEY,
    "429": BUSY,
    "403": SCOPE,
    **same(REFUSED_IT, "400", "404", "409", "418", "422"),
    **same(ODD, "302", "HTML as 200", "empty", "garbage", "truncated", "wrong types", "10 MB"),
    **same(GOOD, *GROWN),
}
# Nobody has the address that is searched for: there is nothing in the answer that could be spoiled.
NOBODY = {"wrong types": GOOD}

TABLE = (
    Scene(
        "head",
        check,
        GOOD,  # an answer that proves nothing is made up for by a GET
        same(UNREACHABLE, REFUSED, "cut before the deed", "cut after the deed", "time-out", "dripped headers")
        | same(UNREACHABLE, "408", "500", "502", "503", "504", "list of errors", "HTML")
        | {"429": BUSY},
    ),
    Scene(
        "information",
        check,
        UNREACHABLE,
        USUAL | same(NO_NAME, "wrong types", "missing fields", "null fields"),
    ),
    Scene("bookable", check, UNREACHABLE, USUAL),
    Scene("slots", check, UNREACHABLE, USUAL),
    Scene("search", check, UNREACHABLE, USUAL | NOBODY),
    Scene(
        "cross_search",
        check,
        UNREACHABLE,
        USUAL | NOBODY | {"403": Row("NO CROSS-STUDIO SEARCH", "checked")},
    ),
    Scene(
        "confirm_activation",
        confirm,
        Row("IN DOUBT", writes=1),  # "twice does no harm"
        {
            REFUSED: UNREACHABLE,
            "401": replace(KEY, writes=1),
            "403": replace(SCOPE, writes=1),
            "429": replace(BUSY, writes=3),
            **same(replace(REFUSED_IT, writes=1), "400", "404", "409", "422"),
            # What it is answered with is not documented: no body will do, or JSON.
            **same(Row("all is well", "activated", writes=1), "empty", "wrong types", *GROWN),
        },
    ),
)


@pytest.mark.parametrize(
    ("scene", "mishap"), rows(TABLE), ids=lambda value: getattr(value, "endpoint", value)
)
def test_what_the_desk_is_told(stage: Stage, desk: Browser, scene: Scene, mishap: str) -> None:  # noqa: F811
    findings = scene.act(stage, desk)

    assert found(findings, stage) == scene.expected(mishap)
    stage.mend()
