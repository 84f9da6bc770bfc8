"""The user's keyboard. Each function stops where the server may answer in between."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from domsync.testing.browser import activation
from domsync.testing.browser.focus import can_focus, commit, focus
from domsync.testing.tree.form_values import controls_of, default_button, form_of, radio_group
from domsync.testing.tree.nodes import ReferenceElement
from domsync.testing.tree.traversal import (
    input_type,
    is_checkable,
    is_connected,
    is_disabled,
    is_text_field,
    opening_of,
    options_of,
    selected_options,
    squeezed,
    text_content,
    walk,
)
from domsync.testing.user import editing
from domsync.testing.user.editing import has_text
from domsync.testing.user.number_steps import slid, stepped

if TYPE_CHECKING:
    from domsync.testing.browser import Browser

_MODIFIERS = {"Alt": "altKey", "Control": "ctrlKey", "Meta": "metaKey", "Shift": "shiftKey"}
_CODES = {
    " ": "Space",
    "-": "Minus",
    "=": "Equal",
    "[": "BracketLeft",
    "]": "BracketRight",
    "\\": "Backslash",
    ";": "Semicolon",
    "'": "Quote",
    "`": "Backquote",
    ",": "Comma",
    ".": "Period",
    "/": "Slash",
}
_NAMED = {"Space": " ", "ControlOrMeta": "Control"}
#: The seconds without a key after which the next one begins another word, in a select.
_PAUSE = 1.0


def held(names: Iterable[str]) -> dict[str, bool]:
    """List the modifier keys that are held, as event properties: `"Alt"`, `"Control"`, `"Meta"`, `"Shift"`.

    Raises:
        ValueError: A key is not a modifier key.
    """
    given = [_NAMED.get(name, name) for name in names]
    for name in given:
        if name not in _MODIFIERS:
            raise ValueError(f"{name!r} cannot be held; {', '.join(_MODIFIERS)} can")
    return {flag: name in given for name, flag in _MODIFIERS.items()}


def parse(keys: str) -> tuple[str, dict[str, bool]]:
    """Split a combination such as `"Control+Shift+A"`.

    Returns:
        The key, and the modifiers that are held.

    Raises:
        ValueError: A key before the last one is not a modifier.
    """
    # The key may be the plus itself: "+", "Control++".
    before, key = (keys[:-1], "+") if keys.endswith("+") else keys.rpartition("+")[::2]
    modifiers = held(name for name in before.split("+") if name)
    key = _NAMED.get(key, key)
    return key.upper() if modifiers["shiftKey"] and len(key) == 1 else key, modifiers


def code_of(key: str) -> str:
    """Return the position of a key on a standard keyboard: `KeyboardEvent.code`."""
    if len(key) == 1:
        if key.isascii() and key.isalpha():
            return f"Key{key.upper()}"
        if key.isascii() and key.isdigit():
            return f"Digit{key}"
        return _CODES.get(key, "")
    return f"{key}Left" if key in _MODIFIERS else key


def press(browser: Browser, keys: str) -> Iterator[None]:
    """Press a key, with others held: `"a"`, `"Enter"`, `"Control+A"`."""
    key, modifiers = parse(keys)
    held_keys = [name for name, flag in _MODIFIERS.items() if modifiers[flag]]
    for number, name in enumerate(held_keys):
        browser.fire("keydown", browser.focused or browser.root, _told(name, held_keys[: number + 1]))
    yield from _press(browser, key, modifiers)
    for number, name in reversed(list(enumerate(held_keys))):
        browser.fire("keyup", browser.focused or browser.root, _told(name, held_keys[:number]))


def _told(key: str, names: Iterable[str]) -> dict[str, object]:
    return {"key": key, "code": code_of(key), **held(names)}


def _press(browser: Browser, key: str, modifiers: dict[str, bool]) -> Iterator[None]:
    told = {"key": key, "code": code_of(key), **modifiers}
    element = browser.focused or browser.root
    allowed = browser.fire("keydown", element, told)
    if allowed and (len(key) == 1 or key == "Enter") and not _is_command(modifiers) and element.kind != "a":
        allowed = browser.fire("keypress", element, told)
    if allowed:
        yield from _default(browser, element, key, modifiers)
    yield
    element = browser.focused or browser.root
    is_button = element.kind in ("button", "summary") or is_checkable(element) or _is_button(element)
    # A button is activated when the key is released.
    is_chosen = input_type(element) == "radio" and bool(element.shown("checked"))
    if browser.fire("keyup", element, told) and allowed and key == " " and is_button and not is_chosen:
        activation.click(browser, element)
    yield


def _is_command(modifiers: dict[str, bool]) -> bool:
    """Return whether modifiers are held that make a key a command instead of text. The right Alt key does not count."""
    return modifiers["ctrlKey"] or modifiers["metaKey"] or modifiers["altKey"]


def _default(browser: Browser, element: ReferenceElement, key: str, modifiers: dict[str, bool]) -> Iterator[None]:
    if key == "Enter" and element.kind == "a":
        activation.click(browser, element, modifiers)
    elif modifiers["ctrlKey"] or modifiers["metaKey"]:
        _command(browser, element, key.lower())
    elif modifiers["altKey"] and (len(key) == 1 or key == "Enter"):
        # The browser's menus, and the page's access keys.
        return
    elif key == "ContextMenu" or (key == "F10" and modifiers["shiftKey"]):
        browser.fire("contextmenu", element)
    elif key == "Tab":
        _tab(browser, backwards=modifiers["shiftKey"])
    elif key == "Enter":
        _enter(browser, element)
    elif key == "Escape":
        yield from _escape(browser)
    elif has_text(element) and not is_disabled(element):
        _edit(browser, element, key, extends=modifiers["shiftKey"])
    elif element.kind != "select" or not modifiers["shiftKey"] or len(key) == 1:
        _adjust(browser, element, key)


def _edit(browser: Browser, element: ReferenceElement, key: str, *, extends: bool) -> None:
    if key in ("ArrowUp", "ArrowDown") and input_type(element) == "number":
        if editing.can_edit(element):
            _step(browser, element, 1 if key == "ArrowUp" else -1)
    elif key in editing.MOVES:
        editing.move(browser, element, key, extends=extends)
    elif not editing.can_edit(element):
        return
    elif len(key) == 1:
        editing.insert(browser, element, key)
    elif key in ("Backspace", "Delete"):
        editing.delete(browser, element, key)


def _step(browser: Browser, control: ReferenceElement, direction: int) -> None:
    value = stepped(control, direction)
    if value is None:
        # There is no step further away from the bounds.
        commit(browser, control)
    else:
        activation.pick(browser, control, value)


def _command(browser: Browser, element: ReferenceElement, key: str) -> None:
    """Select, cut, copy and paste."""
    if not has_text(element):
        if key != "a" or element.kind == "select":
            return
        # A selection in the element edited last is extended to all of it; in a control, it ends with the focus. A mere
        # caret does not count: then the whole page is selected.
        edited, browser.edited = browser.edited, None
        if edited is None or not editing.is_rich(edited) or not is_connected(edited, browser.root):
            return
        start, end = editing.selection(browser, edited)
        if start == end:
            return
        browser.edited = element = edited
        # Tabbing beyond the last stop leads to the browser's own toolbars.
        if browser.focused is not None or browser.pressed is not None:
            focus(browser, edited)
    start, end = editing.selection(browser, element)
    text = editing.text_of(element)
    if key == "a":
        editing.select(browser, element, 0, len(text))
    elif key in ("c", "x") and start != end:
        if browser.fire("copy" if key == "c" else "cut", element):
            browser.clipboard = text[start:end]
            if key == "x" and editing.can_edit(element):
                editing.cut(browser, element)
    elif key == "v":
        paste(browser, element, browser.clipboard)


def paste(browser: Browser, element: ReferenceElement, text: str) -> None:
    """Paste a text."""
    if browser.fire("paste", element, {"text": text}) and editing.can_edit(element):
        editing.insert(browser, element, text, is_paste=True)


def _tab(browser: Browser, *, backwards: bool) -> None:
    inside = activation.modal_dialog(browser) or browser.root
    stops = [element for element in walk(inside) if can_focus(element) and _tab_index(element) >= 0]
    # A radio group is one stop.
    stops = [
        stop
        for stop in stops
        if input_type(stop) != "radio"
        or stop is _stop_of(radio_group(stop), backwards=backwards)
        or stop is browser.focused
    ]
    stops.sort(key=lambda element: _tab_index(element) or 1 << 31)
    if not stops:
        return
    if browser.focused in stops:
        index = stops.index(browser.focused) + (-1 if backwards else 1)
    else:
        index = _index_from(browser, stops, backwards=backwards)
    edited = browser.edited
    # Beyond the last stop, the focus is in the browser's own controls.
    focus(browser, stops[index] if 0 <= index < len(stops) else None)
    browser.pressed = None
    focused = browser.focused
    if focused is not None and focused.kind == "textarea":
        # The previous selection is kept; before the first visit, the caret is at the start.
        if focused not in browser.carets and "value" not in focused.properties:
            editing.select(browser, focused, 0, 0)
    elif focused is not None and is_text_field(focused):
        editing.select(browser, focused, 0, len(editing.text_of(focused)))
    elif focused is not None and editing.is_rich(focused) and focused is not edited:
        # The document's selection moves to the beginning, unless it is there already.
        editing.select(browser, focused, 0, 0)


def _index_from(browser: Browser, stops: list[ReferenceElement], *, backwards: bool) -> int:
    """Find the stop to continue from if the focus is not on a stop, or from where the user has last clicked.

    From https://html.spec.whatwg.org/#sequential-focus-navigation-starting-point.
    """
    order = {element: number for number, element in enumerate(walk(browser.root))}
    begin = browser.focused or browser.pressed
    start = order.get(begin, -1) if begin is not None else -1
    if start < 0:
        return len(stops) - 1 if backwards else 0
    after = [number for number, stop in enumerate(stops) if order[stop] > start]
    first = after[0] if after else len(stops)
    return first - 1 if backwards else first


def _stop_of(group: list[ReferenceElement], *, backwards: bool) -> ReferenceElement:
    return next((radio for radio in group if radio.shown("checked")), group[-1 if backwards else 0])


def _tab_index(element: ReferenceElement) -> int:
    given = element.get("tabindex") or "0"
    return int(given) if given.lstrip("-").isdecimal() else 0


def _enter(browser: Browser, element: ReferenceElement) -> None:
    if element.kind == "textarea":
        if editing.can_edit(element):
            editing.insert(browser, element, "\n")
    elif editing.is_rich(element):
        editing.break_line(browser, element)
    elif element.kind in ("button", "summary", "a") or _is_button(element):
        activation.click(browser, element)
    elif element.kind == "input" or (element.kind == "select" and _is_list(element)):
        commit(browser, element)
        form = form_of(element)
        if form is not None:
            _submit_implicitly(browser, form)


def _is_button(element: ReferenceElement) -> bool:
    is_other = is_text_field(element) or is_checkable(element) or input_type(element) in ("color", "range")
    return element.kind == "input" and not is_other


def _is_list(select: ReferenceElement) -> bool:
    """Return whether a select shows its options as a list box."""
    return select.get("multiple") is not None or (select.get("size") or "1") not in ("0", "1")


def _submit_implicitly(browser: Browser, form: ReferenceElement) -> None:
    """Submit a form as Enter does, from https://html.spec.whatwg.org/#implicit-submission."""
    button = default_button(form)
    if button is not None:
        activation.click(browser, button)
    elif sum(is_text_field(control) and control.kind == "input" for control in controls_of(form)) <= 1:
        activation.submit(browser, form)


def _escape(browser: Browser) -> Iterator[None]:
    popovers = [element for element in walk(browser.root) if element.get("popover") in ("", "auto", "hint")]
    shown = max(filter(opening_of, popovers), key=opening_of, default=None)
    dialog = activation.modal_dialog(browser)
    # Of dialogs and popovers, the key closes the one that was opened last.
    if dialog is not None and (shown is None or opening_of(dialog) > opening_of(shown)):
        if dialog.get("closedby") != "none" and browser.fire("cancel", dialog):
            yield
            if is_connected(dialog, browser.root):
                # There is no button's value: Chromium makes it empty.
                activation.close_dialog(browser, dialog, "")
        return
    focused = browser.focused
    if focused is not None and input_type(focused) == "search" and editing.text_of(focused):
        # As Chromium does.
        editing.select(browser, focused, 0, 0)
        activation.edit(browser, focused, "")
    if shown is not None:
        activation.toggle_popover(browser, shown, False)


def _adjust(browser: Browser, element: ReferenceElement, key: str) -> None:
    """Use a key to change a control that cannot be typed into."""
    direction = {"ArrowDown": 1, "ArrowRight": 1, "ArrowUp": -1, "ArrowLeft": -1}.get(key, 0)
    if element.kind == "select":
        _choose(browser, element, key)
    elif input_type(element) == "radio" and direction:
        group = [radio for radio in radio_group(element) if not is_disabled(radio)]
        following = group[(group.index(element) + direction) % len(group)]
        focus(browser, following)
        activation.click(browser, following)
    elif input_type(element) == "range":
        activation.pick(browser, element, slid(element, key))


def _choose(browser: Browser, select: ReferenceElement, key: str) -> None:
    """Choose another option in a drop-down select."""
    options = [option for option in options_of(select) if not is_disabled(option)]
    chosen = [options.index(option) for option in selected_options(select) if option in options]
    at = chosen[-1] if chosen else -1
    if _is_list(select):
        # The effect of a key there depends on the option clicked last.
        return
    match key:
        case "ArrowDown" | "ArrowRight":
            at += 1
        case "ArrowUp" | "ArrowLeft":
            at = at - 1 if chosen else len(options) - 1
        case "Home" | "PageUp":
            at = 0
        case "End" | "PageDown":
            at = len(options) - 1
        case _ if len(key) == 1 and key.isprintable():
            texts = [squeezed(text_content(option)) for option in options]
            at = browser.type_ahead.found(select, texts, at, key, _PAUSE)
        case _:
            return
    if 0 <= at < len(options):
        activation.choose(browser, select, [options[at]])
