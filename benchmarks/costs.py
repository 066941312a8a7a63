"""What things cost, and how members are taken to behave: every number that `benchmarks.scaling` reckons with.

Each says how it was measured, on two cores with Python 3.11. Calls and writes are counted again by
`tests/benchmarks/test_costs.py`, and what is a setting or a constant of the site is held to it there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

# The vendor

CALLS_A_MINUTE = 1000  # for each endpoint and key, which other integrations of the studio use as well
CALL_SECONDS = 0.2  # assumed

# The site as compose.yaml and the units of systemd start it, on one machine of two cores

WEB_THREADS = 32  # two processes of 16
TASK_THREADS = 4  # of a worker; half of them leave the reading at night to the others
CORES = 2
LISTED_STUDIOS = 300  # on the page of all: each is some 330 bytes of HTML, and 100 KB are enough for a phone
SQLITE_WRITING = 0.5  # of its time: one writes at a time, and from here on the waiting grows fast
CONNECTIONS_OF_A_WORKER = 20  # the threads of its tasks, and one for each sweep

# Pages


@dataclass(frozen=True, slots=True)
class View:
    """One view of a page.

    `offer` and `times` are its calls for what a studio offers and for windows of free times, the same for everybody;
    `own` are those about one member, by endpoint. It waits for `rounds` of calls, and for `own_rounds` where offer and
    times are kept. `cpu_ms` and `kept_ms` are the CPU of both. `per_studio_ms` comes on top for every studio of the
    chain, or of the site.
    """

    cpu_ms: float
    kept_ms: float
    offer: int = 0
    times: int = 0
    own: Mapping[str, int] = field(default_factory=dict)
    rounds: int = 0
    own_rounds: int = 0
    writes: int = 0
    per_studio_ms: float = 0.0


# CPU: `python -m benchmarks.page_costs`, what the web server's processes worked for one of fifty views; the window of
# free times is one of six full days, 127 KB of HTML. Kept, of "appointments" and "slots": twenty views in one thread,
# drawn from the cache, on a busy machine. Not measured, but taken as the pages beside them: "code", "book", "cancel".
# What is kept of the others is taken as asked. By studio: `python -m benchmarks.filled`, of a thousand rows, those of
# "my_bookings" with all keys decrypted, which they are no more.
VIEWS = {
    "studios": View(14, 14, per_studio_ms=0.13),
    "appointments": View(14, 14, offer=1, rounds=1),
    "slots": View(53, 14, offer=2, times=1, rounds=1),
    "next_free": View(30, 30, times=2, rounds=1, writes=1),
    "sign_in": View(10, 10, writes=11),
    "code": View(10, 10, writes=6),
    "confirm": View(18, 18, offer=1, own={"validate": 1}, rounds=1, own_rounds=1),
    "book": View(31, 31, own={"validate": 1, "bookable_one": 1, "bookings": 1, "book": 1}, rounds=2, own_rounds=2,
        writes=6),
    "one_booking": View(31, 31, own={"booking": 1}, rounds=1, own_rounds=1),
    "my_bookings": View(26, 26, own={"bookings": 1}, rounds=1, own_rounds=1, per_studio_ms=0.055),
    "cancel": View(31, 31, own={"booking": 1, "cancel": 1}, rounds=2, own_rounds=2, writes=4),
}  # fmt: skip
OFFER = ("bookable", "information")  # where they are kept both are asked for at once
OFFER_KEPT_SECONDS = 60
TIMES_KEPT_SECONDS = 10  # and dropped by a booking at that studio

# What the worker does, `seconds` of one of its threads


@dataclass(frozen=True, slots=True)
class Work:
    seconds: float
    cpu_ms: float
    writes: int
    own: Mapping[str, int] = field(default_factory=dict)
    per_studio_ms: float = 0.0


MAIL_SECONDS = 0.5  # assumed, of the mail server; so is the CPU of what the worker does
WORK = {
    "mail": Work(MAIL_SECONDS, 20, 5),
    "webhook": Work(CALL_SECONDS, 15, 9, {"booking": 1}),
    "sign_in": Work(CALL_SECONDS + MAIL_SECONDS, 20, 7, {"cross_search": 1}, per_studio_ms=0.085),
}
# One small write, committed. SQLite: the median of 500 by the clock on the wall, in WAL.
WRITE_MS = 0.2

# The reading at night

NIGHT_BUDGET = 2000  # RECONCILE_REQUESTS
NIGHT_PAUSE = 0.2
NIGHT_RUN_SECONDS = 600  # for one studio
NIGHT_HOURS = 24  # then the next night's reading begins
NIGHT_READ_SECONDS = CALL_SECONDS + NIGHT_PAUSE + 0.01
UNREAD_LATELY = 0.9  # assumed: the others were read within six hours before it

# Rows: bytes with their indexes, of 10,000 bookings (`python -m benchmarks.filled`): SQLite, PostgreSQL.
BYTES = {
    "Member": (203, 298),
    "Booking": (392, 570),
    "Attempt": (500, 656),
    "Letter": (216, 449),
    "BookingChange": (104, 201),
    "WebhookMessage": (203, 311),
    "Task": (375, 319),
    "Session": (342, 430),
}
WEBHOOK_DAYS = TASK_DAYS = 7
SESSION_DAYS = 30
RETENTION_DAYS = 730

# Limits of the site's own

SIGN_INS_A_MINUTE = 300

# How members behave: assumed, all of it. Put in your own.

MEMBERS_OF_A_STUDIO = 1000  # the mean
SPREAD = 0.8  # of their logarithm: the largest of 300 has some seven times as many
LARGEST_CHAIN = 300  # studios
BOOKINGS_A_MONTH = 2.0  # of a member; half of them at the desk or in the vendor's app
BOOKED_HERE = 0.5
DAYS_AHEAD = 7  # booked so many days before it, in the mean
PEAK_HOUR = 0.18  # of a day's visits: an evening in January
RUSH = 0.2  # of a studio's members look at one appointment within ten minutes, after a mail to all of them
RUSH_SECONDS = 600
THINK_SECONDS = 20  # between two pages, at most
APPOINTMENTS = 8  # of a studio; the second is looked at half as often as the first
# A visit: pages one after another, and how likely each is. From "confirm" on, only of those who book.
LOOKING = (("studios", 0.25), ("appointments", 1.0), ("slots", 1.0), ("slots", 0.6), ("slots", 0.4),
    ("next_free", 0.15), ("my_bookings", 0.3), ("cancel", 0.03))  # fmt: skip
BOOKS = 1 / 3
SIGNS_IN = 0.3  # the others are signed in still
BOOKING = (("sign_in", SIGNS_IN), ("code", SIGNS_IN), ("confirm", 1.0), ("book", 1.0), ("one_booking", 1.0))
MAILS_OF_A_BOOKING = 2.2  # booked, reminder, sometimes cancelled
WEBHOOKS_OF_A_BOOKING = 1.2
CHANGES_OF_A_BOOKING = 0.2
