"""What keeps one request within its time by the wall clock, where a socket's own time-out would start anew each read.

Neither a thread nor a signal: a read that would begin too late fails, and one that begins in time waits no longer
than what is left. Only the look-up of a name cannot be given a time, so it is waited for from outside.
"""

import http.client
import io
import socket
import threading
import time
from ipaddress import ip_address
from queue import Empty, SimpleQueue
from typing import Any


class DeadlineResponse(http.client.HTTPResponse):
    """A response that must arrive whole, headers and body, within the time-out its socket has when it is made."""

    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(_DeadlineSocket(sock), *args, **kwargs)  # type: ignore[arg-type]


class _DeadlineSocket:
    """The one thing of a socket that `http.client.HTTPResponse` uses."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_DeadlineReader(self._sock))


class _DeadlineReader(io.RawIOBase):
    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._raw = sock.makefile("rb", buffering=0)
        self._ends_at = time.monotonic() + (sock.gettimeout() or 0.0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise TimeoutError("the answer did not arrive in time")
        self._sock.settimeout(left)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


def connect(host: str, port: int, seconds: float, options: Any) -> socket.socket:
    """A connection to the first address of a host that answers, within the seconds for all of them together.

    What is left of them stays set as the socket's time-out, for the TLS handshake. Raises OSError.
    """
    ends_at = time.monotonic() + seconds
    candidates = _look_up(host, port, seconds)
    trouble = OSError("the name has no address")
    for at, (family, address) in enumerate(candidates):
        share = (ends_at - time.monotonic()) / (len(candidates) - at)
        sock = socket.socket(family, socket.SOCK_STREAM)
        try:
            for option in options:
                sock.setsockopt(*option)
            sock.settimeout(max(share, 0.001))
            sock.connect(address)
            sock.settimeout(max(ends_at - time.monotonic(), 0.001))
        except OSError as error:
            sock.close()
            trouble = error
        else:
            return sock
    raise trouble


_Candidate = tuple[socket.AddressFamily, Any]


def _look_up(host: str, port: int, seconds: float) -> list[_Candidate]:
    """The addresses of a host; a resolver that hangs is left behind in its thread."""
    if _is_address(host):
        return _resolve(host, port)
    answers: SimpleQueue[list[_Candidate] | OSError] = SimpleQueue()

    def look_up() -> None:
        try:
            answers.put(_resolve(host, port))
        except OSError as error:
            answers.put(error)

    threading.Thread(target=look_up, name="magicline-look-up", daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except Empty:
        raise TimeoutError("the name was not looked up in time") from None
    if isinstance(answer, OSError):
        raise answer
    return answer


def _resolve(host: str, port: int) -> list[_Candidate]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise OSError("the name cannot be looked up") from error
    return [(family, address) for family, _, _, _, address in found]


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
