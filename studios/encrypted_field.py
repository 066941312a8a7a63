"""Keys at rest: a text field that is ciphertext in the database, and a fingerprint to find a key by.

The newest of `FIELD_ENCRYPTION_KEYS` writes, all of them read, so a key can be replaced without a gap.
"""

import hashlib
import hmac
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext_lazy as _

from studios.magicline.secret import Secret

# How `dumpdata` marks what it writes, so that `loaddata` can tell it from a key that somebody typed.
_IN_DUMPS = "encrypted:"


class CannotDecrypt(Exception):
    """The database holds a value written with a key that `FIELD_ENCRYPTION_KEYS` no longer names."""


class StoredSecret(Secret):
    """A key of a row. Pickled, in a cache for example, it is ciphertext as in the database."""

    __slots__ = ()

    def __reduce__(self) -> tuple[object, ...]:
        return decrypted, (encrypted(self),)


class _SecretAttribute(DeferredAttribute):
    """Whatever text is put into the field becomes a `StoredSecret`, typed or read."""

    def __set__(self, row: models.Model, value: object) -> None:
        row.__dict__[self.field.attname] = StoredSecret(value) if value and isinstance(value, str) else value


class EncryptedTextField(models.TextField[str, str]):
    """Text that is stored encrypted. Cannot be searched; keep a `fingerprints` value beside it for that, in a field
    of the same name with `_fingerprint` behind it, which a rotation of the keys then keeps in step.

    `dumpdata` writes ciphertext, and `loaddata` reads it where the same encryption keys are.
    """

    descriptor_class = _SecretAttribute

    def get_prep_value(self, value: Any) -> Any:
        return value if value in (None, "") else encrypted(str(value))

    def from_db_value(self, value: str | None, *_context: Any) -> str | None:
        """Raises `CannotDecrypt` rather than handing back ciphertext, which would be sent upstream as a key."""
        return decrypted(value) if value else value

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return _IN_DUMPS + encrypted(value) if value else ""

    def to_python(self, value: Any) -> Any:
        """Raises `ValidationError` for what a dump holds that was made under other encryption keys."""
        if not isinstance(value, str) or not value.startswith(_IN_DUMPS):
            return super().to_python(value)
        try:
            return decrypted(value.removeprefix(_IN_DUMPS))
        except CannotDecrypt:
            raise ValidationError(_("It was encrypted with a key that this site does not have.")) from None


@EncryptedTextField.register_lookup
class Ciphertext(models.Transform):
    """`api_key__ciphertext`: what the database holds, to be compared or read without decrypting it."""

    lookup_name = "ciphertext"
    template = "%(expressions)s"
    output_field = models.TextField()


def encrypted(text: str) -> str:
    """`text` under the newest encryption key; twice the same text is not twice the same ciphertext."""
    return _fernet().encrypt(text.encode()).decode()


def decrypted(ciphertext: str) -> StoredSecret:
    """The text, whichever of the encryption keys it is under. Raises `CannotDecrypt`."""
    try:
        return StoredSecret(_fernet().decrypt(ciphertext.encode()).decode())
    except InvalidToken:
        raise CannotDecrypt("A stored key cannot be read with the present FIELD_ENCRYPTION_KEYS") from None


def is_under_newest_key(ciphertext: str) -> bool:
    try:
        Fernet(_keys()[0]).decrypt(ciphertext.encode())
    except InvalidToken:
        return False
    return True


def fingerprints(value: str) -> list[str]:
    """Hex HMAC-SHA256 of `value` under every encryption key, newest first; store the first, look up by all.

    Only for what can be read again when an encryption key is replaced. For what cannot, there is `models.marks`.
    """
    return [keyed_hash(f"fingerprint:{key}", value) for key in _keys()]


def keyed_hash(key: str, value: str) -> str:
    """Hex HMAC-SHA256."""
    return hmac.new(key.encode(), value.encode(), hashlib.sha256).hexdigest()


def _keys() -> list[str]:
    keys: list[str] = settings.FIELD_ENCRYPTION_KEYS
    if not keys:
        raise ImproperlyConfigured("FIELD_ENCRYPTION_KEYS is empty: studio keys cannot be kept")
    return keys


def _fernet() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in _keys()])
