"""`manage.py restore`: the database as it was in a copy that `manage.py backup` made."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from studios.management import backups


class Command(BaseCommand):
    help = (
        "Replaces the whole database by a copy that `manage.py backup` made. Stop the web server and the worker "
        "before, and run `manage.py migrate` after. The keys in it are read with the FIELD_ENCRYPTION_KEYS of its day."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("copy", type=Path, help="The file")
        parser.add_argument("--noinput", action="store_true", help="Do not ask whether this is meant")

    def handle(self, *, copy: Path, noinput: bool, **options: Any) -> None:
        question = f"All that is in {connection.settings_dict['NAME']} now will be gone. Type yes to go on: "
        if not noinput and input(question) != "yes":
            raise CommandError("Nothing was changed.")
        try:
            backups.restore(copy)
        except backups.CannotRestore as reason:
            raise CommandError(str(reason)) from reason
        self.stdout.write("Restored. Run `manage.py migrate` next, and start the web server and the worker.")
