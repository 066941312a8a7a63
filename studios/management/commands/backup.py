"""`manage.py backup`: a copy of the database, once or every night."""

import argparse
import logging
import signal
import time as clock
from argparse import ArgumentParser
from datetime import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from studios.management import backups

logger = logging.getLogger(__name__)

_LOOK_AGAIN_SECONDS = 600.0


class Command(BaseCommand):
    help = (
        "Copies the whole database into a file, while the site runs (SQLite: a database file; PostgreSQL: an archive "
        "for pg_restore), and removes the copies of the oldest days. FIELD_ENCRYPTION_KEYS are not in it: keep them "
        "elsewhere."
    )
    # It needs DATABASE_URL and no secret, so that it can run where the encryption keys are not.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--into",
            type=Path,
            default=settings.BASE_DIR / "var" / "backups",
            help="The folder for the copies (default: %(default)s)",
        )
        parser.add_argument(
            "--keep", type=_at_least_one, default=14, help="Of how many days (default: %(default)s)"
        )
        parser.add_argument(
            "--daily-at", type=_hour, metavar="HH:MM", help="One every day at this hour, UTC, until stopped"
        )

    def handle(self, *, into: Path, keep: int, daily_at: time | None, **options: Any) -> None:
        if daily_at is None:
            try:
                self._one(into, keep)
            except backups.CannotBackUp as reason:
                raise CommandError(str(reason)) from reason
            return
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            self._daily(into, keep, daily_at)
        except KeyboardInterrupt:
            return

    def _daily(self, into: Path, keep: int, at: time) -> None:
        while True:
            now = timezone.now()
            wait = (backups.next_due(into, at, now=now) - now).total_seconds()
            if wait <= 0:
                wait = _LOOK_AGAIN_SECONDS
                try:
                    self._one(into, keep)
                except backups.CannotBackUp:
                    logger.exception("No backup tonight; trying again in %d s", wait)
            # Never for the whole day: the clock may be set, and the machine may sleep.
            clock.sleep(min(wait, _LOOK_AGAIN_SECONDS))

    def _one(self, into: Path, keep: int) -> None:
        now = timezone.now()
        self.stdout.write(str(backups.make(into, now=now)))
        self.stdout.flush()
        backups.thin_out(into, keep=keep, now=now)


def _at_least_one(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is no number of days: give 1 or more")
    return int(text)


def _hour(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is no time of day: give one such as 02:30") from error
