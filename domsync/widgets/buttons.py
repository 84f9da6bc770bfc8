"""Buttons and groups of buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from domsync import VNode
from domsync import html as h
from domsync.components import Child
from domsync.widgets.base import Kind, Size, check_texts, dressed, is_empty, modifier, one_of
from domsync.widgets.icons import icon_of

if TYPE_CHECKING:
    from typing import Unpack

    from domsync import attributes as k

KINDS: tuple[Kind, ...] = ("default", "primary", "danger", "ghost", "link")
SIZES: tuple[Size, ...] = ("small", "medium", "large")


def button(
    *children: Child,
    kind: Kind = "default",
    size: Size = "medium",
    icon: Child = None,
    pending: bool = False,
    submit: bool = False,
    **attributes: Unpack[k.HtmlButton],
) -> VNode:
    """A button.

    >>> w.button("Save", kind="primary", on_click=self.save)

    Args:
        children: Its content. One that holds only an icon needs `aria={"label": ...}`.
        kind: Its appearance: `default`, `primary` for the main action of the page, `danger` for actions that cannot be
            undone, `ghost` without a box, `link` like a link.
        size: `small`, `medium` or `large`.
        icon: An icon before the text: the name of one (see `w.icon`), an `svg.svg(...)` or a character.
        pending: Whether its action is in progress: it shows a spinner, keeps the focus, and tells screen readers.
            Clicks still arrive, so the handler decides what they do.
        submit: Whether it submits the form that it is in.
        attributes: As for `h.button`.

    Emits:
        `on_click`.

    Keyboard:
        | key | what it does |
        |---|---|
        | Enter, Space | presses it |

    Raises:
        TypeError: It has no accessible name.
        ValueError: The kind or the size is unknown.
    """
    given: dict[str, Any] = dict(attributes)
    one_of("kind", kind, KINDS)
    one_of("size", size, SIZES)
    named = {"label", "labelledby"} & (given.get("aria") or {}).keys() or given.get("title")
    if all(map(is_empty, children)) and not named:
        raise TypeError('button() needs a text, or aria={"label": "Close"} when it only has an icon')
    content = [] if is_empty(icon) else [h.span(icon_of(icon), class_="ds-icon", aria={"hidden": True})]
    made = dressed(
        given,
        "ds-button",
        modifier("ds-button", kind, "default"),
        modifier("ds-button", size, "medium"),
        "ds-button--icon" if all(map(is_empty, children)) else None,
        type="submit" if submit else "button",
        aria={"busy": True} if pending else None,
    )
    return h.button(*content, *children, **made)


def button_group(*children: Child, label: str, **attributes: Unpack[k.Html]) -> VNode:
    """Buttons that belong together, joined into one bar.

    >>> w.button_group(w.button("Left"), w.button("Right"), label="Alignment")

    Args:
        children: The buttons.
        label: Their common purpose, for screen readers.
        attributes: As for `h.div`.

    Keyboard:
        | key | what it does |
        |---|---|
        | Tab | goes to the next button |
    """
    check_texts("button_group", label=label)
    return h.div(*children, **dressed(dict(attributes), "ds-button-group", role="group", aria={"label": label}))
