"""A PostgreSQL of one test's own, which can be killed and started again with what it had; Debian's `postgresql`."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.processes import Program, free_port

PROGRAMS = max(
    Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), default=None
)
SECONDS_TO_START = 60.0


class PostgresServer:
    """`url` is for DATABASE_URL. On loopback, as in a network of containers; it trusts who comes."""

    def __init__(self, folder: Path, log: Path) -> None:
        assert PROGRAMS, "PostgreSQL is not installed (Debian: apt-get install postgresql)"
        self._port = free_port()
        self.url = f"postgres://site@127.0.0.1:{self._port}/postgres"
        # It refuses to run as root, as containers of tests often do.
        as_owner = (
            ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
        )
        if as_owner:
            shutil.chown(folder, "postgres", "postgres")
        subprocess.run(
            [*as_owner, PROGRAMS / "initdb", f"--pgdata={folder / 'data'}", "--username=site", "--auth=trust",
             "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"],
            cwd=folder, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        # What is committed is written before the commit returns: the kernel outlives every kill, so no fsync.
        first, *rest = [
            *as_owner, str(PROGRAMS / "postgres"), "-D", str(folder / "data"), "-k", str(folder),
            "-c", "listen_addresses=127.0.0.1", "-c", f"port={self._port}",
            "-c", "fsync=off", "-c", "max_connections=250",
        ]  # fmt: skip
        self.program = Program(rest, os.environ, log, python=first)

    def start(self) -> None:
        """Returns when it answers, with what a crash left put right."""
        self.program.start()
        ends = time.monotonic() + SECONDS_TO_START
        while not self._answers():
            if time.monotonic() > ends:
                raise AssertionError(self.program.told())
            if (
                self.program.process.poll() is not None
            ):  # as a supervisor would, while what was killed is going
                self.program.start()
            time.sleep(0.1)

    def _answers(self) -> bool:
        ready = [str(PROGRAMS / "pg_isready"), "--quiet", "--host=127.0.0.1", f"--port={self._port}"]
        return subprocess.run(ready, check=False).returncode == 0

    def kill(self) -> None:
        """SIGKILL to the server and to every process that speaks with somebody, each of which is a group of its own."""
        children = self.program.children()
        self.program.kill()
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)


@contextmanager
def running_postgres(log: Path) -> Iterator[PostgresServer]:
    with tempfile.TemporaryDirectory() as folder:
        server = PostgresServer(Path(folder), log)
        server.start()
        try:
            yield server
        finally:
            server.kill()
