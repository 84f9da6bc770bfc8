"""Modal and non-modal dialogs, and drawers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeAlias

from pydantic import Field, PrivateAttr

from domsync import Component, Element, Ref, VNode, act
from domsync import html as h
from domsync.components import Child, unique_id
from domsync.widgets.base import Size, check_functions, dressed, is_empty, modifier, one_of, parted
from domsync.widgets.buttons import SIZES
from domsync.widgets.feedback.alerts import cross
from domsync.widgets.layout.containers import heading
from domsync.widgets.words import word

Side: TypeAlias = Literal["start", "end", "bottom"]


class Dialog(Component):
    """The component that `dialog` and `drawer` make: see there."""

    children: Child = Field(default=None, kw_only=False)
    title: Child = None
    open: bool = False
    on_close: Any = None
    footer: Child = None
    size: Size = "medium"
    side: Side | None = None
    closes_outside: bool = True
    attributes: Mapping[str, Any] = {}

    _box: Ref[Element] = PrivateAttr(default_factory=Ref)
    _was_open: bool = PrivateAttr(default=False)

    def render(self) -> VNode:
        label = unique_id(self.title if isinstance(self.title, str) else "dialog")
        classes = (
            "ds-dialog",
            modifier("ds-dialog", self.size, "medium"),
            None if self.side is None else f"ds-drawer ds-drawer--{self.side}",
        )
        made = dressed(
            self.attributes,
            *classes,
            aria={"labelledby": label},
            closedby="any" if self.closes_outside else "closerequest",
        )
        return h.dialog(
            h.div(heading(self.title, 2, id=label, class_="ds-dialog-title"), class_="ds-dialog-head"),
            h.div(self.children, class_="ds-dialog-body"),
            None if is_empty(self.footer) else h.div(self.footer, class_="ds-dialog-foot"),
            # Last in the markup, so that the content gets the focus first; the style sheet puts it at the top.
            # No form with method="dialog", which would send a form around the dialog, too.
            h.div(
                h.button(
                    cross(),
                    type="button",
                    class_="ds-close",
                    aria={"label": word("Close")},
                    on_click=act.close(of=act.closest("dialog")),
                ),
                class_="ds-dialog-close",
            ),
            ref=self._box,
            on_close=self.closed,
            **made,
        )

    def closed(self) -> object:
        """Tell the program that the user has closed it: with Escape, its button, or a click outside."""
        return self.on_close() if self.on_close is not None else None

    def mounted(self) -> None:
        self._follow()

    def updated(self) -> None:
        self._follow()

    def _follow(self) -> None:
        """Open or close it in the browser if `open` has changed; otherwise it stays as the user left it."""
        if self.open == self._was_open:
            return
        self._was_open = self.open
        is_open = self._box.element.hasAttribute("open")
        if self.open and not is_open:
            self._box.element.showModal()
        elif not self.open and is_open:
            self._box.element.close()


def dialog(
    *children: Child,
    title: Child,
    open: bool = False,
    on_close: Callable[[], object] | None = None,
    footer: Child = None,
    size: Size = "medium",
    closes_outside: bool = True,
    **attributes: Any,
) -> Dialog:
    """A modal dialog.

    Open it with `open=True`. To open it without a round trip, give it an `id`, and use a button with
    `command="show-modal"` and this id as `commandfor`.

    >>> w.dialog(h.p("..."), title="New order", open=self.adding, on_close=self.close)

    Args:
        children: Its content.
        title: Its heading, and its name for screen readers.
        open: Whether it is open.
        on_close: Called when the user has closed it.
        footer: Its buttons.
        size: Its width: `small`, `medium`, `large`.
        closes_outside: Whether a click outside closes it.
        attributes: As for `h.dialog`: `id`, `class_`, `key` ...

    Keyboard:
        | key | what it does |
        |---|---|
        | Tab, Shift + Tab | the next or previous control in the dialog |
        | Escape | closes it; the focus goes back to where it was |

    Raises:
        ValueError: The size is unknown.
    """
    check_functions("dialog", on_close=on_close)
    one_of("size", size, SIZES)
    return _dialog(
        children,
        attributes,
        title=title,
        open=open,
        on_close=on_close,
        footer=footer,
        size=size,
        closes_outside=closes_outside,
    )


def drawer(
    *children: Child,
    title: Child,
    open: bool = False,
    on_close: Callable[[], object] | None = None,
    footer: Child = None,
    side: Side = "end",
    size: Size = "medium",
    **attributes: Any,
) -> Dialog:
    """A modal dialog at one side of the page.

    >>> w.drawer(self.filters(), title="Filters", open=self.filtering, on_close=self.close)

    Args:
        children: Its content.
        title: Its heading, and its name for screen readers.
        open: Whether it is open.
        on_close: Called when the user has closed it.
        footer: Its buttons.
        side: `start`, `end` or `bottom`; `end` is the side where lines of text end.
        size: Its width: `small`, `medium`, `large`. At the bottom, it is as wide as the page.
        attributes: As for `h.dialog`: `id`, `class_`, `key` ...

    Keyboard:
        | key | what it does |
        |---|---|
        | Tab, Shift + Tab | the next or previous control in the drawer |
        | Escape | closes it; the focus goes back to where it was |

    Raises:
        ValueError: The side or the size is unknown.
    """
    check_functions("drawer", on_close=on_close)
    one_of("size", size, SIZES)
    one_of("side", side, ("start", "end", "bottom"))
    return _dialog(children, attributes, title=title, open=open, on_close=on_close, footer=footer, size=size, side=side)


def _dialog(children: tuple[Child, ...], attributes: Mapping[str, Any], **fields: Any) -> Dialog:
    own, directives = parted(attributes)
    return Dialog(children, attributes=own, **directives, **fields)
