"""Other free booking software, each in an environment of its own in var/peers/, installed when first needed."""

import subprocess
import sys
from pathlib import Path

from tests.processes import ROOT

HOME = ROOT / "var" / "peers"


def installed(name: str, *packages: str) -> Path:
    """The folder of its programs. Raises `RuntimeError` with the reason where it cannot be installed."""
    programs = HOME / name / "bin"
    if not any((HOME / name).glob(f"lib/python*/site-packages/{name}-*.dist-info")):
        _run(sys.executable, "-m", "venv", HOME / name)
        _run(programs / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages)
    return programs


def _run(*command: str | Path) -> None:
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        print(done.stderr, file=sys.stderr)
        raise RuntimeError("it could not be installed from the package index; what pip said is printed")
