"""Every address of the Open API the sandbox imitates: its name, scope and what answers it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from studios.sandbox import asking, shapes
from studios.sandbox.events import BOOKING_CANCELLED, BOOKING_CREATED, Tell
from studios.sandbox.gym import Gym
from studios.sandbox.problems import Problem
from studios.sandbox.records import Customer, Studio
from studios.sandbox.searching import search
from studios.sandbox.wire import Reply, Request, json_reply

READ_BOOKABLE, READ_BOOKINGS, WRITE = "BOOKABLE_APPOINTMENTS_READ", "APPOINTMENTS_READ", "APPOINTMENTS_WRITE"
READ_CUSTOMERS, SEARCH_EVERYWHERE, READ_STUDIO = "CUSTOMER_READ", "CUSTOMER_CROSS_STUDIO_READ", "STUDIO_READ"


@dataclass(frozen=True, slots=True)
class Call:
    """One request that has passed the door. `id_text` is what stood in the address for an id."""

    gym: Gym
    studio: Studio
    request: Request
    id_text: str
    pictures_url: str
    tell: Tell

    @property
    def id(self) -> int:
        return asking.number(self.id_text, "id")

    @property
    def now(self) -> datetime:
        return self.gym.clock()


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`name` is what mishaps, rate limits and the journal call it; `{id}` in the path is one number."""

    name: str
    method: str
    path: str
    scope: str | None
    answer: Callable[[Call], Reply]
    writes: bool = False

    def id_in(self, path: str) -> str | None:
        """The text in the place of `{id}`, or None if the path is another or has no such place."""
        before, placeholder, after = self.path.partition("{id}")
        text = path.removeprefix(before).removesuffix(after)
        return text if placeholder and text and "/" not in text and path == before + text + after else None


def bookable(call: Call) -> Reply:
    query = asking.query_of(call.request)
    after = asking.number(query.get("offset", "0"), "offset")
    size = asking.bounded(query, "sliceSize", 50, 50, 100)
    rest = [one for one in call.gym.appointments(call.studio) if one.id > after]
    chunk = rest[:size]
    return json_reply(
        {
            "result": [shapes.appointment(one, call.pictures_url, call.now) for one in chunk],
            "hasNext": len(rest) > size,
            "offset": str(chunk[-1].id if chunk else after),
        }
    )


def bookable_one(call: Call) -> Reply:
    found = call.gym.appointment(call.studio, call.id)
    return json_reply(shapes.appointment(found, call.pictures_url, call.now))


def slots(call: Call) -> Reply:
    query = asking.query_of(call.request)
    studio = call.studio
    days = asking.window(
        query, studio.day_of(call.now), studio.days_ahead_limit, last_day_inside=studio.last_day_inside
    )
    customer_id = asking.integer_from(query, "customerId") if "customerId" in query else None
    found = call.gym.slots(call.studio, call.id, days, customer_id)
    return json_reply([shapes.slot(call.studio, one) for one in found])


def validate(call: Call) -> Reply:
    wanted = asking.wanted_in(asking.body_of(call.request))
    return json_reply({"validationStatus": call.gym.validate(call.studio, wanted)})


def book(call: Call) -> Reply:
    booking = call.gym.book(call.studio, asking.wanted_in(asking.body_of(call.request)))
    call.tell(call.studio, BOOKING_CREATED, booking.id)
    return json_reply(shapes.booking(call.studio, booking, call.pictures_url, call.now))


def booking(call: Call) -> Reply:
    found = call.gym.booking(call.studio, call.id)
    return json_reply(shapes.booking(call.studio, found, call.pictures_url, call.now, with_customer=True))


def bookings(call: Call) -> Reply:
    customer_id = asking.integer_from(asking.query_of(call.request), "customerId")
    found = call.gym.bookings_around_now(call.studio, customer_id)
    return json_reply([shapes.booking(call.studio, one, call.pictures_url, call.now) for one in found])


def cancel(call: Call) -> Reply:
    call.gym.cancel(call.gym.booking(call.studio, call.id))
    call.tell(call.studio, BOOKING_CANCELLED, call.id)
    if not call.studio.cancel_has_body:
        return Reply(204)
    return json_reply({"success": "The booking was canceled."})


def search_here(call: Call) -> Reply:
    everybody = call.gym.records.customers[call.studio.tenant].values()
    return _found(call, [person for person in everybody if person.studio_id == call.studio.id])


def search_everywhere(call: Call) -> Reply:
    """Over the studios of the tenant that have activated the integration, which is what having a live key means."""
    studios = call.gym.records.studios.values()
    activated = {one.id for one in studios if one.tenant == call.studio.tenant and one.active}
    everybody = call.gym.records.customers[call.studio.tenant].values()
    return _found(call, [person for person in everybody if person.studio_id in activated])


def customer(call: Call) -> Reply:
    found = call.gym.customer(call.studio.tenant, call.id)
    if found.studio_id != call.studio.id:
        raise Problem(403, "errormessage.other.studio", "customer")
    return json_reply(shapes.customer(found))


def confirm_activation(call: Call) -> Reply:
    call.studio.activation_confirmed = True
    return json_reply({"success": "The activation is confirmed."})


def information(call: Call) -> Reply:
    return json_reply(shapes.information(call.studio, call.pictures_url, call.now))


def _found(call: Call, people: list[Customer]) -> Reply:
    wanted = asking.search_terms_in(asking.body_of(call.request))
    return json_reply([shapes.customer(person) for person in search(people, wanted)])


ENDPOINTS = (
    Endpoint("bookable", "GET", "/v1/appointments/bookable", READ_BOOKABLE, bookable),
    Endpoint("validate", "POST", "/v1/appointments/bookable/validate", READ_BOOKABLE, validate),
    Endpoint("bookable_one", "GET", "/v1/appointments/bookable/{id}", READ_BOOKABLE, bookable_one),
    Endpoint("slots", "GET", "/v1/appointments/bookable/{id}/slots", READ_BOOKABLE, slots),
    Endpoint("book", "POST", "/v1/appointments/booking/book", WRITE, book, writes=True),
    Endpoint("bookings", "GET", "/v1/appointments/booking", READ_BOOKINGS, bookings),
    Endpoint("booking", "GET", "/v1/appointments/booking/{id}", READ_BOOKINGS, booking),
    Endpoint("cancel", "DELETE", "/v1/appointments/booking/{id}", WRITE, cancel, writes=True),
    Endpoint("search", "POST", "/v1/customers/search", READ_CUSTOMERS, search_here),
    Endpoint(
        "cross_search", "POST", "/v1/cross-studio/customers/search", SEARCH_EVERYWHERE, search_everywhere
    ),
    Endpoint("customer", "GET", "/v1/customers/{id}", READ_CUSTOMERS, customer),
    Endpoint(
        "confirm_activation", "POST", "/v1/studios/confirmActivation", None, confirm_activation, writes=True
    ),
    Endpoint("information", "GET", "/v1/studios/information", READ_STUDIO, information),
)
HEAD = "head"  # what a HEAD of any of them is called


def find(method: str, path: str) -> tuple[Endpoint, str] | None:
    """The endpoint and the id in its address. A HEAD is answered for every path, whatever its own method."""
    for endpoint in _at(path):
        if method in (endpoint.method, HEAD.upper()):
            return endpoint, endpoint.id_in(path) or ""
    return None


def methods_of(path: str) -> list[str]:
    return sorted(endpoint.method for endpoint in _at(path))


def _at(path: str) -> list[Endpoint]:
    """Those at this address. One without an id goes first: /booking/book is no booking."""
    exact = [endpoint for endpoint in ENDPOINTS if endpoint.path == path]
    return exact or [endpoint for endpoint in ENDPOINTS if endpoint.id_in(path)]
