"""One webhook over the wire: to loopback only, without proxies or redirects, and with somebody who can hang up."""

import logging
import socket
from http.client import HTTPConnection, HTTPException
from ipaddress import ip_address
from urllib.parse import urlsplit

log = logging.getLogger(__name__)
NO_ANSWER = 0


def check_address(url: str) -> None:
    """ValueError unless it is plain http on this very machine: a sandbox must never post to the world."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme != "http" or "@" in parts.netloc or parts.port == 0 or not _is_loopback(host):
        raise ValueError("url is http:// to 127.0.0.1, [::1] or localhost")
    if not url.isascii() or not url.isprintable() or " " in url:
        raise ValueError("url is written in printable ASCII")


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


class Poster:
    """Posts one body at a time; `hang_up` may be called from another thread."""

    def __init__(self) -> None:
        self._line: socket.socket | None = None
        self._hung_up = False

    def post(self, url: str, key: str, body: bytes, seconds: float) -> int:
        """The status of the answer; NO_ANSWER when nobody listens, or says nothing for so many seconds.

        A key that no header can carry, which the desk may have given the studio, is a ValueError of http.client's.
        """
        parts = urlsplit(url)
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=seconds)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {"x-api-key": key, "Content-Type": "application/json", "Connection": "close"}
        try:
            connection.connect()
            self._line = connection.sock
            if self._hung_up:
                return NO_ANSWER
            connection.request("POST", target, body, headers)
            with connection.getresponse() as response:
                response.read(65536)
                return response.status
        except (OSError, HTTPException, ValueError):
            return NO_ANSWER
        finally:
            self._line = None
            connection.close()

    def hang_up(self) -> None:
        """For good: what is on the line gets no answer, and so does whatever follows."""
        self._hung_up = True
        line = self._line
        if line is not None:
            try:
                line.shutdown(socket.SHUT_RDWR)
            except OSError:
                log.debug("the line was closed already")
