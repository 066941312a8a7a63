"""The load asks again and again over kept connections, and takes nothing for an answer that is none."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from benchmarks.load import Connection, Page, asked, pages_a_second
from benchmarks.memory import mixed_started, readings
from benchmarks.pinned import THREADS, bare_django, load_apart, started_django

WORDS = b"free times"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.close_connection = self.path == "/closing/"
        self.send_response(404 if self.path == "/missing/" else 200)
        self.send_header("Content-Length", str(len(WORDS)))
        self.end_headers()
        self.wfile.write(WORDS)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Says nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = Thread(target=running.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()
        thread.join()


def test_pages_are_counted(server: str) -> None:
    assert pages_a_second(Page(f"{server}/", "free"), 0.2, connections=2) > 10


def test_even_the_shortest_time_is_enough_for_a_page_of_each_connection(server: str) -> None:
    assert pages_a_second(Page(f"{server}/"), 0, connections=2) > 0


def test_a_connection_that_the_server_closed_is_opened_again(server: str) -> None:
    connection = Connection()

    bodies = [connection.ask(Page(f"{server}/closing/")) for _ in range(3)]

    connection.close()
    assert bodies == [WORDS] * 3


def test_an_answer_that_is_none_is_not_counted(server: str) -> None:
    with pytest.raises(RuntimeError, match="404"):
        pages_a_second(Page(f"{server}/missing/"), 0.2)
    with pytest.raises(RuntimeError, match="does not show"):
        asked(Page(f"{server}/", "booked"))


def test_bare_django_shows_as_many_free_times_from_its_template_and_from_its_cache(tmp_path: Path) -> None:
    with load_apart() as core, bare_django(tmp_path, core, 30) as (url, worker):
        shown = [asked(Page(f"{url}/{page}/")).count("choice=") for page in ("plain", "cached", "cached")]
        pss, uss = worker.memory()

    assert shown == [30, 30, 30]
    assert 5 < uss <= pss < 200


def test_a_started_project_knows_who_asks_and_shows_the_form_of_its_sign_in(tmp_path: Path) -> None:
    with load_apart() as core, started_django(tmp_path, core, 30) as (url, _, session):
        shown = [asked(page).count("choice=") for page in mixed_started(url, session)]
        stranger = asked(Page(f"{url}/mine/"))

    assert shown == [30, 30, 0, 30]
    assert "nobody" in stranger


def test_memory_is_first_read_when_every_thread_has_served(tmp_path: Path) -> None:
    with load_apart() as core, started_django(tmp_path, core, 30) as (url, worker, session):
        readings(mixed_started(url, session), worker, parts=0)

        (pid,) = worker.pids
        threads = len(list(Path(f"/proc/{pid}/task").iterdir()))

    assert threads >= 1 + THREADS
