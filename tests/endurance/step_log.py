"""What was done and what came of it: a line for each step, and what must not happen at all."""

import threading
import time
from collections import Counter
from pathlib import Path


class StepLog:
    """Written to from several threads."""

    def __init__(self, file: Path) -> None:
        self.file, self.began = file, time.monotonic()
        self.steps: Counter[str] = Counter()
        self.outcomes: Counter[str] = Counter()
        self.ills: list[str] = []
        self._lock = threading.Lock()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    def note(self, who: str, what: str, outcome: str) -> None:
        """One step; the first word of `outcome` is counted."""
        with self._lock:
            self.steps[what] += 1
            self.outcomes[f"{what}: {outcome.split()[0]}"] += 1
            self._write(f"{who:<8} {what:<14} {outcome}")

    def ill(self, what: str) -> None:
        """Something that fails the run; it goes on all the same, because what follows tells more."""
        with self._lock:
            self.ills.append(what)
            self._write(f"ILL      {what}")

    def _write(self, text: str) -> None:
        with self.file.open("a") as file:
            file.write(f"{self.seconds:8.2f} {text}\n")
