"""Placeholders for empty states and failures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domsync import VNode
from domsync import html as h
from domsync.components import Child, unique_id
from domsync.widgets.base import Common, dressed, is_empty
from domsync.widgets.icons import icon_of
from domsync.widgets.layout.containers import heading
from domsync.widgets.words import word

if TYPE_CHECKING:
    from typing import Unpack


def empty_state(
    title: Child,
    *children: Child,
    icon: Child = None,
    actions: Child = None,
    level: int = 3,
    **attributes: Unpack[Common],
) -> VNode:
    """A notice that there is nothing yet, and what to do about it.

    >>> w.empty_state("No orders yet", "They appear here as they come in.", actions=w.button("Import"))

    Args:
        title: Its title.
        children: What to do about it.
        icon: An icon above it, or its name.
        actions: Buttons.
        level: The level of its heading.
        attributes: As for `h.div`.

    Raises:
        ValueError: The level is unknown.
    """
    return h.div(
        None if is_empty(icon) else h.div(icon_of(icon), class_="ds-empty-icon", aria={"hidden": True}),
        heading(title, level, class_="ds-empty-title"),
        None if all(map(is_empty, children)) else h.div(*children, class_="ds-empty-text"),
        None if is_empty(actions) else h.div(actions, class_="ds-actions"),
        **dressed(dict(attributes), "ds-empty"),
    )


def error_view(
    title: Child = None,
    *children: Child,
    code: Child = None,
    reference: str | None = None,
    actions: Child = None,
    level: int = 2,
    **attributes: Unpack[Common],
) -> VNode:
    """A notice that takes the place of something that failed.

    >>> w.error_view("The report could not be made", reference=reference, actions=w.button("Try again"))

    Args:
        title: What failed; by default "Something went wrong".
        children: What to do about it.
        code: A number in large figures, such as 404.
        reference: The reference number that is also in the log.
        actions: Buttons.
        level: The level of its heading.
        attributes: As for `h.div`.

    Raises:
        ValueError: The level is unknown.
    """
    label = unique_id("error")
    return h.div(
        None if is_empty(code) else h.p(code, class_="ds-error-code", aria={"hidden": True}),
        heading(word("Something went wrong") if title is None else title, level, id=label, class_="ds-empty-title"),
        None if all(map(is_empty, children)) else h.div(*children, class_="ds-empty-text"),
        None if reference is None else h.p(word("Reference: {reference}", reference=reference), class_="ds-help"),
        None if is_empty(actions) else h.div(actions, class_="ds-actions"),
        **dressed(dict(attributes), "ds-empty", "ds-error-view", role="group", aria={"labelledby": label}),
    )
