"""`make run`: the site, a sandbox for it to talk to, and the task worker, started together and ended together.

Everything it makes is kept in `var/`, so that a second run goes on where the first one ended.
"""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import NoReturn

from studios.sandbox.seed import DEMO_MEMBERS

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
LONGEST_START_SECONDS = 60
LONGEST_END_SECONDS = 10
GUNICORN = (
    "gunicorn", "booking_site.wsgi", "--worker-class", "gthread", "--workers", "2", "--threads", "8",
    "--no-control-socket", "--log-level", "warning", "--graceful-timeout", "5",
)  # fmt: skip
Children = dict[str, subprocess.Popen[bytes]]


class CannotRun(Exception):
    """Why the demo cannot start or go on; the text is a sentence for whoever started it."""


def main() -> int:
    """Runs until Ctrl-C or SIGTERM (0), or until something is wrong (1)."""
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.default_int_handler)
    children: Children = {}
    try:
        _run(_port("PORT", 8000), _port("SANDBOX_PORT", 8100), children)
        _watch(children)
    except KeyboardInterrupt:
        code = 0
    except CannotRun as reason:
        print(reason, file=sys.stderr, flush=True)
        code = 1
    finally:
        _end(children)
    if not code:
        print("The demo has ended. Its data is kept in var/ for the next time.", flush=True)
    return code


def _run(port: int, sandbox_port: int, children: Children) -> None:
    """Starts everything in its order; what was started is in `children`, whatever happens."""
    _check_free("PORT", port)
    _check_free("SANDBOX_PORT", sandbox_port)
    VAR.mkdir(exist_ok=True)
    kept = kept_secrets(VAR / "demo.env")
    environment = environment_for(port, kept)
    site_url, sandbox_url = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{sandbox_port}"
    passwords = kept["ADMIN_PASSWORD"], kept["DESK_PASSWORD"]

    print("Getting the database and the demo data ready ...", flush=True)
    _do(environment, "migrate", "--verbosity=0")
    _do(environment, "collectstatic", "--noinput", "--verbosity=0")
    children["sandbox"] = _start(
        environment,
        "manage.py",
        "sandbox",
        f"--port={sandbox_port}",
        f"--state={VAR / 'sandbox.json'}",
        f"--hooks={site_url}/webhooks/magicline/",
        "-v0",
    )
    _wait_for(sandbox_port, "/_sandbox/openapi.json", children)
    _do(
        environment,
        "seed_demo",
        f"--sandbox-url={sandbox_url}",
        f"--admin-password={passwords[0]}",
        f"--desk-password={passwords[1]}",
        "-v0",
    )
    children["site"] = _start(environment, "-m", *GUNICORN, f"--bind=127.0.0.1:{port}")
    children["worker"] = _start(environment, "manage.py", "db_worker")
    _wait_for(port, "/health/live/", children)
    print(guide(site_url, sandbox_url, *passwords), flush=True)


def kept_secrets(file: Path) -> dict[str, str]:
    """The demo's secrets, made at the first run: with new ones, the stored keys could not be read any more.

    One that an older demo did not have yet is added.
    """
    kept = dict(line.split("=", 1) for line in file.read_text().splitlines()) if file.exists() else {}
    made = {
        "SECRET_KEY": secrets.token_urlsafe(60),
        "FIELD_ENCRYPTION_KEYS": urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "ADMIN_PASSWORD": secrets.token_urlsafe(9),
        "DESK_PASSWORD": secrets.token_urlsafe(9),
    }
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w") as more:
        more.writelines(f"{name}={value}\n" for name, value in made.items() if name not in kept)
    return made | kept


def environment_for(port: int, kept: Mapping[str, str]) -> dict[str, str]:
    """What the children see: every setting that matters, so that a `.env` of another purpose changes nothing."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "booking_site.settings",
        "DEBUG": "0",
        "DEMO": "1",
        "INSECURE_HTTP": "1",
        "SECRET_KEY": kept["SECRET_KEY"],
        "FIELD_ENCRYPTION_KEYS": kept["FIELD_ENCRYPTION_KEYS"],
        "SITE_URL": f"http://127.0.0.1:{port}",
        "SITE_NAME": "Iron & Oak",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "CSRF_TRUSTED_ORIGINS": "",
        "DATABASE_URL": f"sqlite:///{VAR / 'demo.sqlite3'}",
        "CACHE_URL": "locmemcache://",
        "SECURE_SSL_REDIRECT": "0",
        "SESSION_COOKIE_SECURE": "0",
        "CSRF_COOKIE_SECURE": "0",
        "SECURE_HSTS_SECONDS": "0",
        "BEHIND_PROXY": "0",
        "STAFF_SECOND_FACTOR": "0",
    }


def guide(site_url: str, sandbox_url: str, admin_password: str, desk_password: str) -> str:
    """Where to go, and as whom."""
    return "\n".join(
        [
            "",
            f"  Book an appointment   {site_url}/",
            f"  Mails and codes       {site_url}/demo/mail/",
            f"  In a gym's website    {site_url}/demo/embed/",
            f"  Styles                {site_url}/styles/",
            f"  The desk              {site_url}/admin/   admin / {admin_password}",
            f"                        of one studio only: hafen / {desk_password}",
            f"  Sandbox Open API      {sandbox_url}/_sandbox/state",
            "",
            "  Sign in as",
            *(f"    {member.email:<20} {member.good_for}" for member in DEMO_MEMBERS),
            "",
            "  Ctrl-C ends all of it; the data is kept in var/.",
        ]
    )


def _port(name: str, default: int) -> int:
    text = os.environ.get(name, "") or str(default)
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise CannotRun(f"{name}={text} is not a port: give a number from 1 to 65535.")
    return int(text)


def _check_free(name: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise CannotRun(
                f"Port {port} is in use; end what is running there or choose another: make run {name}={port + 1}"
            ) from error


# A session of its own for every child: Ctrl-C reaches this process alone, which then ends them in order.


def _do(environment: Mapping[str, str], command: str, *arguments: str) -> None:
    """One management command, to its end."""
    done = subprocess.run(  # noqa: S603 - the command lines are all in this file
        [sys.executable, "manage.py", command, *arguments],
        cwd=ROOT,
        env=dict(environment),
        check=False,
        start_new_session=True,
    )
    if done.returncode:
        raise CannotRun(f"“manage.py {command}” failed; what it says is above.")


def _start(environment: Mapping[str, str], *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603
        [sys.executable, *arguments], cwd=ROOT, env=dict(environment), start_new_session=True
    )


def _wait_for(port: int, path: str, children: Children) -> None:
    """Until `path` answers 200."""
    until = time.monotonic() + LONGEST_START_SECONDS
    while not _answers(port, path):
        _check_alive(children)
        if time.monotonic() > until:
            raise CannotRun(
                f"http://127.0.0.1:{port}{path} did not answer within {LONGEST_START_SECONDS} seconds."
            )
        time.sleep(0.1)


def _answers(port: int, path: str) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _watch(children: Children) -> NoReturn:
    while True:
        _check_alive(children)
        time.sleep(0.3)


def _check_alive(children: Children) -> None:
    for name, child in children.items():
        if child.poll() is not None:
            raise CannotRun(f"The {name} ended with exit code {child.returncode}, so all of it ends.")


def _end(children: Children) -> None:
    for impatient in (signal.SIGINT, signal.SIGTERM):  # a second one must not leave children behind
        signal.signal(impatient, signal.SIG_IGN)
    for child in children.values():
        child.terminate()
    until = time.monotonic() + LONGEST_END_SECONDS
    for child in children.values():
        try:
            child.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


if __name__ == "__main__":
    sys.exit(main())
