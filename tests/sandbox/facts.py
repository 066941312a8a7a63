"""What is known of the vendor's API, written down a second time, by hand and as data: fields, words, statuses, bounds.

The description the sandbox serves is compared with this, so that neither can grow lax unnoticed.
"""

# The fields of every shape; a trailing ! means required, a trailing ? that null is an answer, too.
FIELDS = {
    "Appointment": "id! title? duration? category? description? imgUrl?",
    "AppointmentSlice": "result! hasNext! offset!",
    "Instructor": "id! firstName! lastName! publicName?",
    "Slot": "startDateTime endDateTime instructors?",
    "BookingRequest": "customerId! bookableAppointmentId! startDateTime! endDateTime! instructorIds?",
    "Validation": "validationStatus!",
    "Booking": "bookingId! bookingStatus startDateTime! endDateTime! title? duration? category? description? imgUrl?"
    " instructors? appointmentStatus participantStatus",
    "BookingOfCustomer": "customerId!",  # and all of Booking
    "Success": "success",
    "CustomerSearch": "email? firstName? lastName? dateOfBirth?",
    "Customer": "id! customerNumber? firstName? lastName? email? dateOfBirth? status studioId uuid preferredLanguage?"
    " accessRefusal? idlePeriods phonePrivateMobile? bankAccount? accessMediums",
    "StudioInformation": "studioId! name! description? street? houseNumber? zip? city? countryCode? email? telephone?"
    " website? logoUrl? location? publicOpeningHours openingHours closingHours",
    "OpeningHours": "dayOfWeekFrom dayOfWeekTo timeFrom timeTo",
    "WebhookEvent": "entityId! uuid! payload!",
    "WebhookElement": "timestamp! type! content",
    "Error": "errorMessage! errorCode? traceId? reference? args? typedArgs?",
}

INT64 = {
    ("Appointment", "id"),
    ("Instructor", "id"),
    ("BookingRequest", "customerId"),
    ("BookingRequest", "bookableAppointmentId"),
    ("Booking", "bookingId"),
    ("BookingOfCustomer", "customerId"),
    ("Customer", "id"),
    ("Customer", "studioId"),
    ("StudioInformation", "studioId"),
    ("WebhookEvent", "entityId"),
    ("WebhookElement", "timestamp"),
}

WORDS = {
    ("Booking", "bookingStatus"): {"BOOKED", "BOOKED_WITH_CONFIRMATION_REQUIRED", "CANCELED"},
    ("Booking", "appointmentStatus"): {"PLANNED", "CANCELED", "COMPLETED"},
    ("Booking", "participantStatus"): {"PARTICIPATING", "NOT_PARTICIPATING", "UNSET"},
    ("Customer", "status"): {"MEMBER", "PROSPECT", "FORMER_MEMBER"},
    ("WebhookElement", "type"): {
        "APPOINTMENT_BOOKING_CREATED",
        "APPOINTMENT_BOOKING_UPDATED",
        "APPOINTMENT_BOOKING_CANCELLED",
        "CUSTOMER_UPDATED",
        "CUSTOMER_ACCESS_DISABLED",
        "CUSTOMER_DELETED",
        "STUDIO_OPENING_HOURS_UPDATED",
    },
    ("Validation", "validationStatus"): {
        "AVAILABLE",
        "PAST_START_DATE_TIME",
        "END_DATE_TIME_NOT_AFTER_START_DATE_TIME",
        "PERIOD_DOES_NOT_MATCH",
        "CUSTOMER_IN_OTHER_BOOKING",
        "CUSTOMER_IDLE",
        "NO_CONTINGENT",
        "BOOKABLE_APPOINTMENT_RESTRICTIONS_NOT_FULFILLED",
        "BOOKING_LIMIT_REACHED",
        "DATE_TIME_BEFORE_EARLIEST_BOOKING_DATE_TIME",
        "DATE_TIME_AFTER_LATEST_BOOKING_DATE_TIME",
        "STUDIO_CLOSED",
        "RESOURCE_NOT_AVAILABLE",
        "NOT_AVAILABLE",
    },
}

# What a 200 holds, the scope, the statuses beside 500 and 503, and the body asked for.
_ANYWHERE = "200 401 404 429"
CALLS = {
    "GET /v1/appointments/bookable": ("AppointmentSlice", "BOOKABLE_APPOINTMENTS_READ", f"{_ANYWHERE} 400 403", ""),
    "GET /v1/appointments/bookable/{bookableAppointmentId}": (
        "Appointment", "BOOKABLE_APPOINTMENTS_READ", f"{_ANYWHERE} 400 403", "",
    ),
    "GET /v1/appointments/bookable/{bookableAppointmentId}/slots": (
        "[Slot]", "BOOKABLE_APPOINTMENTS_READ", f"{_ANYWHERE} 400 403", "",
    ),
    "POST /v1/appointments/bookable/validate": (
        "Validation", "BOOKABLE_APPOINTMENTS_READ", f"{_ANYWHERE} 400 403", "BookingRequest",
    ),
    "POST /v1/appointments/booking/book": (
        "Booking", "APPOINTMENTS_WRITE", f"{_ANYWHERE} 400 403 409", "BookingRequest",
    ),
    "GET /v1/appointments/booking": ("[Booking]", "APPOINTMENTS_READ", f"{_ANYWHERE} 400 403", ""),
    "GET /v1/appointments/booking/{bookingId}": (
        "BookingOfCustomer", "APPOINTMENTS_READ", f"{_ANYWHERE} 400 403", "",
    ),
    "DELETE /v1/appointments/booking/{bookingId}": (
        "Success", "APPOINTMENTS_WRITE", f"{_ANYWHERE} 204 400 403 409", "",
    ),
    "POST /v1/customers/search": ("[Customer]", "CUSTOMER_READ", f"{_ANYWHERE} 400 403", "CustomerSearch"),
    "POST /v1/cross-studio/customers/search": (
        "[Customer]", "CUSTOMER_CROSS_STUDIO_READ", f"{_ANYWHERE} 400 403", "CustomerSearch",
    ),
    "GET /v1/customers/{customerId}": ("Customer", "CUSTOMER_READ", f"{_ANYWHERE} 400 403", ""),
    "POST /v1/studios/confirmActivation": ("Success", "", _ANYWHERE, ""),
    "GET /v1/studios/information": ("StudioInformation", "STUDIO_READ", f"{_ANYWHERE} 403", ""),
}  # fmt: skip

# Least, most and default of the numbers in a query, and which parameter has to be there.
BOUNDS = {
    ("GET /v1/appointments/bookable", "sliceSize"): (50, 100, 50),
    ("GET /v1/appointments/bookable/{bookableAppointmentId}/slots", "daysAhead"): (1, 6, 1),
}
QUERIES = {
    "GET /v1/appointments/bookable": {"offset": False, "sliceSize": False},
    "GET /v1/appointments/bookable/{bookableAppointmentId}/slots": {
        "slotWindowStartDate": False,
        "daysAhead": False,
        "customerId": False,
    },
    "GET /v1/appointments/booking": {"customerId": True},
}
