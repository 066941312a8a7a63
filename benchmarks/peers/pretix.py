"""pretix, the free ticket shop that gyms find first, with a week of sixty dates in one event series.

It is installed from the package index into an environment of its own. Its tables take minutes to make, so they are
made once and copied.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.peers import HOME, installed
from benchmarks.pinned import Worker, gunicorn, on_core
from tests.processes import Program, free_port, running, wait_until_it_answers
from tests.redis_server import running_redis

VERSION = "2026.8.0"
PACKAGES = (f"pretix=={VERSION}", "gunicorn==27.0.1", "whitenoise==6.12.0")
EMPTY = HOME / "pretix" / f"empty-{VERSION}.sqlite3"

CONFIG = """
[pretix]
instance_name=Benchmarks
url=http://127.0.0.1:PORT
datadir=FOLDER
registration=off
[database]
backend=sqlite3
name=FOLDER/db.sqlite3
[redis]
location=REDIS
sessions=true
[mail]
from=bookings@example.org
"""
WEEK = """
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo
from django_scopes import scopes_disabled
from pretix.base.models import Event, Item, Organizer, Quota, SubEvent
today = datetime.now(ZoneInfo("Europe/Berlin")).replace(hour=0, minute=0, second=0, microsecond=0)
monday = today + timedelta(days=7 - today.weekday())
with scopes_disabled():
    gym = Organizer.objects.create(name="Gym", slug="gym")
    event = Event.objects.create(organizer=gym, name="Personal training", slug="training", live=True, testmode=False,
        currency="EUR", has_subevents=True, is_public=True, date_from=monday, plugins="pretix.plugins.banktransfer")
    event.settings.timezone, event.settings.event_list_type = "Europe/Berlin", "week"
    event.settings.locales, event.settings.locale = ["en"], "en"
    training = Item.objects.create(event=event, name="Training", default_price=0, active=True)
    for day in range(6):
        for hour in range(8, 18):
            starts = monday + timedelta(days=day, hours=hour)
            date = SubEvent.objects.create(event=event, name="Personal training", active=True, date_from=starts,
                date_to=starts + timedelta(hours=1))
            Quota.objects.create(event=event, subevent=date, name="places", size=1).items.add(training)
print("WEEK", monday.strftime("%G-W%V"))
"""
WITH_STATICS = """
from pathlib import Path
import pretix
from pretix.wsgi import application as site
from whitenoise import WhiteNoise
application = WhiteNoise(site, root=Path(pretix.__file__).parent / "static.dist", prefix="static/")
"""


@contextmanager
def running_peer(folder: Path, core: int) -> Iterator[tuple[str, Worker]]:
    """The address of its week, and its worker; database and logs are below `folder`."""
    python = installed("pretix", *PACKAGES) / "python"
    port, data = free_port(), folder / "pretix"
    data.mkdir()
    (data / "with_statics.py").write_text(WITH_STATICS)
    with running_redis() as redis:
        config = CONFIG.replace("PORT", str(port)).replace("FOLDER", str(data)).replace("REDIS", redis.url)
        (data / "pretix.cfg").write_text(config)
        environment = os.environ | {
            "PRETIX_CONFIG_FILE": str(data / "pretix.cfg"),
            "DJANGO_SETTINGS_MODULE": "pretix.settings",
            "PYTHONPATH": str(data),
        }

        def manage(*command: str) -> str:
            told = subprocess.run(  # noqa: S603
                [python, "-m", "pretix", *command],
                cwd=data, env=environment, check=False, capture_output=True, text=True,
            )  # fmt: skip
            if told.returncode:
                print(told.stderr, file=sys.stderr)
                raise RuntimeError(f"its command {command[0]} failed; what it said is printed")
            return told.stdout

        if not EMPTY.exists():
            manage("migrate", "-v0")
            shutil.copy(data / "db.sqlite3", EMPTY)
            static = next(python.parent.parent.glob("lib/python*/site-packages/pretix/static.dist"))
            subprocess.run([python, "-m", "whitenoise.compress", "-q", static], check=True)  # noqa: S603
        shutil.copy(EMPTY, data / "db.sqlite3")
        week = manage("shell", "-c", WEEK).split("WEEK ")[1].strip()
        command = gunicorn(port, "with_statics", workers=1)
        with running(on_core(core, Program(command, environment, data / "web.log", str(python)))) as web:
            url = f"http://127.0.0.1:{port}/gym/training/?style=week&date={week}"
            wait_until_it_answers(url)
            yield url, Worker(web)
