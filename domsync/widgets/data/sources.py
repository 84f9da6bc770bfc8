"""Sources of rows for tables, lists and logs: a sequence, a SQL query, a data frame, or pages of anything.

A source returns a part of its rows at a time, `fetch(query, first, last)`, searched, filtered and sorted according to a
`Query`. It returns them at once, or an awaitable:

>>> source = source_of(orders)                                     # any sequence
>>> source = SqlSource(connection, "select * from orders")         # sqlite3, any DB-API connection, an async function
>>> source = PageSource(self.orders_between)                       # async def orders_between(self, query, first, last)
>>> page = source.fetch(Query(search="ada", sort=(Sort("total", True),)), 0, 50)
>>> page.rows, page.total

`SqlSource` is in `sql_source`, `FrameSource` for data frames in `data_frames`, and `rows.source_of` chooses the right
one for given rows. `virtual.Virtual` shows the visible rows of a source. Call `source.refresh()` when the rows have
changed: all tables and lists that show them fetch them again.
"""

from __future__ import annotations

import datetime
import sqlite3
from array import array
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from inspect import isawaitable, iscoroutinefunction
from typing import Any, Generic, Literal, TypeAlias, TypeVar

import msgspec

from domsync import State

T = TypeVar("T")

Operator: TypeAlias = Literal["contains", "equals", "at_least", "at_most", "one_of"]
Total: TypeAlias = Literal["sum", "mean", "min", "max", "count"]

_OPERATORS = ("contains", "equals", "at_least", "at_most", "one_of")


@dataclass(frozen=True, slots=True)
class Sort:
    """A column by which rows are sorted.

    Attributes:
        column: Its name.
        descending: Whether the largest comes first. Rows without a value come last in either case.
    """

    column: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition on rows.

    Attributes:
        column: The name of the column.
        operator: `contains` (strings, ignoring case), `equals`, `at_least`, `at_most`, or `one_of`.
        value: The value to compare with; a tuple for `one_of`.
    """

    column: str
    operator: Operator
    value: Any


class Query(msgspec.Struct, frozen=True):
    """A query for rows, and their order.

    Attributes:
        search: A text that one of the columns must contain; empty for all rows.
        columns: The columns that are searched.
        filters: Conditions that all rows must meet.
        sort: The columns by which they are sorted, in order of precedence.
    """

    search: str = ""
    columns: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    sort: tuple[Sort, ...] = ()


class Page(msgspec.Struct, Generic[T], frozen=True):
    """A part of the rows.

    Attributes:
        rows: The rows, in order.
        total: The total number of rows; None if that is not known before the last one.
        totals: The content of the last line of a table, by column.
    """

    rows: Sequence[T]
    total: int | None = None
    totals: Mapping[str, Any] = {}


class _Version(State):
    number: int = 0


class RowSource(Generic[T]):
    """Rows that are fetched in parts. Derive your own sources from it, and define `fetch`."""

    def __init__(self) -> None:
        self._version = _Version()

    @property
    def version(self) -> int:
        """The number of calls of `refresh`. A `render` that reads it is called again after the next one."""
        return self._version.number

    @property
    def waits(self) -> bool:
        """True if `fetch` returns an awaitable. Otherwise rows are fetched during a render, and are in its HTML."""
        return iscoroutinefunction(self.fetch)

    @property
    def is_live(self) -> bool:
        """True if rows are read again for each render, because that costs nothing."""
        return False

    def is_same(self, other: RowSource[Any]) -> bool:
        """Return whether another source has the same rows, perhaps changed.

        Args:
            other: The other source.
        """
        return self is other or bool(self == other)

    def refresh(self) -> None:
        """Make all widgets that show these rows fetch them again."""
        self._version.number += 1

    def fetch(self, query: Query, first: int, last: int) -> Page[T] | Awaitable[Page[T]]:
        """Fetch some rows.

        Args:
            query: The query, which selects and sorts the rows.
            first: The index of the first row, from 0.
            last: The index after the last row.

        Returns:
            The rows, fewer at the end; or an awaitable of them.
        """
        raise NotImplementedError(f"{type(self).__name__} has no fetch(); write `def fetch(self, query, first, last)`")

    def groups(self, query: Query, column: str) -> Sequence[tuple[Any, int]] | None:
        """List the values of a column, in the order of rows that are sorted by it, and how many rows have each.

        Args:
            query: The query for the rows.
            column: The column.

        Returns:
            Pairs of a value and its number of rows; None if this source cannot group.
        """
        return None

    def totals(self, query: Query, wanted: Mapping[str, Total]) -> Mapping[str, Any]:
        """Compute totals of columns over all rows of a query.

        Args:
            query: The query for the rows.
            wanted: The kind of total, by column.

        Returns:
            The totals by column, as far as this source can compute them.
        """
        return {}

    def names(self) -> Sequence[tuple[str, Any]]:
        """The columns with their types (None for unknown types); empty if they are not known yet."""
        return ()

    def compute(self, getters: Mapping[str, Callable[[Any], Any]]) -> None:
        """Register columns that are computed from a row in Python, for sources with rows in memory.

        Args:
            getters: The functions that compute the values, by column.
        """


def value_of(row: Any, name: str) -> Any:
    """Return the value of a row's column: an item or an attribute; for a plain tuple, the item with that number.

    Args:
        row: The row.
        name: The column.
    """
    # Checking that a dict is a Mapping takes five times as long as checking that it is a dict.
    if isinstance(row, dict | Mapping):
        return row.get(name)
    if isinstance(row, sqlite3.Row):
        return row[name]
    if isinstance(row, list | tuple) and name.isdecimal():
        return row[int(name)] if int(name) < len(row) else None
    found = getattr(row, name, _MISSING)
    if found is not _MISSING:
        return found
    if hasattr(row, "__getitem__") and not isinstance(row, str | bytes | list | tuple):
        return row[name]
    if isinstance(row, str | int | float | bool | Decimal | datetime.date) or row is None:
        return row
    raise AttributeError(f"a row of the type {type(row).__name__} has no {name!r}")


_MISSING: Any = object()


def as_search_text(value: Any) -> str:
    """Convert a value to the text that is searched.

    Args:
        value: The value.
    """
    return "" if value is None else str(value).casefold()


class SequenceSource(RowSource[T]):
    """The items of a sequence, in memory or not.

    As long as nothing is searched, filtered or sorted, only visible items are accessed. Otherwise the indexes of the
    items that fit are kept (8 bytes each) until `refresh`, or until another source takes its place: a table gets a new
    source whenever its component is rendered.

    Args:
        rows: The sequence: models, dataclasses, dicts, tuples.
    """

    def __init__(self, rows: Sequence[T]) -> None:
        super().__init__()
        self.rows = rows
        self._getters: Mapping[str, Callable[[Any], Any]] = {}
        self._kept: tuple[Query, int, int, Sequence[int]] | None = None

    @property
    def is_live(self) -> bool:
        return True

    def is_same(self, other: RowSource[Any]) -> bool:
        return isinstance(other, SequenceSource) and other.rows is self.rows

    def compute(self, getters: Mapping[str, Callable[[Any], Any]]) -> None:
        self._getters = getters

    def read(self, row: T, name: str) -> Any:
        """Return a value of a row.

        Args:
            row: The row.
            name: The column.
        """
        getter = self._getters.get(name)
        return value_of(row, name) if getter is None else getter(row)

    def order(self, query: Query) -> Sequence[int]:
        """The indexes of the rows of a query, in its order.

        Args:
            query: The query.
        """
        count = len(self.rows)
        if not (query.search or query.filters or query.sort):
            return range(count)
        kept = self._kept
        if kept is not None and kept[:3] == (query, count, self.version):
            return kept[3]
        wanted = query.search.casefold()
        places: Iterable[int] = range(count)
        if wanted or query.filters:
            places = [place for place in places if self._fits(self.rows[place], query, wanted)]
        ordered = list(places)
        for sort in reversed(query.sort):
            values = {place: self.read(self.rows[place], sort.column) for place in ordered}
            ordered = _sorted(ordered, values, descending=sort.descending)
        self._kept = (query, count, self.version, array("q", ordered))
        return self._kept[3]

    def adopt(self, other: RowSource[Any]) -> None:
        """Take over the results of another source for the same sequence, if this is long and has the same length.

        Searching so many rows again whenever something else on the page changes would take too long. Changes in place
        are shown after `refresh`.

        Args:
            other: The source whose place this one takes.
        """
        if isinstance(other, SequenceSource) and self.is_same(other) and len(self.rows) > LOOKED_THROUGH:
            self._kept, self._version = other._kept, other._version

    def fetch(self, query: Query, first: int, last: int) -> Page[T]:
        order = self.order(query)
        return Page([self.rows[place] for place in order[max(first, 0) : max(last, 0)]], len(order))

    def _fits(self, row: T, query: Query, wanted: str) -> bool:
        if wanted and not any(wanted in as_search_text(self.read(row, name)) for name in query.columns):
            return False
        return all(fits(self.read(row, each.column), each) for each in query.filters)

    def groups(self, query: Query, column: str) -> Sequence[tuple[Any, int]]:
        counts: list[tuple[Any, int]] = []
        for place in self.order(query):
            value = self.read(self.rows[place], column)
            if counts and _same(counts[-1][0], value):
                counts[-1] = (counts[-1][0], counts[-1][1] + 1)
            else:
                counts.append((value, 1))
        return counts

    def totals(self, query: Query, wanted: Mapping[str, Total]) -> Mapping[str, Any]:
        order = self.order(query)
        return {
            name: summed_up([self.read(self.rows[place], name) for place in order], what)
            for name, what in wanted.items()
        }


#: The maximum length of sequences that are searched again whenever their component is rendered.
LOOKED_THROUGH = 20_000


def _same(one: Any, other: Any) -> bool:
    return one is other or bool(one == other)


def fits(value: Any, wanted: Filter) -> bool:
    """Return whether a value fits a filter; None fits only `equals` None and `one_of`.

    Args:
        value: The value.
        wanted: The filter.
    """
    match wanted.operator:
        case "contains":
            return str(wanted.value).casefold() in as_search_text(value)
        case "equals":
            return _same(value, wanted.value)
        case "one_of":
            return any(_same(value, one) for one in wanted.value)
        case "at_least":
            return value is not None and _is_at_least(value, wanted.value)
        case "at_most":
            return value is not None and _is_at_least(wanted.value, value)
        case _:
            raise ValueError(f"a filter is one of {', '.join(_OPERATORS)}, not {wanted.operator!r}")


def _is_at_least(one: Any, other: Any) -> bool:
    """Compare two values; those that cannot be compared, such as a text with a number, do not fit."""
    are_times = isinstance(one, datetime.datetime) and isinstance(other, datetime.datetime)
    if are_times and (one.tzinfo is None) != (other.tzinfo is None):
        # What is shown of a time with a zone is its time in that zone.
        one, other = one.replace(tzinfo=None), other.replace(tzinfo=None)
    try:
        return bool(one >= other)
    except (TypeError, ArithmeticError):
        return False


def is_missing(value: Any) -> bool:
    """Return whether a row has no value: None, or not a number, which has no place in an order.

    Args:
        value: The value.
    """
    return (
        value is None
        or (isinstance(value, float) and value != value)
        or (isinstance(value, Decimal) and value.is_nan())
    )


def summed_up(values: Iterable[Any], what: Total) -> Any:
    """Compute a total of values, without those that are missing.

    Args:
        values: The values.
        what: `sum`, `mean`, `min`, `max` or `count`.
    """
    present = [value for value in values if not is_missing(value)]
    if what == "count":
        return len(present)
    if not present:
        return None
    if what == "sum":
        return sum(present[1:], present[0])
    if what == "mean":
        return sum(present[1:], present[0]) / len(present)
    return min(present) if what == "min" else max(present)


def _sorted(places: list[int], values: Mapping[int, Any], *, descending: bool) -> list[int]:
    """Sort indexes by values: text without regard to case, missing values last, equal values in their order."""
    present = [place for place in places if not is_missing(values[place])]
    missing = [place for place in places if is_missing(values[place])]

    def plain(place: int) -> Any:
        value = values[place]
        return value.casefold() if isinstance(value, str) else value

    try:
        present.sort(key=plain, reverse=descending)
    except TypeError:
        # Values without an order, such as numbers among texts: by their class, and then by their text.
        present.sort(key=lambda place: (type(values[place]).__name__, str(values[place])), reverse=descending)
    return [*present, *missing]


#: A function that returns a part of the rows: `async def orders_between(query, first, last)`.
Fetch: TypeAlias = Callable[[Query, int, int], "Awaitable[Page[T]] | Page[T]"]


class PageSource(RowSource[T]):
    """Rows that a function returns, a page at a time: from a web service, a search engine, a log on another machine.

    >>> async def orders_between(query, first, last):
    ...     found = await client.get("/orders", params={"q": query.search, "from": first, "count": last - first})
    ...     return Page(found["rows"], found["total"])
    >>> PageSource(orders_between)

    Args:
        fetch: The function, sync or async, of a query, the index of the first row, and the index after the last.
    """

    def __init__(self, fetch: Fetch[T]) -> None:
        super().__init__()
        self._fetch = fetch
        #: Whether the function has returned an awaitable, as a `lambda` that calls an async one does.
        self._is_async = False

    @property
    def waits(self) -> bool:
        return self._is_async or iscoroutinefunction(self._fetch)

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, PageSource) and bool(self._fetch == other._fetch))

    def __hash__(self) -> int:
        return object.__hash__(self)

    def fetch(self, query: Query, first: int, last: int) -> Page[T] | Awaitable[Page[T]]:
        found = self._fetch(query, first, last)
        self._is_async = self._is_async or isawaitable(found)
        return found
