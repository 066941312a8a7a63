"""The one place that talks HTTP: a request, its deadline, its repeats, and the connections that all clients share."""

import logging
import os
import random
import socket
import time
from contextlib import closing
from datetime import UTC, datetime
from functools import lru_cache
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, HTTPError, MaxRetryError, NewConnectionError

from studios.magicline import deadlines, errors
from studios.magicline.asks import Ask, Tried
from studios.magicline.gate import Call, Gate, Outcome
from studios.magicline.replies import Reply, explain, read_retry_after
from studios.magicline.retrying import pause_before_next
from studios.magicline.secret import Secret

LARGEST_BODY_BYTES = 5_000_000
_CHUNK_BYTES = 65_536
# For one base URL, which is a whole chain: as many as 16 threads can have under way that ask 16 times each for a page.
# What comes back to a pool that is full is closed, and the next call pays for a new one.
_CONNECTIONS_KEPT = 256

# urllib3 writes whole addresses into its lines, with the customer ids and offsets in them.
logging.getLogger("urllib3").setLevel(logging.ERROR)


class Transport:
    """Sends one studio's calls. Safe to share between threads."""

    def __init__(
        self,
        base_url: str,
        api_key: str,
        *,
        studio: str,
        language: str,
        gate: Gate,
        expected_refusals: frozenset[int],
        browsing: bool,
    ) -> None:
        self._base_url = base_url
        self._api_key = Secret(api_key)
        self._studio = studio
        self._language = language
        self._gate = gate
        self._expected_refusals = expected_refusals
        self._browsing = browsing

    def exchange(self, ask: Ask, ends_at: float) -> Reply:
        """Send a call, again where that is safe, until an answer of 2xx or `ends_at` (of `time.monotonic`).

        Raises the `MagiclineError` that tells what the caller may think of it.
        """
        return _settled(self._send(ask, ends_at), write=ask.write)

    def look(self, ask: Ask, ends_at: float) -> Reply:
        """The answer as it came, refusals included. Raises a `MagiclineError` only where there is none."""
        tried = self._send(ask, ends_at)
        return tried.reply or _settled(tried, write=ask.write)

    def _send(self, ask: Ask, ends_at: float) -> Tried:
        if not _header_safe(self._api_key):
            raise errors.KeyRejected("the key has characters that no header can carry")
        attempt = 1
        while True:
            tried = self._watched(ask, ends_at)
            pause = pause_before_next(
                tried.outcome,
                write=ask.write,
                attempt=attempt,
                retry_after=tried.retry_after,
                seconds_left=ends_at - time.monotonic(),
                chance=random.random(),  # noqa: S311 - spreads load, hides nothing
            )
            if pause is None:
                return tried
            time.sleep(pause)
            attempt += 1

    def _watched(self, ask: Ask, ends_at: float) -> Tried:
        call = Call(self._studio, ask.endpoint, ask.method, self._expected_refusals, self._browsing)
        self._gate.ask(call)
        started = time.monotonic()
        tried = Tried(Outcome.CUT)
        try:
            tried = self._once(ask, ends_at)
        finally:
            seconds = time.monotonic() - started
            self._gate.tell(call, tried.outcome, tried.status, seconds, tried.trace_id, tried.retry_after)
        return tried

    def _once(self, ask: Ask, ends_at: float) -> Tried:
        left = ends_at - time.monotonic()
        if left <= 0:
            return Tried(Outcome.NOT_CONNECTED if ask.write else Outcome.TIMED_OUT, what="no time was left")
        request = requests.Request(
            ask.method,
            self._base_url + ask.path,
            params=ask.query,
            json=ask.body,
            headers=self._headers(ask),
        ).prepare()
        try:
            # A Timeout with a total is what urllib3 counts down from; the stubs of requests do not know it.
            answer = _door(self._base_url).send(request, stream=True, timeout=urllib3.Timeout(total=left))  # type: ignore[arg-type]
            with closing(answer):
                body = _whole(answer)
        except (requests.RequestException, HTTPError) as error:
            if _never_connected(error):
                return Tried(Outcome.NOT_CONNECTED, what="no connection could be made")
            if time.monotonic() >= ends_at:
                return Tried(Outcome.TIMED_OUT, what="no answer in time")
            return Tried(Outcome.CUT, what="the connection was cut or the answer was garbage")
        if body is None:
            return Tried(Outcome.ODD, what="the answer is too large")
        retry_after = read_retry_after(answer.headers.get("Retry-After"), datetime.now(UTC))
        reply = Reply(answer.status_code, body, retry_after)
        return Tried(reply.outcome, reply)

    def _headers(self, ask: Ask) -> dict[str, str]:
        language = self._language if ask.language is None else ask.language
        headers = {
            "x-api-key": self._api_key,
            "Accept": "application/json",
            "Accept-Encoding": "gzip",
            "User-Agent": "booking-site",
        }
        return headers | ({"Accept-Language": language} if language else {})


def _settled(tried: Tried, *, write: bool) -> Reply:
    if tried.reply is not None:
        if tried.outcome is Outcome.OK:
            return tried.reply
        raise explain(tried.reply, write=write)
    if tried.outcome is Outcome.NOT_CONNECTED:
        raise errors.NotSent(tried.what)
    if write:
        raise errors.Unsure(tried.what)
    raise (errors.UnexpectedReply if tried.outcome is Outcome.ODD else errors.NoAnswer)(tried.what)


def _whole(answer: requests.Response) -> bytes | None:
    """The body, or None when it is larger than any honest one; the connection is closed then."""
    body = bytearray()
    for chunk in answer.iter_content(_CHUNK_BYTES):
        body += chunk
        if len(body) > LARGEST_BODY_BYTES:
            return None
    return bytes(body)


def _never_connected(error: Exception) -> bool:
    reason = error.args[0] if error.args else None
    return isinstance(reason, MaxRetryError) and isinstance(reason.reason, ConnectTimeoutError)


def _header_safe(key: str) -> bool:
    return bool(key) and key.isascii() and key.isprintable() and key == key.strip()


@lru_cache(maxsize=1024)  # asked for every client, of the few base URLs there are
def checked_base_url(base_url: str, *, insecure_http: bool) -> str:
    """The base URL without a trailing slash. Raises ValueError when keys must not be sent there."""
    prepared = requests.PreparedRequest()
    prepared.prepare_url(base_url.rstrip("/"), None)
    checked = str(prepared.url).rstrip("/")
    address = urlsplit(checked)
    if not address.hostname or address.username or address.password or address.query or address.fragment:
        raise ValueError("a base URL has a host, perhaps a port and a path, and nothing else")
    if urlsplit(base_url).hostname != address.hostname:
        # A backslash, for one: whoever checked the host before us may have seen another one.
        raise ValueError("a base URL has a host that cannot be misread")
    plain_allowed = insecure_http and address.scheme == "http" and _is_loopback(address.hostname)
    if address.scheme != "https" and not plain_allowed:
        raise ValueError("a base URL starts with https://")
    return checked


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class _Connection(HTTPConnection):
    """A connection that keeps the whole request within its time, and tells "never connected" from the rest."""

    response_class = deadlines.DeadlineResponse

    def connect(self) -> None:
        try:
            super().connect()
        except (OSError, HTTPError, ValueError) as error:
            # TLS trouble included: nothing of the request has left yet.
            raise NewConnectionError(self, "no connection could be made") from error

    def _new_conn(self) -> socket.socket:
        return deadlines.connect(self.host, self.port, self.timeout or 0.0, self.socket_options or ())


class _TlsConnection(_Connection, HTTPSConnection):
    pass


class _Pool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Connection


class _TlsPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


class _Door(HTTPAdapter):
    """The connections to one base URL. Below a session, so nothing keeps cookies, redirects or reads proxies."""

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **options: Any) -> None:  # noqa: FBT001, FBT002 - the signature of requests
        super().init_poolmanager(connections, maxsize, block, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}


# Keyed by process, too: a fork must not talk on its parent's sockets.
_doors: dict[tuple[int, str], _Door] = {}


def _door(base_url: str) -> _Door:
    key = (os.getpid(), base_url)
    return _doors.get(key) or _doors.setdefault(
        key, _Door(pool_connections=1, pool_maxsize=_CONNECTIONS_KEPT)
    )
