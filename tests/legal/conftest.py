"""The desk, as the admin's tests have it, and studios where cancelling is possible until the start."""

from typing import Any

import pytest

from studios.models import Studio
from tests.admin.conftest import clerk, desk, legal_pages

__all__ = ["clerk", "desk", "legal_pages"]


@pytest.fixture
def until_the_start(studios: dict[str, Studio], settings: Any) -> None:
    """Cancelling is possible until the start, and no reminder disturbs."""
    Studio.objects.update(cancel_cutoff_hours=0)
    settings.REMINDER_HOURS = 0
