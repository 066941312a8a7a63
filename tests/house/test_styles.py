"""The members' style sheets keep to the scales: sizes, room, corners and colours are tokens of base.css."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tree import ROOT, files, name

# The admin's sheets stand on Django's own, with its sizes and its colours.
OF_THE_ADMIN = {"admin.css", "second_factor.css"}
SHEETS = [path for path in files(".css", under=("static/css",)) if path.name not in OF_THE_ADMIN]

LENGTH = re.compile(r"(?<![\w.-])-?\d*\.?\d+(?:rem|em|px|ch|vw|vh|vmax)\b")
COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\(|"
    r"(?<![\w-])(?:black|white|red|green|blue|gr[ae]y|orange|yellow)(?![\w-])",
    re.IGNORECASE,
)
ROOM = r"(?:padding|margin|inset|scroll-margin|(?:row-|column-)?gap)(?:-[a-z-]+)?"
RULES = {
    "a size of type that is no step of the scale": (re.compile(r"font(?:-size)?"), LENGTH),
    "room that is no step of the scale": (re.compile(ROOM), LENGTH),
    "a corner of its own": (re.compile(r"border(?:-[a-z]+)*-radius"), LENGTH),
    "a colour of its own": (re.compile(r"[\w-]+"), COLOUR),
    "a pace of its own": (re.compile(r"transition(?:-duration)?|animation(?:-duration)?"), re.compile(r"\d+m?s\b")),
}  # fmt: skip
# Each with the reason why no step would do.
EXCEPTIONS = {
    "scroll-margin-block-start: -4rem": "undoes scroll-padding",
    "padding-block-end: 4.5rem": "as high as the pager",
}


def faults(css: str) -> Iterator[str]:
    """Declarations outside the tokens and the sheet for paper that break a rule, with the rule they break."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    for layer, text in layers(css):
        if layer in ("tokens", "print", "reset"):
            continue
        for property_, value in re.findall(r"(?<![\w-])(--[\w-]+|[a-z-]+)\s*:\s*([^;{}]+)(?=[;}])", text):
            written = f"{property_}: {value.strip()}"
            if written in EXCEPTIONS:
                continue
            for fault, (properties, forbidden) in RULES.items():
                if properties.fullmatch(property_) and forbidden.search(value):
                    yield f"{fault}: {written}"


def layers(css: str) -> Iterator[tuple[str, str]]:
    """Every `@layer name { … }` at the top of a sheet, by its name; what stands outside them under ""."""
    outside, place = "", 0
    for start in re.finditer(r"@layer\s+([\w-]+)\s*\{", css):
        depth, end = 1, start.end()
        while depth and end < len(css):
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
        outside += css[place : start.start()]
        place = end
        yield start[1], css[start.end() : end]
    yield "", outside + css[place:]


@pytest.mark.parametrize("path", SHEETS, ids=name)
def test_a_sheet_keeps_to_the_scales(path: Path) -> None:
    assert list(faults(path.read_text())) == []


@pytest.mark.parametrize("path", SHEETS, ids=name)
def test_every_token_that_is_used_is_one_that_there_is(path: Path) -> None:
    css = path.read_text()
    known = set(re.findall(r"(--[\w-]+)\s*:", css + (ROOT / "static/css/base.css").read_text()))

    assert set(re.findall(r"var\((--[\w-]+)\s*\)", css)) - known == set()


def test_every_token_is_used() -> None:
    everything = "".join(path.read_text() for path in SHEETS)
    tokens = set(re.findall(r"(--[\w-]+)\s*:", everything))

    assert {token for token in tokens if not re.search(rf"var\({token}\b", everything)} == set()


def test_every_exception_is_still_needed() -> None:
    everything = "".join(path.read_text() for path in SHEETS)

    assert [one for one in EXCEPTIONS if one not in everything] == []


@pytest.mark.parametrize(
    "declaration",
    ["font-size: 13px", "font: 700 1.2rem/1 var(--text)", "gap: 0.4em", "margin-block: 3px auto", "color: #fff",
     "background: rgb(0 0 0)", "border: 1px solid red", "border-radius: 5px", "transition: color 0.3s"],
)  # fmt: skip
def test_the_rules_find_what_stands_outside(declaration: str) -> None:
    assert list(faults(f"@layer pages {{ .card {{ {declaration}; }} }}"))


@pytest.mark.parametrize(
    "declaration",
    ["font: 700 var(--large)/1.2 var(--display)", "padding: 0 var(--gap-4)", "border: 1px solid var(--line)",
     "background: color-mix(in oklab, var(--hue) 9%, var(--surface))", "margin-inline: auto"],
)  # fmt: skip
def test_the_rules_let_steps_of_the_scales_pass(declaration: str) -> None:
    assert not list(faults(f"@layer pages {{ .card {{ {declaration}; }} }}"))
