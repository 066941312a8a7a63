"""Failures made ready for Magicline's support: complete, to be copied or downloaded, with nobody in them."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.test import Client as Browser
from django.urls import reverse

from studios.desk import support
from studios.models import Studio, UpstreamFailure
from studios.models.upstream_failure import Noticed
from tests.desk.conftest import address, look
from tests.pages import get
from tests.vendor import Vendor

AT = datetime(2026, 7, 1, 16, 30, 5, tzinfo=UTC)


def failed(studio: Studio, *, endpoint: str = "/v1/appointments/bookable/{id}/slots", at: datetime = AT,
           trace_id: str = "7741226398") -> Noticed:  # fmt: skip
    return Noticed(studio.slug, at, "GET", endpoint, "failed", 503, trace_id, 0.412)


def test_a_block_has_everything_that_support_asks_for(hafen: Studio) -> None:
    UpstreamFailure.objects.note([failed(hafen), failed(hafen, trace_id="7741226399")])

    text = support.block(UpstreamFailure.objects.get(), hafen)

    assert text.splitlines() == [
        "2026-07-01 16:30:05 UTC (01/07/2026 18:30 CEST)",
        "GET /v1/appointments/bookable/{id}/slots",
        "failure at Magicline, status 503, after 0.41 s, 2 times within a minute",
        "trace id: 7741226398, 7741226399",
        "studio number at Magicline: 4101",
    ]


def test_what_is_not_known_is_said(hafen: Studio) -> None:
    hafen.vendor_studio_id = None
    UpstreamFailure.objects.note([failed(hafen, trace_id="")])

    text = support.block(UpstreamFailure.objects.get(), hafen)

    assert "trace id: none was given" in text
    assert "studio number at Magicline: not known" in text


def test_the_page_has_the_latest_to_be_copied_and_none_of_another_studio(
    desk: Browser, hafen: Studio, ost: Studio
) -> None:
    UpstreamFailure.objects.note([failed(hafen, endpoint=f"/{number}") for number in range(12)])
    UpstreamFailure.objects.note([failed(ost, endpoint="/elsewhere")])

    page = look(desk, hafen)

    (text,) = (one.text for one in page.elements if one.tag == "textarea")
    assert "GET /11\n" in text
    assert text.count("UTC (") == 10
    assert "/elsewhere" not in page.text


def test_the_file_has_all_of_them_and_no_key_and_nobody(
    ada: Browser, desk: Browser, hafen: Studio, ost: Studio, vendor: Vendor, diary: object
) -> None:
    vendor.mishap("bookings", "503", count=3, studio="hafen")
    vendor.mishap("bookable", "500", count=3, studio="ost")
    get(ada, "/bookings/")
    get(ada, "/studios/ost/")

    answer = desk.get(address(hafen, "failures_file"))

    text = answer.content.decode()
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="magicline-hafen-2')
    assert "no-store" in answer["Cache-Control"]
    assert "GET /v1/appointments/booking\n" in text
    assert "status 500" not in text
    assert not any(word in text for word in ("2002001", "@", hafen.api_key, "Ada"))


def test_a_studio_without_failures_says_so(desk: Browser, hafen: Studio) -> None:
    assert "Nothing has gone wrong" in look(desk, hafen).text
    assert "Nothing has gone wrong" in desk.get(address(hafen, "failures_file")).content.decode()


def test_the_list_in_the_admin_is_filtered_searched_and_only_looked_at(
    desk: Browser, hafen: Studio, ost: Studio
) -> None:
    UpstreamFailure.objects.note([failed(hafen), failed(ost, trace_id="7741000001")])
    row = UpstreamFailure.objects.get(studio=hafen)
    addresses = {
        view: reverse(
            f"admin:studios_upstreamfailure_{view}", args=[row.pk] if view in ("change", "delete") else []
        )
        for view in ("changelist", "add", "change", "delete")
    }

    def count(**query: str) -> int:
        return desk.get(addresses["changelist"], query).context["cl"].result_count

    assert (count(), count(q="7741000001"), count(outcome__exact="cut")) == (2, 1, 0)
    assert "trace id: 7741226398" in desk.get(addresses["change"]).content.decode()
    assert desk.post(addresses["change"], {"status": "200"}).status_code == 403
    assert desk.get(addresses["add"]).status_code == desk.get(addresses["delete"]).status_code == 403


def test_who_may_not_see_the_studio_gets_no_file(clerk: Callable[..., Browser], hafen: Studio) -> None:
    assert clerk("view_booking").get(address(hafen, "failures_file")).status_code == 403
    assert Browser().get(address(hafen, "failures_file")).status_code == 302
