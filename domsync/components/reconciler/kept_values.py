"""Copies of values that are compared later with the same values, which may have been changed in place meanwhile."""

from __future__ import annotations

from collections import deque
from types import MemberDescriptorType
from typing import Any, Final

from domsync.components.reconciler.equality import COMMON, is_immutable
from domsync.errors import DomsyncError

#: The types whose content is copied.
CONTAINERS: Final = (list, dict, set, tuple, deque)
#: The maximum number of values that are followed from one.
_MOST: Final = 256


def keep(value: Any) -> Any:
    """Copy a value so that the copy equals it until something in it is changed in place.

    Lists, dicts, sets and tuples are followed, and the attributes of objects that can change; an attribute whose name
    begins with an underscore only if it is a container. The copy of a value that leads to too many others (a parent
    that leads to all its children, say) never equals it.

    Args:
        value: Any value. One that cannot be changed in place is returned as it is.
    """
    try:
        return _copy(value, [_MOST])
    except _TooManyError:
        return object()


class _TooManyError(DomsyncError):
    """A value leads to too many others."""


def _copy(value: Any, left: list[int]) -> Any:
    """Copy a value, if no more than the number in `left` have to be followed."""
    kind = type(value)
    if kind in COMMON:
        return value
    left[0] -= 1
    if left[0] < 0:
        raise _TooManyError
    if issubclass(kind, dict):
        return _of_dict(value, left)
    if issubclass(kind, set):
        return set(value)
    if issubclass(kind, CONTAINERS):
        plain = list if issubclass(kind, list) else tuple if issubclass(kind, tuple) else deque
        # Most hold only values that cannot change.
        return plain(value if COMMON.issuperset(map(type, value)) else [_copy(item, left) for item in value])
    if is_immutable(kind):
        return value
    attributes = _attributes(value)
    return value if attributes is None else _Kept(value, _of_dict(attributes, left))


def _of_dict(values: dict[Any, Any], left: list[int]) -> dict[Any, Any]:
    copied = dict(values)
    for name, value in values.items():
        if type(value) in COMMON or (type(name) is str and name.startswith("_") and not isinstance(value, CONTAINERS)):
            continue
        copied[name] = _copy(value, left)
    return copied


class _Kept:
    """The attributes that an object had; equal to that object as long as it has the same ones.

    Args:
        value: The object.
        attributes: A copy of its attributes.
    """

    __slots__ = ("_attributes", "_value")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, value: object, attributes: dict[str, Any]) -> None:
        self._value = value
        self._attributes = attributes

    def __eq__(self, other: object) -> bool:
        return other is self._value and self._attributes == _attributes(other)


def _attributes(value: object) -> dict[str, Any] | None:
    """Return the attributes of an object; None if it has none that Python code could set."""
    kind = type(value)
    names = slots_of(kind)
    if not kind.__dictoffset__ and not names:
        return None
    return {**getattr(value, "__dict__", {}), **{name: getattr(value, name, UNSET) for name in names}}


#: Stands for an attribute that has not been set.
UNSET: Final = object()


def slots_of(kind: type) -> list[str]:
    """Return the names of the attributes that a class keeps in slots, including those that begin with two
    underscores.

    Args:
        kind: The class.
    """
    return [
        name
        for base in kind.__mro__
        for name, value in vars(base).items()
        if isinstance(value, MemberDescriptorType) and not (name.startswith("__") and name.endswith("__"))
    ]
