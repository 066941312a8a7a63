"""The worker's container is well as long as it looks for work."""

import os
import subprocess
import time
from pathlib import Path

from tests.deployment.test_compose import BOTH, of_the_site

LONGEST = 60.0  # seconds without a sign of life


@BOTH
def test_it_is_well_for_a_minute_after_each_sign_of_life(file: str, tmp_path: Path) -> None:
    worker = of_the_site(file)["worker"]
    (kept,) = [word.partition("=")[2] for word in worker["command"] if word.startswith("--alive-file=")]
    how, script = worker["healthcheck"]["test"]
    assert how == "CMD-SHELL"
    assert any(kept.startswith(f"{place}/") for place in worker["tmpfs"])

    seen = []
    for age in (None, 0.0, LONGEST / 2, LONGEST + 1):
        if age is not None:
            (tmp_path / "alive").touch()
            os.utime(tmp_path / "alive", (time.time() - age,) * 2)
        asked = script.replace(kept, str(tmp_path / "alive"))
        seen.append(subprocess.run(["/bin/sh", "-c", asked], capture_output=True).returncode == 0)

    assert seen == [False, True, True, False]
