"""The image, built once for the tests that look at it."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deployment.image import Image


@pytest.fixture(scope="session")
def image() -> Iterator[Image]:
    """In a folder that other users may enter, which pytest's own are not."""
    folder = Path(tempfile.mkdtemp(prefix="image-"))
    folder.chmod(0o755)
    try:
        image = Image(folder)
        image.build()
        yield image
    finally:
        shutil.rmtree(folder, ignore_errors=True)
