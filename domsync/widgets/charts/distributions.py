"""Distributions: histograms and box plots."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import quantiles
from typing import TYPE_CHECKING, Any

from domsync import VNode, svg
from domsync import html as h
from domsync.components import Child
from domsync.widgets.base import Common, check_number, check_texts, parted
from domsync.widgets.charts.bars import BarChart, Bars, amount_text, category_name, check_count, rectangle
from domsync.widgets.charts.frame import (
    Chart,
    Data,
    axis_names,
    band_axis,
    check_name,
    grid_lines,
    nothing,
    short,
    y_axis,
)
from domsync.widgets.charts.rows import Columns, Rows, Table, names_of, numbers
from domsync.widgets.charts.scales import number_ticks, round_domain, round_step, value_text
from domsync.widgets.words import word

if TYPE_CHECKING:
    from typing import Unpack


def histogram(
    rows: Rows,
    *,
    value: str | None = None,
    bins: int | None = None,
    title: str | None = None,
    label: str | None = None,
    x_label: str | None = None,
    y_label: str | None = None,
    height: str | None = None,
    **attributes: Unpack[Common],
) -> BarChart:
    """A histogram: the distribution of numbers, in bars between round numbers.

    >>> w.histogram(self.answers, value="seconds", title="Time to answer")

    Args:
        rows: A list of numbers, dictionaries, models or dataclasses, a dictionary of columns, a data frame.
        value: The column of the numbers; None if the rows are numbers.
        bins: The approximate number of bars; by default it suits the numbers.
        title: Its title.
        label: Its name for screen readers, if it has no visible title.
        x_label: The label of the x-axis.
        y_label: The label of the axis of counts.
        height: The height of the plot, as a CSS length.
        attributes: Of the figure: `class_`, `id`, `key` ...

    Keyboard:
        | key | what it does |
        |---|---|
        | arrow keys | go from bar to bar, which is shown and announced |
        | Home, End | the first bar, the last one |
        | Escape | hides the values |

    Raises:
        TypeError: The column does not exist or has no numbers, or there is no title.
        ValueError: `bins` is not between 1 and 200.
    """
    check_name("histogram", title, label)
    if bins is not None:
        check_number(bins, "histogram(): bins")
    if bins is not None and not 1 <= bins <= 200:
        raise ValueError(f"a histogram has 1 to 200 bars, not {bins}")
    table = Table(rows, "histogram")
    if value is None and not table.is_plain and len(table):
        raise TypeError('histogram(): which column? value="seconds"')
    known = sorted(one for one in numbers(table.values(value), "histogram", str(value)) if one is not None)
    edges = _edges(known, bins)
    counts = [0] * max(len(edges) - 1, 0)
    for one in known:
        counts[min(max(int((one - edges[0]) / (edges[1] - edges[0]) + 1e-9), 0), len(counts) - 1)] += 1
    names = tuple(f"{value_text(round(low, 12))} \u2013 {value_text(round(high, 12))}" for low, high in pairwise(edges))
    own, directives = parted(attributes)
    bars = Bars(
        names,
        ((word("Count"), tuple(counts)),) if known else (),
        value or word("Value"),
        x_label=x_label,
        y_label=y_label,
        edges=tuple(edges),
    )
    return BarChart(what="histogram", title=title, label=label, height=height, attributes=own, **directives, bars=bars)


def _edges(known: list[float], bins: int | None) -> list[float]:
    """Round numbers that separate the bins of a histogram."""
    if not known:
        return []
    low, high = known[0], known[-1]
    if low == high:
        # Half of one is nothing beside very large numbers.
        room = max(0.5, abs(low) * 1e-9)
        low, high = low - room, high + room
    if bins is None:
        # The rule of Freedman and Diaconis; for values that hardly differ, that of Sturges.
        spread = known[len(known) * 3 // 4] - known[len(known) // 4]
        width = 2 * spread / len(known) ** (1 / 3)
        bins = math.ceil((high - low) / width) if width > (high - low) / 200 else math.ceil(math.log2(len(known)) + 1)
        bins = min(max(bins, 1), 60)
    step = round_step(high - low, bins)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [at * step for at in range(first, max(last, first + 1) + 1)]


# Boxes


@dataclass(frozen=True)
class Box:
    """The distribution of the numbers of a category.

    Args:
        name: The category.
        count: The number of values.
        marks: The smallest and the largest value that are not outliers, and the quartiles between them.
        outliers: The values that are more than one and a half lengths of the box away from it.
    """

    name: str
    count: int
    marks: tuple[float, float, float, float, float]
    outliers: tuple[float, ...]


def box_of(name: str, values: Sequence[float]) -> Box:
    """Compute the quartiles of numbers.

    Args:
        name: The category.
        values: At least one number.
    """
    known = sorted(values)
    low, middle, high = quantiles(known, n=4, method="inclusive") if len(known) > 1 else [known[0]] * 3
    reach = 1.5 * (high - low)
    inner = [value for value in known if low - reach <= value <= high + reach]
    outliers = tuple(value for value in known if not low - reach <= value <= high + reach)
    # A quartile may lie between a number and an outlier.
    ends = min(inner[0], low), max(inner[-1], high)
    return Box(name, len(known), (ends[0], low, middle, high, ends[1]), outliers)


class BoxPlot(Chart):
    """Boxes.

    Args:
        boxes: The data.
        look: The unit, the labels below and above, and the name of the categories.
    """

    boxes: Any
    look: Any = ("", None, None, "")

    def kind(self) -> str:
        return word("Box plot")

    def body(self) -> Child:
        boxes: Sequence[Box] = self.boxes
        if not boxes:
            return nothing()
        unit, x_label, y_label, _ = self.look
        ends = [value for box in boxes for value in (*box.marks, *box.outliers)]
        low, high, step = round_domain(min(ends), max(ends))
        ticks = number_ticks(low, high, step, unit)
        marks = [_box(place, len(boxes), box, low, high, unit) for place, box in enumerate(boxes)]
        lines = svg.g(grid_lines(ticks, low, high), class_="ds-grid-lines")
        plot = self.plot(svg.svg(lines, marks, class_="ds-drawing", aria={"hidden": True}))
        above, below = axis_names(x_label, y_label)
        axis = band_axis([box.name for box in boxes], "ds-x-bands")
        return h.div(above, y_axis(ticks, low, high), plot, axis, below, class_="ds-chart-body")

    def data(self) -> Data:
        unit, x_label, _, x_name = self.look
        head = [x_label or x_name or word("Name"), word("Count"), *map(word_of_mark, range(5)), word("Outliers")]

        def row(at: int) -> list[str]:
            box: Box = self.boxes[at]
            outliers = ", ".join(value_text(value) for value in box.outliers[:20])
            return [box.name, value_text(box.count), *(amount_text(value, unit) for value in box.marks), outliers]

        return Data(head, len(self.boxes), row)


def word_of_mark(place: int) -> str:
    """Name a mark of a box.

    Args:
        place: The index of the mark, from the bottom.
    """
    return (word("Lowest"), word("Lower quartile"), word("Median"), word("Upper quartile"), word("Highest"))[place]


def _box(place: int, count: int, box: Box, low: float, high: float, unit: str) -> VNode:
    room = 100 / count
    middle, width = (place + 0.5) * room, min(room * 0.56, 14.0)

    def up(value: float) -> str:
        return f"{short((high - value) / (high - low) * 100)}%"

    least, first, half, third, greatest = box.marks
    left, right = f"{short(middle - width / 2)}%", f"{short(middle + width / 2)}%"
    inner_left, inner_right = f"{short(middle - width / 4)}%", f"{short(middle + width / 4)}%"
    at = f"{short(middle)}%"
    rect_height = f"{short((third - first) / (high - low) * 100)}%"
    shapes: list[Child] = [
        rectangle(place * room, room, 0, 100, "ds-hit"),
        svg.line(x1=at, x2=at, y1=up(greatest), y2=up(third)),
        svg.line(x1=at, x2=at, y1=up(first), y2=up(least)),
        svg.line(x1=inner_left, x2=inner_right, y1=up(greatest), y2=up(greatest)),
        svg.line(x1=inner_left, x2=inner_right, y1=up(least), y2=up(least)),
        svg.rect(x=left, y=up(third), width=f"{short(width)}%", height=rect_height, class_="ds-boxplot-body"),
        svg.line(x1=left, x2=right, y1=up(half), y2=up(half), class_="ds-boxplot-median"),
        [svg.circle(cx=at, cy=up(value), r=3) for value in box.outliers[:100]],
    ]
    lines = [f"\t{word_of_mark(mark)}\t{amount_text(box.marks[mark], unit)}" for mark in (4, 3, 2, 1, 0)]
    told = "\n".join([box.name, *lines, f"\t{word('Count')}\t{value_text(box.count)}"])
    return svg.g(shapes, class_="ds-boxplot ds-s1", key=f"{box.name}\0{place}", data={"ds-mark": told})


def box_plot(
    rows: Rows,
    *,
    y: Columns | None = None,
    x: str | None = None,
    title: str | None = None,
    label: str | None = None,
    x_label: str | None = None,
    y_label: str | None = None,
    unit: str = "",
    height: str | None = None,
    **attributes: Unpack[Common],
) -> BoxPlot:
    """Box plots: the distribution of numbers by category. Half of them are in the box, and the line in it is the
    median.

    >>> w.box_plot(self.answers, x="server", y="seconds", title="Time to answer", unit=" s")

    Numbers that are further from the box than one and a half times its length are shown as dots.

    Args:
        rows: A list of dictionaries, models, dataclasses or numbers, a dictionary of columns, a data frame.
        y: The column of the numbers; or several, with a box each.
        x: The column of the categories; without it, there is a box for each column of y.
        title: Its title.
        label: Its name for screen readers, if it has no visible title.
        x_label: The label of the x-axis.
        y_label: The label of the axis of numbers.
        unit: The unit after the numbers.
        height: The height of the plot, as a CSS length.
        attributes: Of the figure: `class_`, `id`, `key` ...

    Keyboard:
        | key | what it does |
        |---|---|
        | arrow keys | go from box to box, which is shown and announced |
        | Home, End | the first box, the last one |
        | Escape | hides the values |

    Raises:
        TypeError: A column does not exist or has no numbers, or there is no title.
        ValueError: There are more than 2,000 categories.
    """
    check_texts("box_plot", unit=unit)
    check_name("box_plot", title, label)
    table = Table(rows, "box_plot")
    if y is None and not table.is_plain and len(table):
        raise TypeError('box_plot(): which column? y="seconds"')
    columns: dict[str | None, str] = {None: word("Value")} if y is None else dict(names_of(y).items())
    groups: dict[str, list[float]] = {}
    for column, text in columns.items():
        values = numbers(table.values(column), "box_plot", str(column))
        keys = [text] * len(values) if x is None else [category_name(value) for value in table.values(x)]
        for key, value in zip(keys, values, strict=True):
            if value is not None:
                name = key if x is None or len(columns) == 1 else f"{key}, {text}"
                groups.setdefault(name, []).append(value)
    check_count("box_plot", len(groups))
    own, directives = parted(attributes)
    boxes = tuple(box_of(name, values) for name, values in groups.items())
    return BoxPlot(
        what="box_plot",
        title=title,
        label=label,
        height=height,
        attributes=own,
        **directives,
        boxes=boxes,
        look=(unit, x_label, y_label, x or ""),
    )
