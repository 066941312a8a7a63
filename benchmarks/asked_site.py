"""The site as deployed in front of a sandbox that takes its time, and members who are signed in to it."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from benchmarks.deployed import NO_DEMO
from booking_site.demo import environment_for, kept_secrets
from tests.processes import ROOT, Program, free_port, running, wait_until_it_answers
from tests.vendor import Vendor

# Nobody waits longer; the site's own deadlines are shorter.
LONGEST = 60.0
NO_ANSWER = 0


class Upstream(Vendor):
    """The slow sandbox; `certificate` is what it is trusted by, where it speaks TLS."""

    def __init__(self, url: str, certificate: Path | None = None) -> None:
        super().__init__(url)
        self.certificate = certificate

    def ask(self, method: str, path: str, body: object = None) -> Any:
        answer = requests.request(
            method,
            f"{self.url}/_sandbox/{path}",
            json=body,
            verify=str(self.certificate or True),
            timeout=LONGEST,
        )
        answer.raise_for_status()
        return answer.json()

    def weather(self, *, seconds: float, trouble: float = 0.0, hanging: Sequence[str] = ()) -> None:
        """From now on, and counted from now on."""
        self.ask("POST", "weather", {"seconds": seconds, "trouble": trouble, "hanging": list(hanging)})

    def counts(self) -> dict[str, Any]:
        told: dict[str, Any] = self.ask("GET", "counts")
        return told

    def calls(self, endpoint: str, status: int | None = None) -> int:
        """How many there were; of every status unless one is named."""
        told = self.counts()["calls"]
        named = [name for name in told if name.split() == [endpoint, str(status or name.split()[1])]]
        return sum(told[name] for name in named)


@contextmanager
def running_upstream(folder: Path, certificate: Path | None = None) -> Iterator[Upstream]:
    port = free_port()
    command = ["-m", "benchmarks.slow_sandbox", f"--port={port}"]
    command += [f"--certificate={certificate}"] if certificate else []
    with running(Program(command, {"PATH": "/usr/bin:/bin"}, folder / f"upstream-{port}.log")):
        upstream = Upstream(f"http{'s' if certificate else ''}://127.0.0.1:{port}", certificate)
        until = time.monotonic() + LONGEST
        while time.monotonic() < until:
            try:
                upstream.counts()
            except requests.ConnectionError:
                time.sleep(0.1)
            else:
                break
        yield upstream


@dataclass(frozen=True, slots=True)
class View:
    seconds: float
    status: int


class Member:
    """One browser of one member: it keeps its connection, as browsers do."""

    def __init__(self, site: str, session_key: str) -> None:
        self._site = site
        self.browser = requests.Session()
        self.browser.trust_env = False
        self.browser.cookies.set("sessionid", session_key)

    def get(self, path: str) -> tuple[View, requests.Response | None]:
        return self.send("GET", path)

    def post(self, path: str, form: dict[str, str]) -> tuple[View, requests.Response | None]:
        return self.send("POST", path, data=form, headers={"Referer": self._site + path})

    def send(self, method: str, path: str, **more: Any) -> tuple[View, requests.Response | None]:
        """One answer, not followed; `NO_ANSWER` is the status where there was none."""
        began = time.perf_counter()
        try:
            answer = self.browser.request(
                method, self._site + path, allow_redirects=False, timeout=LONGEST, **more
            )
        except requests.RequestException:
            return View(time.perf_counter() - began, NO_ANSWER), None
        return View(time.perf_counter() - began, answer.status_code), answer


@dataclass(frozen=True, slots=True)
class AskedSite:
    url: str
    session_keys: list[str]

    def member(self, number: int = 0) -> Member:
        return Member(self.url, self.session_keys[number % len(self.session_keys)])

    def members(self, number: int) -> list[Member]:
        return [self.member(one) for one in range(number)]


@contextmanager
def asked_site(
    folder: Path, upstream: Upstream, *, processes: int = 2, threads: int = 16, **settings: str
) -> Iterator[AskedSite]:
    """gunicorn as the Dockerfile starts it, over a database of its own in `folder`; `settings` go into its environment."""
    folder.mkdir(exist_ok=True)
    port = free_port()
    environment = environment_for(port, kept_secrets(folder / "secrets")) | NO_DEMO
    environment |= {
        "DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}",
        "METRICS_TOKEN": "for-benchmarks-only-" + "x" * 40,
        "METRICS_DIR": str(folder / "metrics"),
        **settings,
    }

    def manage(*command: str) -> str:
        told = subprocess.run(  # noqa: S603 - the command lines are all in this file
            [sys.executable, *command], cwd=ROOT, env=environment, check=False, capture_output=True, text=True
        )
        if told.returncode:
            raise RuntimeError(told.stderr)
        return told.stdout

    manage("manage.py", "migrate", "-v0")
    manage("manage.py", "collectstatic", "--noinput", "-v0")
    manage("manage.py", "seed_demo", "-v0", f"--sandbox-url={upstream.url}")
    session_keys = json.loads(manage("-m", "benchmarks.town_rows", upstream.url))
    server = [
        "-m", "gunicorn", "booking_site.wsgi", "--worker-class=gthread", f"--workers={processes}",
        f"--threads={threads}", "--worker-tmp-dir=/dev/shm", "--no-control-socket", f"--bind=127.0.0.1:{port}",
    ]  # fmt: skip
    with running(Program(server, environment, folder / "site.log")):
        url = f"http://127.0.0.1:{port}"
        wait_until_it_answers(f"{url}/health/live/")
        yield AskedSite(url, session_keys)


def at_once(acts: Sequence[Callable[[], list[View]]]) -> list[View]:
    """Each in a thread of its own, begun together; all that they saw."""
    with ThreadPoolExecutor(max_workers=len(acts)) as pool:
        return [view for views in pool.map(lambda act: act(), acts) for view in views]


def for_seconds(seconds: float, look: Callable[[int], View], pause: float = 0.0) -> list[View]:
    """Again and again, so long; each look is told its number."""
    until, seen = time.perf_counter() + seconds, []
    while time.perf_counter() < until:
        seen.append(look(len(seen)))
        time.sleep(pause)
    return seen
