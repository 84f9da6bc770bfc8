"""Patch deferred children: change a text in a row by its number, without creating the row's live nodes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from domsync.components.vnode import VNode, properties_of
from domsync.dom.ops import Op, RemoveAttribute, SetAttribute, SetData
from domsync.dom.tree.lazy import LazyChildren, ListenerFactory

if TYPE_CHECKING:
    from domsync.dom.element.element import Element

_NOTHING: Mapping[str, str] = {}
_HOLDING = frozenset(("input", "option", "select", "textarea"))


def patch_deferred(element: Element, new: VNode, listener_factory: ListenerFactory) -> bool:
    """Turn the deferred children of an element into others.

    Args:
        element: An element whose children are deferred.
        new: The wanted element, with children that can be deferred.
        listener_factory: Makes the listeners of the nodes below.

    Returns:
        Whether that was possible. Otherwise nothing has changed, and the children have to be created and patched.
    """
    deferred, number, document = element.lazy_children, element.node_id, element.node_document
    ops: list[Op] = []
    if deferred is None or not differences(deferred.children, new.children, number + 1, ops):
        return False
    element.lazy_children = LazyChildren(new, deferred.size, deferred.listening, listener_factory)
    if ops:
        document.tree_version += 1
        for op in ops if number else ():
            document.op_log.append(op)
    return True


def differences(old: Sequence[Any], new: Sequence[Any], number: int, ops: list[Op]) -> bool:
    """Find the ops for the browser, if only texts and attributes differ.

    Args:
        old: Descriptions of elements and texts.
        new: The descriptions that replace them.
        number: The number of the first of the old nodes.
        ops: Receives the ops.

    Returns:
        Whether nothing else differs: the same number of nodes, with the same names and listeners.
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
                or (before.tag in _HOLDING and (_shows_another(before, after) or _is_renamed(before, after)))
                or before.namespace != after.namespace
                or not differences(before.children, after.children, number + 1, ops)
            ):
                return False
            if before.attributes != after.attributes:
                _attributes(before.attributes or _NOTHING, after.attributes or _NOTHING, number, ops)
        number += before.size
    return True


def _shows_another(old: Any, new: Any) -> bool:
    """Return whether an input or option has another value. Only a live one can be changed: the user may have edited
    it.
    """
    return (old.shown is not None or new.shown is not None) and (
        old.shown != new.shown or properties_of(old) != properties_of(new)
    )


def _is_renamed(old: Any, new: Any) -> bool:
    """Return whether a control may be another one. Only a live one can be compared with its neighbours."""
    if old.attributes == new.attributes or old.tag == "option":
        return False
    before, after = old.attributes or _NOTHING, new.attributes or _NOTHING
    ticked = before.get("type") in ("checkbox", "radio")
    return before.get("name") != after.get("name") or (ticked and before.get("value") != after.get("value"))


def _attributes(old: Mapping[str, str], new: Mapping[str, str], number: int, ops: list[Op]) -> None:
    ops += [SetAttribute(number, name, value) for name, value in new.items() if old.get(name) != value]
    ops += [RemoveAttribute(number, name) for name in old if name not in new]
