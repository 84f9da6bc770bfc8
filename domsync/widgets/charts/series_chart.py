"""The drawing of series: a plot with two axes, whose window moves and can be zoomed."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from pydantic import PrivateAttr

from domsync import VNode, svg
from domsync import html as h
from domsync.components import Child
from domsync.events import Source
from domsync.widgets.charts.frame import (
    Chart,
    Data,
    axis_names,
    band_axis,
    colour,
    grid_lines,
    legend_items,
    nothing,
    x_axis,
    y_axis,
)
from domsync.widgets.charts.paths import Curve, Grid, Pieces, grid_for
from domsync.widgets.charts.scales import (
    Scale,
    Tick,
    log_ticks,
    number_ticks,
    round_domain,
    round_step,
    time_text,
    time_ticks,
    value_text,
)
from domsync.widgets.charts.series import (
    Numbers,
    Series,
    SeriesData,
    Window,
    category_text,
    heights,
    whole,
)
from domsync.widgets.words import word

if TYPE_CHECKING:
    pass


class Zoomed(msgspec.Struct, frozen=True):
    """The part of a plot that was chosen, in the coordinates of its paths; None for all of it."""

    detail: Annotated[list[float] | None, Source("detail")]


@dataclass(frozen=True)
class Look:
    """The look of series.

    Args:
        kind: `line`, `area` or `scatter`.
        curve: The way in which points are joined.
        points: Whether each point has a dot.
        stacked: Whether areas are stacked.
        y: The scale of y.
        x_label: The label of the x-axis.
        y_label: The label of the axis of numbers.
        y_range: The ends of the y-axis.
        unit: The unit after its numbers.
        window: The length of x that is shown, in its units.
        zoom: Whether a part can be chosen.
        legend: Whether the series can be shown and hidden.
    """

    kind: str
    curve: Curve | None = "line"
    points: bool = False
    stacked: bool = False
    y: Scale = "linear"
    x_label: str | None = None
    y_label: str | None = None
    y_range: tuple[float, float] | None = None
    unit: str = ""
    window: float | None = None
    zoom: bool = False
    legend: bool | None = None


class SeriesChart(Chart):
    """Lines, areas or points.

    Args:
        series: The data.
        look: The look of the series.
        on_zoom: Called with the ends of the part that was chosen.
    """

    series: Any
    look: Any
    on_zoom: Callable[[Any, Any], object] | None = None

    hidden: frozenset[str] = frozenset()
    zoomed: tuple[float, float] | None = None

    _pieces: dict[str, Pieces] = PrivateAttr(default_factory=dict)
    _numbers: dict[str, Numbers] = PrivateAttr(default_factory=dict)
    _grid: Grid | None = PrivateAttr(default=None)
    _window: Window | None = PrivateAttr(default=None)
    _anchor: Window | None = PrivateAttr(default=None)
    _range: tuple[float, float, float] | None = PrivateAttr(default=None)

    def kind(self) -> str:
        names = {"line": word("Line chart"), "area": word("Area chart"), "scatter": word("Scatter chart")}
        return names[self.look.kind]

    # The drawing

    def visible(self) -> list[tuple[int, Series]]:
        """The series that are not hidden, with their indexes."""
        data: SeriesData = self.series
        return [(at, one) for at, one in enumerate(data.series) if one.name not in self.hidden]

    def legend(self) -> Child:
        names = [one.name for one in self.series.series]
        wanted = self.look.legend if self.look.legend is not None else len(names) > 1
        return legend_items(names, self.hidden, self.toggle) if wanted and names else None

    def toggle(self, name: str) -> None:
        """Show or hide a series."""
        self.hidden = self.hidden ^ {name}

    def tools(self) -> Child:
        if self.zoomed is None:
            return None
        return h.button(
            word("Show all"), type="button", class_="ds-button ds-button--small", on_click=lambda: self.zoom_to(None)
        )

    def body(self) -> Child:
        shown = [(at, one.name, self._xs(one), self._ys(one)) for at, one in self.visible()]
        shown = [one for one in shown if one[2]]
        if not any(value is not None for _, _, _, ys in shown for value in ys):
            return nothing()
        window = self._look_at(shown)
        stacks = _stacked([(xs, ys) for _, _, xs, ys in shown]) if self.look.stacked else None
        low, high, step = self._range_of(shown, stacks, window)
        before = self._grid
        grid = self._grid_of(shown, window, low, high)
        # The grid is made for the values themselves, not for their sums.
        groups = self._groups(grid, shown, stacks, is_made_for=grid is not before and stacks is None)
        if any(pieces.has_strays for pieces in self._pieces.values()):
            self._grid = None
            grid = self._grid_of(shown, window, low, high)
            groups = self._groups(grid, shown, stacks)
        ticks = self._y_ticks(low, high, step)
        view = (grid.across(window.start), grid.up(high), window.width / grid.x, (high - low) / grid.y)
        marks = svg.svg(
            groups,
            viewBox=" ".join(f"{number:.7g}" for number in view),
            preserveAspectRatio="none",
            width="100%",
            height="100%",
            class_="ds-marks",
        )
        above, below = axis_names(self.look.x_label, self.look.y_label)
        drawing = svg.svg(
            svg.g(grid_lines(ticks, low, high), class_="ds-grid-lines"),
            marks,
            class_="ds-drawing",
            aria={"hidden": True},
        )
        plot = self.plot(
            drawing,
            meta=self._meta(grid),
            data={"ds-zoom": ""} if self.look.zoom else {},
            events={"ds-zoom": self.chosen} if self.look.zoom else None,
        )
        return h.div(above, y_axis(ticks, low, high), plot, self._x_axis(window), below, class_="ds-chart-body")

    def _groups(
        self,
        grid: Grid,
        shown: list[Any],
        stacks: list[tuple[list[Any], list[Any]]] | None,
        *,
        is_made_for: bool = False,
    ) -> list[VNode]:
        """The paths of the series, each in a group."""
        look: Look = self.look
        groups = []
        for place, (at, name, xs, ys) in enumerate(shown):
            lows, highs = (None, ys) if stacks is None else stacks[place]
            pieces = self._pieces.setdefault(name, Pieces(look.curve, filled=look.kind == "area"))
            paths = pieces.draw(grid, xs, highs, lows, is_made_for=is_made_for)
            if look.points and look.curve is not None:
                dots = self._pieces.setdefault(f"\0{name}", Pieces(None, filled=False))
                paths += dots.draw(grid, xs, highs, is_made_for=is_made_for)
            groups.append(svg.g(paths, class_=["ds-series", colour(at)], data={"name": name}, key=name))
        return groups

    def _xs(self, series: Series) -> list[float]:
        data: SeriesData = self.series
        places = {text: place for place, text in enumerate(data.categories)}
        # The series of a wide table have the same values of x, which are read once.
        name = "" if data.is_wide else series.name
        numbers = self._numbers.get(name)
        if numbers is None or numbers.kind != data.x:
            numbers = self._numbers[name] = Numbers(data.x)
            if name and self._numbers:
                numbers.offset = next(iter(self._numbers.values())).offset
        numbers.places = places
        return numbers.of(series.xs)

    def _ys(self, series: Series) -> list[Any]:
        if self.look.y != "log":
            return series.ys
        return [None if value is None or value <= 0 else math.log10(value) for value in series.ys]

    # Its axes

    def _look_at(self, shown: list[Any]) -> Window:
        if self.series.categories:
            window = Window(0, len(self.series.categories))
        elif self.zoomed is not None:
            window = Window(self.zoomed[0], self.zoomed[1] - self.zoomed[0])
        else:
            is_line = self.look.kind != "scatter"
            first = min(min(xs) for _, _, xs, _ in shown)
            last = max(max(xs) for _, _, xs, _ in shown)
            if not is_line and last > first and self.series.x != "time":
                # Keep dots away from the edge.
                first, last, _ = round_domain(first, last, 8)
            if self._window is None:
                window = whole(first, last)
                if self.look.window is not None:
                    window = window.follow(first, last, self.look.window)
            else:
                window = self._window.follow(first, last, self.look.window)
            self._window = window
        anchor = self._anchor
        if (
            anchor is None
            or anchor.width != window.width
            or not -20 < (window.start - anchor.start) / window.width < 20
        ):
            self._anchor = window
        return window

    def _range_of(
        self, shown: list[Any], stacks: list[tuple[list[Any], list[Any]]] | None, window: Window
    ) -> tuple[float, float, float]:
        look: Look = self.look
        if look.y_range is not None:
            low, high = look.y_range if look.y != "log" else (math.log10(look.y_range[0]), math.log10(look.y_range[1]))
            return low, high, round_step(high - low, 5)
        tops = [ys for _, _, _, ys in shown] if stacks is None else [highs for _, highs in stacks]
        is_part = self.zoomed is not None or look.window is not None
        values: list[float] = []
        for (_, _, xs, _), ys in zip(shown, tops, strict=True):
            part = ys if not is_part else [y for x, y in zip(xs, ys, strict=True) if window.start <= x <= window.end]
            known = part if None not in part else [value for value in part if value is not None]
            if known:
                values += (min(known), max(known))
        if not values:
            values = [0.0, 1.0]
        low, high = min(values), max(values)
        if look.kind == "area" and look.y != "log":
            low, high = min(low, 0.0), max(high, 0.0)
        if self._range is None or not heights(low, high, self._range[:2]):
            if look.y == "log":
                low, high = math.floor(low + 1e-9), math.ceil(high - 1e-9)
                self._range = (low, high if high > low else low + 1, 1.0)
            else:
                self._range = round_domain(low, high, zero=look.kind == "area")
        return self._range

    def _y_ticks(self, low: float, high: float, step: float) -> list[Tick]:
        if self.look.y == "log":
            return log_ticks(low, high, self.look.unit)
        return number_ticks(low, high, step, self.look.unit)

    def _grid_of(self, shown: list[Any], window: Window, low: float, high: float) -> Grid:
        grid = self._grid
        width, height = window.width, high - low
        if grid is None or not grid.suits(width, height, window.end):
            xs = list(chain.from_iterable(xs for _, _, xs, _ in shown))
            ys = list(chain.from_iterable(ys for _, _, _, ys in shown))
            grid = self._grid = grid_for(xs, ys, width, height, is_time=self.series.x == "time")
        return grid

    def _x_axis(self, window: Window) -> VNode:
        data: SeriesData = self.series
        if data.categories:
            return band_axis(data.categories, "ds-x-bands")
        if data.x == "time":
            ticks = time_ticks(window.start, window.end)
        else:
            step = round_step(window.width, 8)
            ticks = number_ticks(window.start, window.end, step)
        anchor = self._anchor or window
        return x_axis(ticks, anchor.start, window.width, window.start - anchor.start)

    def _meta(self, grid: Grid) -> dict[str, Any]:
        look, data = self.look, self.series
        meta: dict[str, Any] = {"x": data.x, "o": grid.x0, "q": grid.x, "r": grid.y}
        if data.categories:
            meta["c"] = data.categories
        more = {"u": look.unit, "log": look.y == "log", "s": look.stacked}
        meta |= {name: value for name, value in more.items() if value}
        if look.kind == "scatter":
            meta["near"] = True
            if look.x_label:
                meta["n"] = look.x_label
        return meta

    # Zooming

    def chosen(self, event: Zoomed) -> object:
        """Show the part of the plot that was chosen; None for all of it."""
        if event.detail is None or self._grid is None or len(event.detail) != 2:
            return self.zoom_to(None)
        ends = sorted(self._grid.x0 + number * self._grid.x for number in event.detail)
        known = [xs for one in self.series.series if (xs := self._xs(one))]
        if not known:
            return None
        first, last = min(map(min, known)), max(map(max, known))
        # A part that reaches beyond one end is moved, so that zooming out at an end shows more at the other side.
        low = max(min(ends[0], ends[0] - (ends[1] - last)), first)
        high = min(max(ends[1], ends[1] + (first - ends[0])), last)
        if not high - low > (last - first) * 1e-6:
            return None
        return self.zoom_to(None if (low, high) == (first, last) else (low, high))

    def zoom_to(self, part: tuple[float, float] | None) -> object:
        """Show a part of the x-axis, or all of it."""
        self.zoomed = part
        self._window = None
        self._range = None
        if self.on_zoom is None:
            return None
        return self.on_zoom(None, None) if part is None else self.on_zoom(*map(self._value, part))

    def _value(self, number: float) -> Any:
        if self.series.x != "time":
            return number
        offset = next((one.offset for one in self._numbers.values() if one.offset is not None), None)
        if offset is None:
            return datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=number)  # noqa: DTZ001 - as the rows'
        zone = datetime.timezone(datetime.timedelta(seconds=offset))
        return datetime.datetime.fromtimestamp(number - offset, zone)

    # The data table

    def data(self) -> Data:
        data: SeriesData = self.series
        x_name = self.look.x_label or data.x_name or "x"
        if data.is_wide:
            xs = data.series[0].xs if data.series else []
            head = [x_name, *(one.name for one in data.series)]
            return Data(
                head, len(xs), lambda at: [self._x_text(xs[at]), *(self._y_text(one.ys[at]) for one in data.series)]
            )
        points = [(one.name, x, y) for one in data.series for x, y in zip(one.xs, one.ys, strict=True)]

        def row(at: int) -> Sequence[str]:
            name, x, y = points[at]
            return name, self._x_text(x), self._y_text(y)

        return Data([word("Series"), x_name, self.look.y_label or "y"], len(points), row)

    def _x_text(self, value: Any) -> str:
        if self.series.x == "time":
            numbers = next(iter(self._numbers.values()), None) or Numbers("time")
            width = self._window.width if self._window is not None else 0.0
            return time_text(numbers.one(value), width)
        return category_text(value) if self.series.x == "category" else value_text(value)

    def _y_text(self, value: float | None) -> str:
        return "" if value is None else value_text(value) + self.look.unit


def _stacked(columns: list[tuple[list[float], list[Any]]]) -> list[tuple[list[Any], list[Any]]]:
    """The lower and upper values of stacked areas; a gap counts as zero."""
    below: dict[float, float] = {}
    made = []
    for xs, ys in columns:
        lows = [below.get(x, 0.0) for x in xs]
        highs = [low + (y or 0.0) for low, y in zip(lows, ys, strict=True)]
        below.update(zip(xs, highs, strict=True))
        made.append((lows, highs))
    return made
