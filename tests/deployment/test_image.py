"""The image does what it is for as a user who owns nothing in it, over sources that cannot be written to."""

import base64
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
import yaml

from tests.databases import on_sqlite
from tests.deployment.image import NOT_TRIED, PLACE, USER, Image, command, health_check, stages
from tests.processes import ROOT, free_port

HOST = "book.example.org"
pytestmark = pytest.mark.skipif(not on_sqlite(), reason="the database is one of its own, once is enough")


def settings(database: str = "") -> dict[str, str]:
    """Those of a real site, on SQLite in var/."""
    return {
        "SECRET_KEY": "for-the-image-alone-0123456789-abcdefghijklmnopqrstuvwxyz",
        "FIELD_ENCRYPTION_KEYS": base64.urlsafe_b64encode(os.urandom(32)).decode(),
        "ALLOWED_HOSTS": HOST,
        "SITE_URL": f"https://{HOST}",
        "EMAIL_URL": "smtp://127.0.0.1:25",
        "DEFAULT_FROM_EMAIL": f"bookings@{HOST}",
        "OPERATOR_EMAIL": f"operator@{HOST}",
        "BEHIND_PROXY": "1",
    } | ({"DATABASE_URL": database} if database else {})


@pytest.fixture(scope="module")
def ready(image: Image) -> Image:
    code, said = image.run(["python", "manage.py", "migrate", "--noinput"], settings())
    assert code == 0, said
    return image


@contextmanager
def web_server(image: Image) -> Iterator[int]:
    """As a container starts it, on a port of its own; ended as a container is ended."""
    port = free_port()
    words = [word.replace("0.0.0.0:8000", f"127.0.0.1:{port}") for word in command("site")]
    running = image.start(words, settings())
    try:
        for _ in range(60):
            if image.run(health_check(), settings() | {"PORT": str(port)})[0] == 0:
                break
        else:
            raise AssertionError("it is not alive")
        yield port
    finally:
        running.terminate()
        said, _ = running.communicate(timeout=60)
    assert running.returncode == 0, said


def test_every_command_that_builds_it_was_run(image: Image) -> None:
    written = [line for stage in stages().values() for line in stage.of("RUN")]

    untried = [line for line in written if line not in image.tried]

    assert [line for line in untried if not line.startswith(NOT_TRIED)] == []
    assert "static files copied" in image.said


def test_it_serves_pages_and_their_style_sheets_and_ends_in_order(ready: Image) -> None:
    behind_the_proxy = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}
    before = ready.files()

    with web_server(ready) as port:
        page = requests.get(f"http://127.0.0.1:{port}/", headers=behind_the_proxy, timeout=20)
        sheet = re.search(r'href="(/static/[^"]+\.css)"', page.text)
        style = requests.get(f"http://127.0.0.1:{port}{sheet[1]}", headers=behind_the_proxy, timeout=20)

    assert page.status_code == 200
    assert "immutable" in style.headers["Cache-Control"]
    assert ready.files() == before


def test_it_has_nothing_to_complain_about(ready: Image) -> None:
    code, said = ready.run(
        ["python", "manage.py", "check", "--deploy", "--fail-level=WARNING", "--database=default"], settings()
    )

    assert code == 0, said


def test_the_worker_and_the_nightly_backup_run_in_it(ready: Image) -> None:
    before = ready.files()

    worker = ready.run(["python", "manage.py", "db_worker", "--batch"], settings())
    nightly = ready.start(command("backup"), {})
    copy = Path(nightly.stdout.readline().strip())
    nightly.terminate()

    assert worker[0] == 0, worker[1]
    assert nightly.communicate(timeout=20)[0] == ""
    assert copy.stat().st_size > 100_000
    assert copy.parent == ready.folder / "var" / "backups"
    assert ready.files() == before


def test_what_has_no_secrets_does_not_start(ready: Image) -> None:
    code, said = ready.run([word.replace("8000", str(free_port())) for word in command("site")], {})

    assert code != 0
    assert "SECRET_KEY" in said


def test_it_is_not_alive_where_nobody_answers(ready: Image) -> None:
    assert ready.run(health_check(), settings() | {"PORT": str(free_port())})[0] == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
def test_whoever_runs_it_can_write_nowhere_but_in_var(ready: Image) -> None:
    folders = [".", "booking_site", "studios/migrations", "staticfiles", "templates"]
    tries = " ".join(f"touch {folder}/planted && echo {folder};" for folder in folders)

    _code, said = ready.run(["sh", "-c", f"{tries} touch var/mine && rm var/mine && echo var; id -u"], {})

    assert [line for line in said.splitlines() if "denied" not in line] == ["var", str(USER)]


def test_every_stage_that_is_started_ends_as_that_user() -> None:
    for name in ("site", "backup"):
        stage = stages()[name]
        users = stages()[stage.base].of("USER") + stage.of("USER")
        assert users[-1] == f"{USER}:{USER}"
    assert list(stages())[-1] == "site"  # what is built where no other is asked for
    assert all(stage.of("WORKDIR") in ([], [PLACE]) for stage in stages().values())


def test_nothing_is_sent_to_the_engine_but_what_the_image_takes() -> None:
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    sent = {line[1:] for line in lines if line.startswith("!")}
    copied = [rest.split()[:-1] for rest in stages()["built"].of("COPY")]

    assert "*" in lines
    assert sent == {name for names in copied for name in names}


def test_its_base_is_the_python_that_the_tests_run_on_and_its_dumps_fit_the_server() -> None:
    of_the_project = re.search(r'python_version = "([\d.]+)"', (ROOT / "pyproject.toml").read_text())[1]
    server = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]["database"]["image"]
    packages = [line for line in stages()["backup"].of("RUN") if "apt-get" in line]

    assert stages()["python"].base.startswith(f"python:{of_the_project}-slim-")
    assert re.search(r"postgresql-client-(\d+)", packages[0])[1] == re.search(r"postgres:(\d+)", server)[1]
