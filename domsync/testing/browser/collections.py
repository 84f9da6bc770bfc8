"""Trees and boards, as `client/extra/collections.js` and `drag_and_drop.js` handle them: focus and dragging."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from domsync.testing.browser.focus import focus
from domsync.testing.tree.nodes import ReferenceElement
from domsync.testing.tree.traversal import text_content, walk, way_up

if TYPE_CHECKING:
    from domsync.testing.browser import Browser

#: The seconds without a key after which the next one begins another word.
_PAUSE = 0.7
_CONTROLS = ("a", "button", "input", "select", "textarea", "label", "summary")


def _is_item(element: ReferenceElement) -> bool:
    return element.get("role") == "treeitem" or element.get("data-ds-card") is not None


def _item_of(element: ReferenceElement) -> ReferenceElement | None:
    return next((above for above in way_up(element) if _is_item(above)), None)


def box_of(element: ReferenceElement | None) -> ReferenceElement | None:
    """The tree or board that an element is in."""
    above = way_up(element) if element is not None else ()
    return next((one for one in above if one.get("data-ds-collection") is not None), None)


def _is_tree(box: ReferenceElement) -> bool:
    return box.get("data-ds-collection") == "tree"


def _items(box: ReferenceElement) -> list[ReferenceElement]:
    return [one for one in walk(box) if _is_item(one)]


def _does(box: ReferenceElement, verb: str) -> bool:
    return verb in (box.get("data-ds-does") or "").split()


def _has_class(element: ReferenceElement, name: str) -> bool:
    return name in (element.get("class") or "").split()


def _tell(browser: Browser, box: ReferenceElement, verb: str, item: ReferenceElement, more: str = "") -> None:
    browser.fire("ds-do", box, {"detail": [verb, item.get("id") or "", more]}, bubbles=True)


# Keys


def keydown(browser: Browser, element: ReferenceElement, told: Mapping[str, object]) -> bool:
    """Handle a key pressed on an item.

    Args:
        browser: The browser.
        element: The element with the focus.
        told: The event's properties.

    Returns:
        Whether the browser does nothing else.
    """
    key = str(told.get("key", ""))
    if key == "Tab":
        inner = box_of(browser.focused)
        for one in [one for one in walk(browser.root) if one.get("data-ds-collection") is not None]:
            one.set_attribute("tabindex", "-1" if one is inner else "0")
        return False
    box = box_of(element)
    if box is None or not _is_item(element) or told.get("ctrlKey") or told.get("metaKey"):
        return False
    if _is_right_to_left(box):
        key = {"ArrowLeft": "ArrowRight", "ArrowRight": "ArrowLeft"}.get(key, key)
    if told.get("altKey"):
        if not (key.startswith("Arrow") and _does(box, "move")):
            return False
        _tell(browser, box, "step", element, key)
        return True
    return _key_in_tree(browser, box, element, key) if _is_tree(box) else _key_on_board(browser, box, element, key)


def _is_right_to_left(element: ReferenceElement) -> bool:
    return next((above.get("dir") == "rtl" for above in way_up(element) if above.get("dir")), False)


def _level(item: ReferenceElement) -> int:
    return int(item.get("aria-level") or 0)


def _above(items: Sequence[ReferenceElement], at: int) -> ReferenceElement | None:
    return next((item for item in reversed(items[:at]) if _level(item) < _level(items[at])), None)


def _open(browser: Browser, box: ReferenceElement, item: ReferenceElement, *, is_open: bool) -> None:
    wanted = "true" if is_open else "false"
    if item.get("aria-expanded") in (None, wanted):
        return
    item.set_attribute("aria-expanded", wanted)
    _tell(browser, box, "open", item, wanted)


def _toggle(browser: Browser, box: ReferenceElement, item: ReferenceElement) -> None:
    _open(browser, box, item, is_open=item.get("aria-expanded") != "true")


def _press(browser: Browser, box: ReferenceElement, item: ReferenceElement, part: str) -> None:
    can_open = item.get("aria-expanded") is not None
    if _has_class(item, "ds-tree-more"):
        _tell(browser, box, "more", item)
    elif part == "sign" and can_open:
        _toggle(browser, box, item)
    elif part == "box":
        _tell(browser, box, "check", item)
    elif _does(box, "select"):
        _tell(browser, box, "select", item)
    elif can_open:
        _toggle(browser, box, item)
    elif _does(box, "check"):
        _tell(browser, box, "check", item)


def _key_in_tree(browser: Browser, box: ReferenceElement, item: ReferenceElement, key: str) -> bool:
    items = _items(box)
    at = items.index(item)
    following = items[at + 1] if at + 1 < len(items) else None
    to: ReferenceElement | None = None
    if key == "ArrowDown":
        to = following
    elif key == "ArrowUp":
        to = items[at - 1] if at else None
    elif key == "ArrowRight":
        if item.get("aria-expanded") == "false":
            _open(browser, box, item, is_open=True)
        elif item.get("aria-expanded") and following is not None and _level(following) > _level(item):
            to = following
    elif key == "ArrowLeft":
        if item.get("aria-expanded") == "true":
            _open(browser, box, item, is_open=False)
        else:
            to = _above(items, at)
    elif key in ("Home", "End"):
        to = items[0 if key == "Home" else -1]
    elif key == "Enter":
        _press(browser, box, item, "text")
    elif key == " ":
        _press(browser, box, item, "box" if _does(box, "check") else "text")
    elif key == "*":
        parent = _above(items, at)
        beside = [one for place, one in enumerate(items) if _above(items, place) is parent]
        for one in [one for one in beside if _level(one) == _level(item)]:
            _open(browser, box, one, is_open=True)
    elif len(key) == 1:
        found = browser.type_ahead.found(box, list(map(text_content, items)), at, key, _PAUSE)
        to = items[found] if found >= 0 else None
    else:
        return False
    if to is not None:
        focus(browser, to)
    return True


def _key_on_board(browser: Browser, box: ReferenceElement, card: ReferenceElement, key: str) -> bool:
    lists = [_items(one) for one in walk(box) if one.get("data-ds-list") is not None]
    column = next(at for at, cards in enumerate(lists) if card in cards)
    cards = lists[column]
    at = cards.index(card)
    if key == "Enter" and _does(box, "open"):
        _tell(browser, box, "open", card)
        return True
    to: ReferenceElement | None = None
    if key in ("ArrowUp", "ArrowDown"):
        place = at + (1 if key == "ArrowDown" else -1)
        to = cards[place] if 0 <= place < len(cards) else None
    elif key in ("ArrowLeft", "ArrowRight"):
        others = lists[column + 1 :] if key == "ArrowRight" else lists[:column][::-1]
        beside = next((one for one in others if one), None)
        to = beside[: at + 1][-1] if beside else None
    elif key in ("Home", "End"):
        to = cards[0 if key == "Home" else -1]
    else:
        return False
    if to is not None:
        focus(browser, to)
    return True


# Clicks, the focus, dragging


def follow(browser: Browser, type: str, element: ReferenceElement) -> None:
    """Do what the client does after an event in a tree or on a board.

    Args:
        browser: The browser.
        type: The event.
        element: Its target.
    """
    box = box_of(element)
    item = _item_of(element)
    if type == "focusin" and box is element:
        known = browser.entered_items.get(box)
        items = _items(box)
        chosen = next((one for one in items if one.get("aria-selected") == "true"), items[0] if items else None)
        to = known if known in items else chosen
        if to is not None:
            focus(browser, to)
    elif type == "focusin" and box is not None and item is not None:
        browser.entered_items[box] = item
    elif type == "click" and box is not None and item is not None:
        if _is_tree(box):
            parts = {
                name for above in way_up(element) for name in ("sign", "box") if _has_class(above, f"ds-tree-{name}")
            }
            _press(browser, box, item, next(iter(parts), "text"))
        elif _does(box, "open") and not any(above.kind in _CONTROLS for above in way_up(element)):
            _tell(browser, box, "open", item)
    elif type == "dragstart" and box is not None and item is element and _does(box, "move"):
        browser.dragged = item
    elif type == "drop":
        spot = _spot(browser, element)
        dragged, browser.dragged = browser.dragged, None
        if spot is not None and dragged is not None:
            onto, how = spot
            where = box_of(dragged)
            if where is not None:
                _tell(browser, where, "move", dragged, f"{how} {onto.get('id') or ''}")
    elif type == "dragend":
        browser.dragged = None


def takes(browser: Browser, element: ReferenceElement) -> bool:
    """Return whether the dragged item can be dropped on an element.

    Args:
        browser: The browser.
        element: The element under the mouse.
    """
    return _spot(browser, element) is not None


def _spot(browser: Browser, element: ReferenceElement) -> tuple[ReferenceElement, str] | None:
    """The target of a drop and the position: into the middle of a tree item, or before a card."""
    box = box_of(browser.dragged)
    found = [one for one in way_up(element) if _is_item(one) or one.get("data-ds-list") is not None]
    if box is None or not found or box_of(found[0]) is not box:
        return None
    onto = found[0]
    if onto is browser.dragged or _has_class(onto, "ds-tree-more"):
        return None
    is_inside = onto.get("data-ds-list") is not None or _is_tree(box)
    return onto, "inside" if is_inside else "before"
