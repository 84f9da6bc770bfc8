"""The fields of a sleeping page's components, loaded from its record when they are first read."""

from __future__ import annotations

import datetime
import decimal
import sys
import uuid
from collections.abc import Collection, Iterable, Iterator
from enum import Enum
from functools import partial
from typing import Any, Final

from pydantic import BaseModel, ValidationError
from pydantic_core import from_json

from domsync.components.component import Component, put_away_until
from domsync.components.durable.fields import ComponentRecord
from domsync.components.durable.read_back import is_read_as_written, read
from domsync.components.state import State

#: The minimum size of the saved fields in bytes; with fewer, little would be gained.
_FEWEST_BYTES: Final = 512
_IMMUTABLE: Final = frozenset(
    (
        *(type(None), bool, int, float, complex, str, bytes, decimal.Decimal, uuid.UUID),
        *(datetime.date, datetime.datetime, datetime.time, datetime.timedelta),
    )
)


def put_away(component: Component, record: ComponentRecord) -> None:
    """Drop the saved fields of a component until somebody reads or assigns one.

    This happens only if nobody can notice: nothing else holds their values, and the values read back are the same.

    Args:
        component: The component, of which nothing is rendered.
        record: Its record, which was made just now.
    """
    kind = type(component)
    if len(record.fields) < _FEWEST_BYTES or not is_read_as_written(kind):
        return
    values = component.__dict__
    names = [name for name in from_json(record.fields) if name in values]
    if _are_held([values[name] for name in names]):
        return
    try:
        fresh = read(kind, values, record.fields)
    except ValidationError:
        return
    if not all(_is_same(fresh[name], values[name]) for name in names):
        return
    known: dict[frozenset[str], frozenset[str]] = {}
    passed = tuple(known.setdefault(each, each) for each in map(frozenset, _fields_set(values, names)))
    for name in names:
        del values[name]
    put_away_until(component, partial(_bring_back, record.fields, passed))


def reads_back(component: Component, names: Collection[str], record: ComponentRecord) -> bool:
    """Return whether some fields of a component are in its record exactly as they are.

    JSON cannot hold functions, and does not distinguish sets from lists or the keys 1 and "1"; validators may change a
    value each time.

    Args:
        component: The component.
        names: Its own fields.
        record: Its record, which was made just now.
    """
    kind, values = type(component), component.__dict__
    if not names:
        return True
    if not is_read_as_written(kind) or not from_json(record.fields).keys() >= set(names):
        return False
    if _SCALARS.issuperset([type(values[name]) for name in names]):
        return True
    try:
        fresh = read(kind, values, record.fields)
    except ValidationError:
        return False
    return all(_is_same(fresh[name], values[name]) for name in names)


#: The types of JSON that are always read as they were written.
_SCALARS: Final = frozenset((type(None), bool, int, float, str))


def _fields_set(values: dict[str, Any], names: Iterable[str]) -> Iterator[set[str]]:
    """Return the names of the fields that were passed to each model in some fields; JSON does not contain them."""
    waiting = [values[name] for name in names]
    while waiting:
        value = waiting.pop()
        if isinstance(value, BaseModel):
            yield value.__pydantic_fields_set__
        if type(value) is tuple or type(value) is frozenset:
            waiting += value
        else:
            waiting += _inside(value) or ()


def _bring_back(fields: bytes, passed: tuple[frozenset[str], ...], component: Component) -> None:
    kind, values = type(component), component.__dict__
    fresh = read(kind, values, fields)
    names = [name for name in from_json(fields) if name in fresh]
    for given, now in zip(passed, _fields_set(fresh, names), strict=True):
        now &= given
    there = {**values, **{name: fresh[name] for name in names}}
    values.clear()
    # In their original order, in which pydantic writes them.
    values.update({name: there[name] for name in kind.model_fields if name in there})
    values.update(there)


def _count(waiting: list[Any]) -> int:
    """Count the references to the last item of a list, which is removed from it."""
    value = waiting.pop()
    return sys.getrefcount(value)


#: The result of `_count` for something that one other thing holds.
_HELD_ONCE: Final = (lambda holder: _count([*holder]))([[]])


def are_held(values: dict[str, Any]) -> bool:
    """Return whether some of these values, or something mutable in them, is also held elsewhere, or is no JSON value.

    Args:
        values: The values, which otherwise only this dict holds.
    """
    return _are_held([*values.values()])


def _are_held(waiting: list[Any]) -> bool:
    """Return whether something mutable is also held elsewhere, or is not a JSON value.

    Args:
        waiting: Values of fields; the list is used up.
    """
    while waiting:
        kind = type(waiting[-1])
        if kind in _IMMUTABLE or issubclass(kind, Enum):
            waiting.pop()
            continue
        value = waiting[-1]
        if kind is tuple or kind is frozenset:
            waiting[-1:] = value
            continue
        del value
        inside = _inside(waiting[-1])
        if inside is None or _count(waiting) > _HELD_ONCE:
            return True
        waiting += inside
        del inside
    return False


def _inside(value: Any) -> list[Any] | None:
    """List the content of something mutable; None if it is of a kind that is not examined."""
    kind = type(value)
    if kind is list or kind is set:
        return [*value]
    if kind is dict:
        return [*value, *value.values()]
    if isinstance(value, BaseModel) and not isinstance(value, State | Component):
        return None if value.__pydantic_private__ or value.__pydantic_extra__ else [*value.__dict__.values()]
    return None


def _is_same(one: Any, other: Any) -> bool:
    """Return whether two values are equal, and of the same types all the way down."""
    kind = type(one)
    if kind is not type(other):
        return False
    if kind is list or kind is tuple:
        return len(one) == len(other) and all(map(_is_same, one, other))
    if kind is dict:
        return len(one) == len(other) and _is_same([*one], [*other]) and _is_same([*one.values()], [*other.values()])
    if isinstance(one, BaseModel):
        return _is_same(one.__dict__, other.__dict__)
    return bool(one == other)
