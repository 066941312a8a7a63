"""A studio's pages in the gym's own website: for the websites that it names, and with nothing of who looks at them."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client as Browser

from studios.models import Studio
from tests.pages import Page, get
from tests.vendor import Vendor

GYM, SHOP = "https://www.my-gym.example", "https://shop.my-gym.example:8443"
LIST = "/embed/hafen/"


@pytest.fixture
def shown(hafen: Studio) -> Studio:
    """Hafen, which two websites may show."""
    hafen.websites = f"{GYM}\n{SHOP}"
    hafen.save()
    return hafen


def ancestors(answer: HttpResponse) -> str:
    directives = answer["Content-Security-Policy"].split("; ")
    return next(one for one in directives if one.startswith("frame-ancestors"))


def times(vendor: Vendor, title: str = "Body Scan") -> str:
    return f"{LIST}appointments/{vendor.appointment('hafen', title)}/"


def test_its_pages_name_its_websites_and_no_other(client: Browser, shown: Studio, vendor: Vendor) -> None:
    for path in (LIST, f"{LIST}en/", times(vendor), f"{times(vendor)}next-free/"):
        answer = client.get(path)

        assert ancestors(answer) == f"frame-ancestors {GYM} {SHOP}"
        assert "X-Frame-Options" not in answer


def test_the_site_itself_stays_out_of_frames(client: Browser, shown: Studio, vendor: Vendor) -> None:
    on_the_site = times(vendor).replace("embed", "studios")
    for path in ("/", "/studios/hafen/", on_the_site, "/sign-in/", "/embed.js", "/embed/ost/"):
        answer = client.get(path)

        assert (ancestors(answer), answer["X-Frame-Options"]) == ("frame-ancestors 'none'", "DENY")


def test_each_studio_has_its_own(client: Browser, shown: Studio, altstadt: Studio) -> None:
    altstadt.websites = "https://altstadt.example"
    altstadt.save()

    assert ancestors(client.get("/embed/altstadt/")) == "frame-ancestors https://altstadt.example"
    assert ancestors(client.get(LIST)) == f"frame-ancestors {GYM} {SHOP}"


@pytest.mark.parametrize(
    "stored", ["*", "https://*.example", "'self'", "https://a.example; script-src *", "http://my-gym.example"]
)
def test_what_got_into_the_database_some_other_way_gets_into_no_header(
    client: Browser, hafen: Studio, stored: str
) -> None:
    Studio.objects.filter(pk=hafen.pk).update(websites=f"{GYM} {stored}")

    policy = client.get(LIST)["Content-Security-Policy"]

    assert "*" not in policy.replace("http://127.0.0.1:*", "")
    assert "'self'" not in policy.partition("frame-ancestors")[2].partition(";")[0]
    assert "http://my-gym" not in policy
    assert policy.count("script-src") == 1


def test_without_a_website_there_is_nothing_to_show(client: Browser, hafen: Studio, vendor: Vendor) -> None:
    assert [client.get(path).status_code for path in (LIST, times(vendor), "/embed/nowhere/")] == [404] * 3


def test_a_studio_in_preview_is_not_there_not_even_for_its_staff(shown: Studio, vendor: Vendor) -> None:
    Studio.objects.filter(pk=shown.pk).update(stage=Studio.Stage.PREVIEW)
    staff = Browser()
    staff.force_login(User.objects.create_superuser("desk"))

    for browser in (Browser(), staff):
        answer = browser.get(LIST)
        assert (answer.status_code, ancestors(answer)) == (404, "frame-ancestors 'none'")


def test_a_paused_studio_shows_its_times_and_says_that_nothing_can_be_booked(
    client: Browser, shown: Studio, vendor: Vendor
) -> None:
    Studio.objects.filter(pk=shown.pk).update(stage=Studio.Stage.PAUSED)

    listed, slots = (
        get(client, f"{LIST}en/"),
        get(client, f"{LIST}en/appointments/{number(vendor)}/next-free/"),
    )

    for page in (listed, slots):
        assert "takes no bookings online at the moment" in page.text
    assert {slot.tag for slot in slots.all("data-slot-start")} == {"span"}


def test_a_closed_studio_says_so_and_is_not_asked(client: Browser, shown: Studio, vendor: Vendor) -> None:
    Studio.objects.filter(pk=shown.pk).update(stage=Studio.Stage.CLOSED)
    vendor.mishap("bookable", "500", count=9)

    page = get(client, f"{LIST}en/")

    assert page.answer.status_code == 200
    assert "takes no bookings online at the moment" in page.text
    assert page.values("data-appointment-id") == []
    for path in (times(vendor), f"{times(vendor)}next-free/"):
        gone = client.get(path)
        assert (gone.status_code, ancestors(gone)) == (404, f"frame-ancestors {GYM} {SHOP}")


def number(vendor: Vendor) -> int:
    return vendor.appointment("hafen", "Body Scan")


def test_it_is_the_list_and_the_times_of_the_site(client: Browser, shown: Studio, vendor: Vendor) -> None:
    language = {"HTTP_ACCEPT_LANGUAGE": "de"}
    pages = [(get(client, path, **language), get(client, path.replace("embed", "studios"), **language))
             for path in (LIST, times(vendor))]  # fmt: skip

    for mark, (inside, outside) in zip(("data-appointment-id", "data-slot-start"), pages, strict=True):
        assert inside.values(mark) == outside.values(mark) != []


def test_what_leads_to_booking_leaves_the_frame_and_the_rest_stays_in_it(
    client: Browser, shown: Studio, vendor: Vendor
) -> None:
    listed, slots = get(client, f"{LIST}de/"), get(client, f"{LIST}de/appointments/{number(vendor)}/")

    for page in (listed, slots):
        links = [
            one.attributes for one in page.elements if one.tag in ("a", "form") and "data-" not in one.tag
        ]
        inside = {link.get("href", link.get("action", "")) for link in links if link.get("target") == "_self"}
        outside = {link.get("href", "") for link in links if "target" not in link}
        assert page.html.count('<base target="_top">') == 1
        assert inside
        assert {url for url in inside if not url.startswith(("/embed/hafen/de/", "#"))} == set()
        assert {url for url in outside if url.startswith(("/embed/", "#"))} == set()
    choose = slots.all("data-slot-start")[0].attributes
    assert choose["href"].startswith(f"/studios/hafen/appointments/{number(vendor)}/confirm/?choice=")
    assert "target" not in choose


def test_its_filters_stay_in_the_frame_and_other_studios_are_on_the_site(
    client: Browser, shown: Studio, ost: Studio, vendor: Vendor
) -> None:
    number = vendor.appointment("hafen", "Personal Training")

    page = get(client, f"{LIST}en/appointments/{number}/?part=evening")
    tiles = [one.attributes for one in page.elements if "part=morning" in one.attributes.get("href", "")]
    elsewhere = [one.attributes for one in page.elements if "/elsewhere/" in one.attributes.get("href", "")]

    assert tiles
    for tile in tiles:
        assert tile["href"].startswith(f"{LIST}en/appointments/{number}/?")
        assert (tile["hx-get"], tile["target"]) == (tile["href"], "_self")
    assert elsewhere
    for link in elsewhere:
        assert link["href"] == f"/studios/hafen/appointments/{number}/elsewhere/?part=evening"
        assert "target" not in link


def test_it_speaks_as_it_is_asked_to_or_as_the_studio_does(client: Browser, shown: Studio) -> None:
    spoken = {
        path: Page(client.get(path, HTTP_ACCEPT_LANGUAGE="fr")).elements[0].attributes["lang"]
        for path in (LIST, f"{LIST}en/", f"{LIST}de/")
    }

    assert spoken == {LIST: "de", f"{LIST}en/": "en", f"{LIST}de/": "de"}
    assert client.get(f"{LIST}xx/").status_code == 404


def test_it_is_the_same_for_a_member_and_sets_no_cookie(ada: Browser, shown: Studio, vendor: Vendor) -> None:
    stranger = Browser()

    for path in (LIST, times(vendor)):
        answers = [stranger.get(path), ada.get(path)]
        assert len({without_expiry(answer.content.decode()) for answer in answers}) == 1
        assert "csrfmiddlewaretoken" not in answers[1].content.decode()
        assert not answers[0].cookies
    assert dict(stranger.cookies) == {}


def without_expiry(page: str) -> str:
    """The vendor signs each picture's address anew."""
    return "\n".join(line for line in page.splitlines() if "expires=" not in line)


def test_what_cannot_be_asked_or_is_not_there_is_said_inside_the_frame(
    client: Browser, shown: Studio, vendor: Vendor
) -> None:
    gone = client.get(f"{LIST}appointments/7/")
    vendor.mishap("bookable", "500", count=9)

    silent = client.get(LIST)

    assert [answer.status_code for answer in (gone, silent)] == [404, 503]
    for answer in (gone, silent):
        assert ancestors(answer) == f"frame-ancestors {GYM} {SHOP}"
        assert '<base target="_top">' in answer.content.decode()
    again = next(one.attributes for one in Page(silent).elements if one.attributes.get("href") == LIST)
    assert again["target"] == "_self"


def test_the_script_may_be_loaded_from_anywhere_and_is_kept_for_an_hour(db: None) -> None:
    answer = Browser().get("/embed.js")

    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer["Cache-Control"] == "public, max-age=3600"
    assert b"iframe" in answer.content


def test_a_language_that_was_turned_off_is_answered_in_one_that_is_spoken(
    client: Browser, shown: Studio, vendor: Vendor, settings: Any
) -> None:
    settings.LANGUAGES = [("en", "English")]

    for path in (LIST, f"{LIST}de/", f"{LIST}fr/"):
        page = get(client, path)

        assert page.answer.status_code == 200
        assert page.values("lang")[0] == "en"
        assert "Zeiten" not in page.text
    assert client.get(f"{LIST}xx/").status_code == 404
