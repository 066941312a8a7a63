"""The sandbox on a socket: HTTP/1.1 with keep-alive on 127.0.0.1, one thread per connection."""

import logging
import socket
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from types import TracebackType
from typing import Self, cast

from studios.sandbox import seed, state_file
from studios.sandbox.app import App
from studios.sandbox.gym import Clock, Gym, utc_now
from studios.sandbox.hooks import Hooks
from studios.sandbox.mishaps import Mishaps
from studios.sandbox.problems import INVALID, Problem
from studios.sandbox.records import Records
from studios.sandbox.wire import Reply, Request, json_reply

log = logging.getLogger(__name__)
LARGEST_BODY = 1_000_000


class SandboxServer:
    """A sandbox of its own. `with SandboxServer() as sandbox:` serves in the background; `.url` is where.

    With a `state_file` nothing is lost by a restart: it is written after every change and before the answer.
    `hooks_url` is where webhooks of all tenants go, for a start and after every reset; ValueError if it is not on
    loopback. `hooks_pause` is in seconds. What is not given is as the state file has it.
    """

    def __init__(
        self,
        port: int = 0,
        state_file: Path | None = None,
        clock: Clock = utc_now,
        *,
        hooks_url: str | None = None,
        hooks_pause: float | None = None,
        hooks_tries: int | None = None,
    ) -> None:
        self._state_file = state_file
        self.gym = Gym(_records(state_file, clock), clock)
        self._stopping = threading.Event()
        given = {"url": hooks_url, "pause_seconds": hooks_pause, "most_tries": hooks_tries}
        self.hooks = Hooks(
            self.gym,
            Mishaps(),
            self._keep,
            {name: value for name, value in given.items() if value is not None},
        )
        self.app = App(self.hooks, self._keep, self._stopping.wait)
        self._server = _Server(("127.0.0.1", port), self.app, self._stopping)
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> Self:
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), name="sandbox", daemon=True
        )
        self._thread.start()
        self.hooks.start()
        return self

    def stop(self) -> None:
        """Ends the thread and every open connection, also those that are being kept waiting."""
        self._stopping.set()
        if self._thread is not None:
            self._server.shutdown()
            self._thread.join()
        self.hooks.stop()
        self._server.close_everything()

    def serve_forever(self) -> None:
        """Serve in this thread until interrupted."""
        self.hooks.start()
        try:
            self._server.serve_forever()
        finally:
            self.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _keep(self) -> None:
        if self._state_file is not None:
            state_file.save(self.gym.records, self._state_file)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 1024

    def __init__(self, address: tuple[str, int], app: App, stopping: threading.Event) -> None:
        self.app, self.stopping = app, stopping
        self._open: dict[socket.socket, threading.Thread] = {}
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        """Without asking the resolver for a name, which the standard library does and which can take seconds."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", int(self.server_address[1])

    def process_request_thread(self, request: socket.socket, client_address: object) -> None:  # type: ignore[override]
        self._open[request] = threading.current_thread()
        try:
            super().process_request_thread(request, cast("tuple[str, int]", client_address))
        finally:
            self._open.pop(request, None)

    def close_everything(self) -> None:
        """The listening socket, then every connection; waits until their threads have let go of them."""
        self.server_close()
        for connection, thread in list(self._open.items()):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                log.debug("a connection was closed already")
            thread.join(timeout=5)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away in the middle is none of our trouble; our own errors are caught in `_answer`."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "Sandbox", ""
    disable_nagle_algorithm = True
    wbufsize = -1  # one packet for head and body
    server: _Server

    def _answer(self) -> None:
        try:
            reply = self.server.app.answer(self._request())
        except ConnectionError:
            self.close_connection = True
            return
        except Problem as problem:
            self.close_connection = True
            reply = json_reply(problem.body("en"), problem.status)
        except Exception:
            log.exception("the sandbox failed at %s", self.command)
            reply = json_reply(Problem(500, "errormessage.upstream").body("en"), 500)
        self._send(reply)

    def __getattr__(self, name: str) -> Callable[[], None]:
        """`do_GET` and the like: every method, known or not, is answered by the app."""
        if name.startswith("do_"):
            return self._answer
        raise AttributeError(name)

    def _request(self) -> Request:
        """The whole request; a Problem, after which the connection closes, for a body that cannot be measured."""
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not (
            length.isascii() and length.isdigit() and len(length) < 12
        ):
            raise Problem(411, INVALID, "Content-Length")
        body = self._body(int(length))
        path, _, query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Request(self.command, path, query, headers, body)

    def _body(self, length: int) -> bytes:
        """All of it. One that is too large is read to its end all the same, or the client would not hear the answer."""
        if length > LARGEST_BODY:
            while length > 0 and (chunk := self.rfile.read(min(length, 65536))):
                length -= len(chunk)
            raise Problem(413, INVALID, "Content-Length")
        body = self.rfile.read(length)
        if len(body) < length:
            raise ConnectionAbortedError("the client went away in the middle of its request")
        return body

    def _send(self, reply: Reply) -> None:
        if reply.delivery == "cut":
            self.close_connection = True
            return
        head = self._head(reply)
        body = b"" if self.command == "HEAD" else reply.body
        match reply.delivery:
            case "drip_headers":
                self._drip(head, reply.drip_seconds)
                self.wfile.write(body)
            case "drip_body":
                self.wfile.write(head)
                self._drip(body, reply.drip_seconds)
            case "cut_body":
                self.wfile.write(head + body[: len(body) // 2])
                self.close_connection = True
            case _:
                self.wfile.write(head + body)

    def _head(self, reply: Reply) -> bytes:
        headers = {"Server": self.server_version, "Date": self.date_time_string(), **reply.headers}
        if reply.status != 204:
            headers |= {"Content-Type": reply.content_type, "Content-Length": str(len(reply.body))}
        if self.close_connection:
            headers["Connection"] = "close"
        phrase = self.responses.get(reply.status, ("Unknown",))[0]
        lines = [
            f"HTTP/1.1 {reply.status} {phrase}",
            *(f"{name}: {value}" for name, value in headers.items()),
        ]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    def _drip(self, text: bytes, seconds: float) -> None:
        for place in range(len(text)):
            self.wfile.write(text[place : place + 1])
            self.wfile.flush()
            if self.server.stopping.wait(seconds):
                return

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What the standard library refuses before we see it gets an error body as well."""
        self.close_connection = True
        self._send(json_reply(Problem(code, INVALID, "HTTP request").body("en"), code))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is inherited
        """Silent: the journal knows, and addresses may hold what does not belong in a log."""


def _records(path: Path | None, clock: Clock) -> Records:
    if path is None or not path.exists():
        return seed.records(clock())
    try:
        return state_file.load(path)
    except ValueError as error:
        raise ValueError(f"{path} is no state of this sandbox; delete it to begin anew. {error}") from error
