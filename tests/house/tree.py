"""The project's own files, for the rules that look at them."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("benchmarks", "booking_site", "studios", "tests")
# What tools and a running site leave behind, as .gitignore has it, and the repository itself.
_LEFT_BEHIND = {line.strip("/") for line in (ROOT / ".gitignore").read_text().split()} | {".git"}


def ours(path: Path) -> bool:
    """Whether `path` belongs to the project, and was not left behind by a tool."""
    parts = path.relative_to(ROOT).parts
    return not any(
        part in _LEFT_BEHIND or part.startswith(".coverage") or part.endswith(".pyc") for part in parts
    )


def files(*suffixes: str, under: tuple[str, ...] = ("",)) -> Iterator[Path]:
    """Every file of ours with one of these endings (all without any), in a stable order."""
    for folder in under:
        for path in sorted((ROOT / folder).rglob("*")):
            if ours(path) and path.is_file() and (not suffixes or path.suffix in suffixes):
                yield path


def name(path: Path) -> str:
    """As it is written in messages: from the top of the project."""
    return path.relative_to(ROOT).as_posix()
