"""The site as it is deployed: gunicorn with two processes of eight threads, over a database of its own."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import requests

from studios.sandbox.seed import DEMO_STUDIOS

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("booking_site", "studios", "templates", "static")

SEED = """
import json
from datetime import datetime
from django.contrib.sessions.backends.db import SessionStore
from studios.models import Member, Studio
from studios.sandbox.seed import DEMO_STUDIOS, records
from studios.signing_in.session import PEOPLE
for demo in DEMO_STUDIOS:
    Studio.objects.create(name=demo.name, slug=demo.slug, base_url="VENDOR/" + demo.tenant,
        api_key=demo.api_key, webhook_key=demo.webhook_key, time_zone=demo.time_zone, vendor_studio_id=demo.studio_id)
hafen = Studio.objects.get(slug="hafen")
on_file = records(datetime.now().astimezone()).customers["iron-oak"]  # another address would end their sessions
keys = {}
for name, numbers in json.loads('CAST').items():
    members = [Member.objects.create(chain=hafen.chain, customer_id=number, first_name=name.capitalize(),
        email=on_file[number].email, language="en", home_studio_id=hafen.vendor_studio_id) for number in numbers]
    store = SessionStore()
    store[PEOPLE] = [[member.pk for member in members]]
    store.create()
    keys[name] = store.session_key
print("SESSIONS", json.dumps(keys))
"""
ADA = {"ada": [2002001]}


def copy_project(folder: Path, *more: str) -> None:
    """What the site consists of, and `more` folders, without `var/` and `staticfiles/`, which others may be using."""
    for part in (*PARTS, *more):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "manage.py", folder)


class Program:
    """One program in a process group of its own, which can be killed and started again; all it says goes to `log`."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], log: Path, python: str = sys.executable
    ) -> None:
        self.command, self.environment, self.log = [python, *command], dict(environment), log

    def start(self) -> None:
        with self.log.open("a") as output:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def stop(self) -> None:
        """As an operator ends it; whatever of its group does not listen is killed."""
        self.process.terminate()
        try:
            self.process.wait(timeout=60)
        finally:
            self.kill()

    def kill(self) -> None:
        """SIGKILL to the process and to all that it has started."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=30)

    def kill_children(self) -> None:
        """SIGKILL to what it has started, such as gunicorn's processes that answer requests."""
        for child in self.children():
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)

    def children(self) -> list[int]:
        """The processes that it has started itself."""
        pid = self.process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def kill_parent(self) -> None:
        """SIGKILL to the process alone."""
        self.process.kill()
        self.process.wait(timeout=30)

    def told(self, lines: int = 30) -> str:
        """How it is, and the end of what it said: for whoever looks at a run that failed."""
        ended = self.process.poll()
        state = "is running" if ended is None else f"ended with {ended}"
        said = self.log.read_text(errors="replace").splitlines()[-lines:]
        return "\n".join([f"{self.log.name}: process {self.process.pid} {state}, and said last", *said])

    def has_left_somebody(self) -> bool:
        """Whether anything of its group is still running."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, 0)
            return True
        return False


def gunicorn(port: int, environment: Mapping[str, str], log: Path, *, processes: int = 2) -> Program:
    """The web server as it is deployed."""
    return Program(
        ["-m", "gunicorn", "booking_site.wsgi", "--worker-class", "gthread", f"--workers={processes}", "--threads", "8",
         "--no-control-socket", f"--bind=127.0.0.1:{port}", "--access-logfile=-"],
        environment, log,
    )  # fmt: skip


def worker(environment: Mapping[str, str], log: Path) -> Program:
    return Program(["manage.py", "db_worker"], environment, log)


@dataclass(frozen=True)
class Site:
    """The running site: its address, the session key of a signed-in Ada, and what its processes see."""

    url: str
    session_key: str
    environment: dict[str, str]
    web: Program

    def kill_web_processes(self) -> None:
        """SIGKILL to every process that answers requests; gunicorn's master starts others."""
        self.web.kill_children()

    @contextmanager
    def running_worker(self, log: Path) -> Iterator[None]:
        """The task worker beside it."""
        with running(worker(self.environment, log)):
            yield


@contextmanager
def running(program: Program) -> Iterator[Program]:
    program.start()
    try:
        yield program
    finally:
        program.stop()


@contextmanager
def running_site(database_url: str, vendor_url: str, log: Path) -> Iterator[Site]:
    """Starts it over a fresh database; ends every process by its id."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": database_url}
    sessions = set_up(environment, vendor_url, ADA)
    port = free_port()
    with running(gunicorn(port, environment, log)) as web:
        wait_until_it_answers(f"http://127.0.0.1:{port}/health/live/")
        yield Site(f"http://127.0.0.1:{port}", sessions["ada"], environment, web)


def set_up(
    environment: Mapping[str, str], vendor_url: str, cast: Mapping[str, Sequence[int]]
) -> dict[str, str]:
    """Makes the tables, the demo's studios and these people, with the customer numbers of each; their session keys."""
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
    seed = SEED.replace("VENDOR", vendor_url).replace("CAST", json.dumps(dict(cast)))
    seeded = subprocess.run(
        [*manage, "shell", "-v0", "-c", seed],
        cwd=ROOT, env=environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    sessions: dict[str, str] = json.loads(seeded.stdout.split("SESSIONS ")[1])
    return sessions


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_it_answers(url: str) -> None:
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
