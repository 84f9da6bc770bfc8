"""Traverse the reference browser's tree, and read what its elements hold."""

from collections.abc import Iterator
from typing import cast

from domsync.testing.tree.canonical import HTML_NAMESPACE
from domsync.testing.tree.nodes import FILES, ReferenceElement, ReferenceNode

#: Controls whose value belongs to the user.
EDITED = frozenset(("input", "textarea", "select"))
#: Elements for which the attribute `disabled` has a meaning.
DISABLED = frozenset(("button", "fieldset", "input", "optgroup", "option", "select", "textarea"))
#: Types of inputs that show no text to edit.
NO_TEXT = frozenset(("button", "checkbox", "color", "file", "hidden", "image", "radio", "range", "reset", "submit"))
#: Types of inputs whose value is picked rather than typed.
PICKED = frozenset(("color", "date", "datetime-local", "month", "range", "time", "week"))


def walk(root: ReferenceElement) -> Iterator[ReferenceElement]:
    """Iterate over the elements below `root` in document order."""
    waiting: list[ReferenceNode] = root.children[::-1]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ReferenceElement):
            yield node
            waiting += node.children[::-1]


def way_up(element: ReferenceElement) -> Iterator[ReferenceElement]:
    """Iterate from an element up to the root, including itself."""
    current: ReferenceElement | None = element
    while current is not None:
        yield current
        current = current.parent


def closest(element: ReferenceElement, *tags: str) -> ReferenceElement | None:
    """The element or its nearest ancestor with one of these tags."""
    return next((found for found in way_up(element) if found.kind in tags), None)


def text_content(node: ReferenceNode) -> str:
    """All text of a node, as in `textContent`."""
    if not isinstance(node, ReferenceElement):
        return node.data if node.kind == "#text" else ""
    return "".join(
        [
            text_content(child) if isinstance(child, ReferenceElement) else child.data
            for child in node.children
            if child.kind != "#comment"
        ]
    )


def squeezed(text: str) -> str:
    """The text with white space collapsed, as people read it."""
    return " ".join(text.split())


def is_html(element: ReferenceElement) -> bool:
    """Return whether an element is HTML, rather than SVG or MathML."""
    return element.namespace == HTML_NAMESPACE


def input_type(element: ReferenceElement) -> str:
    """The type of an input in lower case; for a button, `submit` by default; empty for other elements."""
    given = (element.get("type") or "").lower()
    if element.kind == "input":
        return given or "text"
    if element.kind == "button":
        return given if given in ("button", "reset") else "submit"
    return ""


def is_text_field(element: ReferenceElement) -> bool:
    """Return whether the user can type text into an element."""
    return element.kind == "textarea" or (element.kind == "input" and input_type(element) not in NO_TEXT)


def is_checkable(element: ReferenceElement) -> bool:
    """Return whether an element is a checkbox or a radio button."""
    return element.kind == "input" and input_type(element) in ("checkbox", "radio")


def is_disabled(element: ReferenceElement) -> bool:
    """Return whether a control is disabled, by itself or by the fieldset, select or optgroup around it.

    From https://html.spec.whatwg.org/#attr-fe-disabled.
    """
    if element.kind not in DISABLED:
        return False
    if element.get("disabled") is not None:
        return True
    below = element
    for above in way_up(element):
        if above.kind == "fieldset" and above is not element and above.get("disabled") is not None:
            legend = next((child for child in above.children if child.kind == "legend"), None)
            if below is not legend:
                return True
        if element.kind == "option" and above.kind in ("optgroup", "select") and above.get("disabled") is not None:
            return True
        below = above
    return False


def options_of(select: ReferenceElement) -> list[ReferenceElement]:
    """The options of a select."""
    return [found for found in walk(select) if found.kind == "option"]


def option_value(option: ReferenceElement) -> str:
    """Read the value of an option."""
    value = option.get("value")
    return squeezed(text_content(option)) if value is None else value


def selected_options(select: ReferenceElement) -> list[ReferenceElement]:
    """The selected options of a select."""
    return [option for option in options_of(select) if option.shown("selected")]


def files_of(control: ReferenceElement) -> list[str]:
    """The names of the files that were chosen in a file input."""
    return cast("list[str]", control.properties.get(FILES, [])) if input_type(control) == "file" else []


def value_of(element: ReferenceElement) -> str:
    """The property `value` of a control; for other elements, the attribute."""
    if element.kind in EDITED:
        files = files_of(element)
        # https://html.spec.whatwg.org/#dom-input-value-filename
        return f"C:\\fakepath\\{files[0]}" if files else str(element.shown("value"))
    return option_value(element) if element.kind == "option" else element.get("value") or ""


def opening_of(element: ReferenceElement) -> int:
    """Return the number of a modal dialog or popover in the order in which they were opened; 0 if it is not open."""
    name = ":popover-open" if element.get("popover") is not None else ":modal"
    return cast("int", element.properties.get(name) or 0)


def top_dialog(root: ReferenceElement) -> ReferenceElement | None:
    """Return the modal dialog that is above all others: the one that was opened last."""
    return max(filter(opening_of, root.elements("dialog")), key=opening_of, default=None)


def is_connected(element: ReferenceElement, root: ReferenceElement) -> bool:
    """Return whether an element is still on the page."""
    return any(above is root for above in way_up(element))


def tag_shown(element: ReferenceElement) -> str:
    """The start tag of an element with its attributes, for messages."""
    parts = [element.kind]
    for name, value in element.attributes.values():
        parts.append(name if not value else f'{name}="{value}"')
    if element.styles:
        parts.append('style="{}"'.format("; ".join(f"{name}: {value}" for name, value in element.styles.items())))
    return f"<{' '.join(parts)}>"
