"""The body of a webhook: what the vendor documents is read, everything else refused, however odd."""

import json
from typing import Any

import pytest

from studios.magicline.webhook_events import LARGEST_BODY, Message, TooLarge, Unreadable, read

UUID = "095be615-a8ad-4c33-8e9c-c7612fbf6c9f"


def body(**changes: Any) -> dict[str, Any]:
    """As the reference shows it, with changes; None leaves a field out."""
    event = {"timestamp": 1642779144176, "type": "APPOINTMENT_BOOKING_CREATED", "content": {}}
    told = {"entityId": 7893459, "uuid": UUID, "payload": [event], **changes}
    return {name: value for name, value in told.items() if value is not None}


def events(*types: object) -> list[dict[str, object]]:
    return [{"timestamp": 1642779144176, "type": one, "content": {}} for one in types]


def test_the_documented_message_is_read() -> None:
    assert read(json.dumps(body()).encode()) == Message(7893459, UUID, ("APPOINTMENT_BOOKING_CREATED",))


def test_several_events_and_what_is_new_at_the_vendor_are_read() -> None:
    told = body(payload=[*events("CUSTOMER_UPDATED", "SOMETHING_NEW"), {"type": "CHECKIN"}], more={"a": 1.5})

    message = read(json.dumps(told).encode())

    assert message.types == ("CUSTOMER_UPDATED", "SOMETHING_NEW", "CHECKIN")


def test_the_largest_number_of_the_vendors_is_read() -> None:
    assert read(json.dumps(body(entityId=2**63 - 1)).encode()).entity_id == 2**63 - 1


@pytest.mark.parametrize(
    "changes",
    [
        {"entityId": None}, {"entityId": "7893459"}, {"entityId": 7.0}, {"entityId": True}, {"entityId": -1},
        {"entityId": 2**63}, {"entityId": []}, {"uuid": None}, {"uuid": 7}, {"uuid": ""}, {"uuid": "x" * 65},
        {"uuid": "095be615\n"}, {"payload": None}, {"payload": {}}, {"payload": []}, {"payload": "CHECKIN"},
        {"payload": [None]}, {"payload": ["CHECKIN"]}, {"payload": events(None)}, {"payload": events(7)},
        {"payload": events("")}, {"payload": events("A B")}, {"payload": events("Ä")},
        {"payload": events("A" * 61)}, {"payload": events(*["CHECKIN"] * 51)}, {"more": "a\0b"}, {"a\0b": 1},
        {"uuid": "\ud800" * 8}, {"entityId": int("9" * 400)}, {"more": int("9" * 400)},
        {"more": float("nan")}, {"more": float("inf")},
    ],
)  # fmt: skip
def test_what_is_not_as_documented_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        read(json.dumps(body(**changes)).encode())


WHOLE = json.dumps(body())


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"null", b"[]", b"7", b'"text"', b"{}", WHOLE[:-1].encode(), b"<html></html>", b"a=1&b=2",
        WHOLE.encode("utf-16"), b"\xef\xbb\xbf" + WHOLE.encode(), WHOLE.encode() + b"\0", b"\xff\xfe",
        WHOLE.replace("CREATED", "\udcff").encode("utf-8", "surrogateescape"),
        WHOLE.replace("CREATED", "\0").encode(),
        WHOLE.replace("7893459", "9" * 5000).encode(), WHOLE.replace("7893459", "1e400").encode(),
        WHOLE.replace('{"entityId"', '{"entityId": 1, "entityId"').encode(),
        WHOLE.replace('"content"', '"type": "CHECKIN", "content"').encode(),
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000, b"[" * 60_000,
        WHOLE.replace("{}", "[" * 20_000 + "]" * 20_000).encode(),
    ],
    ids=range(22),
)  # fmt: skip
def test_what_is_no_json_object_is_refused(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        read(raw)


def test_a_body_that_is_too_large_is_told_apart() -> None:
    fits = WHOLE.encode().ljust(LARGEST_BODY)

    assert read(fits).uuid == UUID
    with pytest.raises(TooLarge):
        read(fits + b" ")
