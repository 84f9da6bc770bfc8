"""Read everything that a test can ask about an element of the reference browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from domsync.render.quoting import html_attribute, html_text
from domsync.testing.tree.element_values import of_element
from domsync.testing.tree.nodes import ReferenceElement, ReferenceNode
from domsync.testing.tree.shown_page import ShownPage
from domsync.testing.tree.traversal import (
    is_checkable,
    is_disabled,
    is_text_field,
    option_value,
    selected_options,
    top_dialog,
    value_of,
    way_up,
)
from domsync.testing.tree.visible import inner_text, is_visible

_VOID = frozenset(
    (
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track"),
        "wbr",
    )
)


def outer_html(node: ReferenceNode) -> str:
    """Write a node as HTML."""
    if not isinstance(node, ReferenceElement):
        return html_text(node.data) if node.kind == "#text" else f"<!--{node.data}-->"
    attributes = [f" {name}={html_attribute(value)}" for name, value in node.attributes.values()]
    if node.styles:
        declarations = " ".join(f"{name}: {value};" for name, value in node.styles.items())
        attributes.append(f" style={html_attribute(declarations)}")
    opening = f"<{node.kind}{''.join(attributes)}>"
    return opening if node.kind in _VOID else f"{opening}{inner_html(node)}</{node.kind}>"


def inner_html(element: ReferenceElement) -> str:
    """Write the content of an element as HTML."""
    return "".join(map(outer_html, element.children))


def is_inert(browser: ShownPage, element: ReferenceElement) -> bool:
    """Return whether an element is out of the user's reach: below `inert`, or outside a modal dialog."""
    above = list(way_up(element))
    if any(one.get("inert") is not None for one in above):
        return True
    dialog = top_dialog(browser.root)
    return dialog is not None and dialog not in above


def is_editable(element: ReferenceElement) -> bool:
    """Return whether the user can edit a control."""
    is_control = element.kind == "select" or is_text_field(element) or is_checkable(element)
    edited = is_control or element.get("contenteditable") not in (None, "false")
    return edited and not is_disabled(element) and element.get("readonly") is None


def _value(element: ReferenceElement) -> str:
    if element.kind not in ("input", "textarea", "select", "option", "button"):
        raise TypeError(f"<{element.kind}> holds no value")
    return value_of(element)


def _checked(element: ReferenceElement) -> bool:
    # A control that the browser itself can check does not need `aria-checked`, whatever its role.
    if is_checkable(element):
        return bool(element.shown("checked"))
    if element.get("role") in ("checkbox", "menuitemcheckbox", "menuitemradio", "radio", "switch"):
        return element.get("aria-checked") == "true"
    raise TypeError(f"<{element.kind}> cannot be ticked")


def _of_module(browser: ShownPage, element: ReferenceElement, what: str) -> Any:
    model = element.model
    if model is None or isinstance(model, dict):
        raise TypeError(f"<{element.kind}> shows no client module")
    return model.values(browser.acknowledged) if what == "values" else getattr(model, what)


_READERS: dict[str, Callable[..., Any]] = {
    "text": lambda browser, element: inner_text(element),
    "html": lambda browser, element: outer_html(element),
    "value": lambda browser, element: _value(element),
    "selected": lambda browser, element: [option_value(option) for option in selected_options(element)],
    "checked": lambda browser, element: _checked(element),
    "attribute": lambda browser, element, name: element.get(name),
    "style": lambda browser, element, name: element.styles.get(name, ""),
    "property": lambda browser, element, name: of_element(element, name),
    "visible": lambda browser, element: is_visible(element),
    "enabled": lambda browser, element: not is_disabled(element),
    "editable": lambda browser, element: is_editable(element),
    "focused": lambda browser, element: browser.focused is element,
    "module": _of_module,
    "node": lambda browser, element: element.wire or 1,
}


def read(browser: ShownPage, element: ReferenceElement, what: str, *arguments: Any) -> Any:
    """Read something from an element.

    Args:
        browser: Its page.
        element: The element.
        what: What to read, as `Driver.read` describes.
        arguments: Further arguments of the question.
    """
    return _READERS[what](browser, element, *arguments)
