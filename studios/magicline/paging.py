"""Walking the vendor's chunked lists: slice after slice, to the end, and never in a circle."""

from collections.abc import Callable

from studios.magicline.errors import UnexpectedReply
from studios.magicline.parsing import Fields

# Under 50 and over 100 were seen to be refused, whatever the reference says.
SLICE_SIZE = 50
MOST_SLICES = 200


def walk(fetch: Callable[[str | None], object], place: str) -> list[object]:
    """All elements of a chunked list, in the order of the slices.

    `fetch` gets the offset to ask for (None the first time) and returns the decoded answer. Elements that moved
    between two calls come twice. Raises `UnexpectedReply` when an offset comes again or the list has no end.
    """
    elements: list[object] = []
    offsets: set[str] = set()
    offset: str | None = None
    for _ in range(MOST_SLICES):
        answer = Fields(fetch(offset), place)
        elements += answer.elements("result")
        if not answer.flag("hasNext"):
            return elements
        offset = _following(answer)
        if offset in offsets:
            raise UnexpectedReply(f"{place}.offset comes again")
        offsets.add(offset)
    raise UnexpectedReply(f"{place} has more than {MOST_SLICES} slices")


def _following(answer: Fields) -> str:
    # An opaque string, but one that looks like a number: one release as a number would not be a surprise.
    number = answer.integer_or_none("offset")
    return answer.text("offset") or (str(number) if number is not None else answer.required_text("offset"))
