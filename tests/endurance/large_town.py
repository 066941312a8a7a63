"""The larger compose file on one machine: two web servers behind a proxy, two workers, PostgreSQL and Redis, and
the sandbox with its limit of calls. At the pace and with the cache of a real site; each part can be killed and started
again.
"""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import requests

from tests.endurance.proxy import Proxy
from tests.endurance.step_log import StepLog
from tests.endurance.tally import Tally
from tests.endurance.town import Town, until
from tests.postgres_server import PostgresServer
from tests.processes import Program, free_port, gunicorn, running, worker
from tests.redis_server import RedisServer

LONGEST_AWAY = 3.0  # seconds, that a part is gone before somebody starts it again


class LargeTown(Town):
    """`parts` are what is killed, by name."""

    def __init__(self, folder: Path, postgres: PostgresServer, redis: RedisServer, log: StepLog) -> None:
        self.postgres, self.redis, self.tally = postgres, redis, Tally()
        self.proxy = Proxy()
        super().__init__(
            folder,
            postgres.url,
            log,
            door=self.proxy.port,
            more={
                "DJANGO_SETTINGS_MODULE": "tests.endurance.calm_settings",
                "CACHE_URL": f"redis://127.0.0.1:{redis.port}/0",
                "SLOT_CACHE_SECONDS": "10",
            },
        )
        environment = self.web.environment
        self.webs = {
            port: gunicorn(port, environment, folder / f"web-{name}.log", processes=1)
            for name, port in (("a", self.site_port), ("b", free_port()))
        }
        self.proxy.backends.add(self.webs)
        self.workers = [worker(environment, folder / f"worker-{name}.log") for name in ("a", "b")]
        self.parts: dict[str, Callable[[random.Random], None]] = {
            "web process": self._a_web_process,
            "worker": self._a_worker,
            "PostgreSQL": self._postgres,
            "Redis": self._redis,
        }

    @property
    def programs(self) -> list[Program]:
        return [*self.webs.values(), *self.workers, self.sandbox, self.postgres.program]

    @contextmanager
    def running(self) -> Iterator[None]:
        with ExitStack() as stack:
            for program in (self.sandbox, *self.webs.values(), *self.workers):
                stack.enter_context(running(program))
            stack.enter_context(self.proxy.running())
            self._wait_for_sandbox()
            for port in self.webs:
                until(lambda port=port: self._is_ready(port), seconds=120, what="the site is ready")
            self.settle_in()
            yield

    def kill(self, part: str, chance: random.Random) -> None:
        """SIGKILL, and the part is started again after a moment, as a supervisor would; returns when that is done."""
        self.kills[part] += 1
        self.tally.killed(part)
        self.parts[part](chance)

    def _a_web_process(self, chance: random.Random) -> None:
        """The process that answers, which its master starts again, or the master too."""
        program = chance.choice(list(self.webs.values()))
        if chance.random() < 0.5:
            program.kill_children()
        else:
            self._restart(program, chance)

    def _a_worker(self, chance: random.Random) -> None:
        self._restart(chance.choice(self.workers), chance)

    def _postgres(self, chance: random.Random) -> None:
        self.postgres.kill()
        _a_moment(chance)
        self.postgres.start()

    def _redis(self, chance: random.Random) -> None:
        self.redis.kill()
        _a_moment(chance)
        self.redis.start()

    def _restart(self, program: Program, chance: random.Random) -> None:
        program.kill()
        _a_moment(chance)
        program.start()

    def _is_ready(self, port: int) -> bool:
        try:
            return requests.get(f"http://127.0.0.1:{port}/health/ready/", timeout=5).ok
        except requests.RequestException:
            return False


def _a_moment(chance: random.Random) -> None:
    time.sleep(chance.random() * LONGEST_AWAY)
