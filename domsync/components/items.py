"""What is remembered of the items of a long list, to see later whether they were changed in place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from types import MemberDescriptorType
from typing import Any

from domsync.components.equality import is_immutable

#: What an attribute is that has not been set.
_UNSET = object()


def copies(items: Sequence[Any], kinds: set[type]) -> list[list[Any]]:
    """Copy what can be changed in place about items.

    Args:
        items: The items.
        kinds: Their classes.

    Returns:
        Columns, each with one value per item. None if items of these classes cannot be changed in place.
    """
    if all(map(is_immutable, kinds)):
        return []
    if len(kinds) > 1:
        copy = {kind: _copier(kind) for kind in kinds}
        return [[copy[type(item)](item) for item in items]]
    (kind,) = kinds
    if issubclass(kind, _CONTAINERS):
        return [list(map(_copier(kind), items))]
    columns = [_column(items, name) for name in _slots(kind)]
    if kind.__dictoffset__:
        columns.append([vars(item).copy() for item in items])
    return columns


_CONTAINERS = (dict, list, set)


def _column(items: Sequence[Any], name: str) -> list[Any]:
    try:
        return list(map(attrgetter(name), items))
    except AttributeError:
        return [getattr(item, name, _UNSET) for item in items]


def _copier(kind: type[Any]) -> Callable[[Any], Any]:
    """What copies all that can be changed in place about an item of a class."""
    if is_immutable(kind):
        return lambda item: None
    if issubclass(kind, _CONTAINERS):
        return kind.copy
    names = _slots(kind)
    if kind.__dictoffset__:
        return lambda item: (vars(item).copy(), *[getattr(item, name, _UNSET) for name in names])
    return lambda item: tuple([getattr(item, name, _UNSET) for name in names])


def _slots(kind: type) -> list[str]:
    """The names of the attributes that a class keeps in slots, also of those that begin with two underscores."""
    return [
        name
        for base in kind.__mro__
        for name, value in vars(base).items()
        if isinstance(value, MemberDescriptorType) and not name.endswith("__")
    ]
