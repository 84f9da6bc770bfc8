"""Apply to the tree the changes that instant actions have made in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from domsync.dom.checks.names import check_attribute
from domsync.dom.checks.unicode import split_tokens, well_formed
from domsync.dom.checks.urls import may_hold_url
from domsync.dom.element.views import part_attr

if TYPE_CHECKING:
    from domsync.dom.element.base import ElementBase

#: Before the name of a class. Everything else is the name of an attribute.
CLASS = "."
#: What `show()`, `hide()` and `toggle()` change.
HIDDEN = "hidden"
#: What actions may change, as far as there are actions for it: a browser that tells of anything else is not believed.
_known: dict[str, None] = {}
_MOST_KNOWN: Final = 65_536

#: Attributes that mean more to the tree than their text, and those that other actions are for.
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
        ValueError: It is one that means more than its text. The message says what to do instead.
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
        All of them, with blanks between them.

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
    # The newest last: a program that makes up names without end forgets those that it has not used for longest.
    _known.pop(slot, None)
    _known[slot] = None
    if len(_known) > _MOST_KNOWN:
        del _known[next(iter(_known))]


def accept(element: ElementBase, slot: str, value: str | bool | None) -> bool:
    """Take note that an action has changed an attribute or a class in the browser, which need not be told.

    Args:
        element: The element.
        slot: The attribute's name, or `CLASS` and the name of a class.
        value: The attribute's value, None for none; of a class whether it is there.

    Returns:
        False if there is no action that could have done so; nothing is changed then.
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
    """Return what an attribute or a class is now, as `accept()` takes it."""
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
