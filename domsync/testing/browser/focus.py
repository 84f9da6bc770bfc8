"""Focus: which elements can have it, and what happens when it moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domsync.testing.tree.nodes import ReferenceElement
from domsync.testing.tree.traversal import (
    is_disabled,
    is_text_field,
    value_of,
    way_up,
)
from domsync.testing.tree.visible import is_visible

if TYPE_CHECKING:
    from domsync.testing.browser import Browser


def loses_focus(element: ReferenceElement) -> bool:
    """Return whether a browser takes the focus from an element: it is disabled, hidden or inert."""
    is_inert = any(above.get("inert") is not None for above in way_up(element))
    return is_inert or is_disabled(element) or not is_visible(element)


def can_focus(element: ReferenceElement) -> bool:
    """Return whether an element can have the focus."""
    if loses_focus(element):
        return False
    if element.get("tabindex") is not None or element.get("contenteditable") not in (None, "false"):
        return True
    if element.kind in ("a", "area"):
        return element.get("href") is not None
    return element.kind in ("button", "input", "select", "summary", "textarea", "iframe")


def focus(browser: Browser, element: ReferenceElement | None) -> None:
    """Focus an element; with None, remove the focus from the element that has it."""
    before = browser.focused
    if before is element:
        return
    if before is not None:
        commit(browser, before)
        browser.focused = None
        for name in ("blur", "focusout"):
            browser.fire(name, before, {"relatedTarget": element})
    if element is None:
        return
    browser.focused = element
    if is_text_field(element) or element.get("contenteditable") not in (None, "false"):
        browser.edited = element
    for name in ("focus", "focusin"):
        browser.fire(name, element, {"relatedTarget": before})


def commit(browser: Browser, control: ReferenceElement) -> None:
    """End the user's edit of a control: `change` is dispatched if there was one."""
    before = browser.before_edit.pop(control, None)
    if before is not None and before != value_of(control):
        browser.fire("change", control)
