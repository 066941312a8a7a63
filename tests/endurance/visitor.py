"""A person who comes through a proxy: every page is counted, failed ones included."""

import random
import time
from dataclasses import dataclass, field

import requests

from tests.endurance.person import Person
from tests.endurance.tally import Tally
from tests.pages import Answer, Page


@dataclass
class Visitor(Person):
    """Somebody without a session only looks."""

    tally: Tally = field(kw_only=True)

    def look_around(self, chance: random.Random) -> str:
        """What everybody may see."""
        slug = chance.choice(list(self.studios))
        self.get(chance.choice(("/", f"/studios/{slug}/")))
        free = self._free(chance)
        return free if isinstance(free, str) else "times free"

    def _answered(self, method: str, path: str, **more: object) -> Page | None:
        """None where the page failed in a way that is not the studio's: whoever reads it loads it again."""
        began = time.monotonic()
        try:
            answer = self.session.request(method, self.url + path, timeout=120, **more)  # type: ignore[arg-type]
        except requests.RequestException:
            self.tally.note(f"{method} {path}", began, None, None)
            return None
        page = Page(Answer(answer))
        last = answer.request
        self.tally.note(f"{last.method} {last.path_url}", began, answer, page)
        if answer.status_code >= 500 and not page.all("data-refusal"):
            return None
        self.judge(method, path, answer, page)
        return page
