"""When a booking without an answer is looked for, and when silence means that it was not made."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from studios.management.worker import run_due_tasks
from studios.models import Attempt, Studio
from tests.booking.steps import look
from tests.booking.test_settling import unsure
from tests.vendor import Vendor

pytestmark = pytest.mark.usefixtures("short_patience")


@pytest.mark.parametrize("kind", ["503", "cut_before"])
def test_the_operator_says_when_it_is_looked_for(
    ada: Browser, hafen: Studio, vendor: Vendor, kind: str, settings: Any
) -> None:
    settings.LOOK_AFTER_FAILURE_SECONDS = settings.LOOK_AFTER_SILENCE_SECONDS = [60, 90, 120]

    unsure(ada, vendor, kind)

    attempt = Attempt.objects.get()
    assert attempt.look_at - attempt.unsure_at == timedelta(seconds=60)
    look(attempt)
    look(attempt)
    assert Attempt.objects.get().state == "UNSURE"
    look(attempt)
    assert Attempt.objects.get().state == "NOT_BOOKED"


FAILED = dict.fromkeys(("500", "503"), (5, 10))
# A gateway that has waited long enough says 502 or 504, and the studio goes on with the request.
SILENT = dict.fromkeys(("502", "504", "cut_before"), (20, 40))


@pytest.mark.parametrize(("kind", "seconds"), (FAILED | SILENT).items())
def test_how_long_it_takes_to_conclude_from_silence(
    ada: Browser, hafen: Studio, vendor: Vendor, kind: str, seconds: tuple[int, int]
) -> None:
    unsure(ada, vendor, kind)
    attempt = Attempt.objects.get()
    first = attempt.look_at - attempt.unsure_at

    Attempt.objects.update(look_at=attempt.unsure_at, gives_up_at=attempt.unsure_at)
    run_due_tasks()
    attempt.refresh_from_db()

    assert first == timedelta(seconds=seconds[0])
    assert attempt.state == "UNSURE"
    assert attempt.look_at - attempt.unsure_at == timedelta(seconds=seconds[1])
