"""Widgets, as `client/extra/widgets.js` handles them: menus, lists of options, tabs and the focus order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from domsync.testing.browser import activation, grid
from domsync.testing.browser.focus import can_focus, focus
from domsync.testing.tree.accessible_names import by_id
from domsync.testing.tree.element_values import WINDOW_SIZE
from domsync.testing.tree.nodes import ReferenceElement
from domsync.testing.tree.traversal import is_connected, is_disabled, text_content, value_of, walk, way_up
from domsync.testing.tree.visible import is_visible

if TYPE_CHECKING:
    from domsync.testing.browser import Browser

#: The seconds without a key after which the next one begins another word.
_PAUSE = 0.7
_ROLES = ("tab", "menuitem", "menuitemcheckbox", "menuitemradio")


def _near(element: ReferenceElement, attribute: str, value: str | None = None) -> ReferenceElement | None:
    for above in way_up(element):
        found = above.get(attribute)
        if found is not None and value in (None, found):
            return above
    return None


def _found(browser: Browser, id: str | None) -> ReferenceElement | None:
    return next(by_id(browser.root, id), None) if id else None


def _is_item(element: ReferenceElement) -> bool:
    return element.kind in ("button", "a", "input", "select") or element.get("role") in _ROLES


def _items(list_: ReferenceElement) -> list[ReferenceElement]:
    """The items of a list with one focus stop, without those of nested lists."""
    return [
        item
        for item in walk(list_)
        if _is_item(item) and _near(item, "data-ds-roving") is list_ and not is_disabled(item) and is_visible(item)
    ]


def _go_to(browser: Browser, list_: ReferenceElement, item: ReferenceElement) -> None:
    _rove(list_, item)
    focus(browser, item)
    if list_.get("data-ds-activate") is not None:
        activation.click(browser, item)


def _rove(list_: ReferenceElement, item: ReferenceElement) -> None:
    for other in _items(list_):
        other.set_attribute("tabindex", "0" if other is item else "-1")


def _is_shown(popover: ReferenceElement | None) -> bool:
    return popover is not None and bool(popover.properties.get(":popover-open"))


def _opener(browser: Browser, menu: ReferenceElement) -> ReferenceElement | None:
    return next((one for one in walk(browser.root) if one.get("popovertarget") == (menu.get("id") or "\0")), None)


def _open_menu(browser: Browser, button: ReferenceElement, at: int) -> bool:
    menu = _found(browser, button.get("popovertarget"))
    if menu is None or menu.get("role") != "menu":
        return False
    activation.toggle_popover(browser, menu, True)
    items = _items(menu)
    if items:
        _go_to(browser, menu, items[at])
    return True


def _close_menus(browser: Browser) -> None:
    for menu in [one for one in walk(browser.root) if one.get("role") == "menu" and _is_shown(one)]:
        activation.toggle_popover(browser, menu, False)


# Fields with a list of options


def _options(browser: Browser, box: ReferenceElement) -> list[ReferenceElement]:
    found = _found(browser, box.get("data-ds-combobox"))
    listed = [] if found is None else walk(found)
    return [one for one in listed if one.get("role") == "option" and one.get("aria-disabled") != "true"]


def _popup(browser: Browser, box: ReferenceElement) -> ReferenceElement | None:
    found = _found(browser, box.get("data-ds-combobox"))
    return None if found is None else _near(found, "popover")


def _is_open(browser: Browser, box: ReferenceElement) -> bool:
    popup = _popup(browser, box)
    return popup is None or _is_shown(popup)


def _open_list(browser: Browser, box: ReferenceElement, *, is_open: bool) -> None:
    popup = _popup(browser, box)
    if popup is not None:
        activation.toggle_popover(browser, popup, is_open)
        box.set_attribute("aria-expanded", "true" if is_open else "false")
    if not is_open:
        _point(browser, box, None)


def _point(browser: Browser, box: ReferenceElement, option: ReferenceElement | None) -> None:
    for other in _options(browser, box):
        if other is option:
            other.set_attribute("data-active", "")
        else:
            other.remove_attribute("data-active")
    if option is None:
        box.remove_attribute("aria-activedescendant")
    else:
        box.set_attribute("aria-activedescendant", option.get("id") or "")


def _key_of_box(browser: Browser, box: ReferenceElement, key: str) -> bool:
    options = _options(browser, box)
    active = next((one for one in options if one.get("data-active") is not None), None)
    if key in ("ArrowDown", "ArrowUp"):
        _open_list(browser, box, is_open=True)
        step = 1 if key == "ArrowDown" else -1
        at = options.index(active) + step if active is not None else 0 if step == 1 else -1
        _point(browser, box, options[at % len(options)] if options else None)
        return True
    if key == "Enter" and _is_open(browser, box):
        if active is None and box.get("data-ds-free") is not None:
            return False
        chosen = active or next(iter(options), None)
        if chosen is not None:
            activation.click(browser, chosen)
        return True
    if key == "Escape" and _popup(browser, box) is not None and _is_open(browser, box):
        _open_list(browser, box, is_open=False)
        return True
    if key == "Tab" and _popup(browser, box) is not None:
        _open_list(browser, box, is_open=False)
    return False


# Keys


def keydown(browser: Browser, element: ReferenceElement, told: Mapping[str, object]) -> tuple[bool, bool]:
    """Handle a key pressed in a widget.

    Args:
        browser: The browser.
        element: The element with the focus.
        told: The event's properties.

    Returns:
        Whether the browser does nothing else, and whether the page's listeners are skipped.
    """
    in_table = grid.keydown(browser, element, told)
    if in_table:
        return True, True
    key = str(told.get("key", ""))
    if told.get("ctrlKey") or told.get("metaKey") or told.get("altKey"):
        return _shortcut(browser, key, told), False
    shown = [one for one in walk(browser.root) if one.get("role") == "tooltip" and _is_shown(one)]
    if key == "Escape" and shown:
        activation.toggle_popover(browser, shown[0], False)
        return False, False
    box = _near(element, "data-ds-combobox")
    if box is not None:
        is_shut = key == "Escape" and not _is_open(browser, box)
        is_done = _key_of_box(browser, box, key)
        # The server clears a field whose list is closed; a dialog around it stays open.
        return is_done or (is_shut and value_of(box) != ""), is_done and key in ("Enter", "Escape")
    line = _near(element, "data-ds-split")
    if line is not None:
        return _move_line(browser, line, key), False
    button = _near(element, "popovertarget")
    list_ = _near(element, "data-ds-roving")
    if (
        button is not None
        and list_ is None
        and button.get("aria-haspopup") == "menu"
        and key in ("ArrowDown", "ArrowUp")
    ):
        return _open_menu(browser, button, 0 if key == "ArrowDown" else -1), False
    item = next((above for above in way_up(element) if _is_item(above)), None)
    return (item is not None and list_ is not None and _move(browser, list_, item, key)), False


def _shortcut(browser: Browser, key: str, told: Mapping[str, object]) -> bool:
    is_done = False
    for button in [one for one in walk(browser.root) if one.get("data-ds-shortcut")]:
        keys = (button.get("data-ds-shortcut") or "").lower().split("+")
        mod = bool(told.get("ctrlKey") or told.get("metaKey")) if "mod" in keys else True
        held = ("shift" in keys) == bool(told.get("shiftKey")) and ("alt" in keys) == bool(told.get("altKey"))
        if mod and held and keys[-1] == key.lower():
            is_done = True
            if is_visible(button):
                activation.click(browser, button)
    return is_done


def _move(browser: Browser, list_: ReferenceElement, item: ReferenceElement, key: str) -> bool:
    is_text = item.kind == "select" or (
        item.kind == "input" and item.get("type") not in ("checkbox", "radio", "button")
    )
    items = _items(list_)
    back, on = ("ArrowRight", "ArrowLeft") if _is_right_to_left(item) else ("ArrowLeft", "ArrowRight")
    before, after = ("ArrowUp", "ArrowDown") if list_.get("data-ds-roving") == "vertical" else (back, on)
    role = list_.get("role")
    if is_text or item not in items:
        return False
    if key in (before, after):
        following = items[(items.index(item) + (1 if key == after else -1)) % len(items)]
        menu = _found(browser, item.get("popovertarget"))
        was_open = role == "menubar" and _is_shown(menu)
        if was_open and menu is not None:
            activation.toggle_popover(browser, menu, False)
        _go_to(browser, list_, following)
        if was_open:
            _open_menu(browser, following, 0)
        return True
    if key in ("Home", "End"):
        _go_to(browser, list_, items[0 if key == "Home" else -1])
        return True
    if role == "menubar" and key == "ArrowDown":
        return _open_menu(browser, item, 0)
    if role == "menu" and _move_in_menu(browser, list_, item, key, back, on):
        return True
    if role == "menu" and key == "Tab":
        _close_menus(browser)
        return False
    if list_.get("data-ds-typeahead") is not None and len(key) == 1 and key != " ":
        at = browser.type_ahead.found(list_, list(map(text_content, items)), items.index(item), key, _PAUSE)
        if at >= 0:
            _go_to(browser, list_, items[at])
        return True
    return False


def _move_in_menu(
    browser: Browser, menu: ReferenceElement, item: ReferenceElement, key: str, back: str, on: str
) -> bool:
    if key == on and _open_menu(browser, item, 0):
        return True
    opener = _opener(browser, menu)
    if opener is None or key not in (back, on):
        return False
    outer = _near(opener, "data-ds-roving")
    if key == back and outer is not None and outer.get("role") == "menu":
        activation.toggle_popover(browser, menu, False)
        focus(browser, opener)
        return True
    if outer is not None and outer.get("role") == "menubar":
        tops = _items(outer)
        following = tops[(tops.index(opener) + (1 if key == on else -1)) % len(tops)]
        activation.toggle_popover(browser, menu, False)
        _go_to(browser, outer, following)
        _open_menu(browser, following, 0)
        return True
    return False


def _is_right_to_left(element: ReferenceElement) -> bool:
    found = _near(element, "dir")
    return found is not None and found.get("dir") == "rtl"


def _move_line(browser: Browser, line: ReferenceElement, key: str) -> bool:
    now, low, high = (float(line.get(f"aria-value{name}") or 0) for name in ("now", "min", "max"))
    is_vertical = line.get("data-ds-split") == "vertical"
    back, on = ("ArrowRight", "ArrowLeft") if _is_right_to_left(line) else ("ArrowLeft", "ArrowRight")
    to = {
        "ArrowUp" if is_vertical else back: now - 2,
        "ArrowDown" if is_vertical else on: now + 2,
        "Home": low,
        "End": high,
    }
    if key == "Enter":
        to[key] = float(line.get("data-ds-before") or 50) if now == low else low
        if now != low:
            line.set_attribute("data-ds-before", str(now))
    if key not in to:
        return False
    value = min(max(to[key], low), high)
    line.set_attribute("aria-valuenow", str(round(value)))
    browser.fire("ds-split", line, {"detail": value}, bubbles=True)
    return True


# What follows other events


def keeps_focus(element: ReferenceElement) -> bool:
    """Return whether pressing an element does not move the focus: an option, because a blur would close its list."""
    return any("ds-list" in (above.get("class") or "").split() for above in way_up(element))


#: The height of a scrolled area, in pixels.
_VIEW = WINDOW_SIZE[1]


def follow(browser: Browser, type: str, element: ReferenceElement) -> None:
    """Do what the client does in a widget after an event.

    Args:
        browser: The browser.
        type: The event.
        element: Its target.
    """
    if type in ("focusin", "mousedown"):
        grid.follow(browser, type, element)
    if type == "click":
        _clicked(browser, element)
    elif type == "input" and element.get("data-ds-combobox"):
        _open_list(browser, element, is_open=True)
        _point(browser, element, None)
    elif type == "focusout" and element.get("data-ds-combobox") and _popup(browser, element) is not None:
        _open_list(browser, element, is_open=False)
    elif type == "focusin":
        list_ = _near(element, "data-ds-roving")
        if list_ is not None and element in _items(list_):
            _rove(list_, element)
    elif type == "beforetoggle" and element.get("data-ds-tour") is not None and not _is_shown(element):
        focused = browser.focused
        if focused is not None and _near(focused, "data-ds-tour") is None:
            browser.before_tour = focused
    elif type == "toggle" and element.get("role") == "menu" and _is_shown(element):
        if browser.focused is None or element not in way_up(browser.focused):
            items = _items(element)
            if items:
                _go_to(browser, element, items[0])
    elif type == "contextmenu":
        area = _near(element, "data-ds-context")
        menu = _found(browser, None if area is None else area.get("data-ds-context"))
        if menu is not None and not _is_shown(menu):
            activation.toggle_popover(browser, menu, True)
    elif type == "scroll" and element.get("data-ds-window") is not None:
        _follow_end(browser, element)
        # As `client/extra/virtual_list.js` reports when few rows are left; without a layout, that is always the case.
        browser.fire("ds-scroll", element, {"detail": [element.properties.get("scrollTop", 0), _VIEW]}, bubbles=False)
    elif type == "scroll" and element.get("data-ds-earlier") is not None:
        _follow_log(browser, element)
    if type in ("focusin", "focusout", "mouseover", "mouseout"):
        _tip(browser, element if type in ("focusin", "mouseover") else None)


def _follow_end(browser: Browser, scroller: ReferenceElement) -> None:
    """Report whether the end of a list that follows new rows has come into view or left it.

    Without a layout, the rows on the page have no height: only the space before and after them counts for scrolling.
    """
    rows = next((one for one in walk(scroller) if one.get("data-ds-rows") is not None), None)
    if scroller.get("data-ds-follow") is None or rows is None or rows.parent is None:
        return
    beside = [one for one in rows.parent.children if isinstance(one, ReferenceElement)]
    at = beside.index(rows)
    before, after = (float(beside[at + step].styles.get("height", "0px").removesuffix("px")) for step in (-1, 1))
    top = scroller.properties.get("scrollTop", 0)
    is_at_end = isinstance(top, int | float) and top >= before + after
    if is_at_end != scroller.properties.get("ds-at-end", True):
        scroller.properties["ds-at-end"] = is_at_end
        browser.fire("ds-follow", scroller, {"detail": [is_at_end, top, _VIEW]}, bubbles=False)


def _follow_log(browser: Browser, log: ReferenceElement) -> None:
    """Do what `client/extra/chat_history.js` does; without a layout, scrolling up means going to the first message."""
    top = log.properties.get("scrollTop", 0)
    is_at_end = isinstance(top, int | float) and top > -2
    if is_at_end != log.properties.get("ds-at-end", True):
        log.properties["ds-at-end"] = is_at_end
        browser.fire("ds-follow", log, {"detail": is_at_end}, bubbles=False)
    if not is_at_end and log.get("data-ds-earlier") != "0":
        browser.fire("ds-earlier", log, {}, bubbles=False)


def _tip(browser: Browser, element: ReferenceElement | None) -> None:
    anchor = None if element is None else _near(element, "data-ds-tip")
    shown = _found(browser, None if anchor is None else anchor.get("data-ds-tip"))
    for other in [one for one in walk(browser.root) if one.get("role") == "tooltip" and _is_shown(one)]:
        if other is not shown:
            activation.toggle_popover(browser, other, False)
    if shown is not None:
        activation.toggle_popover(browser, shown, True)


def settle(browser: Browser) -> None:
    """Return the focus to where it was before a tour that is over, once the server's changes are applied."""
    before = browser.before_tour
    if before is None or any(one.get("data-ds-tour") is not None for one in walk(browser.root)):
        return
    browser.before_tour = None
    is_lost = browser.focused is None or not is_connected(browser.focused, browser.root)
    if is_lost and is_connected(before, browser.root) and can_focus(before):
        focus(browser, before)


def _clicked(browser: Browser, element: ReferenceElement) -> None:
    reveal = _near(element, "data-ds-reveal")
    control = _found(browser, None if reveal is None else reveal.get("data-ds-reveal"))
    if reveal is not None and control is not None:
        hides = control.get("type") == "text"
        control.set_attribute("type", "password" if hides else "text")
        reveal.set_attribute("aria-pressed", "false" if hides else "true")
    fold = _near(element, "data-ds-fold")
    nav = _found(browser, None if fold is None else fold.get("data-ds-fold"))
    if fold is not None and nav is not None:
        folded = nav.get("data-folded") is not None
        (nav.remove_attribute if folded else lambda name: nav.set_attribute(name, ""))("data-folded")
        fold.set_attribute("aria-expanded", "true" if folded else "false")
    tab = _near(element, "role", "tab")
    bar = None if tab is None else _near(tab, "role", "tablist")
    if tab is not None and bar is not None and tab.get("aria-controls"):
        for other in [one for one in walk(bar) if one.get("role") == "tab"]:
            panel = _found(browser, other.get("aria-controls"))
            other.set_attribute("aria-selected", "true" if other is tab else "false")
            other.set_attribute("tabindex", "0" if other is tab else "-1")
            if panel is not None and other is tab:
                panel.remove_attribute("hidden")
            elif panel is not None:
                panel.set_attribute("hidden", "")
    _chose(browser, element)


def _chose(browser: Browser, element: ReferenceElement) -> None:
    option = _near(element, "role", "option")
    list_ = None if option is None else _near(option, "role", "listbox")
    if list_ is not None:
        boxes = [one for one in walk(browser.root) if one.get("data-ds-combobox") == (list_.get("id") or "\0")]
        for box in boxes:
            focus(browser, box)
            if list_.get("aria-multiselectable") != "true":
                _open_list(browser, box, is_open=False)
    elif element.get("data-ds-combobox"):
        _open_list(browser, element, is_open=True)
    item = next((above for above in way_up(element) if (above.get("role") or "").startswith("menuitem")), None)
    ends = item is not None and item.get("popovertarget") is None and item.get("aria-disabled") != "true"
    if ends and item is not None and _near(item, "role", "menu") is not None:
        _close_menus(browser)
