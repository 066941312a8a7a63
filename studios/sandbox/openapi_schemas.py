"""The shapes in the OpenAPI description. Nothing but what is listed as required is ever promised.

Enumerations are the words known today; the vendor adds to them, so a client has to expect others.
"""

from studios.sandbox.events import EVENTS
from studios.sandbox.problems import VALIDATION_TEXTS

Schema = dict[str, object]

_DATE_TIME_PATTERN = (
    "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
    r"(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})?(\[[A-Za-z0-9_+/-]+\])?$"
)
_CLOCK_PATTERN = "^([01][0-9]|2[0-3]):[0-5][0-9]$"
_WEEKDAYS = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"]


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def array_of(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _object(required: str = "", **properties: Schema) -> Schema:
    """`required`: names with blanks between them. Further properties may come and are to be ignored."""
    return {"type": "object", "required": required.split(), "properties": properties}


def _nullable(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


INT64: Schema = {"type": "integer", "format": "int64", "minimum": -(2**63), "maximum": 2**63 - 1}
TEXT: Schema = {"type": "string"}
DATE: Schema = {"type": "string", "format": "date"}
DATE_TIME: Schema = {
    "type": "string",
    "pattern": _DATE_TIME_PATTERN,
    "description": "ISO 8601, usually with an offset and an IANA zone in brackets. Send it back byte for byte.",
    "example": "2026-06-22T08:00:00.000+02:00[Europe/Berlin]",
}
_OPTIONAL_TEXT = _nullable(TEXT)
_MINUTES = _nullable({"type": "integer", "format": "int32", "minimum": 0})
_INSTRUCTORS = _nullable(array_of(ref("Instructor")))

# `from` is no name that Python lets us write
_IDLE_PERIOD: Schema = {"type": "object", "required": [], "properties": {"from": DATE, "to": _nullable(DATE)}}


def _word(*words: str) -> Schema:
    return {"type": "string", "enum": list(words)}


SCHEMAS: dict[str, Schema] = {
    "Appointment": _object(
        "id",
        id=INT64,
        title=_OPTIONAL_TEXT,
        duration=_MINUTES,
        category=_OPTIONAL_TEXT,
        description=_OPTIONAL_TEXT,
        imgUrl=_OPTIONAL_TEXT,
    ),
    "AppointmentSlice": _object(
        "result hasNext offset",
        result=array_of(ref("Appointment")),
        hasNext={"type": "boolean"},
        offset={"type": "string", "description": "Opaque; ask again with it until hasNext is false."},
    ),
    "Instructor": _object(
        "id firstName lastName", id=INT64, firstName=TEXT, lastName=TEXT, publicName=_OPTIONAL_TEXT
    ),
    "Slot": _object(startDateTime=DATE_TIME, endDateTime=DATE_TIME, instructors=_INSTRUCTORS),
    "BookingRequest": _object(
        "customerId bookableAppointmentId startDateTime endDateTime",
        customerId=INT64,
        bookableAppointmentId=INT64,
        startDateTime=DATE_TIME,
        endDateTime=DATE_TIME,
        instructorIds=_nullable(array_of(INT64) | {"minItems": 1}),
    ),
    "Validation": _object("validationStatus", validationStatus=_word("AVAILABLE", *VALIDATION_TEXTS)),
    "Booking": _object(
        "bookingId startDateTime endDateTime",
        bookingId=INT64,
        bookingStatus=_word("BOOKED", "BOOKED_WITH_CONFIRMATION_REQUIRED", "CANCELED"),
        startDateTime=DATE_TIME,
        endDateTime=DATE_TIME,
        title=_OPTIONAL_TEXT,
        duration=_MINUTES,
        category=_OPTIONAL_TEXT,
        description=_OPTIONAL_TEXT,
        imgUrl=_OPTIONAL_TEXT,
        instructors=_INSTRUCTORS,
        appointmentStatus=_word("PLANNED", "CANCELED", "COMPLETED"),
        participantStatus=_word("PARTICIPATING", "NOT_PARTICIPATING", "UNSET"),
    ),
    "BookingOfCustomer": {"allOf": [ref("Booking"), _object("customerId", customerId=INT64)]},
    "Success": _object(success=TEXT),
    "CustomerSearch": _object(
        email=_OPTIONAL_TEXT, firstName=_OPTIONAL_TEXT, lastName=_OPTIONAL_TEXT, dateOfBirth=_nullable(DATE)
    )
    | {"anyOf": [{"required": [name]} for name in ("email", "firstName", "lastName", "dateOfBirth")]},
    "Customer": _object(
        "id",
        id=INT64,
        customerNumber=_OPTIONAL_TEXT,
        firstName=_OPTIONAL_TEXT,
        lastName=_OPTIONAL_TEXT,
        email=_OPTIONAL_TEXT,
        dateOfBirth=_nullable(DATE),
        status=_word("MEMBER", "PROSPECT", "FORMER_MEMBER"),
        studioId=INT64,
        uuid={"type": "string", "format": "uuid"},
        preferredLanguage=_nullable(
            _object(languageCode=_OPTIONAL_TEXT, countryCode=_OPTIONAL_TEXT),
        ),
        accessRefusal=_nullable(_object()),
        idlePeriods=array_of(_IDLE_PERIOD),
        phonePrivateMobile=_OPTIONAL_TEXT,
        bankAccount=_nullable(
            _object(
                accountHolder=_OPTIONAL_TEXT, bankName=_OPTIONAL_TEXT, bic=_OPTIONAL_TEXT, iban=_OPTIONAL_TEXT
            )
        ),
        accessMediums=array_of(_object(id=INT64, type=TEXT, value=_OPTIONAL_TEXT)),
    ),
    "StudioInformation": _object(
        "studioId name",
        studioId=INT64,
        name=TEXT,
        description=_OPTIONAL_TEXT,
        street=_OPTIONAL_TEXT,
        houseNumber=_OPTIONAL_TEXT,
        zip=_OPTIONAL_TEXT,
        city=_OPTIONAL_TEXT,
        countryCode=_OPTIONAL_TEXT,
        email=_OPTIONAL_TEXT,
        telephone=_OPTIONAL_TEXT,
        website=_OPTIONAL_TEXT,
        logoUrl=_OPTIONAL_TEXT,
        location=_nullable(_object(latitude={"type": "number"}, longitude={"type": "number"})),
        publicOpeningHours=array_of(ref("OpeningHours")),
        openingHours=array_of(ref("OpeningHours")),
        closingHours=array_of(_object(reason=_OPTIONAL_TEXT, dateTimeFrom=DATE_TIME, dateTimeTo=DATE_TIME)),
    ),
    "OpeningHours": _object(
        dayOfWeekFrom=_word(*_WEEKDAYS),
        dayOfWeekTo=_word(*_WEEKDAYS),
        timeFrom={"type": "string", "pattern": _CLOCK_PATTERN},
        timeTo={"type": "string", "pattern": _CLOCK_PATTERN},
    ),
    "WebhookEvent": _object(
        "entityId uuid payload",
        entityId=INT64,
        uuid={"type": "string", "format": "uuid"},
        payload=array_of(ref("WebhookElement")),
    ),
    "WebhookElement": _object(
        "timestamp type",
        timestamp=INT64 | {"description": "milliseconds since 1970"},
        type=_word(*EVENTS),
        content=_object(),
    ),
    "Error": _object(
        "errorMessage",
        errorMessage=TEXT,
        errorCode=_OPTIONAL_TEXT,
        traceId=_OPTIONAL_TEXT,
        reference=_OPTIONAL_TEXT,
        args=_nullable(array_of({})),
        typedArgs=_nullable(array_of(_object(value={}, type=TEXT))),
    ),
}
