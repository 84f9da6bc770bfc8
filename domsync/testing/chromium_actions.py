"""Locators and actions of tests in the words of Playwright."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from domsync.components.payloads import EVENTS
from domsync.testing.keyboard import parse
from domsync.testing.queries import ByCss, ByRole, ByTestId, ByWords, Filter, Nth, Steps

if TYPE_CHECKING:
    from playwright.async_api import Locator, Page

_PASTE = """(element, text) => {
    element.focus();
    const data = new DataTransfer();
    data.setData("text/plain", text);
    const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
    if (element.dispatchEvent(event)) document.execCommand("insertText", false, text);
}"""
_SUBMIT = "element => (element.matches('form') ? element : element.form).requestSubmit()"
_TO_THE_END = """element => {
    if (document.activeElement === element) return;
    element.focus();
    if (element.selectionStart != null) element.setSelectionRange(element.value.length, element.value.length);
}"""
_DISPATCH_OWN = """(element, [type, fields]) =>
    element.dispatchEvent(new CustomEvent(type, { bubbles: true, cancelable: true, composed: true, ...fields }))"""
# The client keeps a node's number under a symbol of its own.
_NODE = """element => Object.getOwnPropertySymbols(element).map((key) => element[key])
    .find((value) => typeof value === "number") || 1"""


async def find(page: Page, steps: Steps) -> Locator:
    """The locator of Playwright for the steps of one of ours."""
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
    """Ask an element for something, as `Driver.read` has it."""
    return await _READERS[what](found, *arguments)


async def act(page: Page, found: Locator, action: str, *arguments: Any) -> None:
    """Have the user do something with an element, as `Driver.act` has it."""
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
}


def keys_of(keys: str) -> str:
    """Keys in Playwright's words, where the Shift key makes no capital of a letter."""
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
    await found.press_sequentially(text, delay=delay * 1000)


async def _dispatch(page: Page, found: Locator, type: str, fields: Mapping[str, object]) -> None:
    if type in EVENTS:
        await found.dispatch_event(type, dict(fields))
    else:
        await found.evaluate(_DISPATCH_OWN, [type, dict(fields)])


_ACTIONS: dict[str, Callable[..., Awaitable[Any]]] = {
    "click": _click,
    "hover": lambda page, found: found.hover(),
    "drag": lambda page, found, onto, text: found.drag_to(onto),
    "fill": lambda page, found, text: found.fill(text),
    "type": _type,
    "press": lambda page, found, key: found.press(keys_of(key)),
    "paste": lambda page, found, text: found.evaluate(_PASTE, text),
    "check": lambda page, found, checked: found.set_checked(checked),
    "select": lambda page, found, choices: found.select_option(list(choices)),
    "submit": lambda page, found: found.evaluate(_SUBMIT),
    "focus": lambda page, found: found.focus(),
    "blur": lambda page, found: found.blur(),
    "dispatch": _dispatch,
}
