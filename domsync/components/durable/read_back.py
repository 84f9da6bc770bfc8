"""Check whether saved fields are read back as they are: JSON has fewer types than Python."""

from __future__ import annotations

import datetime
import decimal
import uuid
from enum import Enum
from types import NoneType
from typing import Any, Final, Literal, get_args, get_origin
from weakref import WeakKeyDictionary

from pydantic import BaseModel

from domsync.components.annotations import alternatives
from domsync.components.component import Component
from domsync.components.durable.tagged import decoded


def is_read_as_written(kind: type[Component]) -> bool:
    """Return whether no code of the program runs when such a component is made from its fields.

    Args:
        kind: The component's class.
    """
    decorators = kind.__pydantic_decorators__
    return (
        kind.__pydantic_post_init__ is None
        and not kind.__pydantic_custom_init__
        and not (decorators.field_validators or decorators.model_validators or decorators.validators)
        and not (decorators.root_validators or decorators.field_serializers or decorators.model_serializers)
    )


def read(kind: type[Component], values: dict[str, Any], fields: bytes) -> dict[str, Any]:
    """Return all fields of a component, some of which are read from their JSON.

    Args:
        kind: The component's class.
        values: The fields that it has.
        fields: The JSON.

    Raises:
        ValidationError: They do not fit its class.
    """
    given = {**values, **decoded(fields)}
    fresh = kind.__pydantic_validator__.validate_python(given, strict=False, by_alias=False, by_name=True)
    result: dict[str, Any] = fresh.__dict__
    return result


def means_the_same(one: Any, other: Any) -> bool:
    """Return whether two values are equal, all the way down. Models are compared by their fields, States too.

    Args:
        one: A value.
        other: The value that it was read back as.
    """
    if isinstance(one, BaseModel):
        return one.__class__ is other.__class__ and means_the_same(one.__dict__, other.__dict__)
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(means_the_same(value, other[key]) for key, value in one.items())
    for kind in (list, tuple):
        if isinstance(one, kind) and isinstance(other, kind):
            return len(one) == len(other) and all(map(means_the_same, one, other))
    try:
        return bool(one == other or (one != one and other != other))
    except Exception:  # noqa: BLE001 - arrays, for example, are not equal or unequal as a whole
        return False


#: The types of values that are read back as they were written; and of those, the types of keys.
_EXACT: Final = frozenset(
    (
        *(str, int, float, bool, NoneType, complex, decimal.Decimal, uuid.UUID),
        *(datetime.date, datetime.datetime, datetime.time, datetime.timedelta),
    )
)
_EXACT_KEYS: Final = _EXACT - {NoneType, complex}
#: The types of JSON, of which one is never taken for another one.
_OF_JSON: Final = frozenset((str, int, float, bool, NoneType))

_inexact: WeakKeyDictionary[type[BaseModel], frozenset[str]] = WeakKeyDictionary()


def inexact_fields(kind: type[BaseModel]) -> frozenset[str]:
    """Return the fields of a class whose annotations do not show that they are read back as they are.

    Args:
        kind: The class.
    """
    known = _inexact.get(kind)
    if known is None:
        _inexact[kind] = frozenset()  # for models that refer to each other
        fields = kind.model_fields.items()
        known = frozenset(name for name, field in fields if not field.exclude and not _is_exact(field.annotation))
        _inexact[kind] = known
    return known


def json_fields(kind: type[BaseModel]) -> dict[str, frozenset[Any]]:
    """Return the fields of a class whose annotations take what JSON has as it is, with the types that they name: `list`
    for `list[dict[str, Any]]`.

    Args:
        kind: The class.
    """
    known = _json.get(kind)
    if known is None:
        fields = {name: field.annotation for name, field in kind.model_fields.items()}
        known = _json[kind] = {
            name: frozenset(get_origin(part) or part for part in alternatives(annotation))
            for name, annotation in fields.items()
            if _is_json(annotation)
        }
    return known


_json: WeakKeyDictionary[type[BaseModel], dict[str, frozenset[Any]]] = WeakKeyDictionary()
#: The annotations of any value.
ANYTHING: Final = frozenset((Any, object))


def _is_json(annotation: Any) -> bool:
    for kind in alternatives(annotation):
        origin = get_origin(kind) or kind
        if origin not in (Any, object, dict, list) and origin not in _OF_JSON:
            return False
        if not all(map(_is_json, get_args(kind))):
            return False
    return True


def _is_exact(annotation: Any) -> bool:
    kinds = alternatives(annotation)
    if len(kinds) > 1 and not _OF_JSON.issuperset(kinds):
        # A union: text could be taken for a date, or the other way round.
        kinds = tuple(kind for kind in kinds if kind is not NoneType)
        if len(kinds) > 1:
            return False
    return all(map(_is_exact_kind, kinds))


def _is_exact_kind(kind: Any) -> bool:
    origin, arguments = get_origin(kind) or kind, get_args(kind)
    if origin is Literal:
        return all(type(value) in _OF_JSON for value in arguments)
    if origin is dict and arguments:
        keys = alternatives(arguments[0])
        is_key = len(keys) == 1 and (keys[0] in _EXACT_KEYS or _is_enum(keys[0]))
        return is_key and _is_exact(arguments[1])
    if origin in (list, set, frozenset, tuple) and arguments:
        return all(argument is Ellipsis or _is_exact(argument) for argument in arguments)
    if isinstance(origin, type) and issubclass(origin, BaseModel):
        return not inexact_fields(origin)
    return origin in _EXACT or _is_enum(origin)


def _is_enum(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Enum)
