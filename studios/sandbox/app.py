"""One request in, one reply out: the door (tenant, key, rate, scope), planned mishaps, and the journal."""

import re
from collections.abc import Callable
from urllib.parse import unquote

from studios.sandbox import asking
from studios.sandbox.events import BOOKING_CREATED
from studios.sandbox.front_desk import PREFIX, FrontDesk
from studios.sandbox.gym import Gym
from studios.sandbox.hooks import Hooks
from studios.sandbox.journal import Entry, Journal
from studios.sandbox.mishaps import Mishap, spoil
from studios.sandbox.problems import Problem, language_of
from studios.sandbox.rate_limit import RateLimit
from studios.sandbox.records import Customer, Studio
from studios.sandbox.routes import HEAD, Call, Endpoint, find, methods_of
from studios.sandbox.wire import Reply, Request, json_reply

_HOST = re.compile(r"[A-Za-z0-9.\-]+(:[0-9]+)?|\[[0-9a-fA-F:]+\](:[0-9]+)?")


class App:
    """`keep` is called after every change, `pause` waits so many seconds; both are the server's."""

    def __init__(self, hooks: Hooks, keep: Callable[[], None], pause: Callable[[float], object]) -> None:
        self.gym, self.hooks, self._keep, self._pause = hooks.gym, hooks, keep, pause
        self.mishaps, self.journal, self.rate_limit = hooks.mishaps, Journal(), RateLimit()
        self._front_desk = FrontDesk(hooks, self.journal, self.rate_limit)

    def answer(self, request: Request) -> Reply:
        """Never raises for anything a client may send; whatever is wrong with it becomes an error body."""
        if request.path == PREFIX or request.path.startswith(f"{PREFIX}/"):
            return self._at_the_desk(request)
        with self.gym.lock:
            entry = self.journal.note(request, self.gym.clock().isoformat())
        reply = self._answer_as_vendor(request, entry)
        entry.answered_at = self.gym.clock().isoformat()
        if reply.delivery != "cut":
            entry.status = reply.status
        return reply

    def _at_the_desk(self, request: Request) -> Reply:
        if (request.method, request.path) == ("POST", f"{PREFIX}/hooks/flush"):
            return json_reply(self.hooks.flush())  # waits for the site, so the lock is not held
        with self.gym.lock:
            try:
                reply = self._front_desk.answer(request)
            except Problem as problem:
                return _problem(problem, request, "en")
            if request.method == "POST":
                self._keep()
            return reply

    def _answer_as_vendor(self, request: Request, entry: Entry) -> Reply:
        studio: Studio | None = None
        try:
            tenant, endpoint, id_text = self._address(request)
            entry.endpoint = HEAD if request.method == "HEAD" else endpoint.name
            studio = self._studio(tenant, request)
            entry.studio = studio.slug
            with self.gym.lock:
                if request.method != "HEAD":
                    self._admit(studio, endpoint)
                mishap = self.mishaps.take(entry.endpoint, studio.slug)
        except Problem as problem:
            reply = _problem(problem, request, studio.language if studio else "en")
            if problem.status == 429 and studio and studio.says_retry_after:
                reply.headers["Retry-After"] = "60"
            return reply
        pictures_url = f"http://{_host(request)}{PREFIX}/pictures"
        call = Call(self.gym, studio, request, id_text, pictures_url, self.hooks.tell_of_api)
        if mishap is None:
            return self._carry_out(call, endpoint)
        return self._carry_out_badly(call, endpoint, mishap)

    def _address(self, request: Request) -> tuple[str, Endpoint, str]:
        tenant, slash, rest = request.path.removeprefix("/").partition("/")
        path = f"/{unquote(rest, errors='replace')}" if slash else ""
        if tenant not in self.gym.records.customers and path.startswith("/v1/"):
            raise Problem(404, "login.tenant.not.exists")
        found = find(request.method, path)
        if found is None:
            if methods := methods_of(path):
                raise Problem(405, "errormessage.method.not.allowed", request.method, *methods)
            raise Problem(404, "errormessage.unknown.address", f"{request.method} {request.path}")
        return tenant, *found

    def _studio(self, tenant: str, request: Request) -> Studio:
        with self.gym.lock:
            studio = self.gym.studio_with_key(tenant, request.headers.get("x-api-key", ""))
        if studio is None:
            raise Problem(401, "errormessage.api.key.invalid")
        return studio

    def _admit(self, studio: Studio, endpoint: Endpoint) -> None:
        if not self.rate_limit.admits(studio.slug, endpoint.name, studio.rate_limit, self.gym.clock()):
            raise Problem(429, "errormessage.rate.limit")
        if endpoint.scope is not None and endpoint.scope not in studio.scopes:
            raise Problem(403, "errormessage.scope.missing", endpoint.scope)

    def _carry_out(self, call: Call, endpoint: Endpoint) -> Reply:
        if call.request.method == "HEAD":
            return Reply(200)
        with self.gym.lock:
            try:
                reply = endpoint.answer(call)
            except Problem as problem:
                return _problem(problem, call.request, call.studio.language)
            if endpoint.writes:
                self._keep()
            return reply

    def _carry_out_badly(self, call: Call, endpoint: Endpoint, mishap: Mishap) -> Reply:
        if mishap.kind == "delay":
            self._pause(mishap.seconds)
        if mishap.kind == "slot_taken" and endpoint.name == "book":
            self._take_slot(call)
        reply = self._carry_out(call, endpoint) if mishap.lets_it_happen else Reply(500)
        if mishap.kind == "slot_taken" and endpoint.name == "validate":
            self._take_slot(call)
        if mishap.kind == "delay_after":
            self._pause(mishap.seconds)
        return spoil(mishap, reply)

    def _take_slot(self, call: Call) -> None:
        """Somebody else takes what the body asks for; a body that makes no sense takes nothing."""
        with self.gym.lock:
            try:
                wanted = asking.wanted_in(asking.body_of(call.request))
                somebody = _somebody_else(self.gym, call.studio, wanted.customer_id)
                taken = self.gym.take(call.studio, wanted, by=somebody)
            except (Problem, ValueError):
                return
            for booking in taken:
                self.hooks.tell(call.studio, BOOKING_CREATED, booking.id)
            self._keep()


def _somebody_else(gym: Gym, studio: Studio, customer_id: int) -> Customer:
    """Another customer, best of all the one who has no address and so cannot sign in and be puzzled."""
    others = [one for one in gym.records.customers[studio.tenant].values() if one.id != customer_id]
    return min(others, key=lambda person: person.email is not None)


def _problem(problem: Problem, request: Request, studio_language: str) -> Reply:
    language = language_of(request.headers.get("accept-language", ""), studio_language)
    reply = json_reply(problem.body(language), problem.status)
    if problem.status == 405:
        reply.headers["Allow"] = ", ".join([*problem.details[1:], "HEAD"])
    return reply


def _host(request: Request) -> str:
    host = request.headers.get("host", "")
    return host if _HOST.fullmatch(host) else "127.0.0.1"
