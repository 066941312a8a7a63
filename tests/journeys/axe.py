"""What axe finds on a page, in both themes of one load."""

from collections.abc import Iterator, Mapping

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

Rules = Mapping[str, object]

# WCAG 2.2 AA; the best practices of axe on top.
RULES: Rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
# The theme changes colours and nothing else.
CONTRAST: Rules = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}


def themes(page: Page) -> Iterator[tuple[str, Rules]]:
    """The page in light and then in dark colours, each with what is to be looked for in it."""
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    _let_colours_change(page)
    yield "light", RULES
    page.emulate_media(color_scheme="dark")
    _let_colours_change(page)
    yield "dark", CONTRAST
    page.emulate_media(color_scheme="light")


def _let_colours_change(page: Page) -> None:
    """Django's links take a moment to become dark ones, and what stands between is readable in neither theme."""
    page.evaluate(
        "() => new Promise(requestAnimationFrame).then(() => Promise.all(document.getAnimations()"
        ".filter(one => one.effect.getComputedTiming().endTime !== Infinity)"
        ".map(one => one.finished.catch(() => {}))))"
    )


def violations(page: Page, rules: Rules = RULES, *, within: str | None = None) -> list[str]:
    found = Axe().run(page, context=within, options=rules).response["violations"]
    return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"][:3]]


def violations_in_both_themes(page: Page) -> list[str]:
    return [f"{wrong}, {theme}" for theme, rules in themes(page) for wrong in violations(page, rules)]
