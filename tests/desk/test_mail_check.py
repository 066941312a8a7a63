"""*Send test mail*: whether mail leaves the site, in words, a few times an hour and to one's own address only."""

import smtplib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client as Browser
from django.utils import timezone

from studios.models import Studio
from tests.desk.conftest import address, look
from tests.mail_server import MailServer


@pytest.fixture
def manager(desk: Browser) -> Browser:
    User.objects.update(email="manager@gym.example")
    return desk


def press(browser: Browser, studio: Studio) -> str:
    """What the page that follows says."""
    answer = browser.post(address(studio, "test_mail"), follow=True)
    assert answer.redirect_chain == [(address(studio), 302)]
    return " ".join(str(message) for message in answer.context["messages"])


def test_it_goes_to_whoever_pressed_and_that_is_noted(manager: Browser, hafen: Studio) -> None:
    said = press(manager, hafen)

    (sent,) = mail.outbox
    assert sent.to == ["manager@gym.example"]
    assert "has taken a mail to your address" in said
    assert LogEntry.objects.get().get_change_message() == "Sent a test mail to their own address."


def test_it_leaves_by_the_sites_own_settings(manager: Browser, hafen: Studio, settings: Any) -> None:
    server = MailServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 5

    assert "cannot be reached" in press(manager, hafen)
    with server.up():
        assert "has taken a mail" in press(manager, hafen)

    assert [one["Subject"] for one in server.taken] == ["Test mail"]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            smtplib.SMTPAuthenticationError(535, b"bad password of bookings@gym.example"),
            "user name or password",
        ),
        (smtplib.SMTPRecipientsRefused({"manager@gym.example": (550, b"no")}), "refused the mail"),
        (smtplib.SMTPSenderRefused(550, b"not you", "bookings@gym.example"), "refused the mail"),
        (smtplib.SMTPServerDisconnected("gone"), "cannot be reached"),
        (TimeoutError("timed out"), "cannot be reached"),
        (UnicodeEncodeError("ascii", "ä", 0, 1, "no"), "not one that can be written to"),
    ],
)
def test_what_the_server_says_is_put_in_words_and_not_quoted(
    manager: Browser, hafen: Studio, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)

    answer = press(manager, hafen)

    assert said in answer
    assert "gym.example" not in answer
    assert "password of" not in answer


def test_a_user_without_an_address_is_told_so(desk: Browser, hafen: Studio) -> None:
    assert "has no e-mail address" in press(desk, hafen)
    assert not mail.outbox
    assert not LogEntry.objects.exists()


def test_after_five_within_an_hour_it_waits_for_the_next(
    manager: Browser, hafen: Studio, ost: Studio
) -> None:
    with time_machine.travel(timezone.now().replace(minute=1), tick=False) as clock:
        for studio in (hafen, ost, hafen, ost, hafen):
            press(manager, studio)
        assert "often enough" in press(manager, hafen)
        assert len(mail.outbox) == 5

        clock.shift(timedelta(hours=1))
        assert "has taken a mail" in press(manager, hafen)


def test_it_takes_a_post_and_the_right_to_change_the_studio(
    manager: Browser, clerk: Callable[..., Browser], hafen: Studio
) -> None:
    looking = clerk("view_studio")
    User.objects.update(email="manager@gym.example")

    assert manager.get(address(hafen, "test_mail")).status_code == 405
    assert looking.post(address(hafen, "test_mail")).status_code == 403
    assert "Send test mail" not in look(looking, hafen).html
    assert not mail.outbox
