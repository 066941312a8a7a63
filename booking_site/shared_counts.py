"""What all processes of a machine have counted, in one folder: whichever of them answers `/metrics` tells of all.

The library keeps a process's figures in files that are named by its number. Here they are named by a place in the
folder, which a process holds by a lock for as long as it lives, whatever ends it, and the next one goes on counting in
the files of a place that has become free. So the folder does not grow with restarts, nobody has to clear it, and
containers, whose processes have the same numbers, can share one.
"""

import fcntl
import json
import os
import struct
from contextlib import suppress
from itertools import count
from pathlib import Path

from prometheus_client import CollectorRegistry, values
from prometheus_client.mmap_dict import MmapedDict
from prometheus_client.multiprocess import MultiProcessCollector


def begin(folder: Path) -> None:
    """From now on this process counts in `folder`. Raises OSError where it may not write there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = Place(folder)
    place.mine()
    place.mend_the_free_ones()
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)  # which is where the library looks
    values.ValueClass = values.MultiProcessValue(place.mine)


def read(folder: Path) -> CollectorRegistry:
    """The sums over all processes, those that have ended included."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry, str(folder))
    return registry


class Place:
    """The first place of a folder that no living process holds."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process = 0
        self._lock = -1
        self._number = ""

    def mine(self) -> str:
        """Its number; another one after a fork, for the child. The library asks each time that it counts."""
        if self._process != os.getpid():
            if self._lock >= 0:
                os.close(self._lock)  # the parent's, which keeps it
            self._number, self._lock = self._take()
            self._process = os.getpid()
        return self._number

    def mend_the_free_ones(self) -> None:
        """Nobody may take these for long, and every reading would fail at what a power cut has left in them."""
        for file in self._folder.glob("*.lock"):
            with suppress(OSError):  # another user's, which is theirs to mend
                lock = self._lock_of(file)
                if lock is not None:
                    self._mend(int(file.stem))
                    os.close(lock)

    def _take(self) -> tuple[str, int]:
        for number in count():
            lock = self._lock_of(self._folder / f"{number}.lock")
            if lock is not None:
                self._mend(number)
                return str(number), lock
        raise AssertionError("counting does not end")

    def _mend(self, number: int) -> None:
        for file in filter(_is_damaged, self._folder.glob(f"*_{number}.db")):
            file.unlink()

    @staticmethod
    def _lock_of(file: Path) -> int | None:
        """The open file, locked; none where another process holds it, or another user made it."""
        try:
            lock = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except PermissionError:
            if file.exists():
                return None
            raise
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            return None
        return lock


def _is_damaged(file: Path) -> bool:
    """Whether a power cut left it half written: whoever counted in it, or read it, would fail."""
    whole = file.read_bytes()
    try:
        (used,) = struct.unpack_from("i", whole)
        for key, *_rest in MmapedDict.read_all_values_from_file(file):
            json.loads(key)
    except (RuntimeError, ValueError, struct.error):
        return True
    return not (used == 0 or 8 <= used <= len(whole))
