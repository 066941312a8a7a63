"""Marks: keyed hashes of what the site must recognise and must not be able to read, such as who was erased.

Nothing can make a mark again but the thing itself, so its secret has to outlive the encryption keys: it is made once
and kept here, encrypted with them like a studio's key.
"""

import secrets

from django.db import models

from studios.encrypted_field import EncryptedTextField, keyed_hash

_BYTES = 32


class MarkSecretQuerySet(models.QuerySet["MarkSecret"]):
    def newest(self) -> "MarkSecret":
        """The one to make marks with; made now if there is none. Two processes may both do so: both are looked up."""
        return self.order_by("pk").last() or self.create(secret=secrets.token_urlsafe(_BYTES))


class MarkSecret(models.Model):
    """There is one, as a rule. None may be deleted while a mark was made with it."""

    secret = EncryptedTextField()

    objects = MarkSecretQuerySet.as_manager()

    def __str__(self) -> str:
        return f"secret of marks {self.pk}"


def new_mark(text: str) -> str:
    """The mark to keep for `text`."""
    return keyed_hash(MarkSecret.objects.newest().secret, text)


def marks(text: str) -> list[str]:
    """Every mark that may be kept for `text`."""
    return [keyed_hash(row.secret, text) for row in MarkSecret.objects.all()]
