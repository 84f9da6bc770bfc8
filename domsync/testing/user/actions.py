"""The user's actions on an element, by name: the steps of each, between which the server may answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from domsync.errors import DomsyncError
from domsync.testing.browser import activation, modules
from domsync.testing.browser.focus import can_focus, focus
from domsync.testing.browser.uploads import ways_in
from domsync.testing.tree.accessible_names import labelled
from domsync.testing.tree.form_values import form_of
from domsync.testing.tree.nodes import FILES, ReferenceElement
from domsync.testing.tree.reading import is_editable, is_inert
from domsync.testing.tree.traversal import (
    PICKED,
    closest,
    input_type,
    is_checkable,
    is_disabled,
    is_text_field,
    option_value,
    options_of,
    squeezed,
    tag_shown,
    text_content,
)
from domsync.testing.tree.visible import is_visible
from domsync.testing.user import editing, keyboard, mouse

if TYPE_CHECKING:
    from domsync.testing.browser import Browser

_BUTTONS = {"left": 0, "middle": 1, "right": 2}


class UnusableError(DomsyncError):
    """The user cannot do this with this element. The text gives the reason."""


def act(browser: Browser, element: ReferenceElement, action: str, *arguments: Any) -> Iterator[float]:
    """Perform a user action.

    Args:
        browser: The page.
        element: The element.
        action: The action, as `Driver.act` describes.
        arguments: The arguments of the action.

    Yields:
        The seconds that pass before the next step; the server may answer now in any case.

    Raises:
        UnusableError: The user cannot do it.
    """
    if action not in _ANYWHERE:
        _check_usable(browser, element)
    for pause in _ACTIONS[action](browser, element, *arguments):
        yield pause or 0.0


def _check_usable(browser: Browser, element: ReferenceElement) -> None:
    if not is_visible(element):
        raise UnusableError(f"is not visible: {tag_shown(element)}")
    if is_inert(browser, element):
        raise UnusableError(f"is behind a dialog or inert: {tag_shown(element)}")


def _check_enabled(element: ReferenceElement) -> None:
    if is_disabled(element):
        raise UnusableError(f"is disabled: {tag_shown(element)}")


def _click(
    browser: Browser,
    element: ReferenceElement,
    button: str,
    modifiers: Sequence[str],
    position: tuple[float, float],
    count: int,
) -> Iterator[None]:
    _check_enabled(element)
    x, y = position
    told: dict[str, object] = {
        **keyboard.held(modifiers),
        "button": _BUTTONS[button],
        **dict.fromkeys(("clientX", "offsetX", "pageX", "screenX"), x),
        **dict.fromkeys(("clientY", "offsetY", "pageY", "screenY"), y),
    }
    yield from mouse.click(browser, element, told, count)


def _hover(browser: Browser, element: ReferenceElement) -> Iterator[None]:
    yield from mouse.hover(browser, element, {})


def _drag(browser: Browser, element: ReferenceElement, onto: ReferenceElement, text: str) -> Iterator[None]:
    _check_usable(browser, onto)
    yield from mouse.drag(browser, element, onto, text)


def _fill(browser: Browser, element: ReferenceElement, text: str) -> Iterator[None]:
    control = _control_of(browser, element)
    _check_enabled(control)
    if not is_editable(control) and not is_text_field(control) and input_type(control) not in PICKED:
        raise UnusableError(f"cannot be filled: {tag_shown(control)}")
    if not is_editable(control) and is_text_field(control):
        raise UnusableError(f"is read-only: {tag_shown(control)}")
    if is_checkable(control) or control.kind == "select":
        raise UnusableError(f"cannot be filled, but checked or selected: {tag_shown(control)}")
    focus(browser, control)
    yield
    if input_type(control) in PICKED:
        activation.pick(browser, control, text)
    elif editing.text_of(control) or text:
        editing.select(browser, control, 0, len(editing.text_of(control)))
        if text:
            editing.insert(browser, control, text)
        else:
            editing.delete(browser, control, "Backspace")
    yield


def _control_of(browser: Browser, element: ReferenceElement) -> ReferenceElement:
    """Return the control of a label; other elements are returned as they are."""
    label = closest(element, "label")
    control = labelled(label, browser.root) if label is not None and element.kind == "label" else None
    return control or element


def _type(browser: Browser, element: ReferenceElement, text: str, delay: float) -> Iterator[float | None]:
    _check_enabled(element)
    _focus_at_end(browser, element)
    yield None
    for number, character in enumerate(text):
        if number and delay:
            yield delay
        yield from keyboard.press(browser, "Enter" if character == "\n" else character)


def _press(browser: Browser, element: ReferenceElement, key: str) -> Iterator[None]:
    focus(browser, element if can_focus(element) else None)
    yield
    yield from keyboard.press(browser, key)


def _focus_at_end(browser: Browser, element: ReferenceElement) -> None:
    """Focus an element, with the caret after its text unless it has the focus already."""
    if browser.focused is not element:
        editing.go_to_end(browser, element)
    focus(browser, element if can_focus(element) else None)


def _paste(browser: Browser, element: ReferenceElement, text: str) -> Iterator[None]:
    _focus_at_end(browser, element)
    yield
    keyboard.paste(browser, element, text)
    yield


def _module(browser: Browser, element: ReferenceElement, what: str, *given: Any) -> Iterator[None]:
    match what:
        case "save":
            modules.save(browser, element, *given)
        case "send":
            modules.send(browser, element, *given)
        case "expose":
            modules.model_of(element).functions[given[0]] = given[1]
    yield None


def _upload(
    browser: Browser, element: ReferenceElement, files: Mapping[str, bytes], types: Mapping[str, str], by: str | None
) -> Iterator[None]:
    control = _control_of(browser, element)
    number = browser.place_of(control)
    listener = None if number is None else browser.listeners_at(number, control.wire).get("upload")
    ways = ways_in(control, listener)
    way = by or ("choose" if "choose" in ways or not ways else "drop" if "drop" in ways else "paste")
    if way not in ways:
        known = ", ".join(sorted(ways)) or "none"
        raise UnusableError(f"takes no files this way ({way}; there are: {known}): {tag_shown(control)}")
    _check_enabled(control)
    if way == "choose":
        if len(files) > 1 and control.get("multiple") is None:
            raise UnusableError(f"takes one file, not several: {tag_shown(control)}")
        focus(browser, control)
        yield
        browser.refill.has_files = True
        control.properties[FILES] = list(files)
        browser.fire("input", control)
    browser.files.announce(control, files, types)
    if way == "choose":
        browser.fire("change", control)
    yield


def _check(browser: Browser, element: ReferenceElement, checked: bool) -> Iterator[None]:
    control = _control_of(browser, element)
    if not is_checkable(control):
        raise UnusableError(f"is not a checkbox or radio button: {tag_shown(control)}")
    _check_enabled(control)
    if control.shown("checked") is checked:
        return
    if not checked and input_type(control) == "radio":
        raise UnusableError("is a radio button: choose another one of its group instead")
    yield from mouse.click(browser, control, {})
    if control.shown("checked") is not checked:
        raise UnusableError(f"was clicked, but is {'not ' if checked else 'still '}ticked: {tag_shown(control)}")


def _select(browser: Browser, element: ReferenceElement, choices: Iterable[str]) -> Iterator[None]:
    control = _control_of(browser, element)
    if control.kind != "select":
        raise UnusableError(f"is not a select: {tag_shown(control)}")
    _check_enabled(control)
    options = options_of(control)
    chosen = []
    for choice in choices:
        option = next((one for one in options if choice in (option_value(one), squeezed(text_content(one)))), None)
        if option is None or is_disabled(option):
            values = ", ".join(repr(option_value(one)) for one in options if not is_disabled(one))
            raise UnusableError(f"has no option {choice!r} that can be chosen, but {values or 'none'}")
        chosen.append(option)
    if len(chosen) > 1 and control.get("multiple") is None:
        raise UnusableError("takes one option, not several")
    focus(browser, control)
    yield
    activation.choose(browser, control, chosen)
    yield


def _submit(browser: Browser, element: ReferenceElement) -> Iterator[None]:
    form = element if element.kind == "form" else form_of(element)
    if form is None:
        raise UnusableError(f"is not in a form: {tag_shown(element)}")
    activation.submit(browser, form)
    yield


def _focus(browser: Browser, element: ReferenceElement) -> Iterator[None]:
    if not can_focus(element):
        raise UnusableError(f"cannot be focused: {tag_shown(element)}")
    focus(browser, element)
    yield


def _blur(browser: Browser, element: ReferenceElement) -> Iterator[None]:
    if browser.focused is element:
        focus(browser, None)
    yield


def _dispatch(browser: Browser, element: ReferenceElement, type: str, fields: Mapping[str, object]) -> Iterator[None]:
    told = dict(fields)
    bubbles = told.pop("bubbles", None)
    if type == "input":
        browser.typed.mark(element)
    browser.fire(type, element, told, bubbles=None if bubbles is None else bool(bubbles))
    yield


def _scroll(browser: Browser, element: ReferenceElement, top: float, left: float) -> Iterator[None]:
    activation.scroll(browser, element, top, left)
    yield


_ACTIONS: dict[str, Callable[..., Iterator[float | None]]] = {
    "click": _click,
    "hover": _hover,
    "drag": _drag,
    "fill": _fill,
    "type": _type,
    "press": _press,
    "paste": _paste,
    "upload": _upload,
    "module": _module,
    "check": _check,
    "select": _select,
    "submit": _submit,
    "focus": _focus,
    "blur": _blur,
    "dispatch": _dispatch,
    "scroll": _scroll,
}
#: Actions that are possible on elements that the user cannot see.
_ANYWHERE = frozenset(("blur", "dispatch", "module", "submit"))
