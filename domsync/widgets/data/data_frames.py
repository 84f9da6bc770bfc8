"""Data frames of pandas, polars, pyarrow and others as a source of rows: `pip install domsync[dataframes]`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from domsync.errors import MissingExtraError
from domsync.widgets.data.sources import Page, Query, RowSource, Total


class FrameSource(RowSource[Any]):
    """The rows of a data frame, which searches, filters and sorts them itself. Each row is a dict.

    Args:
        frame: The frame.

    Raises:
        MissingExtraError: narwhals is not installed.
        TypeError: It is not a data frame, or a lazy one that has not been computed.
    """

    def __init__(self, frame: Any) -> None:
        super().__init__()
        try:
            import narwhals
        except ImportError as error:
            raise MissingExtraError("narwhals", "dataframes", "a data frame as rows") from error
        self._nw: Any = narwhals
        self.frame = frame
        self._frame: Any = narwhals.from_native(frame, eager_only=True)
        self._kept: tuple[Query, int, Any] | None = None

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, FrameSource) and self.frame is other.frame)

    def __hash__(self) -> int:
        return object.__hash__(self)

    def names(self) -> Sequence[tuple[str, Any]]:
        return [(str(name), _python_type(str(kind))) for name, kind in self._frame.schema.items()]

    def fetch(self, query: Query, first: int, last: int) -> Page[Any]:
        found = self._found(query)
        rows = found[max(first, 0) : max(last, 0)].rows(named=True)
        return Page([{name: _plain(value) for name, value in row.items()} for row in rows], len(found))

    def _found(self, query: Query) -> Any:
        """The rows of a query, in its order."""
        if not (query.search or query.filters or query.sort):
            return self._frame
        kept = self._kept
        if kept is not None and kept[:2] == (query, self.version):
            return kept[2]
        nw, found = self._nw, self._frame
        if query.search and query.columns:
            hits = [self._contains(name, query.search) for name in query.columns]
            found = found.filter(nw.any_horizontal(*hits, ignore_nulls=True))
        for each in query.filters:
            column = nw.col(each.column)
            match each.operator:
                case "contains":
                    found = found.filter(self._contains(each.column, str(each.value)))
                case "equals":
                    found = found.filter(column.is_null() if each.value is None else column == each.value)
                case "one_of":
                    found = found.filter(column.is_in(list(each.value)))
                case "at_least":
                    found = found.filter(column >= each.value)
                case "at_most":
                    found = found.filter(column <= each.value)
        if query.sort:
            found = found.sort(
                [sort.column for sort in query.sort],
                descending=[sort.descending for sort in query.sort],
                nulls_last=True,
            )
        self._kept = (query, self.version, found)
        return found

    def _contains(self, name: str, text: str) -> Any:
        nw = self._nw
        return nw.col(name).cast(nw.String).str.to_lowercase().str.contains(text.lower(), literal=True).fill_null(False)

    def groups(self, query: Query, column: str) -> Sequence[tuple[Any, int]]:
        counts: list[tuple[Any, int]] = []
        for value in map(_plain, self._found(query).get_column(column).to_list()):
            if counts and (counts[-1][0] is value or counts[-1][0] == value):
                counts[-1] = (value, counts[-1][1] + 1)
            else:
                counts.append((value, 1))
        return counts

    def totals(self, query: Query, wanted: Mapping[str, Total]) -> Mapping[str, Any]:
        found = self._found(query)
        return {name: _plain(getattr(found.get_column(name), what)()) for name, what in wanted.items()}


def _plain(value: Any) -> Any:
    """Convert a value: the missing values of frames, NaN and NaT, which differ from themselves, become None."""
    return None if value is None or value != value else value


def _python_type(kind: str) -> Any:
    """The Python type for a type of a frame's column; None if there is none."""
    import datetime
    from decimal import Decimal

    known: dict[str, Any] = {
        "Boolean": bool,
        "String": str,
        "Categorical": str,
        "Enum": str,
        "Date": datetime.date,
        "Datetime": datetime.datetime,
        "Time": datetime.time,
        "Duration": datetime.timedelta,
        "Decimal": Decimal,
    }
    name = kind.partition("(")[0]
    if name.startswith(("Int", "UInt")):
        return int
    return float if name.startswith("Float") else known.get(name)
