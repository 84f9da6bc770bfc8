"""The methods of elements that the server calls in the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from domsync.testing import activation
from domsync.testing.element_values import WINDOW_SIZE
from domsync.testing.form_values import problem_with
from domsync.testing.reference_tree import ReferenceElement
from domsync.testing.walking import value_of

if TYPE_CHECKING:
    from domsync.testing.browser import Browser
    from domsync.testing.happenings import Target

#: What only a layout or a player could do: nothing can be seen of it here.
_UNSEEN = frozenset(("scrollIntoView", "scrollTo", "scrollBy", "requestFullscreen", "load"))


def perform(browser: Browser, target: Target, method: str, arguments: tuple[Any, ...]) -> tuple[bool, object]:
    """Call a method.

    Args:
        browser: The browser.
        target: The element, the document or the window.
        method: Its name.
        arguments: What it is called with.

    Returns:
        Whether it went well, and the result or what went wrong.
    """
    if method in _UNSEEN or not isinstance(target, ReferenceElement):
        return True, None
    element = target
    match method:
        case "focus":
            if activation.can_focus(element):
                activation.focus(browser, element)
        case "blur":
            if browser.focused is element:
                activation.focus(browser, None)
        case "click":
            activation.click(browser, element)
        case "select":
            browser.carets[element] = (0, len(value_of(element)))
        case "setSelectionRange":
            browser.carets[element] = (int(arguments[0]), int(arguments[1]))
        case "showModal" | "show":
            activation.open_dialog(browser, element, modal=method == "showModal")
        case "close":
            activation.close_dialog(browser, element)
        case "showPopover" | "hidePopover":
            activation.toggle_popover(browser, element, method == "showPopover")
        case "togglePopover":
            return True, activation.toggle_popover(browser, element, arguments[0] if arguments else None)
        case "reset":
            activation.reset(browser, element)
        case "requestSubmit":
            activation.submit(browser, element)
        case "setCustomValidity":
            element.properties[":custom-validity"] = str(arguments[0])
        case "checkValidity" | "reportValidity":
            return True, _is_valid(browser, element)
        case "play" | "pause":
            element.properties["paused"] = method == "pause"
            browser.fire(method, element)
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
