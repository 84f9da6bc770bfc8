"""Bar charts, grouped or stacked by category."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from domsync import VNode, svg
from domsync import html as h
from domsync.components import Child
from domsync.components.formats import date_text
from domsync.widgets.base import Common, check_texts, parted
from domsync.widgets.charts.frame import (
    MISSING,
    Chart,
    Data,
    axis_names,
    band_axis,
    check_name,
    colour,
    grid_lines,
    legend_items,
    nothing,
    short,
    x_axis,
    y_axis,
)
from domsync.widgets.charts.rows import Columns, Rows
from domsync.widgets.charts.scales import number_ticks, round_domain, round_step, value_text
from domsync.widgets.charts.series import category_text, read_series
from domsync.widgets.words import word

if TYPE_CHECKING:
    from typing import Unpack


#: The maximum number of categories that a chart draws.
MOST_BARS = 2_000
#: The share of a category's space that its bars take.
_FILLED = 0.74


@dataclass(frozen=True)
class Bars:
    """The data that a bar chart draws.

    Args:
        names: The names of the categories.
        series: The numbers of each series, one for each category, by the series' names.
        x_name: The name of the column of categories.
        horizontal: Whether the bars are horizontal.
        stacked: Whether they are stacked.
        unit: The unit after the numbers.
        x_label: The label below the chart.
        y_label: The label above the chart.
        legend: Whether the series can be shown and hidden.
        edges: For a histogram, the values at which its bars begin and end.
    """

    names: tuple[str, ...]
    series: tuple[tuple[str, tuple[float | None, ...]], ...]
    x_name: str = ""
    horizontal: bool = False
    stacked: bool = False
    unit: str = ""
    x_label: str | None = None
    y_label: str | None = None
    legend: bool | None = None
    edges: tuple[float, ...] = ()


class BarChart(Chart):
    """Bars.

    Args:
        bars: The data.
    """

    bars: Any

    hidden: frozenset[str] = frozenset()

    def kind(self) -> str:
        return word("Histogram") if self.bars.edges else word("Bar chart")

    def legend(self) -> Child:
        names = [name for name, _ in self.bars.series]
        wanted = self.bars.legend if self.bars.legend is not None else len(names) > 1
        return legend_items(names, self.hidden, self.toggle) if wanted and names else None

    def toggle(self, name: str) -> None:
        """Show or hide a series."""
        self.hidden = self.hidden ^ {name}

    def body(self) -> Child:
        bars: Bars = self.bars
        shown = [(at, name, values) for at, (name, values) in enumerate(bars.series) if name not in self.hidden]
        ends = list(_ends([values for _, _, values in shown], stacked=bars.stacked))
        if not bars.names or not ends:
            return nothing()
        low, high, step = round_domain(min(ends), max(ends), zero=True)
        ticks = number_ticks(low, high, step, bars.unit)
        marks = [
            _bars_of(place, key, bars, [(at, name, values[place]) for at, name, values in shown], low, high)
            for place, key in enumerate(_keys_of(bars.names))
        ]
        lines = svg.g(grid_lines(ticks, low, high, vertical=bars.horizontal), class_="ds-grid-lines")
        plot = self.plot(svg.svg(lines, marks, class_="ds-drawing", aria={"hidden": True}))
        above, below = axis_names(bars.x_label, bars.y_label)
        if bars.horizontal:
            axis = band_axis(bars.names, "ds-y-bands", 60)
            numbers_below = x_axis(ticks, low, high - low)
            style = None if self.height else {"--ds-chart-height": f"{max(len(bars.names) * 2, 4)}rem"}
            return h.div(above, axis, plot, numbers_below, below, class_="ds-chart-body", style=style)
        if bars.edges:
            width = bars.edges[-1] - bars.edges[0]
            axis = x_axis(number_ticks(bars.edges[0], bars.edges[-1], round_step(width, 8)), bars.edges[0], width)
        else:
            axis = band_axis(bars.names, "ds-x-bands")
        return h.div(above, y_axis(ticks, low, high), plot, axis, below, class_="ds-chart-body")

    def data(self) -> Data:
        bars: Bars = self.bars
        return Data(
            [bars.x_label or bars.x_name or word("Name"), *(name for name, _ in bars.series)],
            len(bars.names),
            lambda at: [bars.names[at], *(amount_text(values[at], bars.unit) for _, values in bars.series)],
        )


def amount_text(value: float | None, unit: str) -> str:
    """Format a number with its unit; empty for a missing one.

    Args:
        value: The number.
        unit: The unit.
    """
    return "" if value is None else value_text(value) + unit


def _ends(columns: Sequence[Sequence[float | None]], *, stacked: bool) -> list[float]:
    """Find the largest and smallest values that bars reach."""
    if not stacked:
        return [value for values in columns for value in values if value is not None]
    found = []
    for values in zip(*columns, strict=True):
        known = [value for value in values if value is not None]
        found += [sum(value for value in known if value > 0), sum(value for value in known if value < 0)]
    return found


def _keys_of(names: Sequence[str]) -> list[str]:
    """Key categories by their names, so that bars stay when others come and go; equal names are numbered."""
    seen: dict[str, int] = {}
    keys = []
    for name in names:
        seen[name] = count = seen.get(name, 0) + 1
        keys.append(f"{name}\0{count}")
    return keys


def _bars_of(
    place: int, key: str, bars: Bars, values: Sequence[tuple[int, str, float | None]], low: float, high: float
) -> VNode:
    """The bars of a category, and the area that reacts to the pointer."""
    count = len(bars.names)
    room = 100 / count
    filled = 0.96 if bars.edges else _FILLED
    width = room * filled / (1 if bars.stacked else max(len(values), 1))
    start = place * room + room * (1 - filled) / 2
    up, down = 0.0, 0.0
    shapes = [rectangle(place * room, room, 0, 100, "ds-hit", horizontal=bars.horizontal)]
    lines = []
    for index, (at, name, value) in enumerate(values):
        lines.append(f"{at % 8 + 1}\t{name}\t{amount_text(value, bars.unit) or MISSING}")
        if value is None:
            continue
        base = 0.0 if not bars.stacked else up if value >= 0 else down
        end = base + value
        if bars.stacked:
            up, down = (end, down) if value >= 0 else (up, end)
        bottom, top = (min(base, end) - low) / (high - low) * 100, (max(base, end) - low) / (high - low) * 100
        left = start if bars.stacked else start + index * width
        gap = 0.0 if bars.stacked or len(values) == 1 else width * 0.08
        class_ = f"ds-bar {colour(at)}"
        if bars.horizontal:
            shapes.append(rectangle(left, width - gap, bottom, top - bottom, class_, horizontal=True))
        else:
            shapes.append(rectangle(left, width - gap, 100 - top, top - bottom, class_))
    if len(values) == 1 and not bars.legend:
        at, _, value = values[0]
        lines = [f"{at % 8 + 1}\t\t{amount_text(value, bars.unit) or MISSING}"]
    return svg.g(shapes, key=key, data={"ds-mark": "\n".join([bars.names[place], *lines])})


def rectangle(
    along: float, length: float, across: float, depth: float, class_: str, *, horizontal: bool = False
) -> VNode:
    """Draw a rectangle, in percent of the plot.

    Args:
        along: Its start along the axis of categories.
        length: Its length there.
        across: Its start along the axis of numbers.
        depth: Its length there.
        class_: Its class.
        horizontal: Whether the axis of categories is vertical.
    """
    x, y, width, height = (along, across, length, depth) if not horizontal else (across, along, depth, length)
    return svg.rect(
        x=f"{short(x)}%", y=f"{short(y)}%", width=f"{short(width)}%", height=f"{short(height)}%", class_=class_
    )


def bar_chart(
    rows: Rows,
    *,
    x: str | None = None,
    y: Columns | None = None,
    by: str | None = None,
    horizontal: bool = False,
    stacked: bool = False,
    title: str | None = None,
    label: str | None = None,
    x_label: str | None = None,
    y_label: str | None = None,
    unit: str = "",
    legend: bool | None = None,
    height: str | None = None,
    **attributes: Unpack[Common],
) -> BarChart:
    """Bars for categories: grouped or stacked, vertical or horizontal.

    >>> w.bar_chart(self.sales, x="month", y=("shop", "web"), stacked=True, title="Sales")

    Args:
        rows: A list of dictionaries, models, dataclasses or numbers, a dictionary of columns, a data frame.
        x: The column of the categories: strings, numbers, dates. Rows of the same category are added up.
        y: The columns of the numbers: one, several, or a dictionary that maps columns to their names.
        by: A column; each of its values is a series.
        horizontal: Whether the bars are horizontal, for long names.
        stacked: Whether they are stacked.
        title: Its title.
        label: Its name for screen readers, if it has no visible title.
        x_label: The label of the x-axis.
        y_label: The label of the axis of numbers.
        unit: The unit after the numbers.
        legend: Whether there is a legend, which also shows and hides series; by default if there are several.
        height: The height of the plot, as a CSS length.
        attributes: Of the figure: `class_`, `id`, `key` ...

    Keyboard:
        | key | what it does |
        |---|---|
        | arrow keys | go from category to category, which is shown and announced |
        | Home, End | the first category, the last one |
        | Escape | hides the values |

    Raises:
        TypeError: A column does not exist or has no numbers, or there is no title.
        ValueError: There are more than 2,000 categories.
    """
    check_texts("bar_chart", unit=unit)
    check_name("bar_chart", title, label)
    if x is None and y is None and isinstance(rows, dict) and not any(isinstance(n, Sequence) for n in rows.values()):
        # Numbers by name: one bar for each.
        rows, x, y = {"": list(rows), word("Value"): list(rows.values())}, "", word("Value")
    data = read_series("bar_chart", rows, x, y, by, "category")
    keys = dict.fromkeys(value for one in data.series for value in one.xs)
    check_count("bar_chart", len(keys))
    places = {key: place for place, key in enumerate(keys)}
    series = []
    for one in data.series:
        values: list[float | None] = [None] * len(keys)
        for key, value in zip(one.xs, one.ys, strict=True):
            before = values[places[key]]
            values[places[key]] = value if before is None else before + (value or 0)
        series.append((one.name, tuple(values)))
    bars = Bars(
        tuple(map(category_name, keys)), tuple(series), data.x_name, horizontal, stacked, unit, x_label, y_label, legend
    )
    own, directives = parted(attributes)
    return BarChart(what="bar_chart", title=title, label=label, height=height, attributes=own, **directives, bars=bars)


def category_name(value: Any) -> str:
    """Name a category in the language of the page.

    Args:
        value: Its value.
    """
    if isinstance(value, datetime.datetime):
        return date_text(value, length="short")
    if isinstance(value, datetime.date):
        return date_text(value)
    return category_text(value)


def check_count(what: str, count: int) -> None:
    """Refuse more categories than a chart draws.

    Args:
        what: The chart, for the message.
        count: The number of categories.

    Raises:
        ValueError: There are too many.
    """
    if count > MOST_BARS:
        raise ValueError(f"{what}() draws up to {MOST_BARS:,} categories, not {count:,}")
