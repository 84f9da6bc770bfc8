"""Toasts: short notices in a corner of the page, and the progress of work that can be cancelled."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Sized
from inspect import isawaitable
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from domsync import Component, Document, VNode, mount
from domsync import html as h
from domsync.components import Locale, document_of
from domsync.widgets.base import Tone, check_functions, check_owner, one_of
from domsync.widgets.buttons import button
from domsync.widgets.feedback.alerts import TONES, cross
from domsync.widgets.words import word

T = TypeVar("T")


class _Toast(Component):
    """One message in the corner; with a progress bar while `track` runs."""

    text: str
    tone: Tone = "neutral"
    seconds: float = 5.0
    undo: Any = None
    undo_text: str = ""
    done: float | None = None
    total: float | None = None
    cancel: Any = None
    close: Any = None

    @property
    def runs(self) -> bool:
        """True if it shows the progress of `track`."""
        return self.total is not None or self.cancel is not None

    def render(self) -> VNode:
        runs, bar = self.runs, None
        if runs:
            bar = h.progress(value=self.done, max=self.total or 1, aria={"label": self.text}, class_="ds-progress-bar")
        return h.div(
            h.div(h.span(self.text), bar, class_="ds-toast-text"),
            None if self.undo is None else button(self.undo_text or word("Undo"), kind="link", on_click=self.take_back),
            h.button(
                cross(),
                type="button",
                class_="ds-close",
                on_click=self.cancel or self.close,
                aria={"label": word("Cancel") if self.cancel is not None else word("Dismiss")},
            ),
            class_=f"ds-toast ds-tone--{self.tone}",
            # The browser measures the time, and pauses while the pointer or the focus is on it.
            style=None if runs or not self.seconds else {"animation-duration": f"{self.seconds}s"},
            data={"ds-lasting": True} if runs or not self.seconds else None,
            on_animationend=None if runs else self.close,
        )

    async def take_back(self) -> None:
        self.close()
        result = self.undo()
        if isawaitable(result):
            await result


class Toaster(Component):
    """The corner of a page with its messages."""

    toasts: list[_Toast] = []
    locale: Any = None

    def render(self) -> VNode:
        if self.locale is not None:
            self.provide(self.locale)
        return h.section(
            self.toasts,
            class_="ds-toaster",
            aria={"label": word("Messages"), "live": "polite", "relevant": "additions"},
        )

    def add(self, toast: _Toast) -> None:
        toast.close = lambda: self.remove(toast)
        # The oldest message makes room, but not the progress of work that still goes on.
        messages = [other for other in self.toasts if not other.runs]
        gone = messages[: max(len(messages) - _MOST_TOASTS + 1, 0)]
        self.toasts = [*(other for other in self.toasts if all(other is not one for one in gone)), toast]

    def remove(self, toast: _Toast) -> None:
        self.toasts = [other for other in self.toasts if other is not toast]


_MOST_TOASTS = 5
_toasters: WeakKeyDictionary[Document, Toaster] = WeakKeyDictionary()


def _toaster_of(owner: Component) -> Toaster:
    document = document_of(owner)
    known, locale = _toasters.get(document), owner.use(Locale, Locale())
    if known is None:
        known = _toasters[document] = mount(Toaster(locale=locale), document.documentElement)
    # The user may have chosen another language since.
    known.locale = locale
    return known


def toast(
    owner: Component,
    text: str,
    *,
    tone: Tone = "neutral",
    seconds: float = 6.0,
    undo: Callable[[], object] | None = None,
    undo_text: str = "",
) -> None:
    """Show a message in a corner of the page, for a few seconds.

    >>> w.toast(self, "3 orders were deleted", undo=self.restore)

    Its time stops while the pointer or the focus is on it. Since it disappears, do not use it alone for anything
    important.

    Args:
        owner: The component that shows it; the message appears on its page.
        text: The message.
        tone: `neutral`, `info`, `success`, `warning`, `danger`.
        seconds: How long it stays; with 0, until it is dismissed. With `undo`, it stays for at least 10 seconds.
        undo: Called when the button to undo is pressed; without it, there is no such button.
        undo_text: The text of that button; by default "Undo".

    Keyboard:
        | key | what it does |
        |---|---|
        | Tab | goes to its buttons |

    Raises:
        NotMountedError: The component is not on a page.
        ValueError: The tone is unknown, or the time is negative.
    """
    check_functions("toast", undo=undo)
    check_owner(owner, "toast", 'w.toast(self, "Saved")')
    one_of("tone", tone, TONES)
    if seconds < 0:
        raise ValueError(f"a toast stays for a while, or for ever with 0; not for {seconds} seconds")
    lasts = max(seconds, 10.0) if undo is not None and seconds else seconds
    _toaster_of(owner).add(_Toast(text=text, tone=tone, seconds=lasts, undo=undo, undo_text=undo_text))


#: Seconds between two updates of the progress of `track`.
_SHOW_EVERY = 0.1


class Track(Generic[T]):
    """The items that `track` iterates over."""

    def __init__(self, items: Iterable[T] | AsyncIterable[T], owner: Component, label: str, total: int | None) -> None:
        self._items = items
        self._owner = owner
        self._label = label
        self._total = total
        #: Whether the user has cancelled it.
        self.is_cancelled: bool = False

    def cancel(self) -> None:
        """Stop the iteration early."""
        self.is_cancelled = True

    async def __aiter__(self) -> AsyncIterator[T]:
        toaster, loop = _toaster_of(self._owner), asyncio.get_running_loop()
        shown = _Toast(text=self._label, done=0 if self._total else None, total=self._total, cancel=self.cancel)
        toaster.add(shown)
        last, count = loop.time(), 0
        try:
            async for item in _each(self._items):
                if self.is_cancelled:
                    return
                yield item
                count += 1
                if loop.time() - last >= _SHOW_EVERY:
                    last = loop.time()
                    if self._total:
                        shown.done = min(count, self._total)
                    await asyncio.sleep(0)
        finally:
            toaster.remove(shown)


async def _each(items: Iterable[T] | AsyncIterable[T]) -> AsyncIterator[T]:
    if isinstance(items, AsyncIterable):
        async for item in items:
            yield item
        return
    for at, item in enumerate(items):
        # Give others a turn, so that the user can cancel it.
        if at % 64 == 0:
            await asyncio.sleep(0)
        yield item


def track(
    items: Iterable[T] | AsyncIterable[T], owner: Component, *, label: str = "", total: int | None = None
) -> Track[T]:
    """Iterate over items and show the progress in a corner of the page, where the user can cancel it.

    >>> async for row in w.track(rows, self, label="Import"):
    ...     await self.save(row)

    Args:
        items: The items.
        owner: The component on whose page it is shown.
        label: Its label; by default "Working".
        total: The number of items; by default their length, if they have one.

    Returns:
        An async iterator over the items; it ends early when the user cancels it, and then `is_cancelled` is True.

    Keyboard:
        | key | what it does |
        |---|---|
        | Tab | goes to the button that cancels it |
    """
    check_owner(owner, "track", "w.track(rows, self)")
    count = total if total is not None else len(items) if isinstance(items, Sized) else None
    return Track(items, owner, label or word("Working"), count)
