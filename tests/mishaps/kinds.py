"""What can go wrong with a call, and how a row of the tables says what came of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from studios.models import Attempt, Booking, Letter
from studios.sandbox.routes import ENDPOINTS, HEAD
from tests.pages import Page
from tests.vendor import Vendor

Plan = dict[str, object]

REFUSED = "connection refused"
# How the sandbox is asked for each; what else a plan can hold: studios/sandbox/mishaps.py. A write is carried out by
# some of them (KINDS there says by which); the tables of the writes have more, for both.
MISHAPS: dict[str, Plan] = {
    REFUSED: {},  # nobody listens
    "cut before the deed": {"kind": "cut_before"},
    "cut after the deed": {"kind": "cut_after"},
    "cut in the body": {"kind": "cut_body"},
    "time-out": {"kind": "delay_after", "seconds": 2},
    "dripped headers": {"kind": "drip_headers", "seconds": 1},
    "dripped body": {"kind": "drip_body", "seconds": 1},
    **{
        status: {"kind": status} for status in ("302", "400", "401", "403", "404", "408", "409", "418", "422")
    },
    **{status: {"kind": status} for status in ("429", "500", "502", "503", "504")},
    "list of errors": {"kind": "list_error"},
    "HTML": {"kind": "html"},
    "HTML as 200": {"kind": "html", "status": 200},
    "empty": {"kind": "empty"},
    "garbage": {"kind": "garbage"},
    "truncated": {"kind": "truncated"},
    "wrong types": {"kind": "wrong_types"},
    "unknown enum values": {"kind": "unknown_enum"},
    "missing fields": {"kind": "missing_fields"},
    "null fields": {"kind": "null_fields"},
    "10 MB": {"kind": "huge"},
}
# What leaves a connection in a state in which nobody can use it again.
BROKEN = (REFUSED, "cut before the deed", "cut in the body", "time-out", "dripped body", "10 MB")
SLOW = ("time-out", "dripped headers", "dripped body")
GROWN = ("unknown enum values", "missing fields", "null fields")  # answers, though not as they were

WRITES = tuple(one.name for one in ENDPOINTS if one.writes)
PATHS = {one.name: (one.method, one.path) for one in ENDPOINTS} | {HEAD: ("HEAD", "")}


@dataclass(frozen=True)
class Row:
    """What came of a mishap. `page` is the status and the marks, `journal` the state of what was written down."""

    page: str
    journal: str = "nothing"
    bookings: int = 0  # live ones at the vendor
    writes: int = 0  # POSTs that book or activate, and DELETEs
    mails: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ending:
    """A row at once, and another when the dust has settled."""

    now: Row
    then: Row


COULD_NOT_ASK = Row("503 COULD_NOT_ASK")


@dataclass(frozen=True)
class Scene:
    """Where a call is made, and its row for every mishap: `usual` where `but` names no other. `more` are its own."""

    endpoint: str
    act: Callable[..., object]
    usual: Row | Ending
    but: dict[str, Row | Ending] = field(default_factory=dict)
    more: dict[str, Plan] = field(default_factory=dict)

    @property
    def mishaps(self) -> dict[str, Plan]:
        return MISHAPS | self.more

    def expected(self, mishap: str) -> Row | Ending:
        return self.but.get(mishap, self.usual)


def same(row: Row | Ending, *mishaps: str) -> dict[str, Row | Ending]:
    """The part of a table in which all these mishaps come to one row."""
    return dict.fromkeys(mishaps, row)


def rows(scenes: Iterable[Scene]) -> list[tuple[Scene, str]]:
    return [(scene, mishap) for scene in scenes for mishap in scene.mishaps]


def name(value: object) -> str:
    """For the ids of the rows."""
    return value.act.__name__ if isinstance(value, Scene) else str(value)


def seen(page: Page, vendor: Vendor, *, mails: tuple[str, ...] = ()) -> Row:
    """The row that really came."""
    journal = [*Attempt.objects.order_by("pk").values_list("state", flat=True)]
    journal += [f"cancelling {one}" for one in Booking.objects.values_list("cancelling", flat=True) if one]
    return Row(
        said(page),
        ", ".join(journal) or "nothing",
        len(vendor.bookings()),
        sum(len(vendor.requests(endpoint)) for endpoint in WRITES),
        mails,
    )


def said(page: Page) -> str:
    """The status, the marks, and what the page says about what is not known."""
    marks = [*page.values("data-booking-status"), *filter(str.isupper, page.values("data-refusal"))]
    words = " ".join(page.text.split())
    notes = {
        "did not answer just now": "old",
        "are finding out whether it did": "finding out",
        "keep us from seeing": "closed to us",
        "None that we know of": "none known",
        "Nothing is free": "nothing free",
        "could not look for other times": "times unknown",
        "found no other time": "no other time",
        "could not ask all the other studios": "others unknown",
        "could not look up just now which": "which one unknown",
        "Opening hours": "hours",
        "Not everybody answered": "some silent",
    }
    marks += [f"({note})" for text, note in notes.items() if text in words]
    return " ".join([str(page.answer.status_code), *marks])


def mailed() -> tuple[str, ...]:
    """The kinds of mails that went out about bookings."""
    return tuple(Letter.objects.exclude(sent_at=None).order_by("pk").values_list("kind", flat=True))
