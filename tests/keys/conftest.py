"""Encryption keys that follow one another, as an operator sets them."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.conf import settings as site
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client as Browser
from pytest_django import Settings

NEWER = "bmV3ZXItbmV3ZXItbmV3ZXItbmV3ZXItbmV3ZXItbmU="
FOREIGN = "Zm9yZWlnbi1mb3JlaWduLWZvcmVpZ24tZm9yZWlnbi0="


def rotate() -> str:
    """What the command said; a `CommandError` where it ends with code 1."""
    out = StringIO()
    call_command("rotate_keys", stdout=out)
    return out.getvalue()


@pytest.fixture
def encryption_keys(settings: Settings) -> Callable[..., None]:
    """Sets what FIELD_ENCRYPTION_KEYS names from now on: `encryption_keys(NEWER, OLDER)`."""

    def put(*keys: str) -> None:
        settings.FIELD_ENCRYPTION_KEYS = list(keys)

    return put


@pytest.fixture
def desk(db: None) -> Browser:
    """Somebody who may do everything in the admin."""
    browser = Browser()
    browser.force_login(User.objects.create_superuser("desk"))
    return browser


OLDER: str = site.FIELD_ENCRYPTION_KEYS[0]
