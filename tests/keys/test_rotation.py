"""`manage.py rotate_keys`: afterwards the newest encryption key is enough, whatever happened on the way."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import CommandError
from django.utils import timezone

from studios.encrypted_field import CannotDecrypt, fingerprints, is_under_newest_key
from studios.models import MarkSecret, Studio, WebhookMessage, key_rotation
from studios.models.marks import new_mark
from tests.conftest import DEMO_STUDIOS
from tests.keys.conftest import FOREIGN, NEWER, OLDER, rotate
from tests.webhooks.posting import body, post

CREATED = "APPOINTMENT_BOOKING_CREATED"
Put = Callable[..., None]


def ciphertexts() -> list[str]:
    pairs = Studio.objects.values_list("api_key__ciphertext", "webhook_key__ciphertext")
    return [text for pair in pairs for text in pair if text]


def test_afterwards_the_newest_key_alone_reads_everything(hafen: Studio, encryption_keys: Put) -> None:
    new_mark("so that there is a secret of marks, too")
    encryption_keys(NEWER, OLDER)

    said = rotate()

    encryption_keys(NEWER)
    assert "Written anew under the newest encryption key: 9. Already under it: 0." in said
    for demo in DEMO_STUDIOS:
        studio = Studio.objects.with_api_key(demo.api_key).get()
        assert (studio.slug, studio.api_key, studio.webhook_key) == (
            demo.slug,
            demo.api_key,
            demo.webhook_key,
        )
        assert studio.webhook_key_fingerprint == fingerprints(demo.webhook_key)[0]
    assert MarkSecret.objects.get().secret


def test_what_comes_before_during_and_after_it_is_received(hafen: Studio, encryption_keys: Put) -> None:
    key = hafen.webhook_key

    answers = [post(key, body(CREATED)).status_code]
    encryption_keys(NEWER, OLDER)
    answers.append(post(key, body(CREATED)).status_code)
    rotate()
    answers.append(post(key, body(CREATED)).status_code)
    encryption_keys(NEWER)
    answers.append(post(key, body(CREATED)).status_code)

    assert answers == [204] * 4
    assert WebhookMessage.objects.filter(studio=hafen).count() == 4


def test_a_replaced_webhook_key_is_known_while_the_older_encryption_key_is_kept(
    hafen: Studio, encryption_keys: Put
) -> None:
    replaced = hafen.webhook_key
    hafen.webhook_key = "the-next-webhook-key"
    hafen.save()
    encryption_keys(NEWER, OLDER)

    said = rotate()

    hafen.refresh_from_db()
    assert post(replaced, body(CREATED)).status_code == 204
    assert f"accepted until {hafen.old_webhook_key_until:%Y-%m-%d %H:%M} UTC" in said
    encryption_keys(NEWER)
    assert post(replaced, body(CREATED)).status_code == 401  # which is why the command says to wait
    assert post("the-next-webhook-key", body(CREATED)).status_code == 204


def test_a_replaced_webhook_key_whose_day_is_over_is_not_waited_for(
    hafen: Studio, encryption_keys: Put
) -> None:
    hafen.webhook_key = "the-next-webhook-key"
    hafen.save()
    Studio.objects.update(old_webhook_key_until=timezone.now() - timedelta(seconds=1))
    encryption_keys(NEWER, OLDER)

    said = rotate()

    assert "Keep the other" not in said
    assert "Next: leave only the first key" in said


def test_a_second_time_there_is_nothing_to_do(hafen: Studio, encryption_keys: Put) -> None:
    encryption_keys(NEWER, OLDER)
    rotate()
    before = ciphertexts()

    said = rotate()

    assert "newest encryption key: 0. Already under it: 8." in said
    assert ciphertexts() == before


def test_an_interrupted_one_is_finished_by_the_next(
    hafen: Studio, encryption_keys: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    encryption_keys(NEWER, OLDER)
    seen: list[str] = []

    def interrupted(ciphertext: str) -> bool:
        seen.append(ciphertext)
        if len(seen) == 4:
            raise KeyboardInterrupt
        return is_under_newest_key(ciphertext)

    with monkeypatch.context() as patch:
        patch.setattr(key_rotation, "is_under_newest_key", interrupted)
        with pytest.raises(KeyboardInterrupt):
            rotate()

    said = rotate()

    assert "newest encryption key: 5. Already under it: 3." in said
    assert all(is_under_newest_key(text) for text in ciphertexts())


def test_a_key_that_is_typed_in_the_same_moment_stays(
    hafen: Studio, encryption_keys: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    encryption_keys(NEWER, OLDER)

    waiting = [hafen.pk]

    def somebody_saves(ciphertext: str) -> bool:
        if waiting:
            studio = Studio.objects.get(pk=waiting.pop())
            studio.api_key = "typed-in-that-moment"
            studio.save()
        return is_under_newest_key(ciphertext)

    monkeypatch.setattr(key_rotation, "is_under_newest_key", somebody_saves)
    rotate()

    hafen.refresh_from_db()
    assert hafen.api_key == "typed-in-that-moment"
    assert hafen.api_key_fingerprint == fingerprints("typed-in-that-moment")[0]


def test_a_studio_whose_key_cannot_be_read_is_named_and_the_others_go_on(
    hafen: Studio, encryption_keys: Put
) -> None:
    encryption_keys(FOREIGN)
    Studio.objects.filter(pk=hafen.pk).update(api_key="written-under-a-foreign-key")
    encryption_keys(NEWER, OLDER)

    with pytest.raises(CommandError) as ended:
        rotate()

    assert "Iron & Oak Hafen (API key)" in str(ended.value)
    assert "Remove no encryption key yet" in str(ended.value)
    assert ended.value.returncode == 1
    encryption_keys(NEWER)
    assert Studio.objects.get(slug="ost").api_key == "sandbox-ost-api-key"
    assert Studio.objects.only("webhook_key").get(slug="hafen").webhook_key == "sandbox-hafen-webhook-key"
    with pytest.raises(CannotDecrypt):
        Studio.objects.get(slug="hafen")


def test_with_one_encryption_key_it_says_how_to_begin(hafen: Studio) -> None:
    said = rotate()

    assert "put a new one before it" in said


def test_nothing_it_says_is_a_key(hafen: Studio, encryption_keys: Put) -> None:
    encryption_keys(NEWER, OLDER)

    said = rotate()

    keys = [key for demo in DEMO_STUDIOS for key in (demo.api_key, demo.webhook_key)]
    assert not [secret for secret in (*keys, NEWER, OLDER) if secret in said]


@pytest.mark.django_db
def test_a_site_without_studios_has_nothing_to_rotate(encryption_keys: Put) -> None:
    encryption_keys(NEWER, OLDER)

    assert "newest encryption key: 0. Already under it: 0." in rotate()
