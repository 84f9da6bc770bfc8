"""Virtual scrolling: long lists of which only the visible rows are on the page.

`Virtual` is a component that shows the visible rows of a source (`sources`), and some above and below. It keeps nothing
of the others, neither on the page nor in memory. Widgets derive from it:

>>> class Names(Virtual):
...     names: Any = ()
...
...     def render(self):
...         shown = self.look(source_of(self.names), Query())
...         rows = [h.li(name, key=place) for place, name in shown.items()]
...         return h.div(
...             h.div(style=shown.before), h.ul(rows, data=shown.mark), h.div(style=shown.after), **self.scroller()
...         )

* `scroller()` returns the attributes of the element that is scrolled, whose style limits its height.
* It contains, in this order, an element as high as the rows above those on the page, an element with the rows, and an
  element as high as the rows below. `shown.mark` belongs on the element whose children are the rows; a child with
  `data={"ds-more": ""}` belongs to the row before it.
* A row of an asynchronous source that has not been loaded is `MISSING`: show a placeholder of the same height.
* Rows are `row_height` pixels high. With `measured=True` that is only an assumption about rows that were never on the
  page: the browser reports their heights.
* `has_failed` is true if rows could not be loaded; `retry()` requests them again.
* `show_row(place)` scrolls to a row. `follow=True` keeps the end in view while rows are added, until the user scrolls.

The browser's side is `client/extra/virtual_list.js`: it reports the scroll position as soon as fewer rows than half a
screen are left, and keeps the old rows in view until the new ones are there.
"""

from __future__ import annotations

from collections.abc import Awaitable, Iterator
from typing import Annotated, Any

import msgspec
from pydantic import PrivateAttr

from domsync import Component, Element, Ref, on
from domsync.events import Source
from domsync.widgets.data.row_buffer import RowBuffer
from domsync.widgets.data.sources import Query, RowSource
from domsync.widgets.data.window import HIGHEST, Heights, Window

#: The minimum number of milliseconds between two reports of a browser's scroll position.
_PACE = 30


class Shown(msgspec.Struct, frozen=True):
    """The rows to be on the page.

    Attributes:
        first: The index of the first row.
        rows: The rows; MISSING for a row that is not loaded yet.
        total: The total number of rows.
        is_counted: Whether the total is final; otherwise there are more.
        before: The style of the element before the rows, with its height.
        after: The style of the element after the rows.
        mark: The data attributes of the element around the rows.
    """

    first: int
    rows: list[Any]
    total: int
    is_counted: bool
    before: dict[str, str]
    after: dict[str, str]
    mark: dict[str, int | None]

    def items(self) -> Iterator[tuple[int, Any]]:
        """The rows with their indexes."""
        return enumerate(self.rows, self.first)


class ScrollTold(msgspec.Struct, frozen=True):
    """A report of the scroll position and the visible height, in pixels."""

    at: Annotated[tuple[float, float], Source("detail")]


class HeightsTold(msgspec.Struct, frozen=True):
    """A report of the heights of rows: their indexes and heights in pixels."""

    rows: Annotated[list[tuple[int, float]], Source("detail")]


#: The maximum number of heights in a report: more than any screen has rows.
_MOST_TOLD = 2_000


class Virtual(Component):
    """A component that has only the visible rows of a source on the page: see the module.

    Args:
        row_height: The height of a row, in pixels.
        overscan: The number of rows that are on the page above and below the visible ones.
        measured: Whether the browser reports the height of each row.
        follow: Whether the end stays in view.
    """

    row_height: float = 36.0
    overscan: int = 12
    measured: bool = False
    follow: bool = False

    top: float = 0.0
    view: float = 720.0
    has_failed: bool = False
    _window: Window | None = PrivateAttr(default=None)
    _buffer: RowBuffer | None = PrivateAttr(default=None)
    _epoch: int = PrivateAttr(default=0)
    _told_top: int = PrivateAttr(default=0)
    _told_range: tuple[int, int] = PrivateAttr(default=(0, 0))
    _scroller: Ref[Element] = PrivateAttr(default_factory=Ref)

    # For subclasses to call

    @property
    def window(self) -> Window:
        """The window, which computes which rows are visible."""
        if self._window is None:
            self._window = Window(Heights(self.row_height), self.overscan)
        return self._window

    @property
    def buffer(self) -> RowBuffer | None:
        """The loaded rows; None before the first render."""
        return self._buffer

    @property
    def is_loading(self) -> bool:
        """True if rows are still awaited."""
        return self._buffer is not None and self._buffer.is_loading

    def scroller(self) -> dict[str, Any]:
        """The attributes of the element that is scrolled."""
        events: dict[str, Any] = {"ds-scroll": on(self.scrolled, throttle=_PACE)}
        if self.measured:
            events["ds-heights"] = self.heights_told
        return {
            "ref": self._scroller,
            "events": events,
            "data": {
                "ds-window": f"{self.row_height:g}" if self.measured else "",
                "ds-top": self._told_top or None,
                "ds-follow": "" if self.follow else None,
            },
        }

    def look(self, source: RowSource[Any], query: Query) -> Shown:
        """Find the visible rows, and load them. Call this in `render`.

        Args:
            source: The source of the rows.
            query: The query for them.
        """
        buffer = self.buffer_of(source, query)
        if not buffer.is_counted:
            self.place(buffer.count or int(self.view / self.row_height) + 1)
            buffer.need(*self.window.range()[:2])
        first, last = self.place(buffer.count)
        buffer.need(first, last)
        if buffer.count != self.window.count:
            # There are more or fewer rows than expected.
            first, last = self.place(buffer.count)
            buffer.need(first, last)
        return self.shown(buffer.rows(first, last))

    def buffer_of(self, source: RowSource[Any], query: Query) -> RowBuffer:
        """The loaded rows of a source: the previous ones, if source and query are the same.

        Args:
            source: The source of the rows.
            query: The query for them.
        """
        before = self._buffer
        is_current = before is not None and before.query == query and before.version == source.version
        if before is not None and is_current and source.is_same(before.source):
            before.source = source
            if source.is_live:
                before.forget()
            return before
        now = self._buffer = RowBuffer(source, query)
        if before is not None:
            before.drop()
        if before is not None and before.query == query:
            # As long as nothing else is known, assume the previous number.
            now.count = before.count
        elif before is not None:
            # The results of a new query begin at the top.
            self.__dict__["top"] = 0.0
            if self._scroller.current is not None:
                self._scroller.current.scrollTo({"top": 0})
            if self.measured:
                # The browser has to report all heights again, even of rows that look the same.
                self.window.heights.clear()
                self._epoch += 1
        return now

    def place(self, count: int) -> tuple[int, int]:
        """Find the visible range.

        Args:
            count: The number of rows.

        Returns:
            The index of the first row to be on the page, and the index after the last one.
        """
        window = self.window
        window.top, window.view, window.count = self.top, self.view, count
        return window.range()[:2]

    def shown(self, rows: list[Any]) -> Shown:
        """Describe the visible rows, after `place` and before `scroller`.

        Args:
            rows: The rows.
        """
        first, last, before, after = self.window.range()
        if self._told_range != (first, last):
            # A page that is loaded again begins there; approximately is enough.
            self._told_range, self._told_top = (first, last), round(self.top)
        buffer = self._buffer
        is_counted = buffer is None or buffer.is_counted
        return Shown(
            first,
            rows,
            self.window.count,
            is_counted,
            _high(before),
            _high(after),
            {"ds-rows": first, "ds-epoch": self._epoch or None},
        )

    def show_row(self, place: int) -> None:
        """Scroll to a row.

        Args:
            place: Its index among all rows, from 0.
        """
        self.top = self.window.top_of(place)
        if self._scroller.current is not None:
            self._scroller.current.scrollTo({"top": round(self.top)})

    def retry(self) -> None:
        """Request again the rows that could not be loaded."""
        self.has_failed = False
        if self._buffer is not None:
            self._buffer.has_failed = False

    # Reports of the browser

    def mounted(self) -> Awaitable[None] | None:
        return self._load()

    def updated(self) -> Awaitable[None] | None:
        return self._load()

    def unmounted(self) -> Awaitable[None] | None:
        if self._buffer is not None:
            self._buffer.drop()
        return None

    def _load(self) -> Awaitable[None] | None:
        buffer = self._buffer
        return self._await_rows(buffer) if buffer is not None and buffer.has_pending else None

    async def _await_rows(self, buffer: RowBuffer) -> None:
        try:
            await buffer.load()
        except Exception:
            if buffer is self._buffer:
                self.has_failed = True
            raise
        if buffer is self._buffer:
            self.has_failed = False
            self.refresh()

    def scrolled(self, event: ScrollTold) -> None:
        """Note the scroll position that a browser reports."""
        top, view = event.at
        self.top = min(max(top, 0.0), HIGHEST)
        # No screen is that high: a client that claims it does not get all rows at once.
        self.view = min(max(view, 0.0), 10_000.0)

    def heights_told(self, event: HeightsTold) -> None:
        """Note the heights of rows that a browser reports."""
        heights, count = self.window.heights, self.window.count
        for place, height in event.rows[:_MOST_TOLD]:
            if 0 <= place < count and 0 <= height <= 100_000:
                heights.measure(place, height)


def _high(pixels: float) -> dict[str, str]:
    return {"height": f"{round(pixels, 1):.15g}px"}
