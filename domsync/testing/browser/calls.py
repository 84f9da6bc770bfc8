"""The methods of elements that the server calls in the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from domsync.dom.controls.operational_transform import from_units, to_units
from domsync.testing.browser import activation
from domsync.testing.browser.focus import can_focus, focus
from domsync.testing.browser.modules import told
from domsync.testing.tree.element_values import WINDOW_SIZE
from domsync.testing.tree.form_values import problem_with
from domsync.testing.tree.nodes import CUSTOM_VALIDITY, ReferenceElement
from domsync.testing.tree.traversal import value_of

if TYPE_CHECKING:
    from domsync.testing.browser import Browser
    from domsync.testing.browser.event import Target

#: Methods that need a layout or a player: they have no visible effect here.
_UNSEEN = frozenset(("scrollIntoView", "scrollTo", "scrollBy", "requestFullscreen", "load"))


def perform(browser: Browser, target: Target, method: str, arguments: tuple[Any, ...]) -> tuple[bool, object]:
    """Call a method.

    Args:
        browser: The browser.
        target: The element, the document or the window.
        method: Its name.
        arguments: The arguments of the call.

    Returns:
        Whether it succeeded, and the result or the error.
    """
    if isinstance(target, ReferenceElement) and method == "scrollTo" and target.get("data-ds-window") is not None:
        [given] = arguments
        activation.scroll(browser, target, float(given["top"]), 0)
        return True, None
    if method in _UNSEEN or not isinstance(target, ReferenceElement):
        return True, None
    element = target
    match method:
        case "focus":
            if can_focus(element):
                focus(browser, element)
        case "blur":
            if browser.focused is element:
                focus(browser, None)
        case "click":
            activation.click(browser, element)
        case "select":
            browser.carets[element] = (0, len(value_of(element)))
        case "setSelectionRange":
            units = to_units(value_of(element))
            start, end = (len(from_units(units[: int(place)])) for place in arguments[:2])
            browser.carets[element] = (start, max(start, end))
        case "showModal" | "show":
            is_modal = method == "showModal"
            if element.get("open") is not None:
                # From https://html.spec.whatwg.org/#dom-dialog-show
                is_same = bool(element.properties.get(":modal")) == is_modal
                return is_same, None if is_same else f"InvalidStateError: the dialog is open already, not by {method}()"
            activation.open_dialog(browser, element, modal=is_modal)
        case "close":
            activation.close_dialog(browser, element, *map(str, arguments[:1]), is_told=True)
        case "showPopover" | "hidePopover":
            activation.toggle_popover(browser, element, method == "showPopover")
        case "togglePopover":
            return True, activation.toggle_popover(browser, element, arguments[0] if arguments else None)
        case "reset":
            activation.reset(browser, element)
        case "requestSubmit":
            activation.submit(browser, element)
        case "setCustomValidity":
            element.properties[CUSTOM_VALIDITY] = str(arguments[0])
        case "checkValidity" | "reportValidity":
            return True, _is_valid(browser, element)
        case "play" | "pause":
            element.properties["paused"] = method == "pause"
            browser.fire(method, element)
        case "module":
            return told(browser, element, arguments)
        case "getBoundingClientRect":
            width, height = WINDOW_SIZE
            edges = {"x": 0, "y": 0, "left": 0, "top": 0, "right": width, "bottom": height}
            return True, {**edges, "width": width, "height": height}
        case _:
            return False, f"the browser in Python has no {method}()"
    return True, None


def _is_valid(browser: Browser, element: ReferenceElement) -> bool:
    if element.kind == "form":
        return activation.is_valid(browser, element)
    if problem_with(element):
        browser.fire("invalid", element)
        return False
    return True
