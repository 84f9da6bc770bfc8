"""Construct the form data set: the names and values that a form submits, from the live tree.

From https://html.spec.whatwg.org/#constructing-the-form-data-set.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from domsync.dom.controls import selects
from domsync.dom.controls.input_values import input_type
from domsync.dom.controls.radio_groups import is_checked
from domsync.dom.controls.state import is_disabled, value_of

if TYPE_CHECKING:
    from domsync.dom.element.element import Element
    from domsync.dom.nodes.node import Node

_SUBMITTABLE = frozenset(("button", "input", "select", "textarea"))
_BUTTONS = frozenset(("button", "reset", "submit", "image"))


def form_of(element: Element) -> Element | None:
    """Return the form for an event at an element: the element itself, the control's form, or the form around it."""
    if element.localName == "form":
        return element
    if element.localName in _SUBMITTABLE or element.localName in {"fieldset", "output", "object"}:
        return element.form
    return element.closest("form")


def controls_of(form: Element) -> Iterator[Element]:
    """Go through the controls of a form that can be submitted, in document order."""
    for control in form.elements:
        if control.localName in _SUBMITTABLE:
            yield control


def entries(
    form: Element, submitter: Element | None = None, files: Mapping[int, Sequence[str]] | None = None
) -> list[tuple[str, str]]:
    """Return the names and values that a form submits.

    Args:
        form: The form.
        submitter: The button that was pressed.
        files: The names of the files that were chosen, by the numbers of the controls.
    """
    found: list[tuple[str, str]] = []
    for control in controls_of(form):
        attributes = control.attribute_map or {}
        name, tag = attributes.get("name", ""), control.localName
        kind = input_type(attributes) if tag == "input" else control.type if tag == "button" else tag
        is_button = tag == "button" or kind in _BUTTONS
        if is_disabled(control) or _in_datalist(control) or (is_button and control is not submitter):
            continue
        if not name:
            continue
        if tag == "select":
            chosen = [option for option in selects.selected_options(control) if not selects.is_disabled(option)]
            found += [(name, selects.option_value(option)) for option in chosen]
        elif is_button:
            found.append((name, attributes.get("value", "")))
        elif kind in {"checkbox", "radio"}:
            if is_checked(control):
                found.append((name, attributes.get("value", "on")))
        elif kind == "file":
            found += [(name, given) for given in (files or {}).get(control.node_id, ()) or ("",)]
        else:
            found.append((name, value_of(control)))
    return found


def _in_datalist(control: Element) -> bool:
    above: Node | None = control.parentNode
    while above is not None:
        if above.element_name is not None and above.element_name.html == "datalist":
            return True
        above = above.parentNode
    return False
