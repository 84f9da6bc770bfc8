"""What the user does with the keyboard. Each function stops at the points where the server may answer in between."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from domsync.testing import activation
from domsync.testing.form_values import controls_of, default_button, form_of, radio_group
from domsync.testing.reference_tree import ReferenceElement
from domsync.testing.walking import (
    input_type,
    is_checkable,
    is_connected,
    is_disabled,
    is_text_field,
    options_of,
    selected_options,
    value_of,
    walk,
)

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


def held(names: Iterable[str]) -> dict[str, bool]:
    """What an event tells of the keys that are held: `"Alt"`, `"Control"`, `"Meta"`, `"Shift"`.

    Raises:
        ValueError: Another key is named.
    """
    given = [_NAMED.get(name, name) for name in names]
    for name in given:
        if name not in _MODIFIERS:
            raise ValueError(f"{name!r} cannot be held; {', '.join(_MODIFIERS)} can")
    return {flag: name in given for name, flag in _MODIFIERS.items()}


def parse(keys: str) -> tuple[str, dict[str, bool]]:
    """Take `"Control+Shift+A"` apart.

    Returns:
        The key, and which modifiers are held.

    Raises:
        ValueError: Before the last key stands one that cannot be held.
    """
    # The key may be the plus itself: "+", "Control++".
    before, key = (keys[:-1], "+") if keys.endswith("+") else keys.rpartition("+")[::2]
    modifiers = held(name for name in before.split("+") if name)
    key = _NAMED.get(key, key)
    return key.upper() if modifiers["shiftKey"] and len(key) == 1 else key, modifiers


def code_of(key: str) -> str:
    """Where a key is on the usual keyboard: `KeyboardEvent.code`."""
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
    if allowed and len(key) == 1 and not (modifiers["ctrlKey"] or modifiers["metaKey"]):
        allowed = browser.fire("keypress", element, told)
    if allowed:
        yield from _default(browser, element, key, modifiers)
    yield
    element = browser.focused or browser.root
    is_button = element.kind in ("button", "summary") or (element.kind == "input" and not is_text_field(element))
    # A button is pressed when the key comes up.
    if browser.fire("keyup", element, told) and allowed and key == " " and is_button:
        activation.click(browser, element)
    yield


def _default(browser: Browser, element: ReferenceElement, key: str, modifiers: dict[str, bool]) -> Iterator[None]:
    if modifiers["ctrlKey"] or modifiers["metaKey"]:
        _command(browser, element, key.lower())
    elif key == "Tab":
        _tab(browser, backwards=modifiers["shiftKey"])
    elif key == "Enter":
        _enter(browser, element)
    elif key == "Escape":
        yield from _escape(browser)
    elif is_text_field(element) and not is_disabled(element) and element.get("readonly") is None:
        _edit(browser, element, key)
    elif key.startswith("Arrow"):
        _arrow(browser, element, 1 if key in ("ArrowDown", "ArrowRight") else -1)


def insert(browser: Browser, control: ReferenceElement, text: str) -> None:
    """Put text where the caret is, in place of what is selected."""
    if not browser.fire("beforeinput", control, {"data": text}):
        return
    value = value_of(control)
    start, end = caret(browser, control)
    most = control.get("maxlength") or ""
    if most.isdecimal():
        text = text[: max(0, int(most) - (len(value) - (end - start)))]
    if input_type(control) == "number":
        text = "".join(character for character in text if character in "0123456789.eE+-")
    if control.kind == "input":
        text = text.replace("\n", "")
    if not text and start == end:
        return
    browser.carets[control] = (start + len(text), start + len(text))
    activation.edit(browser, control, value[:start] + text + value[end:], {"data": text})


def caret(browser: Browser, control: ReferenceElement) -> tuple[int, int]:
    """Where the selection of a control begins and ends; by default after its text."""
    length = len(value_of(control))
    start, end = browser.carets.get(control, (length, length))
    return min(start, length), min(end, length)


def _edit(browser: Browser, control: ReferenceElement, key: str) -> None:
    value, (start, end) = value_of(control), caret(browser, control)
    if len(key) == 1:
        insert(browser, control, key)
    elif key in ("Backspace", "Delete"):
        if start == end:
            start, end = (max(0, start - 1), end) if key == "Backspace" else (start, min(len(value), end + 1))
        if start != end:
            browser.carets[control] = (start, start)
            kind = "deleteContentBackward" if key == "Backspace" else "deleteContentForward"
            activation.edit(browser, control, value[:start] + value[end:], {"data": None, "inputType": kind})
    elif key in ("Home", "End"):
        browser.carets[control] = (0, 0) if key == "Home" else (len(value), len(value))
    elif key in ("ArrowLeft", "ArrowRight"):
        if start == end:
            start = end = max(0, start - 1) if key == "ArrowLeft" else min(len(value), end + 1)
        browser.carets[control] = (start, start) if key == "ArrowLeft" else (end, end)
    elif key in ("ArrowUp", "ArrowDown") and input_type(control) == "number":
        _step(browser, control, 1 if key == "ArrowUp" else -1)


def _step(browser: Browser, control: ReferenceElement, direction: int) -> None:
    given, text = control.get("step") or "1", value_of(control) or "0"
    try:
        value = float(text) + direction * (1.0 if given == "any" else float(given))
    except ValueError:
        return
    for name, limit in (("min", max), ("max", min)):
        if control.get(name):
            value = limit(value, float(control.get(name) or 0))
    activation.pick(browser, control, f"{value:g}")


def _command(browser: Browser, element: ReferenceElement, key: str) -> None:
    """Select, cut, copy and paste."""
    if not is_text_field(element):
        return
    value, (start, end) = value_of(element), caret(browser, element)
    if key == "a":
        browser.carets[element] = (0, len(value))
    elif key in ("c", "x") and start != end:
        if browser.fire("copy" if key == "c" else "cut", element):
            browser.clipboard = value[start:end]
            if key == "x":
                browser.carets[element] = (start, start)
                activation.edit(browser, element, value[:start] + value[end:], {"inputType": "deleteByCut"})
    elif key == "v":
        paste(browser, element, browser.clipboard)


def paste(browser: Browser, element: ReferenceElement, text: str) -> None:
    """Paste a text."""
    if browser.fire("paste", element, {"text": text}) and is_text_field(element):
        insert(browser, element, text)


def _tab(browser: Browser, *, backwards: bool) -> None:
    inside = activation.modal_dialog(browser) or browser.root
    stops = [element for element in walk(inside) if activation.can_focus(element) and _tab_index(element) >= 0]
    # A radio group is one stop.
    stops = [
        stop
        for stop in stops
        if input_type(stop) != "radio" or stop is _stop_of(radio_group(stop)) or stop is browser.focused
    ]
    stops.sort(key=lambda element: _tab_index(element) or 1 << 31)
    if not stops:
        return
    if browser.focused in stops:
        index = stops.index(browser.focused) + (-1 if backwards else 1)
    else:
        index = -1 if backwards else 0
    activation.focus(browser, stops[index % len(stops)])
    focused = browser.focused
    if focused is not None and is_text_field(focused):
        browser.carets[focused] = (0, len(value_of(focused)))


def _stop_of(group: list[ReferenceElement]) -> ReferenceElement:
    return next((radio for radio in group if radio.shown("checked")), group[0])


def _tab_index(element: ReferenceElement) -> int:
    given = element.get("tabindex") or "0"
    return int(given) if given.lstrip("-").isdecimal() else 0


def _enter(browser: Browser, element: ReferenceElement) -> None:
    if element.kind == "textarea":
        if element.get("readonly") is None:
            insert(browser, element, "\n")
    elif element.kind in ("button", "summary", "a") or (element.kind == "input" and _is_button(element)):
        activation.click(browser, element)
    elif element.kind == "input":
        activation.commit(browser, element)
        form = form_of(element)
        if form is not None:
            _submit_implicitly(browser, form)


def _is_button(element: ReferenceElement) -> bool:
    return not is_text_field(element) and not is_checkable(element) and input_type(element) not in ("color", "range")


def _submit_implicitly(browser: Browser, form: ReferenceElement) -> None:
    """From https://html.spec.whatwg.org/#implicit-submission."""
    button = default_button(form)
    if button is not None:
        activation.click(browser, button)
    elif sum(is_text_field(control) and control.kind == "input" for control in controls_of(form)) <= 1:
        activation.submit(browser, form)


def _escape(browser: Browser) -> Iterator[None]:
    dialog = activation.modal_dialog(browser)
    if dialog is not None:
        if browser.fire("cancel", dialog):
            yield
            if is_connected(dialog, browser.root):
                activation.close_dialog(browser, dialog)
        return
    shown = [element for element in walk(browser.root) if element.properties.get(":popover-open")]
    if shown and shown[-1].get("popover") != "manual":
        activation.toggle_popover(browser, shown[-1], False)


def _arrow(browser: Browser, element: ReferenceElement, direction: int) -> None:
    if element.kind == "select" and element.get("multiple") is None:
        options = [option for option in options_of(element) if not is_disabled(option)]
        chosen = selected_options(element)
        index = options.index(chosen[0]) + direction if chosen and chosen[0] in options else 0
        if 0 <= index < len(options):
            activation.choose(browser, element, [options[index]])
    elif input_type(element) == "radio":
        group = [radio for radio in radio_group(element) if not is_disabled(radio)]
        following = group[(group.index(element) + direction) % len(group)]
        activation.focus(browser, following)
        activation.click(browser, following)
    elif input_type(element) == "range":
        _step(browser, element, direction)
