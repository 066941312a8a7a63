"""/_sandbox/: looking at the gyms and changing them as a front desk would, planning mishaps, reading the journal.

No key is asked for. Bodies and answers are JSON.
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import asdict, dataclass

from studios.sandbox import asking, pictures, seed, state_file, time_texts
from studios.sandbox.free_times import crews, free_crews
from studios.sandbox.gym import Gym
from studios.sandbox.journal import Journal
from studios.sandbox.mishaps import Mishap, Mishaps
from studios.sandbox.openapi import description
from studios.sandbox.problems import Problem, invalid, not_found
from studios.sandbox.rate_limit import RateLimit
from studios.sandbox.records import BOOKED, CANCELED, TO_CONFIRM, Appointment, Booking, Studio
from studios.sandbox.wire import JsonObject, Reply, Request, json_reply

PREFIX = "/_sandbox"


@dataclass(frozen=True, slots=True)
class FrontDesk:
    gym: Gym
    mishaps: Mishaps
    journal: Journal
    rate_limit: RateLimit

    def answer(self, request: Request) -> Reply:
        """The first two words of the address choose; a Problem for everything it does not know."""
        words = request.path.removeprefix(PREFIX).strip("/").split("/")
        answers: dict[tuple[str, ...], Callable[[Request, list[str]], Reply]] = {
            ("GET", "state"): self._state,
            ("POST", "reset"): self._reset,
            ("GET", "mishaps"): self._list_mishaps,
            ("POST", "mishaps"): self._plan_mishap,
            ("DELETE", "mishaps"): self._forget_mishaps,
            ("GET", "requests"): self._list_requests,
            ("DELETE", "requests"): self._forget_requests,
            ("GET", "openapi.json"): self._description,
            ("GET", "pictures"): self._picture,
            ("POST", "desk", "bookings"): self._change_booking if len(words) == 4 else self._make_booking,
            ("POST", "desk", "studios"): self._add_appointments if len(words) == 4 else self._change_studio,
            ("POST", "desk", "appointments"): self._change_appointment,
            ("POST", "desk", "customers"): self._change_customer,
        }
        answer = answers.get((request.method, *words[: 2 if words[0] == "desk" else 1]))
        if answer is None:
            raise Problem(404, "errormessage.unknown.address", f"{request.method} {request.path}")
        try:
            return answer(request, words)
        except (ValueError, IndexError, KeyError) as error:
            raise invalid(f"{request.path}: {error}") from error

    def _state(self, request: Request, words: list[str]) -> Reply:
        records = self.gym.records
        return json_reply(
            {
                "now": self.gym.clock().isoformat(),
                "studios": {slug: _without_keys(studio) for slug, studio in records.studios.items()},
                "customers": state_file.plain(
                    {tenant: list(people.values()) for tenant, people in records.customers.items()}
                ),
                "bookings": [
                    self._booking(one) for bookings in records.bookings.values() for one in bookings.values()
                ],
            }
        )

    def _reset(self, request: Request, words: list[str]) -> Reply:
        """Everything as on the first day, except that booking ids go on: a number never means two bookings."""
        going_on = self.gym.records.next_booking_id
        self.gym.records = seed.records(self.gym.clock())
        self.gym.records.next_booking_id = going_on
        self.mishaps.planned.clear()
        self.journal.entries.clear()
        self.rate_limit.clear()
        return json_reply({})

    def _list_mishaps(self, request: Request, words: list[str]) -> Reply:
        return json_reply(self.mishaps.listed())

    def _plan_mishap(self, request: Request, words: list[str]) -> Reply:
        body = asking.body_of(request)
        if body.get("studio") is not None:
            self._studio(str(body["studio"]))
        if isinstance(body.get("kind"), int):
            body["kind"] = str(body["kind"])
        return json_reply(asdict(self.mishaps.plan(state_file.read(Mishap, body, "mishap"))), 201)

    def _forget_mishaps(self, request: Request, words: list[str]) -> Reply:
        self.mishaps.planned.clear()
        return json_reply({})

    def _list_requests(self, request: Request, words: list[str]) -> Reply:
        return json_reply([asdict(entry) for entry in self.journal.entries])

    def _forget_requests(self, request: Request, words: list[str]) -> Reply:
        self.journal.entries.clear()
        return json_reply({})

    def _description(self, request: Request, words: list[str]) -> Reply:
        return json_reply(description())

    def _picture(self, request: Request, words: list[str]) -> Reply:
        expires = asking.integer_from(asking.query_of(request), "expires")
        number = asking.number(words[1].removesuffix(".svg"), "picture")
        return pictures.picture(number, expires, self.gym.clock().timestamp())

    def _make_booking(self, request: Request, words: list[str]) -> Reply:
        """{"studio": slug, "customer": id, "appointment": id, "start": text, "instructorIds": [...] or left out}."""
        body = asking.body_of(request)
        studio = self._studio(asking.text_in(body, "studio"))
        appointment = _appointment(studio, asking.integer_in(body, "appointment"))
        customer = self.gym.records.customers[studio.tenant].get(asking.integer_in(body, "customer"))
        if customer is None:
            raise not_found("customer")
        starts_at = time_texts.read(asking.text_in(body, "start"))
        busy = [
            one
            for one in self.gym.records.bookings[studio.tenant].values()
            if one.is_live and one.studio_id == studio.id
        ]
        crew = (free_crews(studio, appointment, starts_at, busy) or crews(appointment))[0]
        if body.get("instructorIds") is not None:
            crew = tuple(state_file.read(list[int], body["instructorIds"], "instructorIds"))
        booking = self.gym.enter(studio, appointment, customer, starts_at, crew)
        booking.made_at_desk = True
        return json_reply(self._booking(booking), 201)

    def _change_booking(self, request: Request, words: list[str]) -> Reply:
        """…/<tenant>-less id/cancel, confirm or move. Move takes {"start": text, "instructorIds": [...]}."""
        booking = self._booking_numbered(request, words[2])
        body = asking.body_of(request) if request.body else {}
        match words[3]:
            case "cancel":
                which = body.get("only")  # "booking" or "appointment": either of the two marks alone
                if which != "booking":
                    booking.appointment_canceled = True
                if which != "appointment":
                    booking.status = CANCELED
                self.gym.give_back(booking)
            case "confirm" if booking.status == TO_CONFIRM:
                booking.status = BOOKED
            case "move":
                starts_at = time_texts.read(asking.text_in(body, "start"))
                booking.starts_at, booking.ends_at = (
                    starts_at,
                    starts_at + (booking.ends_at - booking.starts_at),
                )
                if body.get("instructorIds") is not None:
                    booking.instructor_ids = state_file.read(
                        list[int], body["instructorIds"], "instructorIds"
                    )
            case _:
                raise Problem(409, "errormessage.method.not.allowed", words[3])
        return json_reply(self._booking(booking))

    def _change_studio(self, request: Request, words: list[str]) -> Reply:
        studio = self._studio(words[2])
        state_file.change(studio, asking.body_of(request))
        return json_reply(_without_keys(studio))

    def _add_appointments(self, request: Request, words: list[str]) -> Reply:
        """{"count": N, and any field of an appointment}: as many more at this studio, numbered in their titles."""
        studio = self._studio(words[2])
        body = asking.body_of(request)
        how_many = asking.integer_in({"count": body.pop("count", 1)}, "count")
        if words[3] != "appointments" or not 1 <= how_many <= 1000:
            raise invalid("count (1 to 1000)")
        pattern = state_file.read(Appointment, {"id": 0, "title": "Appointment", **body}, "appointment")
        added = []
        for number in range(1, how_many + 1):
            one = deepcopy(pattern)
            one.id = self.gym.records.next_appointment_id
            one.title = f"{pattern.title} {number}" if how_many > 1 else pattern.title
            self.gym.records.next_appointment_id += 1
            studio.appointments[one.id] = one
            added.append(one.id)
        return json_reply({"ids": added}, 201)

    def _change_appointment(self, request: Request, words: list[str]) -> Reply:
        """…/<slug>/<id>: any field of the appointment."""
        appointment = _appointment(self._studio(words[2]), asking.number(words[3], "appointment"))
        state_file.change(appointment, asking.body_of(request))
        return json_reply(state_file.plain(appointment))

    def _change_customer(self, request: Request, words: list[str]) -> Reply:
        """…/<tenant>/<id>: any field of the customer."""
        customer = self.gym.records.customers.get(words[2], {}).get(asking.number(words[3], "customer"))
        if customer is None:
            raise not_found("customer")
        state_file.change(customer, asking.body_of(request))
        return json_reply(state_file.plain(customer))

    def _studio(self, slug: str) -> Studio:
        studio = self.gym.records.studios.get(slug)
        if studio is None:
            raise not_found("studio")
        return studio

    def _booking_numbered(self, request: Request, text: str) -> Booking:
        """By id, in the tenant of `?tenant=` or the first that has one: ids are a tenant's own."""
        wanted = asking.query_of(request).get("tenant")
        for tenant, bookings in self.gym.records.bookings.items():
            if wanted in (None, tenant) and (found := bookings.get(asking.number(text, "booking"))):
                return found
        raise not_found("booking")

    def _booking(self, one: Booking) -> JsonObject:
        """The record and, beside it, what the site knows of it: the studio's slug and its texts."""
        studio = next(
            each
            for each in self.gym.records.studios.values()
            if (each.tenant, each.id) == (one.tenant, one.studio_id)
        )
        texts = [
            time_texts.write(at, studio.time_zone, studio.date_form) for at in (one.starts_at, one.ends_at)
        ]
        plain: dict[str, object] = state_file.plain(one)  # type: ignore[assignment]  # a record is an object
        return plain | {"studio": studio.slug, "startDateTime": texts[0], "endDateTime": texts[1]}


def _without_keys(studio: Studio) -> JsonObject:
    plain: dict[str, object] = state_file.plain(studio)  # type: ignore[assignment]  # a record is an object
    return {name: value for name, value in plain.items() if not name.endswith("_key")}


def _appointment(studio: Studio, appointment_id: int) -> Appointment:
    if appointment_id not in studio.appointments:
        raise not_found("appointment")
    return studio.appointments[appointment_id]
