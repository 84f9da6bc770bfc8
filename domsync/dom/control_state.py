"""Properties that the attributes of an element do not give: kept in `_rare.properties`, by the names of the op log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from domsync.dom import ops

if TYPE_CHECKING:
    from domsync.dom.attributed import AttributedNode

#: Properties that the browser changes by itself all the time: setting them is always told, and not remembered.
VOLATILE_PROPERTIES: Final = frozenset(("currentTime", "scrollTop", "scrollLeft"))


def get(element: AttributedNode, name: str) -> ops.Json:
    """Return a property that the attributes do not give; None if there is none."""
    rare = element._rare
    return None if rare is None or rare.properties is None else rare.properties.get(name)


def put(element: AttributedNode, name: str, value: ops.Json) -> None:
    """Keep a property, or drop it if it is None. Nothing is logged."""
    rare = element._need_rare()
    properties = {key: old for key, old in (rare.properties or {}).items() if key != name}
    if value is not None:
        properties[name] = value
    rare.properties = properties or None


def log(element: AttributedNode, name: str, value: ops.Json) -> None:
    """Tell the browser of a property."""
    if element._wire:
        element._document._log(ops.SetProperty(element._wire, name, value))


def forget_volatile(element: AttributedNode) -> None:
    """Drop properties that the browser has been told once, and changes by itself from now on."""
    for name in VOLATILE_PROPERTIES:
        put(element, name, None)
