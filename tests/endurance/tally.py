"""Every page that anybody was given in a run, and what was killed when: how many failed, how soon, with what words."""

import re
import threading
import time
from collections import Counter
from dataclasses import dataclass

import requests

from tests.pages import Page

EXPECTED_AFTER_A_KILL = 10.0  # seconds, in which pages may fail


@dataclass(frozen=True)
class Given:
    """One answer. `status` is 0 where the connection broke; `sentence` is what a failed one says to its reader."""

    at: float
    seconds: float
    what: str
    status: int
    sentence: str

    @property
    def failed(self) -> bool:
        return self.status == 0 or self.status >= 500

    def __str__(self) -> str:
        return f"{self.what}: {self.status} {self.sentence[:90] or 'without a sentence'}"


class Tally:
    """Written to from several threads."""

    def __init__(self) -> None:
        self.pages: list[Given] = []
        self.kills: list[tuple[float, str]] = []
        self._lock = threading.Lock()

    def killed(self, what: str) -> None:
        self.kills.append((time.monotonic(), what))

    def note(self, what: str, began: float, answer: requests.Response | None, page: Page | None) -> None:
        """`page` is what `answer` shows; neither where the connection broke."""
        now = time.monotonic()
        status = answer.status_code if answer is not None else 0
        sentence = _sentence(answer, page) if status >= 500 and answer is not None and page else ""
        path = re.sub(
            r"/\d+/", "/<number>/", re.sub(r"/bookings/\w[\w-]{7,}/", "/bookings/<reference>/", what)
        )
        with self._lock:
            self.pages.append(Given(now, now - began, path.partition("?")[0], status, sentence))

    # Seconds are those of the answer: a page that made its reader wait for longer than that and then failed is late.

    def failed(self) -> list[Given]:
        return [one for one in self.pages if one.failed]

    def late(self, pages: list[Given]) -> list[Given]:
        """Those beyond the seconds after a kill in which pages may fail."""
        return [one for one in pages if self._since_a_kill(one.at) > EXPECTED_AFTER_A_KILL]

    def without_a_sentence(self) -> list[str]:
        """A bare 500 counts: what was expected to fail is a 502 or 503."""
        return [str(one) for one in self.failed() if not one.sentence or one.status == 500]

    def _since_a_kill(self, at: float) -> float:
        return min((at - kill for kill, _what in self.kills if kill <= at), default=float("inf"))

    def summary(self) -> list[str]:
        failed = self.failed()
        beyond, failed_beyond = self.late(self.pages), self.late(failed)
        seconds = sorted(one.seconds for one in self.pages if not one.failed)
        share = 100 * len(failed_beyond) / max(1, len(beyond))
        lines = [
            f"pages     {len(self.pages)}, of which {len(failed)} failed",
            f"          {len(failed) - len(failed_beyond)} of {len(self.pages) - len(beyond)} soon after a kill",
            f"          {len(failed_beyond)} of {len(beyond)} beyond, {share:.2f} %",
            f"          {len(self.without_a_sentence())} without a sentence",
            f"seconds   p50 {_at(seconds, 0.5):.3f}, p99 {_at(seconds, 0.99):.3f}, longest {_at(seconds, 1):.3f}",
        ]
        kinds = Counter(f"{one.status} {one.sentence[:60]}" for one in failed)
        lines += [f"{number:6} {kind}" for kind, number in kinds.most_common()]
        for name in sorted({what for _at, what in self.kills}):
            lines.append(f"kills     {name}: {self._after(name)}")
        return lines

    def _after(self, name: str) -> str:
        """How it went after each kill of one part: failed pages, and when the last of them was."""
        told = []
        for at in (at for at, what in self.kills if what == name):
            until = min((later for later, _what in self.kills if later > at), default=float("inf"))
            failed = [one.at - at for one in self.failed() if at <= one.at < until]
            told.append(f"{len(failed)} failed, last after {max(failed):.1f} s" if failed else "none failed")
        return "; ".join(told)


def _sentence(answer: requests.Response, page: Page) -> str:
    """What one of our pages leads with, or a proxy says in plain words; nothing for what a server says of itself."""
    if answer.headers.get("Content-Type", "").startswith("text/plain"):
        return " ".join(answer.text.split())
    is_ours = any(one.attributes.get("id") == "main" for one in page.elements)
    leads = [one.text for one in page.elements if one.attributes.get("class") == "lead"]
    return " ".join(leads[0].split()) if is_ours and leads else ""


def _at(seconds: list[float], share: float) -> float:
    return seconds[min(len(seconds) - 1, int(share * len(seconds)))] if seconds else 0.0
