"""Calls the sandbox over HTTP as a client would, with the standard library alone."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPResponse
from typing import Any
from urllib.parse import urlencode, urlsplit

from studios.sandbox.server import SandboxServer


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        return self.json["errorCode"]


@dataclass(frozen=True)
class Visitor:
    """Holds the key of one studio, unless told another."""

    url: str
    tenant: str = "iron-oak"
    key: str = "sandbox-hafen-api-key"

    @classmethod
    def of(cls, sandbox: SandboxServer, slug: str = "hafen") -> "Visitor":
        return cls(sandbox.url, "pulse" if slug == "lisboa" else "iron-oak", f"sandbox-{slug}-api-key")

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        headers: dict[str, str] | None = None,
        **query: object,
    ) -> Answer:
        """`path` from /v1 on, or from /_sandbox on. A body that is bytes is sent as it is, anything else as JSON."""
        address = path if path.startswith("/_sandbox") else f"/{self.tenant}{path}"
        if query:
            address += f"?{urlencode(query)}"
        payload = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        connection = HTTPConnection(urlsplit(self.url).netloc, timeout=10)
        try:
            connection.request(method, address, payload, {"x-api-key": self.key} | (headers or {}))
            return _read(connection.getresponse())
        finally:
            connection.close()

    def get(self, path: str, **query: object) -> Answer:
        return self.call("GET", path, **query)

    def post(self, path: str, body: object = None) -> Answer:
        return self.call("POST", path, {} if body is None else body)

    def delete(self, path: str) -> Answer:
        return self.call("DELETE", path)

    # what a booking site does

    def slots(self, appointment_id: int, **query: object) -> list[dict[str, Any]]:
        answer = self.get(f"/v1/appointments/bookable/{appointment_id}/slots", **query)
        assert answer.status == 200, answer.body
        return answer.json

    def validate(self, customer_id: int, appointment_id: int, slot: dict[str, Any]) -> str:
        answer = self.post("/v1/appointments/bookable/validate", wanted(customer_id, appointment_id, slot))
        assert answer.status == 200, answer.body
        return answer.json["validationStatus"]

    def book(self, customer_id: int, appointment_id: int, slot: dict[str, Any]) -> Answer:
        return self.post("/v1/appointments/booking/book", wanted(customer_id, appointment_id, slot))

    def search(self, **terms: object) -> list[dict[str, Any]]:
        answer = self.post("/v1/customers/search", terms)
        assert answer.status == 200, answer.body
        return answer.json


def wanted(customer_id: int, appointment_id: int, slot: dict[str, Any]) -> dict[str, Any]:
    """The body of validate and book: the slot's own texts, and no instructorIds where there are none."""
    body = {
        "customerId": customer_id,
        "bookableAppointmentId": appointment_id,
        "startDateTime": slot["startDateTime"],
        "endDateTime": slot["endDateTime"],
    }
    instructor_ids = [instructor["id"] for instructor in slot["instructors"]]
    return body | ({"instructorIds": instructor_ids} if instructor_ids else {})


def parsed(text: str) -> datetime:
    """The instant of a date-time, read here once more so that the sandbox's own reading is not what judges it."""
    plain, _, fraction = text.partition("[")[0].removesuffix("Z").partition(".")
    zone = "+00:00" if text.endswith("Z") else re.sub("^[0-9]*", "", fraction)
    return datetime.fromisoformat(plain + zone).astimezone(UTC)


def _read(response: HTTPResponse) -> Answer:
    return Answer(
        response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
    )
