"""The state of form controls beside their attributes, as the browser keeps it.

`rare_data.properties` has it under the names in the op log: a control with a `value` there is "dirty" in the sense of
the HTML Standard, and its attribute `value` no longer counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from domsync.dom import ops
from domsync.dom.checks.unicode import well_formed
from domsync.dom.controls import selects
from domsync.dom.controls.input_values import TEXT_TYPES, input_type, newlines_as_lf, sanitized
from domsync.dom.controls.operational_transform import to_units
from domsync.dom.controls.radio_groups import is_checked, is_radio, list_radio, uncheck_others, unlist_radio
from domsync.dom.rare import get_property, log_property, need_rare_data, note_modal, put_property

if TYPE_CHECKING:
    from domsync.dom.element.base import ElementBase
    from domsync.dom.nodes.node import Node
    from domsync.dom.tree.description import SubtreeDescription

# Properties


def described(element: ElementBase, description: SubtreeDescription) -> dict[str, ops.Json] | None:
    """Return the properties that an insert op has to contain for a control."""
    rare = element.rare_data
    properties = None if rare is None else rare.properties
    tag = element.element_name.html
    if tag == "input":
        if is_radio(element):
            description.radios.append(element)
    elif tag == "option":
        select = selects.select_of(element)
        alone = select is not None and _is_apart(element, select, description.root)
        if select is None or alone or selects.is_multiple(select):
            selected = selects.is_selected(element)
            if selected != ("selected" in (element.attribute_map or ())):
                return {**(properties or {}), "selected": selected}
    elif tag == "select" and element.lazy_children is None and not selects.is_multiple(element):
        index = selects.selected_index(element)
        if index != selects.default_index(element):
            return {**(properties or {}), "selectedIndex": index}
    return properties


def _is_apart(option: ElementBase, select: ElementBase, root: Node | None) -> bool:
    """Return whether an option is described without its select, alone or with elements between the two."""
    node: Node | None = option
    while node is not None and node is not select:
        if node is root:
            return True
        node = node.parent_node
    return False


def take_described(element: ElementBase, properties: dict[str, ops.Json]) -> None:
    """Set the properties of a new element, which has its children, from its description.

    The initial value of a control becomes its default, which a reset of its form restores, unless it has another one.
    """
    tag = element.element_name.html
    properties = _without_defaults(element, properties)
    if not properties:
        return
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
        need_rare_data(element).properties = properties


def _without_defaults(element: ElementBase, properties: dict[str, ops.Json]) -> dict[str, ops.Json]:
    """Turn properties into defaults if attributes can express them; return the others."""
    tag, attributes = element.element_name.html, element.attribute_map or {}
    rest = dict(properties)
    for attribute in {"input": ("checked",), "option": ("selected",)}.get(tag, ()):
        if attribute in rest and attribute not in attributes and rest.pop(attribute):
            element._put_attribute(attribute, "")
    value = rest.get("value")
    type = input_type(attributes) if tag == "input" else ""
    if type in TEXT_TYPES and isinstance(value, str) and "value" not in attributes:
        if sanitized(type, value, attributes) == value:
            del rest["value"]
            if value:
                element._put_attribute("value", value)
    elif tag == "textarea" and isinstance(value, str) and element.first_child is None:
        del rest["value"]
        if value:
            element.append(value)
    return rest


def copy_state(source: ElementBase, copy: ElementBase) -> None:
    """Run the standard's cloning steps for a control."""
    if (
        source.rare_data is not None
        and source.rare_data.properties is not None
        and source.element_name.html in {"input", "textarea"}
    ):
        need_rare_data(copy).properties = source.rare_data.properties


# Values


def value_of(element: ElementBase) -> str:
    """Return the value of an input or textarea."""
    dirty = get_property(element, "value")
    if isinstance(dirty, str):
        return dirty
    if element.element_name.html == "textarea":
        return newlines_as_lf(default_text(element))
    attributes = element.attribute_map
    type = input_type(attributes)
    default = (attributes or {}).get("value")
    if type in TEXT_TYPES:
        return sanitized(type, default or "", attributes)
    if type in {"checkbox", "radio"}:
        return "on" if default is None else default
    return "" if type == "file" else default or ""


def default_text(element: ElementBase) -> str:
    """Return the text of an element's own text nodes, which is the default value of a textarea."""
    texts = []
    child = element.first_child
    while child is not None:
        if child.nodeType == 3:
            texts.append(child.nodeValue or "")
        child = child.next_sibling
    return "".join(texts)


def clean_value(element: ElementBase, value: str) -> str:
    """Return a value for an input or textarea as the browser sanitizes it."""
    if element.element_name.html == "textarea":
        return newlines_as_lf(value)
    return sanitized(input_type(element.attribute_map), value, element.attribute_map)


# Attributes


def before_attribute(element: ElementBase, name: str) -> tuple[str, str, str] | None:
    """Return what a change of a control's attribute may affect: type, value and name, or None for nothing."""
    tag = element.element_name.html
    if tag == "input" and (name in {"type", "name", "checked", "form"} or (name in _BOUNDS and _is_range(element))):
        attributes = element.attribute_map or {}
        return input_type(attributes), value_of(element), attributes.get("name", "")
    if tag == "select" and name in {"multiple", "size"}:
        return "", "", ""
    if tag == "option" and name == "selected":
        # Only whether it is set counts, not its value.
        return "", "selected" if name in (element.attribute_map or ()) else "", ""
    return None


def attribute_changed(element: ElementBase, name: str, before: tuple[str, str, str]) -> None:
    """Apply what the browser itself does when an attribute of a control has changed."""
    if element.element_name.html != "input":
        if name != "selected" or bool(before[1]) != (name in (element.attribute_map or ())):
            selects.attribute_changed(element, name)
        return
    old_type, old_value, old_name = before
    if name == "type":
        _type_changed(element, old_type, old_value)
    elif name in _BOUNDS:
        # The browser itself keeps the value within the new bounds.
        kept = sanitized(old_type, old_value, element.attribute_map)
        if isinstance(get_property(element, "value"), str):
            put_property(element, "value", kept)
        elif kept != value_of(element):
            # The browser keeps its made-up value, although it would make up another one for a new control with these
            # bounds. By logging the value, all browsers get the same one.
            put_property(element, "value", kept)
            log_property(element, "value", kept)
    if name in {"type", "name"} and element.node_id:
        unlist_radio(element, old_name)
        if is_radio(element):
            list_radio(element)
    if is_radio(element) and is_checked(element):
        uncheck_others(element)


def _type_changed(element: ElementBase, old_type: str, old_value: str) -> None:
    # https://html.spec.whatwg.org/#input-type-change
    type = input_type(element.attribute_map)
    if type == old_type:
        return
    value = get_property(element, "value")
    if old_type in TEXT_TYPES and type not in TEXT_TYPES:
        if isinstance(value, str):
            if type != "file" and value:
                # The browser itself sets the attribute.
                element.attribute_map = {**(element.attribute_map or {}), "value": value}
            put_property(element, "value", None)
    elif isinstance(value, str):
        put_property(element, "value", sanitized(type, value, element.attribute_map))
    elif (
        old_type in _WITH_DEFAULT
        and type in TEXT_TYPES
        and (kept := clean_value(element, old_value)) != value_of(element)
    ):
        # The browser keeps the value that it had made up. By logging the value, all browsers get the same one.
        put_property(element, "value", kept)
        log_property(element, "value", kept)


_BOUNDS = frozenset(("min", "max", "step"))
#: The types that have a made-up value if the attribute gives no valid one.
_WITH_DEFAULT = frozenset(("range", "color"))


def _is_range(element: ElementBase) -> bool:
    return input_type(element.attribute_map) == "range"


# User input


def accept(element: ElementBase, value: str | bool | list[str] | dict[str, bool | float]) -> None:
    """Store what the user entered. Nothing is logged: the browser already has it.

    Input that is impossible (text in a disabled control) is ignored.
    """
    if isinstance(value, str):
        value = well_formed(value)
    tag = element.element_name.html
    if isinstance(value, dict):
        _accept_state(element, value)
        return
    if "popover" in (element.attribute_map or ()) and isinstance(value, bool):
        set_popover(element, value)
        return
    if tag == "dialog" or tag == "details":
        _accept_open(element, value)
        return
    if is_disabled(element):
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


def _accept_input(element: ElementBase, value: str | bool | list[str]) -> None:
    attributes = element.attribute_map or {}
    type = input_type(attributes) if element.element_name.html == "input" else "textarea"
    if type in {"checkbox", "radio"}:
        if isinstance(value, bool) and value != is_checked(element):
            put_property(element, "checked", value)
            if value and type == "radio":
                uncheck_others(element)
        if isinstance(value, bool) and get_property(element, "indeterminate"):
            put_property(element, "indeterminate", None)
    elif isinstance(value, str) and "readonly" not in attributes and (type == "textarea" or type in TEXT_TYPES):
        clean = clean_value(element, value)
        if clean != value_of(element) and not _is_too_long(clean, value_of(element), attributes):
            put_property(element, "value", clean)


def _is_too_long(text: str, before: str, attributes: Mapping[str, str]) -> bool:
    """Return whether no user can have typed a text, because `maxlength` does not let it grow so long."""
    most = attributes.get("maxlength", "")
    if not (most.isascii() and most.isdecimal()):
        return False
    length = len(to_units(text))
    return length > int(most) and length > len(to_units(before))


def is_disabled(element: ElementBase) -> bool:
    """Return whether a control is disabled: itself, or by a fieldset around it.

    From https://html.spec.whatwg.org/#attr-fe-disabled.
    """
    if "disabled" in (element.attribute_map or ()):
        return True
    below: Node = element
    above = element.parent_node
    while above is not None:
        name = above.element_name
        if name is not None and name.html == "fieldset" and "disabled" in (above.attribute_map or ()):
            legend = above.first_child
            while legend is not None and (legend.element_name is None or legend.element_name.html != "legend"):
                legend = legend.next_sibling
            if legend is not below:
                return True
        below, above = above, above.parent_node
    return False


def _accept_choice(select: ElementBase, value: str) -> None:
    options = list(selects.options_of(select))
    if any(selects.option_value(option) == value for option in selects.selected_options(select)):
        return
    # Several options may have the same value: any of them will do.
    found = next((option for option in options if selects.option_value(option) == value), None)
    if found is not None:
        selects.select_only(select, found)


def _accept_open(element: ElementBase, value: str | bool | list[str]) -> None:
    is_modal = value == MODAL and element.element_name.html == "dialog"
    if isinstance(value, bool) or is_modal:
        set_open(element, bool(value))
        if is_modal:
            note_modal(element)


#: Properties of media and of scrolled elements that the browser changes, and their types in JSON.
_NUMBER = (int, float)
_MEDIA_STATE: dict[str, tuple[type, ...]] = {
    "paused": (bool,),
    "muted": (bool,),
    "volume": _NUMBER,
    "playbackRate": _NUMBER,
    "currentTime": _NUMBER,
}
_SCROLL_STATE: dict[str, tuple[type, ...]] = {"scrollTop": _NUMBER, "scrollLeft": _NUMBER}


def _known_states(element: ElementBase) -> dict[str, tuple[type, ...]]:
    return _MEDIA_STATE if element.element_name.html in {"audio", "video"} else _SCROLL_STATE


def told_state(element: ElementBase) -> dict[str, bool | float]:
    """Return the known state of media, or the scroll position of an element, as a browser reports it; may be empty."""
    rare, known = element.rare_data, _known_states(element)
    if rare is None:
        return {}
    properties: dict[str, Any] = rare.properties or {}
    state = {name: value for name, value in properties.items() if type(value) in known.get(name, ())}
    if "paused" in known and (state or rare.playing):
        state["paused"] = not rare.playing
    return state


def _accept_state(element: ElementBase, state: dict[str, bool | float]) -> None:
    """Store properties that the browser itself has changed; properties that it does not change are ignored."""
    known = _known_states(element)
    for name, value in state.items():
        if type(value) not in known.get(name, ()):
            continue
        if name == "paused":
            need_rare_data(element).playing = not value
        else:
            put_property(element, name, value)


#: The state of an open modal dialog, as a browser reports it.
MODAL = "modal"


def set_popover(element: ElementBase, is_open: bool) -> None:
    """Store whether a popover is shown."""
    need_rare_data(element).popover = is_open
    element.node_document.tree_version += 1


def set_open(element: ElementBase, is_open: bool) -> None:
    """Store that the browser itself has set or removed the attribute `open`."""
    others = {name: value for name, value in (element.attribute_map or {}).items() if name != "open"}
    element.attribute_map = {**others, "open": ""} if is_open else others or None
    element.node_document.tree_version += 1
    if element.rare_data is not None and not is_open:
        element.rare_data.modal = 0


def reset_control(element: ElementBase) -> None:
    """Restore a control's default value, as the browser does when its form is reset."""
    tag = element.element_name.html
    if tag == "select":
        selects.reset(element)
    elif tag in {"input", "textarea"}:
        if element.rare_data is not None:
            for name in ("value", "checked"):
                put_property(element, name, None)
        if is_radio(element) and is_checked(element):
            uncheck_others(element)
