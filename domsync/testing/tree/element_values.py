"""The properties of elements that a listener's source can name: `target.value`, `currentTarget.dataset.id`."""

import re
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any

from domsync.testing.tree.nodes import ReferenceElement
from domsync.testing.tree.traversal import (
    closest,
    input_type,
    is_checkable,
    is_html,
    option_value,
    options_of,
    selected_options,
    text_content,
    value_of,
)
from domsync.testing.tree.visible import inner_text


class GlobalTarget(Enum):
    """Event targets that are not elements."""

    DOCUMENT = 2
    WINDOW = 3


#: The size of the window, which is that of a new page in Playwright.
WINDOW_SIZE = (1280, 720)

_WINDOW: dict[str, object] = {
    "innerWidth": WINDOW_SIZE[0],
    "innerHeight": WINDOW_SIZE[1],
    "outerWidth": WINDOW_SIZE[0],
    "outerHeight": WINDOW_SIZE[1],
    "scrollX": 0,
    "scrollY": 0,
    "devicePixelRatio": 1,
    "navigator": {"language": "en-US", "onLine": True},
}
_DOCUMENT: dict[str, object] = {"visibilityState": "visible", "hidden": False, "nodeName": "#document"}

#: Properties that reflect an attribute with another name.
_REFLECTED = {
    "accessKey": "accesskey",
    "ariaLabel": "aria-label",
    "className": "class",
    "colSpan": "colspan",
    "defaultValue": "value",
    "htmlFor": "for",
    "placeholder": "placeholder",
    "rowSpan": "rowspan",
    "tabIndex": "tabindex",
}
_BOOLEAN = frozenset(
    (
        *("autofocus", "controls", "default", "defer", "disabled", "hidden", "inert", "loop", "multiple", "muted"),
        *("noValidate", "open", "paused", "readOnly", "required", "reversed"),
    )
)
_NUMBERS = {"colSpan": 1, "maxLength": -1, "minLength": -1, "rowSpan": 1, "tabIndex": -1}
#: Properties that depend on a layout, which does not exist here.
_LAYOUT = frozenset(
    (
        *("clientHeight", "clientLeft", "clientTop", "clientWidth", "offsetHeight", "offsetLeft", "offsetTop"),
        *("offsetWidth", "scrollHeight", "scrollLeft", "scrollTop", "scrollWidth"),
    )
)
_MEDIA: dict[str, object] = {
    "currentTime": 0,
    "duration": None,
    "ended": False,
    "paused": True,
    "playbackRate": 1,
    "volume": 1,
}


def of_elsewhere(target: GlobalTarget, name: str) -> object:
    """A property of the window or the document."""
    return (_WINDOW if target is GlobalTarget.WINDOW else _DOCUMENT).get(name)


def of_element(element: ReferenceElement, name: str) -> object:
    """The property of an element as in JavaScript; None if it does not have one.

    Args:
        element: The element.
        name: The property.
    """
    special = _SPECIAL.get(name)
    if special is not None:
        return special(element)
    if name in element.properties:
        return element.properties[name]
    if name in _LAYOUT:
        return 0
    if element.kind in ("audio", "video") and name in _MEDIA:
        return _MEDIA[name]
    attribute = element.get(_REFLECTED.get(name, name.lower()))
    if name in _BOOLEAN:
        return attribute is not None
    if name in _NUMBERS:
        return int(attribute) if attribute is not None and re.fullmatch(r"-?\d+", attribute) else _NUMBERS[name]
    if attribute is None and name in _STRINGS:
        return ""
    return attribute


_STRINGS = frozenset(
    ("alt", "className", "dir", "href", "id", "lang", "name", "placeholder", "src", "title", "htmlFor")
)


def _dataset(element: ReferenceElement) -> Mapping[str, str]:
    return {
        re.sub(r"-([a-z])", lambda found: found[1].upper(), name.removeprefix("data-")): value
        for name, value in element.attributes.values()
        if name.startswith("data-")
    }


def _value(element: ReferenceElement) -> object:
    if element.kind in ("input", "textarea", "select", "option", "button", "data", "param"):
        return value_of(element)
    if element.kind in ("li", "meter", "progress"):
        given = element.get("value") or "0"
        return float(given) if re.fullmatch(r"-?\d*\.?\d+", given) else 0
    return None


def _checked(element: ReferenceElement) -> bool | None:
    # Every input has the property, even one that cannot be checked.
    return is_checkable(element) and bool(element.shown("checked")) if element.kind == "input" else None


def _number(element: ReferenceElement) -> object:
    text = value_of(element)
    return float(text) if re.fullmatch(r"-?\d*\.?\d+(e-?\d+)?", text) else None


def _type(element: ReferenceElement) -> object:
    if element.kind == "select":
        return "select-multiple" if element.get("multiple") is not None else "select-one"
    return element.kind if element.kind == "textarea" else input_type(element) or element.get("type") or ""


_SPECIAL: dict[str, Callable[[ReferenceElement], Any]] = {
    "checked": _checked,
    "children": lambda element: [child for child in element.children if isinstance(child, ReferenceElement)],
    "classList": lambda element: (element.get("class") or "").split(),
    "dataset": _dataset,
    "files": lambda element: [],
    "form": lambda element: closest(element, "form"),
    "indeterminate": lambda element: bool(element.shown("indeterminate")),
    "innerText": inner_text,
    "localName": lambda element: element.kind.rpartition(":")[2],
    "nodeName": lambda element: element.kind.upper() if is_html(element) else element.kind,
    "options": options_of,
    "parentElement": lambda element: element.parent,
    "parentNode": lambda element: element.parent,
    "returnValue": lambda element: element.properties.get("returnValue", "") if element.kind == "dialog" else None,
    "selected": lambda element: bool(element.shown("selected")),
    "selectedIndex": lambda element: element.shown("selectedIndex"),
    "selectedOptions": lambda element: selected_options(element) if element.kind == "select" else None,
    "tagName": lambda element: element.kind.upper() if is_html(element) else element.kind,
    "text": lambda element: option_value(element) if element.kind == "option" else text_content(element),
    "textContent": text_content,
    "type": _type,
    "value": _value,
    "valueAsNumber": _number,
}
