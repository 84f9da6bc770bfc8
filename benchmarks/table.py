"""The table of the workload with domsync, once in each style, on 127.0.0.1:PORT.

| path | style |
| --- | --- |
| `/` | remembered rows: what the documentation recommends for long lists |
| `/plain` | one component that describes all rows each time |
| `/rows` | a component per row |
| `/dom` | the raw DOM |
| `/counter`, `/clock` | a number and a button; the time, ten times a second |
"""

import asyncio
import os
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from pydantic import PrivateAttr

from benchmarks.rows import MARK, Row, RowMaker
from domsync import App, Component, Document, Element, Query, VNode
from domsync import html as h
from domsync.components import Child
from domsync.server.limits import ServerLimits

BUTTONS = {
    "run": "Create 1,000 rows",
    "runlots": "Create 10,000 rows",
    "add": "Append 1,000 rows",
    "update": "Update every 10th row",
    "clear": "Clear",
    "swaprows": "Swap rows",
}
CSS = (Path(__file__).resolve().parent / "table.css").read_text(encoding="utf-8")
# 11,000 rows are 110,000 nodes.
app = App(title="Table: domsync", css=CSS, limits=ServerLimits(nodes=1_000_000, listeners=1_000_000))


class TablePage(Component):
    """The data of one visitor's table and what its buttons do; the styles differ in how they show the rows."""

    rows: list[Row] = []
    selected: int | None = None
    _maker: RowMaker = PrivateAttr(default_factory=RowMaker)

    def render(self) -> Child:
        buttons = (
            h.button(text, type="button", id=name, on_click=getattr(self, name)) for name, text in BUTTONS.items()
        )
        return h.div(
            h.h1("domsync"), h.div(buttons, id="buttons"), h.table(self.body(), class_="table"), class_="container"
        )

    def body(self) -> Child:
        """The rows, in a `tbody`."""
        raise NotImplementedError

    def run(self) -> None:
        self.rows = self._maker.make(1000)
        self.selected = None

    def runlots(self) -> None:
        self.rows = self._maker.make(10_000)
        self.selected = None

    def add(self) -> None:
        self.rows += self._maker.make(1000)

    def update(self) -> None:
        for index in range(0, len(self.rows), 10):
            row = self.rows[index]
            self.rows[index] = Row(row.id, row.label + MARK)

    def clear(self) -> None:
        self.rows = []
        self.selected = None

    def swaprows(self) -> None:
        if len(self.rows) > 998:
            self.rows[1], self.rows[998] = self.rows[998], self.rows[1]

    def select(self, row_id: int) -> None:
        self.selected = row_id

    def remove(self, row_id: int) -> None:
        self.rows = [row for row in self.rows if row.id != row_id]


#: What is the same in all rows: a VNode never changes, so it can be a constant.
GLYPH = h.span(class_="glyphicon glyphicon-remove", aria={"hidden": True})
SPACE = h.td(class_="col-md-6")


def describe_row(row: Row, css: str | None, select: Callable[[int], object], remove: Callable[[int], object]) -> VNode:
    """One row."""
    return h.tr(
        h.td(row.id, class_="col-md-1"),
        h.td(h.a(row.label, on_click=partial(select, row.id)), class_="col-md-4"),
        h.td(h.a(GLYPH, on_click=partial(remove, row.id)), class_="col-md-1"),
        SPACE,
        key=row.id,
        class_=css,
    )


@app.page("/plain")
class PlainTable(TablePage):
    """One component, nothing remembered."""

    def body(self) -> Child:
        return h.tbody(
            describe_row(row, "danger" if row.id == self.selected else None, self.select, self.remove)
            for row in self.rows
        )


class RowView(Component):
    """One row as a component: rendered when the row or its mark has changed."""

    id: int
    label: str
    selected: bool
    select: Callable[[int], None]
    remove: Callable[[int], None]

    def render(self) -> Child:
        row = Row(self.id, self.label)
        return describe_row(row, "danger" if self.selected else None, self.select, self.remove)


@app.page("/")
class RememberingTable(TablePage):
    """One component whose list remembers each row until the row or its mark changes."""

    def body(self) -> Child:
        return h.tbody(h.each(self.rows, self.row, by=lambda row: row.id == self.selected))

    def row(self, row: Row) -> VNode:
        return describe_row(row, "danger" if row.id == self.selected else None, self.select, self.remove)


@app.page("/rows")
class RowsTable(TablePage):
    """A component per row."""

    def body(self) -> Child:
        return h.tbody(
            RowView(
                key=row.id,
                id=row.id,
                label=row.label,
                selected=row.id == self.selected,
                select=self.select,
                remove=self.remove,
            )
            for row in self.rows
        )


class DomTable:
    """The raw DOM, as one writes it in a browser."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.maker = RowMaker()
        self.rows: list[Row] = []
        self.elements: dict[int, Element] = {}
        self.selected: Element | None = None
        container = document.createElement("div", attributes={"class": "container"})
        container.append(document.createElement("h1", innerText="domsync"))
        for name, text in BUTTONS.items():
            button = document.createElement("button", id=name, innerText=text, attributes={"type": "button"})
            button.addEventListener("click", partial(self.click, getattr(self, name)))
            container.append(button)
        table = document.createElement("table", attributes={"class": "table"})
        self.body = document.createElement("tbody")
        table.append(self.body)
        container.append(table)
        document.body.append(container)

    def click(self, action: Callable[[], object], event: object) -> None:
        action()

    def run(self) -> None:
        self.clear()
        self.append(1000)

    def runlots(self) -> None:
        self.clear()
        self.append(10_000)

    def add(self) -> None:
        self.append(1000)

    def append(self, count: int) -> None:
        """Append new rows, all at once."""
        new = self.maker.make(count)
        self.rows += new
        self.body.append(*[self.make_row(row) for row in new])

    def make_row(self, row: Row) -> Element:
        make = self.document.createElement
        element = make("tr")
        number = make("td", innerText=str(row.id), attributes={"class": "col-md-1"})
        cell = make("td", attributes={"class": "col-md-4"})
        label = make("a", innerText=row.label)
        label.addEventListener("click", partial(self.click, partial(self.select, element)))
        cell.append(label)
        last = make("td", attributes={"class": "col-md-1"})
        link = make("a")
        link.addEventListener("click", partial(self.click, partial(self.remove, row)))
        link.append(make("span", attributes={"class": "glyphicon glyphicon-remove", "aria-hidden": "true"}))
        last.append(link)
        element.append(number, cell, last, make("td", attributes={"class": "col-md-6"}))
        self.elements[row.id] = element
        return element

    def update(self) -> None:
        for row in self.rows[::10]:
            row.label += MARK
            label = self.elements[row.id].children[1].firstElementChild
            if label is not None:
                label.textContent = row.label

    def clear(self) -> None:
        self.body.replaceChildren()
        self.rows = []
        self.elements = {}
        self.selected = None

    def swaprows(self) -> None:
        if len(self.rows) > 998:
            early, late = self.rows[1], self.rows[998]
            self.rows[1], self.rows[998] = late, early
            after = self.elements[late.id].nextSibling
            self.body.insertBefore(self.elements[late.id], self.elements[early.id])
            self.body.insertBefore(self.elements[early.id], after)

    def select(self, element: Element) -> None:
        if self.selected is not None:
            self.selected.className = ""
        element.className = "danger"
        self.selected = element

    def remove(self, row: Row) -> None:
        element = self.elements.pop(row.id)
        if element is self.selected:
            self.selected = None
        element.remove()
        self.rows.remove(row)


@app.page("/dom")
def dom_table(document: Document) -> None:
    """The raw DOM."""
    DomTable(document)


@app.page("/counter")
class Counter(Component):
    """A number and a button."""

    count: int = 0

    def render(self) -> Child:
        return h.div(h.span(self.count, id="count"), h.button("+1", id="inc", on_click=self.increment))

    def increment(self) -> None:
        self.count += 1


@app.page("/clock")
class Clock(Component):
    """The time, ten times a second; `/clock?hertz=60` for more."""

    hertz: Query[float] = 10.0
    now: str = ""

    async def mounted(self) -> None:
        due = time.monotonic()
        while True:
            self.now = datetime.now().isoformat(" ", "milliseconds")  # noqa: DTZ005 - the wall clock, for people
            due += 1 / self.hertz
            await asyncio.sleep(due - time.monotonic())

    def render(self) -> Child:
        return h.div(self.now, id="clock")


if __name__ == "__main__":
    app.run(port=int(os.environ["PORT"]))
