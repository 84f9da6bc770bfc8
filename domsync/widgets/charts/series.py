"""Series of a chart with two axes: from rows to numbers, and the visible part of them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from domsync.widgets.charts.paths import overlap
from domsync.widgets.charts.rows import Columns, Rows, Table, has_missing, is_missing, names_of, numbers
from domsync.widgets.charts.scales import Scale, is_time, wall_seconds
from domsync.widgets.words import word

_ZONE = attrgetter("tzinfo")
_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True, eq=True)
class Series:
    """One line, one area, or one cloud of points.

    Args:
        name: Its name.
        xs: Its values of x, as they are in the rows.
        ys: Its values of y; None is a gap.
    """

    name: str
    xs: list[Any]
    ys: list[float | None]


@dataclass(frozen=True, eq=True)
class SeriesData:
    """The data that a chart with two axes draws.

    Args:
        series: The series.
        x: The scale of its x-axis.
        x_name: The name of x.
        categories: The values of x, if these are categories.
        is_wide: Whether all series have the same values of x.
    """

    series: tuple[Series, ...]
    x: Scale
    x_name: str
    categories: tuple[str, ...] = ()
    is_wide: bool = True


def read_series(
    what: str,
    rows: Rows,
    x: str | None,
    y: Columns | None,
    by: str | None,
    scale: Scale | None,
) -> SeriesData:
    """Read the series of a chart.

    Args:
        what: The widget, for messages.
        rows: The rows.
        x: The column of x; by default the number of the row.
        y: The columns of y; None for rows that are numbers.
        by: The column whose values divide the rows into series.
        scale: The scale of x; by default according to its values.

    Raises:
        TypeError: There are no such columns, or no numbers in them.
        ValueError: Their values do not fit the scale.
    """
    table = Table(rows, what)
    names: dict[str | None, str]
    if y is None and x is None and table.is_plain:
        names = {None: word("Value")}
    elif y is None:
        there = ", ".join(map(repr, table.names()))
        raise TypeError(
            f'{what}(): which columns? y="cpu", or y=("cpu", "memory")' + (f"; there are {there}" if there else "")
        )
    else:
        names = dict(names_of(y).items())
    xs: list[Any] = list(range(len(table))) if x is None else table.values(x)
    if by is not None:
        if len(names) != 1:
            raise TypeError(f"{what}(): by={by!r} makes a series of each of its values, so y is one column")
        (column,) = names
        parts = _parted(xs, numbers(table.values(column), what, str(column)), table.values(by))
    else:
        parts = {text: (xs, numbers(table.values(column), what, str(column))) for column, text in names.items()}
    every = [value for values, _ in parts.values() for value in values] if by is not None else xs
    kind = scale or _scale_of(every)
    categories: tuple[str, ...] = ()
    is_whole = False
    if kind == "category":
        known = dict.fromkeys(map(category_text, every))
        categories = tuple(known)
    elif kind == "time":
        _check_times(what, x, every)
    else:
        is_whole = None not in numbers(every, what, str(x))
    series = tuple(Series(str(name), *(each if is_whole else _with_x(*each))) for name, each in parts.items())
    return SeriesData(series, kind, x or "", categories, by is None)


def category_text(value: Any) -> str:
    """Name a category."""
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ", "minutes")
    return "" if is_missing(value) else str(getattr(value, "value", value))


def _parted(xs: Sequence[Any], ys: Sequence[Any], keys: Sequence[Any]) -> dict[str, tuple[list[Any], list[Any]]]:
    parts: dict[str, tuple[list[Any], list[Any]]] = {}
    for x, y, key in zip(xs, ys, keys, strict=True):
        part = parts.setdefault(category_text(key), ([], []))
        part[0].append(x)
        part[1].append(y)
    return parts


def _scale_of(values: Iterable[Any]) -> Scale:
    for value in values:
        if not is_missing(value):
            if is_time(value):
                return "time"
            return "category" if isinstance(value, str) or not hasattr(value, "__float__") else "linear"
    return "linear"


def _check_times(what: str, name: str | None, values: Sequence[Any]) -> None:
    kinds = set(map(type, values))
    if not kinds <= {datetime.date, datetime.datetime}:
        for value in values:
            if not (is_time(value) or is_missing(value)):
                told = f"{value!r} of type {type(value).__name__}"
                raise TypeError(f"{what}(): {name!r} takes dates and times, not {told}")
    times = values if kinds == {datetime.datetime} else [one for one in values if isinstance(one, datetime.datetime)]
    zones = set(map(_ZONE, times))
    if None in zones and len(zones) > 1:
        raise TypeError(f"{what}(): some times of {name!r} have a time zone, and others have none")


def _with_x(xs: list[Any], ys: list[Any]) -> tuple[list[Any], list[Any]]:
    """Remove the points without a value of x."""
    if not has_missing(xs):
        return xs, ys
    kept = [(x, y) for x, y in zip(xs, ys, strict=True) if not is_missing(x)]
    return [x for x, _ in kept], [y for _, y in kept]


@dataclass
class Numbers:
    """Values of x as numbers. Values that were converted the last time are not converted again.

    Args:
        kind: The scale of x.
        places: The indexes of categories.
    """

    kind: Scale
    places: dict[str, int] = field(default_factory=dict)
    offset: float | None = None
    _raw: list[Any] = field(default_factory=list)
    _read: list[float] = field(default_factory=list)

    def of(self, raw: list[Any]) -> list[float]:
        """Convert values.

        Args:
            raw: The values of a series.
        """
        if self.kind == "linear":
            return [float(value) for value in raw] if set(map(type, raw)) - {int, float} else raw
        if self.kind == "category":
            return [self.places[category_text(value)] + 0.5 for value in raw]
        gone = overlap(self._raw, raw) if self.kind == "time" else None
        kept = [] if gone is None else self._read[gone:]
        self._read = [*kept, *map(self.one, raw[len(kept) :])]
        self._raw = raw
        return self._read

    def one(self, value: Any) -> float:
        """Convert a value.

        Args:
            value: The value, as it is in a row.
        """
        if self.kind != "time":
            return float(value)
        if not isinstance(value, datetime.datetime) or value.tzinfo is None:
            return wall_seconds(value)
        if self.offset is None:
            offset = value.utcoffset()
            self.offset = 0.0 if offset is None else offset.total_seconds()
        return (value - _EPOCH).total_seconds() + self.offset


@dataclass(frozen=True, slots=True)
class Window:
    """The visible part of an axis. Its width changes rarely, so that little is sent when data are added.

    Args:
        start: Its start.
        width: Its width.
    """

    start: float
    width: float

    @property
    def end(self) -> float:
        """Its end."""
        return self.start + self.width

    def follow(self, first: float, last: float, most: float | None = None) -> Window:
        """The window for the current data.

        If data are added at the end, it shows a sixteenth more than there are, so that it need not grow each time. If
        they are also removed at the front, it keeps its width and moves.

        Args:
            first: The smallest value.
            last: The largest value.
            most: The maximum width; by default unlimited.
        """
        width = last - first
        if most is not None and width >= most:
            return Window(last - most, most)
        if most is not None:
            return Window(first, most)
        if first == self.start:
            if last <= self.end and width >= self.width / 2:
                return self
            return Window(first, width * 17 / 16) if width > 0 else whole(first, last)
        if self.start < first and self.width * 15 / 16 <= width <= self.width:
            return Window(last - self.width, self.width)
        if self.start < first and last > self.end and width > 0:
            return Window(last - width * 33 / 32, width * 33 / 32)
        return whole(first, last)


def whole(first: float, last: float) -> Window:
    """The window that shows exactly the data.

    Args:
        first: The smallest value.
        last: The largest value.
    """
    if last > first:
        return Window(first, last - first)
    room = abs(first) * 0.1 or 1.0
    return Window(first - room, 2 * room)


def heights(low: float, high: float, before: tuple[float, float] | None) -> bool:
    """Return whether the previous range of y still suits the values: it contains them, and they fill half of it.

    Args:
        low: The smallest value.
        high: The largest value.
        before: The previous range.
    """
    return before is not None and before[0] <= low and high <= before[1] and high - low >= (before[1] - before[0]) / 2
