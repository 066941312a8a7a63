"""The demo's four studios: who they are, how they write on the wire, when they are open and who works there."""

from dataclasses import dataclass
from datetime import date

from studios.sandbox import catalogue
from studios.sandbox.records import Appointment, Closing, Hours, Instructor, Studio

SCOPES = (
    "BOOKABLE_APPOINTMENTS_READ",
    "APPOINTMENTS_READ",
    "APPOINTMENTS_WRITE",
    "CUSTOMER_READ",
    "CUSTOMER_CROSS_STUDIO_READ",
    "STUDIO_READ",
)


@dataclass(frozen=True, slots=True)
class DemoStudio:
    """What somebody who connects a site to it has to know. The base URL is the sandbox's plus `/<tenant>`."""

    tenant: str
    slug: str
    name: str
    studio_id: int
    time_zone: str
    language: str
    city: str
    about: str

    @property
    def api_key(self) -> str:
        return f"sandbox-{self.slug}-api-key"

    @property
    def webhook_key(self) -> str:
        return f"sandbox-{self.slug}-webhook-key"


DEMO_STUDIOS = (
    DemoStudio(
        "iron-oak", "hafen", "Iron & Oak Hafen", 4101, "Europe/Berlin", "de", "Hamburg", "the home of most members"
    ),
    DemoStudio(
        "iron-oak", "altstadt", "Iron & Oak Altstadt", 4102, "Europe/Berlin", "de", "Köln",
        "60 appointments in two slices; no right to search across studios",
    ),
    DemoStudio(
        "iron-oak", "ost", "Iron & Oak Ost", 4103, "Europe/Berlin", "de", "Berlin", "never closes; 3 days at a time"
    ),
    DemoStudio("pulse", "lisboa", "Pulse Lisboa", 4101, "Europe/Lisbon", "en", "Lisboa", "another chain"),
)  # fmt: skip


def studios(closed_on: date) -> list[Studio]:
    """The four as they are on the first day. All but ost are closed on `closed_on` and every four weeks after it."""
    hafen, altstadt, ost, lisboa = (_studio(demo) for demo in DEMO_STUDIOS)

    hafen.says_retry_after = True
    hafen.hours = [Hours(0, 4, "06:00", "22:00"), Hours(5, 6, "08:00", "20:00")]
    hafen.closings = [Closing("Inventory", closed_on, 28)]
    hafen.rooms = {"Platform": 2, "Massage room": 1, "Sauna": 6}
    hafen.equipment = {"Scanner": 1, "Ergometer": 1}
    _staff(
        hafen,
        Instructor(501, "Mia", "Sommer", "Mia", [0, 1, 2, 3, 4, 5], 7, 15),
        Instructor(502, "Jonas", "Albrecht", "Jonas A.", [0, 1, 3, 4, 5, 6], 10, 19),
        Instructor(503, "Thea", "Lund", "Thea", [0, 1, 2, 3, 4], 9, 18),
        Instructor(504, "Dr. Samir", "Nassar", None, [0, 1, 2, 3, 4, 5, 6], 10, 17),
    )
    _offer(hafen, catalogue.hafen())
    _address(hafen, "Am Sandtorkai", "12", "20457", "DE", "+49 40 5550 4101", 53.5436, 9.9951)

    altstadt.date_form = "offset"
    altstadt.scopes.remove("CUSTOMER_CROSS_STUDIO_READ")
    altstadt.hours = [Hours(0, 4, "07:00", "21:00"), Hours(5, 6, "09:00", "18:00")]
    altstadt.closings = [Closing("Works on the roof", closed_on, 28)]
    altstadt.rooms = {"Scales": 1, "Studio floor": 4, "Altitude room": 1}
    altstadt.equipment = {"Infrared cabin": 0}
    _staff(
        altstadt,
        Instructor(511, "Lena", "Fuchs", "Lena", from_hour=7, to_hour=16),
        Instructor(512, "Paul", "Richter", "Paul", from_hour=9, to_hour=18),
        Instructor(513, "Noor", "Haddad", "Noor", [0, 1, 2, 3, 4], 8, 17),
    )
    _offer(altstadt, catalogue.altstadt())
    _address(altstadt, "Salzgasse", "3", "50667", "DE", "+49 221 5550 4102", 50.9384, 6.9617)

    ost.date_form, ost.days_ahead_limit = "utc", 3
    ost.cancel_has_body = ost.taken_is_conflict = False
    ost.hours = [Hours(0, 6, "00:00", "24:00")]
    ost.equipment = {"Hydrojet": 1, "Boots": 2}
    _staff(
        ost,
        Instructor(521, "Robin", "Vogt", "Robin", from_hour=0, to_hour=24),
        Instructor(522, "Alex", "Kuhn", "Alex", [4, 5, 6], 0, 24),
        Instructor(523, "Ines", "Castro", "Ines", [0, 1, 2, 3, 4], 8, 18),
    )
    _offer(ost, catalogue.ost())
    _address(ost, "Boxhagener Straße", "71", "10245", "DE", "+49 30 5550 4103", 52.5112, 13.4606)

    lisboa.hours = [Hours(0, 6, "07:00", "22:00")]
    lisboa.closings = [Closing("Inventário", closed_on, 28)]
    lisboa.equipment = {"Reformer": 1, "Ice bath": 2}
    _staff(
        lisboa,
        Instructor(501, "Inês", "Almeida", "Inês", from_hour=8, to_hour=16),
        Instructor(502, "Tiago", "Rocha", "Tiago", from_hour=12, to_hour=21),
    )
    _offer(lisboa, catalogue.lisboa())
    _address(lisboa, "Rua do Alecrim", "48", "1200-018", "PT", "+351 21 555 4201", 38.7094, -9.1432)
    return [hafen, altstadt, ost, lisboa]


def _studio(demo: DemoStudio) -> Studio:
    return Studio(
        tenant=demo.tenant,
        slug=demo.slug,
        id=demo.studio_id,
        name=demo.name,
        api_key=demo.api_key,
        webhook_key=demo.webhook_key,
        time_zone=demo.time_zone,
        language=demo.language,
        information={
            "city": demo.city,
            "email": f"{demo.slug}@example.org",
            "website": "https://example.org/",
        },
        latitude=0.0,
        longitude=0.0,
        scopes=list(SCOPES),
        hours=[],
        activation_confirmed=True,  # so that whoever tries the demo sees webhooks at once
    )


def _staff(studio: Studio, *people: Instructor) -> None:
    studio.instructors = {person.id: person for person in people}


def _offer(studio: Studio, appointments: list[Appointment]) -> None:
    studio.appointments = {appointment.id: appointment for appointment in appointments}


def _address(
    studio: Studio,
    street: str,
    number: str,
    zip_code: str,
    country: str,
    telephone: str,
    latitude: float,
    longitude: float,
) -> None:
    studio.information |= {
        "street": street,
        "houseNumber": number,
        "zip": zip_code,
        "countryCode": country,
        "telephone": telephone,
    }
    studio.latitude, studio.longitude = latitude, longitude
