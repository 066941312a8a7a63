"""How often a code from the desk may be tried."""

from typing import Any

import pytest
import time_machine
from django.test import Client as Browser
from django.utils import timezone

from studios.models import Member, Studio
from studios.signing_in import limits
from tests.signing_in.conftest import Visitor
from tests.signing_in.desk import RUI, come, hand_out, wrong


@pytest.mark.parametrize(
    ("number", "code"),
    [("x", "12345678"), ("-1", "12345678"), ("9" * 30, "12345678"), ("7", "123456"), ("", "")],
)
def test_what_cannot_be_right_costs_no_try(
    visitor: Visitor, lisboa: Studio, number: str, code: str, settings: Any
) -> None:
    settings.SIGN_INS_PER_CLIENT = 0

    assert come(visitor, lisboa, number, code).all("aria-invalid")


def test_a_client_has_so_many_tries(visitor: Visitor, lisboa: Studio, settings: Any) -> None:
    code = hand_out(lisboa, RUI)
    settings.SIGN_INS_PER_CLIENT = 2
    with time_machine.travel(timezone.now(), tick=False):
        for number in (1, 2):
            come(visitor, lisboa, number, code)

        page = come(visitor, lisboa, RUI, code)
        elsewhere = come(Visitor(browser=Browser(REMOTE_ADDR="192.0.2.7")), lisboa, RUI, code)

    assert page.answer.status_code == 429
    assert int(page.answer["Retry-After"]) <= 15 * 60
    assert "Rui" in elsewhere.text


def test_a_number_has_so_many_tries_over_all_codes_and_clients(lisboa: Studio) -> None:
    with time_machine.travel(timezone.now(), tick=False):
        for place in range(limits.DESK_CODES_PER_NUMBER):
            code = hand_out(lisboa, RUI)
            come(Visitor(browser=Browser(REMOTE_ADDR=f"192.0.2.{place}")), lisboa, RUI, wrong(code))

        page = come(Visitor(browser=Browser(REMOTE_ADDR="192.0.2.99")), lisboa, RUI, code)

    assert page.answer.status_code == 429
    assert not Member.objects.exists()
