"""Every kind of mail, in both languages: its own subject, no title in it, the text in the member's words."""

import pytest
from django.core import mail
from django.test import Client as Browser
from django.utils import timezone, translation

from studios.models import Attempt, Booking, Letter, Studio
from studios.models.letter import LetterKind
from studios.my_bookings import emails
from studios.my_bookings.letter_words import WORDS
from tests.my_bookings.test_my_bookings import book
from tests.vendor import Vendor


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_kind_speaks_the_member_s_language_and_keeps_the_title_out_of_its_subject(
    ada: Browser, hafen: Studio, vendor: Vendor, language: str
) -> None:
    book(ada, vendor, "hafen", "Body Scan")
    attempt, now = Attempt.objects.get(), timezone.now()
    for kind in LetterKind:
        letter = Letter.objects.owe(
            kind, attempt.member, key=kind, now=now, attempt=attempt, booking=attempt.booking
        )

        with translation.override(language):
            emails.send(letter, now=now)
            headline = str(WORDS[kind].headline)

        message = mail.outbox[-1]
        assert headline in message.body
        assert headline in message.alternatives[0][0]
        assert "Body Scan" not in message.subject
        assert "Body Scan" in message.body
    assert len({message.subject for message in mail.outbox}) == len(LetterKind)


@pytest.mark.parametrize(
    ("status", "headline"),
    [
        ("BOOKED", "You are booked"),
        ("BOOKED_WITH_CONFIRMATION_REQUIRED", "Not confirmed yet"),
        ("SOMETHING_NEW", "Ask the studio about this booking"),
        ("", "Ask the studio about this booking"),
    ],
)
def test_only_what_is_booked_is_called_so(
    ada: Browser, hafen: Studio, vendor: Vendor, status: str, headline: str
) -> None:
    book(ada, vendor, "hafen", "Body Scan")
    Booking.objects.update(status=status)

    emails.send(Letter.objects.get(kind=LetterKind.BOOKED), now=timezone.now())

    assert headline in mail.outbox[0].body
    assert ("You are booked" in mail.outbox[0].body) == (status == "BOOKED")
