"""What nobody types by accident. Each call marks its value, so that a page that shows it raw is noticed."""

import random
from collections.abc import Callable
from itertools import count

_numbers = count(1)
MARK = "zq"

# {mark} is what must never stand in a page as it is: a tag of our own invention.
_TEXTS = (
    "<{mark}>",
    "\"'><{mark}>",
    "</textarea></title></script><{mark}>",
    "javascript:alert('<{mark}>')",
    "{{{{ 7|add:7 }}}}<{mark}>{{% debug %}}",
    "<{mark}>\r\nSet-Cookie: stolen=1",
    "<{mark}>\0",
    "\u202e<{mark}>\ud7ff",
    "//evil.example/<{mark}>",
    "/\\evil.example",
    "https:evil.example",
    "../../../etc/passwd",
    "' OR 1=1 --<{mark}>",
    "%00%0a%0d<{mark}>",
    "{mark}@example.org",
    "𝟙𝟚𝟛𝟜𝟝𝟞",
    "٣٤٥٦٧٨",
)
_FLAT = (
    "", " ", "0", "-1", "1", "9" * 30, "9" * 400, "1e309", "NaN", "١", "0x10", "1.5", "true", "null", "[]",
    "{}", "*", "2026-02-30", "0001-01-01", "9999-12-31", "10000-01-01",
    "2026-03-29T02:30:00+01:00[Europe/Berlin]", "00000000-0000-0000-0000-000000000000", "de", "xx-YY",
    "\ufffe", "\U0010ffff", "a" * 5000, "%", "%s", "'", '"', "\\", "/", "//", "?", "#", "&", "=", ";", "..",
    "__all__", "__import__", "pk", "id", "-pk", "studio__api_key__startswith",
)  # fmt: skip
NAMES = (
    "next", "start", "instructor", "part", "skip", "city",
    "choice", "studio", "link", "again", "q", "o", "p", "e", "all", "_popup",
    "_to_field", "_changelist_filters", "api_key__startswith", "api_key", "page", "lang", "language",
    "action", "_selected_action", "v", "index", "select_across", "csrfmiddlewaretoken", "person", "code",
    "email", "reference", "date_hierarchy", "member",
)  # fmt: skip


def value(chance: random.Random) -> str:
    """One value, marked where its kind allows it."""
    if chance.random() < 0.5:
        return chance.choice(_FLAT)
    return chance.choice(_TEXTS).format(mark=f"{MARK}{next(_numbers)}")


def file(chance: random.Random) -> tuple[str, bytes, str]:
    """Name, content and type of an upload that is not what it says."""
    mark = f"<{MARK}{next(_numbers)}>"
    content: Callable[[], bytes] = chance.choice(
        (
            lambda: b"",
            lambda: mark.encode(),
            lambda: b"\x89PNG\r\n\x1a\n" + chance.randbytes(200),
            lambda: b"\xff\xd8\xff\xe0" + chance.randbytes(2000),
            lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            lambda: b"GIF89a" + b"\xff" * 20,
            lambda: chance.randbytes(70_000),
        )
    )
    return (
        chance.choice(("logo.png", f"{mark}.png", "../../logo.png", "x.svg", "a" * 300 + ".png")),
        content(),
        "image/png",
    )
