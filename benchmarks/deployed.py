"""The site as the README deploys it: its own settings, compressed statics, gunicorn, and the demo's studios."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from booking_site.demo import environment_for, kept_secrets
from tests.processes import ROOT, free_port, gunicorn, running, wait_until_it_answers
from tests.vendor import running_vendor

# What the demo sets otherwise: a bar on every page, and mails in a folder.
NO_DEMO = {
    "DEMO": "0",
    "EMAIL_URL": "smtp://127.0.0.1:25",
    "DEFAULT_FROM_EMAIL": "bookings@example.org",
    "OPERATOR_EMAIL": "operator@example.org",
    "LANGUAGES_ON": "en,de",
    "LOG_FORMAT": "json",
}


@contextmanager
def deployed_site(folder: Path) -> Iterator[str]:
    """Its address; database and logs are in `folder`. Every process is ended by its id."""
    port = free_port()
    environment = environment_for(port, kept_secrets(folder / "secrets")) | NO_DEMO
    environment["DATABASE_URL"] = f"sqlite:///{folder / 'site.sqlite3'}"
    url = f"http://127.0.0.1:{port}"

    def manage(*command: str) -> None:
        told = subprocess.run(  # noqa: S603 - the command lines are all in this file
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=environment,
            check=False,
            capture_output=True,
        )
        if told.returncode:
            raise RuntimeError(told.stderr.decode())

    with running_vendor() as vendor:
        manage("migrate", "-v0")
        manage("collectstatic", "--noinput", "-v0")
        manage("seed_demo", "-v0", f"--sandbox-url={vendor.url}")
        with running(gunicorn(port, environment, folder / "site.log")):
            wait_until_it_answers(f"{url}/health/live/")
            yield url
