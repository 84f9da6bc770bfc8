"""The state of form controls that a browser keeps beside the attributes, kept here in the same way.

`_rare.properties` holds it under the names that the op log has: a control whose `value` is there is "dirty", as the
HTML Standard says, and its attribute `value` counts no more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from domsync.dom import ops, selects
from domsync.dom.control_state import get, put
from domsync.dom.input_values import TEXT_TYPES, input_type, newlines_as_lf, sanitized
from domsync.dom.radio_groups import is_checked, is_radio, list_radio, uncheck_others, unlist_radio
from domsync.dom.unicode import well_formed

if TYPE_CHECKING:
    from domsync.dom.attributed import AttributedNode
    from domsync.dom.survey import Survey

# Properties


def described(element: AttributedNode, survey: Survey) -> dict[str, ops.Json] | None:
    """Return the properties that an insert op has to carry for a control."""
    rare = element._rare
    properties = None if rare is None else rare.properties
    tag = element._name.html
    if tag == "input":
        if is_radio(element):
            survey.radios.append(element)
    elif tag == "option":
        select = selects.select_of(element)
        alone = survey.root is not select and survey.root in (element, element._parent)
        if select is None or alone or selects.is_multiple(select):
            selected = selects.is_selected(element)
            if selected != ("selected" in (element._attributes or ())):
                return {**(properties or {}), "selected": selected}
    elif tag == "select" and not selects.is_multiple(element):
        index = selects.selected_index(element)
        if index != selects.default_index(element):
            return {**(properties or {}), "selectedIndex": index}
    return properties


def take_described(element: AttributedNode, properties: dict[str, ops.Json]) -> None:
    """Give a new element, whose children are in, the properties that an insert op carries for it."""
    tag = element._name.html
    if tag == "select":
        options = list(selects.options_of(element))
        index = properties.get("selectedIndex")
        if isinstance(index, int):
            selects.select_only(element, options[index] if 0 <= index < len(options) else None)
        elif isinstance(value := properties.get("value"), str):
            selects.select_only(element, next((o for o in options if selects.option_value(o) == value), None))
    elif tag == "option" and "selected" in properties:
        selects.select_option(element, bool(properties["selected"]))
    else:
        element._need_rare().properties = properties


def copy_state(source: AttributedNode, copy: AttributedNode) -> None:
    """Do the standard's cloning steps for a control."""
    if source._rare is not None and source._rare.properties is not None and source._name.html in {"input", "textarea"}:
        copy._need_rare().properties = source._rare.properties


# Values


def value_of(element: AttributedNode) -> str:
    """Return the value of an input or textarea."""
    dirty = get(element, "value")
    if isinstance(dirty, str):
        return dirty
    if element._name.html == "textarea":
        return newlines_as_lf(default_text(element))
    attributes = element._attributes
    type = input_type(attributes)
    default = (attributes or {}).get("value")
    if type in TEXT_TYPES:
        return sanitized(type, default or "", attributes)
    if type in {"checkbox", "radio"}:
        return "on" if default is None else default
    return "" if type == "file" else default or ""


def default_text(element: AttributedNode) -> str:
    """Return the texts that are children of an element, which are the default value of a textarea."""
    texts = []
    child = element._first
    while child is not None:
        if child.nodeType == 3:
            texts.append(child.nodeValue or "")
        child = child._next
    return "".join(texts)


def clean_value(element: AttributedNode, value: str) -> str:
    """Return what the browser makes of a value for an input or textarea."""
    if element._name.html == "textarea":
        return newlines_as_lf(value)
    return sanitized(input_type(element._attributes), value, element._attributes)


# Attributes


def before_attribute(element: AttributedNode, name: str) -> tuple[str, str, str] | None:
    """Note what a change of an attribute of a control may touch: type, value and name, or nothing."""
    tag = element._name.html
    if tag == "input" and name in {"type", "name", "checked"}:
        attributes = element._attributes or {}
        return input_type(attributes), value_of(element), attributes.get("name", "")
    if (tag == "select" and name in {"multiple", "size"}) or (tag == "option" and name == "selected"):
        return "", "", ""
    return None


def attribute_changed(element: AttributedNode, name: str, before: tuple[str, str, str]) -> None:
    """Do what the browser does by itself when an attribute of a control has changed."""
    if element._name.html != "input":
        selects.attribute_changed(element, name)
        return
    old_type, old_value, old_name = before
    if name == "type":
        _type_changed(element, old_type, old_value)
    if name in {"type", "name"} and element._wire:
        unlist_radio(element, old_name)
        if is_radio(element):
            list_radio(element)
    if is_radio(element) and is_checked(element):
        uncheck_others(element)


def _type_changed(element: AttributedNode, old_type: str, old_value: str) -> None:
    # https://html.spec.whatwg.org/#input-type-change
    type = input_type(element._attributes)
    if type == old_type:
        return
    if old_type in TEXT_TYPES and type not in TEXT_TYPES:
        if old_value and type != "file":
            # The browser sets the attribute itself.
            element._attributes = {**(element._attributes or {}), "value": old_value}
        if get(element, "value") is not None:
            put(element, "value", None)
    elif isinstance(value := get(element, "value"), str):
        put(element, "value", sanitized(type, value, element._attributes))


# What the user did


def accept(element: AttributedNode, value: str | bool | list[str]) -> None:
    """Take note of what the user entered. Nothing is logged: the browser has it already.

    What the user cannot have done (typing into a disabled control) is passed over.
    """
    if isinstance(value, str):
        value = well_formed(value)
    tag, attributes = element._name.html, element._attributes or {}
    if tag == "dialog" or tag == "details":
        if isinstance(value, bool):
            set_open(element, value)
        return
    if "disabled" in attributes:
        return
    if tag in {"input", "textarea"}:
        _accept_input(element, value)
    elif tag == "option" and isinstance(value, bool):
        selects.select_option(element, value)
    elif tag == "select":
        if isinstance(value, str):
            _accept_choice(element, value)
        elif isinstance(value, list):
            selects.select_values(element, value)


def _accept_input(element: AttributedNode, value: str | bool | list[str]) -> None:
    attributes = element._attributes or {}
    type = input_type(attributes) if element._name.html == "input" else "textarea"
    if type in {"checkbox", "radio"}:
        if isinstance(value, bool) and value != is_checked(element):
            put(element, "checked", value)
            if value and type == "radio":
                uncheck_others(element)
        if isinstance(value, bool) and get(element, "indeterminate"):
            put(element, "indeterminate", None)
    elif isinstance(value, str) and "readonly" not in attributes and (type == "textarea" or type in TEXT_TYPES):
        clean = clean_value(element, value)
        if clean != value_of(element):
            put(element, "value", clean)


def _accept_choice(select: AttributedNode, value: str) -> None:
    options = list(selects.options_of(select))
    if any(selects.option_value(option) == value for option in selects.selected_options(select)):
        return
    # Several options may have one value: any of them is as good.
    found = next((option for option in options if selects.option_value(option) == value), None)
    if found is not None:
        selects.select_only(select, found)


def set_open(element: AttributedNode, is_open: bool) -> None:
    """Take note that the browser has set or removed the attribute `open` itself."""
    others = {name: value for name, value in (element._attributes or {}).items() if name != "open"}
    element._attributes = {**others, "open": ""} if is_open else others or None
    element._document._version += 1
    if element._rare is not None and not is_open:
        element._rare.modal = False


def reset_control(element: AttributedNode) -> None:
    """Give a control its default value back, as the browser does when its form is reset."""
    tag = element._name.html
    if tag == "select":
        selects.reset(element)
    elif tag in {"input", "textarea"} and element._rare is not None:
        for name in ("value", "checked"):
            put(element, name, None)
