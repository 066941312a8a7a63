"""Records to JSON and back, checked against their types, and the file they are kept in."""

import json
import types
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, Union, get_args, get_origin, get_type_hints

from studios.sandbox.records import Records

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T")


def save(records: Records, path: Path) -> None:
    """Atomically: whoever is killed in the middle leaves the file of before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    fresh.write_text(json.dumps(plain(records)), encoding="ascii")
    fresh.replace(path)


def load(path: Path) -> Records:
    """ValueError with the path of what does not fit, if the file is not one of ours."""
    return read(Records, json.loads(path.read_text(encoding="utf-8")))


def plain(record: "DataclassInstance") -> dict[str, object]:
    """The record in JSON's own types: records as objects, dates as ISO text, keys as text."""
    return {one.name: _plain(getattr(record, one.name)) for one in fields(record)}


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return plain(value)
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    return value


def read(kind: type[T], value: object, path: str = "") -> T:
    """The reverse of `plain` for one record; fields left out take their defaults, unknown ones are refused."""
    return _read(kind, value, path)  # type: ignore[no-any-return]  # the hint is looked at when running


def change(record: object, changes: dict[str, object]) -> None:
    """Set some fields of a record, all or none; ValueError for an unknown field or a value of the wrong type."""
    hints = get_type_hints(type(record))
    fitting = {}
    for name, value in changes.items():
        if name not in hints:
            raise ValueError(f"{name} is none of {', '.join(hints)}")
        fitting[name] = _read(hints[name], value, name)
    for name, value in fitting.items():
        setattr(record, name, value)


def _read(hint: Any, value: object, path: str) -> Any:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return None if value is None else _read(get_args(hint)[0], value, path)
    if origin is list and isinstance(value, list):
        return [_read(get_args(hint)[0], one, f"{path}[{place}]") for place, one in enumerate(value)]
    if origin is dict and isinstance(value, dict):
        of_key, of_value = get_args(hint)
        return {of_key(key): _read(of_value, one, f"{path}.{key}") for key, one in value.items()}
    if is_dataclass(hint) and isinstance(value, dict):
        return _read_record(hint, value, path)
    if hint in (date, datetime) and isinstance(value, str):
        return hint.fromisoformat(value)
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if origin is None and type(value) is hint:
        return value
    raise ValueError(f"{path} is not of type {hint}")


def _read_record(kind: Any, value: dict[str, object], path: str) -> Any:
    hints = get_type_hints(kind)
    unknown = value.keys() - hints.keys()
    if unknown:
        raise ValueError(f"{path} has unknown fields: {', '.join(sorted(unknown))}")
    try:
        return kind(**{name: _read(hints[name], one, f"{path}.{name}") for name, one in value.items()})
    except TypeError as error:
        raise ValueError(f"{path} lacks a field: {error}") from error
