"""justbookmycal, the free booking page that is most like this site's free times: server-rendered, from a cached feed.

It is installed from the package index into an environment of its own, and deployed as its README says.
"""

import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from benchmarks.peers import installed
from benchmarks.pinned import Worker, on_core
from tests.processes import Program, free_port, running, wait_until_it_answers

PACKAGE = "justbookmycal==0.2.0"

# Twelve hours a day on six days, of which the feed takes two: sixty free times a week.
SETTINGS = """
SECRET_KEY: for-benchmarks-only-0123456789-abcdefghij
SYSTEM_EMAIL: bookings@example.org
OWNER_NAME: Thea
OWNER_EMAIL: thea@example.org
TIMEZONE: Europe/Berlin
TRUSTED_PROXIES: 0
DURATIONS: [60]
SLOT_STEP_MINUTES: 60
HORIZON_DAYS: 30
WORKING_HOURS: {mon: [OPEN], tue: [OPEN], wed: [OPEN], thu: [OPEN], fri: [OPEN], sat: [OPEN]}
ICS_FEEDS: ["CALENDAR"]
DATABASE_URI: "sqlite:///FOLDER/peer.sqlite3"
""".replace("OPEN", '"08:00-20:00"')
FREE_TIMES = 60

_TAKEN = """BEGIN:VEVENT
UID:{hour}@example.org
DTSTAMP:{day}T000000Z
DTSTART;TZID=Europe/Berlin:{day}T{hour}0000
DURATION:PT1H
RRULE:FREQ=DAILY
SUMMARY:Taken
END:VEVENT
"""


@contextmanager
def running_peer(folder: Path, core: int | None = None) -> Iterator[tuple[str, Worker]]:
    """The address of its page of the next whole week, and its worker; database and logs are in `folder`."""
    programs = installed("justbookmycal", PACKAGE)
    port, settings = free_port(), folder / "peer.yaml"
    # What its command starts, with its own settings; only that it starts anew after 500 pages would cost it some.
    own = next(programs.parent.glob("lib/python*/site-packages/justbookmycal/gunicorn.conf.py"))
    command = ["-m", "gunicorn", f"--config={own}", f"--bind=127.0.0.1:{port}", "--max-requests=0",
               "justbookmycal.wsgi:main()"]  # fmt: skip
    environment = os.environ | {"CONFIG_FILE": str(settings), "DEBUG": "False"}
    with _feed() as feed:
        settings.write_text(SETTINGS.replace("CALENDAR", feed).replace("FOLDER", str(folder)))
        subprocess.run(  # noqa: S603
            [programs / "justbookmycal-cli", "-c", settings, "--db", "upgrade"],
            check=True, capture_output=True,
        )  # fmt: skip
        program = Program(command, environment, folder / "peer.log", str(programs / "python"))
        with running(program if core is None else on_core(core, program)) as web:
            url = f"http://127.0.0.1:{port}/?week={_monday() + timedelta(days=7)}"
            wait_until_it_answers(url)
            yield url, Worker(web)


def _monday() -> date:
    """Of this week, by the machine's clock."""
    today = date.today()  # noqa: DTZ011
    return today - timedelta(days=today.weekday())


@contextmanager
def _feed() -> Iterator[str]:
    """The address of a calendar that is taken at noon and at four."""
    taken = "".join(_TAKEN.format(day=f"{_monday():%Y%m%d}", hour=hour) for hour in (12, 16))
    calendar = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//example//EN\n{taken}END:VCALENDAR\n".replace(
        "\n", "\r\n"
    )

    class Feed(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/calendar; charset=utf-8")
            self.send_header("Content-Length", str(len(calendar)))
            self.end_headers()
            self.wfile.write(calendar.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Feed) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/calendar.ics"
        server.shutdown()
