"""SQL queries as a source of rows for tables and lists."""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Awaitable, Callable, Mapping, Sequence
from decimal import Decimal
from inspect import isawaitable
from typing import Any, Protocol, TypeAlias, cast

from domsync.components import run_in_thread
from domsync.widgets.data.sources import Page, Query, RowSource, Total


class _Cursor(Protocol):
    description: Any

    def execute(self, sql: str, parameters: Any = ..., /) -> Any: ...
    def fetchall(self) -> list[Any]: ...
    def close(self) -> Any: ...


class Connection(Protocol):
    """A connection to a database, as the DB-API defines it (PEP 249)."""

    def cursor(self) -> Any:
        """Make a cursor."""


#: A function that returns the rows of a statement with parameters, as mappings or records: `async def fetch(sql,
#: parameters)`.
Execute: TypeAlias = Callable[[str, Sequence[Any]], "Awaitable[Sequence[Any]] | Sequence[Any]"]


class SqlSource(RowSource[Any]):
    """The rows of a SQL query; the database searches, filters, sorts and counts them.

    The query is used as a subquery: `select * from (...) where ... order by ... limit ... offset ...`, which
    SQLite, PostgreSQL and most others understand. Search and filter values are passed as parameters, and names are
    quoted. Each row is a dict.

    >>> SqlSource(sqlite3.connect("shop.db"), "select id, customer, total from orders where year = ?", (2026,))

    Args:
        connection: A connection of the DB-API, or a function of a statement and its parameters, `async` or not, that
            returns the rows as mappings: `lambda sql, values: pool.fetch(sql, *values)`.
        sql: The query, without a semicolon at the end. It must be the program's own text, never a visitor's.
        parameters: Its parameters.
        placeholder: The database's notation for a parameter: `"?"`, `"%s"`, or `"$"` for `$1`, `$2` ...
        key: The columns that order rows which are equal otherwise: without an order, a database may return a row twice
            and another one never. By default the first column.
        thread: Whether a connection of the DB-API is used in a thread, so that a long query does not block others. Its
            driver has to allow that: `sqlite3.connect(..., check_same_thread=False)`.
    """

    def __init__(
        self,
        connection: Connection | Execute,
        sql: str,
        parameters: Sequence[Any] = (),
        *,
        placeholder: str = "?",
        key: str | Sequence[str] = (),
        thread: bool = False,
    ) -> None:
        super().__init__()
        self.sql: str = sql.strip().rstrip(";")
        self.parameters: tuple[Any, ...] = tuple(parameters)
        self._ask = connection
        self._thread = thread
        self._placeholder = placeholder
        self._key: tuple[str, ...] = (key,) if isinstance(key, str) else tuple(key)
        self._counted: tuple[Query, int, int] | None = None
        self._names: tuple[tuple[str, Any], ...] = ()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SqlSource):
            return NotImplemented
        return self is other or (
            self._ask is other._ask
            and (self.sql, self.parameters, self._key) == (other.sql, other.parameters, other._key)
        )

    def __hash__(self) -> int:
        return object.__hash__(self)

    @property
    def _is_connection(self) -> bool:
        return hasattr(self._ask, "cursor")

    @property
    def waits(self) -> bool:
        return self._thread or not self._is_connection

    def names(self) -> Sequence[tuple[str, Any]]:
        if not self._names and not self.waits:
            self._rows(self._statement("*", " limit 1"), self.parameters, describes=True)
        return self._names

    def fetch(self, query: Query, first: int, last: int) -> Page[Any] | Awaitable[Page[Any]]:
        where, values = self._where(query)
        part = [max(last - max(first, 0), 0), max(first, 0)]
        if self.waits:
            return self._fetch_later(query, where, values, part)
        rows = self._rows(self._select(where, self._order(query)), [*values, *part], describes=True)
        kept = self._counted
        if kept is None or kept[:2] != (query, self.version):
            [counted] = self._rows(self._counting(where), values)
            self._counted = kept = (query, self.version, int(counted["count_"]))
        return Page(rows, kept[2])

    async def _fetch_later(self, query: Query, where: str, values: list[Any], part: list[int]) -> Page[Any]:
        if not (self._names or self._key):
            await self._ask_rows(self._statement("*", " limit 1"), self.parameters, describes=True)
        rows = await self._ask_rows(self._select(where, self._order(query)), [*values, *part], describes=True)
        kept = self._counted
        if kept is None or kept[:2] != (query, self.version):
            counted = await self._ask_rows(self._counting(where), values)
            self._counted = kept = (query, self.version, int(_first_value(counted[0])))
        return Page(rows, kept[2])

    async def _ask_rows(self, statement: str, values: Sequence[Any], *, describes: bool = False) -> list[Any]:
        if self._is_connection:
            return await run_in_thread(self._rows, statement, values, describes=describes)
        found: Any = cast("Execute", self._ask)(statement, list(values))
        rows = list(await found if isawaitable(found) else found)
        if describes and rows and hasattr(rows[0], "keys"):
            self._names = tuple((str(name), type(rows[0][name])) for name in rows[0].keys())  # noqa: SIM118 - a record
        return rows

    def _rows(self, statement: str, values: Sequence[Any], *, describes: bool = False) -> list[Any]:
        connection: Any = self._ask
        if isinstance(connection, sqlite3.Connection):
            values = [_for_sqlite(value) for value in values]
        cursor: _Cursor = connection.cursor()
        try:
            cursor.execute(statement, tuple(values))
            names = [column[0] for column in cursor.description]
            rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        finally:
            cursor.close()
        if describes and (rows or not self._names):
            self._names = tuple((name, type(rows[0][name]) if rows else None) for name in names)
        return rows

    def _counting(self, where: str) -> str:
        return self._statement("count(*) as count_", where)

    def _select(self, where: str, order: str) -> str:
        return self._statement("*", f"{where}{order} limit ? offset ?")

    def _statement(self, what: str, tail: str) -> str:
        """Write a statement about the query's rows, with parameters in the database's notation.

        Args:
            what: The columns.
            tail: The conditions and the order.
        """
        # The query is the program's own, names are quoted, and all values are parameters.
        head = f"select {what} from ({self.sql}) as rows_"  # noqa: S608
        if self._placeholder == "?":
            return head + tail
        parts = tail.split("?")
        written = parts[0]
        for number, part in enumerate(parts[1:], len(self.parameters) + 1):
            written += (f"${number}" if self._placeholder == "$" else self._placeholder) + part
        return head + written

    def _where(self, query: Query) -> tuple[str, list[Any]]:
        """The conditions of a query, and the parameters so far."""
        values: list[Any] = [*self.parameters]
        conditions = []
        if query.search and query.columns:
            pattern = _like(query.search)
            conditions.append("(" + " or ".join(_contains(name) for name in query.columns) + ")")
            values += [pattern] * len(query.columns)
        for each in query.filters:
            name = _quoted(each.column)
            if each.operator == "contains":
                conditions.append(_contains(each.column))
                values.append(_like(str(each.value)))
            elif each.operator == "one_of":
                conditions.append(f"{name} in ({', '.join('?' * len(each.value))})" if each.value else "1 = 0")
                values += each.value
            elif each.operator == "equals" and each.value is None:
                conditions.append(f"{name} is null")
            else:
                conditions.append(f"{name} {_COMPARED[each.operator]} ?")
                values.append(each.value)
        return (" where " + " and ".join(conditions) if conditions else ""), values

    def _order(self, query: Query) -> str:
        parts = []
        for sort in query.sort:
            name = _quoted(sort.column)
            parts += [f"{name} is null", f"{name} desc" if sort.descending else name]
        sorted_by = {sort.column for sort in query.sort}
        key = self._key or tuple(name for name, _ in self.names()[:1])
        parts += [_quoted(name) for name in key if name not in sorted_by]
        return f" order by {', '.join(parts)}" if parts else ""

    def groups(self, query: Query, column: str) -> Sequence[tuple[Any, int]] | None:
        if self.waits:
            return None
        where, values = self._where(query)
        name = _quoted(column)
        descending = next((sort.descending for sort in query.sort if sort.column == column), False)
        order = f"{name} is null, {name}{' desc' if descending else ''}"
        counted = f"{name} as group_, count(*) as count_"
        rows = self._rows(self._statement(counted, f"{where} group by {name} order by {order}"), values)
        return [(row["group_"], row["count_"]) for row in rows]

    def totals(self, query: Query, wanted: Mapping[str, Total]) -> Mapping[str, Any]:
        if self.waits or not wanted:
            return {}
        where, values = self._where(query)
        sums = [f"{_SUMMED[what]}({_quoted(name)})" for name, what in wanted.items()]
        named = ", ".join(f"{each} as t{place}_" for place, each in enumerate(sums))
        [row] = self._rows(self._statement(named, where), values)
        return {name: row[f"t{place}_"] for place, name in enumerate(wanted)}


_COMPARED = {"equals": "=", "at_least": ">=", "at_most": "<="}
_SUMMED = {"sum": "sum", "mean": "avg", "min": "min", "max": "max", "count": "count"}


def _quoted(name: str) -> str:
    """Quote a name for SQL, without NUL characters, which end texts in some databases."""
    return '"' + name.replace("\0", "").replace('"', '""') + '"'


def _like(text: str) -> str:
    escaped = text.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_").replace("\0", "")
    return f"%{escaped}%"


def _contains(name: str) -> str:
    return f"lower(cast({_quoted(name)} as text)) like ? escape '\\'"


def _for_sqlite(value: Any) -> Any:
    """Convert a value for SQLite, which has no dates, and whose module warns if it has to convert them."""
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def _first_value(row: Any) -> Any:
    if isinstance(row, Mapping):
        return next(iter(row.values()))
    return row[0]
