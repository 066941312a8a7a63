"""The list of studios: what somebody looks for, whatever accents they type, and first of all where they have been."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest, QueryDict

from studios.models import Attempt, Booking, Studio
from studios.signing_in.session import Person, person

# Letters that are no other letter with a mark.
_SIMPLER = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
# As they are written where there is no key for them.
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What `?q=` and `?city=` ask for."""

    text: str
    city: str

    @classmethod
    def read(cls, query: QueryDict) -> "Wanted":
        return cls(query.get("q", "").strip(), query.get("city", "").strip())

    def __bool__(self) -> bool:
        return bool(self.text or self.city)

    def fits(self, studio: Studio) -> bool:
        """Every word has to stand in its name, city or address, in one way of writing or the other."""
        if self.city and plain(self.city) != plain(studio.city):
            return False
        told = f"{studio.name} {studio.city} {studio.address}"
        ways = plain(told), spelled_out(told)
        return all(plain(word) in ways[0] or spelled_out(word) in ways[1] for word in self.text.split())


@dataclass(frozen=True, slots=True)
class Listed:
    """One studio of the list; `is_known`: whoever looks has been there."""

    studio: Studio
    is_known: bool


def found(studios: Iterable[Studio], wanted: Wanted, known: Iterable[int]) -> list[Listed]:
    """Those that fit, in their order, but those that are `known` (primary keys) first, in theirs."""
    places = {pk: place for place, pk in enumerate(known)}
    fitting = [Listed(studio, studio.pk in places) for studio in studios if wanted.fits(studio)]
    return sorted(fitting, key=lambda one: places.get(one.studio.pk, len(places)))


def cities(studios: Iterable[Studio]) -> list[str]:
    """Where there are studios, in the order of the alphabet; none where there is nothing to choose."""
    known = {plain(studio.city): studio.city for studio in studios if studio.city}
    return [known[name] for name in sorted(known)] if len(known) > 1 else []


def known(request: HttpRequest) -> list[int]:
    """The studios that whoever is signed in knows, the one used last first.

    Nothing is kept for it: their bookings say so. Without the cookie of a session none is opened, so that the list
    stays the same for everybody who only looks.
    """
    acting = person(request) if settings.SESSION_COOKIE_NAME in request.COOKIES else None
    return list(dict.fromkeys(_used_by(acting))) if acting else []


def _used_by(acting: Person) -> Iterable[int]:
    """Where they wished to book, the last time first; where they are booked; their home studios."""
    wishes = Attempt.objects.of(acting.members).values("studio").annotate(last=Max("created_at"))
    bookings = Booking.objects.of(acting.members).values("studio").annotate(last=Max("starts_at"))
    for rows in (wishes, bookings):
        yield from rows.order_by("-last").values_list("studio", flat=True)
    for member in acting.members:
        home = Studio.objects.filter(base_url=member.chain, vendor_studio_id=member.home_studio_id)
        yield from home.values_list("pk", flat=True)


def plain(text: str) -> str:
    """Without capitals, accents and blanks at the ends: München and MUNCHEN are the same."""
    decomposed = unicodedata.normalize("NFKD", text.strip().casefold().translate(_SIMPLER))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def spelled_out(text: str) -> str:
    """The same where an umlaut is two letters: München and Muenchen are the same."""
    return plain(unicodedata.normalize("NFC", text).casefold().translate(_SPELLED_OUT))
