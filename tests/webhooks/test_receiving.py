"""What Magicline posts: checked, kept once, answered at once; and nothing kept of what is not Magicline's."""

import io
import threading
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.core.handlers.wsgi import WSGIRequest
from django.db import connections as databases
from django.test import Client as Browser
from django.test import RequestFactory
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from studios import connections
from studios.magicline.gate import Call
from studios.magicline.webhook_events import LARGEST_BODY
from studios.management.worker import run_due_tasks
from studios.models import Booking, Studio, WebhookCount, WebhookMessage
from studios.models.webhook_message import MOST_NAMES_A_DAY
from studios.webhooks import views
from tests.my_bookings.test_my_bookings import book
from tests.vendor import Vendor
from tests.webhooks.posting import ADDRESS, body, post, tell

CREATED = "APPOINTMENT_BOOKING_CREATED"


class ShutGate:
    """Nobody may be asked anything."""

    def ask(self, call: Call) -> None:
        raise AssertionError(f"{call.endpoint} was asked while a webhook was answered")

    def tell(
        self,
        call: Call,
        outcome: str,
        status: int | None,
        seconds: float,
        trace_id: str,
        retry_after: float | None = None,
    ) -> None:
        raise AssertionError(call.endpoint)


def test_a_message_is_kept_and_answered_without_asking_anybody(
    hafen: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "gate", ShutGate())

    answer = post(hafen.webhook_key, body(CREATED, "CUSTOMER_UPDATED", entity_id=7))

    kept = WebhookMessage.objects.get()
    assert (answer.status_code, answer.content) == (204, b"")
    assert (kept.studio, kept.entity_id, kept.types) == (hafen, 7, [CREATED, "CUSTOMER_UPDATED"])
    assert DBTaskResult.objects.count() == 1
    hafen.refresh_from_db()
    assert hafen.last_webhook_at is not None


def test_the_key_says_which_studio_tells(hafen: Studio, altstadt: Studio) -> None:
    tell(altstadt, CREATED)

    assert WebhookMessage.objects.get().studio == altstadt


@pytest.mark.parametrize("key", ["", "nonsense", "ä" * 20, "x" * 8000])
def test_an_unknown_key_is_turned_away(hafen: Studio, key: str) -> None:
    answer = post(key.encode().decode("latin-1"), body(CREATED))

    assert answer.status_code == 401
    assert not WebhookMessage.objects.exists()


def test_the_api_key_is_no_webhook_key_and_no_webhook_key_is_none(hafen: Studio, altstadt: Studio) -> None:
    altstadt.webhook_key = ""
    altstadt.save()

    assert post(hafen.api_key, body(CREATED)).status_code == 401
    assert Browser().post(ADDRESS, body(CREATED), content_type="application/json").status_code == 401


def test_only_a_post_is_taken(hafen: Studio) -> None:
    assert Browser().get(ADDRESS, headers={"x-api-key": hafen.webhook_key}).status_code == 405


def test_a_replaced_key_is_accepted_for_another_day(hafen: Studio) -> None:
    old = hafen.webhook_key
    hafen.webhook_key = "the-new-webhook-key"
    hafen.save()
    hafen.save()  # another change of the studio does not end it

    assert post(old, body(CREATED)).status_code == 204
    assert post("the-new-webhook-key", body(CREATED)).status_code == 204
    Studio.objects.filter(pk=hafen.pk).update(old_webhook_key_until=timezone.now() - timedelta(seconds=1))
    assert post(old, body(CREATED)).status_code == 401


def test_a_removed_key_is_not(hafen: Studio) -> None:
    old = hafen.webhook_key
    hafen.webhook_key = ""
    hafen.save()

    assert post(old, body(CREATED)).status_code == 401


def test_a_key_is_known_under_every_encryption_key(hafen: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    newer = "bmV3ZXItbmV3ZXItbmV3ZXItbmV3ZXItbmV3ZXItbmU="
    monkeypatch.setattr(settings, "FIELD_ENCRYPTION_KEYS", [newer, *settings.FIELD_ENCRYPTION_KEYS])

    tell(hafen, CREATED)

    Studio.objects.get(pk=hafen.pk).save()  # now stored under the newer one: the same key, not a replaced one
    tell(hafen, CREATED)
    assert Studio.objects.get(pk=hafen.pk).old_webhook_key_fingerprint == ""


DEEP = b'{"entityId": 1, "uuid": "095be615-a8ad", "payload": ' + b"[" * 30_000 + b"]" * 30_000 + b"}"


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b" " * 3_000_000, 413),
        (body(CREATED).ljust(LARGEST_BODY + 1), 413),
        (DEEP, 400),
        (body(CREATED).replace(b"7893459", b"9" * 400), 400),
        (body(CREATED).replace(b"7893459", b"9" * 5000), 400),
        (body(CREATED).replace(b"CREATED", b"\0"), 400),
        (body(CREATED, uuid="a\0b"), 400),
        (body(CREATED).replace(b"CREATED", b"\xff"), 400),
        (b"", 400),
        (b"[]", 400),
    ],
    ids=["3 MB", "one byte", "deep", "400", "5000", "NUL", "told NUL", "no UTF-8", "empty", "list"],
)
def test_what_is_no_webhook_is_refused_and_nothing_of_it_kept(hafen: Studio, raw: bytes, status: int) -> None:
    assert post(hafen.webhook_key, raw).status_code == status
    assert not WebhookMessage.objects.exists()
    assert not WebhookCount.objects.exists()
    assert not DBTaskResult.objects.exists()


class Wire(io.BytesIO):
    """A request's body that remembers how much of it was read."""

    def status_for(self, studio: Studio, **meta: object) -> int:
        request = RequestFactory().post(ADDRESS, headers={"x-api-key": studio.webhook_key}).META
        request.pop("CONTENT_LENGTH", None)
        return views.magicline(WSGIRequest({**request, "wsgi.input": self, **meta})).status_code


@pytest.mark.parametrize(
    "meta",
    [{"CONTENT_LENGTH": "3000000"}, {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}],
    ids=["announced", "chunked"],
)
def test_not_more_is_read_than_can_be_a_webhook(hafen: Studio, meta: dict[str, object]) -> None:
    wire = Wire(b" " * 3_000_000)

    assert wire.status_for(hafen, **meta) == 413
    assert wire.tell() <= LARGEST_BODY + 1


def test_a_length_that_is_not_true_does_no_harm(hafen: Studio) -> None:
    whole = body(CREATED)

    assert Wire(whole).status_for(hafen, CONTENT_LENGTH=str(len(whole) - 5)) == 400
    assert Wire(whole).status_for(hafen, CONTENT_LENGTH="nonsense") == 400
    assert Wire(whole).status_for(hafen, CONTENT_LENGTH="-1") == 400
    assert not WebhookMessage.objects.exists()


def test_a_chunked_body_is_read_where_the_server_marks_its_end(hafen: Studio) -> None:
    chunked = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}

    assert Wire(body(CREATED)).status_for(hafen, **chunked) == 204
    assert WebhookMessage.objects.count() == 1


def test_a_repetition_changes_nothing(hafen: Studio) -> None:
    tell(hafen, CREATED, uuid="095be615-a8ad-4c33")
    tell(hafen, CREATED, uuid="095be615-a8ad-4c33")

    assert WebhookMessage.objects.count() == 1
    assert DBTaskResult.objects.count() == 1
    assert WebhookCount.objects.get().number == 1


def test_two_studios_may_use_one_uuid(hafen: Studio, altstadt: Studio) -> None:
    for studio in (hafen, altstadt):
        tell(studio, CREATED, uuid="095be615-a8ad-4c33")

    assert WebhookMessage.objects.count() == 2


def test_what_nobody_wants_is_counted_and_not_kept(hafen: Studio) -> None:
    for _ in range(3):
        tell(hafen, "CHECKIN_CREATED", "person@example.org".replace("@", "."))

    assert not WebhookMessage.objects.exists()
    assert not DBTaskResult.objects.exists()
    counts = dict(WebhookCount.objects.values_list("event_type", "number"))
    assert counts == {"CHECKIN_CREATED": 3, "OTHER": 3}


def test_names_without_end_do_not_fill_the_table(hafen: Studio) -> None:
    for start in (0, 45, 90):
        tell(hafen, *(f"INVENTED_{number}" for number in range(start, start + 45)))

    assert WebhookCount.objects.count() == MOST_NAMES_A_DAY + 1
    assert WebhookCount.objects.get(event_type="OTHER").number == 135 - MOST_NAMES_A_DAY


@pytest.mark.django_db(transaction=True)
def test_the_same_message_fifty_times_at_once_is_one_row_one_reaction_and_one_mail(
    ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    book(ada, vendor, "hafen", "Body Scan")
    run_due_tasks()
    number = Booking.objects.get().booking_id
    vendor.ask("POST", f"desk/bookings/{number}/cancel?tenant=iron-oak")
    read_before, mailed_before = len(vendor.requests("booking")), len(mail.outbox)
    raw = body("APPOINTMENT_BOOKING_CANCELLED", entity_id=number)
    statuses: list[int] = []
    start = threading.Barrier(50)

    def send() -> None:
        start.wait(timeout=30)
        statuses.append(post(hafen.webhook_key, raw).status_code)
        databases.close_all()

    threads = [threading.Thread(target=send) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    for _round in range(2):  # acting on it owes the mail, the next round sends it
        run_due_tasks()

    assert statuses == [204] * 50
    assert WebhookMessage.objects.count() == 1
    assert WebhookCount.objects.get().number == 1
    assert len(vendor.requests("booking")) - read_before == 1
    assert [one.subject.partition(":")[0] for one in mail.outbox[mailed_before:]] == [
        "Cancelled by the studio"
    ]
