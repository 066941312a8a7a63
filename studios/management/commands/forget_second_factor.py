"""`python manage.py forget_second_factor USERNAME`: for when the last superuser has lost phone and recovery codes."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from studios.staff import second_factor
from studios.staff.emails import tell_removed


class Command(BaseCommand):
    help = "Removes the second factor of a staff account and ends its log-ins. The next log-in sets up a new one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        account = User.objects.filter(username=username).first()
        if account is None:
            raise CommandError(f"There is no account “{username}”.")
        if not second_factor.forget(account, by=None):
            self.stdout.write(f"{username} had no second factor.")
            return
        told = "was told by mail" if tell_removed(account) else "could not be told by mail"
        self.stdout.write(f"The second factor of {username} is removed. The account {told}.")
