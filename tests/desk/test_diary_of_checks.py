"""*Check connection* asks what a key may do: that it may not is an answer, and no failure to send to the support."""

import pytest
from django.test import Client as Browser

from studios.desk.findings import read_all
from studios.failures import Diary
from studios.magicline.client import APPOINTMENTS
from studios.models import Studio, UpstreamFailure
from studios.sandbox.premises import SCOPES
from tests.admin.studio_forms import filled_in, page_of
from tests.desk.conftest import address, look
from tests.vendor import Vendor


@pytest.mark.parametrize("scope", ["BOOKABLE_APPOINTMENTS_READ", "STUDIO_READ", "CUSTOMER_READ"])
def test_a_scope_that_check_connection_finds_missing_is_a_finding_and_no_failure(
    desk: Browser, hafen: Studio, vendor: Vendor, diary: Diary, scope: str
) -> None:
    vendor.ask("POST", "desk/studios/hafen", {"scopes": [one for one in SCOPES if one != scope]})

    desk.post(address(hafen, "check_connection"))

    hafen.refresh_from_db()
    assert scope in str([one.sentence for one in read_all(hafen.findings)])
    assert not UpstreamFailure.objects.exists()
    assert "Nothing has gone wrong" in look(desk, hafen).text


@pytest.mark.parametrize(("kind", "status"), [("503", 503), ("401", 401), ("429", 429)])
def test_what_really_goes_wrong_during_check_connection_is_noted(
    desk: Browser, hafen: Studio, vendor: Vendor, diary: Diary, kind: str, status: int
) -> None:
    vendor.mishap("information", kind, count=9, retry_after=0)

    desk.post(address(hafen, "check_connection"))

    assert UpstreamFailure.objects.get().status == status


def test_a_wrong_key_that_was_typed_is_refused_in_the_form_and_no_failure_of_the_studios(
    desk: Browser, legal_pages: None, hafen: Studio, diary: Diary
) -> None:
    answer = desk.post(page_of(hafen), filled_in(hafen, api_key="nobodys-key-at-all-99"))

    assert "does not know this key" in answer.content.decode()
    assert not UpstreamFailure.objects.exists()


def test_a_missing_scope_that_a_member_meets_is_noted_after_a_check_as_well(
    ada: Browser, desk: Browser, hafen: Studio, vendor: Vendor, diary: Diary
) -> None:
    vendor.ask("POST", "desk/studios/hafen", {"scopes": []})
    desk.post(address(hafen, "check_connection"))

    ada.get("/studios/hafen/")

    row = UpstreamFailure.objects.get()
    assert (row.endpoint, row.status, row.times) == (APPOINTMENTS, 403, 1)
