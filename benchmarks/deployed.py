"""The site as the README deploys it: its own settings, compressed statics, gunicorn, and the demo's studios."""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.pinned import Worker, gunicorn, on_core
from booking_site.demo import environment_for, kept_secrets
from tests.processes import ROOT, Program, free_port, running, wait_until_it_answers
from tests.vendor import Vendor, running_vendor

# What the demo sets otherwise: a bar on every page, and mails in a folder.
NO_DEMO = {
    "DEMO": "0",
    "EMAIL_URL": "smtp://127.0.0.1:25",
    "DEFAULT_FROM_EMAIL": "bookings@example.org",
    "OPERATOR_EMAIL": "operator@example.org",
    "LANGUAGES_ON": "en,de",
    "LOG_FORMAT": "json",
}
SIGN_IN = """
from datetime import datetime
from django.contrib.sessions.backends.db import SessionStore
from studios.models import Member, Studio
from studios.sandbox.seed import records
from studios.signing_in.session import PEOPLE
hafen = Studio.objects.get(slug="hafen")
customer = records(datetime.now().astimezone()).customers["iron-oak"][2002001]
ada, _ = Member.objects.get_or_create(chain=hafen.chain, customer_id=2002001, defaults={
    "first_name": "Ada", "email": customer.email, "language": "en", "home_studio_id": hafen.vendor_studio_id})
store = SessionStore()
store[PEOPLE] = [[ada.pk]]
store.create()
print("SESSION", store.session_key)
"""


@dataclass(frozen=True)
class Deployed:
    """The running site: its address, the sandbox behind it, and what answers its requests."""

    url: str
    vendor: Vendor
    worker: Worker
    environment: Mapping[str, str]

    def signed_in(self) -> str:
        """The session key of Ada, who may book at the studio `hafen`."""
        said = _manage(self.environment, "shell", "-v0", "-c", SIGN_IN)
        return said.split("SESSION ")[1].strip()


@contextmanager
def deployed_site(
    folder: Path,
    *,
    workers: int = 2,
    core: int | None = None,
    options: Sequence[str] = (),
    **settings: str,
) -> Iterator[Deployed]:
    """Starts it, on one `core` if that is said; database and logs are in `folder`. Every process is ended by its id.

    `options` are more of gunicorn's, `settings` more of the site's, as in `.env`.
    """
    port = free_port()
    environment = environment_for(port, kept_secrets(folder / "secrets")) | NO_DEMO
    environment["DATABASE_URL"] = f"sqlite:///{folder / 'site.sqlite3'}"
    environment |= {"METRICS_TOKEN": secrets.token_urlsafe(30), "METRICS_DIR": str(folder / "metrics")}
    environment["MALLOC_ARENA_MAX"] = "2"  # as the image and deploy/systemd set it
    environment |= settings
    url = f"http://127.0.0.1:{port}"
    command = [*gunicorn(port, "booking_site.wsgi", workers=workers), *options]
    program = Program(command, environment, folder / "site.log")
    with running_vendor() as vendor:
        _compile()
        _manage(environment, "migrate", "-v0")
        _manage(environment, "collectstatic", "--noinput", "-v0")
        _manage(environment, "seed_demo", "-v0", f"--sandbox-url={vendor.url}")
        with running(program if core is None else on_core(core, program)) as web:
            wait_until_it_answers(f"{url}/health/live/")
            yield Deployed(url, vendor, Worker(web), environment)


def _compile() -> None:
    """As the image is built. A process that has to compile our modules itself keeps what that took."""
    told = [sys.executable, "-m", "compileall", "-q", "booking_site", "studios"]
    subprocess.run(told, cwd=ROOT, check=True)  # noqa: S603 - all of it is in this file


def _manage(environment: Mapping[str, str], *command: str) -> str:
    """What a command says."""
    told = subprocess.run(  # noqa: S603 - the command lines are all in this file
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=dict(environment) | {"PYTHONPATH": os.fspath(ROOT)},
        check=False,
        capture_output=True,
        text=True,
    )
    if told.returncode:
        raise RuntimeError(told.stderr)
    return told.stdout
