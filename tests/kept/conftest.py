"""Here answers are kept, as they are on a real site; everywhere else in the suite studios are asked each time."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from tests.vendor import Vendor

# Long enough for a busy machine to look twice.
SLOT_SECONDS, OFFER_SECONDS = 120, 60

Later = Callable[[float], AbstractContextManager[object]]


@pytest.fixture(autouse=True)
def _kept(settings: Any) -> None:
    settings.SLOT_CACHE_SECONDS, settings.OFFER_CACHE_SECONDS = SLOT_SECONDS, OFFER_SECONDS


@pytest.fixture
def later() -> Later:
    """`with later(60):` is a minute later, for the site, the cache and the sandbox."""
    return lambda seconds: time_machine.travel(timezone.now() + timedelta(seconds=seconds), tick=True)


@pytest.fixture
def asked(vendor: Vendor) -> Callable[[str], int]:
    """How often one of the vendor's endpoints was asked so far."""
    return lambda endpoint: len(vendor.requests(endpoint))
