"""Patch what is deferred: a text in a row that nobody has looked into is changed by its number, without a live node."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import structs

from domsync.dom.ops import Op, RemoveAttribute, SetAttribute, SetData

if TYPE_CHECKING:
    from domsync.dom.deferred import Dresser
    from domsync.dom.element import Element

_NOTHING: Mapping[str, str] = {}


def patch_deferred(element: Element, children: Sequence[Any], dresser: Dresser) -> bool:
    """Turn the deferred children of an element into others.

    Args:
        element: An element whose children are deferred.
        children: What it shall show: elements and texts that can be deferred.
        dresser: Who cares for the listeners of what is below.

    Returns:
        Whether that was possible. Otherwise nothing has changed, and the children have to be made and patched.
    """
    deferred, number, document = element._deferred, element._wire, element._document
    ops: list[Op] = []
    if deferred is None or not differences(deferred.children, children, number + 1, ops):
        return False
    element._deferred = structs.replace(deferred, children=tuple(children), dresser=dresser)
    if ops:
        document._version += 1
        for op in ops if number else ():
            document._log(op)
    return True


def differences(old: Sequence[Any], new: Sequence[Any], number: int, ops: list[Op]) -> bool:
    """Say what the browser has to be told when texts and attributes are all that differs.

    Args:
        old: Descriptions of elements and texts.
        new: What shall stand in their place.
        number: The number of the first of the old ones.
        ops: Gets the ops.

    Returns:
        Whether nothing else differs: as many nodes, of the same names, which listen to the same.
    """
    if len(old) != len(new):
        return False
    for before, after in zip(old, new, strict=True):
        if type(before) is str:
            if before != after:
                if type(after) is not str:
                    return False
                ops.append(SetData(number, after))
            number += 1
            continue
        if before is not after:
            if (
                type(after) is str
                or before.size != after.size
                or before.tag != after.tag
                or before.key != after.key
                or before.listeners != after.listeners
                or before.styles != after.styles
                or before.namespace != after.namespace
                or not differences(before.children, after.children, number + 1, ops)
            ):
                return False
            if before.attributes != after.attributes:
                _attributes(before.attributes or _NOTHING, after.attributes or _NOTHING, number, ops)
        number += before.size
    return True


def _attributes(old: Mapping[str, str], new: Mapping[str, str], number: int, ops: list[Op]) -> None:
    ops += [SetAttribute(number, name, value) for name, value in new.items() if old.get(name) != value]
    ops += [RemoveAttribute(number, name) for name in old if name not in new]
