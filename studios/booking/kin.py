"""Which appointments of the chain's other studios are the same as one here: each studio has numbers of its own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from studios.magicline.appointments import Appointment
from studios.models import AppointmentSettings, Studio


@dataclass(frozen=True, slots=True)
class Kin:
    """Of one appointment. `named`: what the desks call the same, numbers by the studio's primary key."""

    appointment: Appointment
    named: Mapping[int, set[int]]

    @classmethod
    def of(cls, studio: Studio, appointment: Appointment) -> "Kin":
        return cls(appointment, AppointmentSettings.objects.kin_of(studio, appointment.id))

    def among(self, offers: Iterable[Appointment], other: Studio) -> list[Appointment]:
        """Those of another studio's that are the same."""
        named = self.named.get(other.pk, set())
        return [one for one in offers if one.id in named or _is_the_same(one, self.appointment)]


def _is_the_same(one: Appointment, other: Appointment) -> bool:
    """By title and duration; without a title nothing can be told."""
    title = _plain(one.title)
    return bool(title) and title == _plain(other.title) and one.duration_minutes == other.duration_minutes


def _plain(title: str) -> str:
    return " ".join(title.casefold().split())
