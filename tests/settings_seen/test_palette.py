"""Whatever colour is chosen, everything stays readable, on light paper and on dark."""

import re

from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from studios.models import palette
from studios.models.palette import READABLE, Colour, Shades, colour, contrast, palette_of, written

PARTS = st.integers(0, 255)
COLOURS = st.tuples(PARTS, PARTS, PARTS)

# As base.css has them: paper, surface, the text on them, the quieter text; light and dark.
PAPERS = {
    "light": ("#f7f4ee", "#fffefb", "#1f1b16", "#62594d"),
    "dark": ("#171411", "#221e1a", "#f4efe7", "#b8ae9f"),
}
ON_BAND = "#fdfaf4"


def mixed_in_oklab(one: Colour, other: Colour, share: float) -> Colour:
    """As `color-mix(in oklab, one share, other)` does it (https://bottosson.github.io/posts/oklab/)."""
    a, b = _oklab(one), _oklab(other)
    return _rgb([x * share + y * (1 - share) for x, y in zip(a, b, strict=True)])


def _oklab(it: Colour) -> list[float]:
    red, green, blue = (
        part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in it
    )
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return [
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    ]


def _rgb(lab: list[float]) -> Colour:
    light, a, b = lab
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    red, green, blue = (
        round(255 * min(1, max(0, 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055)))
        for part in linear
    )
    return red, green, blue


def unreadable(shades: Shades, theme: str, soft: str) -> list[str]:
    """The pairs of text and what is behind it that have too little contrast."""
    paper, surface, ink, quiet = PAPERS[theme]
    status = written(mixed_in_oklab(colour(shades.strong), colour(surface), 0.12))
    pairs = {
        "a link on paper": (shades.strong, paper),
        "a link on a card": (shades.strong, surface),
        "a day of the week": (shades.strong, shades.tint),
        "a status": (shades.strong, status),
        "a button": (shades.on_strong, shades.strong),
        "a slot under the mouse": (ink, shades.tint),
        "its trainer": (quiet, shades.tint),
        "the title": (ON_BAND, shades.band),
        "quieter words below the title": (soft, shades.band),
    }
    return [name for name, (one, other) in pairs.items() if contrast(colour(one), colour(other)) < READABLE]


@given(COLOURS)
def test_every_colour_becomes_readable_in_both_themes(chosen: Colour) -> None:
    made = palette_of.__wrapped__(written(chosen))

    assert unreadable(made.light, "light", made.on_band_soft) == []
    assert unreadable(made.dark, "dark", made.on_band_soft) == []


@given(COLOURS)
def test_contrast_is_that_of_wcag(one: Colour) -> None:
    assert contrast(one, one) == 1
    assert 1 <= contrast(one, (255, 255, 255)) <= 21
    assert contrast((0, 0, 0), (255, 255, 255)) == 21
    assert (
        round(contrast((0x77, 0x77, 0x77), (255, 255, 255)), 2) == 4.48
    )  # the well-known grey that just fails


def test_a_colour_that_is_readable_already_stays_as_it_is() -> None:
    assert palette_of("#8a1538").light.strong == "#8a1538"
    assert palette_of("#ffd400").dark.strong == "#ffd400"


def test_what_is_wrong_would_be_noticed() -> None:
    shades = Shades(strong="#ffd400", on_strong="#ffffff", tint="#ffffff", band="#ffffff")

    assert len(unreadable(shades, "light", "#ffffff")) == 7


def test_the_papers_are_those_of_the_style_sheet() -> None:
    css = (settings.BASE_DIR / "static" / "css" / "base.css").read_text()
    tokens = dict(re.findall(r"--([\w-]+): light-dark\((#\w+, #\w+)\)", css))

    for place, name in enumerate(("paper", "surface", "ink", "soft")):
        assert tokens[name] == f"{PAPERS['light'][place]}, {PAPERS['dark'][place]}"
    assert f"--on-band: {ON_BAND};" in css
    assert tokens["on-strong"] == f"#fff, {written(palette.DARK_ON_STRONG)}"
    assert (written(palette.PAPER), written(palette.SURFACE)) == PAPERS["light"][:2]
    assert (written(palette.DARK_PAPER), written(palette.DARK_SURFACE)) == PAPERS["dark"][:2]
