"""Posting to the site as the vendor does, without the sandbox in between."""

import json
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client as Browser

from studios.models import Studio

ADDRESS = "/webhooks/magicline/"


def body(*types: str, entity_id: int = 7893459, uuid: str = "") -> bytes:
    """One message, under a new uuid unless told."""
    events = [{"timestamp": 1642779144176, "type": one, "content": {}} for one in types]
    return json.dumps({"entityId": entity_id, "uuid": uuid or str(uuid4()), "payload": events}).encode()


def post(key: str, raw: bytes, **headers: str) -> HttpResponse:
    """The answer to a body sent with that key."""
    return Browser().post(
        ADDRESS, raw, content_type="application/json", headers={"x-api-key": key, **headers}
    )


def tell(studio: Studio, *types: str, entity_id: int = 7893459, uuid: str = "") -> None:
    """The site takes the message in; the worker has not looked at it."""
    answer = post(studio.webhook_key, body(*types, entity_id=entity_id, uuid=uuid))
    assert answer.status_code == 204, answer.status_code
