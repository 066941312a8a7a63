"""Every mail to a member ends with whom it is from and where the imprint and the privacy notice are."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client as Browser

from studios.management.worker import run_due_tasks
from studios.models import Member, Studio
from tests.legal.writing import write
from tests.my_bookings.outbox import sent
from tests.my_bookings.test_my_bookings import book
from tests.pages import get, submit
from tests.vendor import Vendor

pytestmark = pytest.mark.usefixtures("until_the_start")

SITE = "http://127.0.0.1:8000"


def signed_in_mail(email: str, studio: str = "") -> Any:
    browser = Browser()
    path = f"/sign-in/?studio={studio}" if studio else "/sign-in/"
    submit(browser, path, get(browser, path), email=email)
    run_due_tasks()
    return mail.outbox[-1]


def bodies(message: Any) -> tuple[str, str]:
    return message.body, message.alternatives[0][0]


def end_of(body: str) -> list[str]:
    return body.partition("\n-- \n")[2].strip().splitlines()


def test_mails_about_a_booking_name_the_studio_and_link_to_its_pages(
    ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    for kind in ("imprint", "privacy", "terms"):
        write(kind, chain=hafen.chain)
    reference = book(ada, vendor, "hafen", "Body Scan", number=-1)
    cancel = f"/bookings/{reference}/cancel/"
    submit(ada, cancel, get(ada, cancel))

    booked, cancelled = sent()

    for message in (booked, cancelled):
        text, html = bodies(message)
        assert end_of(text) == [
            "Iron & Oak Hafen, Am Sandtorkai 12, 20457 Hamburg",
            f"Imprint: {SITE}/studios/hafen/legal/imprint/",
            f"Privacy notice: {SITE}/studios/hafen/legal/privacy/",
        ]
        assert f'<a href="{SITE}/studios/hafen/legal/imprint/">Imprint</a>' in html
        assert f'<a href="{SITE}/studios/hafen/legal/privacy/">Privacy notice</a>' in html
        assert "Iron &amp; Oak Hafen, Am Sandtorkai 12, 20457 Hamburg" in html


def test_they_are_in_the_members_language(ada: Browser, hafen: Studio, vendor: Vendor) -> None:
    write("imprint", "en", url="https://gym.example.org/imprint")
    write("imprint", "de", url="https://gym.example.org/impressum")
    Member.objects.update(language="de")
    book(ada, vendor, "hafen", "Body Scan")

    text, html = bodies(sent()[0])

    assert end_of(text)[-1].endswith(": https://gym.example.org/impressum")
    assert 'href="https://gym.example.org/impressum"' in html


@pytest.mark.parametrize("email", ["ada@example.org", "nobody-here@example.org"])
def test_mails_of_sign_in_link_to_the_pages_of_the_studio_it_began_at(hafen: Studio, email: str) -> None:
    write(chain=hafen.chain)

    text, html = bodies(signed_in_mail(email, "hafen"))

    assert end_of(text)[0].startswith("Iron & Oak Hafen, ")
    assert end_of(text)[1] == f"Imprint: {SITE}/studios/hafen/legal/imprint/"
    assert f'<a href="{SITE}/studios/hafen/legal/imprint/">Imprint</a>' in html


def test_where_no_studio_was_meant_they_link_to_the_sites(hafen: Studio, settings: Any) -> None:
    settings.SITE_NAME = "Iron & Oak"
    write("privacy", chain=hafen.chain)

    text, _html = bodies(signed_in_mail("ada@example.org"))

    assert end_of(text) == ["Iron & Oak", f"Privacy notice: {SITE}/legal/privacy/"]


def test_nothing_personal_is_in_these_links(ada: Browser, hafen: Studio, vendor: Vendor) -> None:
    write(chain=hafen.chain)
    write("privacy", studio=hafen)
    book(ada, vendor, "hafen", "Body Scan")

    ends = [*end_of(sent()[0].body), *end_of(signed_in_mail("ada@example.org", "hafen").body)]

    links = {link for line in ends for link in re.findall(r"https?://\S+", line)}
    assert links == {f"{SITE}/studios/hafen/legal/{kind}/" for kind in ("imprint", "privacy")}


def test_without_any_page_a_mail_still_says_whom_it_is_from(ada: Browser, vendor: Vendor) -> None:
    book(ada, vendor, "hafen", "Body Scan")

    assert end_of(sent()[0].body) == ["Iron & Oak Hafen, Am Sandtorkai 12, 20457 Hamburg"]
