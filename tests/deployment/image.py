"""The image without an engine: what the Dockerfile copies and runs is copied and run in a folder, as a user who may not
write there, and what it starts is started from it.

Not tried are a base image's own parts, and the two commands that fetch software.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.processes import ROOT

USER = 10001
PLACE = "/srv/booking"
# What needs a network or changes the machine; each is held to something else by a test.
NOT_TRIED = ("python -m venv", "apt-get")


@dataclass
class Stage:
    base: str
    steps: list[tuple[str, str]] = field(default_factory=list)

    def of(self, word: str) -> list[str]:
        return [rest for one, rest in self.steps if one == word]


def stages() -> dict[str, Stage]:
    """The Dockerfile: by name, each with its base and its instructions, one a line."""
    found: dict[str, Stage] = {}
    for line in (ROOT / "Dockerfile").read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        word, _space, rest = line.partition(" ")
        if word == "FROM":
            base, name = rest.split(" AS ")
            stage = found[name] = Stage(base)
        else:
            stage.steps.append((word, rest))
    return found


def command(stage: str) -> list[str]:
    """What a container of this stage runs."""
    started: list[str] = json.loads(stages()[stage].of("CMD")[-1])
    return started


def health_check() -> list[str]:
    asked: list[str] = json.loads(stages()["site"].of("HEALTHCHECK")[-1].partition("CMD ")[2])
    return asked


def as_somebody_else() -> list[str]:
    """Before a command: it runs as the image's user, who may read the interpreter wherever it lies, and write nowhere.

    Nothing where the tests do not run as root: they cannot change who they are.
    """
    if os.geteuid():
        return []
    reading = ("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search")
    return ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups", *reading]


class Image:
    """What is in /srv/booking of an image, in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tried: list[str] = []
        self.said = ""

    def build(self) -> None:
        """In the order of the Dockerfile; afterwards nobody but the owner of var/ may write."""
        self._own(self.folder)
        for word, rest in stages()["built"].steps:
            if word == "COPY":
                self._copy(shlex.split(rest))
            elif word == "RUN" and not rest.startswith(NOT_TRIED):
                self._run(rest, as_somebody_else())
        subprocess.run(["chmod", "-R", "a-w,a+rX", self.folder], check=True)
        if not os.geteuid():
            subprocess.run(["chown", "-R", "0:0", self.folder], check=True)
        for rest in stages()["site-base"].of("RUN"):
            self._run(rest, [])

    def start(self, words: Sequence[str], settings: dict[str, str]) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*as_somebody_else(), *words],
            cwd=self.folder, env=self._environment() | settings, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def run(self, words: Sequence[str], settings: dict[str, str]) -> tuple[int, str]:
        """The exit code, and all that was said."""
        running = self.start(words, settings)
        said, _ = running.communicate(timeout=120)
        return running.returncode, said

    def files(self) -> dict[str, int]:
        """All outside var/, with the moment each was written."""
        return {
            name: path.stat().st_mtime_ns
            for path in self.folder.rglob("*")
            if not (name := path.relative_to(self.folder).as_posix()).startswith("var")
        }

    def _copy(self, words: list[str]) -> None:
        *sources, to = words
        for source in sources:
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, self.folder / to, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(ROOT / source, self.folder / to)
        self._own(self.folder)

    def _own(self, folder: Path) -> None:
        if not os.geteuid():
            subprocess.run(["chown", "-R", f"{USER}:{USER}", folder], check=True)

    def _run(self, line: str, as_whom: list[str]) -> None:
        if os.geteuid():
            line = re.sub(r"-[og] \d+", "", line)
        done = subprocess.run(
            [*as_whom, "sh", "-c", line],
            cwd=self.folder,
            env=self._environment(),
            capture_output=True,
            text=True,
        )
        assert not done.returncode, f"{line}: {done.stdout}{done.stderr}"
        self.tried.append(line)
        self.said += done.stdout

    def _environment(self) -> dict[str, str]:
        """That of the image, without anything of this machine's but where Python is and that no package is fetched."""
        pairs = [
            pair for stage in stages().values() for rest in stage.of("ENV") for pair in shlex.split(rest)
        ]
        image = dict(pair.split("=", 1) for pair in pairs)
        programs = Path(sys.executable).parent
        return image | {
            "PATH": f"{programs}:{os.environ['PATH']}",
            "PIP_NO_INDEX": "1",
            "PIP_NO_CACHE_DIR": "1",
        }
