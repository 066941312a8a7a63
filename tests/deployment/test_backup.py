"""A backup is whole, private and readable, and what was restored from it is what was there."""

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from studios.management import backups
from tests.databases import on_sqlite, own_database, rows
from tests.processes import ROOT, secrets_of_the_demo
from tests.vendor import Vendor

NIGHT = datetime(2030, 1, 7, 2, 30, tzinfo=UTC)
NAMES = "SELECT first_name FROM studios_member"
MAKE = """
from studios.models import Member
Member.objects.create(chain="https://c", customer_id=1, first_name="NAME", email="a@example.org", language="en")
"""


class Place:
    """A database of its own, an environment that says no more than where it is, and a folder for copies."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.copies = url, folder / "copies"
        self.bare = {"PATH": os.environ["PATH"], "DATABASE_URL": url}
        self.full = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": url}

    def manage(self, *arguments: str, bare: bool = False) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env=self.bare if bare else self.full, check=True, capture_output=True, text=True,
        )  # fmt: skip
        return done.stdout.strip()

    def add_member(self, name: str) -> None:
        self.manage("shell", "-v0", "-c", MAKE.replace("NAME", name).replace("=1", f"={len(name)}"))

    def back_up(self, *arguments: str) -> Path:
        return Path(self.manage("backup", f"--into={self.copies}", *arguments, bare=True))

    def restore(self, copy: Path) -> None:
        self.manage("restore", "--noinput", str(copy), bare=True)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """Without any table yet."""
    with own_database(tmp_path) as url:
        yield Place(url, tmp_path)


@pytest.fixture
def site(place: Place) -> Place:
    place.manage("migrate", "-v0")
    return place


def test_what_was_lost_since_is_as_it_was_after_a_restore(site: Place) -> None:
    site.add_member("Ada")
    copy = site.back_up()
    site.add_member("Benjamin")

    site.restore(copy)

    assert rows(site.url, NAMES) == [("Ada",)]
    assert "No migrations to apply" in site.manage("migrate")


def test_a_copy_of_an_older_version_takes_the_place_of_a_newer_one(place: Place) -> None:
    place.manage("migrate", "-v0", "studios", "0002")
    copy = place.back_up()
    place.manage("migrate", "-v0")

    place.restore(copy)

    assert rows(place.url, "SELECT max(name) FROM django_migrations WHERE app = 'studios'") == [
        ("0002_move",)
    ]
    place.manage("migrate", "-v0")
    assert rows(place.url, NAMES) == []


def test_what_is_no_copy_changes_nothing(site: Place) -> None:
    site.add_member("Ada")
    (site.copies.parent / "notes.txt").write_text("not a database")

    with pytest.raises(subprocess.CalledProcessError) as failed:
        site.restore(site.copies.parent / "notes.txt")

    assert "This was not restored" in failed.value.stderr
    assert "Traceback" not in failed.value.stderr
    assert rows(site.url, NAMES) == [("Ada",)]


def test_nothing_is_replaced_unless_that_is_meant(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("builtins.input", lambda _question: "y")

    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("restore", tmp_path / "copy")


def test_it_needs_no_secret_and_its_file_is_nobody_elses_to_read(place: Place) -> None:
    copy = place.back_up()

    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.copies.stat().st_mode) == 0o700
    assert list(place.copies.iterdir()) == [copy]


def test_no_studios_key_can_be_read_in_it(site: Place, vendor: Vendor) -> None:
    site.manage("seed_demo", f"--sandbox-url={vendor.url}")

    written = site.back_up().read_bytes()

    if not on_sqlite():  # an archive is compressed
        copy = next(site.copies.iterdir())
        script = subprocess.run(["pg_restore", "--file=-", copy], check=True, capture_output=True)
        written = script.stdout
    assert b"hafen" in written
    assert [key for key in secrets_of_the_demo() if key.encode() in written] == []


@pytest.mark.skipif(not on_sqlite(), reason="PostgreSQL's own dump does this")
def test_writers_are_not_in_the_way_of_a_copy_and_it_is_of_one_moment(place: Place) -> None:
    with closing(sqlite3.connect(place.url.removeprefix("sqlite:///"), isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("CREATE TABLE plan (day)")
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("INSERT INTO plan VALUES ('half done')")

        copy = place.back_up()

        writer.execute("ROLLBACK")
    with closing(sqlite3.connect(copy)) as restored:
        assert restored.execute("SELECT * FROM plan").fetchall() == []


def test_what_cannot_be_copied_is_said_and_leaves_no_file(place: Place) -> None:
    place.copies.write_text("a file where the folder should be")

    with pytest.raises(subprocess.CalledProcessError) as failed:
        place.back_up()

    assert "There is no backup" in failed.value.stderr
    assert "Traceback" not in failed.value.stderr


@pytest.mark.skipif(on_sqlite(), reason="SQLite is copied by the driver")
def test_a_missing_program_is_named_with_its_package(place: Place) -> None:
    place.bare["PATH"] = ""

    with pytest.raises(subprocess.CalledProcessError) as failed:
        place.back_up()

    assert "postgresql-client" in failed.value.stderr
    assert list(place.copies.iterdir()) == []


@pytest.mark.skipif(on_sqlite(), reason="SQLite has no server that could be away")
def test_a_server_that_is_away_is_said_without_a_password(place: Place) -> None:
    place.bare["DATABASE_URL"] = "postgres://site:not-for-the-log@127.0.0.1:1/site"

    with pytest.raises(subprocess.CalledProcessError) as failed:
        place.back_up()

    assert "There is no backup" in failed.value.stderr
    assert "not-for-the-log" not in failed.value.stderr
    assert list(place.copies.iterdir()) == []


def test_the_newest_days_stay_and_what_is_not_a_copy_is_left_alone(tmp_path: Path) -> None:
    nights = [NIGHT + timedelta(days=day) for day in range(4)]
    copies = [tmp_path / f"site-{night:%Y%m%dT%H%M%S}Z.dump" for night in nights]
    others = [tmp_path / "site-notes.txt", tmp_path / "site-20300110T023000Z.dump.unfinished"]
    for path in (*copies, *others):
        path.touch()

    removed = backups.thin_out(tmp_path, keep=2, now=datetime.now(UTC))

    assert removed == copies[:2]
    assert sorted(tmp_path.iterdir()) == sorted([*copies[2:], *others])


def test_copies_before_upgrades_take_the_place_of_no_nightly_one(tmp_path: Path) -> None:
    nights = [NIGHT + timedelta(days=day) for day in range(3)]
    upgrades = [night + timedelta(hours=hours) for night in nights[::2] for hours in (8, 9)]
    for made_at in (*nights, *upgrades):
        (tmp_path / f"site-{made_at:%Y%m%dT%H%M%S}Z.dump").touch()

    removed = backups.thin_out(tmp_path, keep=2, now=datetime.now(UTC))

    assert [one.name[5:18] for one in removed] == ["20300107T0230", "20300107T1030", "20300107T1130"]
    assert len(list(tmp_path.iterdir())) == 4


def test_what_a_killed_process_left_half_written_goes_after_a_day(tmp_path: Path) -> None:
    (tmp_path / "site-20300110T023000Z.dump.unfinished").touch()

    backups.thin_out(tmp_path, keep=2, now=datetime.now(UTC) + timedelta(days=2))

    assert list(tmp_path.iterdir()) == []


def test_the_nightly_one_begins_with_a_copy_and_ends_when_it_is_told(place: Place) -> None:
    command = [sys.executable, "manage.py", "backup", f"--into={place.copies}", "--daily-at=02:30"]
    with subprocess.Popen(command, cwd=ROOT, env=place.bare, stdout=subprocess.PIPE, text=True) as nightly:
        first = Path(nightly.stdout.readline().strip())

        nightly.terminate()

        assert nightly.wait(timeout=20) == 0
    assert list(place.copies.iterdir()) == [first]


@pytest.mark.parametrize(("option", "said"), [("--keep=0", "1 or more"), ("--daily-at=night", "02:30")])
def test_what_makes_no_sense_is_refused(option: str, said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("backup", option)


@pytest.mark.skipif(on_sqlite(), reason="a damaged file is refused by the driver")
def test_a_copy_that_was_cut_off_changes_nothing(site: Place) -> None:
    site.add_member("Ada")
    copy = site.back_up()
    copy.write_bytes(copy.read_bytes()[:-2000])

    with pytest.raises(subprocess.CalledProcessError) as failed:
        site.restore(copy)

    assert "This was not restored" in failed.value.stderr
    assert rows(site.url, NAMES) == [("Ada",)]
