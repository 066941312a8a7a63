"""Load on one page: a few connections that are kept, each asking again as soon as it was answered.

It reads no more of an answer than it has to, so that the load costs little beside what is measured.
"""

import socket
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

CONNECTIONS = 4
LONGEST_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Page:
    """What is asked, with a browser's headers; `shows` is a text that stands in the answer."""

    url: str
    shows: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def address(self) -> tuple[str, int]:
        where = urlsplit(self.url)
        return where.hostname or "", where.port or 80

    @property
    def request(self) -> bytes:
        where = urlsplit(self.url)
        target = f"{where.path}?{where.query}" if where.query else where.path
        lines = [f"GET {target} HTTP/1.1", f"Host: {where.netloc}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        return "\r\n".join([*lines, "", ""]).encode()


class Connection:
    """One that is kept; opened again where the server has closed it."""

    def __init__(self, page: Page) -> None:
        self._page, self._request = page, page.request
        self._socket: socket.socket | None = None

    def ask(self) -> bytes:
        """The body, as it came. Raises `RuntimeError` for any other status than 200."""
        if self._socket is None:
            self._socket = socket.create_connection(self._page.address, timeout=LONGEST_SECONDS)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(self._request)
        head, _, body = self._until(b"\r\n\r\n").partition(b"\r\n\r\n")
        if not head.startswith((b"HTTP/1.1 200", b"HTTP/1.0 200")):
            raise RuntimeError(f"{self._page.url} was answered with {head.splitlines()[0].decode()}")
        names = dict(line.lower().split(b": ", 1) for line in head.splitlines()[1:])
        length = int(names[b"content-length"])
        parts, had = [body], len(body)
        while had < length:
            parts.append(self._more())
            had += len(parts[-1])
        if names.get(b"connection") == b"close":
            self.close()
        return b"".join(parts)

    def close(self) -> None:
        if self._socket:
            self._socket.close()
            self._socket = None

    def _until(self, end: bytes) -> bytes:
        data = b""
        while end not in data:
            data += self._more()
        return data

    def _more(self) -> bytes:
        if self._socket and (data := self._socket.recv(262_144)):
            return data
        raise RuntimeError(f"{self._page.url}: the connection was closed within an answer")


def pages_a_second(page: Page, seconds: float, connections: int = CONNECTIONS) -> float:
    """How many are answered. Raises `RuntimeError` when one is not, or does not show what it should."""
    numbers = [0] * connections
    failures: list[Exception] = []
    until = time.perf_counter() + seconds

    def visit(place: int) -> None:
        connection = Connection(page)
        try:
            while time.perf_counter() < until:
                connection.ask()
                numbers[place] += 1
        except Exception as failure:
            failures.append(failure)
        finally:
            connection.close()

    asked(page)
    started = time.perf_counter()
    visitors = [threading.Thread(target=visit, args=(place,)) for place in range(connections)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    if failures:
        raise failures[0]
    return sum(numbers) / (time.perf_counter() - started)


def asked(page: Page) -> str:
    """Asks once, and looks whether it is the page that was meant."""
    connection = Connection(page)
    body = connection.ask().decode(errors="replace")
    connection.close()
    if page.shows not in body:
        raise RuntimeError(f"{page.url} does not show “{page.shows}”")
    return body
