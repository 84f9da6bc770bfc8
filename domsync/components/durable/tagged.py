"""Values that JSON does not hold as they are: sets, tuples, dates without a type, dicts with any keys."""

from __future__ import annotations

import base64
import datetime
import decimal
import uuid
from collections.abc import Callable
from enum import Enum
from itertools import chain
from typing import Any, Final

from pydantic import TypeAdapter
from pydantic_core import from_json, to_jsonable_python

#: The key of an object that stands for another value, given as the name of its type and its content.
_TAG: Final = "$domsync"

_LISTED: Final[dict[str, type[Any]]] = {kind.__name__: kind for kind in (tuple, set, frozenset)}
_DATES = (datetime.datetime, datetime.date, datetime.time, datetime.timedelta)
_AS_TEXT: Final[dict[str, Callable[[Any], Any]]] = {
    **{kind.__name__: TypeAdapter(kind).validate_python for kind in _DATES},
    "Decimal": decimal.Decimal,
    "UUID": uuid.UUID,
}


def tagged(value: Any) -> Any:
    """Turn a value into JSON values from which `untagged` makes the same value.

    Args:
        value: A value without models. Of other unusual types it is written as JSON has it.

    Raises:
        ValueError: JSON cannot hold it.
    """
    if isinstance(value, Enum):
        return tagged(value.value)
    name = type(value).__name__
    if type(value) is str:
        # With half of a pair of surrogates, it is no text to JSON.
        is_text = value.isascii() or value == value.encode("utf-8", "replace").decode()
        return value if is_text else {_TAG: ["str", base64.b64encode(value.encode("utf-8", "surrogatepass")).decode()]}
    if isinstance(value, dict):
        if all(type(key) is str for key in value) and _TAG not in value:
            return {key: tagged(item) for key, item in value.items()}
        return {_TAG: ["dict", [[tagged(key), tagged(item)] for key, item in value.items()]]}
    if isinstance(value, list):
        return [tagged(item) for item in value]
    if name in _LISTED and type(value) is _LISTED[name]:
        return {_TAG: [name, [tagged(item) for item in value]]}
    if type(value) is bytes:
        return {_TAG: ["bytes", base64.b64encode(value).decode()]}
    plain = value if isinstance(value, float) else str(value) if name == "Decimal" else to_jsonable_python(value)
    return {_TAG: [name, plain]} if name in _AS_TEXT else plain


def holds_json(value: Any) -> bool:
    """Return whether a value holds nothing but what JSON has, all the way down, so that it needs no tags.

    Args:
        value: The value.
    """
    level = [value]
    # Level by level, because functions written in C look at all values of one at once.
    for _ in range(_DEEPEST):
        kinds = set(map(type, level))
        if not kinds <= _KINDS:
            return False
        if kinds.isdisjoint(_CONTAINERS):
            return True
        dicts = [item for item in level if type(item) is dict]
        keys = set(chain.from_iterable(dicts))
        if _TAG in keys or not _TEXT.issuperset(map(type, keys)):
            return False
        lists = (item for item in level if type(item) is list)
        level = [*chain.from_iterable(lists), *chain.from_iterable(map(dict.values, dicts))]
    return False


_CONTAINERS: Final = frozenset((dict, list))
_TEXT: Final = frozenset((str,))
_KINDS: Final = _CONTAINERS | {str, int, float, bool, type(None)}
#: The number of levels of containers in each other that are looked at.
_DEEPEST: Final = 100


def has_tags(fields: bytes) -> bool:
    """Return whether there are tagged values in saved fields, or a text that looks like one.

    Args:
        fields: Their JSON.
    """
    return _MARK in fields


_MARK: Final = _TAG.encode()


def decoded(fields: bytes) -> dict[str, Any]:
    """Return the values of saved fields.

    Args:
        fields: Their JSON, with or without tagged values.
    """
    values: dict[str, Any] = from_json(fields)
    return untagged(values) if has_tags(fields) else values


def untagged(value: Any) -> Any:
    """Undo `tagged`.

    Args:
        value: JSON values.
    """
    if isinstance(value, list):
        return [untagged(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.keys() != {_TAG}:
        return {key: untagged(item) for key, item in value.items()}
    name, content = value[_TAG]
    if name == "dict":
        return {untagged(key): untagged(item) for key, item in content}
    if name == "bytes":
        return base64.b64decode(content)
    if name == "str":
        return base64.b64decode(content).decode("utf-8", "surrogatepass")
    return (_LISTED.get(name) or _AS_TEXT[name])(untagged(content))
