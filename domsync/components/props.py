"""Turn what an element carries into something else: one plain function old -> new for each kind of prop."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from domsync.components.listening import listen, unlisten
from domsync.components.vnode import VNode

if TYPE_CHECKING:
    from domsync.dom.element import Element

_NOTHING: Mapping[str, Any] = {}


def patch_props(element: Element, old: VNode, new: VNode) -> None:
    """Bring everything but the children of an element up to date.

    Properties come last, because a select's value needs its new options.
    """
    if old.attributes != new.attributes:
        patch_attributes(element, old.attributes or _NOTHING, new.attributes or _NOTHING)
    if old.namespaced != new.namespaced:
        patch_namespaced(element, old.namespaced, new.namespaced)
    if old.styles != new.styles:
        patch_styles(element, old.styles or _NOTHING, new.styles or _NOTHING)
    if old.listeners is not new.listeners and old.listeners != new.listeners:
        patch_listeners(element, old.listeners or _NOTHING, new.listeners or _NOTHING)
    if old.properties != new.properties:
        patch_properties(element, old.properties or _NOTHING, new.properties or _NOTHING)
    old_extra, new_extra = old.extra, new.extra
    if old_extra is not new_extra:
        old_ref = old_extra.ref if old_extra is not None else None
        new_ref = new_extra.ref if new_extra is not None else None
        if old_ref is not new_ref:
            if old_ref is not None:
                old_ref(None)
            if new_ref is not None:
                new_ref(element)


def patch_attributes(element: Element, old: Mapping[str, str], new: Mapping[str, str]) -> None:
    """Set and remove attributes. Their names and values were checked when the VNode was made."""
    for name, value in new.items():
        if old.get(name) != value:
            element._put_attribute(name, value)
    for name in old:
        if name not in new:
            element.removeAttribute(name)


def patch_namespaced(
    element: Element, old: tuple[tuple[str, str, str], ...], new: tuple[tuple[str, str, str], ...]
) -> None:
    """Set and remove attributes that have a namespace."""
    names = {name for _, name, _ in new}
    for _, name, _ in old:
        if name not in names:
            element.removeAttribute(name)
    for namespace, name, value in new:
        element._put_namespaced(namespace, name.rpartition(":")[2], name, value)


def patch_styles(element: Element, old: Mapping[str, str], new: Mapping[str, str]) -> None:
    """Set and remove declarations of the element's style."""
    # As a whole, because a shorthand and its longhands override each other by their order.
    kept = {name: value for name, value in (element._styles or {}).items() if name not in old}
    element._set_styles({**kept, **new})


def patch_properties(element: Element, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    """Set properties whose rendered value changed; what the user typed meanwhile stays otherwise."""
    for name, value in new.items():
        if name not in old or old[name] != value:
            setattr(element, name, value)
    for name in old:
        if name not in new:
            setattr(element, name, _EMPTY.get(name, False))


#: What a property is when an element no longer names it; a boolean one is False.
_EMPTY: dict[str, Any] = {"value": "", "selectedIndex": -1}


def patch_listeners(element: Element, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    """Listen to what is new and stop listening to what is gone. Other functions for the same event change nothing."""
    for event in old:
        if event not in new:
            unlisten(element, event)
    for event, listener in new.items():
        if old.get(event) != listener:
            listen(element, event, listener)
