"""Reading `/metrics` as Prometheus does, and calls that pass the site's own gate."""

from collections.abc import Callable

import pytest
from django.test import Client as Browser
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from studios import connections
from studios.magicline.gate import Gates
from tests.conftest import TransactionGate
from tests.signing_in.conftest import visitor

__all__ = ["visitor"]

TOKEN = "a-token-of-the-tests-that-nobody-guesses"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
_OF_THE_SITE = connections.gate  # which every test replaces


class Figures:
    """What was read at one moment. Counters of this process go on over all tests: look at how far they have come."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.samples = [
            sample for family in text_string_to_metric_families(text) for sample in family.samples
        ]

    def of(self, name: str, **labels: str) -> float:
        """The sum of all rows of this name that have these labels."""
        return sum(
            sample.value
            for sample in self.samples
            if sample.name == name and labels.items() <= sample.labels.items()
        )


Read = Callable[[], Figures]


@pytest.fixture
def read(db: None, settings: Settings) -> Read:
    settings.METRICS_TOKEN = TOKEN

    def read() -> Figures:
        answer = Browser().get("/metrics", headers=BEARER)
        assert answer.status_code == 200
        return Figures(answer.content.decode())

    return read


@pytest.fixture
def site_gate(transaction_gate: TransactionGate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "gate", Gates(transaction_gate, _OF_THE_SITE))
