"""`make run`, started for real in a copy of the project: it comes up, keeps its data, and ends all of itself."""

import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes import copy_project, free_port


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    copy_project(tmp_path)
    return tmp_path


class Demo:
    """A demo under way, with everything it printed until it was up."""

    def __init__(self, folder: Path) -> None:
        self.port, sandbox_port = free_port(), free_port()
        self.sandbox = f"http://127.0.0.1:{sandbox_port}/_sandbox"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "booking_site.demo"],
            cwd=folder,
            env={"PATH": os.environ["PATH"], "PORT": str(self.port), "SANDBOX_PORT": str(sandbox_port)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.printed = ""
        for line in self.process.stdout:
            self.printed += line
            if "Ctrl-C" in line:
                break

    def end(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        self.printed += self.process.communicate(timeout=40)[0]
        return self.process.returncode


@pytest.fixture
def demos(copy: Path) -> Iterator[list[Demo]]:
    """Empty; every demo that a test puts here is ended with it."""
    started: list[Demo] = []
    yield started
    for demo in started:
        if demo.process.poll() is None:
            demo.end(signal.SIGTERM)


def get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - loopback
        return answer.read().decode()


def children_of(process: subprocess.Popen) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]


def test_it_comes_up_keeps_its_data_and_ends_all_of_itself(copy: Path, demos: list[Demo]) -> None:
    first = Demo(copy)
    demos.append(first)
    children = children_of(first.process)
    assert get(f"http://127.0.0.1:{first.port}/health/ready/").startswith("ready\n")
    assert "Iron &amp; Oak Hafen" in get(f"http://127.0.0.1:{first.port}/")
    post(f"{first.sandbox}/desk/studios/hafen", b'{"name": "Renamed by the desk"}')
    assert first.end() == 0
    assert len(children) == 3
    assert not any(Path(f"/proc/{pid}").exists() for pid in children)

    second = Demo(copy)
    demos.append(second)

    assert logins_in(second.printed) == logins_in(first.printed)
    assert "Renamed by the desk" in get(f"{second.sandbox}/state")
    os.kill(children_of(second.process)[0], signal.SIGKILL)
    assert second.wait() == 1
    assert "The sandbox ended" in second.printed


def post(url: str, body: bytes) -> None:
    with urllib.request.urlopen(urllib.request.Request(url, body, method="POST"), timeout=10):  # noqa: S310
        pass


def logins_in(printed: str) -> list[str]:
    """Of everything, and of one studio."""
    admin, desk = (line for line in printed.splitlines() if " / " in line)
    return [admin.split("/admin/")[1], desk]
