"""What members were told by mail: the mails that went out, and the letters that the site wrote down for them."""

import re
import time
from collections import Counter
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import Any

from tests.databases import rows

# What ended a moment ago, such as an attempt beyond the list's reach, is told within so many seconds.
SECONDS_TO_TELL = 60.0


class News:
    """Each question answers with what is wrong; nothing is as it should be."""

    def __init__(self, database_url: str, mail_folder: Path) -> None:
        self.database_url, self.mail_folder = database_url, mail_folder

    def untold(self) -> list[str]:
        """Ends of attempts and of moves of which no mail goes out."""
        ends = time.monotonic() + SECONDS_TO_TELL
        while (untold := self._untold()) and time.monotonic() < ends:
            time.sleep(0.5)
        return untold

    def _untold(self) -> list[str]:
        ends = self._rows(
            """SELECT attempt.reference, attempt.state, letter.message_id FROM studios_attempt attempt
            LEFT JOIN studios_letter letter ON letter.attempt_id = attempt.id AND letter.sent_at IS NOT NULL
            WHERE (attempt.state = 'BOOKED' OR (attempt.state = 'NOT_BOOKED' AND attempt.refusal = ''))
            AND attempt.id NOT IN (SELECT attempt_id FROM studios_move)"""
        ) + self._rows(
            """SELECT attempt.reference, move.state, letter.message_id FROM studios_move move
            JOIN studios_attempt attempt ON attempt.id = move.attempt_id
            LEFT JOIN studios_letter letter ON letter.attempt_id = attempt.id AND letter.sent_at IS NOT NULL
            AND letter.kind IN ('moved', 'both_stand', 'neither_stands')
            WHERE move.state IN ('moved', 'both', 'neither')"""
        )
        sent = self.mails
        told = {reference for reference, _state, message in ends if message in sent}
        return sorted({f"{reference} is {state}" for reference, state, _ in ends if reference not in told})

    def told_twice(self) -> list[str]:
        """News that two mails tell which no mail program takes for one. What the desk changed may be told each time."""
        sent = self.mails
        news = Counter(
            (kind, booking)
            for message, kind, booking in self._rows(
                # One booking can fail to be moved several times: there the wish is what one mail is about.
                """SELECT letter.message_id, letter.kind, CASE letter.kind WHEN 'not_moved' THEN letter.attempt_id
                ELSE COALESCE(letter.booking_id, attempt.booking_id) END
                FROM studios_letter letter LEFT JOIN studios_attempt attempt ON attempt.id = letter.attempt_id"""
            )
            if message in sent and booking is not None and kind not in ("not_cancelled", "not_booked")
        )
        halves = self._rows(
            """SELECT letter.message_id, letter.kind, move.id FROM studios_move move JOIN studios_letter letter
            ON (letter.booking_id = move.old_id AND letter.kind = 'cancelled')
            OR (letter.attempt_id = move.attempt_id AND letter.kind = 'booked') WHERE move.state = 'moved'"""
        )
        return [
            *(
                f"{number} × {kind} of booking row {row}"
                for (kind, row), number in news.items()
                if number > 1
            ),
            *(f"{kind} beside move {move}" for message, kind, move in halves if message in sent),
        ]

    @property
    def mails(self) -> Counter[str]:
        """How many copies of each mail went out, by the part of its Message-ID that is ours."""
        copies: Counter[str] = Counter()
        for file in self.mail_folder.glob("*.log"):
            for text in file.read_bytes().split(b"-" * 79 + b"\n"):
                told = (
                    BytesParser(policy=policy.default)
                    .parsebytes(text, headersonly=True)
                    .get("Message-ID", "")
                )
                if match := re.match(r"<(\w[\w-]*)@", str(told)):
                    copies[match[1]] += 1
        return copies

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        return rows(self.database_url, query)
