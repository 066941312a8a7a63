"""What every process that serves pages has in its memory, whatever it is asked for."""

import subprocess
import sys
from pathlib import Path

from booking_site.demo import environment_for, kept_secrets
from tests.processes import ROOT

STARTED = """
import sys, django
from django.urls import get_resolver
django.setup()
assert get_resolver().url_patterns  # which imports every view
print(*{name.partition(".")[0] for name in sys.modules})
"""


def test_libraries_that_no_page_needs_are_not_among_it(tmp_path: Path) -> None:
    environment = environment_for(8000, kept_secrets(tmp_path / "secrets"))

    said = subprocess.check_output([sys.executable, "-c", STARTED], cwd=ROOT, env=environment, text=True)

    imported = set(said.split())
    assert "studios" in imported
    assert not imported & {"PIL", "icalendar", "segno"}
