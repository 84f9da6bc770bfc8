"""Alerts, banners and badges, and the tones that all feedback shares."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from domsync import VNode, svg
from domsync import html as h
from domsync.components import Child
from domsync.widgets.base import Common, Tone, dressed, is_empty, one_of
from domsync.widgets.words import word

if TYPE_CHECKING:
    from typing import Unpack

    from domsync import attributes as k

TONES: tuple[Tone, ...] = ("neutral", "info", "success", "warning", "danger")
_SIGNS = {"neutral": "•", "info": "i", "success": "✓", "warning": "!", "danger": "\u00d7"}


def alert(
    *children: Child,
    tone: Tone = "info",
    title: Child = None,
    actions: Child = None,
    on_close: Callable[[], object] | None = None,
    live: bool = True,
    **attributes: Unpack[Common],
) -> VNode:
    """A notice of something that the user has to know.

    >>> w.alert("The file is larger than 10 MB.", tone="danger", title="Not uploaded")

    Args:
        children: Its content.
        tone: `neutral`, `info`, `success`, `warning`, `danger`.
        title: A title of one line.
        actions: Buttons.
        on_close: Called when the user dismisses it; without it, there is no button to do so.
        live: Whether screen readers announce it when it appears: `warning` and `danger` at once, others at the next
            pause.
        attributes: As for `h.div`.

    Keyboard:
        | key | what it does |
        |---|---|
        | Tab | goes to its buttons |

    Raises:
        ValueError: The tone is unknown.
    """
    return _notice("ds-alert", children, tone, title, actions, on_close, live, attributes)


def banner(
    *children: Child,
    tone: Tone = "info",
    title: Child = None,
    actions: Child = None,
    on_close: Callable[[], object] | None = None,
    live: bool = False,
    **attributes: Unpack[Common],
) -> VNode:
    """A message across the width of the page: maintenance, a new version, an expired licence.

    >>> w.banner("We are closed on Friday.", on_close=self.seen)

    Args:
        children: Its content.
        tone: `neutral`, `info`, `success`, `warning`, `danger`.
        title: A title of one line.
        actions: Buttons.
        on_close: Called when the user dismisses it.
        live: Whether screen readers announce it when it appears.
        attributes: As for `h.div`.

    Keyboard:
        | key | what it does |
        |---|---|
        | Tab | goes to its buttons |

    Raises:
        ValueError: The tone is unknown.
    """
    return _notice("ds-banner", children, tone, title, actions, on_close, live, attributes)


def _notice(
    class_: str,
    children: tuple[Child, ...],
    tone: str,
    title: Child,
    actions: Child,
    on_close: Callable[[], object] | None,
    live: bool,
    attributes: Any,
) -> VNode:
    one_of("tone", tone, TONES)
    role = ("alert" if tone in ("warning", "danger") else "status") if live else "note"
    close = None
    if on_close is not None:
        close = h.button(cross(), class_="ds-close", type="button", on_click=on_close, aria={"label": word("Dismiss")})
    return h.div(
        h.span(_SIGNS[tone], class_="ds-sign", aria={"hidden": True}),
        h.div(
            None if is_empty(title) else h.strong(title, class_="ds-notice-title"),
            h.div(*children, class_="ds-notice-body"),
            class_="ds-notice-text",
        ),
        None if is_empty(actions) else h.div(actions, class_="ds-actions"),
        close,
        **dressed(dict(attributes), class_, f"ds-tone--{tone}", role=role),
    )


def cross() -> VNode:
    """The cross on buttons that close something."""
    return svg.svg(
        svg.path(d="M4 4l8 8M12 4l-8 8", stroke="currentColor", stroke_width="1.5", stroke_linecap="round"),
        viewBox="0 0 16 16",
        width="16",
        height="16",
        aria={"hidden": True},
    )


def badge(*children: Child, tone: Tone = "neutral", **attributes: Unpack[k.Html]) -> VNode:
    """A word or number next to something, such as a state or a count.

    >>> w.badge("paid", tone="success")

    Args:
        children: The word.
        tone: `neutral`, `info`, `success`, `warning`, `danger`.
        attributes: As for `h.span`.

    Raises:
        ValueError: The tone is unknown.
    """
    return h.span(*children, **dressed(dict(attributes), "ds-badge", f"ds-tone--{one_of('tone', tone, TONES)}"))
