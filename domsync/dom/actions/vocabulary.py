"""Actions that a browser carries out at once, without asking the server.

Each function returns one, as data for the browser's client. None contains code, so they work under the strict Content
Security Policy. `of=` names the target: a `Ref`, a live element, or `closest()`, `inner()`, `next_sibling()`,
`previous_sibling()`; by default it is the element that has the handler.
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

#: The classes during a transition; or three texts with classes: for all of it, its start and its end.
Transition = str | tuple[str, str, str]

#: Opens a dialog without blocking the rest of the page.
_NOT_MODAL = "show"
_SMOOTH = ("auto", "instant", "smooth")
_PLACES = ("start", "center", "end", "nearest")

# Visibility


def show(*, of: Of = None, transition: Transition | None = None, ms: int = 200) -> Action:
    """Show an element: remove its attribute `hidden`.

    Args:
        of: The target; by default the element that has the handler.
        transition: The classes that it has meanwhile: `"fade-in"`; or three texts, for the whole transition, its start
            and its end.
        ms: The duration in milliseconds. For users who prefer reduced motion, it is 0.
    """
    return Action("show", steps_to(of), _transition(transition, ms))


def hide(*, of: Of = None, transition: Transition | None = None, ms: int = 200) -> Action:
    """Hide an element: set its attribute `hidden`, after the transition if there is one. Arguments as for `show()`."""
    return Action("hide", steps_to(of), _transition(transition, ms))


def toggle(*, of: Of = None, transition: Transition | None = None, ms: int = 200) -> Action:
    """Show an element that is hidden, and hide one that is not. Arguments as for `show()`."""
    return Action("toggle", steps_to(of), _transition(transition, ms))


def transition(classes: Transition, *, of: Of = None, ms: int = 200) -> Action:
    """Add classes to an element for a time.

    Args:
        classes: The classes; or three texts, for the whole time, its start and its end.
        of: The target; by default the element that has the handler.
        ms: The duration in milliseconds.
    """
    return Action("transition", steps_to(of), _transition(classes, ms))


# Classes and attributes


def add_class(*names: str, of: Of = None) -> Action:
    """Add classes: `add_class("open", of=self.menu)`."""
    return Action("add_class", steps_to(of), (class_slots(names),))


def remove_class(*names: str, of: Of = None) -> Action:
    """Remove classes."""
    return Action("remove_class", steps_to(of), (class_slots(names),))


def toggle_class(*names: str, of: Of = None) -> Action:
    """Add the classes that the element does not have, and remove those that it has."""
    return Action("toggle_class", steps_to(of), (class_slots(names),))


def set_attribute(name: str, value: str = "", *, of: Of = None) -> Action:
    """Set an attribute.

    Raises:
        ValueError: The attribute is more than text: a URL, `id`, `value` and the like.
    """
    return Action("set_attribute", steps_to(of), (attribute_slot(name), well_formed(value)))


def remove_attribute(name: str, *, of: Of = None) -> Action:
    """Remove an attribute, of those that `set_attribute()` can set."""
    return Action("remove_attribute", steps_to(of), (attribute_slot(name),))


def toggle_attribute(name: str, value: str = "", other: str | None = None, *, of: Of = None) -> Action:
    """Set an attribute that is absent, and remove one that is present; or alternate between two values.

    Args:
        name: The attribute's name, of those that `set_attribute()` can set.
        value: Its value.
        other: Its other value; by default the attribute is removed instead.
        of: The target; by default the element that has the handler.
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
    """Set an ARIA attribute to `"false"` if it is `"true"`, otherwise to `"true"`: `toggle_aria("expanded")`."""
    return toggle_attribute(_aria(name), "true", "false", of=of)


def disable(*, of: Of = None) -> Action:
    """Disable a control: set its attribute `disabled`."""
    return set_attribute("disabled", of=of)


def enable(*, of: Of = None) -> Action:
    """Enable a control again."""
    return remove_attribute("disabled", of=of)


# Focus and scrolling


def focus(*, of: Of = None, prevent_scroll: bool = False) -> Action:
    """Give an element the keyboard focus; of several, the first that is focusable.

    Args:
        of: The target; by default the element that has the handler.
        prevent_scroll: Whether the page does not scroll to it.
    """
    return Action("focus", steps_to(of), (int(prevent_scroll),))


def blur(*, of: Of = None) -> Action:
    """Remove the keyboard focus from an element."""
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
    """Scroll until an element is in view.

    Args:
        of: The target; by default the element that has the handler.
        behavior: Whether the movement is visible: `smooth` is, `instant` is not.
        block: Its place in the view afterwards.

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
        top: The distance from the top in CSS pixels; negative numbers count from the end, and -1 is the end. None
            leaves it as it is.
        left: The distance from the left, in the same way.
        of: The target; by default the element that has the handler.
        behavior: Whether the movement is visible: `smooth` is, `instant` is not.

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
        of: The target; by default the element that has the handler.
        modal: Whether a dialog blocks the rest of the page.
    """
    return Action("open", steps_to(of), () if modal else (_NOT_MODAL,))


def close(value: str | None = None, *, of: Of = None) -> Action:
    """Close a dialog, a popover or details.

    Args:
        value: The new `returnValue` of a dialog.
        of: The target; by default the element that has the handler.
    """
    return Action("close", steps_to(of), () if value is None else (well_formed(value),))


def toggle_open(*, of: Of = None, modal: bool = True) -> Action:
    """Open a dialog, a popover or details that is closed, and close one that is open. Arguments as for `open()`."""
    return Action("toggle_open", steps_to(of), () if modal else (_NOT_MODAL,))


# Forms


def set_value(value: str | bool, *, of: Of = None) -> Action:
    """Set a control as if the user had entered the value: `bind=` and handlers of `input` and `change` are told.

    Args:
        value: The text of an input or textarea, or the value of a select's option; True or False ticks or unticks a
            checkbox or radio button.
        of: The control; by default the element that has the handler.
    """
    given = int(value) if isinstance(value, bool) else well_formed(value)
    return Action("set_value", steps_to(of), (given,))


def submit(*, of: Of = None) -> Action:
    """Submit a form, or the form of a control, like a click on its button, so that it is validated first."""
    return Action("submit", steps_to(of))


def reset(*, of: Of = None) -> Action:
    """Reset a form, or the form of a control: all its controls get their default values."""
    return Action("reset", steps_to(of))


# Others


def copy(text: str | None = None, *, of: Of = None) -> Action:
    """Copy to the clipboard.

    Args:
        text: The text; by default the value of a control, or the text of an element.
        of: The control or element; by default the one that has the handler.

    Raises:
        TypeError: Both are given.
    """
    if text is None:
        return Action("copy", steps_to(of))
    if of is not None:
        raise TypeError("give a text or of=, not both")
    return Action("copy", (), (well_formed(text),))


def dispatch(event: str, detail: Json = None, *, of: Of = None, bubbles: bool = True) -> Action:
    """Dispatch a custom event, which `events={"picked": self.pick}` handles.

    Args:
        event: Its type.
        detail: Its `detail`, which must be JSON.
        of: The target; by default the element that has the handler.
        bubbles: Whether it bubbles.

    Raises:
        ValueError: The name is empty or too long, or `detail` is not JSON.
    """
    event = well_formed(event)
    if not 0 < len(event) <= MAX_EVENT_NAME:
        raise ValueError(f"an event's name has 1 to {MAX_EVENT_NAME} characters: {event[:80]!r}")
    encoded = msgspec.json.encode(to_json(detail)).decode()
    return Action("dispatch", steps_to(of), (event, encoded, int(bubbles)))


def open_url(url: str) -> Action:
    """Open a URL in a new tab, which has no access to this page.

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
    """Return a transition for the wire: milliseconds, and the classes for all of it, its start and its end."""
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
