"""Load on one page: a few connections that are kept, each asking again as soon as it was answered.

It reads no more of an answer than it has to, so that the load costs little beside what is measured.
"""

import socket
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar
from urllib.parse import urlsplit

T = TypeVar("T")

CONNECTIONS = 4
LONGEST_SECONDS = 60


@dataclass(frozen=True)
class Page:
    """What is asked, with a browser's headers; `shows` is a text that stands in the answer."""

    url: str
    shows: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def address(self) -> tuple[str, int]:
        where = urlsplit(self.url)
        return where.hostname or "", where.port or 80

    @cached_property
    def request(self) -> bytes:
        where = urlsplit(self.url)
        target = f"{where.path}?{where.query}" if where.query else where.path
        lines = [f"GET {target} HTTP/1.1", f"Host: {where.netloc}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        return "\r\n".join([*lines, "", ""]).encode()


class Closed(Exception):
    """The server has closed the connection."""


class Connection:
    """One to a server that is kept; opened again where the server has closed it meanwhile."""

    def __init__(self) -> None:
        self._socket: socket.socket | None = None

    def ask(self, page: Page) -> bytes:
        """The body, as it came. Raises `RuntimeError` for any other status than 200."""
        if self._socket:
            try:
                return self._ask(self._socket, page)
            except (Closed, OSError):  # it was not used for a while
                self.close()
        self._socket = socket.create_connection(page.address, timeout=LONGEST_SECONDS)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._ask(self._socket, page)

    def _ask(self, server: socket.socket, page: Page) -> bytes:
        server.sendall(page.request)
        data = b""
        while b"\r\n\r\n" not in data:
            data += _more(server)
        head, _, body = data.partition(b"\r\n\r\n")
        status, *lines = head.splitlines()
        if status.split()[1] != b"200":
            raise RuntimeError(f"{page.url} was answered with {status.decode()}")
        headers = dict(line.lower().split(b": ", 1) for line in lines)
        length, parts = int(headers[b"content-length"]) - len(body), [body]
        while length > 0:
            parts.append(_more(server))
            length -= len(parts[-1])
        if headers.get(b"connection") == b"close":
            self.close()
        return b"".join(parts)

    def close(self) -> None:
        if self._socket:
            self._socket.close()
            self._socket = None


def _more(server: socket.socket) -> bytes:
    data = server.recv(262_144)
    if not data:
        raise Closed
    return data


def at_once(visitors: int, visit: Callable[[Connection], T]) -> list[T]:
    """What each found. Each has a thread and a connection of its own; raises what one raised, once all have ended."""

    def connected(_place: int) -> T:
        with closing(Connection()) as connection:
            return visit(connection)

    with ThreadPoolExecutor(visitors) as pool:
        return list(pool.map(connected, range(visitors)))


def pages_a_second(page: Page, seconds: float, connections: int = CONNECTIONS) -> float:
    """How many are answered. Raises `RuntimeError` when one is not, or does not show what it should."""
    asked(page)
    started = time.perf_counter()
    until = started + seconds

    def visit(connection: Connection) -> int:
        number = 0
        while not number or time.perf_counter() < until:
            connection.ask(page)
            number += 1
        return number

    return sum(at_once(connections, visit)) / (time.perf_counter() - started)


def asked(page: Page) -> str:
    """Asks once, and looks whether it is the page that was meant."""
    with closing(Connection()) as connection:
        body = connection.ask(page).decode(errors="replace")
    if page.shows not in body:
        raise RuntimeError(f"{page.url} does not show “{page.shows}”")
    return body
