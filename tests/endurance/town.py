"""The whole site on one machine, each program a process that can be killed and started again."""

import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

import requests

from studios.sandbox.seed import HAFEN
from tests.endurance.person import Person
from tests.endurance.step_log import StepLog
from tests.processes import Program, free_port, gunicorn, set_up, worker
from tests.vendor import Vendor

TENANT = "iron-oak"
# Everybody of the sandbox who may book, with the numbers of their records there.
CAST = {
    "ada": [2002001],
    "hana": [2002007],
    "jo": [2002009, 2002010],
    "kim": [2002011],
    "pia": [2002012],
    "nada": [2002014],
}
ONLY_AT_HAFEN = {"kim"}
# Listed and never to be had, see studios/sandbox/seed.py.
NEVER = {1210300901, 1210300902, 1210300903, 1210300904}
PLENTY = 10_000  # appointments that a membership includes, so that a long run does not use them up


class Town:
    """`kills` counts by program; `posts` are the bookings that arrived at the sandbox, as (instant, body): status."""

    def __init__(
        self, folder: Path, database_url: str, log: StepLog, *, door: int = 0, more: Mapping[str, str] = {}
    ) -> None:
        """`door` is the port that visitors and webhooks come to, where it is not the web server's; `more` goes into the
        environment of the programs.
        """
        self.database_url, self.log, self.folder = database_url, log, folder
        self.mail_folder = folder / "mail"
        self.kills: Counter[str] = Counter()
        self.posts: dict[tuple[str, str], int] = {}
        self.site_port, sandbox_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{door or self.site_port}"
        self.vendor = Vendor(f"http://127.0.0.1:{sandbox_port}")
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.endurance.settings",
            "DATABASE_URL": database_url,
            "MAIL_FOLDER": str(self.mail_folder),
            **more,
        }
        self.sessions = set_up(environment, self.vendor.url, CAST)
        self.web = gunicorn(self.site_port, environment, folder / "web.log")
        self.worker = worker(environment, folder / "worker.log")
        self.sandbox = Program(
            ["manage.py", "sandbox", f"--port={sandbox_port}", f"--state={folder / 'sandbox.json'}",
             f"--hooks={self.url}/webhooks/magicline/", "-v0"],
            environment, folder / "sandbox.log",
        )  # fmt: skip

    @contextmanager
    def running(self) -> Iterator[None]:
        started: list[str] = []
        try:
            for name in ("sandbox", "web", "worker"):
                getattr(self, name).start()
                started.append(name)
            self._wait_for_sandbox()
            self._wait_for_site()
            self.settle_in()
            yield
        finally:
            for name in started:
                getattr(self, name).stop()

    def settle_in(self) -> None:
        """Everybody's membership is enough for the whole run, and webhooks that were not taken come again soon."""
        self.vendor.hooks(TENANT, pause_seconds=2.0)
        for name, (number, *_others) in CAST.items():
            studio_ids = [HAFEN] if name in ONLY_AT_HAFEN else None
            plenty = {"contingent": {"left": PLENTY, "studio_ids": studio_ids}}
            self.vendor.ask("POST", f"desk/customers/{TENANT}/{number}", plenty)

    @contextmanager
    def telling_what_it_said(self) -> Iterator[None]:
        """Whoever sees the failure sees how the programs were: they are stopped after it, and their logs are gone."""
        try:
            yield
        except BaseException as failure:
            failure.add_note("\n\n".join(one.told() for one in self.programs))
            raise

    @property
    def programs(self) -> list[Program]:
        return [self.web, self.worker, self.sandbox]

    def people(self, kind: Callable[..., Person] = Person) -> list[Person]:
        studios = self.vendor.ask("GET", "state")["studios"]
        offers = {
            slug: [one["id"] for one in studio["appointments"].values() if one["id"] not in NEVER]
            for slug, studio in studios.items()
            if studio["tenant"] == TENANT
        }
        return [
            kind(
                name,
                tuple(numbers),
                self.url,
                self.sessions[name],
                {"hafen": offers["hafen"]} if name in ONLY_AT_HAFEN else offers,
                self.log,
            )
            for name, numbers in CAST.items()
        ]

    # Killing. Each starts again what it killed, and returns when that answers.

    def kill_a_web_process(self, chance: random.Random) -> None:
        """Both processes that answer requests, with everything they had under way; gunicorn starts others."""
        self._kill("web processes", self.web.kill_children)

    def kill_gunicorn(self, chance: random.Random) -> None:
        """Its master, and with it or without it those that it started."""
        if chance.random() < 0.5:
            self._kill("gunicorn, all of it", self.web.kill)
        else:
            self._kill("gunicorn's master", self.web.kill_parent)
        before, self.web = self.web, gunicorn(self.site_port, self.web.environment, self.web.log)
        try:
            self.web.start()
            self._wait_for_site()
        finally:
            until(lambda: not before.has_left_somebody(), seconds=60, what="orphans of gunicorn end")

    def kill_worker(self, chance: random.Random) -> None:
        self._kill("task worker", self.worker.kill)
        self.worker.start()

    def kill_sandbox(self, chance: random.Random) -> None:
        self.read_journal()
        self._kill("sandbox", self.sandbox.kill)
        self.sandbox.start()
        self._wait_for_sandbox()

    def _kill(self, what: str, kill: Callable[[], None]) -> None:
        kill()
        self.kills[what] += 1

    def _wait_for_site(self) -> None:
        """gunicorn gives up when its port stays taken; then it is started again, as a supervisor would."""

        def answers() -> bool:
            if self.web.process.poll() is not None:
                self.web.start()
            try:
                return requests.get(f"{self.url}/health/live/", timeout=5).ok
            except requests.RequestException:
                return False

        until(answers, seconds=120, what="the site answers")

    def _wait_for_sandbox(self) -> None:
        def answers() -> bool:
            try:
                self.vendor.ask("GET", "mishaps")
            except (URLError, ConnectionError):
                return False
            return True

        until(answers, seconds=60, what="the sandbox answers")

    # Looking at the sandbox

    def read_journal(self) -> None:
        """Notes the bookings that arrived, before a kill of the sandbox or the length of its journal loses them."""
        self.posts |= {(one["at"], one["body"]): one["status"] for one in self.vendor.requests("book")}


def until(is_so: Callable[[], object], *, seconds: float, what: str) -> None:
    """Polls, with a bound that is generous on a busy machine."""
    ends = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > ends:
            raise AssertionError(f"after {seconds} s it is not so yet: {what}")
        time.sleep(0.1)
