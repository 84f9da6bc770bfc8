"""A buffer of a source's rows around the window, loaded page by page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from inspect import isawaitable
from typing import Any, Final

from domsync.widgets.data.sources import Page, Query, RowSource

#: Stands for a row that has not been loaded.
MISSING: Final[Any] = type("Missing", (), {"__repr__": lambda self: "MISSING", "__bool__": lambda self: False})()


#: So many rows are asked of a source at once.
_PAGE = 50


class RowBuffer:
    """The rows of a source that were loaded around the window, by pages; those far away are let go.

    Args:
        source: The source.
        query: Which of its rows.
    """

    __slots__ = (
        "_awaited",
        "_pages",
        "_pending",
        "count",
        "has_failed",
        "is_counted",
        "query",
        "source",
        "totals",
        "version",
    )

    def __init__(self, source: RowSource[Any], query: Query) -> None:
        self.source: RowSource[Any] = source
        self.query: Query = query
        self.version: int = source.version
        self._pages: dict[int, Sequence[Any]] = {}
        #: The pages that have been asked for, and what is still to be awaited.
        self._awaited: set[int] = set()
        self._pending: list[tuple[int, int, Any]] = []
        #: How many rows there are, as far as is known.
        self.count: int = 0
        #: Whether that is all, or was said by the source.
        self.is_counted: bool = False
        #: Whether the source could not give some: nothing is asked for until somebody says so.
        self.has_failed: bool = False
        self.totals: Mapping[str, Any] = {}

    @property
    def is_loading(self) -> bool:
        """True if some rows are awaited."""
        return bool(self._awaited)

    @property
    def has_pending(self) -> bool:
        """True if `load` has something to do."""
        return bool(self._pending)

    def rows(self, first: int, last: int) -> list[Any]:
        """The rows from one place to another; what is not there is MISSING.

        Args:
            first: The place of the first.
            last: The place behind the last.
        """
        found: list[Any] = []
        for place in range(first, last):
            page = self._pages.get(place // _PAGE, ())
            found.append(page[place % _PAGE] if place % _PAGE < len(page) else MISSING)
        return found

    def forget(self) -> None:
        """Let all rows go: they are asked for anew."""
        self._pages.clear()

    def need(self, first: int, last: int) -> None:
        """Get rows, at once if the source can; else they are there after `load`.

        Args:
            first: The place of the first.
            last: The place behind the last.
        """
        self.need_all([(first, last)])

    def need_all(self, parts: Iterable[tuple[int, int]]) -> None:
        """Get several runs of rows; those that are far away from all of them are let go.

        Args:
            parts: The places of the first row and behind the last of each.
        """
        wanted = {
            number for first, last in parts for number in range(first // _PAGE, max(last - 1, first) // _PAGE + 1)
        }
        if not wanted:
            return
        low, high = min(wanted) - 4, max(wanted) + 4
        for number in [number for number in self._pages if not low <= number <= high]:
            del self._pages[number]
        missing = sorted(wanted - self._pages.keys() - self._awaited)
        if self.has_failed:
            return
        for start, end in _runs(missing):
            found: Any = None
            if not self.source.waits:
                found = self.source.fetch(self.query, start * _PAGE, end * _PAGE)
                if not isawaitable(found):
                    self._take(start, end, found)
                    continue
            self._awaited.update(range(start, end))
            self._pending.append((start, end, found))

    async def load(self) -> None:
        """Await what was asked for."""
        while self._pending:
            start, end, found = self._pending.pop()
            try:
                page = self.source.fetch(self.query, start * _PAGE, end * _PAGE) if found is None else found
                self._take(start, end, await page if isawaitable(page) else page)
            except BaseException:
                self.has_failed = True
                raise
            finally:
                self._awaited.difference_update(range(start, end))

    def drop(self) -> None:
        """Await nothing more."""
        for _, _, found in self._pending:
            if hasattr(found, "close"):
                found.close()
        self._pending.clear()

    def _take(self, start: int, end: int, page: Page[Any]) -> None:
        rows = page.rows
        for number in range(start, end):
            at = (number - start) * _PAGE
            self._pages[number] = rows[at : at + _PAGE]
        reached = start * _PAGE + len(rows)
        if page.total is not None:
            self.count, self.is_counted = page.total, True
        elif len(rows) < (end - start) * _PAGE:
            # It has ended here, unless it has become shorter and ended before.
            self.count, self.is_counted = reached if rows or not start else min(self.count, start * _PAGE), True
        elif not self.is_counted:
            # There is at least one more: what is behind is asked for when it comes into view.
            self.count = max(self.count, reached + 1)
        if page.totals:
            self.totals = page.totals


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Runs of numbers that follow each other: their first, and the one behind their last."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number:
            runs[-1] = (runs[-1][0], number + 1)
        else:
            runs.append((number, number + 1))
    return runs
