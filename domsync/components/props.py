"""Turn what an element carries into something else: one plain function old -> new for each kind of prop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from domsync.components.listening import listen, unlisten
from domsync.components.vnode import Many, VNode
from domsync.dom.selects import default_index, is_multiple, options_of

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
        if (namespace, name, value) not in old:
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
        if name not in new and name not in _BROWSERS_OWN:
            setattr(element, name, _default(element, name))


#: Where the user has scrolled or played to: nobody has to take that back.
_BROWSERS_OWN = frozenset(("currentTime", "scrollTop", "scrollLeft"))


def _default(element: Element, name: str) -> Any:
    """What a property is of an element that never named it."""
    match name:
        case "value":
            return element.defaultValue
        case "checked":
            return element.defaultChecked
        case "selected":
            return element.defaultSelected
        case "muted":
            return element.hasAttribute("muted")
        case "volume" | "playbackRate":
            return 1.0
        case "selectedIndex":
            return default_index(element)
        case _:
            return False


def show_field(element: Element, vnode: VNode) -> None:
    """Have a control show what its VNode says, also where that is what it said before the user changed it.

    Args:
        element: The live control.
        vnode: What it shows.
    """
    for name, value in (vnode.properties or _NOTHING).items():
        setattr(element, name, value)
    if vnode.tag == "select":
        wanted = [bool((option.properties or _NOTHING).get("selected")) for option in _options(vnode.children)]
        live: list[Any] = list(options_of(element))
        if len(live) == len(wanted):
            for option, selected in zip(live, wanted, strict=True):
                if selected or is_multiple(element):
                    option.selected = selected


def _options(children: Iterable[Any]) -> Iterator[VNode]:
    """The options among the children of a select or group."""
    for child in children:
        if isinstance(child, Many) or (isinstance(child, VNode) and child.tag == "optgroup"):
            yield from _options(child.children)
        elif isinstance(child, VNode) and child.tag == "option":
            yield child


def patch_listeners(element: Element, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    """Listen to what is new and stop listening to what is gone. Other functions for the same event change nothing."""
    for event in old:
        if event not in new:
            unlisten(element, event)
    for event, listener in new.items():
        if old.get(event) != listener:
            listen(element, event, listener)
