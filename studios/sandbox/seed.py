"""The demo: two tenants, four studios, and a cast of members. What each member or appointment is good for:

| validationStatus                                | how to reach it                                            |
| ----------------------------------------------- | ---------------------------------------------------------- |
| AVAILABLE                                       | Ada, at every studio of Iron & Oak                         |
| PAST_START_DATE_TIME                            | hafen, Body Scan: today's list starts with a slot gone by  |
| END_DATE_TIME_NOT_AFTER_START_DATE_TIME         | altstadt, Weigh-in: listed with no length                  |
| PERIOD_DOES_NOT_MATCH                           | altstadt, Trial Session: listed shorter than it is         |
| CUSTOMER_IN_OTHER_BOOKING                       | anyone's second booking at one time, at any two studios    |
| CUSTOMER_IDLE                                   | Dora                                                       |
| NO_CONTINGENT                                   | Ben everywhere, Kim outside hafen                          |
| BOOKABLE_APPOINTMENT_RESTRICTIONS_NOT_FULFILLED | Emil                                                       |
| BOOKING_LIMIT_REACHED                           | Fay                                                        |
| DATE_TIME_BEFORE_EARLIEST_BOOKING_DATE_TIME     | hafen, Meal Plan Review more than three days ahead         |
| DATE_TIME_AFTER_LATEST_BOOKING_DATE_TIME        | hafen, Cardio Performance Test less than two days ahead    |
| STUDIO_CLOSED                                   | hafen, Sauna Ritual on the closing day (ten days after the |
|                                                 | first start, then every four weeks)                        |
| RESOURCE_NOT_AVAILABLE                          | altstadt, Infrared Cabin: listed although it is broken     |
| NOT_AVAILABLE                                   | altstadt, Altitude Room: blocked by the studio             |

Pia's bookings, and Nutrition Consultation for everybody, wait for the studio's confirmation. Gus has closed his record
to third parties: no search finds him, and everything else about him is 403. Hana and Ivo share an address. Jo has two
records, the one at altstadt without contingent. Nada's address contains Ada's, as a search by part of it shows. Cem and
Ana, of the other tenant, have Ada's and Ben's customer ids.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from studios.sandbox.premises import DEMO_STUDIOS as DEMO_STUDIOS
from studios.sandbox.premises import DemoStudio as DemoStudio
from studios.sandbox.premises import studios
from studios.sandbox.records import Contingent, Customer, IdlePeriod, Records

HAFEN, ALTSTADT, OST, LISBOA = (studio.studio_id for studio in DEMO_STUDIOS)


@dataclass(frozen=True, slots=True)
class DemoMember:
    """A member to sign in as. `good_for` is a line for people."""

    tenant: str
    email: str
    name: str
    good_for: str


DEMO_MEMBERS = (
    DemoMember("iron-oak", "ada@example.org", "Ada Lindqvist", "may book at all three studios"),
    DemoMember("iron-oak", "ben@example.org", "Ben Okafor", "has no contingent left"),
    DemoMember("iron-oak", "dora@example.org", "Dora Petrova", "has paused her membership"),
    DemoMember("iron-oak", "emil@example.org", "Emil Haas", "has a rate that no appointment is open to"),
    DemoMember("iron-oak", "fay@example.org", "Fay Nakamura", "has reached her limit of bookings"),
    DemoMember("iron-oak", "gus@example.org", "Gus Marek", "does not allow access by third parties"),
    DemoMember("iron-oak", "family@example.org", "Hana and Ivo Horvat", "two people at one address"),
    DemoMember("iron-oak", "jo@example.org", "Jo Brandt", "two records of one person"),
    DemoMember("iron-oak", "kim@example.org", "Kim Larsen", "has a contingent for Hafen only"),
    DemoMember("iron-oak", "pia@example.org", "Pia Winter", "books, and the studio has to confirm"),
    DemoMember("pulse", "cem@example.org", "Cem Yilmaz", "member of the other chain, with Ada's customer id"),
)


def records(now: datetime) -> Records:
    """A fresh set of records. Closing days and pauses are placed around `now`."""
    places = studios(now.date() + timedelta(days=10))
    return Records(
        studios={studio.slug: studio for studio in places},
        customers={
            "iron-oak": {person.id: person for person in _iron_oak(now.date())},
            "pulse": {person.id: person for person in _pulse()},
        },
        bookings={"iron-oak": {}, "pulse": {}},
        next_booking_id={"iron-oak": 7893001, "pulse": 7893001},
        next_appointment_id=1210500001,
    )


def _iron_oak(today: date) -> list[Customer]:
    plenty = 60
    ada, ben, dora, emil, fay, gus, hana, ivo, jo, jo_again, kim, pia, walter, nada = (
        Customer(2002001 + place, HAFEN, first, last, _address(mailbox), born, Contingent(plenty))
        for place, (first, last, mailbox, born) in enumerate(
            (
                ("Ada", "Lindqvist", "ada", date(1988, 3, 14)),
                ("Ben", "Okafor", "ben", date(1992, 7, 2)),
                ("Dora", "Petrova", "dora", date(1979, 11, 30)),
                ("Emil", "Haas", "emil", date(2001, 1, 19)),
                ("Fay", "Nakamura", "Fay", date(1995, 5, 5)),
                ("Gus", "Marek", "gus", date(1983, 9, 9)),
                ("Hana", "Horvat", "family", date(1986, 4, 21)),
                ("Ivo", "Horvat", "family", date(2009, 8, 17)),
                ("Jo", "Brandt", "jo", date(1990, 12, 1)),
                ("Jo", "Brandt", "jo", date(1990, 12, 1)),
                ("Kim", "Larsen", "kim", date(1999, 2, 28)),
                ("Pia", "Winter", "pia", date(1975, 6, 13)),
                ("Walter", "Ohnepost", "", date(1948, 10, 8)),
                ("Nada", "Novak", "nada", date(1993, 3, 3)),
            )
        )
    )  # fmt: skip
    for person, language, country in (
        (ada, "en", "GB"),
        (ben, "de", "DE"),
        (dora, "de", None),
        (kim, "de", "CH"),
    ):
        person.language_code, person.country_code = language, country
    ben.contingent = Contingent(0)
    dora.idle_periods = [IdlePeriod(today - timedelta(days=30))]
    emil.rate = "BASIC"
    fay.booking_limit = 0
    gus.third_party_access = False
    jo_again.studio_id, jo_again.contingent = ALTSTADT, None
    kim.contingent = Contingent(plenty, [HAFEN])
    pia.needs_confirmation = True
    ivo.studio_id, walter.studio_id = OST, ALTSTADT
    return [ada, ben, dora, emil, fay, gus, hana, ivo, jo, jo_again, kim, pia, walter, nada]


def _pulse() -> list[Customer]:
    return [
        Customer(
            2002001,
            LISBOA,
            "Cem",
            "Yilmaz",
            "cem@example.org",
            date(1985, 2, 11),
            Contingent(40),
            language_code="en",
        ),
        Customer(2002002, LISBOA, "Ana", "Sousa", "ana@example.org", date(1997, 9, 23), Contingent(40)),
        Customer(2002003, LISBOA, "Rui", "Semcorreio", None, date(1960, 4, 4), Contingent(40)),
    ]


def _address(mailbox: str) -> str | None:
    return f"{mailbox}@example.org" if mailbox else None
