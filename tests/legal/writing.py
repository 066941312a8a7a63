"""Pages as somebody wrote them."""

from typing import Any

from studios.models import LegalPage

MARKUP = "A <b>bold</b> claim & <script>alert(1)</script>"


def write(kind: str = "imprint", language: str = "en", text: str = "", **more: Any) -> LegalPage:
    """A published page with a text that names what it holds for, unless another one, or a `url`, is given."""
    of = more.get("studio") or more.get("chain") or "the site"
    if "url" not in more:
        more["text"] = text or f"{kind} of {of} in {language}"
    return LegalPage.objects.create(kind=kind, language=language, **more)
