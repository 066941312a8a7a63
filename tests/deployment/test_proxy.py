"""The proxy of the compose files, where Caddy is installed: what reaches the site, and that nobody notices a restart of
its web servers one after the other."""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import requests

from tests.databases import own_database
from tests.processes import ROOT, Program, free_port, gunicorn, running, wait_until_it_answers

CADDY = shutil.which("caddy", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")


def speaks_the_files_language() -> bool:
    """Caddy from 2.7 on; Debian 12 has an older one."""
    if not CADDY:
        return False
    said = subprocess.run([CADDY, "version"], capture_output=True, text=True).stdout
    version = re.search(r"(\d+)\.(\d+)", said)
    return bool(version) and (int(version[1]), int(version[2])) >= (2, 7)


pytestmark = pytest.mark.skipif(
    not speaks_the_files_language(), reason="there is no Caddy, or it is older than 2.7"
)


class Proxy:
    """Caddy with the file of the compose files, without TLS: that is its own."""

    def __init__(self, folder: Path) -> None:
        self.url = f"http://127.0.0.1:{free_port()}"
        self.environment = os.environ | {
            "SITE_URL": self.url, "CADDY_ADMIN": f"127.0.0.1:{free_port()}",
            "HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "XDG_DATA_HOME": str(folder),
        }  # fmt: skip
        self.program = Program([], self.environment, folder / "caddy.log")

    @contextmanager
    def before(self, *ports: int) -> Iterator[str]:
        """Running, with these web servers behind it; its address."""
        self.program.command = self._command("run")
        self.program.environment = self._behind(ports)
        with running(self.program):
            for _ in range(100):
                with suppress(requests.RequestException):
                    requests.get(f"{self.url}/health/live/", timeout=5)
                    break
                time.sleep(0.1)
            yield self.url

    def send_to(self, *ports: int) -> None:
        """As deploy/upgrade does it."""
        subprocess.run(self._command("reload"), env=self._behind(ports), check=True, capture_output=True)

    def _command(self, word: str) -> list[str]:
        address = [f"--address={self.environment['CADDY_ADMIN']}"] if word == "reload" else []
        return [str(CADDY), word, "--config", str(ROOT / "deploy" / "caddy" / "Caddyfile"), *address]

    def _behind(self, ports: Sequence[int]) -> dict[str, str]:
        webs = [f"127.0.0.1:{web}" for web in ports]
        return self.environment | {"WEB": " ".join(webs), "WEB_BACK": " ".join(webs[::-1])}


@pytest.fixture
def proxy(tmp_path: Path) -> Proxy:
    return Proxy(tmp_path)


class Version(BaseHTTPRequestHandler):
    """A web server that has one style sheet and says what it was asked."""

    sheet = ""

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        there = self.sheet in self.path or not self.path.startswith("/static/")
        self.send_response(200 if there else 404)
        self.end_headers()
        self.wfile.write("\n".join(f"{name}: {value}" for name, value in self.headers.items()).encode())

    do_POST = do_GET  # noqa: N815 - the server's own name

    def log_message(self, *_: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """The proxy hangs up where a body is too large."""


@pytest.fixture
def versions(proxy: Proxy) -> Iterator[str]:
    """The proxy before a web server of the new version and one of the old."""
    with ExitStack() as stack:
        ports = []
        for name in ("new", "old"):
            handler = type(name, (Version,), {"sheet": f"{name}.css"})
            server = stack.enter_context(Server(("127.0.0.1", 0), handler))
            stack.callback(server.shutdown)
            threading.Thread(target=server.serve_forever, daemon=True).start()
            ports.append(server.server_port)
        yield stack.enter_context(proxy.before(*ports))


def test_a_page_of_either_version_gets_its_style_sheet(versions: str) -> None:
    answers = {
        sheet: requests.get(f"{versions}/static/css/{sheet}", timeout=10).status_code
        for sheet in ("new.css", "old.css", "nobodys.css")
    }

    assert answers == {"new.css": 200, "old.css": 200, "nobodys.css": 404}


def test_what_a_visitor_says_about_itself_is_not_handed_on(versions: str) -> None:
    lies = {"X-Request-ID": "chosen-by-them", "X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https"}

    said = requests.get(f"{versions}/", headers=lies, timeout=10)

    assert "X-Forwarded-For: 127.0.0.1" in said.text
    assert "X-Forwarded-Proto: http\n" in f"{said.text}\n"
    assert [lie for lie in ("chosen-by-them", "192.0.2.7") if lie in said.text] == []
    assert "Server" not in said.headers


def test_who_asks_for_figures_is_answered_by_the_site(versions: str) -> None:
    figures = requests.get(f"{versions}/metrics", headers={"Authorization": "Bearer token"}, timeout=10)

    assert "Authorization: Bearer token" in figures.text


def test_what_is_far_too_large_ends_here(versions: str) -> None:
    large = requests.post(f"{versions}/", data=b"x" * 6_000_000, timeout=10)

    assert large.status_code == 413


class Visitors:
    """Several who ask for pages and send forms all the time; every answer that is an error of ours is kept."""

    def __init__(self, url: str) -> None:
        self.url, self.answers, self.wrong = url, 0, list[str]()
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._visit) for _ in range(4)]

    def __enter__(self) -> "Visitors":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def go_on(self, answers: int = 30) -> None:
        """Returns when they have had that many more, however busy the machine is."""
        enough, until = self.answers + answers, time.monotonic() + 120
        while self.answers < enough and not self.wrong:
            assert time.monotonic() < until, "nobody is answered"
            time.sleep(0.05)

    def _visit(self) -> None:
        with requests.Session() as session:
            while not self._stop.is_set():
                self._ask(session, "GET", "/health/ready/")
                self._ask(session, "POST", "/webhooks/magicline/")  # refused, which is an answer

    def _ask(self, session: requests.Session, method: str, path: str) -> None:
        try:
            status = session.request(method, self.url + path, data=b"{}", timeout=60).status_code
        except requests.RequestException as error:
            self.wrong.append(f"{method} {path}: {error}")
        else:
            self.answers += 1
            if status >= 500:
                self.wrong.append(f"{method} {path}: {status}")


@pytest.fixture
def webs(tmp_path: Path) -> Iterator[dict[int, Program]]:
    """Two web servers of the site, by port."""
    with own_database(tmp_path) as url, ExitStack() as stack:
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": url}
        found = {
            port: gunicorn(port, environment, tmp_path / f"{port}.log") for port in (free_port(), free_port())
        }
        for port, web in found.items():
            stack.enter_context(running(web))
            wait_until_it_answers(f"http://127.0.0.1:{port}/health/live/")
        yield found


def test_nobody_notices_that_the_web_servers_are_restarted_one_by_one(
    webs: dict[int, Program], proxy: Proxy
) -> None:
    with proxy.before(*webs) as url, Visitors(url) as visitors:
        for port, web in [*webs.items()] * 2:
            proxy.send_to(*(other for other in webs if other != port))
            web.stop()
            web.start()
            wait_until_it_answers(f"http://127.0.0.1:{port}/health/live/")
            visitors.go_on()
        proxy.send_to(*webs)
        visitors.go_on()

    assert visitors.wrong == []


def test_a_reload_of_the_service_is_not_noticed_either(webs: dict[int, Program], proxy: Proxy) -> None:
    port, web = next(iter(webs.items()))
    with proxy.before(port) as url, Visitors(url) as visitors:
        for _ in range(3):
            os.kill(web.process.pid, signal.SIGHUP)  # as ExecReload does
            visitors.go_on(100)

    assert visitors.wrong == []


def test_where_no_web_server_is_there_a_visitor_waits_for_one(webs: dict[int, Program], proxy: Proxy) -> None:
    with proxy.before(*webs) as url:
        for web in webs.values():
            web.stop()
        threading.Timer(1.0, next(iter(webs.values())).start).start()

        answer = requests.get(f"{url}/health/live/", timeout=30)

    assert answer.status_code == 200


def test_where_none_comes_a_visitor_is_told_in_a_sentence_what_to_do(proxy: Proxy) -> None:
    with proxy.before(free_port(), free_port()) as url:
        answer = requests.get(f"{url}/bookings/", timeout=40)

    assert (answer.status_code, answer.headers["Retry-After"]) == (502, "5")
    assert "look at your bookings first" in answer.text
    assert "Schau erst in deine Buchungen" in answer.text
