"""The demo's letter box: readable at this machine, in the demo, and nowhere else."""

from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage, get_connection
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from studios.demo_mail import demo_mail


@pytest.fixture(autouse=True)
def _demo(db: None, settings: Settings, tmp_path: Path) -> None:
    settings.DEMO, settings.DEMO_MAIL_DIR = True, tmp_path / "mail"


def look(**environment: Any) -> HttpResponse:
    return demo_mail(RequestFactory().get("/demo/mail/", **environment))


def send(folder: Path, subject: str, body: str, count: int = 1) -> None:
    box = get_connection("django.core.mail.backends.filebased.EmailBackend", file_path=folder)
    mails = [EmailMessage(subject, body, "bookings@localhost", ["ada@example.org"]) for _ in range(count)]
    for mail in mails:
        mail.attach("appointment.ics", "BEGIN:VCALENDAR", "text/calendar")
    box.send_messages(mails)


def test_mails_are_shown_with_their_links(settings: Settings) -> None:
    send(
        settings.DEMO_MAIL_DIR,
        "Grüße 1",
        "Your code:\n\n    123456\n\nhttp://127.0.0.1:8000/sign-in/code/?link=a.b%3Ac-d\n",
    )

    page = look().content.decode()

    assert "Grüße 1" in page
    assert "ada@example.org" in page
    assert "123456" in page
    assert 'href="http://127.0.0.1:8000/sign-in/code/?link=a.b%3Ac-d"' in page
    assert "appointment.ics" in page


def test_the_newest_mail_comes_first_and_every_mail_of_a_file_is_there(settings: Settings) -> None:
    send(settings.DEMO_MAIL_DIR, "Older", "<script>", count=2)
    send(settings.DEMO_MAIL_DIR, "Newer", "text")

    page = look().content.decode()

    assert page.index("Newer") < page.index("Older")
    assert page.count("<h2>Older</h2>") == 2
    assert "<script>" not in page


def test_an_empty_box_says_so() -> None:
    assert "No mail so far" in look().content.decode()


@pytest.mark.parametrize(
    "from_elsewhere",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=x"},
        {"REMOTE_ADDR": ""},
    ],
)
def test_other_machines_find_nothing(from_elsewhere: dict[str, str]) -> None:
    with pytest.raises(Http404):
        look(**from_elsewhere)


def test_outside_the_demo_there_is_nothing(settings: Settings) -> None:
    settings.DEMO = False

    with pytest.raises(Http404):
        look()
