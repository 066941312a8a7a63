"""Pictures to upload, and what came of it."""

import struct
import zlib
from io import BytesIO
from typing import Any

from django.test import Client as Browser
from PIL import Image

from studios.models import Logo, Studio
from tests.admin.studio_forms import errors, filled_in, page_of

PHP = b"<?php system($_GET['c']); ?><script>alert(1)</script>"


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


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_that_claims(size: tuple[int, int], *more: bytes) -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", *size, 8, 2, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(more) + pixels + chunk(b"IEND", b"")
