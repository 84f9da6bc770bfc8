"""Sources of rows for tables, lists and logs: a sequence, a SQL query, a data frame, or pages of anything.

A source gives a part of its rows at a time, `fetch(query, first, last)`, searched, filtered and sorted as a `Query`
says. It may answer at once or by something to await:

>>> source = source_of(orders)                                     # any sequence
>>> source = SqlSource(connection, "select * from orders")         # sqlite3, any DB-API connection, an async function
>>> source = PageSource(self.orders_between)                       # async def orders_between(self, query, first, last)
>>> page = source.fetch(Query(search="ada", sort=(Sort("total", True),)), 0, 50)
>>> page.rows, page.total

`SqlSource` is in `sql_source`, `FrameSource` of data frames in `frames`, and `rows.source_of` knows which of them takes
what is given. `window.Virtual` shows the rows that are in view of a source. `source.refresh()` says that the rows are
others now: all tables and lists that show them ask anew.
"""

from __future__ import annotations

import datetime
import sqlite3
from array import array
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from inspect import iscoroutinefunction
from typing import Any, Generic, Literal, TypeAlias, TypeVar

import msgspec

from domsync import State

T = TypeVar("T")

Operator: TypeAlias = Literal["contains", "equals", "at_least", "at_most", "one_of"]
Total: TypeAlias = Literal["sum", "mean", "min", "max", "count"]

_OPERATORS = ("contains", "equals", "at_least", "at_most", "one_of")


class Sort(msgspec.Struct, frozen=True):
    """A column by which rows are sorted.

    Attributes:
        column: Its name.
        descending: Whether the largest comes first. Rows without a value come last in either case.
    """

    column: str
    descending: bool = False


class Filter(msgspec.Struct, frozen=True):
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
        """The number of calls of `refresh`. A `render` that reads it is called again when there is one."""
        return self._version.number

    @property
    def waits(self) -> bool:
        """True if `fetch` gives something to await. Others are asked while a page is rendered, and are in its HTML."""
        return iscoroutinefunction(self.fetch)

    @property
    def is_live(self) -> bool:
        """True if rows are read anew for each rendering, because that costs nothing."""
        return False

    def is_same(self, other: RowSource[Any]) -> bool:
        """Return whether another source has the same rows, perhaps changed.

        Args:
            other: The other one.
        """
        return self is other or bool(self == other)

    def refresh(self) -> None:
        """Have everybody who shows these rows ask for them anew."""
        self._version.number += 1

    def fetch(self, query: Query, first: int, last: int) -> Page[T] | Awaitable[Page[T]]:
        """Get some rows.

        Args:
            query: Which ones there are, in which order.
            first: The place of the first, from 0.
            last: The place behind the last.

        Returns:
            These, fewer at the end; or what gives them when it is awaited.
        """
        raise NotImplementedError(f"{type(self).__name__} has no fetch(); write `def fetch(self, query, first, last)`")

    def groups(self, query: Query, column: str) -> Sequence[tuple[Any, int]] | None:
        """List the values of a column, in the order of rows that are sorted by it, and how many rows have each.

        Args:
            query: Which rows there are.
            column: The column.

        Returns:
            None if this source cannot say.
        """
        return None

    def totals(self, query: Query, wanted: Mapping[str, Total]) -> Mapping[str, Any]:
        """Sum up columns over all rows of a query.

        Args:
            query: Which rows there are.
            wanted: What is wanted of which column.

        Returns:
            The values by column, of those that this source can say.
        """
        return {}

    def names(self) -> Sequence[tuple[str, Any]]:
        """The columns that there are, and their types (None if not known); empty if that is not known yet."""
        return ()

    def compute(self, getters: Mapping[str, Callable[[Any], Any]]) -> None:
        """Take note of columns that are made of a row in Python, where rows are in memory.

        Args:
            getters: By the name of the column, what gives its value.
        """


def value_of(row: Any, name: str) -> Any:
    """Get the value of a row's column: its item, or its attribute; of a plain tuple, the one of that number.

    Args:
        row: The row.
        name: The column.
    """
    # To ask whether a dictionary is a mapping takes five times as long as to ask whether it is one.
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
    """Write a value as the text that is searched.

    Args:
        value: The value.
    """
    return "" if value is None else str(value).casefold()


class SequenceSource(RowSource[T]):
    """The items of a sequence that is in memory, or looks like one.

    As long as nothing is searched, filtered or sorted, only the items that are in view are ever asked for. Otherwise
    the places of those that fit are kept (8 bytes each) until `refresh`, or until another source takes its place: a
    table gets a new one whenever the component is rendered that has it.

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
        """Get a value of a row.

        Args:
            row: The row.
            name: The column.
        """
        getter = self._getters.get(name)
        return value_of(row, name) if getter is None else getter(row)

    def order(self, query: Query) -> Sequence[int]:
        """The places of the rows that a query wants, in its order.

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
        """Take over what another source has found out of the same sequence, if it is long and as long as before.

        To look through so many rows anew whenever something else on the page changes would take too long: what was
        changed in them in place is seen after `refresh`.

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


#: A longer sequence is not looked through anew when its component is rendered.
LOOKED_THROUGH = 20_000


def _same(one: Any, other: Any) -> bool:
    return one is other or bool(one == other)


def fits(value: Any, wanted: Filter) -> bool:
    """Return whether a value is as a filter wants it; None only fits `equals` None and `one_of`.

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
            return value is not None and bool(value >= wanted.value)
        case "at_most":
            return value is not None and bool(value <= wanted.value)
        case _:
            raise ValueError(f"a filter is one of {', '.join(_OPERATORS)}, not {wanted.operator!r}")


def summed_up(values: Iterable[Any], what: Total) -> Any:
    """Sum up values; those that are None do not count.

    Args:
        values: The values.
        what: `sum`, `mean`, `min`, `max` or `count`.
    """
    present = [value for value in values if value is not None]
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
    """Sort places by values: texts whatever their case, what has none at the end, equal ones in their order."""
    present = [place for place in places if values[place] is not None]
    missing = [place for place in places if values[place] is None]

    def plain(place: int) -> Any:
        value = values[place]
        return value.casefold() if isinstance(value, str) else value

    try:
        present.sort(key=plain, reverse=descending)
    except TypeError:
        # Values that have no order, such as numbers among texts: by their kind, and then by what they read.
        present.sort(key=lambda place: (type(values[place]).__name__, str(values[place])), reverse=descending)
    return [*present, *missing]


#: Gives a part of the rows: `async def orders_between(query, first, last)`.
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

    @property
    def waits(self) -> bool:
        return iscoroutinefunction(self._fetch)

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, PageSource) and bool(self._fetch == other._fetch))

    def __hash__(self) -> int:
        return object.__hash__(self)

    def fetch(self, query: Query, first: int, last: int) -> Page[T] | Awaitable[Page[T]]:
        return self._fetch(query, first, last)
