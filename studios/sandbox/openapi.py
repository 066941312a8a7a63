"""The OpenAPI 3.1 description of what the sandbox imitates, served at /_sandbox/openapi.json."""

from studios.sandbox.openapi_schemas import DATE, INT64, SCHEMAS, Schema, array_of, ref

_ERRORS = {
    "400": "the request failed validation",
    "401": "the key is missing or wrong",
    "403": "a scope is missing, it belongs to another studio, or the customer does not allow access by third parties",
    "404": "no such entity, or no such tenant",
    "409": "a conflict: the slot went, or the booking is cancelled already",
    "429": "above the rate limit: everything of the next minute",
    "500": "a failure: nobody can say whether it was carried out",
    "503": "overload: nobody can say whether it was carried out",
}


def description() -> Schema:
    """Errors, security and HEAD are the same everywhere and are added to every operation here."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Sandbox Open API",
            "version": "1.0.0",
            "description": "A stand-in for the vendor's Open API. One base URL per tenant, one key per studio.",
        },
        "servers": [{"url": "/iron-oak"}, {"url": "/pulse"}],
        "security": [{"studioKey": []}],
        "paths": {path: _with_head(operations) for path, operations in _paths().items()},
        "webhooks": {"event": {"post": _webhook()}},
        "components": {
            "securitySchemes": {"studioKey": _KEY, "webhookKey": _KEY},
            "schemas": SCHEMAS,
        },
    }


def _paths() -> dict[str, dict[str, Schema]]:
    bookable, bookings = "BOOKABLE_APPOINTMENTS_READ", "APPOINTMENTS_READ"
    appointment_id, booking_id = _parameter("bookableAppointmentId"), _parameter("bookingId")
    return {
        "/v1/appointments/bookable": {
            "get": _operation(
                "bookable",
                "The appointments that can be booked online, in slices",
                bookable,
                ref("AppointmentSlice"),
                parameters=[
                    _query("offset", {"type": "string", "pattern": "^[0-9]{1,18}$", "default": "0"}),
                    _query("sliceSize", _integer(50, 100, default=50)),
                ],
            )
        },
        "/v1/appointments/bookable/{bookableAppointmentId}": {
            "get": _operation(
                "bookable_one", "One of them", bookable, ref("Appointment"), parameters=[appointment_id]
            )
        },
        "/v1/appointments/bookable/{bookableAppointmentId}/slots": {
            "get": _operation(
                "slots",
                "Free times from slotWindowStartDate to slotWindowStartDate + daysAhead; some studios allow 3 days",
                bookable,
                array_of(ref("Slot")),
                parameters=[
                    appointment_id,
                    _query(
                        "slotWindowStartDate",
                        DATE | {"pattern": "^2[0-9]{3}-", "description": "default today"},
                    ),
                    _query("daysAhead", _integer(1, 6, default=1)),
                    _query("customerId", INT64),
                ],
            )
        },
        "/v1/appointments/bookable/validate": {
            "post": _operation(
                "validate",
                "Whether a booking can work; ask every time before booking",
                bookable,
                ref("Validation"),
                body=ref("BookingRequest"),
            )
        },
        "/v1/appointments/booking/book": {
            "post": _operation(
                "book",
                "Book. There is no idempotency key",
                "APPOINTMENTS_WRITE",
                ref("Booking"),
                body=ref("BookingRequest"),
                conflict=True,
            )
        },
        "/v1/appointments/booking": {
            "get": _operation(
                "bookings",
                "A customer's bookings at this studio that start and end within two weeks of now",
                bookings,
                array_of(ref("Booking")),
                parameters=[_query("customerId", INT64, required=True)],
            )
        },
        "/v1/appointments/booking/{bookingId}": {
            "get": _operation(
                "booking",
                "One booking, with its customer",
                bookings,
                ref("BookingOfCustomer"),
                parameters=[booking_id],
            ),
            "delete": _operation(
                "cancel",
                "Cancel; some studios answer 204 without a body",
                "APPOINTMENTS_WRITE",
                ref("Success"),
                parameters=[booking_id],
                conflict=True,
                may_be_empty=True,
            ),
        },
        "/v1/customers/search": {
            "post": _operation(
                "search",
                "Customers of this studio; a hit need not be equal to what was asked for",
                "CUSTOMER_READ",
                array_of(ref("Customer")),
                body=ref("CustomerSearch"),
            )
        },
        "/v1/cross-studio/customers/search": {
            "post": _operation(
                "cross_search",
                "The same over all studios of the tenant",
                "CUSTOMER_CROSS_STUDIO_READ",
                array_of(ref("Customer")),
                body=ref("CustomerSearch"),
            )
        },
        "/v1/customers/{customerId}": {
            "get": _operation(
                "customer",
                "One customer",
                "CUSTOMER_READ",
                ref("Customer"),
                parameters=[_parameter("customerId")],
            )
        },
        "/v1/studios/confirmActivation": {
            "post": _operation(
                "confirm_activation", "Ends the review of the integration", None, ref("Success")
            )
        },
        "/v1/studios/information": {
            "get": _operation(
                "information", "Who and where the studio is", "STUDIO_READ", ref("StudioInformation")
            )
        },
    }


def _webhook() -> Schema:
    """What the sandbox sends, rather than what it answers."""
    return {
        "operationId": "event",
        "summary": "Something happened; the studio's webhook key says where",
        "security": [{"webhookKey": []}],
        "requestBody": _request_body(ref("WebhookEvent")),
        "responses": {"2XX": {"description": "anything else, or nothing in 5 s, has it sent again later"}},
    }


def _operation(
    name: str,
    summary: str,
    scope: str | None,
    answer: Schema,
    *,
    parameters: list[Schema] | None = None,
    body: Schema | None = None,
    conflict: bool = False,
    may_be_empty: bool = False,
) -> Schema:
    statuses = ["401", "404", "429", "500", "503"]
    statuses += ["400"] if parameters or body else []
    statuses += ["403"] if scope else []
    statuses += ["409"] if conflict else []
    responses: Schema = {"200": _response("done", answer)}
    if may_be_empty:
        responses["204"] = {"description": "done, without a body"}
    responses |= {status: _response(_ERRORS[status], ref("Error")) for status in sorted(statuses)}
    operation: Schema = {
        "operationId": name,
        "summary": summary,
        "parameters": [*(parameters or []), _ACCEPT_LANGUAGE],
        "responses": responses,
    }
    if scope:
        operation["x-scope"] = scope
    if body:
        operation["requestBody"] = _request_body(body)
    return operation


def _with_head(operations: dict[str, Schema]) -> dict[str, object]:
    """HEAD of any address checks the key and touches nothing else."""
    head = {
        "summary": "Is the key valid?",
        "parameters": [
            one | {"schema": {"type": "string"}} for one in _parameters(operations) if one["in"] == "path"
        ],
        "responses": {"200": {"description": "it is"}, "401": {"description": "it is missing or wrong"}},
    }
    return {**operations, "head": head}


def _parameters(operations: dict[str, Schema]) -> list[Schema]:
    parameters = next(iter(operations.values()))["parameters"]
    return parameters if isinstance(parameters, list) else []


def _request_body(schema: Schema) -> Schema:
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _response(text: str, schema: Schema) -> Schema:
    return {"description": text, "content": {"application/json": {"schema": schema}}}


def _parameter(name: str) -> Schema:
    return {"name": name, "in": "path", "required": True, "schema": INT64}


def _query(name: str, schema: Schema, *, required: bool = False) -> Schema:
    return {"name": name, "in": "query", "required": required, "schema": schema}


def _integer(least: int, most: int, *, default: int) -> Schema:
    return {"type": "integer", "minimum": least, "maximum": most, "default": default}


_KEY: Schema = {"type": "apiKey", "in": "header", "name": "x-api-key"}
_ACCEPT_LANGUAGE: Schema = {
    "name": "Accept-Language",
    "in": "header",
    "schema": {"type": "string"},
    "description": "the language of error messages; anything unknown is English",
}
