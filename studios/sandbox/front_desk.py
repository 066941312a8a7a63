"""/_sandbox/: the sandbox's own addresses, for people and tests. JSON in and out, and no key is asked for.

GET  state                             studios (without keys), customers and bookings as they are
POST reset                             the first day again; planned mishaps, journals and waiting webhooks are forgotten
GET, POST, DELETE mishaps              trouble to come, as mishaps.Mishap: {"endpoint": "book", "kind": "delay"}
GET, DELETE requests                   what was received at the Open API
GET  openapi.json                      the description
GET  pictures/<number>.svg             what imgUrl points at
POST desk/…                            changes as the front desk would make them, see desk.py
     hooks…, deliveries                webhooks, see hook_desk.py
"""

from collections.abc import Callable
from dataclasses import asdict

from studios.sandbox import asking, pictures, seed, state_file
from studios.sandbox.desk import Desk
from studios.sandbox.hook_desk import HookDesk
from studios.sandbox.hooks import Hooks
from studios.sandbox.journal import Journal
from studios.sandbox.mishaps import Mishap
from studios.sandbox.openapi import description
from studios.sandbox.problems import Problem, invalid, not_found
from studios.sandbox.rate_limit import RateLimit
from studios.sandbox.wire import Reply, Request, json_reply

PREFIX = "/_sandbox"
Answer = Callable[..., Reply]


class FrontDesk:
    def __init__(self, hooks: Hooks, journal: Journal, rate_limit: RateLimit) -> None:
        self.gym, self.mishaps, self.hooks = hooks.gym, hooks.mishaps, hooks
        self.journal, self.rate_limit = journal, rate_limit
        desk, hook_desk = Desk(hooks.gym, hooks.tell), HookDesk(hooks)
        self._answers: dict[str, Answer] = {
            "GET state": lambda request: json_reply(desk.state()),
            "POST reset": self._reset,
            "GET mishaps": lambda request: json_reply([asdict(one) for one in self.mishaps.planned]),
            "POST mishaps": self._plan_mishap,
            "DELETE mishaps": self._forget_mishaps,
            "GET requests": lambda request: json_reply([asdict(one) for one in self.journal.entries]),
            "DELETE requests": self._forget_requests,
            "GET openapi.json": lambda request: json_reply(description()),
            "GET pictures *": self._picture,
            "POST desk bookings": desk.make_booking,
            "POST desk bookings * cancel": desk.cancel_booking,
            "POST desk bookings * confirm": desk.confirm_booking,
            "POST desk bookings * move": desk.move_booking,
            "POST desk studios *": desk.change_studio,
            "POST desk studios * appointments": desk.add_appointments,
            "POST desk appointments * *": desk.change_appointment,
            "POST desk customers * *": desk.change_customer,
            "POST desk customers * * delete": desk.delete_customer,
            "GET hooks": hook_desk.show,
            "POST hooks": hook_desk.change,
            "POST hooks send": hook_desk.send,
            "GET deliveries": hook_desk.deliveries,
            "DELETE deliveries": hook_desk.forget_deliveries,
        }

    def answer(self, request: Request) -> Reply:
        """A Problem for an unknown address, and for a body that does not fit."""
        words = [request.method, *request.path.removeprefix(PREFIX).strip("/").split("/")]
        for pattern, answer in self._answers.items():
            names = pattern.split()
            if len(names) == len(words) and all(
                name in ("*", word) for name, word in zip(names, words, strict=True)
            ):
                chosen = [word for name, word in zip(names, words, strict=True) if name == "*"]
                try:
                    return answer(request, *chosen)
                except ValueError as error:
                    raise invalid(str(error)) from error
        raise Problem(404, "errormessage.unknown.address", f"{request.method} {request.path}")

    def _reset(self, request: Request) -> Reply:
        """Everything as on the first day, except that numbers go on: none ever means two things."""
        before = self.gym.records
        self.gym.records = seed.records(self.gym.clock())
        self.gym.records.next_booking_id = before.next_booking_id
        self.gym.records.next_appointment_id = before.next_appointment_id
        self.mishaps.planned.clear()
        self.journal.entries.clear()
        self.rate_limit.clear()
        self.hooks.begin()
        return json_reply({})

    def _plan_mishap(self, request: Request) -> Reply:
        body = asking.body_of(request)
        if body.get("studio") is not None and body["studio"] not in self.gym.records.studios:
            raise not_found("studio")
        if isinstance(body.get("kind"), int):
            body["kind"] = str(body["kind"])
        return json_reply(asdict(self.mishaps.plan(state_file.read(Mishap, body, "mishap"))), 201)

    def _forget_mishaps(self, request: Request) -> Reply:
        self.mishaps.planned.clear()
        return json_reply({})

    def _forget_requests(self, request: Request) -> Reply:
        self.journal.entries.clear()
        return json_reply({})

    def _picture(self, request: Request, name: str) -> Reply:
        expires = asking.number(asking.query_of(request).get("expires", ""), "expires")
        number = asking.number(name.removesuffix(".svg"), "picture")
        return pictures.picture(number, expires, self.gym.clock().timestamp())
