"""A manager at the desk, who decides something, and a member who looks."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client as Browser

from studios.models import AppointmentSettings, Studio
from tests.admin.conftest import clerk as clerk
from tests.admin.conftest import desk as desk
from tests.admin.studio_forms import filled_in, page_of
from tests.vendor import Vendor

Decide = Callable[..., Studio]


@pytest.fixture
def decide(desk: Browser) -> Decide:
    """Saves the studio's form in the admin with these changes, as a manager would: `decide(hafen, stage="paused")`."""

    def save(studio: Studio, **changes: Any) -> Studio:
        as_it_is = {"time_zone": studio.time_zone, "language": studio.language, "stage": studio.stage}
        answer = desk.post(page_of(studio), filled_in(studio, **(as_it_is | changes)))
        assert answer.status_code == 302, answer.context["adminform"].form.errors
        studio.refresh_from_db()
        return studio

    return save


@pytest.fixture
def decide_about(desk: Browser, vendor: Vendor) -> Callable[..., AppointmentSettings]:
    """The same for one appointment: `decide_about(hafen, "Body Scan", price="included")`."""

    def save(studio: Studio, title: str, **changes: Any) -> AppointmentSettings:
        desk.post(f"/admin/studios/studio/{studio.pk}/read-appointments/")
        row = AppointmentSettings.objects.get(
            studio=studio, appointment_id=vendor.appointment(studio.slug, title)
        )
        answer = desk.post(
            f"/admin/studios/appointmentsettings/{row.pk}/change/", {"price": "unsaid"} | changes
        )
        assert answer.status_code == 302, answer.context["adminform"].form.errors
        row.refresh_from_db()
        return row

    return save
