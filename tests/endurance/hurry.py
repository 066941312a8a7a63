"""The site in a hurry: every pause between doubt and certainty divided by one number, so that their order stays.

What is no setting is changed here, in the processes of the run alone; what the site does by default is as it was.
"""

from dataclasses import replace

from django.apps import AppConfig

PACE = 5


class HurryConfig(AppConfig):
    name = "tests.endurance"
    label = "hurry"

    def ready(self) -> None:
        from studios import connections, sweeps
        from studios.booking import reservations
        from studios.models import attempt, booking, move, owed, webhook_message
        from studios.my_bookings import copies, moving

        pauses = (
            (connections, "READ_SECONDS"),
            (connections, "WRITE_SECONDS"),
            (reservations, "GRACE"),
            (attempt, "LOOK_AGAIN_AFTER"),
            (attempt, "ASK_AGAIN_AFTER"),
            (booking, "CANCEL_SETTLES_AFTER"),
            (copies, "CANCEL_SETTLES_AFTER"),
            (move, "HALF"),
            (moving, "LOOK_AGAIN_AFTER"),
            (moving, "READ_AGAIN_AFTER"),
            (moving, "GIVEN_UP_AFTER"),
            (owed, "LEASE"),
            (webhook_message, "LEASE"),
            (owed, "_FIRST_PAUSE"),
        )
        for module, name in pauses:
            setattr(module, name, getattr(module, name) / PACE)
        for sweep in sweeps.registered():
            sweeps._registered[sweep.name] = replace(sweep, every=sweep.every / PACE)
