"""Every call behind a page that everybody may look at, and the one that says whether a choice can be booked."""

import pytest
from django.test import override_settings

from studios.models import Studio
from tests.mishaps.conftest import Stage
from tests.mishaps.kinds import BROKEN, COULD_NOT_ASK, GROWN, Row, Scene, name, rows, same, seen
from tests.pages import Page, get


def the_list(stage: Stage) -> Page:
    stage.spoil()
    return get(stage.ada, "/studios/hafen/")


def the_list_in_the_gyms_website(stage: Stage) -> Page:
    Studio.objects.filter(slug="hafen").update(websites="https://www.my-gym.example")
    stage.spoil()
    return get(stage.ada, "/embed/hafen/en/")


def the_appointment(stage: Stage) -> Page:
    stage.spoil()
    return get(stage.ada, stage.url("slots"))


def the_slots(stage: Stage) -> Page:
    stage.spoil()
    return get(stage.ada, stage.url("slots"))


def the_next_free_time(stage: Stage) -> Page:
    stage.spoil()
    return get(stage.ada, stage.url("next_free"))


def the_list_of_another_studio(stage: Stage) -> Page:
    """What Hafen itself offers is known since a moment ago."""
    with override_settings(OFFER_CACHE_SECONDS=60):
        get(stage.ada, "/studios/hafen/")
        return _at_other_studios(stage)


def the_slots_of_another_studio(stage: Stage) -> Page:
    return _at_other_studios(stage)


def _at_other_studios(stage: Stage) -> Page:
    """Personal Training, which Ost has, too; Altstadt is asked what it offers, and does not have it."""
    number = stage.vendor.appointment("hafen", "Personal Training")
    stage.spoil()
    return get(stage.ada, f"/studios/hafen/appointments/{number}/elsewhere/")


def the_closing_days(stage: Stage) -> Page:
    """Asked for a window without a free time only, as with an instructor whom nobody knows."""
    stage.spoil()
    return get(stage.ada, f"{stage.url('slots')}?instructor=1")


def the_appointment_to_confirm(stage: Stage) -> Page:
    url = stage.confirm_url()
    stage.spoil()
    return get(stage.ada, url)


def the_validation(stage: Stage) -> Page:
    url = stage.confirm_url()
    stage.spoil()
    return get(stage.ada, url)


SHOWN = Row("200")

# What differs from "we could not ask"; the page is whole in every case.
TABLE = (
    Scene("bookable", the_list, COULD_NOT_ASK, same(SHOWN, *GROWN)),
    Scene("bookable", the_list_in_the_gyms_website, COULD_NOT_ASK, same(SHOWN, *GROWN)),
    Scene(
        "bookable",
        the_appointment,
        COULD_NOT_ASK,
        same(SHOWN, *GROWN),
    ),
    # 404: withdrawn since the list was asked for.
    Scene("slots", the_slots, COULD_NOT_ASK, same(SHOWN, "wrong types", *GROWN) | {"404": Row("404")}),
    Scene("slots", the_next_free_time, COULD_NOT_ASK, same(SHOWN, *GROWN) | {"404": Row("404")}),
    # What another studio does not answer is told of it, and takes nothing from the page.
    Scene("bookable", the_list_of_another_studio, Row("200 (some silent)"), same(SHOWN, *GROWN)),
    Scene(
        "slots",
        the_slots_of_another_studio,
        Row("200 (some silent)"),
        same(SHOWN, "404", "unknown enum values"),  # 404: withdrawn meanwhile
    ),
    Scene("information", the_closing_days, Row("200 (nothing free)")),
    Scene(
        "bookable",
        the_appointment_to_confirm,
        COULD_NOT_ASK,
        same(SHOWN, *GROWN),
    ),
    Scene(
        "validate",
        the_validation,
        COULD_NOT_ASK,
        {
            "404": Row("200 PERIOD_DOES_NOT_MATCH"),
            "unknown enum values": Row("200 SOMETHING_NEW"),
            **same(SHOWN, "missing fields", "null fields"),  # its one field is required
        },
    ),
)


@pytest.mark.parametrize(("scene", "mishap"), rows(TABLE), ids=name)
def test_what_the_page_says(stage: Stage, scene: Scene, mishap: str) -> None:
    page = scene.act(stage)

    assert seen(page, stage.vendor) == scene.expected(mishap)
    stage.mend()
    if scene.expected(mishap) == COULD_NOT_ASK:
        again = page.link("Try again")
        assert again == page.answer.wsgi_request.get_full_path()
        if mishap in BROKEN:
            assert get(stage.ada, again).answer.status_code == 200
