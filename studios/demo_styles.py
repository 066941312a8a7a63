"""The demo's page of styles: every scale, colour, part and state of the members' pages, from their own sheets."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from studios.models import Booking, Studio
from studios.models.attempt_states import AttemptState
from studios.models.palette import READABLE, Palette, base_sheet, colour, contrast, palette_of
from studios.pages import anyone, personal, show
from studios.signing_in.forms import AddressForm, CodeForm

SEEN = 3.0  # what a mark or a rim needs to be seen, by WCAG 2's 1.4.11; text needs READABLE
# What stands on what, by their tokens.
PAIRS = (
    ("ink", "paper", READABLE), ("ink", "surface", READABLE), ("ink", "tint", READABLE), ("soft", "paper", READABLE),
    ("soft", "surface", READABLE), ("strong", "paper", READABLE), ("strong", "surface", READABLE),
    ("strong", "tint", READABLE), ("on-strong", "strong", READABLE), ("on-band", "band", READABLE),
    ("on-band-soft", "band", READABLE), ("wait", "surface", READABLE), ("bad", "paper", READABLE),
    ("bad", "surface", READABLE), ("on-bad", "bad", READABLE), ("rim", "surface", SEEN), ("rim", "paper", SEEN),
)  # fmt: skip
_TOKEN = re.compile(r"--(?P<name>[\w-]+):\s*(?P<value>[^;]+);")
_COLOURS = re.compile(r"#(?:[0-9a-f]{6}|[0-9a-f]{3})\b")


@dataclass(frozen=True, slots=True)
class Measured:
    """How far a colour stands out from the one behind it, in the light and in the dark."""

    name: str
    behind: str
    least: float
    light: float
    dark: float

    @property
    def is_enough(self) -> bool:
        return min(self.light, self.dark) >= self.least


@anyone
@require_safe
def styles(request: HttpRequest) -> HttpResponse:
    """The page, in English, in the colours of the studio that is named by `?studio=`; nothing outside the demo."""
    if not settings.DEMO:
        raise Http404
    studio = Studio.objects.filter(slug=request.GET.get("studio", "")).first()
    told = tokens()
    steps = list(told)
    with translation.override("en"):
        return personal(
            show(
                request,
                page="demo/styles.html",
                studio=studio,
                studios=Studio.objects.listed(),
                type_steps=steps[steps.index("small") : steps.index("huge") + 1],
                gaps=[name for name in steps if name.startswith("gap-")],
                tokens=told,
                measured=measured((studio and studio.palette) or palette_of(told["accent"])),
                icons=icons(),
                **_examples(timezone.now()),
            )
        )


def tokens() -> dict[str, str]:
    """Each custom property of base.css, in order, as it is written there first: of a colour the one for light paper."""
    css = re.sub(r"/\*.*?\*/", "", base_sheet(), flags=re.DOTALL)
    told: dict[str, str] = {}
    for token in _TOKEN.finditer(css):
        told.setdefault(token["name"], " ".join(token["value"].split()))
    return told


def measured(palette: Palette) -> list[Measured]:
    """Every pair, with the colours that a studio's palette replaces, and else those of base.css."""
    shown: dict[str, tuple[str, str]] = {}
    for token in _TOKEN.finditer(base_sheet()):
        if found := _COLOURS.findall(token["value"]):
            shown[token["name"]] = (
                found[0],
                found[-1],
            )  # the last of a name counts: light-dark() comes after
    for name in palette.light.__slots__:
        shown[name.replace("_", "-")] = getattr(palette.light, name), getattr(palette.dark, name)
    shown["on-band-soft"] = palette.on_band_soft, palette.on_band_soft

    def apart(name: str, behind: str, theme: int) -> float:
        one, other = (colour(_six_digits(shown[it][theme])) for it in (name, behind))
        return round(contrast(one, other), 1)

    return [Measured(*pair, apart(*pair[:2], 0), apart(*pair[:2], 1)) for pair in PAIRS]


def icons() -> list[tuple[str, str]]:
    """Template and name of every icon."""
    folder = Path(settings.BASE_DIR) / "templates" / "icons"
    return [
        (f"icons/{file.name}", file.stem[1:].replace("_", " ")) for file in sorted(folder.glob("_*.html"))
    ]


def _six_digits(hexadecimal: str) -> str:
    """`#fff` as `#ffffff`."""
    return hexadecimal if len(hexadecimal) == 7 else "#" + "".join(digit * 2 for digit in hexadecimal[1:])


def _examples(now: datetime) -> dict[str, Any]:
    """What the parts of the pages are given: nothing of it is in the database."""
    gym = Studio(
        name="Iron & Oak Hafen", slug="hafen", time_zone="Europe/Berlin", vendor_telephone="+49 40 5550 4101",
        address="Am Sandtorkai 12, 20457 Hamburg",
    )  # fmt: skip
    starts = now.replace(minute=0) + timedelta(days=2)
    booking = {
        "reference": "an-example", "title": "Body Scan", "studio": gym, "starts_at": starts,
        "ends_at": starts + timedelta(minutes=20), "get_absolute_url": "#rows",
        "moves": Booking.objects.none(),
    }  # fmt: skip
    statuses = [
        "BOOKED",
        "BOOKED_WITH_CONFIRMATION_REQUIRED",
        "CANCELED",
        *AttemptState.values[1:],
        "UNHEARD_OF",
    ]
    return {
        "gym": gym,
        "starts": starts,
        "ends": starts + timedelta(minutes=20),
        "slots": [
            SimpleNamespace(starts=gym.local(starts + timedelta(minutes=20 * place)), instructors=name)
            for place, name in enumerate(("Thea", "Jonas A.", "", "Thea"))
        ],
        "day": SimpleNamespace(on=starts.date()),
        "statuses": list(dict.fromkeys(statuses)),
        "rows": [SimpleNamespace(**booking, shown_status=status) for status in statuses[:3]],
        "empty_field": AddressForm(),
        "wrong_field": AddressForm({"email": "nonsense"}),
        "code_field": CodeForm(),
    }
