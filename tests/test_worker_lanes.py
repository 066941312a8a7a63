"""Long work of the night and what people wait for: neither keeps the other from its turn."""

import threading
from collections.abc import Iterator

import pytest
from django_tasks import task

from tests.test_worker import until, working

began: list[int] = []
ran: list[str] = []
over = threading.Event()


@task(priority=-10)
def read_all_night(number: int) -> None:
    began.append(number)
    over.wait(20)


@task(priority=100)
def mail_a_code(name: str) -> None:
    ran.append(name)


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("studios.sweeps._registered", {})
    began.clear()
    ran.clear()
    over.clear()
    yield
    over.set()


@pytest.mark.django_db(transaction=True)
def test_a_code_is_mailed_while_many_studios_are_read() -> None:
    for number in range(6):
        read_all_night.enqueue(number)
    with working(threads=4):
        until(lambda: len(began) >= 2)

        mail_a_code.enqueue("ada")

        until(lambda: ran == ["ada"], seconds=5)
        assert len(began) == 2
        over.set()
        until(lambda: len(began) == 6)


@pytest.mark.django_db(transaction=True)
def test_a_single_thread_does_everything() -> None:
    over.set()
    read_all_night.enqueue(1)
    mail_a_code.enqueue("ada")

    with working(threads=1):
        until(lambda: (began, ran) == ([1], ["ada"]))
