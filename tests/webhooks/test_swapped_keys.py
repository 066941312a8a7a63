"""Webhook keys that were typed in at each other's studio, and put right since."""

import pytest

from studios.models import Studio, WebhookMessage
from tests.webhooks.posting import body, post


@pytest.mark.parametrize("was_at", ["altstadt", "lisboa"])  # its name comes before Hafen's, and behind it
def test_a_message_is_the_studios_that_has_the_key_now(
    studios: dict[str, Studio], hafen: Studio, was_at: str
) -> None:
    key, other = hafen.webhook_key, studios[was_at]
    hafen.webhook_key = ""
    hafen.save()
    other.webhook_key = key
    other.save()
    other.webhook_key = "the-right-key-of-the-other"
    other.save()  # which accepts the wrong one for another day
    hafen.webhook_key = key
    hafen.save()

    answer = post(key, body("CUSTOMER_DELETED"))

    assert answer.status_code == 204
    assert WebhookMessage.objects.get().studio == hafen
