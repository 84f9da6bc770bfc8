"""The user's mouse. Each function stops where the server may answer in between."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from domsync.testing.browser import activation
from domsync.testing.browser.focus import can_focus, focus
from domsync.testing.tree.accessible_names import labelled
from domsync.testing.tree.nodes import ReferenceElement
from domsync.testing.tree.traversal import closest, is_connected, is_disabled, way_up
from domsync.testing.user import editing

if TYPE_CHECKING:
    from domsync.testing.browser import Browser

Told = Mapping[str, object]


def hover(browser: Browser, element: ReferenceElement, told: Told) -> Iterator[None]:
    """Move the mouse to an element."""
    before, now = browser.hovered, list(way_up(element))
    browser.hovered = now
    if not before or before[0] is not element:
        if before and is_connected(before[0], browser.root):
            for kind in ("pointer", "mouse"):
                browser.fire(f"{kind}out", before[0], {**told, "relatedTarget": element})
                for left in before:
                    if left not in now:
                        browser.fire(f"{kind}leave", left, {**told, "relatedTarget": element})
        for kind in ("pointer", "mouse"):
            browser.fire(f"{kind}over", element, {**told, "relatedTarget": before[0] if before else None})
            for entered in reversed(now):
                if entered not in before:
                    browser.fire(f"{kind}enter", entered, told)
    browser.fire("pointermove", element, told)
    browser.fire("mousemove", element, told)
    browser.navigation.rest(next((link for link in now if link.kind in ("a", "area")), None))
    yield


def click(browser: Browser, element: ReferenceElement, told: Told, count: int = 1) -> Iterator[None]:
    """Click on an element.

    Args:
        browser: The browser.
        element: The element to click.
        told: The events' properties: the button, the position, the modifier keys.
        count: The number of clicks in a row.
    """
    yield from hover(browser, element, told)
    main = told.get("button", 0) == 0
    for number in range(1, count + 1):
        if not is_connected(element, browser.root):
            return
        yield from _press(browser, element, {**told, "detail": number})
        if not is_connected(element, browser.root):
            return
        browser.fire("pointerup", element, told)
        activation.dismiss_popovers(browser, element)
        if not is_disabled(element):
            browser.fire("mouseup", element, {**told, "detail": number})
        if main:
            activation.click(browser, element, {**told, "detail": number})
        elif not is_disabled(element):
            browser.fire("auxclick", element, {**told, "detail": number})
        activation.tell_dismissed(browser)
        yield
    if count == 2 and main and is_connected(element, browser.root):
        browser.fire("dblclick", element, {**told, "detail": 2})
        yield


def _press(browser: Browser, element: ReferenceElement, told: Told) -> Iterator[None]:
    """Press the button: the element there gets the focus."""
    held = {**told, "buttons": {1: 4, 2: 2}.get(int(str(told.get("button", 0))), 1), "pressure": 0.5}
    browser.fire("pointerdown", element, held)
    allowed = is_disabled(element) or browser.fire("mousedown", element, held)
    browser.pressed = element
    if allowed:
        target = next((above for above in way_up(element) if can_focus(above)), None)
        label = closest(element, "label")
        # A click on a label focuses its control.
        if label is None or labelled(label, browser.root) is None or target is not None:
            focus(browser, target)
        if target is not None:
            # A click in the text puts the caret after it.
            editing.go_to_end(browser, target)
    yield
    if told.get("button") == 2 and is_connected(element, browser.root):
        browser.fire("contextmenu", element, told)
        yield


def drag(browser: Browser, element: ReferenceElement, onto: ReferenceElement, text: str) -> Iterator[None]:
    """Drag an element onto another one.

    Args:
        browser: The browser.
        element: The element to drag; it has `draggable="true"`.
        onto: The element to drop it on.
        text: The text that the drop carries.
    """
    carried = {"text": text, "dataTransfer": {"dropEffect": "move"}}
    silent = {"dataTransfer": {"dropEffect": "none"}}
    yield from hover(browser, element, {})
    yield from _press(browser, element, {})
    if not browser.fire("dragstart", element, silent):
        return
    yield
    browser.fire("drag", element, silent)
    browser.fire("dragenter", onto, silent)
    yield
    accepted = not browser.fire("dragover", onto, silent)
    yield
    if accepted and is_connected(onto, browser.root):
        browser.fire("drop", onto, carried)
    elif is_connected(onto, browser.root):
        browser.fire("dragleave", onto, silent)
    yield
    if is_connected(element, browser.root):
        browser.fire("dragend", element, carried if accepted else silent)
    yield
