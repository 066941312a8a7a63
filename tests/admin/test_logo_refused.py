"""What is no logo is refused with a sentence, and never with an error page."""

import zlib
from io import BytesIO

import pytest
from django.test import Client as Browser
from PIL import Image

from studios.models import Studio
from tests.admin.logos import PHP, chunk, picture, png_that_claims, refused

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize("content", [SVG, b"\xef\xbb\xbf<!-- a -->\n<SVG/>", b"<svg", SVG + picture()])
def test_a_drawing_that_can_hold_programs_is_refused_and_says_why(
    desk: Browser, hafen: Studio, content: bytes
) -> None:
    assert "SVG drawings can hold programs" in refused(desk, hafen, content, "logo.svg")


@pytest.mark.parametrize("name", ["logo.png", "logo.html", "../../logo.png", "lo\rgo\n.png"])
@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>alert(1)</script></html>",
        PHP,
        b"GIF89a" + PHP,
        b"BM" + bytes(60),
        b"%PDF-1.7",
        bytes(5000),
    ],
)
def test_what_is_no_picture_is_refused_whatever_it_is_called(
    desk: Browser, hafen: Studio, content: bytes, name: str
) -> None:
    assert "PNG, JPEG or WebP" in refused(desk, hafen, content, name)


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "ICO", "PPM"])
def test_pictures_of_other_kinds_are_refused(desk: Browser, hafen: Studio, kind: str) -> None:
    assert "PNG, JPEG or WebP" in refused(desk, hafen, picture(kind))


def test_an_empty_file_is_refused(desk: Browser, hafen: Studio) -> None:
    assert "empty" in refused(desk, hafen, b"")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("part", [0.3, 0.6, 0.95])
def test_half_a_picture_is_refused(desk: Browser, hafen: Studio, kind: str, part: float) -> None:
    file = BytesIO()
    Image.effect_noise((300, 100), 90).convert("RGB").save(file, kind)
    whole = file.getvalue()

    assert refused(desk, hafen, whole[: int(len(whole) * part)])


@pytest.mark.parametrize("size", [(4001, 10), (10, 4001), (30_000, 30_000), (2**31 - 1, 2**31 - 1)])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(
    desk: Browser, hafen: Studio, size: tuple[int, int]
) -> None:
    """It says its size in its first bytes; the pixels that follow would be few, and unpack to billions."""
    assert "4000 by 4000 pixels" in refused(desk, hafen, png_that_claims(size))


def test_words_that_unpack_to_a_thousand_times_their_size_are_refused(desk: Browser, hafen: Studio) -> None:
    bomb = zlib.compress(b"x" * 5_000_000, 9)
    content = png_that_claims((10, 10), chunk(b"zTXt", b"Comment\x00\x00" + bomb))

    assert refused(desk, hafen, content)


def test_a_file_that_is_too_large_is_refused(desk: Browser, hafen: Studio) -> None:
    assert "at most 1 MB" in refused(desk, hafen, picture() + bytes(1024 * 1024))
