"""From the plain text of a page to what a template shows: paragraphs, headings and lists, never markup."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

_HEADING, _ITEM = "## ", "- "


@dataclass(frozen=True, slots=True)
class Block:
    """`form` is "heading", "list" or "paragraph"; a list's lines are its items, without their marks."""

    form: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def blocks(text: str) -> list[Block]:
    """Lines of one form that follow one another belong together; an empty line, and a heading, stand between."""
    return list(_blocks([line.rstrip() for line in text.splitlines()]))


def _blocks(lines: list[str]) -> Iterator[Block]:
    for form, together in groupby(lines, key=_form):
        match form:
            case "heading":
                yield from (Block(form, (line.removeprefix(_HEADING).strip(),)) for line in together)
            case "list":
                yield Block(form, tuple(line.removeprefix(_ITEM).strip() for line in together))
            case "paragraph":
                yield Block(form, tuple(together))


def _form(line: str) -> str:
    if line.startswith(_HEADING):
        return "heading"
    if line.startswith(_ITEM):
        return "list"
    return "paragraph" if line.strip() else ""
