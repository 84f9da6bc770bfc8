"""Compare a component's new arguments with its previous ones, to decide whether it has to be rendered."""

from __future__ import annotations

from enum import Enum
from functools import partial
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any
from weakref import WeakKeyDictionary

import msgspec
from pydantic import BaseModel

from domsync.components.vnode import Fragment, VNode

#: The types that :func:`snapshot` copies.
CONTAINERS: frozenset[type] = frozenset((list, dict, set))
_IMMUTABLE: tuple[type, ...] = (
    *(str, int, float, complex, bool, bytes, range, frozenset, type(None), VNode, Fragment, Enum, type),
    *(FunctionType, BuiltinFunctionType, MethodType),
)


def snapshot(value: Any) -> Any:
    """Copy the content of a container, so that it can be compared after it was changed in place.

    Args:
        value: Any value; values other than containers are returned as they are.
    """
    return value.copy() if type(value) in CONTAINERS else value


def unchanged(old: object, new: object) -> bool:
    """Return whether a passed value shows the same as before.

    A mutable value that is the same object may have been changed in place, so it counts as changed. A child that gets a
    mutable object is therefore rendered with its parent; one that gets frozen models, tuples or a :class:`State` is
    not.

    Args:
        old: The value at the last render, as :func:`snapshot` has kept it.
        new: The value now.
    """
    kind = type(old)
    if kind is not type(new):
        return False
    if kind in COMMON:
        return old is new or bool(old == new)
    if isinstance(old, partial) and isinstance(new, partial):
        return (
            _same(old.func, new.func)
            and len(old.args) == len(new.args)
            and all(map(_same, old.args, new.args))
            and old.keywords.keys() == new.keywords.keys()
            and all(_same(value, new.keywords[name]) for name, value in old.keywords.items())
        )
    if isinstance(old, tuple) and isinstance(new, tuple):
        return len(old) == len(new) and all(map(unchanged, old, new))
    if old is new:
        return is_immutable(kind)
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(unchanged, old, new))
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() == new.keys() and all(unchanged(value, new[key]) for key, value in old.items())
    return equal(old, new)


def _same(old: object, new: object) -> bool:
    """Return whether two arguments of a function are the same object: it may change the one that it was given."""
    return old is new or (type(old) is type(new) and is_immutable(type(old)) and equal(old, new))


def equal(old: object, new: object) -> bool:
    """Return whether two values are equal. Values that cannot be compared are equal only if they are the same object.

    Args:
        old: One value.
        new: The other value.
    """
    try:
        return old is new or bool(old == new)
    except Exception:  # noqa: BLE001 - arrays, for example, are not equal or unequal as a whole
        return False


def is_immutable(kind: type[Any]) -> bool:
    """Return whether instances of a class cannot be changed in place, or report their changes themselves.

    Args:
        kind: The class.
    """
    if kind in COMMON:
        return True
    known = _immutable.get(kind)
    if known is None:
        known = _immutable[kind] = _is_immutable(kind)
    return known


#: Common immutable types, for which no lookup in a dictionary of weak references is needed.
COMMON: frozenset[type] = frozenset((str, int, float, bool, type(None), FunctionType, MethodType, VNode))
_immutable: WeakKeyDictionary[type[Any], bool] = WeakKeyDictionary()


def _is_immutable(kind: type[Any]) -> bool:
    if issubclass(kind, _IMMUTABLE) or getattr(kind, "__domsync_observable__", False):
        return True
    if issubclass(kind, BaseModel):
        return bool(kind.model_config.get("frozen"))
    if issubclass(kind, msgspec.Struct):
        return bool(kind.__struct_config__.frozen)
    parameters = getattr(kind, "__dataclass_params__", None)
    if parameters is not None:
        return bool(parameters.frozen)
    return kind.__module__ in {"datetime", "decimal", "fractions", "uuid", "pathlib", "ipaddress", "zoneinfo"}
