"""The site as it is deployed: gunicorn with two processes of eight threads, over a database of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from studios.sandbox.seed import DEMO_STUDIOS

ROOT = Path(__file__).resolve().parent.parent

SEED = """
from studios.models import Member, Studio
from studios.sandbox.seed import DEMO_STUDIOS
for demo in DEMO_STUDIOS:
    Studio.objects.create(name=demo.name, slug=demo.slug, base_url="VENDOR/" + demo.tenant,
        api_key=demo.api_key, webhook_key=demo.webhook_key, time_zone=demo.time_zone, vendor_studio_id=demo.studio_id)
from django.contrib.sessions.backends.db import SessionStore
from studios.signing_in.session import PEOPLE
hafen = Studio.objects.get(slug="hafen")
ada = Member.objects.create(chain=hafen.chain, customer_id=2002001, first_name="Ada", email="ada@example.org",
    language="en", home_studio_id=hafen.vendor_studio_id)
store = SessionStore()
store[PEOPLE] = [[ada.pk]]
store.create()
print("SESSION", store.session_key)
"""


@dataclass(frozen=True)
class Site:
    """The running site: its address, the session key of a signed-in Ada, and what its processes see."""

    url: str
    session_key: str
    environment: dict[str, str]
    master_pid: int

    def kill_web_processes(self) -> None:
        """SIGKILL to every process that answers requests; gunicorn's master starts others."""
        for pid in Path(f"/proc/{self.master_pid}/task/{self.master_pid}/children").read_text().split():
            os.kill(int(pid), signal.SIGKILL)

    @contextmanager
    def running_worker(self, log: Path) -> Iterator[None]:
        """The task worker beside it."""
        with log.open("w") as output:
            worker = subprocess.Popen(
                [sys.executable, "manage.py", "db_worker"],
                cwd=ROOT, env=self.environment, stdout=output, stderr=output,
            )  # fmt: skip
            try:
                yield
            finally:
                worker.terminate()
                worker.wait(timeout=30)


@contextmanager
def running_site(database_url: str, vendor_url: str, log: Path) -> Iterator[Site]:
    """Starts it over a fresh database; ends every process by its id."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": database_url}
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
    seeded = subprocess.run(
        [*manage, "shell", "-v0", "-c", SEED.replace("VENDOR", vendor_url)],
        cwd=ROOT, env=environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    session_key = seeded.stdout.split("SESSION ")[1].split()[0]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with log.open("w") as output:
        gunicorn = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "booking_site.wsgi", "--worker-class", "gthread", "--workers", "2",
             "--threads", "8", "--no-control-socket", f"--bind=127.0.0.1:{port}", "--access-logfile=-"],
            cwd=ROOT, env=environment, stdout=output, stderr=output,
        )  # fmt: skip
        try:
            _wait_until_it_answers(f"http://127.0.0.1:{port}/health/live/")
            yield Site(f"http://127.0.0.1:{port}", session_key, environment, gunicorn.pid)
        finally:
            gunicorn.terminate()
            gunicorn.wait(timeout=30)


def _wait_until_it_answers(url: str) -> None:
    for _ in range(150):
        try:
            if requests.get(url, timeout=5).ok:
                return
        except requests.RequestException:  # on a busy machine gunicorn listens long before it answers
            time.sleep(0.2)
    raise AssertionError("the site did not start")


def secrets_of_the_demo() -> list[str]:
    """Every key that must never be seen in a log, a page or a database file."""
    return [key for demo in DEMO_STUDIOS for key in (demo.api_key, demo.webhook_key)]
