"""What a probe found out, as text for people and as JSON: facts in sections, none of them about a person."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import ClassVar

from studios.magicline.errors import MagiclineError

# What a fact is called, and what was seen.
Facts = dict[str, str | int | list[str]]


@dataclass
class Report:
    """Sections in the order in which they were made."""

    NOT_GONE_ON: ClassVar[str] = "could not go on"

    title: str
    sections: dict[str, Facts] = field(default_factory=dict)

    @contextmanager
    def section(self, name: str) -> Iterator[Facts]:
        """The facts to fill in. Where asking fails, that is the last of them, and the next section is tried."""
        facts = self.sections.setdefault(name, {})
        try:
            yield facts
        except MagiclineError as error:
            facts[self.NOT_GONE_ON] = str(error)

    def as_text(self) -> str:
        lines = [self.title]
        for name, facts in self.sections.items():
            lines += ["", name]
            width = max((len(fact) for fact in facts), default=0)
            for fact, seen in facts.items():
                shown = (seen or ["none"]) if isinstance(seen, list) else [str(seen)]
                lines.append(f"  {fact:<{width}}  {shown[0]}")
                lines += [f"  {'':<{width}}  {one}" for one in shown[1:]]
        return "\n".join(lines) + "\n"

    def as_json(self) -> str:
        return json.dumps({"title": self.title, **self.sections}, ensure_ascii=False, indent=2) + "\n"
