"""The tree of the reference browser: plain nodes, and form controls that behave as a browser's.

It shares no code with the live tree, so that the two can be compared; only the table of the standard's rules for input
values is shared.
"""

import re
from collections.abc import Iterator
from typing import Any

from domsync.dom.checks.unicode import ascii_words
from domsync.dom.controls.input_values import TEXT_TYPES, input_type, sanitized
from domsync.dom.ops import Json, Listener
from domsync.errors import DomsyncError
from domsync.testing.tree.canonical import (
    HTML_NAMESPACE,
    Form,
    attribute_forms,
    listener_forms,
    property_names,
)

#: The text shown in a control whose value may differ from it: `1e` in a number input.
TYPED = ":typed"
#: The names of the files that were chosen in an input. The document does not know them: no part of the canonical form.
FILES = ":files"
#: The reason, given by a script, why a control's value is invalid.
CUSTOM_VALIDITY = ":custom-validity"


class BrowserFault(DomsyncError):
    """A frame or an op that a browser could not apply."""


class ReferenceNode:
    """A text, a comment, or (as the subclass) an element.

    Args:
        kind: `"#text"` or `"#comment"`, or an element's tag.
        data: The text.
    """

    def __init__(self, kind: str, data: str = "") -> None:
        self.kind = kind
        self.data = data
        self.wire = 0
        self.parent: ReferenceElement | None = None

    def form(self, *, listeners: bool = False) -> Form:
        """The canonical form of the node."""
        return self.data if self.kind == "#text" else [self.kind, self.data]

    def subtree(self) -> "Iterator[ReferenceNode]":
        """The node and its descendants in document order."""
        yield self


class ReferenceElement(ReferenceNode):
    """An element.

    Args:
        tag: The qualified name.
        namespace: The namespace; empty for none.
    """

    def __init__(self, tag: str, namespace: str = HTML_NAMESPACE) -> None:
        super().__init__(tag)
        self.namespace = namespace
        self.children: list[ReferenceNode] = []
        self.attributes: dict[tuple[str, str], tuple[str, str]] = {}
        self.styles: dict[str, str] = {}
        self.properties: dict[str, Json] = {}
        self.listeners: dict[str, Listener] = {}
        self.mounted = 0
        #: For a select, an option that was selected when last checked.
        self._selected: ReferenceElement | None = None
        #: The model of the client module that it shows, or the properties of a custom element.
        self.model: Any = None

    def subtree(self) -> Iterator[ReferenceNode]:
        yield self
        for child in self.children:
            yield from child.subtree()

    def elements(self, *tags: str) -> "list[ReferenceElement]":
        """The descendants with one of these tags."""
        found = [node for node in self.subtree() if node is not self and isinstance(node, ReferenceElement)]
        return [node for node in found if node.kind in tags]

    def form(self, *, listeners: bool = False) -> Form:
        form: list[Form] = [
            self.kind,
            "" if self.namespace == HTML_NAMESPACE else self.namespace,
            attribute_forms((space, name, value) for (space, _), (name, value) in self.attributes.items()),
            [list(style) for style in sorted(self.styles.items())],
            [[name, self.shown(name)] for name in property_names(self.kind, self.namespace)],
            [child.form(listeners=listeners) for child in self.children],
        ]
        if listeners:
            form.append(listener_forms(self.listeners))
        return form

    # Attributes

    def get(self, name: str) -> str | None:
        """The value of an attribute without a namespace."""
        found = self.attributes.get(("", name))
        return found[1] if found is not None else None

    def set_attribute(self, name: str, value: str) -> None:
        """Set an attribute like `setAttribute`, which finds it by its qualified name."""
        key = next((key for key, (qualified, _) in self.attributes.items() if qualified == name), ("", name))
        self.attributes[key] = (name, value)
        self._attribute_changed(name)

    def set_attribute_ns(self, namespace: str, name: str, value: str) -> None:
        """Set an attribute like `setAttributeNS`: an existing attribute keeps its prefix."""
        key = (namespace, name.rpartition(":")[2])
        self.attributes[key] = (self.attributes[key][0] if key in self.attributes else name, value)
        self._attribute_changed(name)

    def remove_attribute(self, name: str) -> None:
        """Remove an attribute like `removeAttribute`, including `style`."""
        if name == "style":
            self.styles.clear()
        key = next((key for key, (qualified, _) in self.attributes.items() if qualified == name), None)
        if key is not None:
            del self.attributes[key]
            self._attribute_changed(name)

    # Children

    def insert(self, child: ReferenceNode, before: ReferenceNode | None = None) -> None:
        """Insert a node without a parent before a child, or at the end."""
        index = len(self.children) if before is None else self.children.index(before)
        self.children.insert(index, child)
        child.parent = self
        select = _select_at(self)
        if select is not None and (options := _options(child)):
            select.settle([option for option in options if option.shown("selected")])
        for radio in _elements(child):
            radio.uncheck_others()

    def remove(self, child: ReferenceNode) -> None:
        """Remove a child."""
        self.children.remove(child)
        child.parent = None
        select = _select_at(self)
        if select is not None and _options(child):
            select.settle([])

    # Form controls

    def shown(self, name: str) -> str | int | bool:
        """Read a property of a form control as displayed."""
        match self.kind, name:
            case "input", "value":
                return self._input_value()
            case "textarea", "value":
                text = "".join(child.data for child in self.children if child.kind == "#text")
                return re.sub("\r\n?", "\n", str(self.properties.get("value", text)))
            case ("input", "checked") | ("option", "selected"):
                return bool(self.properties.get(name, self.get(name) is not None))
            case "select", "selectedIndex":
                return next((i for i, option in enumerate(_options(self)) if option.shown("selected")), -1)
            case "select", "value":
                return next((_option_value(option) for option in _options(self) if option.shown("selected")), "")
            case _:
                return bool(self.properties.get(name, False))

    def set_property(self, name: str, value: Json) -> None:
        """Set a property as the browser does, with all side effects."""
        match self.kind, name:
            case "select", "value":
                options = _options(self)
                chosen = next((option for option in options if _option_value(option) == value), None)
                self._choose(chosen)
            case "select", "selectedIndex":
                options = _options(self)
                inside = isinstance(value, int) and 0 <= value < len(options)
                self._choose(options[value] if inside and isinstance(value, int) else None)
            case "option", "selected":
                self.properties["selected"] = value
                select = _select_at(self.parent)
                if select is not None:
                    select.settle([self] if value else [])
            case _:
                self.properties[name] = value
                if name == "value":
                    self.properties.pop(TYPED, None)
                    self.properties.pop(FILES, None)
                self.uncheck_others()

    def settle(self, selected: "list[ReferenceElement]") -> None:
        """Leave exactly one option selected in a single select: the last of those inserted as selected."""
        if self.get("multiple") is not None:
            return
        if selected:
            self._choose(selected[-1])
        elif not self._is_settled():
            options = _options(self)
            self._selected = next((option for option in options if option.shown("selected")), None)
            if self._selected is None:
                self._selected = next((option for option in options if option.get("disabled") is None), None)
                if self._selected is not None:
                    self._selected.properties["selected"] = True

    def _is_settled(self) -> bool:
        """Return whether an option is known to be selected, so that ten thousand others need not be checked."""
        known = self._selected
        return known is not None and bool(known.shown("selected")) and _select_at(known.parent) is self

    def uncheck_others(self) -> None:
        """Uncheck the other radio buttons in the group of a checked one."""
        name = self.get("name")
        if self.kind != "input" or self.get("type") != "radio" or not name or not self.shown("checked"):
            return
        form, top = _form_and_top(self)
        for other in top.elements("input"):
            same = other.get("type") == "radio" and other.get("name") == name and _form_and_top(other)[0] is form
            if same and other is not self:
                other.properties["checked"] = False

    def _choose(self, chosen: "ReferenceElement | None") -> None:
        self._selected = chosen
        for option in _options(self):
            option.properties["selected"] = option is chosen

    def _input_value(self) -> str:
        attributes = dict(self.attributes.values())
        type, attribute = input_type(attributes), attributes.get("value")
        if type in ("checkbox", "radio"):
            return "on" if attribute is None else attribute
        if type not in TEXT_TYPES:
            return "" if type == "file" else attribute or ""
        if type == "url" and TYPED in self.properties:
            # Chromium keeps the blanks that the user types.
            return str(self.properties[TYPED])
        return sanitized(type, str(self.properties.get("value", attribute or "")), attributes)

    def _attribute_changed(self, name: str) -> None:
        if name in ("checked", "name", "type"):
            self.uncheck_others()
        if self.kind == "select" and name == "multiple":
            # As in Chromium; the standard does not specify it.
            self.settle([option for option in _options(self) if option.shown("selected")][:1])


def _elements(node: ReferenceNode) -> list[ReferenceElement]:
    return [found for found in node.subtree() if isinstance(found, ReferenceElement)]


def _options(node: ReferenceNode) -> list[ReferenceElement]:
    """The options of a select, or those in a node inserted into it."""
    options = [found for found in _elements(node) if found.kind == "option"]
    if all(option is node or option.parent is node for option in options):
        return options
    select = node if node.kind == "select" else _select_at(node.parent)
    return [option for option in options if option is node or _select_at(option.parent) is select]


def _option_value(option: ReferenceElement) -> str:
    value = option.get("value")
    text = "".join(node.data for node in option.subtree() if node.kind == "#text")
    return " ".join(ascii_words(text)) if value is None else value


def _select_at(parent: ReferenceElement | None) -> ReferenceElement | None:
    """The select that options inside an element belong to: through groups (but not nested groups) and other elements.

    From https://html.spec.whatwg.org/#option-element-nearest-ancestor-select.
    """
    in_group = False
    while parent is not None and parent.kind not in ("datalist", "hr", "option"):
        if parent.kind == "select":
            return parent
        if parent.kind == "optgroup":
            if in_group:
                return None
            in_group = True
        parent = parent.parent
    return None


def _form_and_top(node: ReferenceElement) -> tuple[ReferenceElement | None, ReferenceElement]:
    form = None
    while node.parent is not None:
        node = node.parent
        if form is None and node.kind == "form":
            form = node
    return form, node
