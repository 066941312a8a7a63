"""Refusals as the vendor words them: a status, a code, and a sentence in the language asked for."""

from uuid import uuid4

VALIDATION_TEXTS = {
    "PAST_START_DATE_TIME": ("The start lies in the past.", "Der Beginn liegt in der Vergangenheit."),
    "END_DATE_TIME_NOT_AFTER_START_DATE_TIME": (
        "The end must be after the start.",
        "Das Ende muss nach dem Beginn liegen.",
    ),
    "PERIOD_DOES_NOT_MATCH": (
        "The period is not one that is offered for this appointment.",
        "Der Zeitraum wird für diesen Termin nicht angeboten.",
    ),
    "CUSTOMER_IN_OTHER_BOOKING": (
        "The customer already has a booking at that time.",
        "Das Mitglied hat zu dieser Zeit bereits eine Buchung.",
    ),
    "CUSTOMER_IDLE": ("The membership is idle on that day.", "Die Mitgliedschaft ruht an diesem Tag."),
    "NO_CONTINGENT": ("No contingent is left.", "Es ist kein Kontingent mehr vorhanden."),
    "BOOKABLE_APPOINTMENT_RESTRICTIONS_NOT_FULFILLED": (
        "The appointment is not open to this membership.",
        "Der Termin ist für diese Mitgliedschaft nicht freigegeben.",
    ),
    "BOOKING_LIMIT_REACHED": (
        "The limit of simultaneous bookings is reached.",
        "Die Höchstzahl gleichzeitiger Buchungen ist erreicht.",
    ),
    "DATE_TIME_BEFORE_EARLIEST_BOOKING_DATE_TIME": (
        "It is too early to book this appointment.",
        "Für die Buchung dieses Termins ist es noch zu früh.",
    ),
    "DATE_TIME_AFTER_LATEST_BOOKING_DATE_TIME": (
        "It is too late to book this appointment.",
        "Für die Buchung dieses Termins ist es zu spät.",
    ),
    "STUDIO_CLOSED": ("The studio is closed at that time.", "Das Studio ist zu dieser Zeit geschlossen."),
    "RESOURCE_NOT_AVAILABLE": (
        "An instructor, room or device is no longer available.",
        "Trainer, Raum oder Gerät sind nicht mehr frei.",
    ),
    "NOT_AVAILABLE": ("The appointment is not available.", "Der Termin ist nicht verfügbar."),
}

ALREADY_CANCELED = "errormessage.appointment.already.canceled"
ACCESS_DISABLED = "errormessage.third.party.customer.access.disabled"
TOO_LARGE, TOO_SMALL = "errormessage.validation.max", "errormessage.validation.min"
INVALID = "errormessage.validation.invalid"

TEXTS = {
    "login.tenant.not.exists": ("The tenant does not exist.", "Der Mandant existiert nicht."),
    "errormessage.api.key.invalid": (
        "The API key is missing or wrong.",
        "Der API-Schlüssel fehlt oder ist falsch.",
    ),
    "errormessage.scope.missing": (
        "The API key lacks a permission: {0}.",
        "Dem API-Schlüssel fehlt ein Recht: {0}.",
    ),
    "errormessage.other.studio": (
        "It belongs to another studio: {0}.",
        "Gehört zu einem anderen Studio: {0}.",
    ),
    ACCESS_DISABLED: (
        "The customer does not allow access by third parties.",
        "Das Mitglied erlaubt keinen Zugriff durch Dritte.",
    ),
    "errormessage.not.found": ("There is no such {0}.", "Nicht gefunden: {0}."),
    "errormessage.unknown.address": (
        "THE SANDBOX KNOWS NO SUCH ADDRESS: {0}. What it knows is in /_sandbox/openapi.json.",
        "DIE SANDBOX KENNT DIESE ADRESSE NICHT: {0}. Was sie kennt, steht in /_sandbox/openapi.json.",
    ),
    "errormessage.method.not.allowed": ("{0} is not allowed here.", "{0} ist hier nicht erlaubt."),
    "errormessage.rate.limit": ("Too many requests.", "Zu viele Anfragen."),
    "errormessage.upstream": ("Something went wrong.", "Etwas ist schiefgegangen."),
    "errormessage.webhook.not.sent": ("No webhook is sent: {0}.", "Kein Webhook wird gesendet: {0}."),
    "errormessage.nothing.to.confirm": ("There is nothing to confirm.", "Es gibt nichts zu bestätigen."),
    INVALID: ("{0} is not valid.", "{0} ist ungültig."),
    TOO_LARGE: ("{0} must not be above {1}.", "{0} darf höchstens {1} sein."),
    TOO_SMALL: ("{0} must not be below {1}.", "{0} muss mindestens {1} sein."),
    ALREADY_CANCELED: ("The appointment is already canceled.", "Der Termin ist bereits abgesagt."),
    "errormessage.cancellation.too.late": (
        "The appointment has begun and cannot be canceled.",
        "Der Termin hat begonnen und kann nicht mehr abgesagt werden.",
    ),
} | {
    f"errormessage.booking.{word.lower().replace('_', '.')}": texts
    for word, texts in VALIDATION_TEXTS.items()
}


class Problem(Exception):
    """The answer is an error: `status`, `code` (a key of TEXTS) and what fills its text."""

    def __init__(self, status: int, code: str, *details: str, reference: str | None = None) -> None:
        super().__init__(status, code, *details)
        self.status, self.code, self.details, self.reference = status, code, details, reference

    def body(self, language: str) -> dict[str, object]:
        """The vendor's error body; `language` is de or anything else, which is English."""
        english, german = TEXTS[self.code]
        return {
            "errorMessage": (german if language == "de" else english).format(*self.details),
            "errorCode": self.code,
            "traceId": f"{uuid4().int % 10**10:010d}",
            "reference": self.reference,
            "args": list(self.details),
            "typedArgs": [{"value": detail, "type": "STRING"} for detail in self.details],
        }


def not_found(what: str) -> Problem:
    return Problem(404, "errormessage.not.found", what)


def of_another_studio(what: str) -> Problem:
    return Problem(403, "errormessage.other.studio", what)


def invalid(name: str) -> Problem:
    return Problem(400, INVALID, name, reference=name)


def language_of(accept: str, fallback: str) -> str:
    """`de` or `en` for an Accept-Language header: the most wanted tag decides, anything unknown is English."""
    if not accept.strip():
        return fallback
    wanted = []
    for place, part in enumerate(accept.split(",")):
        tag, _, quality = part.strip().partition(";q=")
        try:
            wanted.append((-float(quality or 1), place, tag.lower()))
        except ValueError:
            continue
    first = min(wanted)[2] if wanted else ""
    return "de" if first.split("-")[0] == "de" else "en"
