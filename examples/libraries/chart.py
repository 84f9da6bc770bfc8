"""A uPlot chart: Python adds points, the visitor selects a range."""

import math
from array import array
from typing import Any

from domsync import Child, ClientModule, Component, Writable
from domsync import html as h


class Chart(ClientModule):
    module = "chart.js"
    css = ("uplot/dist/uPlot.min.css",)

    #: Whatever has Python's buffer protocol arrives as a typed array: an array, a NumPy array.
    x: Any = array("d")
    y: Any = array("d")
    selected: Writable[tuple[float, float] | None] = None


class ChartPart(Component):
    count: int = 100
    selected: tuple[float, float] | None = None

    def render(self) -> Child:
        x = array("d", range(self.count))
        y = array("d", (math.sin(each / 10) for each in x))
        told = (
            "Drag over the chart to select."
            if self.selected is None
            else "From {:.1f} to {:.1f}".format(*self.selected)
        )
        return [
            Chart(x=x, y=y, on_change=self.note),
            h.p(h.button("More points", on_click=self.more), " ", told),
        ]

    def more(self) -> None:
        self.count += 50

    def note(self, changes: dict[str, Any]) -> None:
        self.selected = changes["selected"]
