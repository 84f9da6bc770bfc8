"""The rows of a chart: columns of lists, dictionaries, models, dataclasses or data frames."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from decimal import Decimal
from functools import lru_cache
from importlib import import_module
from numbers import Real
from operator import attrgetter, itemgetter
from typing import Any, TypeAlias

import msgspec
from pydantic import BaseModel

from domsync.errors import MissingExtraError

#: Rows: a list of dictionaries, models, dataclasses or numbers, a dictionary of columns, or a data frame.
Rows: TypeAlias = "Iterable[Any] | Mapping[str, Sequence[Any]] | Any"
#: The names of columns: one, several, or several with their titles.
Columns: TypeAlias = "str | Sequence[str] | Mapping[str, str]"


@dataclass(frozen=True, eq=True)
class Column:
    """A column: one value for each row.

    Args:
        name: Its name.
        values: Its values; None for missing ones.
    """

    name: str
    values: list[Any]


class Table:
    """Rows as columns that are read on demand.

    Args:
        rows: The rows.
        what: The widget, for messages.

    Raises:
        TypeError: These are not rows.
        MissingExtraError: It is a data frame, and `narwhals` is not installed.
    """

    def __init__(self, rows: Rows, what: str) -> None:
        self._what = what
        self._columns: Mapping[str, Any] | None = None
        self._rows: list[Any] = []
        if isinstance(rows, Mapping):
            self._columns = rows
        elif isinstance(rows, list | tuple):
            self._rows = list(rows)
        elif hasattr(rows, "columns"):
            # A data frame of any library.
            frame = _narwhals(what).from_native(rows, eager_only=True)
            self._columns = {name: frame.get_column(name).to_list() for name in frame.columns}
        elif hasattr(rows, "to_list") or hasattr(rows, "tolist"):
            # A series of a data frame, an array.
            column: Any = rows
            self._rows = list(column.to_list() if hasattr(rows, "to_list") else column.tolist())
        elif isinstance(rows, Iterable) and not isinstance(rows, str | bytes):
            self._rows = list(rows)
        else:
            raise TypeError(
                f"{what}() takes a list of dictionaries, models, dataclasses or numbers, a dictionary of columns or a "
                f"data frame, not {type(rows).__name__}"
            )

    def __len__(self) -> int:
        if self._columns is None:
            return len(self._rows)
        return max((len(column) for column in self._columns.values()), default=0)

    @property
    def is_plain(self) -> bool:
        """True if the rows are values themselves."""
        return self._columns is None and not _has_parts(next((row for row in self._rows if row is not None), None))

    def names(self) -> list[str]:
        """The names of the columns, according to the first row; empty for rows that are values themselves."""
        if self._columns is not None:
            return list(self._columns)
        first = next((row for row in self._rows if row is not None), None)
        return list(first) if isinstance(first, Mapping) else _names(first) if _has_parts(first) else []

    def values(self, name: str | None) -> list[Any]:
        """Read a column.

        Args:
            name: Its name; None for rows that are values themselves.

        Raises:
            TypeError: The column is unknown.
        """
        if self._columns is not None:
            if name is None or name not in self._columns:
                raise TypeError(
                    f"{self._what}(): there is no column {name!r}; there are {', '.join(map(repr, self._columns))}"
                )
            column = self._columns[name]
            return list(column.to_list() if hasattr(column, "to_list") else column)
        if name is None:
            return list(self._rows)
        if not self._rows:
            return []
        read = itemgetter(name) if isinstance(self._rows[0], Mapping) else attrgetter(name)
        try:
            return list(map(read, self._rows))
        except (KeyError, AttributeError, TypeError):
            return [self._one(row, name) for row in self._rows]

    def _one(self, row: Any, name: str) -> Any:
        """The value of a row; None if the row is None, or a dictionary without this key."""
        if row is None:
            return None
        if isinstance(row, Mapping):
            if name in row or any(isinstance(other, Mapping) and name in other for other in self._rows):
                return row.get(name)
            known = ", ".join(map(repr, row))
        elif hasattr(row, name):
            return getattr(row, name)
        else:
            known = ", ".join(map(repr, _names(row)))
        raise TypeError(
            f"{self._what}(): there is no {name!r} in a row, a {type(row).__name__}"
            + (f" with {known}" if known else "")
        )


def _has_parts(row: Any) -> bool:
    return (
        isinstance(row, Mapping | BaseModel | msgspec.Struct)
        or is_dataclass(row)
        or hasattr(row, "_fields")
        or (hasattr(row, "__dict__") and not isinstance(row, Real | Decimal | str | datetime.date))
    )


def _names(row: Any) -> list[str]:
    fields = getattr(type(row), "model_fields", None) or getattr(row, "__struct_fields__", None)
    fields = fields or getattr(row, "__dataclass_fields__", None) or getattr(row, "_fields", None)
    return list(fields or getattr(row, "__dict__", None) or ())


def names_of(columns: Columns) -> dict[str, str]:
    """The names of columns, with their titles.

    Args:
        columns: One name, several, or a dictionary.
    """
    if isinstance(columns, str):
        return {columns: columns}
    if isinstance(columns, Mapping):
        return dict(columns)
    return {name: name for name in columns}


def numbers(values: Sequence[Any], what: str, name: str) -> list[float | None]:
    """Check that values are numbers; missing values and those that are not finite become None.

    Args:
        values: The values.
        what: The widget, for messages.
        name: The column, for messages.

    Raises:
        TypeError: One of them is not a number.
    """
    kinds = set(map(type, values))
    if kinds <= {int, float} and not _has_strays(values, kinds):
        return list(values)
    return [_number(value, what, name) for value in values]


def _has_strays(values: Sequence[Any], kinds: set[type]) -> bool:
    """Return whether there is a NaN, an infinity, or a number close to infinity."""
    if not values:
        return False
    # NaN is not equal to itself, and neither is a sum that contains one.
    total = sum(values) if float in kinds else 0
    return total != total or not (min(values) > -1e300 and max(values) < 1e300)


def _number(value: Any, what: str, name: str) -> float | None:
    if value is None:
        return None
    if isinstance(value, Real | Decimal) or (hasattr(value, "dtype") and hasattr(value, "__float__")):
        try:
            number = float(value)
        except OverflowError:
            return None
        return number if -1e300 < number < 1e300 else None
    # Data frames have their own missing values: `pandas.NA`, `NaT`.
    if type(value).__name__ in {"NAType", "NaTType"}:
        return None
    raise TypeError(f"{what}(): {name!r} takes numbers, not {value!r} of type {type(value).__name__}")


def is_missing(value: Any) -> bool:
    """Return whether a value stands for a missing one: None, NaN, or a missing value of data frames."""
    return (
        value is None or type(value).__name__ in {"NAType", "NaTType"} or (isinstance(value, float) and value != value)
    )


def has_missing(values: Sequence[Any]) -> bool:
    """Return whether a value is missing; the types of the values rule it out for most columns."""
    kinds = set(map(type, values))
    if kinds <= {int, str, bool, datetime.datetime, datetime.date, Decimal}:
        return False
    return (kinds - {int, float} != set() or _has_strays(values, kinds)) and any(map(is_missing, values))


@lru_cache(1)
def _load() -> Any:
    return import_module("narwhals")


def _narwhals(what: str) -> Any:
    try:
        return _load()
    except ImportError:
        raise MissingExtraError("narwhals", "dataframes", f"{what}() of a data frame") from None
