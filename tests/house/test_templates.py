"""Templates: built on the base, nothing inline (the content security policy would drop it), all text translated."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.house.tree import files, name

TEMPLATES = list(files(".html", ".txt", under=("templates",)))
# Shown when anything may be broken, so it needs no base, no context and no catalogue: it says everything twice.
LAST_RESORT = "500.html"
HTML = [path for path in TEMPLATES if path.suffix == ".html"]
FORBIDDEN = {
    "marks text as safe": r"\|\s*safe\b|\bsafeseq\b",
    "has an inline style": r"\sstyle\s*=|<style\b",
    "has an inline script": r"<script(?![^>]*\bsrc=)[^>]*>|javascript:",
    "has an inline handler": r"""<[^>]*\son[a-z]+\s*=\s*["'{]|hx-on""",
}
# Read by those who build the site, and shown in the demo only.
ENGLISH = {"demo/styles.html"}
SPOKEN_IN_ALL = [
    path
    for path in TEMPLATES
    if path.name != LAST_RESORT and name(path).removeprefix("templates/") not in ENGLISH
]
# The word is there for whoever cannot read the language that a page is in.
AS_IT_IS = {"Language"}
SPOKEN = {"alt", "aria-description", "aria-label", "aria-roledescription", "aria-valuetext", "label", "placeholder",
          "summary", "title"}  # fmt: skip
# Tags and filters of Django that show a text they are given.
GIVEN = re.compile(
    r"""\{%\s*(?:firstof|cycle)\b[^%]*?\s(["'])(?P<shown>[^"']+)\1|"""
    r"""\|(?:default|default_if_none|yesno|pluralize|add):(["'])(?P<otherwise>[^"']+)\3"""
)
BUTTON = re.compile(
    r"""<input\b[^>]*type=["']?(?:submit|button|reset)[^>]*\bvalue=["'](?P<word>[^"'{]+)["']"""
)


def is_part(path: Path) -> bool:
    """A part of a page, by its leading underscore or as an icon, or a mail."""
    return path.name.startswith("_") or bool({"emails", "icons"} & set(path.parts))


@pytest.mark.parametrize("path", HTML, ids=name)
def test_a_page_stands_on_the_base(path: Path) -> None:
    text = path.read_text()

    whole = path.name in ("base.html", LAST_RESORT) or text.lstrip().startswith("{% extends ")
    assert whole != is_part(path)


@pytest.mark.parametrize("path", HTML, ids=name)
def test_a_template_keeps_to_the_content_security_policy(path: Path) -> None:
    text = path.read_text()

    assert [fault for fault, pattern in FORBIDDEN.items() if re.search(pattern, text)] == []


def test_every_icon_has_size_and_lines_without_a_style_sheet_too() -> None:
    icons = [path.read_text() for path in HTML if "icons" in path.parts]

    assert icons
    assert {icon.partition(" aria-hidden")[0] for icon in icons} == {
        '<svg class="icon" width="20" height="20" viewBox="0 0 24 24" fill="none" stroke="currentColor"'
    }


@pytest.mark.parametrize("path", SPOKEN_IN_ALL, ids=name)
def test_every_word_of_a_template_is_translated(path: Path) -> None:
    reader = Words()
    reader.feed(without_tags(path.read_text()))
    reader.close()

    assert [words for words in reader.found if re.search(r"[^\W\d_]", words) and words not in AS_IT_IS] == []


@pytest.mark.parametrize("path", SPOKEN_IN_ALL, ids=name)
def test_no_tag_or_button_is_given_a_word_that_is_not(path: Path) -> None:
    assert [words for words in given(path.read_text()) if re.search(r"[^\W\d_]{2}", words)] == []


@pytest.mark.parametrize(
    "markup",
    ['{% firstof title "Appointment" %}', '{{ price|default:"free" }}', '<input type="submit" value="Send">'],
)
def test_the_rule_for_what_is_given_finds_what_was_forgotten(markup: str) -> None:
    assert given(markup)
    assert not given(re.sub(r'"(\w+)"(?= %|\s*}})', r'_("\1")', markup)) or "input" in markup


@pytest.mark.parametrize("markup", ["<p>Hello</p>", '<img alt="A gym">', "{% if x %}Yes{% endif %}"])
def test_the_rule_for_words_finds_what_was_forgotten(markup: str) -> None:
    reader = Words()
    reader.feed(without_tags(markup))

    assert reader.found


def without_tags(text: str) -> str:
    """A template without what Django takes out of it: tags, variables, comments, translated blocks."""
    for pattern in (
        r"\{% comment %\}.*?\{% endcomment %\}",
        r"\{% blocktranslate.*?\{% endblocktranslate %\}",
        r"\{#.*?#\}",
        r"\{%.*?%\}",
        r"\{\{.*?\}\}",
    ):
        text = re.sub(pattern, "\n", text, flags=re.DOTALL)
    return text


def given(text: str) -> list[str]:
    """The words that tags, filters and buttons are given as they are, not as `_("…")`."""
    text = re.sub(r"\{% comment %\}.*?\{% endcomment %\}|\{#.*?#\}", "", text, flags=re.DOTALL)
    found = [one["shown"] or one["otherwise"] for one in GIVEN.finditer(text)]
    return found + [one["word"] for one in BUTTON.finditer(text)]


class Words(HTMLParser):
    """Collects what a person would read or hear."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [
            value.strip() for attribute, value in attrs if attribute in SPOKEN and value and value.strip()
        ]

    def handle_data(self, data: str) -> None:
        self.found += [line.strip() for line in data.splitlines() if line.strip()]
