"""A server that treats each request as the test says, down to the bytes: for trouble below the Open API."""

import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

Act = Callable[[socket.socket, threading.Event], bool]
"""What is done to one request; whether the connection stays open afterwards."""


def answer(status: int = 200, body: bytes = b"", *headers: str, stays_open: bool = True) -> Act:
    return sends(http(status, body, *headers), stays_open=stays_open)


def http(status: int, body: bytes, *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def sends(data: bytes, *, stays_open: bool = False) -> Act:
    def act(connection: socket.socket, _stopping: threading.Event) -> bool:
        connection.sendall(data)
        return stays_open

    return act


def cuts() -> Act:
    return sends(b"")


def hangs() -> Act:
    def act(_connection: socket.socket, stopping: threading.Event) -> bool:
        stopping.wait(20)
        return False

    return act


def drips(data: bytes, seconds: float) -> Act:
    """One byte every so many seconds, after the first part that is not dripped."""

    def act(connection: socket.socket, stopping: threading.Event) -> bool:
        for byte in data:
            connection.sendall(bytes([byte]))
            if stopping.wait(seconds):
                break
        return False

    return act


@dataclass(frozen=True)
class Request:
    line: str
    headers: dict[str, str]
    body: bytes


class RudeServer:
    """Does the first act to the first request and so on; the last one to all that follow."""

    def __init__(self, *acts: Act, tls: ssl.SSLContext | None = None) -> None:
        self._acts = list(acts)
        self._tls = tls
        self._stopping = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept)]
        self.requests: list[Request] = []
        self.connections = 0
        self.closed = threading.Event()
        self.port = self._listener.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        # A thread that waits in accept() or recv() only wakes for a shutdown.
        for one in [self._listener, *self._open]:
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                one.close()
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            thread = threading.Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            if self._tls:
                connection = self._tls.wrap_socket(connection, server_side=True)
                self._open.append(connection)
            with connection.makefile("rb") as stream:
                while (request := _read(stream)) is not None:
                    self.requests.append(request)
                    act = self._acts[min(len(self.requests), len(self._acts)) - 1]
                    if not act(connection, self._stopping):
                        break
        except OSError:
            pass  # The client hung up, which is often the point.
        finally:
            connection.close()
            self.closed.set()


def _read(stream) -> Request | None:
    line = stream.readline().decode("latin-1").strip()
    if not line:
        return None
    headers = {}
    while header := stream.readline().decode("latin-1").strip():
        name, _, value = header.partition(":")
        headers[name.lower()] = value.strip()
    return Request(line, headers, stream.read(int(headers.get("content-length", 0))))
