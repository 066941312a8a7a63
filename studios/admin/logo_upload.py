"""From whatever was uploaded to a picture of our own: decoded, made small and drawn anew, so that nothing else that was
in the file survives.
"""

import logging
from dataclasses import dataclass
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from studios.models.logo import HIGHEST, WIDEST

logger = logging.getLogger(__name__)

KINDS = ("JPEG", "PNG", "WEBP")
LONGEST_SIDE = 4000  # pixels; decoded, such a picture takes 64 MB


class NotALogo(Exception):
    """The text is a sentence for whoever uploaded it."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A PNG without metadata, of one picture, and its size in pixels."""

    png: bytes
    width: int
    height: int


def draw(upload: bytes) -> Drawn:
    """Goes by what is in the file, whatever it is called. Raises `NotALogo`."""
    try:
        return _drawn(_decoded(upload))
    except NotALogo:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise NotALogo(_too_many_pixels()) from None
    except UnidentifiedImageError:
        raise NotALogo(_another_kind(upload)) from None
    except Exception as error:  # a decoder that is fed nonsense raises anything
        logger.info("An uploaded logo could not be read: %s", type(error).__name__)
        raise NotALogo(_("This picture is damaged. Please save it again, as PNG for example.")) from None


def _decoded(upload: bytes) -> Image.Image:
    """Upright. Its size is looked at before any of it is decoded."""
    with Image.open(BytesIO(upload), formats=KINDS) as picture:
        if max(picture.size) > LONGEST_SIDE:
            raise NotALogo(_too_many_pixels())
        return _in_plain_colours(ImageOps.exif_transpose(picture))


def _in_plain_colours(picture: Image.Image) -> Image.Image:
    """Red, green, blue and how transparent; of what moves the first picture."""
    if picture.mode.startswith("I"):  # 16 bits of grey, which Pillow would cut off instead of scaling
        return picture.point(lambda value: value / 256).convert("L").convert("RGBA")
    if picture.mode in ("CMYK", "YCbCr", "LAB", "HSV"):
        return picture.convert("RGB").convert("RGBA")
    return picture.convert("RGBA")


def _drawn(picture: Image.Image) -> Drawn:
    picture.thumbnail((WIDEST, HIGHEST), Image.Resampling.LANCZOS)
    # Out of bare pixels: colour profiles, camera data and texts cannot come along.
    bare = Image.frombytes("RGBA", picture.size, picture.tobytes())
    out = BytesIO()
    bare.save(out, "PNG", optimize=True)
    return Drawn(out.getvalue(), *bare.size)


def _too_many_pixels() -> str:
    return _("This picture is too large: at most %(most)d by %(most)d pixels.") % {"most": LONGEST_SIDE}


def _another_kind(upload: bytes) -> str:
    if b"<svg" in upload[:4096].lower():
        return _("SVG drawings can hold programs, so they are not taken. Please save the logo as PNG.")
    return _("Please choose a picture of the kind PNG, JPEG or WebP.")
