"""Candlestick charts: prices over time."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from pydantic import PrivateAttr

from domsync import VNode, svg
from domsync import html as h
from domsync.components import Child
from domsync.components.formats import date_pattern
from domsync.widgets.base import Common, parted
from domsync.widgets.charts.bars import amount_text, category_name, check_count
from domsync.widgets.charts.frame import (
    Chart,
    Data,
    band_axis,
    check_name,
    grid_lines,
    nothing,
    short,
    y_axis,
)
from domsync.widgets.charts.rows import Rows, Table, numbers
from domsync.widgets.charts.scales import number_ticks, round_domain
from domsync.widgets.charts.series import category_text
from domsync.widgets.words import word

if TYPE_CHECKING:
    from typing import Unpack


class CandlestickChart(Chart):
    """Candles.

    Args:
        names: The start of each candle.
        candles: The four prices of each.
        unit: The unit after the prices.
    """

    names: Any
    candles: Any
    unit: str = ""

    #: The position of the first candle. A candle keeps its position when others are added at the end or removed at the
    #: front: only the visible part of the drawing moves.
    _first: int = PrivateAttr(default=0)
    _names: Any = PrivateAttr(default=())

    def kind(self) -> str:
        return word("Candlestick chart")

    def body(self) -> Child:
        if not self.candles:
            return nothing()
        low, high, step = round_domain(min(min(one) for one in self.candles), max(max(one) for one in self.candles))
        ticks = number_ticks(low, high, step, self.unit)
        first, count = self._follow(), len(self.candles)
        marks = [
            _candle(first + place, self.names[place], candle, low, high, self.unit)
            for place, candle in enumerate(self.candles)
        ]
        drawn = svg.svg(
            marks,
            viewBox=f"{first} 0 {count} 100",
            preserveAspectRatio="none",
            width="100%",
            height="100%",
            class_="ds-candles",
        )
        lines = svg.g(grid_lines(ticks, low, high), class_="ds-grid-lines")
        plot = self.plot(svg.svg(lines, drawn, class_="ds-drawing", aria={"hidden": True}))
        axis = band_axis([short_name for short_name, _ in self.names], "ds-x-bands", 8, first=first)
        return h.div(y_axis(ticks, low, high), plot, axis, class_="ds-chart-body")

    def _follow(self) -> int:
        """Find the position of the first candle now."""
        before, self._names = self._names, self.names
        if self.names[0] in before:
            self._first += before.index(self.names[0])
        else:
            self._first = 0
        # SVG has single-precision numbers.
        if self._first > 1_000_000:
            self._first = 0
        return self._first

    def data(self) -> Data:
        head = [word("Time"), *map(word_of_price, range(4))]
        return Data(
            head,
            len(self.candles),
            lambda at: [self.names[at][1], *(amount_text(price, self.unit) for price in self.candles[at])],
        )


def word_of_price(place: int) -> str:
    """Name a price of a candle.

    Args:
        place: The index of the price: open, high, low, close.
    """
    return (word("First price"), word("Highest price"), word("Lowest price"), word("Last price"))[place]


def _candle(
    place: int,
    names: tuple[str, str],
    candle: tuple[float, float, float, float],
    low: float,
    high: float,
    unit: str,
) -> VNode:
    """Draw a candle: one unit of the drawing wide, and in percent of its height."""
    first, most, least, last = candle
    is_up = last >= first

    def up(value: float) -> float | int:
        return short((high - value) / (high - low) * 100)

    x = place + 0.5
    top, bottom = max(first, last), min(first, last)
    shapes = [
        svg.rect(x=place, width=1, height=100, class_="ds-hit"),
        svg.line(x1=x, x2=x, y1=up(most), y2=up(top)),
        svg.line(x1=x, x2=x, y1=up(bottom), y2=up(least)),
        svg.rect(
            x=short(place + 0.17),
            width=0.66,
            y=up(top),
            height=short(max(up(bottom) - up(top), 0.4)),
            class_="ds-candle-body",
        ),
    ]
    told = "\n".join([names[1], *(f"\t{word_of_price(at)}\t{amount_text(candle[at], unit)}" for at in range(4))])
    return svg.g(
        shapes, class_=["ds-candle", "ds-candle--up" if is_up else "ds-candle--down"], key=place, data={"ds-mark": told}
    )


def candlestick_chart(
    rows: Rows,
    *,
    x: str,
    open: str = "open",
    high: str = "high",
    low: str = "low",
    close: str = "close",
    title: str | None = None,
    label: str | None = None,
    unit: str = "",
    height: str | None = None,
    **attributes: Unpack[Common],
) -> CandlestickChart:
    """Prices over time: hollow candles for rising prices, filled ones for falling prices.

    >>> w.candlestick_chart(self.days, x="day", title="Price")

    Args:
        rows: A list of dictionaries, models or dataclasses, a dictionary of columns, a data frame.
        x: The column of the times.
        open: The column of the first prices.
        high: The column of the highest.
        low: The column of the lowest.
        close: The column of the last.
        title: Its title.
        label: Its name for screen readers, if it has no visible title.
        unit: The unit after the prices.
        height: The height of the plot, as a CSS length.
        attributes: Of the figure: `class_`, `id`, `key` ...

    Keyboard:
        | key | what it does |
        |---|---|
        | arrow keys | go from candle to candle, which is shown and announced |
        | Home, End | the first candle, the last one |
        | Escape | hides the values |

    Raises:
        TypeError: A column does not exist or has no numbers, or there is no title.
        ValueError: There are more than 2,000 candles.
    """
    check_name("candlestick_chart", title, label)
    table = Table(rows, "candlestick_chart")
    check_count("candlestick_chart", len(table))
    prices = [numbers(table.values(name), "candlestick_chart", name) for name in (open, high, low, close)]
    times = table.values(x)
    names, candles = [], []
    for time, *four in zip(times, *prices, strict=True):
        if None not in four:
            names.append((_short_name(time), category_name(time)))
            candles.append(tuple(four))
    own, directives = parted(attributes)
    return CandlestickChart(
        what="candlestick_chart",
        title=title,
        label=label,
        height=height,
        attributes=own,
        **directives,
        names=tuple(names),
        candles=tuple(candles),
        unit=unit,
    )


def _short_name(value: Any) -> str:
    if isinstance(value, datetime.datetime) and (value.hour or value.minute or value.second):
        return date_pattern(value, "Hm")
    return date_pattern(value, "MMMd") if isinstance(value, datetime.date) else category_text(value)
