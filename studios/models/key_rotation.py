"""All that is stored encrypted, written anew under the newest encryption key: row by row, while the site runs."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Max, Model

from studios.encrypted_field import (
    CannotDecrypt,
    EncryptedTextField,
    decrypted,
    fingerprints,
    is_under_newest_key,
)
from studios.models.studio import Studio

_FINGERPRINT = "_fingerprint"


@dataclass
class Rotation:
    """What was found: how many values were written anew, how many needed no writing, and which cannot be read."""

    renewed: int = 0
    untouched: int = 0
    unreadable: list[str] = field(default_factory=list)
    # Until then a fingerprint is needed whose webhook key is not stored any more: it may be under an older key.
    old_fingerprints_until: datetime | None = None


def encrypted_fields() -> Iterator[tuple[type[Model], list[str]]]:
    """Every model that stores something encrypted, with the names of those fields."""
    for model in apps.get_models():
        names = [one.name for one in model._meta.concrete_fields if isinstance(one, EncryptedTextField)]
        if names:
            yield model, names


def rotate(*, now: datetime) -> Rotation:
    """Writes every encrypted value, and the fingerprint beside it, under the newest encryption key.

    Each in a statement of its own, so that it can be interrupted and repeated at any time. A value that is replaced in
    the same moment stays as it was typed. What cannot be read is named and left as it is.
    """
    rotation = Rotation()
    for model, names in encrypted_fields():
        for name in names:
            filled = model._default_manager.exclude(**{f"{name}__ciphertext": ""})
            for pk in filled.order_by("pk").values_list("pk", flat=True):
                _rotate_one(model, name, pk, rotation)
    rotation.old_fingerprints_until = (
        Studio.objects.exclude(old_webhook_key_fingerprint="")
        .filter(old_webhook_key_until__gt=now)
        .aggregate(last=Max("old_webhook_key_until"))["last"]
    )
    return rotation


def _rotate_one(model: type[Model], name: str, pk: Any, rotation: Rotation) -> None:
    row = model._default_manager.filter(pk=pk)
    ciphertext, fingerprint = f"{name}__ciphertext", _fingerprint_of(model, name)
    read = [ciphertext, fingerprint] if fingerprint else [ciphertext]
    while stored := row.exclude(**{ciphertext: ""}).values_list(*read).first():
        try:
            text = decrypted(stored[0])
        except CannotDecrypt:
            rotation.unreadable.append(_called(model, name, pk))
            return
        news = {name: text} | ({fingerprint: fingerprints(text)[0]} if fingerprint else {})
        if is_under_newest_key(stored[0]) and (not fingerprint or news[fingerprint] == stored[1]):
            rotation.untouched += 1
            return
        # Nothing is written when somebody replaced it meanwhile; what they typed is looked at next.
        if row.filter(**{ciphertext: stored[0]}).update(**news):
            rotation.renewed += 1
            return


def _fingerprint_of(model: type[Model], name: str) -> str:
    names = {one.name for one in model._meta.concrete_fields}
    return name + _FINGERPRINT if name + _FINGERPRINT in names else ""


def _called(model: type[Model], name: str, pk: Any) -> str:
    """A row's name, and which of its values is meant; nothing that is encrypted is loaded."""
    hidden = {one.name: one for one in model._meta.concrete_fields if isinstance(one, EncryptedTextField)}
    row = model._default_manager.defer(*hidden).get(pk=pk)
    return f"{row} ({hidden[name].verbose_name})"
