"""An uploaded logo: what comes out is a picture of ours and nothing else."""

from io import BytesIO
from typing import Any

import pytest
from django.test import Client as Browser
from PIL import Image, ImageCms, PngImagePlugin

from studios.models import Logo, Studio
from tests.admin.logos import PHP, chunks, kept, picture
from tests.admin.studio_forms import errors, filled_in, page_of

GPS, ORIENTATION = 0x8825, 0x0112


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
