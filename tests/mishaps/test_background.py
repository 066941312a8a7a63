"""The calls that nobody waits for: what webhooks call for, the night's reading, and whether a refused key works again.

Only an answer changes anything. What could not be asked is asked again, and what the studio will not tell (403, 404) is
no news, but that a customer is gone of whom somebody said so.
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from studios.management.worker import run_due_tasks
from studios.models import Booking, Member, Studio, WebhookMessage
from studios.my_bookings import reconcile, refused_keys
from tests.conftest import member
from tests.mishaps.conftest import Stage
from tests.mishaps.kinds import GROWN, WRITES, Ending, Row, Scene, name, rows, same
from tests.webhooks.posting import body, post


def told(stage: Stage, event: str, number: int, by: Studio | None = None) -> str:
    """The answer to the webhook, and what became of it."""
    stage.spoil()
    answer = post((by or stage.hafen).webhook_key, body(event, entity_id=number))
    run_due_tasks()
    return str(answer.status_code)


def about_a_booking(stage: Stage) -> str:
    """Its title is another one by now."""
    booking = stage.booked()
    Booking.objects.update(title="as it was")
    return told(stage, "APPOINTMENT_BOOKING_UPDATED", booking.booking_id)


def about_a_customer(stage: Stage) -> str:
    ada = member(stage.hafen, "ada")
    Member.objects.update(last_name="as it was")
    return told(stage, "CUSTOMER_UPDATED", ada.customer_id)


def of_somebody_elses_customer(stage: Stage) -> str:
    """Another studio says that she is gone; at her own she is still there. The news is that nobody knows her here."""
    ada = member(stage.hafen, "ada")
    Member.objects.update(last_name="as it was")
    return told(stage, "CUSTOMER_DELETED", ada.customer_id, by=Studio.objects.get(slug="altstadt"))


def about_the_studio(stage: Stage) -> str:
    Studio.objects.update(city="as it was")
    return told(stage, "STUDIO_OPENING_HOURS_UPDATED", stage.hafen.vendor_studio_id or 0)


def reacted(stage: Stage, answer: str) -> Row:
    """The answer to the webhook, what became of the message, and whether its news is known here."""
    message = WebhookMessage.objects.get()
    state = "acted on" if message.processed_at else "waits"
    texts = [
        *Booking.objects.values_list("title", flat=True),
        *Member.objects.values_list("last_name", flat=True),
    ]
    old = "as it was" in [*texts, *Studio.objects.filter(pk=stage.hafen.pk).values_list("city", flat=True)]
    return Row(answer, f"{state}, {'as it was' if old else 'news'}", *at_the_vendor(stage))


def at_the_vendor(stage: Stage) -> tuple[int, int]:
    return len(stage.vendor.bookings()), sum(len(stage.vendor.requests(one)) for one in WRITES)


def it(journal: str, later: str = "acted on, news", *, bookings: int = 0) -> Ending:
    return Ending(Row("204", journal, bookings, bookings), Row("204", later, bookings, bookings))


LATER, AT_ONCE, NEVER = (
    it("waits, as it was"),
    it("acted on, news"),
    it("acted on, as it was", "acted on, as it was"),
)


def with_a_booking(ending: Ending) -> Ending:
    """The same after one booking was made."""
    return Ending(*(replace(row, bookings=1, writes=1) for row in (ending.now, ending.then)))


WEBHOOKS = (
    Scene(
        "booking",
        about_a_booking,
        with_a_booking(LATER),
        same(with_a_booking(NEVER), "403", "404") | {"unknown enum values": with_a_booking(AT_ONCE)},
    ),
    Scene(
        "customer",
        about_a_customer,
        LATER,
        # What the record lacks is kept as it was.
        same(NEVER, "403", "404", "missing fields", "null fields") | {"unknown enum values": AT_ONCE},
    ),
    Scene(
        "customer",
        of_somebody_elses_customer,
        it("waits, as it was", "acted on, as it was"),
        same(NEVER, *GROWN) | same(AT_ONCE, "403", "404"),
    ),
    Scene(
        "information",
        about_the_studio,
        LATER,
        # An answer that does not say which studio it is about teaches nothing.
        same(NEVER, "403", "404", "wrong types", "missing fields", "null fields")
        | {"unknown enum values": AT_ONCE},
    ),
)


@pytest.mark.parametrize(("scene", "mishap"), rows(WEBHOOKS), ids=name)
def test_what_a_webhook_comes_to(stage: Stage, scene: Scene, mishap: str) -> None:
    answer = scene.act(stage)
    at_once = reacted(stage, answer)
    stage.mend()
    WebhookMessage.objects.exclude(next_try_at=None).update(next_try_at=timezone.now())
    run_due_tasks()

    assert Ending(at_once, reacted(stage, answer)) == scene.expected(mishap)


def the_night(stage: Stage) -> str:
    stage.booked()
    Booking.objects.update(title="as it was")
    stage.spoil()
    now = timezone.now()
    report = reconcile.reconcile(stage.hafen, night=now.date(), now=now)
    return f"{report.checked} read, {report.differing} differ" if report else "nothing to read"


def noted(stage: Stage, report: str) -> Row:
    booking = Booking.objects.get()
    return Row(report, f"{booking.status}, {booking.title}, {trust(stage)}", *at_the_vendor(stage))


def trust(stage: Stage) -> str:
    """What is thought of the studio's key."""
    studio = Studio.objects.get(pk=stage.hafen.pk)
    return f"refused {studio.key_refusals}×" if studio.key_refused_since else "trusted"


READ_NOTHING = Row("0 read, 0 differ", "BOOKED, as it was, trusted", 1, 1)

NIGHT = (
    Scene(
        "booking",
        the_night,
        READ_NOTHING,
        {
            "401": replace(READ_NOTHING, journal="BOOKED, as it was, refused 1×"),
            "unknown enum values": Row("1 read, 0 differ", "SOMETHING_NEW, Body Scan, trusted", 1, 1),
        },
    ),
)


@pytest.mark.parametrize(("scene", "mishap"), rows(NIGHT), ids=name)
def test_what_the_night_s_reading_comes_to(
    stage: Stage, scene: Scene, mishap: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconcile, "PAUSE_SECONDS", 0)

    report = scene.act(stage)

    assert noted(stage, report) == scene.expected(mishap)
    stage.mend()


def a_suspected_key(stage: Stage) -> str:
    """It was refused twice; a third time pauses the studio."""
    long_ago = timezone.now() - timedelta(hours=1)
    Studio.objects.filter(pk=stage.hafen.pk).update(key_refused_since=long_ago, key_refusals=2)
    stage.spoil()
    refused_keys.ask_again(timezone.now())
    return "paused" if Studio.objects.get(pk=stage.hafen.pk).reads_are_paused else "not paused"


SUSPECTED, CLEARED = Row("not paused", "refused 2×"), Row("not paused", "trusted")

KEYS = (
    Scene(
        "head",
        a_suspected_key,
        SUSPECTED,
        # A HEAD has no body, so nothing in it can be spoiled; and only a known key can lack a scope.
        same(
            CLEARED, "403", "cut in the body", "dripped body", "HTML as 200", "empty", "garbage", "truncated"
        )
        | same(CLEARED, "wrong types", "10 MB", *GROWN)
        | {"401": Row("paused", "refused 3×")},
    ),
)


@pytest.mark.parametrize(("scene", "mishap"), rows(KEYS), ids=name)
def test_what_is_thought_of_a_suspected_key(stage: Stage, scene: Scene, mishap: str) -> None:
    state = scene.act(stage)

    assert Row(state, trust(stage), *at_the_vendor(stage)) == scene.expected(mishap)
    stage.mend()
