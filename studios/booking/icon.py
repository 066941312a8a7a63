"""The site's icon, in any colour and size: the drawing of `static/img/icon.svg`, for places that want it as pixels."""

from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import ImageDraw

COLOUR = "#0f5c4d"  # the site's own, as in the file

_SIDE = 32  # the drawing's own unit: everything below lies between 0 and this
_LINES = (
    ((9, 8), (9, 12)),
    ((23, 8), (23, 12)),
    ((8, 14), (24, 14)),
    ((12, 19.5), (14.7, 22.2), (20, 17)),
)
_SHEET = (7, 10, 25, 25)
_STROKE = 2.2
_FINER = 4  # drawn larger and made smaller, which smooths its edges
_INSIDE_A_MASK = 0.85  # of its size; a launcher may cut away all but a circle of 80 % of the picture


def svg(colour: str) -> str:
    """With rounded corners, as browsers show it beside a title."""
    strokes = "".join("M" + "L".join(f"{x:g} {y:g}" for x, y in points) for points in _LINES)
    left, top, right, bottom = _SHEET
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIDE} {_SIDE}">'
        f'<rect width="{_SIDE}" height="{_SIDE}" rx="8" fill="{colour}"/>'
        f'<g fill="none" stroke="#fff" stroke-width="{_STROKE}" stroke-linecap="round" stroke-linejoin="round">'
        f'<rect x="{left}" y="{top}" width="{right - left}" height="{bottom - top}" rx="1"/><path d="{strokes}"/>'
        "</g></svg>"
    )


@lru_cache(maxsize=64)
def png(colour: str, size: int, *, full: bool = False) -> bytes:
    """A square of `size` pixels. `full` is coloured to its edges, with the drawing well inside: for launchers that cut
    a shape of their own out of it. Otherwise its corners are rounded and what is outside is transparent.
    """
    # Here, as few processes ever draw one, and the library takes more than a megabyte of each that has it.
    from PIL import Image, ImageDraw

    side = size * _FINER
    picture = Image.new("RGBA", (side, side), colour if full else (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    if not full:
        pen.rounded_rectangle((0, 0, side - 1, side - 1), radius=side // 4, fill=colour)
    scale = side / _SIDE * (_INSIDE_A_MASK if full else 1)
    _draw(pen, scale, margin=(side - _SIDE * scale) / 2)
    out = BytesIO()
    picture.reduce(_FINER).save(out, "PNG")
    return out.getvalue()


def _draw(pen: "ImageDraw.ImageDraw", scale: float, *, margin: float) -> None:
    def at(x: float, y: float) -> tuple[float, float]:
        return margin + x * scale, margin + y * scale

    half = _STROKE / 2
    left, top, right, bottom = _SHEET
    pen.rounded_rectangle(
        (*at(left - half, top - half), *at(right + half, bottom + half)),
        radius=(1 + half) * scale,
        outline="#fff",
        width=round(_STROKE * scale),
    )
    for points in _LINES:
        placed = [at(x, y) for x, y in points]
        pen.line(placed, fill="#fff", width=round(_STROKE * scale), joint="curve")
        for x, y in (placed[0], placed[-1]):  # round ends
            pen.ellipse((x - half * scale, y - half * scale, x + half * scale, y + half * scale), fill="#fff")
