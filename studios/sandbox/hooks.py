"""Webhooks to the site, sent as the vendor sends them: later, by somebody else, again if need be, never in vain.

To tell an event only puts it among the records, beside the change itself; a thread of its own sends what is due,
one at a time. Whoever is killed between sending and noting sends it once more, under the same uuid. Times are the
gym's clock's, so a test that moves the clock moves the pauses as well.
"""

import json
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from studios.sandbox import state_file
from studios.sandbox.gym import Gym
from studios.sandbox.mishaps import WEBHOOK, Mishap, Mishaps
from studios.sandbox.posting import NO_ANSWER, Poster, check_address
from studios.sandbox.problems import Problem
from studios.sandbox.records import Delivery, Studio, WebhookSettings
from studios.sandbox.wire import JsonObject

_LOOK_AGAIN_SECONDS = 0.1  # while something waits: the gym's clock may be moved at any time


class Hooks:
    """`given` are fields of WebhookSettings that hold for every tenant from the start, and after a reset again."""

    def __init__(self, gym: Gym, mishaps: Mishaps, keep: Callable[[], None], given: JsonObject) -> None:
        self.gym, self.mishaps, self._keep, self._given = gym, mishaps, keep, given
        self.journal: deque[Delivery] = deque(maxlen=5000)
        self._poster = Poster()
        self._sending = threading.Lock()  # taken before the gym's lock, never while holding it
        self._wake, self._stopping = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._work, name="sandbox webhooks", daemon=True)
        self.begin()

    def begin(self) -> None:
        """Look at the records afresh: they were loaded or reset."""
        for tenant in self.gym.records.customers:
            self.gym.records.webhooks.setdefault(tenant, WebhookSettings())
            self.change(tenant, self._given)
        self.journal.clear()
        self.journal.extend(self.gym.records.waiting)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Hangs up and ends the thread. What was on its way waits for the next start."""
        self._stopping.set()
        self._wake.set()
        self._poster.hang_up()
        if self._thread.is_alive():
            self._thread.join()

    # telling and settings: whoever calls holds the gym's lock

    def tell(self, studio: Studio, event: str, entity_id: int) -> None:
        """Nothing is sent without an address, for a studio that is not active, or before its confirmActivation."""
        if self._obstacle(studio) is None:
            self._raise(studio, event, entity_id, str(uuid4()))

    def tell_of_api(self, studio: Studio, event: str, entity_id: int) -> None:
        """What came through the API itself: some tenants are not told of it."""
        if self.gym.records.webhooks[studio.tenant].of_api:
            self.tell(studio, event, entity_id)

    def send(self, studio: Studio, event: str, entity_id: int, uuid: str, times: int) -> None:
        """An invented event, so many times; a Problem 409 that says why if nothing would be sent."""
        if obstacle := self._obstacle(studio):
            raise Problem(409, "errormessage.webhook.not.sent", obstacle)
        for _ in range(times):
            self._raise(studio, event, entity_id, uuid)

    def change(self, tenant: str, changes: JsonObject) -> WebhookSettings:
        """All or none; ValueError for what makes no sense. What waits for an address that is taken away is lost."""
        settings = self.gym.records.webhooks[tenant]
        trial = replace(settings)
        state_file.change(trial, changes)
        _check(trial)
        state_file.change(settings, changes)
        if settings.url is None:
            for delivery in [one for one in self.gym.records.waiting if self._settings_of(one) is settings]:
                self._end(delivery, "lost")
        self._wake.set()
        return settings

    def _obstacle(self, studio: Studio) -> str | None:
        if self.gym.records.webhooks[studio.tenant].url is None:
            return "no address"
        if not studio.active or not studio.activation_confirmed:
            return "activation not confirmed"
        return None

    def _raise(self, studio: Studio, event: str, entity_id: int, uuid: str) -> None:
        now = self.gym.clock()
        delivery = Delivery(uuid, studio.slug, [event], entity_id, raised_at=now, due_at=now)
        self.journal.append(delivery)
        self.gym.records.waiting.append(delivery)
        mishap = self.mishaps.take(WEBHOOK, studio.slug)
        if mishap is not None:
            self._mishandle(delivery, mishap)
        self._wake.set()

    def _mishandle(self, delivery: Delivery, mishap: Mishap) -> None:
        waiting = self.gym.records.waiting
        match mishap.kind:
            case "delay":
                delivery.due_at += timedelta(seconds=mishap.seconds)
            case "lose":
                self._end(delivery, "lost")
            case "double":
                twin = replace(delivery)
                self.journal.append(twin)
                waiting.append(twin)
            case "shuffle":
                others = [one.due_at for one in waiting if one.shuffled and not one.tries]
                delivery.due_at = others[0] if others else delivery.due_at + timedelta(seconds=mishap.seconds)
                delivery.shuffled = True
                waiting.remove(delivery)
                waiting.insert(0, delivery)
            case "wrong_key":
                delivery.forged = True
            case "several":
                delivery.types += mishap.fields or [mishap.value]

    def _end(self, delivery: Delivery, state: str) -> None:
        delivery.state = state
        self.gym.records.waiting.remove(delivery)

    # sending: the gym's lock is held for a moment before and after, never meanwhile

    def flush(self) -> JsonObject:
        """Send what waits now, each once, whatever it waits for, and say how many were sent and how many arrived.

        When it returns, everything that was told before has been tried, be it here or by the thread.
        """
        with self._sending:
            with self.gym.lock:
                waiting = list(self.gym.records.waiting)
            for delivery in waiting:
                self._send(delivery)
        arrived = sum(delivery.state == "delivered" for delivery in waiting)
        return {"sent": len(waiting), "delivered": arrived}

    def _work(self) -> None:
        while not self._stopping.is_set():
            if not self._send_next():
                self._wake.wait(_LOOK_AGAIN_SECONDS if self.gym.records.waiting else None)
                self._wake.clear()

    def _send_next(self) -> bool:
        with self._sending:
            with self.gym.lock:
                due = self._first_due()
            if due is not None:
                self._send(due)
            return due is not None

    def _first_due(self) -> Delivery | None:
        now = self.gym.clock()
        return next(
            (
                delivery
                for delivery in self.gym.records.waiting
                if delivery.due_at <= now and self._settings_of(delivery).automatic
            ),
            None,
        )

    def _send(self, delivery: Delivery) -> None:
        with self.gym.lock:
            settings = self._settings_of(delivery)
            key = self.gym.records.studios[delivery.studio].webhook_key
            if delivery not in self.gym.records.waiting or settings.url is None:
                return  # a reset came in between
            url, seconds = settings.url, settings.timeout_seconds
        status = self._poster.post(url, f"not-{key}" if delivery.forged else key, _body(delivery), seconds)
        if status == NO_ANSWER and self._stopping.is_set():
            return
        with self.gym.lock:
            if delivery in self.gym.records.waiting:
                self._note(delivery, status, settings)
                self._keep()

    def _note(self, delivery: Delivery, status: int, settings: WebhookSettings) -> None:
        delivery.tries += 1
        delivery.last_status = status
        if 200 <= status < 300:
            delivery.delivered_at = self.gym.clock()
            self._end(delivery, "delivered")
        elif delivery.tries >= settings.most_tries:
            self._end(delivery, "given_up")
        else:
            delivery.due_at = self.gym.clock() + timedelta(seconds=settings.pause_seconds)

    def _settings_of(self, delivery: Delivery) -> WebhookSettings:
        records = self.gym.records
        return records.webhooks[records.studios[delivery.studio].tenant]


def _check(settings: WebhookSettings) -> None:
    if settings.url is not None:
        check_address(settings.url)
    if not 0 <= settings.pause_seconds <= 86400 or not 0 < settings.timeout_seconds <= 60:
        raise ValueError("pause_seconds is 0 to 86400, timeout_seconds is above 0 and up to 60")
    if not 1 <= settings.most_tries <= 100:
        raise ValueError("most_tries is 1 to 100")


def _body(delivery: Delivery) -> bytes:
    milliseconds = int(delivery.raised_at.timestamp() * 1000)
    elements = [{"timestamp": milliseconds, "type": one, "content": {}} for one in delivery.types]
    return json.dumps({"entityId": delivery.entity_id, "uuid": delivery.uuid, "payload": elements}).encode()
