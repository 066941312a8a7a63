"""Figures as they are told: a table by goal, and docs/benchmarks.md with the machine and the versions they hold for."""

import os
import platform
import re
import shutil
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.figures import Figure, Measure, Spread
from tests.processes import ROOT

DOCUMENT = ROOT / "docs" / "benchmarks.md"
INTRODUCTION = """# Benchmarks

How quick the site is, as `make bench` found it, and beside other software, as `make bench-peers` did. A figure belongs
to a machine and to a moment; what holds elsewhere is its ratio to another one of the same rounds, measured by turns.
Each is the median of the rounds, with the lowest and the highest behind it.
"""
HEAD = ("goal", "what", "ours", "held against", "", "ratio", "wanted", "")
_MET = {True: "met", False: "**missed**", None: ""}


def table(figures: Sequence[Figure]) -> str:
    """Markdown, by goal; within one, as they came."""
    lines = [
        [
            one.goal, one.what, told(one.ours, one.unit), told(one.against, one.unit), one.against_what,
            "" if one.ratio is None else f"{number(one.ratio)}×", one.wanted, _MET[one.met],
        ]
        for one in sorted(figures, key=lambda one: one.goal)
    ]  # fmt: skip
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (HEAD, ["---"] * len(HEAD), *lines))


def told(spread: Spread | None, unit: str) -> str:
    """Median, lowest and highest, as in "1.20 (1.10–1.30) ms"."""
    if spread is None:
        return ""
    middle, low, high = (number(one) for one in (spread.median, spread.low, spread.high))
    ends = "" if low == high else f" ({low}–{high})"
    return f"{middle}{ends} {unit}".rstrip()


def number(one: float) -> str:
    """With three figures, or whole."""
    size = abs(one)
    if size >= 100 or one == int(one):
        return f"{one:,.0f}"
    return f"{one:.1f}" if size >= 10 else f"{one:.2f}" if size >= 0.1 else f"{one:.3f}"


def conditions() -> str:
    """The machine and the versions, without anything that would tell whose machine it is."""
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = [
        f"Python {platform.python_version()}",
        f"Django {version('django')}",
        f"gunicorn {version('gunicorn')}",
        _program("Redis", shutil.which("redis-server")),
        _program("PostgreSQL", max(Path("/usr/lib/postgresql").glob("*/bin/postgres"), default=None)),
    ]
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC. {os.cpu_count()} cores, {gigabytes:.0f} GiB of memory, Linux "
        f"{platform.release()}; {', '.join(versions)}; the site at {commit()}."
    )


def _program(name: str, path: str | Path | None) -> str:
    """Its name and the version that it says it has."""
    if path is None:
        return f"no {name}"
    said = subprocess.run([path, "--version"], check=True, capture_output=True, text=True).stdout  # noqa: S603
    found = re.search(r"\d+(\.\d+)+", said)
    return f"{name} {found[0] if found else 'of an unknown version'}"


def commit() -> str:
    """Git's short name of what was measured, and whether anything in it was changed since."""

    def git(*command: str) -> str:
        done = subprocess.run(["git", *command], cwd=ROOT, check=False, capture_output=True, text=True)  # noqa: S603, S607
        return done.stdout.strip()

    changed = git("status", "--porcelain", "--untracked-files=no", "--", ":!docs/benchmarks.md")
    return f"`{git('rev-parse', '--short', 'HEAD') or 'no commit'}`{', with changes' if changed else ''}"


def write(title: str, section: str, document: Path = DOCUMENT) -> None:
    """Puts a section into the document, in the place of an older one with that title; the others stay."""
    old = document.read_text() if document.exists() else ""
    kept = {part.partition("\n")[0]: part for part in re.split(r"^## ", old, flags=re.MULTILINE)[1:]}
    kept[title] = f"{title}\n\n{section.strip()}\n"
    document.write_text("\n".join([INTRODUCTION, *(f"## {part.strip()}\n" for part in kept.values())]))


def run_alone(measure: Measure, told_how: str | None, *, rounds: int) -> int:
    """A topic by itself: prints its figures; the exit status is 1 when a goal is missed."""
    parser = ArgumentParser(description=told_how)
    parser.add_argument("--rounds", type=int, default=rounds)
    figures = measure(parser.parse_args().rounds)
    print(table(figures))
    sys.stdout.flush()
    return 1 if any(one.met is False for one in figures) else 0
