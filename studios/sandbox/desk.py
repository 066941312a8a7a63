"""What somebody at the front desk does: no laws are asked, only whether it makes sense.

    POST desk/bookings                     {"studio": slug, "customer": id, "appointment": id, "start": text}
    POST desk/bookings/<id>/cancel         {"only": "booking" or "appointment"}: one of the two marks alone
    POST desk/bookings/<id>/confirm
    POST desk/bookings/<id>/move           {"start": text}; this and the first take "instructorIds", too
    POST desk/studios/<slug>               any field of records.Studio
    POST desk/studios/<slug>/appointments  {"count": 120, and any field of records.Appointment}
    POST desk/appointments/<slug>/<id>     any field of records.Appointment
    POST desk/customers/<tenant>/<id>      any field of records.Customer
    POST desk/customers/<tenant>/<id>/delete

What the vendor tells by webhook is told here, too.

A start is any date-time with an offset. Booking ids are a tenant's own: `?tenant=` says whose, the first found else.
"""

from copy import deepcopy
from dataclasses import dataclass, replace

from studios.sandbox import asking, events, state_file, time_texts
from studios.sandbox.free_times import crews, free_crews, opening_spans
from studios.sandbox.gym import Gym
from studios.sandbox.problems import Problem, not_found
from studios.sandbox.records import BOOKED, CANCELED, TO_CONFIRM, Appointment, Booking, Customer, Studio
from studios.sandbox.wire import JsonObject, Reply, Request, json_reply

_FIXED = {"tenant", "slug", "id"}


@dataclass(frozen=True, slots=True)
class Desk:
    gym: Gym
    tell: events.Tell

    def state(self) -> JsonObject:
        records = self.gym.records
        return {
            "now": self.gym.clock().isoformat(),
            "studios": {slug: _without_keys(studio) for slug, studio in records.studios.items()},
            "customers": {
                tenant: [state_file.plain(person) for person in people.values()]
                for tenant, people in records.customers.items()
            },
            "bookings": [
                self._shape(one) for bookings in records.bookings.values() for one in bookings.values()
            ],
        }

    def make_booking(self, request: Request) -> Reply:
        body = asking.body_of(request)
        studio = self._studio(asking.text_in(body, "studio"))
        appointment = _appointment(studio, asking.integer_in(body, "appointment"))
        customer = self.gym.records.customers[studio.tenant].get(asking.integer_in(body, "customer"))
        if customer is None:
            raise not_found("customer")
        starts_at = time_texts.read(asking.text_in(body, "start"))
        crew = _crew_in(body, studio)
        if crew is None:
            crew = (free_crews(studio, appointment, starts_at, self.gym.busy(studio)) or crews(appointment))[
                0
            ]
        booking = self.gym.enter(studio, appointment, customer, starts_at, crew)
        booking.made_at_desk = True
        self.tell(studio, events.BOOKING_CREATED, booking.id)
        return json_reply(self._shape(booking), 201)

    def cancel_booking(self, request: Request, id_text: str) -> Reply:
        booking = self._booking(request, id_text)
        only = asking.body_of(request).get("only") if request.body else None
        if only not in (None, "booking", "appointment"):
            raise ValueError("only is booking or appointment")
        if only != "booking":
            booking.appointment_canceled = True
        if only != "appointment":
            booking.status = CANCELED
        self.gym.give_back(booking)
        self.tell(self._studio_of(booking), events.BOOKING_CANCELLED, booking.id)
        return json_reply(self._shape(booking))

    def confirm_booking(self, request: Request, id_text: str) -> Reply:
        booking = self._booking(request, id_text)
        if booking.status != TO_CONFIRM:
            raise Problem(409, "errormessage.nothing.to.confirm")
        booking.status = BOOKED
        self.tell(self._studio_of(booking), events.BOOKING_UPDATED, booking.id)
        return json_reply(self._shape(booking))

    def move_booking(self, request: Request, id_text: str) -> Reply:
        booking = self._booking(request, id_text)
        body = asking.body_of(request)
        starts_at = time_texts.read(asking.text_in(body, "start"))
        crew = _crew_in(body, self._studio_of(booking))
        booking.starts_at, booking.ends_at = starts_at, starts_at + (booking.ends_at - booking.starts_at)
        if crew is not None:
            booking.instructor_ids = list(crew)
        self.tell(self._studio_of(booking), events.BOOKING_UPDATED, booking.id)
        return json_reply(self._shape(booking))

    def change_studio(self, request: Request, slug: str) -> Reply:
        """Tried on a copy first, so that no studio is left with a zone or hours that nothing can be computed from."""
        studio, changes = self._studio(slug), _changes_in(request)
        trial = deepcopy(studio)
        state_file.change(trial, changes)
        try:
            time_texts.write(self.gym.clock(), trial.time_zone, trial.date_form)
            opening_spans(trial, trial.day_of(self.gym.clock()))
        except KeyError as error:
            raise ValueError("time_zone is unknown") from error
        hours_changed = (trial.hours, trial.closings) != (studio.hours, studio.closings)
        state_file.change(studio, changes)
        if hours_changed:
            self.tell(studio, events.OPENING_HOURS_UPDATED, studio.id)
        return json_reply(_without_keys(studio))

    def add_appointments(self, request: Request, slug: str) -> Reply:
        """As many more as told, numbered in their titles; answers their ids."""
        studio, fields = self._studio(slug), _changes_in(request)
        count = asking.integer_in({"count": fields.pop("count", 1)}, "count")
        if not 1 <= count <= 1000:
            raise ValueError("count is 1 to 1000")
        pattern = state_file.read(Appointment, {"id": 0, "title": "Appointment", **fields}, "appointment")
        _check_lengths(pattern)
        ids = []
        for number in range(1, count + 1):
            one = deepcopy(pattern)
            one.id = self.gym.records.next_appointment_id
            one.title = f"{pattern.title} {number}" if count > 1 else pattern.title
            self.gym.records.next_appointment_id += 1
            studio.appointments[one.id] = one
            ids.append(one.id)
        return json_reply({"ids": ids}, 201)

    def change_appointment(self, request: Request, slug: str, id_text: str) -> Reply:
        appointment = _appointment(self._studio(slug), asking.number(id_text, "appointment"))
        changes = _changes_in(request)
        trial = deepcopy(appointment)
        state_file.change(trial, changes)
        _check_lengths(trial)
        state_file.change(appointment, changes)
        return json_reply(state_file.plain(appointment))

    def change_customer(self, request: Request, tenant: str, id_text: str) -> Reply:
        customer, changes = self._customer(tenant, id_text), _changes_in(request)
        trial = replace(customer)
        state_file.change(trial, changes)
        home = self._studio_numbered(tenant, trial.studio_id)
        if customer.third_party_access and not trial.third_party_access:
            self.tell(home, events.CUSTOMER_ACCESS_DISABLED, customer.id)
        elif trial.third_party_access and trial != customer:
            self.tell(home, events.CUSTOMER_UPDATED, customer.id)
        state_file.change(customer, changes)
        return json_reply(state_file.plain(customer))

    def delete_customer(self, request: Request, tenant: str, id_text: str) -> Reply:
        customer = self._customer(tenant, id_text)
        self.gym.forget(customer, tenant)
        self.tell(self._studio_numbered(tenant, customer.studio_id), events.CUSTOMER_DELETED, customer.id)
        return json_reply({})

    def _customer(self, tenant: str, id_text: str) -> Customer:
        customer = self.gym.records.customers.get(tenant, {}).get(asking.number(id_text, "customer"))
        if customer is None:
            raise not_found("customer")
        return customer

    def _studio(self, slug: str) -> Studio:
        if slug not in self.gym.records.studios:
            raise not_found("studio")
        return self.gym.records.studios[slug]

    def _studio_of(self, booking: Booking) -> Studio:
        return self._studio_numbered(booking.tenant, booking.studio_id)

    def _studio_numbered(self, tenant: str, studio_id: int) -> Studio:
        for studio in self.gym.records.studios.values():
            if (studio.tenant, studio.id) == (tenant, studio_id):
                return studio
        raise not_found("studio")

    def _booking(self, request: Request, id_text: str) -> Booking:
        tenant = asking.query_of(request).get("tenant")
        booking_id = asking.number(id_text, "booking")
        for name, bookings in self.gym.records.bookings.items():
            if tenant in (None, name) and booking_id in bookings:
                return bookings[booking_id]
        raise not_found("booking")

    def _shape(self, booking: Booking) -> JsonObject:
        """The record and, beside it, what a site knows of it: the studio's slug and the texts of the wire."""
        studio = self._studio_of(booking)
        start, end = (
            time_texts.write(at, studio.time_zone, studio.date_form)
            for at in (booking.starts_at, booking.ends_at)
        )
        return state_file.plain(booking) | {"studio": studio.slug, "startDateTime": start, "endDateTime": end}


def _changes_in(request: Request) -> JsonObject:
    body = asking.body_of(request)
    if fixed := _FIXED & body.keys():
        raise ValueError(f"{', '.join(sorted(fixed))} cannot change")
    return body


def _crew_in(body: JsonObject, studio: Studio) -> tuple[int, ...] | None:
    listed = body.get("instructorIds")
    if listed is None:
        return None
    if not isinstance(listed, list) or not all(one in studio.instructors for one in listed):
        raise ValueError("instructorIds are not this studio's")
    return tuple(listed)


def _check_lengths(appointment: Appointment) -> None:
    if appointment.minutes < 1 or appointment.every_minutes < 1:
        raise ValueError("minutes and every_minutes are at least 1")


def _without_keys(studio: Studio) -> JsonObject:
    return {name: value for name, value in state_file.plain(studio).items() if not name.endswith("_key")}


def _appointment(studio: Studio, appointment_id: int) -> Appointment:
    if appointment_id not in studio.appointments:
        raise not_found("appointment")
    return studio.appointments[appointment_id]
