"""A studio's one colour, made into the colours of its pages: readable on light paper and on dark, whatever was chosen.

Contrast is WCAG 2's (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio); text needs 4.5 to 1. What the colours are for,
`static/css/base.css` says; the papers here are those there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.utils.crypto import salted_hmac

Colour = tuple[int, int, int]

READABLE = 4.5
_BAND = 9.0  # the band behind the titles; on dark paper it is darker
_DARK_BAND = 12.0
_SOFT_ON_BAND = 7.0

_BLACK: Colour = (0, 0, 0)
_WHITE: Colour = (255, 255, 255)


def colour(text: str) -> Colour:
    """`#0a7d5f` as red, green and blue."""
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


PAPER, SURFACE, ON_BAND = colour("#f7f4ee"), colour("#fffefb"), colour("#fdfaf4")
DARK_PAPER, DARK_SURFACE, DARK_ON_STRONG = colour("#171411"), colour("#221e1a"), colour("#14110e")


@dataclass(frozen=True, slots=True)
class Shades:
    """The colours of one theme as CSS writes them, by the names of their custom properties."""

    strong: str
    on_strong: str
    tint: str
    band: str


@dataclass(frozen=True, slots=True)
class Palette:
    """`css` is a whole sheet: base.css, and after it what is different here. As two, they would be one request more
    before anything is seen."""

    light: Shades
    dark: Shades
    on_band_soft: str
    css: str
    version: str


@lru_cache(maxsize=256)
def palette_of(accent: str) -> Palette:
    """The palette for `#` and six hexadecimal digits."""
    chosen = colour(accent)
    tint, dark_tint = _mix(SURFACE, chosen, 12), _mix(DARK_SURFACE, chosen, 12)

    def fits(it: Colour) -> bool:
        # Last, a status: the colour on a little of itself, with a margin because the browser mixes in another space.
        return _stands_out(it, PAPER, SURFACE, tint, _WHITE, _mix(SURFACE, it, 16))

    def fits_dark(it: Colour) -> bool:
        return _stands_out(
            it, DARK_PAPER, DARK_SURFACE, dark_tint, DARK_ON_STRONG, _mix(DARK_SURFACE, it, 16)
        )

    strong, dark_strong = _first(chosen, _BLACK, fits), _first(chosen, _WHITE, fits_dark)
    band = _first(chosen, _BLACK, lambda it: _stands_out(it, ON_BAND, ratio=_BAND))
    dark_band = _first(chosen, _BLACK, lambda it: _stands_out(it, ON_BAND, ratio=_DARK_BAND))
    soft = _first(chosen, _WHITE, lambda it: _stands_out(it, band, dark_band, ratio=_SOFT_ON_BAND))
    light = Shades(*map(written, (strong, _WHITE, tint, band)))
    dark = Shades(*map(written, (dark_strong, DARK_ON_STRONG, dark_tint, dark_band)))
    css = base_sheet() + _css(light, dark, written(soft))
    return Palette(light, dark, written(soft), css, version_of(css))


@lru_cache(maxsize=1)
def base_sheet() -> str:
    """The text of base.css, as it was when it was asked for first."""
    return Path(str(finders.find("css/base.css"))).read_text()


def version_of(text: str) -> str:
    """A mark for an address, so that what is behind it can be kept for ever. Nobody can guess it: whoever knows it has
    been shown a page that leads there.
    """
    return salted_hmac("studios.look", text, algorithm="sha256").hexdigest()[:20]


def contrast(one: Colour, other: Colour) -> float:
    """Between 1 (the same) and 21 (black and white)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def written(it: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*it)


def _luminance(it: Colour) -> float:
    red, green, blue = (
        part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in it
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _mix(one: Colour, other: Colour, percent: int) -> Colour:
    red, green, blue = (
        (a * (100 - percent) + b * percent + 50) // 100 for a, b in zip(one, other, strict=True)
    )
    return red, green, blue


def _stands_out(it: Colour, *behind: Colour, ratio: float = READABLE) -> bool:
    return all(contrast(it, one) >= ratio for one in behind)


def _first(start: Colour, end: Colour, fits: Callable[[Colour], bool]) -> Colour:
    """The first colour on the way from `start` to black or white that fits."""
    way = (_mix(start, end, percent) for percent in range(100))
    return next((it for it in way if fits(it)), end)


def _css(light: Shades, dark: Shades, soft: str) -> str:
    """Custom properties as base.css has them; browsers without `light-dark()` get the light ones, as there."""
    pairs = [
        (f"--{name.replace('_', '-')}", getattr(light, name), getattr(dark, name))
        for name in Shades.__slots__
    ]
    plain = "".join(f"  {name}: {day};\n" for name, day, _ in pairs)
    both = "".join(f"    {name}: light-dark({day}, {night});\n" for name, day, night in pairs)
    return (
        f":root {{\n{plain}  --on-band-soft: {soft};\n}}\n"
        f"@supports (color: light-dark(red, red)) and (color: oklch(from red l c h)) {{\n  :root {{\n{both}  }}\n}}\n"
    )
