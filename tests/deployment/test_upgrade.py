"""`make upgrade`, in a checkout of its own: everything in its order and for real, and only the programs that would
start and stop something are stand-ins, which write down when they were called."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.databases import on_sqlite, own_database, rows
from tests.deployment.test_image import settings
from tests.processes import ROOT, copy_project

FILES = ("Makefile", "requirements.txt", "constraints.txt", "compose.yaml", ".gitignore")
RELOAD = "proxy caddy reload --config /etc/caddy/Caddyfile"
MIGRATED = "SELECT count(*) FROM django_migrations WHERE name = '0008_finding'"
# What it is called with, which version the checkout has then, and how many backups there are.
STAND_IN = """#!/bin/sh
echo "$(basename "$0") $* [$(cat VERSION), $(ls var/backups 2>/dev/null | wc -l)]" >>"$CALLS"
case "$*" in "compose config --services") echo "$SERVICES" ;; esac
case "$*" in *"$FAILS"*) exit 1 ;; esac
"""


class Checkout:
    """A clone of a project whose version "old" is checked out; "new" is there to be fetched."""

    def __init__(self, folder: Path, database: str) -> None:
        self.folder, self.database, self.calls = folder / "checkout", database, folder / "calls"
        origin = folder / "origin"
        copy_project(origin, "deploy")
        for file in FILES:
            shutil.copy(ROOT / file, origin)
        self._git(origin, "init", "--quiet")
        for version in ("old", "new"):
            (origin / "VERSION").write_text(version)
            self._git(origin, "add", ".")
            self._git(origin, "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-qm", version)
            if version == "old":
                self._git(folder, "clone", "--quiet", str(origin), str(self.folder))
        self._git(origin, "tag", "v2")
        (self.folder / ".venv").symlink_to(Path(sys.executable).parent.parent)
        (self.folder / "var").mkdir()
        programs = folder / "programs"
        programs.mkdir()
        for name in ("systemctl", "docker", "sudo"):
            (programs / name).write_text(STAND_IN)
            (programs / name).chmod(0o755)
        names = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
        self.environment = settings(database) | {
            "PATH": f"{programs}:{os.environ['PATH']}", "PIP_NO_INDEX": "1", "CALLS": str(self.calls),
            "SERVICES": "\n".join(reversed(names)), "FAILS": "nothing",
        }  # fmt: skip

    def manage(self, *arguments: str) -> None:
        subprocess.run(
            [".venv/bin/python", "manage.py", *arguments], cwd=self.folder, env=self.environment, check=True
        )

    def upgrade(self, *variables: str, fails: str = "nothing") -> tuple[int, str]:
        done = subprocess.run(
            ["make", "--no-print-directory", "upgrade", *variables],
            cwd=self.folder, env=self.environment | {"FAILS": fails}, capture_output=True, text=True,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    def called(self) -> list[str]:
        return self.calls.read_text().splitlines() if self.calls.exists() else []

    def _git(self, where: Path, *arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=where, check=True)


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Checkout]:
    with own_database(tmp_path) as url:
        yield Checkout(tmp_path, url)


@pytest.mark.skipif(not on_sqlite(), reason="PostgreSQL has no pause")
def test_on_sqlite_it_stops_copies_changes_migrates_and_starts(checkout: Checkout) -> None:
    checkout.manage("migrate", "-v0", "studios", "0007")

    code, said = checkout.upgrade("VERSION=v2")

    assert code == 0, said
    assert checkout.called() == [
        "systemctl stop booking-web booking-worker [old, 0]",
        "systemctl start booking-worker booking-web [new, 1]",
    ]
    assert rows(checkout.database, MIGRATED) == [(1,)]
    (copy,) = (checkout.folder / "var" / "backups").iterdir()
    assert rows(f"sqlite:///{copy}", MIGRATED) == [(0,)]


@pytest.mark.skipif(on_sqlite(), reason="SQLite has a pause")
def test_on_postgresql_nothing_stops_before_something_else_answers(checkout: Checkout) -> None:
    checkout.manage("migrate", "-v0", "studios", "0007")

    code, said = checkout.upgrade("VERSION=v2")

    assert code == 0, said
    assert checkout.called() == [
        "systemctl restart booking-worker [new, 1]",
        "systemctl reload booking-web [new, 1]",
    ]
    assert rows(checkout.database, MIGRATED) == [(1,)]


@pytest.mark.skipif(not on_sqlite(), reason="the same on both")
def test_a_version_that_is_not_there_stops_nothing(checkout: Checkout) -> None:
    for variables in ([], ["IN=containers"]):
        code, said = checkout.upgrade("VERSION=v3", *variables)

        assert code != 0
        assert "There is no version v3" in said
    assert checkout.called() == []


@pytest.mark.skipif(not on_sqlite(), reason="the same on both")
def test_without_a_backup_the_version_that_ran_runs_again(checkout: Checkout) -> None:
    (checkout.folder / "var" / "backups").write_text("a file where the folder should be")

    code, said = checkout.upgrade("VERSION=v2")

    assert code != 0
    assert "There is no backup" in said
    assert "The site runs again" in said
    assert [call.partition(" [")[0] for call in checkout.called()] == [
        "systemctl stop booking-web booking-worker",
        "systemctl start booking-worker booking-web",
    ]
    assert (checkout.folder / "VERSION").read_text() == "old"


@pytest.mark.skipif(not on_sqlite(), reason="the same on both")
def test_what_cannot_be_installed_is_not_started_and_that_is_said(checkout: Checkout) -> None:
    checkout.environment["PIP_TIMEOUT"] = "no number"  # so pip fails

    code, said = checkout.upgrade("VERSION=v2")

    assert code != 0
    assert "The site is stopped" in said
    assert checkout.called() == ["systemctl stop booking-web booking-worker [old, 0]"]


@pytest.mark.skipif(not on_sqlite(), reason="the same on both")
def test_whoever_does_not_own_the_site_is_sent_away(checkout: Checkout) -> None:
    if os.geteuid():
        pytest.skip("only root can give files away")
    os.chown(checkout.folder / "manage.py", 65534, 65534)

    code, said = checkout.upgrade()

    assert code != 0
    assert "Run this as nobody" in said
    assert checkout.called() == []


@pytest.mark.skipif(not on_sqlite(), reason="the same on both")
def test_containers_are_replaced_one_after_the_other(checkout: Checkout) -> None:
    code, said = checkout.upgrade("IN=containers", "VERSION=v2")

    assert code == 0, said
    assert checkout.called() == [
        f"docker compose {words} [new, 0]"
        for words in (
            "build --pull",
            "up --detach --wait database",
            "run --rm -T backup python manage.py backup",
            "run --rm -T --no-deps web-a python manage.py migrate --noinput",
            "up --detach --no-deps --wait worker",
            "up --detach --no-deps --wait proxy",
            "config --services",
            f"exec -T --env WEB=web-b:8000 --env WEB_BACK=web-b:8000 {RELOAD}",
            "up --detach --no-deps --wait web-a",
            f"exec -T --env WEB=web-a:8000 --env WEB_BACK=web-a:8000 {RELOAD}",
            "up --detach --no-deps --wait web-b",
            f"exec -T --env WEB=web-a:8000 web-b:8000 --env WEB_BACK=web-b:8000 web-a:8000 {RELOAD}",
            "up --detach --wait",
        )
    ]


@pytest.mark.skipif(not on_sqlite(), reason="the same on both")
@pytest.mark.parametrize(
    ("fails", "last"),
    [
        ("backup python", "docker compose run --rm -T backup python manage.py backup [old, 0]"),
        ("migrate", "docker compose run --rm -T --no-deps web-a python manage.py migrate --noinput [old, 0]"),
        ("wait web-a", "docker compose up --detach --no-deps --wait web-a [old, 0]"),
    ],
)
def test_what_fails_leaves_the_rest_as_it_runs(checkout: Checkout, fails: str, last: str) -> None:
    code, said = checkout.upgrade("IN=containers", fails=fails)

    assert code != 0
    assert "Upgraded" not in said
    assert checkout.called()[-1] == last
