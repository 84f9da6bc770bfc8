"""Pie charts, gauges and sparklines."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from domsync import VNode, svg
from domsync import html as h
from domsync.components import Child
from domsync.components.formats import number_text
from domsync.widgets.base import Common, Tone, check_number, check_numbers, check_texts, dressed, one_of, parted
from domsync.widgets.charts.frame import COLOURS, MISSING, Chart, Data, check_label, check_name, colour, nothing, short
from domsync.widgets.charts.rows import Rows, Table, numbers
from domsync.widgets.charts.scales import value_text
from domsync.widgets.charts.series import category_text
from domsync.widgets.words import word

if TYPE_CHECKING:
    from typing import Unpack

#: The ways in which a sparkline can be drawn.
SparkKind: TypeAlias = Literal["line", "area", "bar"]
SPARK_KINDS: tuple[SparkKind, ...] = ("line", "area", "bar")
_TONES: tuple[Tone, ...] = ("neutral", "info", "success", "warning", "danger")


class PieChart(Chart):
    """A pie.

    Args:
        parts: The names of its parts, and their numbers.
        donut: Whether it has a hole with the total in it.
        unit: The unit after the numbers.
    """

    parts: Any
    donut: bool = False
    unit: str = ""

    def kind(self) -> str:
        return word("Pie chart")

    def body(self) -> Child:
        parts: Sequence[tuple[str, float]] = self.parts
        total = sum(value for _, value in parts)
        if total <= 0:
            return nothing()
        slices, at = [], 0.0
        for place, (name, value) in enumerate(parts):
            share = value / total
            if share > 0:
                path = _slice(at, at + share, 26.0 if self.donut else 0.0)
                told = f"{name}\n{place % COLOURS + 1}\t{value_text(value)}{self.unit}\t{_percent(share)}"
                slices.append(
                    svg.path(d=path, class_=["ds-slice", colour(place)], key=f"{place}", data={"ds-mark": told})
                )
            at += share
        middle = None
        if self.donut:
            middle = svg.text(value_text(total) + self.unit, class_="ds-pie-total", x=0, y=0)
        drawing = svg.svg(slices, middle, viewBox="-50 -50 100 100", class_="ds-pie-drawing", aria={"hidden": True})
        items = [
            h.li(
                h.span(class_=["ds-swatch", colour(place)], aria={"hidden": True}),
                h.span(name, class_="ds-pie-name"),
                h.span(_percent(value / total), class_="ds-pie-share"),
                class_="ds-legend-item",
            )
            for place, (name, value) in enumerate(parts)
        ]
        plot = self.plot(drawing, class_="ds-plot ds-plot--pie")
        return h.div(plot, h.ul(items, class_="ds-legend ds-legend--pie"), class_="ds-pie")

    def data(self) -> Data:
        total = sum(value for _, value in self.parts) or 1.0

        def row(at: int) -> list[str]:
            name, value = self.parts[at]
            return [name, value_text(value) + self.unit, _percent(value / total)]

        return Data([word("Name"), word("Value"), word("Share")], len(self.parts), row)


def _percent(share: float) -> str:
    digits = 0 if share >= 0.1 or share == 0 else 1
    return f"{number_text(round(share * 100, digits), digits=digits)} %"


def _slice(start: float, end: float, inner: float) -> str:
    """A sector of a circle, from one share of the whole to another, clockwise from the top."""
    if end - start > 0.99999:
        # An arc that ends where it begins would be empty.
        half = start + (end - start) / 2
        return _slice(start, half, inner) + _slice(half, end - 0.00001, inner)
    large = int(end - start > 0.5)

    def point(share: float, radius: float) -> str:
        angle = share * 2 * math.pi
        return f"{short(math.sin(angle) * radius)} {short(-math.cos(angle) * radius)}"

    arc = f"M{point(start, 46)}A46 46 0 {large} 1 {point(end, 46)}"
    if not inner:
        return f"{arc}L0 0z"
    return f"{arc}L{point(end, inner)}A{inner:g} {inner:g} 0 {large} 0 {point(start, inner)}z"


def pie_chart(
    rows: Rows,
    *,
    names: str | None = None,
    values: str | None = None,
    donut: bool = False,
    most: int = 8,
    title: str | None = None,
    label: str | None = None,
    unit: str = "",
    **attributes: Unpack[Common],
) -> PieChart:
    """Parts of a whole, the largest first; beyond a few, the smallest are combined as "Other".

    >>> w.pie_chart({"Mail": 40, "Phone": 25, "Web": 90}, title="Orders by way")

    Args:
        rows: A dictionary of names and numbers, or rows: dictionaries, models, dataclasses, a data frame.
        names: For rows, the column of the names. Rows of the same name are added up.
        values: For rows, the column of the numbers.
        donut: Whether there is a hole in the middle, with the total in it.
        most: The largest number of parts.
        title: Its title.
        label: Its name for screen readers, if it has no visible title.
        unit: The unit after the numbers.
        attributes: Of the figure: `class_`, `id`, `key` ...

    Keyboard:
        | key | what it does |
        |---|---|
        | arrow keys | go from part to part, which is shown and announced |
        | Home, End | the first part, the last one |
        | Escape | hides the values |

    Raises:
        TypeError: A column does not exist or has no numbers, or there is no title.
        ValueError: A number is negative, or `most` is less than 2.
    """
    check_numbers("pie_chart", most=most)
    check_name("pie_chart", title, label)
    if most < 2:
        raise ValueError(f"a pie has at least 2 parts, not {most}")
    if names is None and values is None and isinstance(rows, dict):
        known, counts = list(rows), numbers(list(rows.values()), "pie_chart", "rows")
    elif names is None or values is None:
        raise TypeError('pie_chart(): which columns? names="way", values="orders"')
    else:
        table = Table(rows, "pie_chart")
        known, counts = table.values(names), numbers(table.values(values), "pie_chart", values)
    sums: dict[str, float] = {}
    for key, number in zip(known, counts, strict=True):
        if number is not None and number < 0:
            raise ValueError(
                f"pie_chart(): a part of a whole is not less than nothing: {category_text(key)!r} is {number}"
            )
        text = category_text(key)
        sums[text] = sums.get(text, 0.0) + (number or 0.0)
    parts = sorted(sums.items(), key=lambda part: -part[1])
    if len(parts) > most:
        parts = [*parts[: most - 1], (word("Other"), sum(number for _, number in parts[most - 1 :]))]
    own, directives = parted(attributes)
    return PieChart(
        what="pie_chart",
        title=title,
        label=label,
        attributes=own,
        **directives,
        parts=tuple(parts),
        donut=donut,
        unit=unit,
    )


def gauge(
    value: float | Decimal | None,
    *,
    label: str,
    low: float | Decimal = 0.0,
    high: float | Decimal = 100.0,
    unit: str = "",
    tone: Tone = "info",
    **attributes: Unpack[Common],
) -> VNode:
    """A number between two ends, as an arc.

    >>> w.gauge(self.used, label="Disk", unit=" %", tone="warning" if self.used > 80 else "success")

    Args:
        value: The number; None while it is not known.
        label: Its label.
        low: The minimum.
        high: The maximum.
        unit: The unit after it.
        tone: Its colour: `neutral`, `info`, `success`, `warning`, `danger`.
        attributes: Of the outer element.

    Raises:
        ValueError: The tone is unknown, or `low` is not less than `high`.
        TypeError: It has no label.
    """
    check_numbers("gauge", low=low, high=high)
    check_texts("gauge", unit=unit)
    check_label("gauge", label)
    one_of("tone", tone, _TONES)
    if value is not None:
        check_number(value, "gauge(): value")
    if not -math.inf < low < high < math.inf:
        raise ValueError(f"gauge(): low is less than high, and neither is infinite; not {low!r} and {high!r}")
    least, most = float(low), float(high)
    known = None if value is None or value != value else min(max(float(value), least), most)
    share = 0.0 if known is None else (known - least) / (most - least)
    text = MISSING if known is None or value is None else value_text(float(value)) + unit
    arc = "M-42 0A42 42 0 0 1 42 0"
    drawing = svg.svg(
        svg.path(d=arc, class_="ds-gauge-track"),
        # The arc has a length of 100.
        share > 0
        and svg.path(d=arc, pathLength=100, stroke_dasharray=f"{short(share * 100)} 200", class_="ds-gauge-value"),
        viewBox="-50 -50 100 58",
        aria={"hidden": True},
    )
    own: dict[str, Any] = dict(attributes)
    aria: Any = {
        "label": label,
        "valuenow": short(least if known is None else known),
        "valuemin": short(least),
        "valuemax": short(most),
        "valuetext": text,
    }
    return h.div(
        drawing,
        h.div(text, class_="ds-gauge-text", aria={"hidden": True}),
        h.div(
            h.span(value_text(least)),
            h.span(label, class_="ds-gauge-label"),
            h.span(value_text(most)),
            class_="ds-gauge-ends",
            aria={"hidden": True},
        ),
        **dressed(own, "ds-gauge", f"ds-tone--{tone}", role="meter", aria=aria),
    )


def sparkline(
    values: Rows,
    *,
    label: str,
    kind: SparkKind = "line",
    low: float | Decimal | None = None,
    high: float | Decimal | None = None,
    unit: str = "",
    **attributes: Unpack[Common],
) -> VNode:
    """A small line without axes, for table rows and dashboard tiles; the last value has a dot.

    >>> w.sparkline(server.load, label="Load", unit=" %")

    Args:
        values: The numbers.
        label: Its label for screen readers, followed by the smallest, the largest and the last value.
        kind: `line`, `area` or `bar`.
        low: The value at its lower end; by default the smallest.
        high: The value at its upper end; by default the largest.
        unit: The unit after the numbers.
        attributes: Of the drawing.

    Raises:
        TypeError: There are no numbers, or there is no label.
        ValueError: The kind is unknown.
    """
    check_texts("sparkline", unit=unit)
    check_label("sparkline", label)
    one_of("kind", kind, SPARK_KINDS)
    points = numbers(Table(values, "sparkline").values(None), "sparkline", "values")
    known = [value for value in points if value is not None]
    own: dict[str, Any] = dict(attributes)
    told = f"{label}: {word('No data')}"
    shapes: list[Child] = []
    if known:
        told = word(
            "{label}: {low} to {high}, last {last}",
            label=label,
            low=value_text(min(known)) + unit,
            high=value_text(max(known)) + unit,
            last=value_text(known[-1]) + unit,
        )
        bottom = float(low) if low is not None else min(known) if kind == "line" else min(0.0, *known)
        shapes = _spark(points, kind, bottom, float(high) if high is not None else max(known))
    box = "0 0 100 30"
    return svg.svg(
        shapes,
        viewBox=box,
        preserveAspectRatio="none",
        role="img",
        **dressed(own, "ds-spark ds-s1", aria={"label": told}),
    )


def _spark(points: Sequence[float | None], kind: SparkKind, bottom: float, top: float) -> list[Child]:
    span = top - bottom if top > bottom else 1.0
    room = 100 / len(points) if kind == "bar" else 94 / max(len(points) - 1, 1)

    def up(value: float) -> float | int:
        share = min(max((value - bottom) / span, 0.0), 1.0) if top > bottom else 0.5
        return short(27 - share * 24)

    if kind == "bar":
        return [
            svg.rect(
                x=short(at * room + room * 0.12), width=short(room * 0.76), y=up(value), height=short(30 - up(value))
            )
            for at, value in enumerate(points)
            if value is not None
        ]
    runs: list[list[str]] = [[]]
    for at, value in enumerate(points):
        if value is None:
            runs.append([])
        else:
            runs[-1].append(f"{short(3 + at * room)} {up(value)}")
    lines = ["M" + "L".join(run) + ("h0" if len(run) == 1 else "") for run in runs if run]
    last = next(at for at in reversed(range(len(points))) if points[at] is not None)
    made: list[Child] = []
    if kind == "area":
        fills = [f"M{run[0].split()[0]} 30L{'L'.join(run)}V30z" for run in runs if run]
        made.append(svg.path(d="".join(fills), class_="ds-fill"))
    made.append(svg.path(d="".join(lines), class_="ds-line"))
    made.append(svg.path(d=f"M{short(3 + last * room)} {up(points[last] or 0.0)}h0", class_="ds-dots"))
    return made
