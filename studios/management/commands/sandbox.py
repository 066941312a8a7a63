"""`python manage.py sandbox --port 8100`: the stand-in for Magicline, as a server of its own."""

import signal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from studios.sandbox.seed import DEMO_MEMBERS, DEMO_STUDIOS
from studios.sandbox.server import SandboxServer


class Command(BaseCommand):
    help = "Serves the sandbox Open API on this machine until Ctrl-C, and prints its keys and members."
    # It needs neither the site's settings nor its database.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--port", type=int, default=8100, help="on 127.0.0.1; 0 takes a free one (default 8100)"
        )
        parser.add_argument("--state", type=Path, help="a file that keeps what happened over a restart")
        parser.add_argument(
            "--hooks", metavar="URL", help="where webhooks go, on this machine; none are sent else"
        )

    def handle(
        self, *args: Any, port: int, state: Path | None, hooks: str | None, verbosity: int, **options: Any
    ) -> None:
        try:
            server = SandboxServer(port=port, state_file=state, hooks_url=hooks)
        except ValueError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(
                f"Port {port} cannot be used: {error.strerror}. Choose another with --port."
            ) from error
        signal.signal(
            signal.SIGTERM, signal.default_int_handler
        )  # ends like Ctrl-C, with every socket closed
        try:
            if verbosity:
                self._print_guide(server.url)
            server.serve_forever()
        except KeyboardInterrupt:
            if verbosity:
                self.stdout.write("The sandbox has stopped.")

    def _print_guide(self, url: str) -> None:
        lines = [
            f"The sandbox Open API listens on {url} (state and mishaps: {url}/_sandbox/state)",
            "",
            "Studios",
        ]
        for studio in DEMO_STUDIOS:
            lines += [
                f"  {studio.name}: {studio.about}",
                f"    base URL     {url}/{studio.tenant}",
                f"    API key      {studio.api_key}",
                f"    webhook key  {studio.webhook_key}",
            ]
        lines += ["", "Members"]
        lines += [f"  {member.email:<20} {member.name}: {member.good_for}" for member in DEMO_MEMBERS]
        self.stdout.write("\n".join([*lines, "", "Ctrl-C ends it."]))
        self.stdout.flush()
