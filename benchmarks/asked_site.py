"""The site as deployed in front of a slow sandbox, with members who are signed in."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.deployed import NO_DEMO
from benchmarks.upstream import Upstream
from benchmarks.views import Member
from booking_site.demo import environment_for, kept_secrets
from tests.processes import ROOT, Program, free_port, running, wait_until_it_answers


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
    """gunicorn as the Dockerfile starts it, over a database in `folder`; `settings` go into its environment."""
    folder.mkdir(exist_ok=True)
    port = free_port()
    environment = environment_for(port, kept_secrets(folder / "secrets")) | NO_DEMO
    environment |= {
        "DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}",
        "METRICS_TOKEN": "for-benchmarks-only-" + "x" * 40,
        "METRICS_DIR": str(folder / "metrics"),
        **settings,
    }

    seeded = subprocess.run(  # noqa: S603 - the command line is all in this file
        [sys.executable, "-m", "benchmarks.town_rows", upstream.url],
        cwd=ROOT, env=environment, check=False, capture_output=True, text=True,
    )  # fmt: skip
    if seeded.returncode:
        raise RuntimeError(seeded.stderr)
    session_keys = json.loads(seeded.stdout)
    server = [
        "-m", "gunicorn", "booking_site.wsgi", "--worker-class=gthread", f"--workers={processes}",
        f"--threads={threads}", "--worker-tmp-dir=/dev/shm", "--no-control-socket", f"--bind=127.0.0.1:{port}",
    ]  # fmt: skip
    with running(Program(server, environment, folder / "site.log")):
        url = f"http://127.0.0.1:{port}"
        wait_until_it_answers(f"{url}/health/live/")
        yield AskedSite(url, session_keys)
