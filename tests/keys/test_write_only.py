"""A stored key goes to Magicline and nowhere else: not into texts of objects, pickles, dumps, forms or histories."""

import copy
import json
import pickle
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.serializers.base import DeserializationError
from django.forms.models import model_to_dict

from studios import connections
from studios.encrypted_field import StoredSecret
from studios.magicline.asks import Ask
from studios.magicline.replies import Reply
from studios.magicline.secret import Secret, without_secrets
from studios.models import Studio
from tests.keys.conftest import FOREIGN

API_KEY, WEBHOOK_KEY = "sandbox-hafen-api-key", "sandbox-hafen-webhook-key"


def shows_a_key(text: object) -> bool:
    return API_KEY in str(text) or WEBHOOK_KEY in str(text)


def test_no_text_of_a_studio_or_its_client_shows_a_key(hafen: Studio) -> None:
    studio = Studio.objects.get(pk=hafen.pk)
    client = connections.to(studio)

    texts = [
        studio, repr(studio), vars(studio), model_to_dict(studio), [studio.api_key], {"key": studio.webhook_key},
        Studio.objects.values("api_key", "webhook_key"), repr(client), vars(client), vars(client._transport),
    ]  # fmt: skip

    assert not [text for text in texts if shows_a_key(text)]
    assert studio.api_key == API_KEY
    assert f"{studio.api_key}" == API_KEY


def test_a_key_that_is_typed_hides_like_one_that_was_read() -> None:
    studio = Studio(name="New", api_key=API_KEY, webhook_key=WEBHOOK_KEY)

    assert not shows_a_key(vars(studio))
    assert studio.api_key.encode() == API_KEY.encode()


def test_a_pickled_studio_holds_ciphertext(hafen: Studio) -> None:
    pickled = pickle.dumps(Studio.objects.get(pk=hafen.pk))

    assert API_KEY.encode() not in pickled
    assert WEBHOOK_KEY.encode() not in pickled
    assert pickle.loads(pickled).api_key == API_KEY  # noqa: S301 - our own


def test_a_client_is_not_pickled(hafen: Studio) -> None:
    with pytest.raises(TypeError):
        pickle.dumps(vars(connections.to(hafen)._transport)["_api_key"])


def test_a_copy_of_a_studio_keeps_its_keys(hafen: Studio) -> None:
    studio = Studio.objects.get(pk=hafen.pk)

    assert copy.deepcopy(studio).api_key == copy.copy(studio).api_key == API_KEY
    assert copy.copy(Secret(API_KEY)) == copy.deepcopy(Secret(API_KEY)) == API_KEY


@pytest.mark.parametrize("form", ["json", "jsonl", "xml"])
def test_a_dump_holds_ciphertext_and_no_key(hafen: Studio, form: str) -> None:
    out = StringIO()
    call_command("dumpdata", "studios", exclude=["studios.deed"], format=form, stdout=out)

    assert not shows_a_key(out.getvalue())
    assert "encrypted:gAAAA" in out.getvalue()


def test_a_dump_can_be_loaded_where_the_encryption_keys_are(
    hafen: Studio, tmp_path: Path, encryption_keys: Callable[..., None]
) -> None:
    dump = tmp_path / "studios.json"
    call_command("dumpdata", "studios.studio", output=str(dump), verbosity=0)
    Studio.objects.all().delete()

    call_command("loaddata", str(dump), verbosity=0)

    loaded = Studio.objects.with_api_key(API_KEY).get()
    assert (loaded.slug, loaded.api_key, loaded.webhook_key) == ("hafen", API_KEY, WEBHOOK_KEY)
    encryption_keys(FOREIGN)
    with pytest.raises(DeserializationError, match="encrypted with a key that this site does not have"):
        call_command("loaddata", str(dump), verbosity=0)


def test_a_studio_without_a_webhook_key_is_dumped_without_one(hafen: Studio) -> None:
    Studio.objects.filter(pk=hafen.pk).update(webhook_key="")
    out = StringIO()

    call_command("dumpdata", "studios.studio", pks=str(hafen.pk), stdout=out)

    assert json.loads(out.getvalue())[0]["fields"]["webhook_key"] == ""


def test_whom_a_call_is_about_is_in_no_text_of_it() -> None:
    ask = Ask("GET", "/v1/customers/{id}", 424242, {"customerId": 424242}, {"email": "ada@example.org"})
    reply = Reply(200, b'{"email": "ada@example.org"}')

    shown = f"{ask!r} {reply!r}"

    assert "424242" not in shown
    assert "ada@" not in shown
    assert "/v1/customers/{id}" in shown


def test_every_secret_that_was_met_is_taken_out_of_a_text() -> None:
    StoredSecret("met-for-the-first-time")

    assert without_secrets("sent b'met-for-the-first-time' away") == "sent b'<secret>' away"
    Secret("short")
    assert without_secrets("a short one") == "a short one"
