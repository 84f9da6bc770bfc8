"""Radio groups: at most one button of a group is checked, as in the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domsync.dom.checks.unicode import ascii_lower
from domsync.dom.rare import get_property, log_property, put_property
from domsync.dom.traversal import descend_made, is_inclusive_ancestor, root_of

if TYPE_CHECKING:
    from domsync.dom.element.base import ElementBase
    from domsync.dom.nodes.node import Node


def is_radio(element: Node) -> bool:
    """Return whether this is an `<input type=radio>`."""
    attributes = element.attribute_map
    return (
        attributes is not None
        and ascii_lower(attributes.get("type", "")) == "radio"
        and element.element_name is not None
        and element.element_name.html == "input"
    )


def is_checked(element: ElementBase) -> bool:
    """Return whether a checkbox or radio button is checked."""
    checked = get_property(element, "checked")
    return "checked" in (element.attribute_map or ()) if checked is None else bool(checked)


def form_of(element: ElementBase) -> ElementBase | None:
    """Return the form that a control belongs to, or None.

    From https://html.spec.whatwg.org/#reset-the-form-owner.
    """
    given = (element.attribute_map or {}).get("form")
    if given is not None and element.node_id:
        found = element.node_document.registry.find_id(given)
        return found if found is not None and found.node_id and found.element_name.html == "form" else None
    if given is not None and element.isConnected:
        found = element.node_document.getElementById(given, strict=False)
        return found if found is not None and found.element_name.html == "form" else None
    return _form_around(element.parent_node)


def _form_around(node: Node | None) -> ElementBase | None:
    """Return a node if it is a form, or else the nearest form around it."""
    while node is not None:
        if node.element_name is not None and node.element_name.html == "form":
            return node  # type: ignore[return-value]
        node = node.parent_node
    return None


def uncheck_others(radio: ElementBase) -> list[ElementBase]:
    """Uncheck the other radio buttons in the group of a checked one, as the browser does by itself, and return them."""
    name = (radio.attribute_map or {}).get("name")
    if not name:
        return []
    candidates: list[ElementBase]
    if radio.node_id:
        candidates = list(radio.node_document.registry.radios.get(name, ()))
    else:
        # Deferred nodes are never radio buttons.
        candidates = [node for node in descend_made(root_of(radio)) if is_radio(node)]  # type: ignore[misc]
    form = form_of(radio)
    unchecked = []
    for other in candidates:
        named = (other.attribute_map or {}).get("name") == name
        if other is not radio and named and is_checked(other) and form_of(other) is form:
            put_property(other, "checked", False)
            unchecked.append(other)
    return unchecked


def settle_moved(node: Node, old_parent: Node | None) -> None:
    """Uncheck the buttons that are unchecked by radio buttons that come into another form.

    Args:
        node: The connected node that was moved.
        old_parent: Its parent before.
    """
    if _form_around(old_parent) is _form_around(node.parent_node):
        return
    listed = [radio for group in node.node_document.registry.radios.values() for radio in group]
    for radio in listed:
        if is_inclusive_ancestor(node, radio) and is_checked(radio):
            for other in uncheck_others(radio):
                log_property(other, "checked", False)


def list_radio(radio: ElementBase) -> None:
    """Register a connected radio button with its document."""
    name = (radio.attribute_map or {}).get("name")
    if name:
        radio.node_document.registry.radios.setdefault(name, {})[radio] = None


def unlist_radio(radio: Node, name: str) -> None:
    """Unregister a radio button that may be registered by this name."""
    radios = radio.node_document.registry.radios
    listed = radios.get(name)
    if listed is not None:
        listed.pop(radio, None)  # type: ignore[call-overload]
        if not listed:
            del radios[name]


def settle_radios(radios: list[ElementBase]) -> bool:
    """Uncheck the buttons that are unchecked by radio buttons that come into a document.

    Args:
        radios: All radio buttons that were just linked, in order. They are not registered yet.

    Returns:
        Whether one of them was unchecked itself.
    """
    groups: dict[tuple[str, int], ElementBase] = {}
    unchecked = False
    for radio in radios:
        name = (radio.attribute_map or {}).get("name")
        if not name or not is_checked(radio):
            continue
        key = (name, id(form_of(radio)))
        if key in groups:
            put_property(groups[key], "checked", False)
            unchecked = True
        groups[key] = radio
    for (name, _), radio in groups.items():
        form = form_of(radio)
        for other in radio.node_document.registry.radios.get(name, ()):
            if is_checked(other) and form_of(other) is form:
                put_property(other, "checked", False)
    return unchecked
