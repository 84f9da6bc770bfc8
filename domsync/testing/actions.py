"""What the user of a test can do with an element, by name: the steps of it, between which the server may answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from domsync.testing import activation, keyboard, mouse
from domsync.testing.accessible_names import labelled
from domsync.testing.form_values import form_of
from domsync.testing.reading import is_editable, is_inert
from domsync.testing.reference_tree import ReferenceElement
from domsync.testing.visible import is_visible
from domsync.testing.walking import (
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
    value_of,
)

if TYPE_CHECKING:
    from domsync.testing.browser import Browser

_BUTTONS = {"left": 0, "middle": 1, "right": 2}


class UnusableError(Exception):
    """The user cannot do this with this element. The text says why."""


def act(browser: Browser, element: ReferenceElement, action: str, *arguments: Any) -> Iterator[float]:
    """Have the user do something.

    Args:
        browser: The page.
        element: With what.
        action: What, as `Driver.act` has it.
        arguments: How.

    Yields:
        How many seconds pass before the next step; the server may answer now in any case.

    Raises:
        UnusableError: The user cannot.
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
    activation.focus(browser, control)
    yield
    if input_type(control) in PICKED:
        activation.pick(browser, control, text)
    elif value_of(control) or text:
        browser.carets[control] = (0, len(value_of(control)))
        if text:
            keyboard.insert(browser, control, text)
        else:
            browser.carets[control] = (0, 0)
            activation.edit(browser, control, "", {"data": None, "inputType": "deleteContentBackward"})
    yield


def _control_of(browser: Browser, element: ReferenceElement) -> ReferenceElement:
    """A label stands for its control."""
    label = closest(element, "label")
    control = labelled(label, browser.root) if label is not None and element.kind == "label" else None
    return control or element


def _type(browser: Browser, element: ReferenceElement, text: str, delay: float) -> Iterator[float | None]:
    _check_enabled(element)
    activation.focus(browser, element)
    yield None
    for number, character in enumerate(text):
        if number and delay:
            yield delay
        yield from keyboard.press(browser, "Enter" if character == "\n" else character)


def _press(browser: Browser, element: ReferenceElement, key: str) -> Iterator[None]:
    activation.focus(browser, element if activation.can_focus(element) else None)
    yield
    yield from keyboard.press(browser, key)


def _paste(browser: Browser, element: ReferenceElement, text: str) -> Iterator[None]:
    activation.focus(browser, element if activation.can_focus(element) else None)
    yield
    keyboard.paste(browser, element, text)
    yield


def _check(browser: Browser, element: ReferenceElement, checked: bool) -> Iterator[None]:
    control = _control_of(browser, element)
    if not is_checkable(control):
        raise UnusableError(f"is no checkbox or radio button: {tag_shown(control)}")
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
        raise UnusableError(f"is no select: {tag_shown(control)}")
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
    activation.focus(browser, control)
    yield
    activation.choose(browser, control, chosen)
    yield


def _submit(browser: Browser, element: ReferenceElement) -> Iterator[None]:
    form = element if element.kind == "form" else form_of(element)
    if form is None:
        raise UnusableError(f"is in no form: {tag_shown(element)}")
    activation.submit(browser, form)
    yield


def _focus(browser: Browser, element: ReferenceElement) -> Iterator[None]:
    if not activation.can_focus(element):
        raise UnusableError(f"cannot have the focus: {tag_shown(element)}")
    activation.focus(browser, element)
    yield


def _blur(browser: Browser, element: ReferenceElement) -> Iterator[None]:
    if browser.focused is element:
        activation.focus(browser, None)
    yield


def _dispatch(browser: Browser, element: ReferenceElement, type: str, fields: Mapping[str, object]) -> Iterator[None]:
    told = dict(fields)
    bubbles = told.pop("bubbles", None)
    if type == "input":
        browser.typed.mark(element)
    browser.fire(type, element, told, bubbles=None if bubbles is None else bool(bubbles))
    yield


_ACTIONS: dict[str, Callable[..., Iterator[float | None]]] = {
    "click": _click,
    "hover": _hover,
    "drag": _drag,
    "fill": _fill,
    "type": _type,
    "press": _press,
    "paste": _paste,
    "check": _check,
    "select": _select,
    "submit": _submit,
    "focus": _focus,
    "blur": _blur,
    "dispatch": _dispatch,
}
#: What can be done with elements that the user does not see.
_ANYWHERE = frozenset(("blur", "dispatch", "submit"))
