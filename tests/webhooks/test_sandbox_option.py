"""`manage.py sandbox --hooks URL`: the sandbox as a server of its own tells the site by webhook."""

import pytest
from django.core.management import CommandError, call_command

from studios.sandbox.server import SandboxServer


@pytest.fixture
def addresses(monkeypatch: pytest.MonkeyPatch) -> set[str | None]:
    """Where the sandbox that the command starts would send webhooks; it stops at once."""
    seen: set[str | None] = set()

    def serve_forever(self: SandboxServer) -> None:
        seen.update(settings.url for settings in self.gym.records.webhooks.values())
        self.stop()

    monkeypatch.setattr(SandboxServer, "serve_forever", serve_forever)
    return seen


def test_webhooks_of_every_chain_go_to_the_address(addresses: set[str | None]) -> None:
    call_command("sandbox", port=0, hooks="http://127.0.0.1:8000/webhooks/magicline/", verbosity=0)

    assert addresses == {"http://127.0.0.1:8000/webhooks/magicline/"}


def test_without_the_option_none_are_sent(addresses: set[str | None]) -> None:
    call_command("sandbox", port=0, verbosity=0)

    assert addresses == {None}


def test_an_address_on_another_machine_is_refused_with_a_sentence(addresses: set[str | None]) -> None:
    with pytest.raises(CommandError, match=r"127\.0\.0\.1"):
        call_command("sandbox", port=0, hooks="https://elsewhere.example/", verbosity=0)

    assert addresses == set()
