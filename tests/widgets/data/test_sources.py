"""Where rows come from: each kind of source gives the same rows for the same query."""

import asyncio
import datetime
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas
import polars
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domsync.widgets.data.data_frames import FrameSource
from domsync.widgets.data.rows import source_of
from domsync.widgets.data.sources import (
    LOOKED_THROUGH,
    Filter,
    Page,
    PageSource,
    Query,
    RowSource,
    SequenceSource,
    Sort,
    summed_up,
    value_of,
)
from domsync.widgets.data.sql_source import SqlSource

ROWS: list[dict[str, Any]] = [
    {"id": 1, "name": "Ada", "total": 30.5, "day": datetime.date(2026, 1, 5), "open": True},
    {"id": 2, "name": "alan", "total": None, "day": datetime.date(2026, 2, 1), "open": False},
    {"id": 3, "name": "Grace", "total": 10.0, "day": None, "open": True},
    {"id": 4, "name": "100%_\\", "total": 30.5, "day": datetime.date(2025, 12, 31), "open": False},
]
NAMES = ("name", "total")


def sqlite() -> SqlSource:
    connection = sqlite3.connect(":memory:")
    connection.execute("create table people (id integer, name text, total real, day text, open integer)")
    for row in ROWS:
        values = [row["id"], row["name"], row["total"], row["day"] and row["day"].isoformat(), int(row["open"])]
        connection.execute("insert into people values (?, ?, ?, ?, ?)", values)
    return SqlSource(connection, "select * from people;")


def in_polars() -> FrameSource:
    return FrameSource(polars.DataFrame(ROWS))


def in_pandas() -> FrameSource:
    return FrameSource(pandas.DataFrame(ROWS))


def in_memory() -> SequenceSource[Any]:
    return SequenceSource(ROWS)


SOURCES = [in_memory, sqlite, in_polars, in_pandas]


def fetch(source: RowSource[Any], query: Query, first: int = 0, last: int = 100) -> Page[Any]:
    page = source.fetch(query, first, last)
    assert isinstance(page, Page)
    return page


def ids(source: RowSource[Any], query: Query) -> list[int]:
    page = fetch(source, query)
    assert page.total == len(page.rows)
    return [row["id"] for row in page.rows]


@pytest.mark.parametrize("make", SOURCES)
@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        (Query(), [1, 2, 3, 4]),
        (Query(search="AL", columns=NAMES), [2]),
        (Query(search="30.5", columns=NAMES), [1, 4]),
        (Query(search="100%_\\", columns=NAMES), [4]),
        (Query(search="_", columns=NAMES), [4]),
        (Query(search="' or 1=1 --", columns=NAMES), []),
        (Query(sort=(Sort("total"), Sort("id", descending=True))), [3, 4, 1, 2]),
        (Query(sort=(Sort("total", descending=True), Sort("id"))), [1, 4, 3, 2]),
        (Query(filters=(Filter("name", "contains", "A"),)), [1, 2, 3]),
        (Query(filters=(Filter("total", "at_least", 20),)), [1, 4]),
        (Query(filters=(Filter("total", "at_most", 20),)), [3]),
        (Query(filters=(Filter("total", "equals", None),)), [2]),
        (Query(filters=(Filter("id", "one_of", (1, 3)), Filter("name", "contains", "g"))), [3]),
        (Query(filters=(Filter("id", "one_of", ()),)), []),
    ],
)
def test_all_sources_agree(make: Any, query: Query, wanted: list[int]) -> None:
    assert ids(make(), query) == wanted


@pytest.mark.parametrize("make", SOURCES)
def test_a_part(make: Any) -> None:
    page = fetch(make(), Query(sort=(Sort("id", descending=True),)), 1, 3)
    assert [row["id"] for row in page.rows] == [3, 2]
    assert page.total == 4
    assert fetch(make(), Query(), 9, 12) == Page([], 4)


@pytest.mark.parametrize("make", SOURCES)
def test_groups_and_totals(make: Any) -> None:
    source = make()
    query = Query(sort=(Sort("total"),))
    assert source.groups(query, "total") == [(10.0, 1), (30.5, 2), (None, 1)]
    wanted: dict[str, Any] = {"total": "sum", "id": "max", "name": "count"}
    assert source.totals(query, wanted) == {"total": 71.0, "id": 4, "name": 4}
    assert source.totals(Query(), {"total": "mean"})["total"] == pytest.approx(71 / 3)


@pytest.mark.parametrize("make", [sqlite, in_polars, in_pandas])
def test_columns_are_known(make: Any) -> None:
    names = dict(make().names())
    assert list(names) == ["id", "name", "total", "day", "open"]
    assert (names["id"], names["total"]) == (int, float)


@pytest.mark.parametrize("make", [in_polars, in_pandas])
def test_frames_have_none_for_what_is_not_there(make: Any) -> None:
    rows = fetch(make(), Query()).rows
    assert (rows[1]["total"], rows[2]["day"]) == (None, None)
    assert make() != make()


def test_dates_of_sqlite_are_texts() -> None:
    query = Query(filters=(Filter("day", "at_least", datetime.date(2026, 1, 1)),))
    assert ids(sqlite(), query) == [1, 2]
    late = Query(filters=(Filter("day", "at_most", datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.UTC)),))
    assert ids(sqlite(), late) == [4]
    assert ids(sqlite(), Query(filters=(Filter("total", "equals", Decimal("30.5")),))) == [1, 4]


def test_names_of_columns_are_no_sql() -> None:
    source = sqlite()
    name = 'id" desc; drop table people; --'
    # To SQLite, a name that there is not is a text.
    query = Query(search="x", columns=(name,), filters=(Filter(name, "equals", 1),), sort=(Sort(name),))
    assert ids(source, query) == []
    assert len(ids(source, Query())) == 4


def test_a_database_that_is_awaited() -> None:
    asked: list[tuple[str, Sequence[Any]]] = []
    inner = sqlite()

    async def execute(sql: str, values: Sequence[Any]) -> list[Any]:
        asked.append((sql, values))
        plain = sql
        for number in range(9, 0, -1):
            plain = plain.replace(f"${number}", "?")
        return inner._rows(plain, values)

    source = SqlSource(execute, "select * from people where id < $1", (4,), placeholder="$")
    assert source.waits

    async def run() -> Page[Any]:
        found = source.fetch(Query(search="a", columns=("name",)), 0, 2)
        assert not isinstance(found, Page)
        return await found

    page = asyncio.run(run())
    assert ([row["id"] for row in page.rows], page.total) == ([1, 2], 3)
    assert asked[1][0].endswith(
        """where (lower(cast("name" as text)) like $2 escape '\\') order by "id" limit $3 offset $4"""
    )
    assert asked[1][1] == [4, "%a%", 2, 0]
    assert source.names()[0] == ("id", int)
    asyncio.run(run())
    # The first column, and how many there are, is known already.
    assert len(asked) == 4


def test_a_connection_in_a_thread() -> None:
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    connection.execute("create table t (id integer)")
    connection.execute("insert into t values (7)")
    source = SqlSource(connection, "select * from t", thread=True, key="id")
    found: Any = source.fetch(Query(), 0, 5)
    assert asyncio.run(found) == Page([{"id": 7}], 1)
    assert source == SqlSource(connection, "select * from t", thread=True, key="id")


class _Counted(Sequence[int]):
    """Counts how many of its items are asked for."""

    def __init__(self) -> None:
        self.asked = 0

    def __len__(self) -> int:
        return 1_000_000

    def __getitem__(self, place: Any) -> Any:
        self.asked += 1
        return place


def test_only_what_is_seen_is_asked_for() -> None:
    rows = _Counted()
    page = fetch(SequenceSource(rows), Query(), 500_000, 500_050)
    assert (page.rows[0], page.total, rows.asked) == (500_000, 1_000_000, 50)


def test_an_order_is_kept_until_the_rows_are_others() -> None:
    rows = [{"id": number} for number in (3, 1, 2)]
    query = Query(sort=(Sort("id"),))
    source = SequenceSource(rows)
    assert ids(source, query) == [1, 2, 3]
    rows[0]["id"] = 0
    assert ids(source, query) == [1, 2, 0]
    source.refresh()
    assert ids(source, query) == [0, 1, 2]
    rows.append({"id": -1})
    assert ids(source, query) == [-1, 0, 1, 2]
    few, many = SequenceSource(rows), SequenceSource(range(LOOKED_THROUGH + 1))
    many.order(Query(sort=(Sort("0", descending=True),)))
    again = SequenceSource(many.rows)
    again.adopt(many)
    assert again._kept is many._kept is not None
    few.adopt(source)
    assert few._kept is None


@dataclass
class Person:
    name: str


@pytest.mark.parametrize(
    ("row", "name", "value"),
    [({"a": 1}, "a", 1), ({}, "a", None), (Person("Ada"), "name", "Ada"), ((1, 2), "1", 2), (7, "value", 7)],
)
def test_values_of_rows(row: Any, name: str, value: Any) -> None:
    assert value_of(row, name) == value


def test_a_value_that_there_is_not() -> None:
    with pytest.raises(AttributeError, match="Person has no 'nam'"):
        value_of(Person("x"), "nam")
    with pytest.raises(TypeError, match="not dict"):
        source_of({"a": 1})
    with pytest.raises(NotImplementedError, match="has no fetch"):
        RowSource().fetch(Query(), 0, 1)


def test_whatever_is_given_as_rows() -> None:
    assert isinstance(source_of(polars.DataFrame(ROWS)), FrameSource)
    assert isinstance(source_of(pandas.DataFrame(ROWS)), FrameSource)
    assert fetch(source_of(number for number in (1, 2)), Query()).rows == [1, 2]
    source = PageSource(lambda query, first, last: Page([1]))
    assert source_of(source) is source
    assert not source.waits


@given(st.lists(st.one_of(st.none(), st.integers(), st.text(), st.floats(allow_nan=False))), st.booleans())
def test_whatever_is_sorted(values: list[Any], descending: bool) -> None:
    rows = [{"id": value} for value in values]
    found = [row["id"] for row in fetch(SequenceSource(rows), Query(sort=(Sort("id", descending),)), 0, 999).rows]
    assert sorted(map(repr, found)) == sorted(map(repr, values))
    present = [value for value in found if value is not None]
    assert found == present + [None] * (len(found) - len(present))


def test_totals_of_nothing() -> None:
    assert summed_up([None], "sum") is None
    assert summed_up([None], "count") == 0
    assert summed_up([Decimal("0.1"), Decimal("0.2")], "sum") == Decimal("0.3")
    assert summed_up(["b", "a"], "min") == "a"
