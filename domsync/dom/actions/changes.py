"""Apply to the tree the changes that instant actions have made in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from domsync.dom.checks.names import check_attribute
from domsync.dom.checks.unicode import split_tokens, well_formed
from domsync.dom.checks.urls import may_hold_url
from domsync.dom.element.views import part_attr

if TYPE_CHECKING:
    from domsync.dom.element.base import ElementBase

#: The prefix of a class's name. Other names are those of attributes.
CLASS = "."
#: The attribute that `show()`, `hide()` and `toggle()` change.
HIDDEN = "hidden"
#: The classes and attributes that existing actions change: if a browser reports a change of another one, it is refused.
_known: dict[str, None] = {}
_MOST_KNOWN: Final = 65_536

#: Attributes that are more than text to the tree, and those for which there are other actions.
_OTHERS: Final = {
    "class": "act.add_class() and its like change classes",
    "style": "put the style into a class, and add that",
    "open": "act.open(), act.close() and act.toggle_open() open and close",
    "value": "act.set_value() sets what a control holds",
    **dict.fromkeys(("checked", "selected", "multiple", "type", "min", "max", "step"), "it is a control's state"),
    **dict.fromkeys(("id", "name", "form", "slot", "popover"), "other elements depend on it"),
}


def attribute_slot(name: str) -> str:
    """Check that actions may change an attribute.

    Returns:
        The name in lower case.

    Raises:
        ValueError: The attribute is more than text. The message says what to do instead.
        DOMException: InvalidCharacterError: no attribute can have this name.
        UnsafeValueError: Its value would be code.
    """
    lowered = check_attribute(name)
    if may_hold_url(lowered):
        raise ValueError(f"actions cannot change URLs; render another {lowered}=")
    if lowered in _OTHERS or lowered.startswith("data-domsync"):
        raise ValueError(f"actions do not set {lowered!r}: {_OTHERS.get(lowered, 'it belongs to the library')}")
    _know(lowered)
    return lowered


def class_slots(names: tuple[str, ...]) -> str:
    """Check the names of classes.

    Returns:
        All of them, separated by blanks.

    Raises:
        ValueError: There is none.
    """
    tokens = list(dict.fromkeys(token for name in names for token in split_tokens(well_formed(name))))
    if not tokens:
        raise ValueError("name at least one class")
    for token in tokens:
        _know(CLASS + token)
    return " ".join(tokens)


def _know(slot: str) -> None:
    # The newest last: if a program uses ever new names, the least recently used ones are forgotten.
    _known.pop(slot, None)
    _known[slot] = None
    if len(_known) > _MOST_KNOWN:
        del _known[next(iter(_known))]


def accept(element: ElementBase, slot: str, value: str | bool | None) -> bool:
    """Store that an action has changed an attribute or a class in the browser; nothing is logged.

    Args:
        element: The element.
        slot: The attribute's name, or `CLASS` and the name of a class.
        value: The attribute's value, None for none; for a class, whether it is set.

    Returns:
        False if no action could have done so; nothing is changed then.
    """
    if slot not in _known and slot != HIDDEN:
        return False
    if slot.startswith(CLASS):
        if not isinstance(value, bool):
            return False
        _accept_class(element, slot[1:], present=value)
        return True
    if isinstance(value, bool):
        return False
    _note(element, slot, None if value is None else well_formed(value))
    return True


def current(element: ElementBase, slot: str) -> str | bool | None:
    """Return the current value of an attribute or class, as `accept()` takes it."""
    attributes = element.attribute_map or {}
    return slot[1:] in split_tokens(attributes.get("class", "")) if slot.startswith(CLASS) else attributes.get(slot)


def _accept_class(element: ElementBase, token: str, *, present: bool) -> None:
    # As classList.add() and remove() do: https://dom.spec.whatwg.org/#concept-dtl-update
    tokens = list(split_tokens((element.attribute_map or {}).get("class", "")))
    if present is (token in tokens):
        return
    if present:
        tokens.append(token)
    else:
        tokens.remove(token)
    _note(element, "class", " ".join(tokens))


def _note(element: ElementBase, name: str, value: str | None) -> None:
    attributes = element.attribute_map or {}
    if attributes.get(name) == value:
        return
    if value is not None:
        element.attribute_map = {**attributes, name: value}
    else:
        part_attr(element, "", name, attributes[name])
        element.attribute_map = {other: text for other, text in attributes.items() if other != name} or None
    element.node_document.tree_version += 1
