"""Every topic after the other, and what they found as a table in docs/benchmarks.md.

python -m benchmarks            what `make bench` runs
python -m benchmarks --peers    what `make bench-peers` runs
python -m benchmarks --rounds 1 from_cache memory
"""

import importlib
import multiprocessing
import re
import signal
import sys
import time
import traceback
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection

from benchmarks import report
from benchmarks.figures import Figure

TOPICS = (
    "asking",
    "crowd",
    "connections",
    "bad_luck",
    "from_cache",
    "first_view",
    "memory",
    "webhook_answers",
)
PEERS = ("beside_justbookmycal", "beside_pretix")
ROUNDS = 3
# All of `make bench` within a quarter of an hour; what hangs must not cost the others their figures.
LONGEST_SECONDS = {"bench": 420, "peers": 3600}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a topic: its figures, or the last line of why there are none."""

    topic: str
    figures: list[Figure]
    seconds: float
    failure: str = ""


def run(topic: str, rounds: int, seconds: float) -> Outcome:
    """In a process of its own, so that neither settings nor threads of one topic meet another's."""
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe(duplex=False)
    process = spawn.Process(target=_measure, args=(topic, rounds, theirs))
    started = time.monotonic()
    process.start()
    theirs.close()
    figures: list[Figure] = []
    try:
        figures, failure = ours.recv() if ours.poll(seconds) else ([], f"took longer than {seconds:.0f} s")
    except EOFError:
        failure = "ended without a word"
    if failure:
        process.terminate()
    process.join(60)
    process.kill()
    return Outcome(topic, figures, time.monotonic() - started, failure)


def _measure(topic: str, rounds: int, theirs: Connection) -> None:
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # it ends what it has started
    try:
        found: list[Figure] = importlib.import_module(f"benchmarks.{topic}").measure(rounds)
    except Exception as error:  # whatever it is, the others go on
        traceback.print_exc()
        theirs.send(([], why(error)))
    else:
        theirs.send((found, ""))


def why(error: Exception) -> str:
    """What the document says of it: a line that names no file and no host. All of it was printed."""
    told = " ".join(f"{type(error).__name__}: {error}".split())
    return re.sub(r"(\w+://|/)\S+", "…", told)[:200]


def section(outcomes: Sequence[Outcome]) -> str:
    """What the document says of a run."""
    parts = [report.conditions(), report.table([one for outcome in outcomes for one in outcome.figures])]
    if failed := [f"- {one.topic}: {one.failure}" for one in outcomes if one.failure]:
        parts.append("\n".join(["Failed, so that there are no figures of it:", "", *failed]))
    how = [f"- {_told_how(one.topic)}" for one in outcomes if not one.failure]
    return "\n\n".join([*parts, "\n".join(["How it was measured:", "", *how])])


def _told_how(topic: str) -> str:
    """What its module says of it first."""
    said = importlib.import_module(f"benchmarks.{topic}").__doc__ or ""
    return f"`benchmarks.{topic}`: {' '.join(said.split())}"


def main() -> int:
    """The exit status: 1 when a goal is missed or a topic has failed."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("topics", nargs="*")
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    wanted = parser.parse_args()
    topics = wanted.topics or (PEERS if wanted.peers else TOPICS)
    outcomes = []
    for topic in topics:
        print(f"{topic} …", file=sys.stderr, flush=True)
        outcomes.append(run(topic, wanted.rounds, LONGEST_SECONDS["peers" if wanted.peers else "bench"]))
        print(f"  {outcomes[-1].seconds:.0f} s {outcomes[-1].failure}", file=sys.stderr, flush=True)
    text = section(outcomes)
    print(text)
    if not wanted.topics:
        report.write("Beside other software" if wanted.peers else "Goals", text)
    figures = [one for outcome in outcomes for one in outcome.figures]
    return 1 if any(one.failure for one in outcomes) or any(one.met is False for one in figures) else 0
