"""Heat maps: values of two categories as the depth of a colour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from domsync import VNode, svg
from domsync import html as h
from domsync.components import Child
from domsync.widgets.base import Common, parted
from domsync.widgets.charts.bars import category_name
from domsync.widgets.charts.frame import Chart, Data, band_axis, check_name, nothing, short
from domsync.widgets.charts.rows import Rows, Table, numbers
from domsync.widgets.charts.scales import value_text
from domsync.widgets.words import word

if TYPE_CHECKING:
    from typing import Unpack

#: The number of shades of the colour.
DEPTHS = 9
#: The maximum number of cells that a chart draws.
MOST_CELLS = 10_000


class HeatMap(Chart):
    """Cells.

    Args:
        columns: The horizontal categories.
        lines: The vertical categories.
        cells: The numbers, by horizontal and vertical index.
        unit: The unit after the numbers.
        names: The names of the horizontal and vertical categories' columns.
    """

    columns: Any
    lines: Any
    cells: Any
    unit: str = ""
    names: Any = ("", "")

    def kind(self) -> str:
        return word("Heat map")

    def _ends(self) -> tuple[float, float]:
        values = self.cells.values()
        return (min(values), max(values)) if values else (0.0, 0.0)

    def legend(self) -> Child:
        if not self.cells:
            return None
        low, high = self._ends()
        steps = [h.span(class_=f"ds-h{depth}") for depth in range(DEPTHS)]
        return h.div(
            h.span(value_text(low) + self.unit),
            h.span(steps, class_="ds-heat-scale", aria={"hidden": True}),
            h.span(value_text(high) + self.unit),
            class_="ds-heat-legend",
        )

    def body(self) -> Child:
        if not self.cells:
            return nothing()
        low, high = self._ends()
        across, down = 100 / len(self.columns), 100 / len(self.lines)
        marks = [
            self._cell(column, line, value, 0.5 if high == low else (value - low) / (high - low), across, down)
            for (column, line), value in self.cells.items()
        ]
        is_full = len(self.cells) == len(self.columns) * len(self.lines)
        meta = {"w": len(self.columns)} if is_full else None
        plot = self.plot(svg.svg(marks, class_="ds-drawing", aria={"hidden": True}), meta=meta)
        style = None if self.height else {"--ds-chart-height": f"{max(len(self.lines) * 1.75, 4)}rem"}
        return h.div(
            band_axis(self.lines, "ds-y-bands", 40),
            plot,
            band_axis(self.columns, "ds-x-bands"),
            class_="ds-chart-body ds-heat",
            style=style,
        )

    def _cell(self, column: int, line: int, value: float, share: float, across: float, down: float) -> VNode:
        depth = min(int(share * DEPTHS), DEPTHS - 1)
        told = f"{self.lines[line]}, {self.columns[column]}\n\t\t{value_text(value)}{self.unit}"
        return svg.rect(
            x=f"{short(column * across)}%",
            y=f"{short(line * down)}%",
            width=f"{short(across)}%",
            height=f"{short(down)}%",
            class_=f"ds-h{depth}",
            key=f"{column} {line}",
            data={"ds-mark": told},
        )

    def data(self) -> Data:
        def row(at: int) -> list[str]:
            values = [self.cells.get((column, at)) for column in range(len(self.columns))]
            return [self.lines[at], *("" if value is None else value_text(value) + self.unit for value in values)]

        return Data([self.names[1], *self.columns], len(self.lines), row)


def heat_map(
    rows: Rows,
    *,
    x: str,
    y: str,
    value: str,
    title: str | None = None,
    label: str | None = None,
    unit: str = "",
    height: str | None = None,
    **attributes: Unpack[Common],
) -> HeatMap:
    """A heat map: numbers for pairs of categories. The deeper the colour, the larger the number.

    >>> w.heat_map(self.visits, x="hour", y="day", value="count", title="Visits")

    Args:
        rows: A list of dictionaries, models or dataclasses, a dictionary of columns, a data frame.
        x: The column of the horizontal categories.
        y: The column of the vertical categories.
        value: The column of the numbers. Numbers for the same pair are added up.
        title: Its title.
        label: Its name for screen readers, if it has no visible title.
        unit: The unit after the numbers.
        height: Its height, as a CSS length; by default, as much as its rows need.
        attributes: Of the figure: `class_`, `id`, `key` ...

    Keyboard:
        | key | what it does |
        |---|---|
        | arrow keys | go from cell to cell, which is shown and announced |
        | Home, End | the first cell, the last one |
        | Escape | hides the value |

    Raises:
        TypeError: A column does not exist or has no numbers, or there is no title.
        ValueError: There are more than 10,000 cells.
    """
    check_name("heat_map", title, label)
    table = Table(rows, "heat_map")
    across, down = table.values(x), table.values(y)
    columns = {key: place for place, key in enumerate(dict.fromkeys(across))}
    lines = {key: place for place, key in enumerate(dict.fromkeys(down))}
    cells: dict[tuple[int, int], float] = {}
    for column, line, number in zip(across, down, numbers(table.values(value), "heat_map", value), strict=True):
        if number is not None:
            place = columns[column], lines[line]
            cells[place] = cells.get(place, 0.0) + number
    if len(cells) > MOST_CELLS:
        raise ValueError(f"heat_map() draws up to {MOST_CELLS:,} cells, not {len(cells):,}")
    own, directives = parted(attributes)
    return HeatMap(
        what="heat_map",
        title=title,
        label=label,
        height=height,
        attributes=own,
        **directives,
        columns=tuple(map(category_name, columns)),
        lines=tuple(map(category_name, lines)),
        cells=dict(sorted(cells.items(), key=lambda cell: (cell[0][1], cell[0][0]))),
        unit=unit,
        names=(x, y),
    )
