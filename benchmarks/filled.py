"""A scratch database as two years of bookings leave it, made through the models: what a row weighs, and how long it
takes to look for work among so many, to write one more, and to read a thousand studios.

    .venv/bin/python -m benchmarks.filled
    .ci/with-postgres .venv/bin/python -m benchmarks.filled
"""

import os
import random
import secrets
import time
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import django

from benchmarks import figures

SEED = 7
STUDIOS = 20
BOOKINGS_OF_A_MEMBER = 4
SINCE = timedelta(days=730)


def saved_studios(number: int) -> list[Any]:
    from studios.models import Studio

    return [
        Studio.objects.create(name=f"Studio {n}", slug=f"studio-{secrets.token_hex(4)}", city=f"City {n % 100}",
            base_url="https://iron-oak.open-api.magicline.com", api_key=secrets.token_urlsafe(40),
            webhook_key=secrets.token_urlsafe(40), vendor_studio_id=n, address="Am Sandtorkai 12, 20457 Hamburg")
        for n in range(number)
    ]  # fmt: skip


def rows(bookings: int) -> list[list[Any]]:
    """Unsaved rows, one list for each table, in the order in which they can be saved."""
    from studios.models import Attempt, Booking, BookingChange, Letter, Member, WebhookMessage
    from studios.models.attempt_states import AttemptState

    chance, now = random.Random(SEED), datetime.now(UTC)  # noqa: S311
    studios = saved_studios(STUDIOS)
    members = [
        Member(chain=studios[0].chain, customer_id=2_000_000 + n, first_name="Alexandra", last_name="Weber-Lange",
            email=f"alexandra.weber.{n}@example.org", language="de", home_studio_id=1, signed_in_at=now)
        for n in range(bookings // BOOKINGS_OF_A_MEMBER)
    ]  # fmt: skip
    kept, attempts, letters, changes, messages = [], [], [], [], []
    for n in range(bookings):
        starts_at = (now - SINCE * (1 - n / bookings)).replace(minute=0, second=0, microsecond=0)
        ends_at, told_at = starts_at + timedelta(hours=1), starts_at - timedelta(days=7)
        studio, member = chance.choice(studios), chance.choice(members)
        told = {"starts_at": starts_at, "ends_at": ends_at, "title": "Personal Training, 60 Minuten",
            "start_text": f"{starts_at:%Y-%m-%dT%H:00:00.000}+01:00[Europe/Berlin]",
            "end_text": f"{ends_at:%Y-%m-%dT%H:00:00.000}+01:00[Europe/Berlin]",
            "instructors": ["Kai Brandt"], "appointment_id": 1_210_206, "cancel_cutoff_hours": 24,
            "price_words": "45 € je Termin"}  # fmt: skip
        booking = Booking(studio=studio, booking_id=9_000_000 + n, member=member, customer_id=member.customer_id,
            status="BOOKED", appointment_status="PLANNED", read_at=told_at, **told)  # fmt: skip
        kept.append(booking)
        attempts.append(Attempt(member=member, studio=studio, booking=booking, reference=booking.reference,
            state=AttemptState.BOOKED, created_at=told_at, sent_at=told_at, gives_up_at=told_at, unsure_at=told_at,
            known_booking_ids=[9_000_001, 9_000_002], instructor_ids=[77], **told))  # fmt: skip
        letters += [
            Letter(key=f"{kind}:{booking.reference}", kind=kind, member=member, booking=booking, owed_at=told_at,
                sent_at=told_at)
            for kind in ("booked", "reminder")
        ]  # fmt: skip
        if n % 5 == 0:
            changes.append(BookingChange(booking=booking, kind="cancelled", by_member=True, was=["BOOKED"],
                became=["CANCELED"], noticed_at=told_at, told_at=told_at))  # fmt: skip
        messages.append(WebhookMessage(studio=studio, uuid=secrets.token_hex(18), entity_id=booking.booking_id,
            types=["APPOINTMENT_BOOKING_CREATED"], received_at=told_at, processed_at=told_at))  # fmt: skip
    return [members, kept, attempts, letters, changes, messages, _tasks(bookings), _sessions(bookings)]


def _tasks(number: int) -> list[Any]:
    from django_tasks_db.models import DBTaskResult

    now = datetime.now(UTC)
    return [
        DBTaskResult(status="SUCCESSFUL", enqueued_at=now, started_at=now, finished_at=now,
            args_kwargs={"args": [1_000_000 + n], "kwargs": {}}, priority=40, queue_name="default",
            backend_name="default", task_path="studios.my_bookings.tasks.send", run_after=now, return_value=None,
            worker_ids=[secrets.token_hex(16)], exception_class_path="", traceback="")
        for n in range(number)
    ]  # fmt: skip


def _sessions(number: int) -> list[Any]:
    from django.contrib.sessions.backends.db import SessionStore
    from django.contrib.sessions.models import Session

    from studios.signing_in.session import ACTING, EPOCHS, PEOPLE, SIGNED_IN_AT

    expires = datetime.now(UTC) + timedelta(days=30)
    return [
        Session(session_key=secrets.token_hex(16), expire_date=expires, session_data=SessionStore().encode(
            {PEOPLE: [[n]], EPOCHS: {str(n): 0}, SIGNED_IN_AT: 1_790_000_000, ACTING: n, "visited": ["studio-1"]}))
        for n in range(number)
    ]  # fmt: skip


def fill(bookings: int) -> None:
    for table in rows(bookings):
        type(table[0])._default_manager.bulk_create(table, batch_size=500)


def weights() -> dict[str, float]:
    """Bytes a row, indexes included, of every table that holds more than some."""
    from django.apps import apps
    from django.db import connection

    found = {}
    for model in apps.get_models():
        number, table = model._default_manager.count(), model._meta.db_table
        if number <= STUDIOS:
            continue
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute(
                    "SELECT sum(pgsize) FROM dbstat WHERE name IN (SELECT name FROM sqlite_master WHERE tbl_name = %s)",
                    [table],
                )
            else:
                cursor.execute("SELECT pg_total_relation_size(%s)", [table])
            found[model.__name__] = cursor.fetchone()[0] / number
    return found


def sweeps() -> dict[str, float]:
    """Milliseconds of each sweep when there is nothing to do: the quickest of three, when all is in memory."""
    from studios.sweeps import registered

    return {
        f"{sweep.name.removeprefix('studios.')} every {sweep.every}": 1000
        * min(figures.seconds(lambda sweep=sweep: sweep.run(datetime.now(UTC))) for _ in range(3))
        for sweep in registered()
    }


def writing() -> float:
    """Milliseconds of one small change, committed: the median by the clock on the wall."""
    from studios.models import Booking

    numbers = Booking.objects.values_list("pk", flat=True)[:500]
    changes = [lambda pk=pk: Booking.objects.filter(pk=pk).update(sequence=1) for pk in numbers]
    return 1000 * figures.median([figures.seconds(change) for change in changes])


def studio_costs() -> dict[str, float]:
    """Milliseconds of CPU for one studio more, where all of a site or of a chain are read."""
    from django.test import Client as Browser

    from studios import connections
    from studios.models import Studio

    number = 1000
    saved_studios(number)
    acts: dict[str, Callable[[], object]] = {
        "the list of studios": lambda: Browser().get("/"),
        "reading them with their keys": lambda: list(Studio.objects.all()),
        "and a client for each": lambda: [connections.to(studio) for studio in Studio.objects.all()],
    }
    return {name: 1000 * min(worked(act) for _ in range(3)) / number for name, act in acts.items()}


def worked(act: Callable[[], object]) -> float:
    """Seconds of CPU of this thread."""
    before = time.thread_time()
    act()
    return time.thread_time() - before


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--bookings", type=int, default=20_000)
    bookings = parser.parse_args().bookings
    with TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{Path(folder) / 'filled.sqlite3'}")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
        django.setup()
        from django.core.management import call_command
        from django.db import connection

        call_command("migrate", verbosity=0)
        fill(bookings)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        print(f"{connection.vendor}, {bookings:,} bookings: bytes a row, its indexes included")
        for name, weight in weights().items():
            print(f"  {name:<24}{weight:8,.0f}")
        print("Sweeps that find nothing to do, ms")
        for name, ms in sorted(sweeps().items(), key=lambda one: -one[1]):
            print(f"  {name:<64}{ms:8.1f}")
        print(f"One small write: {writing():.2f} ms")
        print("For each studio, ms of CPU")
        for name, ms in studio_costs().items():
            print(f"  {name:<64}{ms:8.3f}")


if __name__ == "__main__":
    main()
