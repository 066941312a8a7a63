"""Which address a key may be sent to, and asking several studios at once."""

import threading

import pytest
from django.db import transaction
from pytest_django import Settings

from studios import connections
from studios.magicline.errors import NoAnswer
from studios.models import Studio
from tests.conftest import TransactionGate


@pytest.mark.parametrize(
    "url",
    [
        "https://my-gym.open-api.magicline.com",
        "https://x.open-api.sandbox.magicline.com/",
        "https://My-Gym.Open-API.Magicline.com:443",
        "https://xn--my-gym.open-api.magicline.com",
        "http://127.0.0.1:8100/a",
    ],
)
def test_the_vendors_hosts_and_the_sandbox_may_be_called(url: str) -> None:
    connections.check_base_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://my-gym.open-api.magicline.com",
        "https://open-api.magicline.com.evil.example",
        "https://evil.example/.open-api.magicline.com",
        "https://my-gym.open-api.magicline.com@evil.example",
        "https://user:secret@my-gym.open-api.magicline.com",
        "https://@my-gym.open-api.magicline.com",
        "https://:@my-gym.open-api.magicline.com",
        "https://evil.example/@my-gym.open-api.magicline.com",
        "https://evil.example#@my-gym.open-api.magicline.com",
        "https://evil.example?.open-api.magicline.com",
        "https://my-gym.open-api.magicline.com%2f.evil.example",
        "https://evil.example%2f.open-api.magicline.com.",
        "https://my-gym.open-api.magicline.com.",
        "https://open-api.magicline.com",
        "https://evil-open-api.magicline.com",
        "https://.evil.example",
        "https://169.254.169.254",
        "https://[::ffff:127.0.0.1]",
        "https://my-gym.open-api.magicline.com:8443",
        "https://my-gym.open-api.magicline.com:0",
        "https://my-gym.open-api.magicline.com:99999",
        "https://my-gym.open-api.magicline.com/?x=1",
        "https://my-gym.open-api.magicline.com/?",
        "https://my-gym.open-api.magicline.com/#",
        "https://evil.example\\.open-api.magicline.com",
        "https://my-gym.open-api.magicline.com\n",
        "https://my-gym.open-api.magicline.com\0.evil.example",
        "https://my-gym.open-api.magicline.com。evil.example",
        "https://ma\tgicline.open-api.magicline.com",
        "https://mÿ-gym.open-api.magicline.com",
        "ftp://127.0.0.1/",
        "https://[not-an-address",
        "my-gym",
        "",
    ],
)
def test_any_other_address_is_refused_with_a_sentence(url: str) -> None:
    with pytest.raises(connections.ForbiddenUpstream) as refusal:
        connections.check_base_url(url)

    assert str(refusal.value).endswith(".") or "MAGICLINE_ALLOWED_HOSTS" in str(refusal.value)


def test_plain_http_needs_its_setting_even_on_loopback(settings: Settings) -> None:
    settings.INSECURE_HTTP = False

    with pytest.raises(connections.ForbiddenUpstream):
        connections.check_base_url("http://127.0.0.1:8100/iron-oak")


def test_no_key_leaves_for_a_host_that_is_not_allowed(hafen: Studio) -> None:
    hafen.base_url = "https://evil.example"

    with pytest.raises(connections.ForbiddenUpstream):
        connections.to(hafen)


def test_questions_are_asked_side_by_side_and_an_error_is_an_answer() -> None:
    meeting = threading.Barrier(8, timeout=10)
    error = NoAnswer("hangs")

    def fail() -> int:
        raise error

    answers = connections.side_by_side(dict.fromkeys(range(8), meeting.wait))
    with_error = connections.side_by_side({"good": lambda: 1, "bad": fail})

    assert sorted(answers) == list(range(8))
    assert with_error == {"good": 1, "bad": error}
    assert connections.side_by_side({}) == {}


def test_whoever_asks_can_go_on_before_there_are_answers() -> None:
    went_on = threading.Event()

    answers = connections.all_soon({"one": lambda: went_on.wait(10)})
    went_on.set()

    assert answers() == {"one": True}


@pytest.mark.django_db(transaction=True)
def test_the_guard_against_calls_inside_a_transaction_works(
    hafen: Studio, transaction_gate: TransactionGate
) -> None:
    client = connections.to(hafen)

    with transaction.atomic(), pytest.raises(AssertionError, match="inside a transaction"):
        connections.side_by_side({"one": client.appointments, "two": client.check_key})

    assert transaction_gate.wrongs
    transaction_gate.wrongs.clear()  # what would fail this test at its end, wherever it was raised
