"""The state of form controls that a browser keeps beside the attributes, kept here in the same way.

`_rare.properties` holds it under the names that the op log has: a control whose `value` is there is "dirty", as the
HTML Standard says, and its attribute `value` counts no more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from domsync.dom import ops, selects
from domsync.dom.compare import descend, root_of
from domsync.dom.input_values import TEXT_TYPES, input_type, newlines_as_lf, sanitized
from domsync.dom.unicode import well_formed

#: Properties that the browser changes by itself all the time: setting them is always told, and not remembered.
VOLATILE_PROPERTIES: Final = frozenset(("currentTime", "scrollTop", "scrollLeft"))

if TYPE_CHECKING:
    from domsync.dom.attributed import AttributedNode
    from domsync.dom.node import Node
    from domsync.dom.survey import Survey

# Properties


def get(element: AttributedNode, name: str) -> ops.Json:
    """Return a property that the attributes do not give; None if there is none."""
    rare = element._rare
    return None if rare is None or rare.properties is None else rare.properties.get(name)


def put(element: AttributedNode, name: str, value: ops.Json) -> None:
    """Keep a property, or drop it if it is None. Nothing is logged."""
    rare = element._need_rare()
    properties = {key: old for key, old in (rare.properties or {}).items() if key != name}
    if value is not None:
        properties[name] = value
    rare.properties = properties or None


def log(element: AttributedNode, name: str, value: ops.Json) -> None:
    """Tell the browser of a property."""
    if element._wire:
        element._document._log(ops.SetProperty(element._wire, name, value))


def forget_volatile(element: AttributedNode) -> None:
    """Drop properties that the browser has been told once, and changes by itself from now on."""
    for name in VOLATILE_PROPERTIES:
        put(element, name, None)


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


# Radio buttons


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
