"""`python -m benchmarks.town_rows URL`: the chain that is measured, as the site has it; prints the session keys."""

import json
import sys
from datetime import UTC, datetime

import django

from benchmarks import town


def seed(sandbox_url: str) -> list[str]:
    """One session for each member; they have been at all eight studios."""
    from django.contrib.sessions.backends.db import SessionStore

    from studios.models import Member, Studio
    from studios.signing_in.session import ACTING, EPOCHS, PEOPLE, SIGNED_IN_AT

    chain = f"{sandbox_url}/{town.TENANT}"
    for place, slug in enumerate(town.STUDIOS):
        Studio.objects.create(
            slug=slug,
            name=f"Town Studio {place + 1}",
            base_url=chain,
            api_key=town.api_key(slug),
            vendor_studio_id=town.HOME_ID + place,
            cancel_cutoff_hours=0,
        )
    keys = []
    for number in town.MEMBERS:
        member = Member.objects.create(
            chain=chain,
            customer_id=number,
            first_name="Alex",
            last_name=f"Town {number}",
            email=f"alex.{number}@example.org",
            language="en",
            home_studio_id=town.HOME_ID,
        )
        session = SessionStore()
        session.update(
            {
                PEOPLE: [[member.pk]],
                EPOCHS: {str(member.pk): member.session_epoch},
                SIGNED_IN_AT: int(datetime.now(UTC).timestamp()),
                ACTING: member.pk,
                "visited": list(town.STUDIOS),
            }
        )
        session.create()
        keys.append(str(session.session_key))
    return keys


def main(sandbox_url: str) -> None:
    """A new database, with the demo's studios and legal pages as well: all in one process, which starts once."""
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("seed_demo", sandbox_url=sandbox_url, verbosity=0)
    print(json.dumps(seed(sandbox_url)))


if __name__ == "__main__":
    main(sys.argv[1])
