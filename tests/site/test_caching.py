"""What a browser and the proxies on the way may keep: nothing of anybody's, and of the rest only for the way back."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client as Browser

from studios.models import Studio
from tests.conftest import CUSTOMERS
from tests.site.walk import Walk
from tests.vendor import Vendor


def directives(answer: HttpResponse) -> set[str]:
    return set(answer.get("Cache-Control", "").replace(" ", "").split(","))


# The pages that are the same for everybody; the feed is a calendar app's, which has no session.
MAY_STAY_IN_THE_BROWSER = {"/", "/studios/hafen/", "/site.webmanifest", "/studios/hafen/site.webmanifest"}
FOR_EVERYBODY = ("/studios/hafen/appointments/", "/calendar/", "/embed/hafen/")
OF_NO_VISITOR = {"/embed.js", "/icons/192.png"}  # files, which any proxy may keep


def may_stay(path: str) -> bool:
    return path in MAY_STAY_IN_THE_BROWSER or path.startswith(FOR_EVERYBODY)


def test_nothing_is_kept_by_anybody_but_what_is_the_same_for_all(walk: Walk) -> None:
    wrong: dict[str, object] = {}
    kept = set()

    for stop in walk.everywhere():
        said = directives(stop.answer)
        if stop.path in OF_NO_VISITOR and stop.answer.status_code == 200:
            assert "public" in said
            continue
        if "no-store" not in said and stop.answer.status_code == 200 and may_stay(stop.path):
            kept.add(stop.path)
        elif "no-store" not in said:
            wrong[str(stop)] = said
        if "private" not in said:
            wrong[f"{stop}, for others"] = said
        if "Cookie" not in stop.answer.get("Vary", ""):
            wrong[f"{stop}, Vary"] = stop.answer.get("Vary", "")

    assert wrong == {}
    assert kept >= MAY_STAY_IN_THE_BROWSER


def test_a_page_for_all_is_asked_about_again_and_kept_by_no_proxy(client: Browser, hafen: Studio) -> None:
    assert directives(client.get("/studios/hafen/")) == {"private", "no-cache"}


def test_a_window_that_was_fetched_early_is_good_for_the_click_and_for_this_browser_alone(
    client: Browser, hafen: Studio, vendor: Vendor
) -> None:
    url = f"/studios/hafen/appointments/{vendor.appointment('hafen', 'Body Scan')}/"

    part = client.get(url, headers={"HX-Request": "true"})
    page = client.get(url)

    assert directives(part) == {"private", "max-age=10"}
    assert directives(page) == {"private", "no-cache"}
    for answer in (part, page):
        assert {"HX-Request", "HX-Boosted", "HX-History-Restore-Request", "Cookie"} <= set(
            answer["Vary"].replace(" ", "").split(",")
        )
    assert b"data-warm" in part.content


def test_no_browser_fetches_early_what_no_cache_may_keep(
    ada: Browser, hafen: Studio, vendor: Vendor, walk: Walk
) -> None:
    """The picker of a move is one member's, that of a studio in preview is not for everybody."""
    Studio.objects.filter(pk=hafen.pk).update(
        stage=Studio.Stage.PREVIEW, test_customer_ids=[CUSTOMERS["ada"]]
    )
    body_scan = f"/studios/hafen/appointments/{vendor.appointment('hafen', 'Body Scan')}/"

    for url in (f"/bookings/{walk.reference}/move/", body_scan):
        part = ada.get(url, headers={"HX-Request": "true"})

        assert b"data-window-start" in part.content
        assert b"data-warm" not in part.content
        assert "no-store" in directives(part)


def test_in_the_frame_of_another_site_nothing_is_fetched_early(
    client: Browser, hafen: Studio, vendor: Vendor
) -> None:
    Studio.objects.filter(pk=hafen.pk).update(websites="https://www.my-gym.example")
    url = f"/embed/hafen/appointments/{vendor.appointment('hafen', 'Body Scan')}/"

    part = client.get(url, headers={"HX-Request": "true"})

    assert b"data-window-start" in part.content
    assert b"data-warm" not in part.content
    assert directives(part) == {"private", "no-cache"}


def test_a_studio_in_preview_that_staff_look_at_is_kept_by_nobody(hafen: Studio) -> None:
    Studio.objects.filter(pk=hafen.pk).update(stage=Studio.Stage.PREVIEW)
    staff = Browser()
    staff.force_login(User.objects.create_superuser("desk"))

    answer = staff.get("/studios/hafen/")

    assert answer.status_code == 200
    assert "no-store" in directives(answer)


@pytest.mark.parametrize("path", ["/bookings/", "/me/", "/admin/"])
def test_the_way_to_the_sign_in_page_is_not_kept(client: Browser, hafen: Studio, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 302
    assert "no-store" in directives(answer)


def test_the_list_says_nothing_of_who_looks_at_it(
    ada: Browser, browser_of: Callable[..., Browser], hafen: Studio, vendor: Vendor
) -> None:
    seen_by = [browser.get("/studios/hafen/") for browser in (Browser(), ada, browser_of(hafen, "ben"))]

    assert "csrfmiddlewaretoken" not in seen_by[0].content.decode()
    assert len({without_expiry(answer.content.decode()) for answer in seen_by}) == 1


def without_expiry(page: str) -> str:
    """The vendor signs each picture's address anew."""
    return "\n".join(line for line in page.splitlines() if "expires=" not in line)
