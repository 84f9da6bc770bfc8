"""Radio buttons: of a group, one is checked. The browser sees to it by itself, and here it is done in the same way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domsync.dom.compare import descend, root_of
from domsync.dom.control_state import get, put

if TYPE_CHECKING:
    from domsync.dom.attributed import AttributedNode
    from domsync.dom.node import Node


def is_radio(element: Node) -> bool:
    """Say whether this is an `<input type=radio>`."""
    attributes = element._attributes
    return (
        attributes is not None
        and attributes.get("type", "").lower() == "radio"
        and element._name is not None
        and element._name.html == "input"
    )


def is_checked(element: AttributedNode) -> bool:
    """Say whether a checkbox or radio button is checked."""
    checked = get(element, "checked")
    return "checked" in (element._attributes or ()) if checked is None else bool(checked)


def form_of(element: AttributedNode) -> AttributedNode | None:
    """Return the form that a control belongs to, or None.

    From https://html.spec.whatwg.org/#reset-the-form-owner.
    """
    given = (element._attributes or {}).get("form")
    if given is not None and element._wire:
        found = element._document._find_id(given)
        return found if found is not None and found._wire and found._name.html == "form" else None
    node = element._parent
    while node is not None:
        if node._name is not None and node._name.html == "form":
            return node  # type: ignore[return-value]
        node = node._parent
    return None


def uncheck_others(radio: AttributedNode) -> None:
    """Uncheck the other radio buttons of the group that a checked one belongs to, as the browser does by itself."""
    name = (radio._attributes or {}).get("name")
    if not name:
        return
    candidates: list[AttributedNode]
    if radio._wire:
        candidates = list(radio._document._radios.get(name, ()))
    else:
        candidates = [node for node in descend(root_of(radio)) if is_radio(node)]  # type: ignore[misc]
    form = form_of(radio)
    for other in candidates:
        named = (other._attributes or {}).get("name") == name
        if other is not radio and named and is_checked(other) and form_of(other) is form:
            put(other, "checked", False)


def list_radio(radio: AttributedNode) -> None:
    """Let the document know of a connected radio button."""
    name = (radio._attributes or {}).get("name")
    if name:
        radio._document._radios.setdefault(name, {})[radio] = None


def unlist_radio(radio: Node, name: str) -> None:
    """Let the document forget a radio button that it may know by this name."""
    radios = radio._document._radios
    listed = radios.get(name)
    if listed is not None:
        listed.pop(radio, None)  # type: ignore[call-overload]
        if not listed:
            del radios[name]


def settle_radios(radios: list[AttributedNode]) -> bool:
    """Uncheck what the radio buttons that come into a document uncheck.

    Args:
        radios: All that have just been linked, in order. The document does not list them yet.

    Returns:
        Whether one of them was unchecked itself.
    """
    groups: dict[tuple[str, int], AttributedNode] = {}
    unchecked = False
    for radio in radios:
        name = (radio._attributes or {}).get("name")
        if not name or not is_checked(radio):
            continue
        key = (name, id(form_of(radio)))
        if key in groups:
            put(groups[key], "checked", False)
            unchecked = True
        groups[key] = radio
    for (name, _), radio in groups.items():
        form = form_of(radio)
        for other in radio._document._radios.get(name, ()):
            if is_checked(other) and form_of(other) is form:
                put(other, "checked", False)
    return unchecked
