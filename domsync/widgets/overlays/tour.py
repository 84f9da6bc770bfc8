"""Tours: guide a user around the page, step by step."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from pydantic import PrivateAttr

from domsync import Component, Element, Ref, VNode, mount, on, unmount
from domsync import html as h
from domsync.components import Locale, document_of, unique_id
from domsync.widgets.base import check_owner, is_empty, is_listed
from domsync.widgets.buttons import button
from domsync.widgets.layout.containers import heading
from domsync.widgets.words import word


class TourStep(Component):
    """A step of a tour: see `tour`."""

    steps: Sequence[tuple[str, str, str]]
    at: int = 0
    locale: Any = None

    _box: Ref[Element] = PrivateAttr(default_factory=Ref)
    _over: asyncio.Future[bool] = PrivateAttr()
    _has_left: bool = PrivateAttr(default=False)

    def render(self) -> VNode:
        if self.locale is not None:
            self.provide(self.locale)
        target, title, text = self.steps[self.at]
        label, last = unique_id("tour"), self.at == len(self.steps) - 1
        return h.div(
            heading(title, 2, id=label, class_="ds-dialog-title"),
            None if is_empty(text) else h.p(text),
            h.div(
                h.span(f"{self.at + 1} / {len(self.steps)}", class_="ds-help"),
                h.span(class_="ds-spacer"),
                button(word("Skip"), kind="ghost", size="small", on_click=self.skip) if not last else None,
                button(word("Back"), size="small", on_click=self.back) if self.at else None,
                button(word("Done") if last else word("Next"), kind="primary", size="small", on_click=self.forward),
                class_="ds-actions",
            ),
            role="dialog",
            aria={"labelledby": label},
            tabindex=-1,
            popover="manual",
            class_="ds-popover ds-popover--padded ds-tour",
            data={"ds-tour": target},
            on_keydown=on(self.skip, key="Escape"),
            ref=self._box,
            key=self.at,
        )

    def mounted(self) -> None:
        self._open()

    def updated(self) -> None:
        self._open()

    def _open(self) -> None:
        self._box.element.showPopover()
        self._box.element.focus()

    def unmounted(self) -> None:
        self._has_left = True
        if not self._over.done():
            self._over.cancel()

    def forward(self) -> None:
        if self.at == len(self.steps) - 1:
            self._end(True)
        else:
            self.at += 1

    def back(self) -> None:
        self.at -= 1

    def skip(self) -> None:
        self._end(False)

    def _end(self, done: bool) -> None:
        if not self._over.done():
            self._over.set_result(done)

    async def go(self, owner: Component) -> bool:
        """Show it, and wait until it ends."""
        self._over = asyncio.get_running_loop().create_future()
        self.locale = owner.use(Locale, Locale())
        mount(self, document_of(owner).documentElement)
        try:
            return await self._over
        finally:
            # Also if the handler that waits was cancelled, as by a timeout.
            if not self._has_left:
                unmount(self)


async def tour(owner: Component, steps: Sequence[tuple[str, str, str]]) -> bool:
    """Show the user around the page, step by step.

    >>> await w.tour(self, [("search", "Search", "Finds orders and customers."), ("new", "New order", "")])

    Args:
        owner: The component on whose page it is shown.
        steps: The id of an element, a title and a text for each step.

    Returns:
        Whether the user went through all steps.

    Keyboard:
        | key | what it does |
        |---|---|
        | Tab | goes to its buttons |
        | Enter, Space | press them |
        | Escape | ends it |

    Raises:
        NotMountedError: The component is not on a page.
        ValueError: There are no steps.
        CancelledError: The visitor has left.
    """
    if not steps:
        raise ValueError("a tour has at least one step: (id of an element, title, text)")
    check_owner(owner, "tour", "await w.tour(self, steps)")
    for step in steps:
        if not is_listed(step) or len(step) != 3:
            raise TypeError(f"a step of a tour is (id of an element, title, text), not {step!r}")
    return await TourStep(steps=list(steps)).go(owner)
