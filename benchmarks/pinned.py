"""A web server with one worker on one core, while the load comes from another; and what that worker has used up."""

import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.processes import Program, free_port, running, wait_until_it_answers

THREADS = 16
TICKS = os.sysconf("SC_CLK_TCK")


def gunicorn(port: int, application: str, *, workers: int, threads: int = THREADS) -> list[str]:
    """As deploy/systemd starts it."""
    return ["-m", "gunicorn", application, f"--bind=127.0.0.1:{port}", "--worker-class=gthread",
            f"--workers={workers}", f"--threads={threads}", "--no-control-socket"]  # fmt: skip


def on_core(core: int, program: Program) -> Program:
    """The same program, which never leaves that core."""
    taskset = shutil.which("taskset")
    if taskset is None:
        raise RuntimeError("This needs taskset, of util-linux.")
    return Program(["-c", str(core), *program.command], program.environment, program.log, taskset)


@contextmanager
def load_apart() -> Iterator[int]:
    """The core for servers; this thread, and what it starts from now on, keep to another one, if there is one."""
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cores[-1]})
    try:
        yield cores[0]
    finally:
        os.sched_setaffinity(0, cores)


@dataclass(frozen=True)
class Worker:
    """Those processes of a web server that answer requests, together."""

    web: Program

    @property
    def pids(self) -> list[int]:
        pid = self.web.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [int(child) for child in children]

    def worked(self) -> float:
        """Seconds of CPU, those of threads that have ended included."""
        fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in self.pids]
        return sum(int(one[11]) + int(one[12]) for one in fields) / TICKS

    def memory(self) -> tuple[float, float]:
        """MiB: PSS, its own and its part of what it shares; and USS, its own alone."""
        pss = uss = 0
        for pid in self.pids:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
            sizes = {name: int(rest.split()[0]) for name, rest in (line.split(":", 1) for line in lines)}
            pss += sizes["Pss"]
            uss += sizes["Private_Clean"] + sizes["Private_Dirty"]
        return pss / 1024, uss / 1024


@contextmanager
def bare_django(
    folder: Path,
    core: int,
    free_times: int,
    *,
    cache_url: str = "locmemcache://",
    options: Sequence[str] = (),
) -> Iterator[tuple[str, Worker]]:
    """The address of the project in `benchmarks.bare`, and its worker."""
    port = free_port()
    environment: Mapping[str, str] = os.environ | {"FREE_TIMES": str(free_times), "CACHE_URL": cache_url}
    command = [*gunicorn(port, "benchmarks.bare.wsgi", workers=1), *options]
    with running(on_core(core, Program(command, environment, folder / f"bare-{port}.log"))) as web:
        url = f"http://127.0.0.1:{port}"
        wait_until_it_answers(f"{url}/plain/")
        yield url, Worker(web)


SIGN_IN = """
from django.contrib.auth import SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
ada = User.objects.create(username="ada")
store = SessionStore()
store[SESSION_KEY], store[HASH_SESSION_KEY] = str(ada.pk), ada.get_session_auth_hash()
store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
store.create()
print("SESSION", store.session_key)
"""


@contextmanager
def started_django(
    folder: Path, core: int, free_times: int, *, options: Sequence[str] = ()
) -> Iterator[tuple[str, Worker, str]]:
    """The address of a project as `startproject` makes it, with its worker and the session key of somebody."""
    port = free_port()
    environment: Mapping[str, str] = os.environ | {
        "DJANGO_SETTINGS_MODULE": "benchmarks.bare.started",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "DATABASE": str(folder / f"started-{port}.sqlite3"),
        "FREE_TIMES": str(free_times),
    }
    for told in (["migrate", "-v0"], ["shell", "-v0", "-c", SIGN_IN]):
        said = subprocess.check_output([sys.executable, "-m", "django", *told], env=environment, text=True)  # noqa: S603 - all of it is in this file
    command = [*gunicorn(port, "django.core.wsgi:get_wsgi_application()", workers=1), *options]
    with running(on_core(core, Program(command, environment, folder / f"started-{port}.log"))) as web:
        url = f"http://127.0.0.1:{port}"
        wait_until_it_answers(f"{url}/plain/")
        yield url, Worker(web), said.split("SESSION ")[1].strip()
