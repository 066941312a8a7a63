"""The command, and everything of the sandbox's that no report may show."""

import json
import re
from io import StringIO
from typing import Any

from django.core.management import call_command

from studios.sandbox.seed import DEMO_STUDIOS
from tests.vendor import Vendor


def probe(*arguments: str) -> str:
    out = StringIO()
    call_command("probe_upstream", *arguments, stdout=out)
    return out.getvalue()


def facts(*arguments: str) -> dict[str, Any]:
    """The sections of the report."""
    sections: dict[str, Any] = json.loads(probe(*arguments, "--json"))
    return sections


def shown_of_anybody(text: str, vendor: Vendor) -> list[str]:
    """Names, addresses, numbers and keys of the sandbox's people and studios that stand in `text`."""
    state = vendor.ask("GET", "state")
    people = [person for tenant in state["customers"].values() for person in tenant]
    people += [one for studio in state["studios"].values() for one in studio["instructors"].values()]
    personal = {
        str(person.get(name))
        for person in people
        for name in ("first_name", "last_name", "public_name", "email", "date_of_birth")
        if person.get(name)
    }
    for studio in state["studios"].values():
        personal |= {studio["name"]}
        personal |= {
            studio["information"][name] for name in ("street", "zip", "telephone", "email", "website")
        }
        personal |= {appointment["title"] for appointment in studio["appointments"].values()}
    personal |= {key for demo in DEMO_STUDIOS for key in (demo.api_key, demo.webhook_key)}
    personal |= {str(person["id"]) for person in people if person["id"] > 10_000}
    return [one for one in sorted(personal) if re.search(rf"(?<!\w){re.escape(one)}(?!\w)", text)]
