"""Update an element's properties: one plain function from old to new for each kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from domsync.components.reconciler.controlled_inputs import set_property, show_field
from domsync.components.reconciler.listeners import listen, unlisten
from domsync.components.vnode import VNode, attributes_of, properties_of
from domsync.dom.checks.unicode import split_tokens
from domsync.dom.controls.selects import default_index
from domsync.dom.tree.js_properties import set_js_properties

if TYPE_CHECKING:
    from domsync.dom.element.element import Element

_NOTHING: Mapping[str, Any] = {}


def patch_props(element: Element, old: VNode, new: VNode) -> None:
    """Update everything but the children of an element.

    Properties come last, because a select's value needs its new options.
    """
    attributes, wanted = old.attributes, new.attributes
    is_begun = new.tag in _BEGINNING and (old.shown is not None or new.shown is not None)
    # Most are the same objects, for which this check is cheaper than a comparison.
    if attributes is not wanted and attributes != wanted:
        if is_begun:
            # The attribute is the control's default; what it shows now is a property.
            patch_attributes(element, attributes_of(old), attributes_of(new))
        else:
            patch_attributes(element, attributes or _NOTHING, wanted or _NOTHING)
    if old.namespaced is not new.namespaced and old.namespaced != new.namespaced:
        patch_namespaced(element, old.namespaced, new.namespaced)
    if old.styles is not new.styles and old.styles != new.styles:
        patch_styles(element, old.styles or _NOTHING, new.styles or _NOTHING)
    if old.listeners is not new.listeners and old.listeners != new.listeners:
        patch_listeners(element, old.listeners or _NOTHING, new.listeners or _NOTHING)
    properties = new.properties
    # A select that shows no option needs its value again when its options have changed.
    if (
        is_begun
        or (old.properties is not properties and old.properties != properties)
        or (properties and new.tag == "select")
    ):
        patch_properties(element, properties_of(old), new)
    if new.tag == "select" and ("multiple" in (attributes or ())) is not ("multiple" in (wanted or ())):
        # Then the browser itself changes which options are selected.
        show_field(element, new)
    if old.directives is not None or new.directives is not None:
        patch_js_properties(element, old, new)


def patch_attributes(element: Element, old: Mapping[str, str], new: Mapping[str, str]) -> None:
    """Set and remove attributes. Their names and values were checked when the VNode was created."""
    live = element.attribute_map or _NOTHING
    for name, value in new.items():
        if old.get(name) != value:
            if name == "class" and live.get("class", "") != old.get("class", ""):
                value = _with_others(live.get("class", ""), old.get("class", ""), value)
            element._put_attribute(name, value)
    for name in old:
        if name not in new:
            others = _with_others(live.get("class", ""), old["class"], "") if name == "class" else ""
            if others:
                element._put_attribute("class", others)
            else:
                element.removeAttribute(name)


def _with_others(live: str, old: str, new: str) -> str:
    """Combine the classes of a VNode with those that an action or the user's own code has added.

    Classes that they have removed stay removed, unless they are new in the VNode.
    """
    here, before = split_tokens(live), split_tokens(old)
    wanted = [token for token in split_tokens(new) if token in here or token not in before]
    return " ".join(dict.fromkeys((*wanted, *[token for token in here if token not in before])))


def patch_namespaced(
    element: Element, old: tuple[tuple[str, str, str], ...], new: tuple[tuple[str, str, str], ...]
) -> None:
    """Set and remove attributes in a namespace."""
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
    kept = {name: value for name, value in (element.style_map or {}).items() if name not in old}
    element._set_styles({**kept, **new})


def patch_properties(element: Element, old: Mapping[str, Any], vnode: VNode) -> None:
    """Set properties whose rendered value has changed; otherwise what the user typed stays."""
    new = properties_of(vnode)
    for name, value in new.items():
        if name not in old or old[name] != value or name == "selectedIndex":
            set_property(element, name, value)
    for name in old:
        if name not in new and name not in _BROWSERS_OWN:
            setattr(element, name, _default(element, vnode, name))


def patch_js_properties(element: Element, old: VNode, new: VNode) -> None:
    """Update JavaScript properties. They are compared with what the browser has, because it may have set some
    itself.
    """
    before = None if old.directives is None else old.directives.props
    now = None if new.directives is None else new.directives.props
    if before is not None or now is not None:
        set_js_properties(element, now or {})


#: Elements with an attribute for the default of what they show.
_BEGINNING = frozenset(("input", "option"))
#: Positions that the user has scrolled or played to, which are not reset.
_BROWSERS_OWN = frozenset(("currentTime", "scrollTop", "scrollLeft"))


def _default(element: Element, vnode: VNode, name: str) -> Any:
    """Return the value of a property that an element no longer names: its default, as in an element that never did."""
    match name:
        case "value" if vnode.tag == "textarea":
            return element.defaultValue if vnode.children else ""
        case "value":
            return attributes_of(vnode).get("value", "")
        case "checked" | "selected":
            return name in attributes_of(vnode)
        case "muted":
            return element.hasAttribute("muted")
        case "volume" | "playbackRate":
            return 1.0
        case "selectedIndex":
            return element.selectedIndex if element.selectedIndex >= 0 else default_index(element)
        case _:
            return False


def patch_listeners(element: Element, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    """Add and remove listeners. A different function for the same event changes nothing."""
    for event in old:
        if event not in new:
            unlisten(element, event)
    for event, listener in new.items():
        if old.get(event) != listener:
            listen(element, event, listener)
