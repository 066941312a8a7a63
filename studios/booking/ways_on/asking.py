"""Several studios asked side by side: one deadline for all rounds, and a budget of validations.

What could not be asked is kept apart from what is not there, question by question.
"""

import functools
import time
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from studios import connections
from studios.booking.choice import Choice, shown_names
from studios.kept.offer import Offer
from studios.magicline.appointments import ACCEPTING
from studios.magicline.errors import Conflict, Invalid, KeyRejected, MagiclineError, NotFound
from studios.models import Member, Studio

MOST_VALIDATES = 6

# With whose key, and what: it runs in a thread, and holds plain data only.
Question = tuple[Studio, Callable[[Offer], object]]
Key = tuple[Hashable, ...]


@dataclass(slots=True)
class Answers:
    """By the key of the question: what came, and which error came instead."""

    told: dict[Key, object] = field(default_factory=dict)
    errors: dict[Key, MagiclineError] = field(default_factory=dict)

    def unasked(self, keys: Iterable[Key], *nothing: type[MagiclineError]) -> bool:
        """Whether one of these could not be asked; errors of the kinds `nothing` are answers, too."""
        return any(key in self.errors and not isinstance(self.errors[key], nothing) for key in keys)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A free time that may be suggested, `signed` for an address. `same_trainer`: as in the wanted one."""

    studio: Studio
    choice: Choice
    signed: str
    same_trainer: bool

    @property
    def instructors(self) -> str:
        return shown_names(self.choice.instructors)


class Asking:
    """All questions for one page, which take no longer than one read may."""

    def __init__(self, *, now: datetime) -> None:
        self._now = now
        self._ends_at = time.monotonic() + connections.READ_SECONDS
        self._validates_left = MOST_VALIDATES

    def ask(self, questions: Mapping[Key, Question], *, rounds: int = 1) -> Answers:
        """One round, side by side; what does not come in time is an error.

        With it there are at most so many `rounds` to come. Each has an even share of the time that is left, so that
        one answer which does not come takes nothing away from the next round.
        """
        seconds = max(0.0, self._ends_at - time.monotonic()) / rounds
        answers = Answers()
        calls: dict[Key, Callable[[], object]] = {}
        for key, (studio, question) in questions.items():
            try:
                calls[key] = functools.partial(question, Offer.of(studio, seconds=seconds))
            except connections.ForbiddenUpstream as error:
                answers.errors[key] = error
        for key, answer in connections.side_by_side(calls).items():
            if isinstance(answer, KeyRejected):
                questions[key][0].suspect_key(now=self._now)
            if isinstance(answer, MagiclineError):
                answers.errors[key] = answer
            else:
                answers.told[key] = answer
        return answers

    def accepted(
        self, candidates: Sequence[Candidate], records: Sequence[Member]
    ) -> tuple[list[Candidate], bool]:
        """The candidates that their studios accept for one of the records, in their order, and whether one of them
        could not be asked. Never more than `MOST_VALIDATES` questions, over all calls.
        """
        pairs = [(place, member) for place in range(len(candidates)) for member in records]
        pairs = pairs[: self._validates_left]
        self._validates_left -= len(pairs)
        questions: dict[Key, Question] = {
            (place, member.pk): (candidates[place].studio, _validation(candidates[place], member))
            for place, member in pairs
        }
        answers = self.ask(questions)
        yes = {place for place, member in pairs if answers.told.get((place, member.pk)) in ACCEPTING}
        unasked = answers.unasked(
            [(place, member.pk) for place, member in pairs if place not in yes], NotFound, Invalid, Conflict
        )
        return [candidates[place] for place in sorted(yes)], unasked


def most_candidates(records: Sequence[Member]) -> int:
    """How many can be asked about for each of the records."""
    return max(1, MOST_VALIDATES // max(1, len(records)))


def _validation(candidate: Candidate, member: Member) -> Callable[[Offer], object]:
    request = candidate.choice.request_for(member.customer_id)
    return lambda offer: offer.client.validate(request)
