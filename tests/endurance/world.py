"""The world of the randomised run, all in one thread: the site, its worker, the sandbox over HTTP, and one clock.

What the product does side by side happens one after the other here, so that the same drawing always gives the same run.
"""

import contextlib
import random
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core import mail
from django.core.cache import cache
from django.db import transaction
from django.template import Template
from django.test import Client as Browser
from django.test.utils import _TestState
from django_tasks import TaskResultStatus
from django_tasks.base import TaskResult
from django_tasks.signals import task_finished

from studios import connections
from studios.booking import picking
from studios.kept import flights, offer
from studios.magicline import client, transport
from studios.magicline.errors import MagiclineError
from studios.models import Member, Studio
from studios.my_bookings import copies, reconcile
from studios.sandbox.records import Booking as VendorBooking
from studios.sandbox.records import Records
from studios.sandbox.seed import DEMO_STUDIOS
from studios.sandbox.server import SandboxServer
from tests.conftest import member, sign_in
from tests.endurance.boundaries import Boundaries
from tests.vendor import Vendor
from tests.webhooks.posting import ADDRESS

BEGIN = datetime(2027, 3, 15, 9, 0, tzinfo=UTC)  # a Monday, two weeks before the clocks change
TENANT = "iron-oak"
SLUGS = ("hafen", "ost")
OFFERED = (
    ("hafen", 1210206001),  # Personal Training, with one of two trainers
    ("hafen", 1210206008),  # Sports Massage
    ("ost", 1210400002),  # Personal Training at any hour
    ("ost", 1210400006),  # Physio Consultation, to be confirmed by the desk
)
# People with their records at the vendor: Jo has two, Pia's bookings need the desk's confirmation, Kim may book at
# Hafen only.
PEOPLE = {"ada": ("ada",), "kim": ("kim",), "pia": ("pia",), "jo": ("jo", "jo_again")}


class World:
    """`begin` makes everything new; what was made before is gone."""

    def __init__(self, server: SandboxServer, clock: time_machine.Traveller) -> None:
        self.server, self.vendor, self._clock = server, Vendor(server.url), clock
        self.boundaries = Boundaries(lambda: self.wait(0.001))
        self.studios: dict[str, Studio] = {}
        self.members: dict[str, list[Member]] = {}
        self.browsers: dict[str, Browser] = {}
        self.perhaps_sent_twice: set[str] = set()  # mails, by Message-ID
        self.failed_tasks: list[str] = []

    @property
    def now(self) -> datetime:
        return datetime.now(UTC)

    def wait(self, seconds: float) -> None:
        self._clock.shift(timedelta(seconds=seconds))

    @property
    def records(self) -> Records:
        return self.server.gym.records

    def at_the_vendor(self, person: str) -> list[VendorBooking]:
        """Every booking of the person's records, cancelled ones included."""
        numbers = self.numbers_of(person)
        return [one for one in self.records.bookings[TENANT].values() if one.customer_id in numbers]

    def numbers_of(self, person: str) -> set[int]:
        """Of the person's records at the vendor."""
        return {one.customer_id for one in self.members[person]}

    def note_task(self, task_result: TaskResult[Any], **_: Any) -> None:
        """As tasks end: their rows are kept for a week only. One that is killed ends as no row says."""
        if task_result.status == TaskResultStatus.FAILED:
            self.failed_tasks += [error.traceback for error in task_result.errors]

    def begin(self) -> None:
        self._clock.move_to(BEGIN)
        random.seed(0)
        self.perhaps_sent_twice.clear()
        self.failed_tasks.clear()
        self.boundaries.wrongs.clear()
        self.vendor.reset()
        for slug, appointment in OFFERED:
            # Few times, so that people meet at them, and pages that are quick to read.
            self.records.studios[slug].appointments[appointment].every_minutes = 180
        self.vendor.hooks(url=f"http://127.0.0.1{ADDRESS}", automatic=False, pause_seconds=30)
        _forget_everything()
        for demo in DEMO_STUDIOS:
            if demo.slug in SLUGS:
                self.studios[demo.slug] = Studio.objects.create(
                    name=demo.name,
                    slug=demo.slug,
                    base_url=f"{self.vendor.url}/{demo.tenant}",
                    api_key=demo.api_key,
                    webhook_key=demo.webhook_key,
                    vendor_studio_id=demo.studio_id,
                    cancel_cutoff_hours=2,
                )
        for person, names in PEOPLE.items():
            self.members[person] = [member(self.studios["hafen"], name) for name in names]
            self.browsers[person] = Browser()
            sign_in(self.browsers[person], *self.members[person])


@contextlib.contextmanager
def running_world(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[World]:
    """The world until the end of the block; needs a database in which commits are real."""
    settings.SESSION_COOKIE_AGE = (
        60 * 60 * 24 * 365 * 10
    )  # nobody is to sign in again because the clock was moved
    with time_machine.travel(BEGIN, tick=False) as clock, SandboxServer() as server:
        world = World(server, clock)
        # The deadlines of the client go by the clock that is moved, and its pauses move it.
        watch = SimpleNamespace(monotonic=time.time, sleep=world.wait)
        for module in (client, transport, flights, offer, picking, copies, reconcile):
            monkeypatch.setattr(module, "time", watch)
        # Nobody looks at templates and contexts here, and keeping them takes time.
        monkeypatch.setattr(Template, "_render", _TestState.saved_data.template_render)
        monkeypatch.setattr(connections, "all_soon", _one_after_the_other)
        monkeypatch.setattr(connections, "soon", _at_once)
        monkeypatch.setattr(connections, "gate", world.boundaries)
        monkeypatch.setattr(server.hooks, "_poster", _Post())
        task_finished.connect(world.note_task)
        try:
            with world.boundaries.at_every_commit():
                yield world
        finally:
            task_finished.disconnect(world.note_task)


class _Post:
    """Carries the sandbox's webhooks to the site's view, in the thread that sends them."""

    def post(self, url: str, key: str, body: bytes, seconds: float) -> int:
        answer = Browser().post(ADDRESS, body, content_type="application/json", headers={"x-api-key": key})
        return int(answer.status_code)

    def hang_up(self) -> None:
        """Nobody is ever on the line when the sandbox stops."""


def _at_once(question: Callable[[], Any]) -> Future[Any]:
    future: Future[Any] = Future()
    try:
        future.set_result(question())
    except MagiclineError as error:
        future.set_exception(error)
    return future


def _one_after_the_other(questions: Mapping[Any, Callable[[], Any]]) -> Callable[[], dict[Any, Any]]:
    answers = {}
    for name, question in questions.items():
        try:
            answers[name] = question()
        except MagiclineError as error:
            answers[name] = error
    return lambda: answers


def _forget_everything() -> None:
    mail.outbox.clear()
    cache.clear()
    with transaction.atomic():
        for model in apps.get_models():
            if model._meta.app_label in ("studios", "sessions", "django_tasks_database"):
                model._base_manager.all()._raw_delete(using="default")
