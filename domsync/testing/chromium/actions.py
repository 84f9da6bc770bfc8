"""Tests' locators and actions, translated to Playwright's."""

from __future__ import annotations

import mimetypes
from base64 import b64encode
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from domsync.components.handlers.payloads import EVENTS
from domsync.dom.checks.js_values import to_js
from domsync.render.wire import encode_value
from domsync.testing.tree.queries import ByCss, ByRole, ByTestId, ByWords, Filter, Nth, Steps
from domsync.testing.user.keyboard import parse

if TYPE_CHECKING:
    from playwright.async_api import Locator, Page

_PASTE = """(element, text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
    if (element.dispatchEvent(event)) document.execCommand("insertText", false, text);
}"""
_TRANSFER = """(element, [way, files]) => {
    const data = new DataTransfer();
    for (const [name, type, text] of files) {
        data.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], name, { type }));
    }
    const options = { bubbles: true, cancelable: true };
    if (way === "paste") element.dispatchEvent(new ClipboardEvent(way, { ...options, clipboardData: data }));
    else for (const type of ["dragenter", "dragover", "drop"]) {
        element.dispatchEvent(new DragEvent(type, { ...options, dataTransfer: data }));
    }
}"""
_SUBMIT = "element => (element.matches('form') ? element : element.form).requestSubmit()"
_TO_THE_END = """element => {
    if (document.activeElement === element) return;
    element.focus();
    if (element.selectionStart != null) element.setSelectionRange(element.value.length, element.value.length);
    else if (element.isContentEditable) {
        getSelection().selectAllChildren(element);
        getSelection().collapseToEnd();
    // Others do not say where their caret is.
    } else if (/^(email|number)$/.test(element.type)) getSelection().modify("move", "forward", "documentboundary");
}"""
_CHANGES_CHOICE = """(element, choices) => {
    const select = element.closest("select") ?? element.control;
    if (!select) return true;
    const texts = (option) => [option.value, option.label.trim()];
    const chosen = [...select.selectedOptions];
    const isWanted = (option) => choices.some((text) => texts(option).includes(text));
    return chosen.length !== choices.length || !chosen.every(isWanted);
}"""
_PICKS = """(element, text) => {
    const control = element.control ?? element;
    return !/^(color|date|datetime-local|month|range|time|week)$/.test(control.type) || control.value !== text;
}"""
_DISPATCH_OWN = """(element, [type, fields]) =>
    element.dispatchEvent(new CustomEvent(type, { bubbles: true, cancelable: true, composed: true, ...fields }))"""
# The client keeps a node's number under its own symbol.
_NODE = """element => Object.getOwnPropertySymbols(element).map((key) => element[key])
    .find((value) => typeof value === "number") || 1"""


_MODEL = "element[Symbol.for('domsync.model')]"
_MODULE = {
    "values": f"async (element) => {{ await {_MODEL}.ready; return {_MODEL}.all(); }}",
    "save": f"(element, [values]) => {{ {_MODEL}.set(values); {_MODEL}.save_changes(); }}",
    "send": f"(element, [content, buffers]) => {_MODEL}.send(content, undefined, buffers)",
}


async def find(page: Page, steps: Steps) -> Locator:
    """Return Playwright's locator for the steps of a domsync locator."""
    found: Any = page
    for step in steps:
        match step:
            case ByCss(selector=selector):
                found = found.locator(f"css={selector}")
            case ByRole(role=role, include_hidden=hidden):
                named = {} if step.name is None else {"name": step.name, "exact": step.exact}
                found = found.get_by_role(role, include_hidden=hidden, **named, **step.states)
            case ByWords(how=how, words=words, exact=exact):
                found = getattr(found, f"get_by_{how}")(words, exact=exact)
            case ByTestId(test_id=test_id):
                found = found.get_by_test_id(test_id)
            case Filter():
                found = found.filter(
                    has_text=step.has_text,
                    has_not_text=step.has_not_text,
                    has=None if step.has is None else await find(page, step.has),
                    has_not=None if step.has_not is None else await find(page, step.has_not),
                    visible=step.visible,
                )
            case Nth(index=index):
                found = found.nth(index if index >= -1 else max(await found.count() + index, 0))
    return found  # type: ignore[no-any-return]


async def read(found: Locator, what: str, *arguments: Any) -> Any:
    """Read something from an element, as `Driver.read` describes."""
    return await _READERS[what](found, *arguments)


async def act(page: Page, found: Locator, action: str, *arguments: Any) -> None:
    """Perform a user action on an element, as `Driver.act` describes."""
    await _ACTIONS[action](page, found, *arguments)


_READERS: dict[str, Callable[..., Awaitable[Any]]] = {
    "text": lambda found: found.evaluate("element => element.innerText ?? element.textContent"),
    "html": lambda found: found.evaluate("element => element.outerHTML"),
    "value": lambda found: found.evaluate("element => element.value"),
    "selected": lambda found: found.evaluate("e => [...e.selectedOptions].map((option) => option.value)"),
    "checked": lambda found: found.is_checked(),
    "attribute": lambda found, name: found.get_attribute(name),
    "style": lambda found, name: found.evaluate("(element, name) => element.style.getPropertyValue(name)", name),
    "property": lambda found, name: found.evaluate("(element, name) => element[name]", name),
    "visible": lambda found: found.is_visible(),
    "enabled": lambda found: found.is_enabled(),
    "editable": lambda found: found.is_editable(),
    "focused": lambda found: found.evaluate("element => element === document.activeElement"),
    "node": lambda found: found.evaluate(_NODE),
    "module": lambda found, what: found.evaluate(_MODULE[what]),
}


def keys_of(keys: str) -> str:
    """Keys in Playwright's notation, where Shift does not turn a letter into a capital."""
    key, modifiers = parse(keys)
    return f"{keys[:-1]}{key}" if modifiers["shiftKey"] and len(key) == 1 else keys


async def _click(
    page: Page, found: Locator, button: Any, modifiers: Sequence[Any], position: tuple[float, float], count: int
) -> None:
    options: dict[str, Any] = {"button": button, "modifiers": list(modifiers)}
    if position != (0, 0):
        options["position"] = {"x": position[0], "y": position[1]}
    await (found.dblclick(**options) if count == 2 else found.click(**options))


async def _type(page: Page, found: Locator, text: str, delay: float) -> None:
    await found.evaluate(_TO_THE_END)
    # Not `press_sequentially`, whose time limit includes the pauses.
    await page.keyboard.type(text, delay=delay * 1000)


_SCROLL = "(element, [top, left]) => element.scrollTo({ top, left, behavior: 'instant' })"


async def _paste(page: Page, found: Locator, text: str) -> None:
    await found.evaluate(_TO_THE_END)
    await found.evaluate(_PASTE, text)


async def _select(page: Page, found: Locator, choices: Sequence[str]) -> None:
    # Choosing an option focuses the select, and choosing the selected option again changes nothing.
    await found.focus()
    if await found.evaluate(_CHANGES_CHOICE, list(choices)):
        await found.select_option(list(choices))


async def _fill(page: Page, found: Locator, text: str) -> None:
    # Picking the current value again changes nothing.
    if await found.evaluate(_PICKS, text):
        await found.fill(text)
    else:
        await found.focus()


async def _dispatch(page: Page, found: Locator, type: str, fields: Mapping[str, object]) -> None:
    if type in EVENTS:
        await found.dispatch_event(type, dict(fields))
    else:
        await found.evaluate(_DISPATCH_OWN, [type, dict(fields)])


async def _upload(
    page: Page, found: Locator, files: Mapping[str, bytes], types: Mapping[str, str], by: str | None
) -> None:
    payloads = [
        {"name": name, "mimeType": types.get(name) or mimetypes.guess_type(name)[0] or "", "buffer": data}
        for name, data in files.items()
    ]
    if by in (None, "choose") and await found.evaluate("element => element.type === 'file'"):
        await found.set_input_files(payloads)  # type: ignore[arg-type]  # a list of dicts is what it takes
        return
    told = [[each["name"], each["mimeType"], b64encode(each["buffer"]).decode()] for each in payloads]  # type: ignore[arg-type]
    await found.evaluate(_TRANSFER, [by or "drop", told])


async def _module(page: Page, found: Locator, what: str, *given: Any) -> None:
    if what == "expose":
        raise TypeError("in a real browser the module has its own functions; its file exports them")
    value = msgspec.json.decode(encode_value(to_js(list(given))))
    await found.evaluate(_MODULE[what], value)


_ACTIONS: dict[str, Callable[..., Awaitable[Any]]] = {
    "click": _click,
    "hover": lambda page, found: found.hover(),
    "drag": lambda page, found, onto, text: found.drag_to(onto),
    "fill": _fill,
    "type": _type,
    "press": lambda page, found, key: found.press(keys_of(key)),
    "paste": _paste,
    "upload": _upload,
    "module": _module,
    "check": lambda page, found, checked: found.set_checked(checked),
    "select": _select,
    "submit": lambda page, found: found.evaluate(_SUBMIT),
    "focus": lambda page, found: found.focus(),
    "blur": lambda page, found: found.blur(),
    "dispatch": _dispatch,
    "scroll": lambda page, found, top, left: found.evaluate(_SCROLL, [top, left]),
}
