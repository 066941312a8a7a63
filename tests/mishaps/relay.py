"""A door in front of the sandbox that can be shut, so that nobody listens there for a moment."""

import socket
import threading
from contextlib import suppress
from typing import Self


class Relay:
    """Passes connections on to a port of this machine, byte for byte; while it is shut, they are refused."""

    def __init__(self, to_port: int) -> None:
        self._to_port = to_port
        self._port = 0
        self._shut_by = 1
        self._lock = threading.Lock()
        self._connections: set[socket.socket] = set()
        self.open()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def open(self) -> None:
        """Ends one `shut`; when all of them have ended, connections are taken again at the same port."""
        with self._lock:
            self._shut_by -= 1
            if self._shut_by == 0:
                self._listener = socket.create_server(("127.0.0.1", self._port), backlog=256)
                self._port = self._listener.getsockname()[1]
                threading.Thread(target=self._accept, args=[self._listener], daemon=True).start()

    def shut(self) -> None:
        """Nobody listens any more, and whoever was connected is no longer."""
        with self._lock:
            self._shut_by += 1
            if self._shut_by == 1:
                _close(self._listener)
                for one in list(self._connections):
                    _close(one)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.shut()

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):  # it was shut
            while True:
                here, _ = listener.accept()
                there = socket.create_connection(("127.0.0.1", self._to_port))
                for one in (here, there):
                    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    self._connections.add(one)
                for ends in ((here, there), (there, here)):
                    threading.Thread(target=self._pass_on, args=ends, daemon=True).start()

    def _pass_on(self, giver: socket.socket, taker: socket.socket) -> None:
        with suppress(OSError):  # one side went away
            while piece := giver.recv(262_144):
                taker.sendall(piece)
        for one in (giver, taker):
            _close(one)
            self._connections.discard(one)


def _close(one: socket.socket) -> None:
    """Also wakes whoever waits for it in another thread."""
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
