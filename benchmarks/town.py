"""The chain that is measured: eight studios and a hundred members, all of them at the sandbox beside the demo's own.

No Django here: the sandbox's process imports it, too.
"""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from studios.sandbox.records import Appointment, Contingent, Customer, Hours, Records

TENANT = "iron-oak"
STUDIOS = tuple(f"town-{number}" for number in range(1, 9))
MEMBERS = range(2_100_001, 2_100_101)  # their customer numbers
HOME_ID = 5001  # the first studio's number at the vendor; the others follow
# What each studio offers: hours of which each is there once, about sixty in six days, and one that is never free.
HOURS = range(3_000_001, 3_000_017)
NEVER = 3_000_017
_NOBODY = 999


def today() -> date:
    """On the clocks that hang in its studios."""
    return datetime.now(ZoneInfo("Europe/Berlin")).date()


def api_key(slug: str) -> str:
    return f"sandbox-{slug}-api-key"


def move_in(records: Records) -> None:
    """Adds the chain to what is on file."""
    pattern = records.studios["hafen"]
    offered = {
        number: Appointment(number, f"Own Hour {number - HOURS[0] + 1}", every_minutes=60) for number in HOURS
    }
    offered[NEVER] = Appointment(NEVER, "Never Free", instructor_ids=[_NOBODY])
    for place, slug in enumerate(STUDIOS):
        records.studios[slug] = replace(
            pattern,
            slug=slug,
            id=HOME_ID + place,
            name=f"Town Studio {place + 1}",
            api_key=api_key(slug),
            webhook_key=f"sandbox-{slug}-webhook-key",
            hours=[Hours(0, 6, "09:00", "19:00")],
            closings=[],
            appointments=dict(offered),
            rate_limit=1_000_000,
        )
    records.customers[TENANT] |= {
        number: Customer(
            number,
            HOME_ID,
            "Alex",
            f"Town {number}",
            f"alex.{number}@example.org",
            date(1990, 1, 1),
            Contingent(1_000_000),
        )
        for number in MEMBERS
    }
