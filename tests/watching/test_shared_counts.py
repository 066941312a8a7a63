"""Places in the folder that processes count in: each has its own, and the next goes on where a dead one stopped."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from prometheus_client import generate_latest

from booking_site import shared_counts
from booking_site.shared_counts import Place
from tests.processes import ROOT

COUNTS = """
import sys, time
from pathlib import Path
from prometheus_client import Counter
from booking_site import shared_counts
shared_counts.begin(Path(sys.argv[1]))
things = Counter("things", "Things.", ["kind"])
things.labels("small").inc(int(sys.argv[2]))
print("counted", flush=True)
time.sleep(60)
"""


@pytest.fixture
def counting(tmp_path: Path):
    """Starts a process that counts so many things and then lives on; killed at the end."""
    started = []

    def start(number: int) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", COUNTS, str(tmp_path), str(number)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout
        assert process.stdout.readline() == "counted\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def things(folder: Path) -> float:
    lines = generate_latest(shared_counts.read(folder)).decode().splitlines()
    return sum(float(line.split()[-1]) for line in lines if line.startswith("things_total"))


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_processes_that_live_together_are_added_up(tmp_path: Path, counting) -> None:
    counting(1)
    counting(10)

    assert things(tmp_path) == 11
    assert files(tmp_path) == {"0.lock", "counter_0.db", "1.lock", "counter_1.db"}


def test_the_next_process_goes_on_where_a_killed_one_stopped(tmp_path: Path, counting) -> None:
    stays = counting(100)
    for number in (1, 10):
        process = counting(number)
        process.send_signal(signal.SIGKILL)
        process.wait()

    assert stays.poll() is None
    assert things(tmp_path) == 111
    assert files(tmp_path) == {"0.lock", "counter_0.db", "1.lock", "counter_1.db"}


def test_a_child_has_a_place_of_its_own_and_its_parent_keeps_its_own(tmp_path: Path) -> None:
    place = Place(tmp_path)
    assert place.mine() == "0"
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.write(writing, place.mine().encode())
        os._exit(0)
    os.waitpid(child, 0)

    assert os.read(reading, 10) == b"1"
    assert place.mine() == "0"
    assert Place(tmp_path).mine() == "1"  # the child has ended; the parent's is still held
    os.close(reading)
    os.close(writing)


@pytest.mark.parametrize(
    "damage", [b"", b"\x00", b"\xff" * 4096, b"\x40\x00\x00\x00\x00\x00\x00\x00\x08\x00\x00\x00nonsense"]
)
def test_a_damaged_file_is_begun_anew(tmp_path: Path, counting, damage: bytes) -> None:
    (tmp_path / "counter_0.db").write_bytes(damage)

    counting(3)

    assert things(tmp_path) == 3


def test_a_damaged_file_that_nobody_goes_on_with_fails_no_reading(tmp_path: Path, counting) -> None:
    """Before a power cut there were more processes than after it."""
    (tmp_path / "5.lock").touch()
    (tmp_path / "counter_5.db").write_bytes(b"\x00")

    counting(3)

    assert things(tmp_path) == 3


def test_a_place_of_another_user_is_left_to_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "0.lock").touch()
    really = os.open

    def refused(path: Path, *args: int) -> int:
        if Path(path).name == "0.lock":
            raise PermissionError
        return really(path, *args)

    monkeypatch.setattr("booking_site.shared_counts.os.open", refused)

    assert Place(tmp_path).mine() == "1"


def test_a_folder_that_cannot_be_written_to_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "a file").touch()

    with pytest.raises(OSError, match="a file"):
        shared_counts.begin(tmp_path / "a file" / "metrics")


def test_to_count_costs_a_page_next_to_nothing(tmp_path: Path) -> None:
    """Some ten millionths of a second for a page's two rows; this allows a busy machine twenty times that."""
    script = COUNTS.replace('print("counted", flush=True)\ntime.sleep(60)', (
        "began = time.perf_counter()\n"
        "for _ in range(20_000):\n    things.labels('small').inc()\n"
        "print((time.perf_counter() - began) / 20_000)"
    ))  # fmt: skip

    said = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path), "1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert float(said.stdout) < 200e-6
