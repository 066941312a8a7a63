"""A code from the desk of a studio in preview: the address that goes with it leads in, and tells strangers nothing."""

import re
from typing import Any

import pytest
import time_machine
from django.conf import settings as django_settings
from django.test import Client as Browser
from django.utils import timezone

from studios.models import Member, Studio
from studios.signing_in import limits
from tests.databases import statements
from tests.pages import Page
from tests.signing_in.conftest import Visitor
from tests.signing_in.desk import ADA, DESK, RUI, hand_out, wrong

UNKNOWN = "nowhere"


@pytest.fixture
def preview(lisboa: Studio, hafen: Studio) -> Studio:
    """Lisboa, the only studio of its chain; the other chain is open."""
    Studio.objects.filter(pk=lisboa.pk).update(stage=Studio.Stage.PREVIEW)
    lisboa.refresh_from_db()
    return lisboa


@pytest.fixture
def clock():
    """Stands still, so that no limit begins anew between two tries."""
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


def come(visitor: Visitor, slug: str, number: object, code: str, **more: str) -> Page:
    """Types both at the address that names `slug`, and leaves the choice of the studio as it stands."""
    visitor.get(DESK)
    return visitor.post(DESK, {"number": str(number), "code": code, **more}, query={"studio": slug})


def at(place: int) -> Visitor:
    return Visitor(browser=Browser(REMOTE_ADDR=f"192.0.2.{place}"))


def seen(page: Page) -> str:
    """All that a stranger is told, whichever studio the address names, but for what is new in every answer."""
    html = re.sub(r'(?<=name="csrfmiddlewaretoken" value=")\w+', "…", page.html)
    html = html.replace(page.answer["X-Request-Id"], "…")
    for slug in ("lisboa", UNKNOWN):
        html = html.replace(slug, "…")
    return f"{page.answer.status_code} {page.answer.get('Retry-After')}\n{html}"


def test_the_member_whose_studio_is_in_preview_comes_in_by_the_address_of_the_desk(preview: Studio) -> None:
    arrived = come(Visitor(), preview.slug, RUI, hand_out(preview, RUI))

    assert arrived.answer.redirect_chain[-1][0] == "/bookings/"
    assert Member.objects.get().customer_id == RUI


def test_so_they_do_where_every_studio_is_in_preview(preview: Studio) -> None:
    Studio.objects.update(stage=Studio.Stage.PREVIEW)

    come(Visitor(), preview.slug, RUI, hand_out(preview, RUI))

    assert Member.objects.get().chain == preview.chain


def test_without_the_address_the_code_is_good_for_nothing(preview: Studio) -> None:
    code = hand_out(preview, RUI)

    for slug in ("", UNKNOWN, "hafen"):
        come(Visitor(), slug, RUI, code)

    assert not Member.objects.exists()


def test_whoever_chooses_a_studio_there_means_that_one(preview: Studio, hafen: Studio) -> None:
    """The same number is Cem's in the one chain and Ada's in the other."""
    code = hand_out(hafen, ADA)

    arrived = come(Visitor(), preview.slug, ADA, code, studio=str(hafen.pk))

    assert "Ada" in arrived.text
    assert Member.objects.get().chain == hafen.chain


def test_somebody_with_an_old_address_can_still_choose_their_studio(preview: Studio, hafen: Studio) -> None:
    arrived = come(Visitor(), UNKNOWN, ADA, hand_out(hafen, ADA), studio=str(hafen.pk))

    assert "Ada" in arrived.text


def test_a_code_is_over_after_five_tries_there_as_well(preview: Studio) -> None:
    code = hand_out(preview, RUI)
    for _ in range(5):
        come(Visitor(), preview.slug, RUI, wrong(code))

    come(Visitor(), preview.slug, RUI, code)

    assert not Member.objects.exists()


# What a stranger is told: the same as of a studio that is not there


@pytest.fixture(params=["some are open", "all in preview"])
def few_or_many(request: pytest.FixtureRequest, preview: Studio) -> None:
    if request.param == "all in preview":
        Studio.objects.update(stage=Studio.Stage.PREVIEW)


def test_the_form_looks_the_same(preview: Studio, few_or_many: None, clock: Any) -> None:
    named, unknown = (seen(Visitor().get(f"{DESK}?studio={slug}")) for slug in (preview.slug, UNKNOWN))

    assert named == unknown
    assert preview.name not in named


@pytest.mark.parametrize("typed", [(str(RUI), "00000000"), ("999", "00000000"), ("x", ""), ("", "00000000")])
def test_a_wrong_try_is_answered_the_same(
    preview: Studio, few_or_many: None, typed: tuple[str, str], clock: Any
) -> None:
    hand_out(preview, RUI)

    named, unknown = (seen(come(at(1), slug, *typed)) for slug in (preview.slug, UNKNOWN))

    assert named == unknown


def test_too_many_tries_are_answered_the_same_and_counted_together(
    preview: Studio, few_or_many: None, clock: Any
) -> None:
    """Else a stranger could try one slug until it is over, and see whether another one still counts."""
    for place in range(limits.DESK_CODES_PER_NUMBER):
        come(at(place), UNKNOWN, RUI, "00000000")

    named, unknown = (seen(come(at(99), slug, RUI, "00000000")) for slug in (preview.slug, UNKNOWN))

    assert named.startswith("429 ")
    assert named == unknown
    assert preview.name not in named


def test_the_same_is_asked_of_the_database(preview: Studio, few_or_many: None, clock: Any) -> None:
    def ask(slug: str) -> None:
        visitor = at(1)
        visitor.browser.cookies[django_settings.CSRF_COOKIE_NAME] = "x" * 32
        visitor.browser.post(f"{DESK}?studio={slug}", {"number": str(RUI), "code": "00000000"})

    ask(UNKNOWN)  # whoever comes first has it counted in a new row

    asked = [statements(lambda: ask(preview.slug)), statements(lambda: ask(UNKNOWN))]

    assert len(asked[0]) > 1
    assert asked[0] == asked[1]
