"""A Redis of one test's own, on loopback and on a port of its own."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.processes import free_port

HERE = shutil.which("redis-server")


class RedisServer:
    """`url` is for CACHE_URL; `options` are more of the server's."""

    def __init__(self, port: int, *options: str) -> None:
        self.port, self.options = port, options
        # A machine that runs many tests at once is slower than one that serves members.
        self.url = f"redis://127.0.0.1:{port}/0?socket_timeout=20&socket_connect_timeout=20"

    def start(self) -> None:
        command = [
            HERE or "redis-server",
            "--bind",
            "127.0.0.1",
            "--port",
            str(self.port),
            "--save",
            "",
            "--dir",
            "/",
            *self.options,
        ]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError("Redis did not start")

    def kill(self) -> None:
        self._process.kill()
        self._process.wait(timeout=10)


@contextmanager
def running_redis(*options: str) -> Iterator[RedisServer]:
    server = RedisServer(free_port(), *options)
    server.start()
    try:
        yield server
    finally:
        server.kill()
