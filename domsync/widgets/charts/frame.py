"""The frame of every chart: a figure with a name, legend, axes and data table."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from domsync import Component, VNode, svg
from domsync import html as h
from domsync.components import Child, unique_id
from domsync.components.formats import current_locale
from domsync.widgets.base import dressed
from domsync.widgets.charts.scales import Tick
from domsync.widgets.words import counted, word

#: The number of colours for series; after that, they repeat.
COLOURS = 8
#: The number of rows of a chart's data table that are shown initially, and added each time.
TABLE_ROWS = 100
#: The sign for a missing value.
MISSING = "\u2013"


@dataclass(frozen=True)
class Data:
    """The table behind a chart.

    Args:
        head: The names of its columns.
        count: The number of its rows.
        row: Returns the texts of a row.
    """

    head: Sequence[str]
    count: int
    row: Callable[[int], Sequence[str]]


class Chart(Component):
    """A chart; subclasses define what it draws.

    Args:
        what: The widget.
        title: Its title.
        label: Its name, if it has no title.
        height: The height of its plot, as a CSS length.
        attributes: The attributes of the figure.
    """

    what: str
    title: str | None = None
    label: str | None = None
    height: str | None = None
    attributes: Any = None

    table_rows: int = 0

    def kind(self) -> str:
        """The kind of chart, in the reader's language."""
        raise NotImplementedError

    def body(self) -> Child:
        """The chart."""
        raise NotImplementedError

    def data(self) -> Data:
        """The data table behind it."""
        raise NotImplementedError

    def legend(self) -> Child:
        """The legend, which explains the colours."""
        return None

    def tools(self) -> Child:
        """Additional buttons of its head."""
        return None

    @property
    def name(self) -> str:
        """The name of the chart."""
        return self.title or self.label or ""

    def render(self) -> VNode:
        body, legend, tools = self.body(), self.legend(), self.tools()
        table = unique_id("table")
        button = h.button(
            _table_icon(),
            type="button",
            class_="ds-close ds-chart-tool",
            aria={"label": word("Data as a table"), "expanded": self.table_rows > 0, "controls": table},
            on_click=self.toggle_table,
        )
        head = h.figcaption(self.title, class_="ds-chart-title") if self.title else None
        bar = h.div(head, legend, h.div(tools, button, class_="ds-chart-tools"), class_="ds-chart-head")
        own = dict(self.attributes or {})
        style = {"--ds-chart-height": self.height} if self.height else None
        return h.figure(
            bar,
            body,
            h.div(self.table_rows > 0 and self.table(), id=table, class_="ds-chart-data"),
            **dressed(own, "ds-chart", style=style, aria={"label": self.name}),
        )

    def toggle_table(self) -> None:
        """Show or hide the data table."""
        self.table_rows = 0 if self.table_rows else TABLE_ROWS

    def table(self) -> list[Child]:
        """The visible part of the data table."""
        data = self.data()
        shown = min(self.table_rows, data.count)
        head = h.thead(h.tr([h.th(name, scope="col") for name in data.head]))
        rows = [h.tr([h.td(text) for text in data.row(index)], key=index) for index in range(shown)]
        box = h.div(
            h.table(h.caption(self.name, class_="ds-sr"), head, h.tbody(rows)),
            class_="ds-chart-table",
            tabindex=0,
            role="region",
            aria={"label": word("Data of {name}", name=self.name)},
        )
        more = None
        if shown < data.count:
            left = min(TABLE_ROWS, data.count - shown)
            more = h.button(
                counted("{count} more row", "{count} more rows", left),
                type="button",
                class_="ds-button ds-button--small",
                on_click=self.show_more,
            )
        return [box, more]

    def show_more(self) -> None:
        """Show more rows of the data table."""
        self.table_rows += TABLE_ROWS

    def plot(self, *children: Child, meta: dict[str, Any] | None = None, class_: str = "ds-plot", **more: Any) -> VNode:
        """The part whose values the keyboard and the pointer explore.

        Args:
            children: The drawing.
            meta: The information about it that the browser needs.
            class_: Its class.
            more: Additional attributes.
        """
        known = {"locale": current_locale().tag, **(meta or {})}
        return h.div(
            *children,
            h.div(class_="ds-chart-over", data={"ds-over": ""}),
            class_=class_,
            tabindex=0,
            role="application",
            data={"ds-chart": json.dumps(known, ensure_ascii=False, separators=(",", ":")), **more.pop("data", {})},
            aria={
                "label": word("{kind}: {name}. Arrow keys go from value to value", kind=self.kind(), name=self.name),
                "roledescription": word("chart"),
            },
            **more,
        )


def check_name(what: str, title: str | None, label: str | None) -> None:
    """Check that a chart has a name.

    Raises:
        TypeError: It has neither a title nor a label.
    """
    for given in (title, label):
        if given is not None and not isinstance(given, str):
            raise TypeError(f"{what}(): the title of a chart is a text, not {type(given).__name__}")
    if not (title or label):
        raise TypeError(f'{what}() needs a title="...", or a label="..." if nothing is to stand above it')


def check_label(what: str, label: object) -> None:
    """Check that a drawing without a title has a name.

    Raises:
        TypeError: It has none.
    """
    if not isinstance(label, str) or not label:
        raise TypeError(f'{what}() needs a label="..."')


def colour(index: int) -> str:
    """The class that gives a series its colour.

    Args:
        index: The index of the series, from 0.
    """
    return f"ds-s{index % COLOURS + 1}"


def legend_items(names: Sequence[str], hidden: frozenset[str] | None, toggle: Callable[[str], object] | None) -> Child:
    """Make the items of a legend: buttons that show and hide series, if the chart supports that.

    Args:
        names: The names of the series.
        hidden: The names of hidden series.
        toggle: Called with a name when its button is pressed.
    """
    items: list[Child] = []
    for index, name in enumerate(names):
        swatch = h.span(class_=["ds-swatch", colour(index)], aria={"hidden": True})
        if toggle is None:
            items.append(h.li(swatch, name, class_="ds-legend-item"))
            continue

        def pressed(name: str = name) -> object:
            return toggle(name)

        pressed_now: Any = {"pressed": name not in (hidden or frozenset())}
        items.append(
            h.li(h.button(swatch, name, type="button", class_="ds-legend-item", aria=pressed_now, on_click=pressed))
        )
    return h.ul(items, class_="ds-legend")


def y_axis(ticks: Sequence[Tick], low: float, high: float) -> VNode:
    """The numbers beside a plot, from bottom to top."""
    # If they divide the height evenly, the browser distributes them, and they need no positions.
    is_even = len(ticks) > 1 and _are_even(ticks, low, high)
    labels = [
        h.span(
            tick.text,
            key=f"{tick.at:g}",
            style=None if is_even else {"top": f"{_percent(high - tick.at, high - low)}%"},
        )
        for tick in reversed(ticks)
    ]
    return h.div(labels, class_=["ds-y-axis", None if is_even else "ds-y-axis--free"], aria={"hidden": True})


def _are_even(ticks: Sequence[Tick], low: float, high: float) -> bool:
    step = (high - low) / (len(ticks) - 1)
    return all(abs(low + index * step - tick.at) < step * 1e-6 for index, tick in enumerate(ticks))


def grid_lines(ticks: Iterable[Tick], low: float, high: float, *, vertical: bool = False) -> list[VNode]:
    """Lines across a plot at the ticks of an axis; the one at zero is stronger."""
    lines = []
    for tick in ticks:
        at = _percent(tick.at - low, high - low) if vertical else _percent(high - tick.at, high - low)
        class_ = "ds-zero" if tick.at == 0 else None
        if vertical:
            lines.append(svg.line(x1=f"{at}%", x2=f"{at}%", y2="100%", class_=class_, key=f"{tick.at:g}"))
        else:
            lines.append(svg.line(x2="100%", y1=f"{at}%", y2=f"{at}%", class_=class_, key=f"{tick.at:g}"))
    return lines


def x_axis(ticks: Iterable[Tick], start: float, width: float, moved: float = 0.0) -> VNode:
    """Draw the axis below a plot.

    Args:
        ticks: The texts, with their positions.
        start: The value from which positions are counted.
        width: The length of the visible part, in values.
        moved: The distance that it has moved to the left since then, in values.
    """
    labels = [
        svg.text(
            tick.text,
            x=f"{_percent(tick.at - start, width)}%",
            y="1.1em",
            class_="ds-fine" if tick.is_fine else None,
            key=f"{tick.at!r}",
        )
        for tick in ticks
    ]
    style = {"transform": f"translateX({-_percent(moved, width)}%)"} if moved else None
    return h.div(svg.svg(labels, style=style, class_="ds-x-ticks"), class_="ds-x-axis", aria={"hidden": True})


def band_axis(texts: Sequence[str], class_: str, most: int = 16, *, first: int | None = None) -> VNode:
    """The categories along an axis, each with the same space; if there are many, only some of them.

    Args:
        texts: The categories.
        class_: The class of the axis: `ds-x-bands` or `ds-y-bands`.
        most: The maximum number of texts.
        first: The number of the first category, if categories come and go and each has to keep its place.
    """
    every = max(-(-len(texts) // most), 1)
    if first is not None:
        # A power of two: when categories are added, every other text is dropped and the rest stay.
        every = 1 << (every - 1).bit_length()
    is_many = len(texts) > 6 and class_ == "ds-x-bands"
    labels = [
        h.span(
            text if index % every == 0 else "",
            class_="ds-fine" if is_many and (index // every) % 2 and index % every == 0 else None,
            key=index,
        )
        for index, text in enumerate(texts, first or 0)
    ]
    kind = "ds-bands--thin" if every > 1 else "ds-bands--many" if is_many else None
    return h.div(labels, class_=[class_, kind], aria={"hidden": True})


def _percent(part: float, whole: float) -> float | int:
    return short(part / whole * 100)


def short(number: float) -> float | int:
    """Round a number for an attribute to three digits after the point."""
    rounded = round(number, 3)
    return int(rounded) if rounded == int(rounded) else rounded


def axis_names(x: str | None, y: str | None) -> tuple[Child, Child]:
    """The names of two axes, above the vertical one and below the horizontal one."""
    above = h.div(y, class_="ds-y-name", aria={"hidden": True}) if y else None
    below = h.div(x, class_="ds-x-name", aria={"hidden": True}) if x else None
    return above, below


def nothing() -> VNode:
    """Make the notice that replaces a plot without data."""
    return h.p(word("No data"), class_="ds-chart-none")


def _table_icon() -> VNode:
    return svg.svg(
        svg.path(d="M2 3.5h12v9H2zM2 6.5h12M2 9.5h12M6.5 6.5v6", fill="none", stroke="currentColor"),
        viewBox="0 0 16 16",
        width="16",
        height="16",
        aria={"hidden": True},
    )
