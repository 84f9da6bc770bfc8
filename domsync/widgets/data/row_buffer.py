"""A buffer of a source's rows around the window, loaded page by page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from inspect import isawaitable
from typing import Any, Final

from domsync.widgets.data.sources import Page, Query, RowSource

#: Stands for a row that has not been loaded.
MISSING: Final[Any] = type("Missing", (), {"__repr__": lambda self: "MISSING", "__bool__": lambda self: False})()


#: The number of rows that are requested from a source at a time.
_PAGE = 50


class RowBuffer:
    """The rows of a source that are loaded around the window, by pages; pages far away are dropped.

    Args:
        source: The source.
        query: The query for its rows.
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
        #: The pages that have been requested, and the awaitables that are not awaited yet.
        self._awaited: set[int] = set()
        self._pending: list[tuple[int, int, Any]] = []
        #: The number of rows, as far as it is known.
        self.count: int = 0
        #: Whether this number is final.
        self.is_counted: bool = False
        #: Whether rows could not be loaded; nothing more is requested until this is reset.
        self.has_failed: bool = False
        self.totals: Mapping[str, Any] = {}

    @property
    def is_loading(self) -> bool:
        """True if some rows are being awaited."""
        return bool(self._awaited)

    @property
    def has_pending(self) -> bool:
        """True if `load` has something to do."""
        return bool(self._pending)

    def rows(self, first: int, last: int) -> list[Any]:
        """The rows between two indexes; MISSING for rows that are not loaded.

        Args:
            first: The index of the first row.
            last: The index after the last one.
        """
        found: list[Any] = []
        for place in range(first, last):
            page = self._pages.get(place // _PAGE, ())
            found.append(page[place % _PAGE] if place % _PAGE < len(page) else MISSING)
        return found

    def forget(self) -> None:
        """Drop all rows, so that they are requested again."""
        self._pages.clear()

    def need(self, first: int, last: int) -> None:
        """Load rows, at once if the source can do that; otherwise they are there after `load`.

        Args:
            first: The index of the first row.
            last: The index after the last one.
        """
        self.need_all([(first, last)])

    def need_all(self, parts: Iterable[tuple[int, int]]) -> None:
        """Load several ranges of rows; pages that are far away from all of them are dropped.

        Args:
            parts: For each range, the index of the first row and the index after the last one.
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
        """Await the rows that were requested."""
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
        """Stop awaiting rows."""
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
            # The rows end here, unless they have become fewer and end earlier.
            self.count, self.is_counted = reached if rows or not start else min(self.count, start * _PAGE), True
        elif not self.is_counted:
            # There is at least one more row; those after these are requested when they come into view.
            self.count = max(self.count, reached + 1)
        if page.totals:
            self.totals = page.totals


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Runs of consecutive numbers: the first one of each, and the number after the last one."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number:
            runs[-1] = (runs[-1][0], number + 1)
        else:
            runs.append((number, number + 1))
    return runs
