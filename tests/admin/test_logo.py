"""An uploaded logo: what comes out is a picture of ours and nothing else; what is none is refused with a sentence."""

import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from django.test import Client as Browser
from PIL import Image, ImageCms, PngImagePlugin

from studios.models import Logo, Studio
from tests.admin.test_studios import errors, filled_in, page_of

GPS, ORIENTATION = 0x8825, 0x0112
PHP = b"<?php system($_GET['c']); ?><script>alert(1)</script>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def picture(kind: str = "PNG", mode: str = "RGB", size: tuple[int, int] = (300, 100), **more: Any) -> bytes:
    file = BytesIO()
    Image.new(mode, size, more.pop("colour", None) or 0).save(file, kind, **more)
    return file.getvalue()


def upload(desk: Browser, studio: Studio, content: bytes, name: str = "logo.png") -> Any:
    file = BytesIO(content)
    file.name = name
    return desk.post(page_of(studio), filled_in(studio, logo=file))  # type: ignore[arg-type]


def kept(desk: Browser, studio: Studio, content: bytes, name: str = "logo.png") -> tuple[bytes, Image.Image]:
    """The bytes that are served, and the picture in them."""
    answer = upload(desk, studio, content, name)
    assert answer.status_code == 302, errors(answer)
    png = bytes(Logo.objects.defer(None).get().png)
    opened = Image.open(BytesIO(png))
    opened.load()
    assert (opened.format, opened.mode) == ("PNG", "RGBA")
    assert opened.size == (Logo.objects.get().width, Logo.objects.get().height)
    return png, opened


def refused(desk: Browser, studio: Studio, content: bytes, name: str = "logo.png") -> str:
    (sentence,) = errors(upload(desk, studio, content, name))["logo"]
    assert not Logo.objects.exists()
    return sentence


def chunks(png: bytes) -> list[bytes]:
    """The names of a PNG's chunks, in order; fails if anything follows the last one."""
    place, names = 8, []
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        names.append(png[place + 4 : place + 8])
        place += 12 + length
    assert names[-1] == b"IEND"
    return names


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("name", ["logo.png", "logo.php", "logo"])
def test_the_three_kinds_are_taken_whatever_the_file_is_called(
    desk: Browser, hafen: Studio, kind: str, name: str
) -> None:
    png, opened = kept(desk, hafen, picture(kind, colour="navy"), name)

    assert set(chunks(png)) == {b"IHDR", b"IDAT", b"IEND"}
    assert opened.size == (300, 100)


@pytest.mark.parametrize(
    ("size", "shown"),
    [((960, 320), (480, 160)), ((4000, 4000), (160, 160)), ((4000, 1), (480, 1)), ((5, 7), (5, 7))],
)
def test_it_is_made_small_enough_and_never_larger(
    desk: Browser, hafen: Studio, size: tuple[int, int], shown: tuple[int, int]
) -> None:
    assert kept(desk, hafen, picture(size=size))[1].size == shown


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_program_behind_the_picture_is_gone(desk: Browser, hafen: Studio, kind: str) -> None:
    png, _opened = kept(desk, hafen, picture(kind) + PHP)

    assert b"php" not in png
    assert b"script" not in png


def test_where_it_was_taken_and_other_words_in_it_are_gone(desk: Browser, hafen: Studio) -> None:
    about = Image.Exif()
    about[0x010E] = "Mia's kitchen"
    about.get_ifd(GPS)[2] = (53.0, 32.0, 30.0)
    said = PngImagePlugin.PngInfo()
    said.add_text("Comment", "secret words")
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

    for content in (
        picture("JPEG", exif=about, comment=b"secret words", icc_profile=profile),
        picture("PNG", exif=about, pnginfo=said, icc_profile=profile),
        picture("WEBP", exif=about, xmp=b"secret words", icc_profile=profile),
    ):
        png, opened = kept(desk, hafen, content)

        assert set(chunks(png)) == {b"IHDR", b"IDAT", b"IEND"}
        assert not opened.getexif()
        assert opened.info == {}


def test_a_picture_that_was_taken_sideways_stands_upright(desk: Browser, hafen: Studio) -> None:
    turned = Image.Exif()
    turned[ORIENTATION] = 6

    assert kept(desk, hafen, picture("JPEG", size=(300, 100), exif=turned))[1].size == (53, 160)


@pytest.mark.parametrize(
    ("kind", "mode", "colour", "seen"),
    [
        ("JPEG", "CMYK", (0, 255, 255, 0), (254, 0, 0, 255)),
        ("JPEG", "L", 128, (128, 128, 128, 255)),
        ("PNG", "L", 128, (128, 128, 128, 255)),
        ("PNG", "LA", (128, 0), (128, 128, 128, 0)),
        ("PNG", "1", 1, (255, 255, 255, 255)),
        ("PNG", "I;16", 32768, (128, 128, 128, 255)),
        ("PNG", "RGBA", (1, 2, 3, 0), None),
        ("WEBP", "RGBA", (200, 0, 0, 255), (200, 0, 0, 255)),
    ],
)
def test_every_way_to_write_colours_is_understood(
    desk: Browser, hafen: Studio, kind: str, mode: str, colour: Any, seen: tuple[int, ...] | None
) -> None:
    _png, opened = kept(
        desk, hafen, picture(kind, mode, colour=colour, **({"lossless": True} if kind == "WEBP" else {}))
    )

    pixel = opened.getpixel((10, 10))
    assert isinstance(pixel, tuple)
    if seen is None or seen[3] == 0:
        assert pixel[3] == 0
    else:
        assert all(abs(one - other) <= 3 for one, other in zip(pixel, seen, strict=True))


def test_a_palette_keeps_what_is_transparent(desk: Browser, hafen: Studio) -> None:
    few = Image.new("P", (300, 100), 1)
    few.putpalette([255, 0, 0, 0, 0, 255])
    file = BytesIO()
    few.save(file, "PNG", transparency=1)

    assert kept(desk, hafen, file.getvalue())[1].getpixel((10, 10))[3] == 0


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_what_moves_the_first_picture_is_kept(desk: Browser, hafen: Studio, kind: str) -> None:
    red, blue = (Image.new("RGBA", (300, 100), colour) for colour in ("red", "blue"))
    file = BytesIO()
    red.save(file, kind, save_all=True, append_images=[blue], duration=100, lossless=True)

    png, opened = kept(desk, hafen, file.getvalue())

    assert set(chunks(png)) == {b"IHDR", b"IDAT", b"IEND"}
    assert opened.getpixel((10, 10)) == (255, 0, 0, 255)


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


def test_words_that_unpack_to_a_hundred_times_their_size_are_refused(desk: Browser, hafen: Studio) -> None:
    bomb = zlib.compress(b"x" * 200_000_000, 9)
    content = png_that_claims((10, 10), chunk(b"zTXt", b"Comment\x00\x00" + bomb))

    assert refused(desk, hafen, content)


def test_a_file_that_is_too_large_is_refused(desk: Browser, hafen: Studio) -> None:
    assert "at most 1 MB" in refused(desk, hafen, picture() + bytes(1024 * 1024))


def test_a_new_logo_and_none_at_once_is_refused(desk: Browser, hafen: Studio) -> None:
    file = BytesIO(picture())
    file.name = "logo.png"

    answer = desk.post(page_of(hafen), filled_in(hafen, logo=file, remove_logo="on"))  # type: ignore[arg-type]

    assert "Either choose a new logo or remove the old one." in errors(answer)["logo"]


def test_saving_the_form_without_a_file_leaves_the_logo(desk: Browser, hafen: Studio) -> None:
    kept(desk, hafen, picture())

    desk.post(page_of(hafen), filled_in(hafen))

    assert Logo.objects.exists()
    assert "logo.png?v=" in desk.get(page_of(hafen)).content.decode()


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_that_claims(size: tuple[int, int], *more: bytes) -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", *size, 8, 2, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(more) + pixels + chunk(b"IEND", b"")
