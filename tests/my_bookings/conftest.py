"""Bookings that are about to be moved, and a way to die in the middle of it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core import mail
from django.test import Client as Browser

from studios.models import Studio
from tests.booking.steps import two_trainers_at_one_hour
from tests.my_bookings.moves import Killed, let_time_pass
from tests.my_bookings.test_my_bookings import book
from tests.pages import Page, get, submit
from tests.vendor import Vendor


@pytest.fixture
def until_the_start(studios: dict[str, Studio], settings: Any) -> None:
    """Cancelling is possible until the start, and no reminder disturbs."""
    Studio.objects.update(cancel_cutoff_hours=0)
    settings.REMINDER_HOURS = 0


@pytest.fixture
def reference(ada: Browser, hafen: Studio, vendor: Vendor) -> str:
    """A booking of Ada's that can be cancelled until its start."""
    Studio.objects.filter(pk=hafen.pk).update(cancel_cutoff_hours=0)
    return book(ada, vendor, "hafen", "Body Scan", number=-1)


@pytest.fixture
def old(ada: Browser, hafen: Studio, vendor: Vendor) -> str:
    """The reference of a booking of Ada's that can be moved until its start; its mail is sent."""
    Studio.objects.filter(pk=hafen.pk).update(cancel_cutoff_hours=0)
    reference = book(ada, vendor, "hafen", "Body Scan", number=-1)
    let_time_pass()
    mail.outbox.clear()
    return reference


@pytest.fixture
def trained(ada: Browser, hafen: Studio, vendor: Vendor) -> str:
    """A booking of Ada's at an hour when another trainer is free as well."""
    Studio.objects.filter(pk=hafen.pk).update(cancel_cutoff_hours=0)
    url = two_trainers_at_one_hour(ada, vendor)[0]
    reference = submit(ada, url, get(ada, url)).value("data-booking-reference")
    let_time_pass()
    mail.outbox.clear()
    return reference


@pytest.fixture
def submit_and_die(ada: Browser) -> Iterator[Callable[[str, Page, Any, str], None]]:
    """Ada sends a form, and the process dies where this function of this module is called."""
    patch = pytest.MonkeyPatch()

    def submit_and_die(url: str, page: Page, module: Any, name: str) -> None:
        def die(*_: object, **__: object) -> None:
            patch.undo()
            raise Killed

        patch.setattr(module, name, die)
        with pytest.raises(Killed):
            submit(ada, url, page)

    yield submit_and_die
    patch.undo()
