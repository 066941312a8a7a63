"""Keys at rest: a text field that is ciphertext in the database, and a fingerprint to find a key by.

The newest of `FIELD_ENCRYPTION_KEYS` writes, all of them read, so a key can be replaced without a gap.
"""

import hashlib
import hmac
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models


class CannotDecrypt(Exception):
    """The database holds a value written with a key that `FIELD_ENCRYPTION_KEYS` no longer names."""


class EncryptedTextField(models.TextField[str, str]):
    """Text that is stored encrypted. Cannot be searched; keep a `fingerprints` value beside it for that."""

    def get_prep_value(self, value: Any) -> Any:
        if value in (None, ""):
            return value
        return _fernet().encrypt(str(value).encode()).decode()

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        """Raises `CannotDecrypt` rather than handing back ciphertext, which would be sent upstream as a key."""
        if not value:
            return value
        try:
            return _fernet().decrypt(value.encode()).decode()
        except InvalidToken:
            raise CannotDecrypt(
                "A stored key cannot be read with the present FIELD_ENCRYPTION_KEYS"
            ) from None


def fingerprints(value: str) -> list[str]:
    """Hex HMAC-SHA256 of `value` under every encryption key, newest first; store the first, look up by all."""
    return [
        hmac.new(b"fingerprint:" + key.encode(), value.encode(), hashlib.sha256).hexdigest()
        for key in _keys()
    ]


def _keys() -> list[str]:
    keys: list[str] = settings.FIELD_ENCRYPTION_KEYS
    if not keys:
        raise ImproperlyConfigured("FIELD_ENCRYPTION_KEYS is empty: studio keys cannot be kept")
    return keys


def _fernet() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in _keys()])
