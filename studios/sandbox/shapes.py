"""The JSON of appointments, slots, bookings, customers and studios as it goes over the wire, in the vendor's words."""

from datetime import UTC, date, datetime, time, timedelta

from studios.sandbox import time_texts
from studios.sandbox.free_times import Slot, closing_on
from studios.sandbox.records import Appointment, Booking, Customer, Studio
from studios.sandbox.wire import JsonObject

# In what the vendor knows of a person and nobody here has any business with: recognised wherever it should turn up.
NOBODYS_BUSINESS = "NOBODYS-BUSINESS"

_WEEKDAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")


def appointment(one: Appointment, pictures_url: str, now: datetime) -> JsonObject:
    shape: JsonObject = {
        "id": one.id,
        "title": one.title,
        "duration": one.minutes,
        "category": one.category,
        "description": one.description,
        "imgUrl": _picture(one, pictures_url, now),
    }
    return shape | dict.fromkeys(one.hidden_fields)


def slot(studio: Studio, one: Slot) -> JsonObject:
    return {
        "startDateTime": time_texts.write(one.starts_at, studio.time_zone, studio.date_form),
        "endDateTime": time_texts.write(one.ends_at, studio.time_zone, studio.date_form),
        "instructors": [instructor(studio, who) for who in one.instructor_ids],
    }


def instructor(studio: Studio, instructor_id: int) -> JsonObject:
    person = studio.instructors[instructor_id]
    return {
        "id": person.id,
        "firstName": person.first_name,
        "lastName": person.last_name,
        "publicName": person.public_name,
    }


def booking(
    studio: Studio, one: Booking, pictures_url: str, now: datetime, *, with_customer: bool = False
) -> JsonObject:
    """`with_customer` on the reading by id alone. It never says which bookable appointment or studio it is of."""
    of = studio.appointments.get(one.appointment_id)
    shape: JsonObject = {
        "bookingId": one.id,
        "bookingStatus": one.status,
        "startDateTime": time_texts.write(one.starts_at, studio.time_zone, studio.date_form),
        "endDateTime": time_texts.write(one.ends_at, studio.time_zone, studio.date_form),
        "title": of.title if of else None,
        "duration": (one.ends_at - one.starts_at) // timedelta(minutes=1),
        "category": of.category if of else None,
        "description": of.description if of else None,
        "imgUrl": _picture(of, pictures_url, now) if of else None,
        "instructors": [instructor(studio, who) for who in one.instructor_ids if who in studio.instructors],
        "appointmentStatus": _appointment_status(one, now),
        "participantStatus": _participant_status(one, now),
    }
    return shape | ({"customerId": one.customer_id} if with_customer else {})


def customer(person: Customer) -> JsonObject:
    language = None
    if person.language_code:
        language = {"languageCode": person.language_code, "countryCode": person.country_code}
    return {
        "id": person.id,
        "customerNumber": f"M-{person.id}",
        "firstName": person.first_name,
        "lastName": person.last_name,
        "email": person.email,
        "dateOfBirth": person.date_of_birth.isoformat(),
        "status": person.status,
        "studioId": person.studio_id,
        "uuid": f"00000000-0000-4000-8000-{person.studio_id:04}{person.id:08}",
        "preferredLanguage": language,
        "accessRefusal": None,
        "idlePeriods": [
            {"from": period.from_on.isoformat(), "to": period.to_on.isoformat() if period.to_on else None}
            for period in person.idle_periods
        ],
        "phonePrivateMobile": f"{NOBODYS_BUSINESS} mobile {person.id}",
        "bankAccount": {
            "accountHolder": f"{person.first_name} {person.last_name}",
            "bankName": f"{NOBODYS_BUSINESS} bank",
            "bic": f"{NOBODYS_BUSINESS} BIC",
            "iban": f"{NOBODYS_BUSINESS} IBAN {person.id}",
        },
        "accessMediums": [{"id": person.id, "type": "PIN", "value": f"{NOBODYS_BUSINESS} PIN {person.id}"}],
    }


def information(studio: Studio, pictures_url: str, now: datetime) -> JsonObject:
    hours = [
        {
            "dayOfWeekFrom": _WEEKDAYS[one.day_from],
            "dayOfWeekTo": _WEEKDAYS[one.day_to],
            "timeFrom": one.time_from,
            "timeTo": "23:59" if one.time_to == "24:00" else one.time_to,
        }
        for one in studio.hours
    ]
    return {
        "studioId": studio.id,
        "name": studio.name,
        "description": f"{studio.name}, a studio of the sandbox.",
        **studio.information,
        "logoUrl": f"{pictures_url}/{studio.id}.svg?expires={int(now.timestamp()) + 600}",
        "location": {"latitude": studio.latitude, "longitude": studio.longitude},
        "publicOpeningHours": hours,
        "openingHours": hours,
        "closingHours": _closing_hours(studio, studio.day_of(now)),
    }


def _closing_hours(studio: Studio, today: date) -> list[JsonObject]:
    """The closing days of the next eight weeks."""
    days = [today + timedelta(days=ahead) for ahead in range(56)]
    return [
        {
            "reason": closing.reason,
            "dateTimeFrom": _midnight(studio, day),
            "dateTimeTo": _midnight(studio, day + timedelta(days=1)),
        }
        for day in days
        if (closing := closing_on(studio, day))
    ]


def _midnight(studio: Studio, day: date) -> str:
    instant = datetime.combine(day, time(), studio.zone).astimezone(UTC)
    return time_texts.write(instant, studio.time_zone, studio.date_form)


def _picture(one: Appointment, pictures_url: str, now: datetime) -> str | None:
    """An address that expires ten minutes from now, or expired an hour ago."""
    if one.picture == "none":
        return None
    seconds = 600 if one.picture == "fresh" else -3600
    return f"{pictures_url}/{one.id}.svg?expires={int(now.timestamp()) + seconds}"


def _appointment_status(one: Booking, now: datetime) -> str:
    if one.appointment_canceled:
        return "CANCELED"
    return "COMPLETED" if one.ends_at <= now else "PLANNED"


def _participant_status(one: Booking, now: datetime) -> str:
    if not one.is_live:
        return "NOT_PARTICIPATING"
    return "PARTICIPATING" if one.ends_at <= now else "UNSET"
