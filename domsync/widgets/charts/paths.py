"""Series as SVG paths in pieces, so that appending a point sends only the last piece, and moving the window none.

Coordinates are the values themselves as whole multiples of a power of ten; the drawing's `viewBox` is the window. So a
path stays the same while axes move, and the browser reads the values for tooltips from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import sub
from typing import Any, Literal, TypeAlias

from domsync import VNode, svg
from domsync.widgets.charts.scales import quantum

#: The way in which the points of a series are joined.
Curve: TypeAlias = Literal["line", "step"]
CURVES: tuple[Curve, ...] = ("line", "step")

#: The number of points in a piece that no longer changes, and in one near the end of a growing series.
LONG, SHORT = 256, 8
#: The largest number in a path: up to here, whole numbers are exact as single-precision floats.
_LARGEST = 10_000_000
#: The maximum distance of a quotient from a whole number for which it stands.
_NEAR = 1e-6


@dataclass(frozen=True, slots=True)
class Grid:
    """The grid of whole numbers in which paths are written.

    Args:
        x0: The value of x at the origin.
        x: The horizontal distance between two grid lines, in values.
        y: The vertical distance.
        is_exact: Whether the values that it was made for are on it, so that zooming in would show no more detail.
    """

    x0: float
    x: float
    y: float
    is_exact: tuple[bool, bool] = (False, False)

    def across(self, value: float) -> int:
        """The grid coordinate of a value of x."""
        return round((value - self.x0) / self.x)

    def up(self, value: float) -> int:
        """The grid coordinate of a value of y, which decreases upwards."""
        return -round(value / self.y)

    def numbers(self, xs: Sequence[float], ys: Sequence[Any]) -> tuple[list[int], list[int]]:
        """The grid coordinates of many values: `across` and `up` without a call for each.

        Args:
            xs: Values of x.
            ys: The same number of values of y.
        """
        x0, x, y = self.x0, self.x, self.y
        return [round((value - x0) / x) for value in xs], [-round(value / y) for value in ys]

    def suits(self, width: float, height: float, end: float) -> bool:
        """Return whether it is fine enough for a window, and its coordinates are not too large.

        Args:
            width: The width of the window, in values of x.
            height: Its height, in values of y.
            end: The value of x at its end.
        """
        across, up = width / self.x, height / self.y
        fine = (self.is_exact[0] or across >= 500) and (self.is_exact[1] or up >= 300)
        return fine and abs(end - self.x0) / self.x <= _LARGEST and up <= 1_000_000


def grid_for(xs: Sequence[float], ys: Sequence[Any], width: float, height: float, *, is_time: bool) -> Grid:
    """Choose the grid for values in a window.

    Args:
        xs: Values of x.
        ys: Values of y.
        width: The width of the window, which is positive.
        height: Its height, which is positive.
        is_time: Whether x is in seconds.
    """
    x0 = xs[0] if xs else 0.0
    units = [86_400.0, 3_600.0, 60.0] if is_time else []
    units += [quantum(width, 10**power) for power in range(2, 7)]
    across, exact_x = _unit([value - x0 for value in xs], [one for one in units if width / one < _LARGEST / 10])
    up, exact_y = _unit([y for y in ys if y is not None], [quantum(height, 10**power) for power in range(2, 5)])
    across = across if exact_x else quantum(width, 1_000_000 if is_time else 100_000)
    return Grid(x0, across, up if exact_y else quantum(height), (exact_x, exact_y))


def _unit(values: list[float], units: list[float]) -> tuple[float, bool]:
    """The first unit of which all values are multiples, and True; the last unit and False if there is none."""
    for unit in units:
        if _are_multiples(values, unit):
            return unit, True
    return units[-1], False


def _are_multiples(values: Sequence[float], unit: float) -> bool:
    # Most series that are not multiples show it soon. The others are checked as a whole, which takes a third of the
    # time of checking each value.
    if not all(_is_whole(value / unit) for value in values[:8]):
        return False
    parts = [value / unit for value in values]
    furthest = max(map(abs, map(sub, parts, map(round, parts))), default=0.0)
    return furthest <= _NEAR or all(map(_is_whole, parts))


def _is_whole(number: float) -> bool:
    return abs(number - round(number)) <= _NEAR + 1e-9 * abs(number)


def overlap(old: Sequence[Any], new: Sequence[Any]) -> int | None:
    """Count the values that were removed from the front of a sequence that continues in another one.

    >>> overlap([1, 2, 3], [2, 3, 4])
    1

    Returns:
        The number; None if the new sequence is not a continuation.
    """
    if not old or not new:
        return None
    try:
        gone = old.index(new[0])
    except ValueError:
        return None
    left = len(old) - gone
    return gone if left <= len(new) and old[gone:] == new[:left] else None


def spans(first: int, end: int) -> Iterator[tuple[int, int]]:
    """Divide points into pieces: long ones, and short ones at the end of a growing series.

    Args:
        first: The number of the first point; numbers stay the same when points are removed at the front.
        end: The number after that of the last point.
    """
    at = first - first % LONG
    while at + LONG <= end:
        yield at, at + LONG
        at += LONG
    while at < end:
        yield at, min(at + SHORT, end)
        at += SHORT


class Pieces:
    """The paths of one series.

    Args:
        curve: The way in which its points are joined; None for separate dots.
        filled: Whether the area below it, or down to its lower values, is filled.
    """

    def __init__(self, curve: Curve | None, *, filled: bool) -> None:
        self._curve = curve
        self._filled = filled
        self._values: tuple[list[float], list[Any], list[Any] | None] = ([], [], None)
        self._grid: Grid | None = None
        self._first = 0
        self._made: dict[tuple[int, int], list[VNode]] = {}
        #: Whether some values are now not on a grid that should be exact.
        self.has_strays: bool = False

    def draw(
        self, grid: Grid, xs: list[float], ys: list[Any], lows: list[Any] | None = None, *, is_made_for: bool = False
    ) -> list[VNode]:
        """Make the paths; unchanged ones are the same objects as before.

        Args:
            grid: The grid in which they are written.
            xs: Values of x.
            ys: Values of y; None is a gap.
            lows: The lower values of a filled area; by default zero.
            is_made_for: Whether the grid was made for exactly these values, so that all of them are on it.
        """
        old_xs, old_ys, old_lows = self._values
        gone = overlap(old_xs, xs) if grid == self._grid else None
        if gone is not None:
            left = len(old_xs) - gone
            same = old_ys[gone:] == ys[:left]
            same = same and (lows is None or (old_lows is not None and old_lows[gone:] == lows[:left]))
            gone = gone if same else None
        if gone is None:
            self._made.clear()
            self._first, gone = 0, 0
        known_before = len(old_xs) - gone if self._made else 0
        self.has_strays = not is_made_for and not _are_on(grid, xs[known_before:], ys[known_before:])
        self._first += gone
        self._grid, self._values = grid, (xs, ys, lows)
        made: dict[tuple[int, int], list[VNode]] = {}
        for span in spans(self._first, self._first + len(xs)):
            known = self._made.get(span)
            made[span] = self._piece(span, grid) if known is None else known
        self._made = made
        return [path for paths in made.values() for path in paths]

    def _piece(self, span: tuple[int, int], grid: Grid) -> list[VNode]:
        xs, ys, lows = self._values
        # A piece begins where the one before it ends.
        joins = 0 if self._curve is None else 1
        start, end = max(span[0] - self._first - joins, 0), span[1] - self._first
        found = []
        key = str(span[0]) if span[1] - span[0] == LONG else f"{span[0]}s"
        # A run with only the first point belongs to the end of the piece before.
        runs = [run for run in _runs(ys, start, end) if run.stop > span[0] - self._first]
        if self._filled:
            text = "".join(_area(grid, xs, ys, lows, run, self._curve or "line") for run in runs)
            if text:
                found.append(svg.path(d=text, class_="ds-fill", key=f"f{key}"))
        if self._curve is None:
            text = "".join(_dots(grid, xs, ys, run) for run in runs)
        else:
            text = "".join(_line(grid, xs, ys, run, self._curve) for run in runs)
        if text:
            found.append(svg.path(d=text, class_="ds-dots" if self._curve is None else "ds-line", key=key))
        return found


def _are_on(grid: Grid, xs: list[float], ys: list[Any]) -> bool:
    """Return whether values are on a grid, if it is supposed to be exact."""
    exact_x, exact_y = grid.is_exact
    return (not exact_x or _are_multiples([x - grid.x0 for x in xs], grid.x)) and (
        not exact_y or _are_multiples([y for y in ys if y is not None], grid.y)
    )


def _runs(ys: list[Any], start: int, end: int) -> Iterator[range]:
    """The parts of a range without missing values."""
    at = start
    while at < end:
        if ys[at] is None:
            at += 1
            continue
        stop = at + 1
        while stop < end and ys[stop] is not None:
            stop += 1
        yield range(at, stop)
        at = stop


def _pair(across: int, up: int) -> str:
    return f"{across}{up}" if up < 0 else f"{across} {up}"


def _line(grid: Grid, xs: list[float], ys: list[Any], run: range, curve: Curve) -> str:
    across, up = grid.numbers(xs[run.start : run.stop], ys[run.start : run.stop])
    # A single point is a dot, because lines have round ends.
    return f"M{_pair(across[0], up[0])}" + ("h0" if len(run) == 1 else _steps(across, up, curve))


def _steps(across: list[int], up: list[int], curve: Curve) -> str:
    """Write the steps from each of some points to the next one."""
    steps = zip(map(sub, across[1:], across), map(sub, up[1:], up), strict=True)
    if curve == "step":
        return "".join([f"h{x}v{y}" for x, y in steps])
    text = " ".join([f"{x} {y}" for x, y in steps])
    # A minus sign separates numbers as a space does.
    return "l" + text.replace(" -", "-") if text else ""


def _area(grid: Grid, xs: list[float], ys: list[Any], lows: list[Any] | None, run: range, curve: Curve) -> str:
    line = _line(grid, xs, ys, run, curve).removesuffix("h0")
    if lows is None:
        return f"{line}V0H{grid.across(xs[run.start])}z"
    across, up = grid.numbers(xs[run.start : run.stop], lows[run.start : run.stop])
    back = _steps(across[::-1], up[::-1], "line")
    return f"{line}V{up[-1]}{back}z"


def _dots(grid: Grid, xs: list[float], ys: list[Any], run: range) -> str:
    across, up = grid.numbers(xs[run.start : run.stop], ys[run.start : run.stop])
    steps = zip(map(sub, across[1:], across), map(sub, up[1:], up), strict=True)
    return f"M{_pair(across[0], up[0])}h0" + "".join([f"m{_pair(x, y)}h0" for x, y in steps])
