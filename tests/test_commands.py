"""The commands that set up a trial site: the sandbox as a server of its own, the demo's studios, the demo's start."""

import os
import signal
import socket
import stat
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import override_settings

from booking_site import demo
from studios.legal.finding import missing
from studios.models import AppointmentSettings, LegalPage, Studio
from studios.sandbox.seed import DEMO_MEMBERS, DEMO_STUDIOS
from studios.staff.roles import Role, role_of
from tests.vendor import Vendor

ROOT = Path(__file__).resolve().parent.parent


def seed(*arguments: str) -> str:
    out = StringIO()
    call_command("seed_demo", "--sandbox-url=http://127.0.0.1:8100/", *arguments, stdout=out)
    return out.getvalue()


def password_in(said: str, username: str) -> str:
    return said.split(f"{username}, password ")[1].split()[0]


def test_seeding_makes_the_sandboxs_studios_and_two_logins(db: None) -> None:
    said = seed()

    assert {studio.slug for studio in Studio.objects.all()} == {demo.slug for demo in DEMO_STUDIOS}
    assert Studio.objects.get(slug="lisboa").base_url == "http://127.0.0.1:8100/pulse"
    assert User.objects.get(username="admin").check_password(password_in(said, "admin"))
    assert User.objects.get(username="hafen").check_password(password_in(said, "hafen"))


def test_one_login_sees_everything_and_the_other_one_studio(db: None) -> None:
    seed()

    admin, desk = (User.objects.get(username=name) for name in ("admin", "hafen"))
    assert (role_of(admin), role_of(desk)) == (Role.EVERYTHING, Role.DESK)
    assert [studio.slug for studio in desk.studios.all()] == ["hafen"]


def test_seeding_decides_something_at_one_studio_and_leaves_what_was_decided_since(
    db: None, vendor: Vendor
) -> None:
    call_command("seed_demo", f"--sandbox-url={vendor.url}", stdout=StringIO())
    first = Studio.objects.get(slug="hafen")
    priced = AppointmentSettings.objects.get(price="priced")
    Studio.objects.filter(pk=first.pk).update(accent_colour="", confirmation_text="Mine.")
    AppointmentSettings.objects.update(price="unsaid", price_words="")

    call_command("seed_demo", f"--sandbox-url={vendor.url}", stdout=StringIO())

    again = Studio.objects.get(slug="hafen")
    assert first.accent_colour
    assert first.confirmation_text
    assert (priced.studio, priced.title, priced.shown_price) == (
        first,
        "Deep Tissue Massage",
        "45 € per session",
    )
    assert (again.accent_colour, again.confirmation_text) == ("", "Mine.")
    assert not AppointmentSettings.objects.exclude(price="unsaid").exists()


def test_seeding_learns_how_the_studios_can_be_reached(db: None, vendor: Vendor) -> None:
    call_command("seed_demo", f"--sandbox-url={vendor.url}", stdout=StringIO())

    assert all(studio.telephone and studio.address for studio in Studio.objects.all())
    assert Studio.objects.get(slug="hafen").vendor_studio_id == 4101


def test_seeding_again_keeps_what_the_desk_changed(db: None) -> None:
    seed("--admin-password=first-password")
    Studio.objects.filter(slug="hafen").update(slug="altona", name="Altona", cancel_cutoff_hours=2)

    said = seed()

    assert Studio.objects.count() == len(DEMO_STUDIOS)
    assert Studio.objects.get(slug="altona").cancel_cutoff_hours == 2
    assert "the password it already has" in said
    assert User.objects.get(username="admin").check_password("first-password")


def test_seeding_writes_the_laws_pages_once_and_they_move_with_their_chain(db: None) -> None:
    seed()
    LegalPage.objects.filter(chain="http://127.0.0.1:8100/pulse").update(text="Written at the desk.")

    call_command("seed_demo", "--sandbox-url=http://127.0.0.1:8200", stdout=StringIO())

    chains = {studio.chain for studio in Studio.objects.all()}
    assert [chain for chain in chains if missing(chain)] == []
    assert set(LegalPage.objects.values_list("chain", flat=True)) == chains
    written = LegalPage.objects.filter(chain="http://127.0.0.1:8200/pulse")
    assert set(written.values_list("text", flat=True)) == {"Written at the desk."}


def test_a_password_that_is_given_is_set(db: None) -> None:
    seed()
    seed("--admin-password=second-password", "--desk-password=third-password")

    assert User.objects.get(username="admin").check_password("second-password")
    assert User.objects.get(username="hafen").check_password("third-password")


def test_seeding_again_keeps_what_was_decided_about_the_logins(db: None) -> None:
    seed()
    User.objects.get(username="hafen").studios.set(Studio.objects.filter(slug="ost"))

    seed("--desk-password=another-password")

    assert [studio.slug for studio in User.objects.get(username="hafen").studios.all()] == ["ost"]


@pytest.mark.parametrize("url", ["https://evil.example", "http://192.0.2.1:8100"])
def test_seeding_refuses_an_address_that_no_key_may_go_to(db: None, url: str) -> None:
    with pytest.raises(CommandError, match=r"evil\.example|https"):
        call_command("seed_demo", f"--sandbox-url={url}")

    assert not Studio.objects.exists()


@override_settings(INSECURE_HTTP=False)
def test_a_real_site_gets_no_made_up_studios(db: None) -> None:
    with pytest.raises(CommandError, match="trial site"):
        seed()

    assert not User.objects.exists()


def test_the_sandbox_prints_what_to_connect_and_ends_on_request() -> None:
    # Nothing in its environment: it needs no secrets and no database.
    running = subprocess.Popen(
        [sys.executable, "manage.py", "sandbox", "--port=0"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    lines = []
    while "Ctrl-C" not in (line := running.stdout.readline()):
        lines.append(line)
    running.send_signal(signal.SIGTERM)
    rest, _ = running.communicate(timeout=20)

    printed = "".join(lines)
    assert running.returncode == 0
    assert "has stopped" in rest
    assert all(studio.api_key in printed and f"/{studio.tenant}" in printed for studio in DEMO_STUDIOS)
    assert all(member.email in printed for member in DEMO_MEMBERS)


def test_a_port_in_use_is_said_in_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(CommandError, match=f"Port {port} cannot be used"):
            call_command("sandbox", f"--port={port}")


def test_the_demos_secrets_are_private_and_made_once(tmp_path: Path) -> None:
    file = tmp_path / "demo.env"

    made = demo.kept_secrets(file)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert demo.kept_secrets(file) == made
    assert len(made["SECRET_KEY"]) >= 50


def test_a_secret_that_an_older_demo_did_not_have_is_added(tmp_path: Path) -> None:
    file = tmp_path / "demo.env"
    file.write_text("SECRET_KEY=as-it-was\nFIELD_ENCRYPTION_KEYS=as-it-was\nADMIN_PASSWORD=as-it-was\n")

    kept = demo.kept_secrets(file)

    assert [name for name in kept if kept[name] != "as-it-was"] == ["DESK_PASSWORD"]
    assert demo.kept_secrets(file) == kept


def test_the_demo_says_which_port_is_in_use(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))

        code = run_demo(monkeypatch)

    assert code == 1
    assert f"Port {port} is in use" in capsys.readouterr().err


@pytest.mark.parametrize("port", ["0", "http", "65536", "-1"])
def test_the_demo_refuses_what_is_no_port(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], port: str
) -> None:
    monkeypatch.setenv("SANDBOX_PORT", port)

    assert run_demo(monkeypatch) == 1
    assert "is not a port" in capsys.readouterr().err


def run_demo(monkeypatch: pytest.MonkeyPatch) -> int:
    """`main` in this process, whose signals are pytest's and stay so."""
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    return demo.main()
