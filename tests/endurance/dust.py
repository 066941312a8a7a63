"""What has to be so: at any moment, and when the dust has settled."""

from collections import Counter
from datetime import datetime, timedelta

from django.core import mail

from studios.booking.settling import LIST_REACHES
from studios.magicline.appointments import KNOWN_STATUSES
from studios.management.worker import run_due_tasks
from studios.models import Attempt, Booking, Letter, Move, WebhookMessage
from studios.models.attempt_states import UNNUMBERED, WAITING, AttemptState
from studios.models.letter import LetterKind
from studios.models.move import MoveState
from studios.sandbox.records import Booking as VendorBooking
from tests.endurance.wishes import Wishes
from tests.endurance.world import PEOPLE, TENANT, World
from tests.pages import Page

# Longer, one after the other, than whatever the site waits for: looks, leases, repeats, tasks of a dead worker.
PAUSES = (0, 45, 45, 130, 950, 45)
TWO_WEEKS = timedelta(days=14)
ENDED = (MoveState.MOVED, MoveState.STAYED, MoveState.BOTH, MoveState.NEITHER, MoveState.WAITING)
ONCE_A_BOOKING = (LetterKind.BOOKED, LetterKind.PENDING, LetterKind.CANCELLED, LetterKind.REMINDER)

Told = tuple[int, datetime, datetime, str]


def settle(world: World) -> None:
    """Nothing goes wrong any more, what waits arrives, and time passes until nothing is left to do."""
    world.vendor.ask("DELETE", "mishaps")
    for pause in PAUSES:
        world.wait(pause)
        world.server.hooks.flush()
        run_due_tasks()


def check(world: World, wishes: Wishes) -> None:
    """Everybody looks at their bookings, and then the books agree."""
    nothing_was_wrong(world, wishes)
    the_mirror_is_true_before_anybody_looks(world)
    for who in PEOPLE:
        page = _my_bookings(world, who)
        asked = _studios_asked(world, who)
        there = [
            one for one in world.at_the_vendor(who) if one.id in wishes.wish_of or one.studio_id in asked
        ]
        the_mirror_is_true(world, who, there)
        the_page_is_true(world, page, there)
    run_due_tasks()
    nothing_is_left_to_do(world)
    every_wish_came_to_what_was_told(world, wishes)
    every_move_ended_as_was_told(world, wishes)
    nobody_was_told_twice(world, wishes)
    nothing_was_wrong(world, wishes)


def nothing_was_wrong(world: World, wishes: Wishes) -> None:
    """Nor where whatever is raised is answered and forgotten."""
    assert not wishes.wrongs, wishes.wrongs
    assert not world.boundaries.wrongs, world.boundaries.wrongs
    assert not world.failed_tasks, "\n".join(world.failed_tasks)


def nothing_is_open_without_saying_so(world: World, who: str, page: Page) -> None:
    """My bookings names every attempt of which nobody knows how it ended."""
    shown = _shown(page)
    for attempt in Attempt.objects.of(world.members[who]).filter(state__in=WAITING):
        assert shown.get(attempt.reference) == attempt.state, f"{attempt} is open and {shown} says nothing"


def the_mirror_is_true_before_anybody_looks(world: World) -> None:
    """Of every booking within two weeks whose last news arrived, or that nobody but the site changed."""
    untold = _numbers_whose_last_news_was_lost(world)
    there = world.records.bookings[TENANT]
    for here in Booking.objects.of([one for records in world.members.values() for one in records]):
        one = there[here.booking_id]
        near = _is_near(world, here.starts_at, here.ends_at) or _is_near(world, one.starts_at, one.ends_at)
        # A word that nobody knows, which mishaps put into answers, stands until the next answer.
        if not near or one.id in untold or here.status not in KNOWN_STATUSES:
            continue
        assert here.is_cancelled != one.is_live, f"{here} is {here.shown_status}, and {one} is not"
        told = here.booking_id, here.starts_at, here.ends_at, here.shown_status
        assert here.is_cancelled or told == _as_told(one), f"{told} here, {_as_told(one)} there"


def _numbers_whose_last_news_was_lost(world: World) -> set[int]:
    """Of bookings: one that arrives later makes up for one that was lost. A double arrives if one of the two does."""
    last: dict[int, str] = {}
    arrived: set[str] = set()
    for delivery in world.server.hooks.journal:
        if delivery.types[0].startswith("APPOINTMENT_BOOKING"):
            last[delivery.entity_id] = delivery.uuid
            arrived |= {delivery.uuid} if delivery.state == "delivered" else set()
    return {number for number, uuid in last.items() if uuid not in arrived}


def the_mirror_is_true(world: World, who: str, at_the_vendor: list[VendorBooking]) -> None:
    """Within two weeks every live booking has the same times and status here and there."""
    there = {_as_told(one) for one in at_the_vendor if one.is_live}
    here = {
        (one.booking_id, one.starts_at, one.ends_at, one.shown_status)
        for one in Booking.objects.of(world.members[who])
        if not one.is_cancelled
    }
    there, here = ({one for one in some if _is_near(world, *one[1:3])} for some in (there, here))
    assert here == there, f"{who}: only here {here - there}, only there {there - here}"


def the_page_is_true(world: World, page: Page, at_the_vendor: list[VendorBooking]) -> None:
    """It shows each live booking within two weeks once, with its status."""
    shown = Counter(page.values("data-booking-reference"))
    assert not [reference for reference, times in shown.items() if times > 1], shown
    statuses = _shown(page)
    numbers = [one.id for one in at_the_vendor]
    references = dict(Booking.objects.filter(booking_id__in=numbers).values_list("booking_id", "reference"))
    for one in at_the_vendor:
        if one.is_live and _is_near(world, one.starts_at, one.ends_at):
            assert statuses.get(references[one.id]) == one.status, f"{one} is not on the page"


def nothing_is_left_to_do(world: World) -> None:
    near = Attempt.objects.filter(ends_at__lte=world.now + LIST_REACHES, ends_at__gte=world.now)
    assert not list(near.filter(state__in=WAITING)), "an attempt is open"
    seen = near.filter(ends_at__lte=world.now + LIST_REACHES - timedelta(seconds=sum(PAUSES)))
    assert not list(seen.filter(UNNUMBERED)), "a booking that the list shows, or does not, has no number"
    assert not list(Booking.objects.being_cancelled(now=world.now)), "a cancellation is open"
    for model in (WebhookMessage, Letter):
        assert not model.due(now=world.now), f"a {model.__name__} is owed"


def every_wish_came_to_what_was_told(world: World, wishes: Wishes) -> None:
    """One booking at most for a wish, known here as that wish's; and none is claimed that was not made."""
    rows = {one.reference: one for one in Attempt.objects.select_related("booking")}
    bookings = world.records.bookings[TENANT]
    desk_made = {(one.customer_id, one.starts_at) for one in bookings.values() if one.made_at_desk}
    for form in wishes.forms:
        assert len(form.made) <= 1, f"{form.reference} made {form.made}"
        row = rows.get(form.reference)
        assert row or not form.made, f"nobody knows of {form.made}"
        if row is None or row.ends_at > world.now + LIST_REACHES:
            continue
        for number in form.made:
            one = bookings[number]
            # One that the desk moved before we looked for it cannot be told from one that the desk made.
            if one.is_live and one.starts_at > world.now and number not in wishes.moved_at_desk:
                assert row.booking, f"{row} is {row.state} and {one} stands"
                assert row.booking.booking_id == number
        if row.state == AttemptState.BOOKED and not form.made:
            claim = (row.member.customer_id, row.starts_at)
            assert claim in desk_made, f"{row} says it is booked, and nothing was made"


def every_move_ended_as_was_told(world: World, wishes: Wishes) -> None:
    """None is under way, except one that waits for the desk; nobody has two bookings or none without being told."""
    rows = {one.attempt.reference: one for one in Move.objects.select_related("attempt")}
    bookings = world.records.bookings[TENANT]
    for form in wishes.forms:
        move = rows.get(form.reference)
        if move is None:
            continue
        near = move.attempt.ends_at <= world.now + LIST_REACHES
        assert move.state in ENDED or not near, f"{form.reference} is still {move.state}"
        old = bookings[form.moves]
        new = [bookings[number] for number in form.made]
        both = old.is_live and any(one.is_live for one in new)
        if move.state == MoveState.MOVED:
            assert not old.is_live, f"{form.reference}: moved, and {old} stands"
        if both and near and old.starts_at > world.now and not wishes.moved_at_desk & {old.id, *form.made}:
            assert move.state in (MoveState.BOTH, MoveState.WAITING), (
                f"{form.reference}: {move.state}, both stand"
            )
        if move.state in (MoveState.MOVED, MoveState.BOTH, MoveState.NEITHER):
            key = f"{move.state}:{form.reference}"
            assert Letter.objects.filter(key=key).exists(), f"{key} was never told"


def nobody_was_told_twice(world: World, wishes: Wishes) -> None:
    """One mail of a kind for what happened once; the same mail twice only after a death between sending and noting."""
    copies = Counter(one.extra_headers.get("Message-ID", "") for one in mail.outbox)
    again = {name for name, times in copies.items() if times > 1}
    assert again <= world.perhaps_sent_twice, again - world.perhaps_sent_twice
    asked: Counter[str] = Counter()
    for one in Booking.objects.all():
        moves = sum(form.sent for form in wishes.forms if form.moves == one.booking_id)
        asked[one.reference] = wishes.cancels[one.booking_id] + moves
    of_bookings: Counter[tuple[str, str]] = Counter()
    for letter in Letter.objects.select_related("booking", "attempt__booking"):
        about = letter.told_booking or letter.attempt
        assert about
        if letter.kind != LetterKind.NOT_CANCELLED or letter.sent_at:
            # That one is written down more often than it is sent: a move tells it in its own words.
            of_bookings[about.reference, letter.kind] += 1
    for (reference, kind), number in of_bookings.items():
        if kind in (*ONCE_A_BOOKING, LetterKind.NOT_BOOKED):
            # What had no number can be told as booked, as not booked, and as booked all the same.
            again = (
                kind == LetterKind.BOOKED and Letter.objects.filter(key=f"booked-again:{reference}").exists()
            )
            assert number == 1 + again, f"{number} mails {kind} about {reference}"
        if kind == LetterKind.NOT_CANCELLED:
            assert number <= asked[reference], f"{number} mails {kind} about {reference}"
    for row in Attempt.objects.filter(state=AttemptState.BOOKED):
        assert Letter.objects.filter(key=f"booked:{row.reference}").exists(), f"{row} was never told"
    halves = Letter.objects.filter(attempt__move__isnull=False).exclude(sent_at=None)
    halves = halves.filter(kind__in=[LetterKind.BOOKED, LetterKind.NOT_BOOKED])
    assert not halves.exists(), f"halves of moves were told: {list(halves.values_list('key', flat=True))}"


def _my_bookings(world: World, who: str) -> Page:
    page = Page(world.browsers[who].get("/bookings/"))
    assert page.answer.status_code == 200
    assert "did not answer just now" not in page.text
    return page


def _studios_asked(world: World, who: str) -> set[int]:
    """The vendor's numbers of those that *my bookings* asks: where the person is known."""
    theirs = [
        rows.filter(member__in=world.members[who]).values_list("studio__vendor_studio_id", flat=True)
        for rows in (Booking.objects.all(), Attempt.objects.all())
    ]
    return {world.studios["hafen"].vendor_studio_id or 0, *theirs[0], *theirs[1]}


def _is_near(world: World, starts_at: datetime, ends_at: datetime) -> bool:
    return world.now < starts_at and ends_at <= world.now + TWO_WEEKS


def _shown(page: Page) -> dict[str, str]:
    return dict(zip(page.values("data-booking-reference"), page.values("data-booking-status"), strict=True))


def _as_told(one: VendorBooking) -> Told:
    return one.id, one.starts_at, one.ends_at, one.status
