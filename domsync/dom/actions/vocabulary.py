"""The vocabulary of actions: everything a browser can do without asking the server.

Each function makes one, as data that the browser's client knows how to carry out; none holds code, so they work under
the strict Content Security Policy. `of=` says to whom it is done: nothing for the element that listens, a `Ref`, a live
element, or `closest()`, `inner()`, `next_sibling()`, `previous_sibling()`.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from domsync.dom.actions.changes import attribute_slot, class_slots
from domsync.dom.actions.targets import (
    Of,
    Target,
    closest,
    focused,
    inner,
    next_sibling,
    previous_sibling,
    ref,
    steps_to,
)
from domsync.dom.checks.json_values import to_json
from domsync.dom.checks.unicode import well_formed
from domsync.dom.checks.urls import check_url
from domsync.dom.events.listeners import MAX_EVENT_NAME
from domsync.dom.ops import Action, Json

__all__ = [
    "Action",
    "Target",
    "add_class",
    "blur",
    "close",
    "closest",
    "copy",
    "disable",
    "dispatch",
    "enable",
    "focus",
    "focused",
    "hide",
    "inner",
    "next_sibling",
    "open",
    "open_url",
    "previous_sibling",
    "ref",
    "remove_aria",
    "remove_attribute",
    "remove_class",
    "reset",
    "scroll_into_view",
    "scroll_to",
    "select",
    "set_aria",
    "set_attribute",
    "set_value",
    "show",
    "submit",
    "toggle",
    "toggle_aria",
    "toggle_attribute",
    "toggle_class",
    "toggle_open",
    "transition",
]

#: How a change is shown: classes that the element has meanwhile; or those, and what it has at the beginning only, and
#: at the end.
Transition = str | tuple[str, str, str]

#: Opens a dialog beside the rest of the page.
_NOT_MODAL = "show"
_SMOOTH = ("auto", "instant", "smooth")
_PLACES = ("start", "center", "end", "nearest")

# What can be seen


def show(*, of: Of = None, transition: Transition | None = None, ms: int = 200) -> Action:
    """Show an element: take its attribute `hidden` away.

    Args:
        of: Whom; without it the element that listens.
        transition: Classes that it has meanwhile: `"fade-in"`, or three texts for what it has all the time, at the
            beginning and at the end.
        ms: How many milliseconds that takes. Users who want less motion do not wait.
    """
    return Action("show", steps_to(of), _transition(transition, ms))


def hide(*, of: Of = None, transition: Transition | None = None, ms: int = 200) -> Action:
    """Hide an element: give it the attribute `hidden`, after a transition if there is one; see `show()`."""
    return Action("hide", steps_to(of), _transition(transition, ms))


def toggle(*, of: Of = None, transition: Transition | None = None, ms: int = 200) -> Action:
    """Show an element that is hidden, and hide one that is not; see `show()`."""
    return Action("toggle", steps_to(of), _transition(transition, ms))


def transition(classes: Transition, *, of: Of = None, ms: int = 200) -> Action:
    """Let an element have classes for a while.

    Args:
        classes: Which; as three texts what it has all the time, at the beginning and at the end.
        of: Whom; without it the element that listens.
        ms: How many milliseconds.
    """
    return Action("transition", steps_to(of), _transition(classes, ms))


# Classes and attributes


def add_class(*names: str, of: Of = None) -> Action:
    """Add classes: `add_class("open", of=self.menu)`."""
    return Action("add_class", steps_to(of), (class_slots(names),))


def remove_class(*names: str, of: Of = None) -> Action:
    """Take classes away."""
    return Action("remove_class", steps_to(of), (class_slots(names),))


def toggle_class(*names: str, of: Of = None) -> Action:
    """Add the classes that are not there, and take away those that are."""
    return Action("toggle_class", steps_to(of), (class_slots(names),))


def set_attribute(name: str, value: str = "", *, of: Of = None) -> Action:
    """Set an attribute.

    Raises:
        ValueError: It is one that means more than its text: a URL, `id`, `value` and the like.
    """
    return Action("set_attribute", steps_to(of), (attribute_slot(name), well_formed(value)))


def remove_attribute(name: str, *, of: Of = None) -> Action:
    """Remove an attribute; which ones can be, see `set_attribute()`."""
    return Action("remove_attribute", steps_to(of), (attribute_slot(name),))


def toggle_attribute(name: str, value: str = "", other: str | None = None, *, of: Of = None) -> Action:
    """Set an attribute that is not there, and remove one that is; or change between two values.

    Args:
        name: The attribute's name; which ones can be, see `set_attribute()`.
        value: What it is set to.
        other: What it is set to if it has that value; without it, it is removed.
        of: Whom; without it the element that listens.
    """
    values = (well_formed(value),) if other is None else (well_formed(value), well_formed(other))
    return Action("toggle_attribute", steps_to(of), (attribute_slot(name), *values))


def set_aria(name: str, value: str | bool, *, of: Of = None) -> Action:
    """Set an ARIA attribute: `set_aria("selected", True)`."""
    text = ("false", "true")[value] if isinstance(value, bool) else value
    return set_attribute(_aria(name), text, of=of)


def remove_aria(name: str, *, of: Of = None) -> Action:
    """Remove an ARIA attribute."""
    return remove_attribute(_aria(name), of=of)


def toggle_aria(name: str, *, of: Of = None) -> Action:
    """Make `"false"` of an ARIA attribute that is `"true"`, and `"true"` of any other: `toggle_aria("expanded")`."""
    return toggle_attribute(_aria(name), "true", "false", of=of)


def disable(*, of: Of = None) -> Action:
    """Disable a control: give it the attribute `disabled`."""
    return set_attribute("disabled", of=of)


def enable(*, of: Of = None) -> Action:
    """Enable a control again."""
    return remove_attribute("disabled", of=of)


# Focus and scrolling


def focus(*, of: Of = None, prevent_scroll: bool = False) -> Action:
    """Give an element the keyboard focus: of several, the first that takes it.

    Args:
        of: Whom; without it the element that listens.
        prevent_scroll: Whether the page stays where it is.
    """
    return Action("focus", steps_to(of), (int(prevent_scroll),))


def blur(*, of: Of = None) -> Action:
    """Take the keyboard focus away from an element."""
    return Action("blur", steps_to(of))


def select(*, of: Of = None) -> Action:
    """Select the whole text of a control."""
    return Action("select", steps_to(of))


def scroll_into_view(
    *,
    of: Of = None,
    behavior: Literal["auto", "instant", "smooth"] = "auto",
    block: Literal["start", "center", "end", "nearest"] = "start",
) -> Action:
    """Scroll until an element can be seen.

    Args:
        of: Whom; without it the element that listens.
        behavior: Whether the way there is seen.
        block: Where it then is.

    Raises:
        ValueError: `behavior` or `block` is none of these.
    """
    return Action("scroll_into_view", steps_to(of), (_one_of(behavior, _SMOOTH), _one_of(block, _PLACES)))


def scroll_to(
    top: int | None = None,
    left: int | None = None,
    *,
    of: Of = None,
    behavior: Literal["auto", "instant", "smooth"] = "auto",
) -> Action:
    """Scroll the content of an element.

    Args:
        top: How far down, in CSS pixels; from below if negative: -1 is the end. None leaves it.
        left: How far to the right, likewise.
        of: Whom; without it the element that listens.
        behavior: Whether the way there is seen.

    Raises:
        TypeError: A distance is not a whole number.
        ValueError: `behavior` is none of these.
    """
    for distance in (top, left):
        if distance is not None and type(distance) is not int:
            raise TypeError(f"a distance must be an integer number of pixels, not {distance!r}")
    return Action("scroll_to", steps_to(of), (top, left, _one_of(behavior, _SMOOTH)))


# Dialogs, popovers, details


def open(*, of: Of = None, modal: bool = True) -> Action:
    """Open a dialog, a popover or details.

    Args:
        of: Whom; without it the element that listens.
        modal: Of a dialog: whether the rest of the page waits for it.
    """
    return Action("open", steps_to(of), () if modal else (_NOT_MODAL,))


def close(value: str | None = None, *, of: Of = None) -> Action:
    """Close a dialog, a popover or details.

    Args:
        value: Of a dialog: what its `returnValue` becomes.
        of: Whom; without it the element that listens.
    """
    return Action("close", steps_to(of), () if value is None else (well_formed(value),))


def toggle_open(*, of: Of = None, modal: bool = True) -> Action:
    """Open a dialog, a popover or details that is closed, and close one that is open; see `open()`."""
    return Action("toggle_open", steps_to(of), () if modal else (_NOT_MODAL,))


# Forms


def set_value(value: str | bool, *, of: Of = None) -> Action:
    """Enter something in a control, as its user could: handlers of `input` and `change` hear of it, `bind=` too.

    Args:
        value: The text of an input or textarea, the value of a select's option; True or False ticks a checkbox or
            radio button, or does not.
        of: Which control; without it the element that listens.
    """
    given = int(value) if isinstance(value, bool) else well_formed(value)
    return Action("set_value", steps_to(of), (given,))


def submit(*, of: Of = None) -> Action:
    """Submit a form, or the form of a control, as a click on its button does: validated, and with a `submit` event."""
    return Action("submit", steps_to(of))


def reset(*, of: Of = None) -> Action:
    """Give all controls of a form, or of the form of a control, their default values back."""
    return Action("reset", steps_to(of))


# Others


def copy(text: str | None = None, *, of: Of = None) -> Action:
    """Copy to the clipboard.

    Args:
        text: What; without it what a control holds, or the text of an element.
        of: Whose; without it that of the element that listens.

    Raises:
        TypeError: Both are given.
    """
    if text is None:
        return Action("copy", steps_to(of))
    if of is not None:
        raise TypeError("give a text or of=, not both")
    return Action("copy", (), (well_formed(text),))


def dispatch(event: str, detail: Json = None, *, of: Of = None, bubbles: bool = True) -> Action:
    """Have an event of one's own happen at an element: `events={"picked": self.pick}` hears of it.

    Args:
        event: Its name.
        detail: Its `detail`, as JSON can hold it.
        of: Where; without it at the element that listens.
        bubbles: Whether it goes up to the elements around.

    Raises:
        ValueError: The name is empty or too long, or `detail` is not JSON.
    """
    event = well_formed(event)
    if not 0 < len(event) <= MAX_EVENT_NAME:
        raise ValueError(f"an event's name has 1 to {MAX_EVENT_NAME} characters: {event[:80]!r}")
    encoded = msgspec.json.encode(to_json(detail)).decode()
    return Action("dispatch", steps_to(of), (event, encoded, int(bubbles)))


def open_url(url: str) -> Action:
    """Open an address in a new tab, which cannot reach this page.

    Raises:
        UnsafeValueError: It is not http, https, mailto, tel or relative.
    """
    url = well_formed(url)
    check_url(url)
    return Action("open_url", (), (url,))


def _aria(name: str) -> str:
    return name if name.startswith("aria-") else f"aria-{name}"


def _one_of(value: str, values: tuple[str, ...]) -> str:
    if value not in values:
        raise ValueError(f"{value!r} is not one of {', '.join(values)}")
    return value


def _transition(classes: Transition | None, ms: int) -> tuple[str | int, ...]:
    """Write a transition: milliseconds, and the classes for all of it, its beginning and its end."""
    if classes is None:
        return ()
    if type(ms) is not int or not 0 < ms <= 60_000:
        raise ValueError(f"ms must be an integer from 1 to 60000, not {ms!r}")
    texts = (classes, "", "") if isinstance(classes, str) else classes
    if len([*texts]) != 3 or not any(text.strip() for text in texts):
        raise ValueError(
            "a transition takes one string of class names, or three (for all of it, its start, its end), "
            f"not {classes!r}"
        )
    return (ms, *(" ".join(well_formed(text).split()) for text in texts))
