"""`manage.py rotate_keys`: everything that is stored encrypted, under the newest of FIELD_ENCRYPTION_KEYS."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from studios.models.key_rotation import Rotation, rotate


class Command(BaseCommand):
    help = (
        "Writes everything that is stored encrypted anew under the first of FIELD_ENCRYPTION_KEYS, so that the others "
        "can be removed. Safe while the site runs, to interrupt and to repeat. Prints no key."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        rotation = rotate(now=timezone.now())
        self.stdout.write(
            f"Written anew under the newest encryption key: {rotation.renewed}. "
            f"Already under it: {rotation.untouched}."
        )
        if rotation.unreadable:
            raise CommandError("\n".join(_cannot_be_read(rotation)))
        for line in _next(rotation):
            self.stdout.write(line)


def _cannot_be_read(rotation: Rotation) -> Iterator[str]:
    yield "Left as they are, since none of FIELD_ENCRYPTION_KEYS reads them:"
    yield from (f"  {name}" for name in rotation.unreadable)
    yield (
        "Remove no encryption key yet. Put the one that these were written with at the end of FIELD_ENCRYPTION_KEYS, "
        "and run this again."
    )


def _next(rotation: Rotation) -> Iterator[str]:
    if len(settings.FIELD_ENCRYPTION_KEYS) < 2:
        yield (
            "FIELD_ENCRYPTION_KEYS holds one key only. To replace it, put a new one before it, with a comma between, "
            "restart the web server and the worker, and run this again."
        )
        return
    until = rotation.old_fingerprints_until
    if until:
        yield (
            "Keep the other encryption keys for now: a studio's replaced webhook key is accepted until "
            f"{until:%Y-%m-%d %H:%M} UTC, and may be known under one of them only."
        )
    yield (
        f"Next{', after that' if until else ''}: leave only the first key in FIELD_ENCRYPTION_KEYS and restart the web "
        "server and the worker. A backup made before today needs the keys of its day: keep them with it."
    )
