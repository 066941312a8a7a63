"""What people and tests do about webhooks, under /_sandbox/. `hooks/flush` is the app's own: it holds no lock.

GET  hooks        {"tenants": {tenant: records.WebhookSettings}, "waiting": [records.Delivery]}
POST hooks        {"tenant": "iron-oak", "url": "http://127.0.0.1:8000/webhooks/magicline/"}; null ends it. Any other
                  field of records.WebhookSettings, too: {"tenant": "iron-oak", "pause_seconds": 1, "automatic": false}
POST hooks/send   {"studio": slug, "type": any text, "entityId": 7, "uuid": any text, "times": 1}: whatever is wished
POST hooks/flush  sends at once what waits, ignoring pauses: {"sent": 3, "delivered": 2}
GET, DELETE deliveries   what was told, and what became of it; never a key
"""

from dataclasses import dataclass
from uuid import uuid4

from studios.sandbox import asking, state_file
from studios.sandbox.hooks import Hooks
from studios.sandbox.problems import not_found
from studios.sandbox.wire import Reply, Request, json_reply


@dataclass(frozen=True, slots=True)
class HookDesk:
    hooks: Hooks

    def show(self, request: Request) -> Reply:
        records = self.hooks.gym.records
        return json_reply(
            {
                "tenants": {
                    tenant: state_file.plain(settings) for tenant, settings in records.webhooks.items()
                },
                "waiting": [state_file.plain(delivery) for delivery in records.waiting],
            }
        )

    def change(self, request: Request) -> Reply:
        changes = asking.body_of(request)
        tenant = asking.text_in(changes, "tenant")
        if tenant not in self.hooks.gym.records.webhooks:
            raise not_found("tenant")
        del changes["tenant"]
        return json_reply(state_file.plain(self.hooks.change(tenant, changes)))

    def send(self, request: Request) -> Reply:
        """The uuid it went under, as often as told."""
        body = asking.body_of(request)
        studio = self.hooks.gym.records.studios.get(asking.text_in(body, "studio"))
        if studio is None:
            raise not_found("studio")
        event, entity_id = asking.text_in(body, "type"), asking.integer_in(body, "entityId")
        uuid = asking.text_in(body, "uuid") if "uuid" in body else str(uuid4())
        times = asking.integer_in(body, "times") if "times" in body else 1
        if not 1 <= times <= 1000:
            raise ValueError("times is 1 to 1000")
        self.hooks.send(studio, event, entity_id, uuid, times)
        return json_reply({"uuid": uuid}, 201)

    def deliveries(self, request: Request) -> Reply:
        return json_reply([state_file.plain(delivery) for delivery in self.hooks.journal])

    def forget_deliveries(self, request: Request) -> Reply:
        """The journal only: what waits goes on waiting."""
        self.hooks.journal.clear()
        return json_reply({})
