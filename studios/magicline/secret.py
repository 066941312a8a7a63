"""Keys in memory: texts that can be used like any other and are not seen by accident."""

from typing import Self

# A text as short as a word would be found everywhere; no key is.
_SHORTEST = 8
_SHOWN = "<secret>"
_met: set[str] = set()


class Secret(str):
    """A text that hides in `repr`, and so in tracebacks, debug pages, `vars()` and whatever reports them.

    `str()` and f-strings give the text itself: whoever writes those means it. It refuses to be pickled.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        if len(text) >= _SHORTEST:
            _met.add(str(text))
        return super().__new__(cls, text)

    def __repr__(self) -> str:
        return _SHOWN

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _memo: object) -> Self:
        return self

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a secret is not pickled")


def without_secrets(text: str) -> str:
    """`text` with every secret that this process has met replaced by a mark, however it came to stand there."""
    for secret in tuple(_met):
        text = text.replace(secret, _SHOWN)
    return text
