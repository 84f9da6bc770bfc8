"""Line, area and scatter charts."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from domsync.widgets.base import Common, check_texts, one_of, parted
from domsync.widgets.charts.frame import (
    check_name,
)
from domsync.widgets.charts.paths import CURVES, Curve
from domsync.widgets.charts.rows import Columns, Rows
from domsync.widgets.charts.scales import (
    SCALES,
    Scale,
)
from domsync.widgets.charts.series import (
    read_series,
)
from domsync.widgets.charts.series_chart import Look, SeriesChart

if TYPE_CHECKING:
    from typing import Unpack


#: The maximum number of points that a chart draws; `uplot_chart` is for more.
MOST_POINTS = 20_000


def line_chart(
    rows: Rows,
    *,
    x: str | None = None,
    y: Columns | None = None,
    by: str | None = None,
    title: str | None = None,
    label: str | None = None,
    x_label: str | None = None,
    y_label: str | None = None,
    x_scale: Scale | None = None,
    y_scale: Scale = "linear",
    y_range: tuple[float, float] | None = None,
    unit: str = "",
    curve: Curve = "line",
    points: bool = False,
    window: float | datetime.timedelta | None = None,
    zoom: bool = False,
    on_zoom: Callable[[Any, Any], object] | None = None,
    legend: bool | None = None,
    height: str | None = None,
    **attributes: Unpack[Common],
) -> SeriesChart:
    """Lines over time, numbers or categories, with up to 20,000 points, also live.

    >>> w.line_chart(self.rows, x="time", y=("cpu", "memory"), title="Load", unit=" %")

    Adding a row sends only its points, not the whole line.

    Args:
        rows: A list of dictionaries, models, dataclasses or numbers, a dictionary of columns, a data frame.
        x: The column for x: numbers, dates, times or strings; by default the number of the row.
        y: The columns for y: one, several, or a dictionary that maps columns to their names.
        by: A column; each of its values is a line.
        title: Its title.
        label: Its name for screen readers, if it has no visible title.
        x_label: The label of the x-axis.
        y_label: The label of the y-axis.
        x_scale: `linear`, `time` or `category`; by default according to the values.
        y_scale: `linear` or `log`.
        y_range: The ends of the y-axis; by default round numbers around the values.
        unit: The unit after the numbers of y: `" %"`.
        curve: `line` from point to point, or `step`.
        points: Whether each point has a dot.
        window: The largest range of x that is shown, up to the last value: `timedelta(minutes=5)`, or a number.
        zoom: Whether the user can zoom into x with the pointer or the keyboard.
        on_zoom: Called with both ends of the range that is shown; with None and None for all.
        legend: Whether there is a legend, which also shows and hides lines; by default if there are several.
        height: The height of the plot, as a CSS length.
        attributes: Of the figure: `class_`, `id`, `key` ...

    Keyboard:
        | key | what it does |
        |---|---|
        | arrow keys | go from value to value, which is shown and announced |
        | Home, End | the first value, the last one |
        | +, - | zoom the x-axis in and out, with `zoom` |
        | Escape | hides the value; resets the zoom |

    Raises:
        TypeError: A column does not exist or has no numbers, or there is no title.
        ValueError: The scale or the curve is unknown, or there are more than 20,000 points.
    """
    check_texts("line_chart", unit=unit)
    look = Look(
        kind="line",
        curve=_curve(curve),
        points=points,
        y=_y_scale(y_scale),
        x_label=x_label,
        y_label=y_label,
        y_range=_ends(y_range, y_scale),
        unit=unit,
        window=_length(window),
        zoom=zoom or on_zoom is not None,
        legend=legend,
    )
    return _chart("line_chart", rows, (x, y, by, x_scale), look, (title, label, height, on_zoom), attributes)


def area_chart(
    rows: Rows,
    *,
    x: str | None = None,
    y: Columns | None = None,
    by: str | None = None,
    stacked: bool = False,
    title: str | None = None,
    label: str | None = None,
    x_label: str | None = None,
    y_label: str | None = None,
    x_scale: Scale | None = None,
    y_range: tuple[float, float] | None = None,
    unit: str = "",
    curve: Curve = "line",
    window: float | datetime.timedelta | None = None,
    zoom: bool = False,
    on_zoom: Callable[[Any, Any], object] | None = None,
    legend: bool | None = None,
    height: str | None = None,
    **attributes: Unpack[Common],
) -> SeriesChart:
    """Lines with the area below them, starting at zero, overlapping or stacked.

    >>> w.area_chart(self.sales, x="month", y=("shop", "web"), stacked=True, title="Sales")

    Args:
        rows: A list of dictionaries, models, dataclasses or numbers, a dictionary of columns, a data frame.
        x: The column for x: numbers, dates, times or strings; by default the number of the row.
        y: The columns for y: one, several, or a dictionary that maps columns to their names.
        by: A column; each of its values is an area.
        stacked: Whether they are stacked.
        title: Its title.
        label: Its name for screen readers, if it has no visible title.
        x_label: The label of the x-axis.
        y_label: The label of the y-axis.
        x_scale: `linear`, `time` or `category`; by default according to the values.
        y_range: The ends of the y-axis; by default round numbers around the values.
        unit: The unit after the numbers of y.
        curve: `line` from point to point, or `step`.
        window: The largest range of x that is shown, up to the last value.
        zoom: Whether the user can zoom into x.
        on_zoom: Called with both ends of the range that is shown; with None and None for all.
        legend: Whether there is a legend; by default if there are several areas.
        height: The height of the plot, as a CSS length.
        attributes: Of the figure: `class_`, `id`, `key` ...

    Keyboard:
        | key | what it does |
        |---|---|
        | arrow keys | go from value to value, which is shown and announced |
        | Home, End | the first value, the last one |
        | +, - | zoom the x-axis in and out, with `zoom` |
        | Escape | hides the value; resets the zoom |

    Raises:
        TypeError: A column does not exist or has no numbers, or there is no title.
        ValueError: The scale or the curve is unknown, or there are more than 20,000 points.
    """
    check_texts("area_chart", unit=unit)
    look = Look(
        kind="area",
        curve=_curve(curve),
        stacked=stacked,
        x_label=x_label,
        y_label=y_label,
        y_range=_ends(y_range, "linear"),
        unit=unit,
        window=_length(window),
        zoom=zoom or on_zoom is not None,
        legend=legend,
    )
    return _chart("area_chart", rows, (x, y, by, x_scale), look, (title, label, height, on_zoom), attributes)


def scatter_chart(
    rows: Rows,
    *,
    x: str | None = None,
    y: Columns | None = None,
    by: str | None = None,
    title: str | None = None,
    label: str | None = None,
    x_label: str | None = None,
    y_label: str | None = None,
    x_scale: Scale | None = None,
    y_scale: Scale = "linear",
    y_range: tuple[float, float] | None = None,
    unit: str = "",
    zoom: bool = False,
    on_zoom: Callable[[Any, Any], object] | None = None,
    legend: bool | None = None,
    height: str | None = None,
    **attributes: Unpack[Common],
) -> SeriesChart:
    """Points, to show how two numbers are related.

    >>> w.scatter_chart(self.flowers, x="length", y="width", by="species", title="Petals")

    Args:
        rows: A list of dictionaries, models, dataclasses or numbers, a dictionary of columns, a data frame.
        x: The column for x: numbers, dates, times or strings; by default the number of the row.
        y: The columns for y: one, several, or a dictionary that maps columns to their names.
        by: A column; each of its values has a colour.
        title: Its title.
        label: Its name for screen readers, if it has no visible title.
        x_label: The label of the x-axis.
        y_label: The label of the y-axis.
        x_scale: `linear`, `time` or `category`; by default according to the values.
        y_scale: `linear` or `log`.
        y_range: The ends of the y-axis; by default round numbers around the values.
        unit: The unit after the numbers of y.
        zoom: Whether the user can zoom into x.
        on_zoom: Called with both ends of the range that is shown; with None and None for all.
        legend: Whether there is a legend; by default if there are several colours.
        height: The height of the plot, as a CSS length.
        attributes: Of the figure: `class_`, `id`, `key` ...

    Keyboard:
        | key | what it does |
        |---|---|
        | arrow keys | go from point to point, which is shown and announced |
        | Home, End | the first point, the last one |
        | +, - | zoom the x-axis in and out, with `zoom` |
        | Escape | hides the value; resets the zoom |

    Raises:
        TypeError: A column does not exist or has no numbers, or there is no title.
        ValueError: The scale is unknown, or there are more than 20,000 points.
    """
    check_texts("scatter_chart", unit=unit)
    look = Look(
        kind="scatter",
        curve=None,
        points=True,
        y=_y_scale(y_scale),
        x_label=x_label,
        y_label=y_label,
        y_range=_ends(y_range, y_scale),
        unit=unit,
        zoom=zoom or on_zoom is not None,
        legend=legend,
    )
    return _chart("scatter_chart", rows, (x, y, by, x_scale), look, (title, label, height, on_zoom), attributes)


def _y_scale(scale: Scale) -> Scale:
    if scale not in ("linear", "log"):
        raise ValueError(f"y_scale is one of linear, log, not {scale!r}")
    return scale


def _ends(given: tuple[float, float] | None, scale: Scale) -> tuple[float, float] | None:
    if given is None:
        return None
    low, high = map(float, given)
    if not -1e300 < low < high < 1e300 or (scale == "log" and low <= 0):
        raise ValueError(f"y_range is two numbers, the lower one first, above zero if y is logarithmic: {given!r}")
    return low, high


def _curve(curve: Curve) -> Curve:
    one_of("curve", curve, CURVES)
    return curve


def _length(window: float | datetime.timedelta | None) -> float | None:
    if isinstance(window, datetime.timedelta):
        window = window.total_seconds()
    if window is not None and not 0 < window < math.inf:
        raise ValueError(f"a window shows more than nothing, not {window!r}")
    return window


def _chart(
    what: str,
    rows: Rows,
    columns: tuple[str | None, Columns | None, str | None, Scale | None],
    look: Look,
    names: tuple[str | None, str | None, str | None, Callable[[Any, Any], object] | None],
    attributes: Mapping[str, Any],
) -> SeriesChart:
    title, label, height, on_zoom = names
    check_name(what, title, label)
    scale = columns[3]
    if scale is not None:
        one_of("x_scale", scale, tuple(one for one in SCALES if one != "log"))
    data = read_series(what, rows, *columns)
    count = sum(len(one.xs) for one in data.series)
    if count > MOST_POINTS:
        raise ValueError(f"{what}() draws up to {MOST_POINTS:,} points, not {count:,}; w.uplot_chart() draws millions")
    own, directives = parted(attributes)
    return SeriesChart(
        what=what,
        title=title,
        label=label,
        height=height,
        attributes=own,
        **directives,
        series=data,
        look=look,
        on_zoom=on_zoom,
    )
