"""What happens at the studios meanwhile: the front desk changes bookings, and Magicline has its troubles."""

import random
from datetime import datetime, timedelta
from typing import Any
from urllib.error import HTTPError

from tests.endurance.town import CAST, TENANT, Town
from tests.vendor import soon

NUMBERS = {number: name for name, numbers in CAST.items() for number in numbers}
# At which calls what goes wrong, and how often: booking most of all. A delay is longer than the site waits, or shorter.
AT_BOOK = (
    ("delay", {"seconds": 3.3}),
    ("delay", {"seconds": 0.8}),
    ("delay_after", {"seconds": 3.5}),
    ("delay_after", {"seconds": 0.8}),
    ("cut_before", {}),
    ("cut_after", {}),
    ("cut_after", {}),
    ("cut_body", {}),
    ("503", {}),
    ("503", {"deed": True}),
    ("500", {}),
    ("500", {"deed": True}),
    ("429", {"count": 2}),
    ("429", {"count": 4, "retry_after": 1}),
    ("garbage", {}),
    ("truncated", {}),
    ("empty", {}),
    ("html", {}),
    ("slot_taken", {}),
    ("wrong_types", {}),
)
AT_CANCEL = (
    ("delay", {"seconds": 3.3}),
    ("delay_after", {"seconds": 3.5}),
    ("cut_before", {}),
    ("cut_after", {}),
    ("503", {}),
    ("503", {"deed": True}),
    ("429", {"count": 4}),
    ("empty", {}),
    ("garbage", {}),
)
AT_READS = (
    ("delay", {"seconds": 2.0}),
    ("503", {"count": 2}),
    ("503", {"count": 6}),
    ("500", {"count": 3}),
    ("429", {"count": 3, "retry_after": 1}),
    ("cut_before", {"count": 3}),
    ("cut_body", {"count": 2}),
    ("truncated", {"count": 3}),
    ("garbage", {"count": 3}),
    ("html", {"count": 3}),
    ("wrong_types", {}),
)
READS = ("bookings", "bookings", "booking", "validate", "bookable_one", "slots", "*")
AT_WEBHOOKS = (
    ("lose", {"count": 2}),
    ("double", {"count": 2}),
    ("shuffle", {"count": 3, "seconds": 2.0}),
    ("delay", {"count": 2, "seconds": 4.0}),
)


class Desk:
    """`moved` keeps where the bookings stood that it moved, by number: texts of the vendor's."""

    def __init__(self, town: Town) -> None:
        self.vendor = town.vendor
        self.moved: dict[int, str] = {}

    def cancel(self, chance: random.Random) -> str:
        return self._change(chance, "cancel")

    def confirm(self, chance: random.Random) -> str:
        return self._change(chance, "confirm")

    def move(self, chance: random.Random) -> str:
        """Each booking once, so that one mail about it is what there has to be."""
        theirs = [one for one in self._theirs() if one["id"] not in self.moved]
        if not theirs:
            return "nothing to move"
        one = chance.choice(theirs)
        starts_at = datetime.fromisoformat(one["starts_at"]) + timedelta(hours=chance.choice((1, 2, 25, -23)))
        if starts_at <= soon(hours=2):
            return "too-near to move"
        self.moved[one["id"]] = one["startDateTime"]
        return self._change(chance, "move", one, {"start": starts_at.isoformat()})

    def book(self, chance: random.Random) -> str:
        """Asks no law: it may stand beside what the member has at that time."""
        studios = self.vendor.ask("GET", "state")["studios"]
        slug = chance.choice(("hafen", "altstadt", "ost"))
        number = chance.choice(list(NUMBERS))
        start = soon(days=chance.randrange(1, 12), hours=chance.randrange(24)).replace(minute=0)
        made = self.vendor.ask("POST", "desk/bookings", {
            "studio": slug, "customer": number, "start": start.isoformat(),
            "appointment": chance.choice(list(studios[slug]["appointments"].values()))["id"],
        })  # fmt: skip
        return f"booked {made['id']} for {NUMBERS[number]}"

    def trouble(self, chance: random.Random) -> str:
        """At a call that books, at one that cancels, or at any that reads."""
        endpoint, kinds = chance.choice((("book", AT_BOOK),) * 3 + (("cancel", AT_CANCEL), ("", AT_READS)))
        kind, more = chance.choice(kinds)
        endpoint = endpoint or chance.choice(READS)
        self.vendor.mishap(endpoint, kind, **more)
        return f"{kind} at {endpoint}"

    def trouble_with_webhooks(self, chance: random.Random) -> str:
        kind, more = chance.choice(AT_WEBHOOKS)
        self.vendor.mishap("webhook", kind, **more)
        return f"{kind} of webhooks"

    def _change(
        self, chance: random.Random, deed: str, one: dict[str, Any] | None = None, body: object = None
    ) -> str:
        theirs = self._theirs()
        if deed == "confirm":
            theirs = [booking for booking in theirs if booking["status"] != "BOOKED"]
        if not theirs:
            return f"nothing to {deed}"
        one = one or chance.choice(theirs)
        try:
            self.vendor.ask("POST", f"desk/bookings/{one['id']}/{deed}?tenant={TENANT}", body)
        except HTTPError as error:  # the member was quicker
            return f"refused {error.code}"
        return f"{deed} {one['id']} of {NUMBERS[one['customer_id']]}"

    def _theirs(self) -> list[dict[str, Any]]:
        """Live bookings to come of the cast, each with `startDateTime` as the vendor writes it."""
        return [
            one
            for one in self.vendor.bookings()
            if one["tenant"] == TENANT
            and one["customer_id"] in NUMBERS
            and datetime.fromisoformat(one["starts_at"]) > soon(minutes=5)
        ]
