# mypy: disable-error-code="import-not-found, misc, untyped-decorator"
# The project's own environment has no NiceGUI: it stands in one of its own.
"""The table and the counter with NiceGUI, served on 127.0.0.1:PORT.

Made of `ui.element`, its way to plain HTML tags: `ui.table` and `ui.aggrid` draw rows of their own in the browser, with
other markup and only those in sight.
"""

import os
from functools import partial
from pathlib import Path
from typing import Any

from nicegui import ui

from benchmarks.rows import MARK, Row, RowMaker

CSS = (Path(__file__).resolve().parents[1] / "table.css").read_text(encoding="utf-8")


class Text(ui.element):
    """An element with only text in it."""

    def __init__(self, tag: str, text: str) -> None:
        super().__init__(tag)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        self._text = text
        self.update()


class Table:
    """The state of one visitor's table and the elements that show it."""

    def __init__(self) -> None:
        self.maker = RowMaker()
        self.rows: list[Row] = []
        self.elements: dict[int, tuple[Any, Any]] = {}
        self.selected: int | None = None
        actions = {
            "run": ("Create 1,000 rows", partial(self.create, 1000)),
            "runlots": ("Create 10,000 rows", partial(self.create, 10000)),
            "add": ("Append 1,000 rows", partial(self.append, 1000)),
            "update": ("Update every 10th row", self.update),
            "clear": ("Clear", self.clear),
            "swaprows": ("Swap rows", self.swap),
        }
        with ui.element("div").classes("container"):
            Text("h1", "NiceGUI")
            for name, (text, action) in actions.items():
                Text("button", text).props(f'id={name} type="button"').on("click", action, [])
            with ui.element("table").classes("table"):
                self.body = ui.element("tbody")

    def create(self, count: int) -> None:
        self.clear()
        self.append(count)

    def clear(self) -> None:
        self.body.clear()
        self.rows = []
        self.elements = {}
        self.selected = None

    def append(self, count: int) -> None:
        new = self.maker.make(count)
        self.rows += new
        with self.body:
            for row in new:
                with ui.element("tr") as element:
                    Text("td", str(row.id)).classes("col-md-1")
                    with ui.element("td").classes("col-md-4"):
                        label = Text("a", row.label).on("click", partial(self.select, row.id), [])
                    with ui.element("td").classes("col-md-1"), ui.element("a") as link:
                        link.on("click", partial(self.remove, row.id), [])
                        ui.element("span").classes("glyphicon glyphicon-remove").props("aria-hidden=true")
                    ui.element("td").classes("col-md-6")
                self.elements[row.id] = element, label

    def update(self) -> None:
        for row in self.rows[::10]:
            row.label += MARK
            self.elements[row.id][1].set_text(row.label)

    def select(self, row_id: int) -> None:
        if self.selected is not None:
            self.elements[self.selected][0].classes(remove="danger")
        self.elements[row_id][0].classes(add="danger")
        self.selected = row_id

    def remove(self, row_id: int) -> None:
        if self.selected == row_id:
            self.selected = None
        self.rows = [row for row in self.rows if row.id != row_id]
        self.elements.pop(row_id)[0].delete()

    def swap(self) -> None:
        if len(self.rows) > 998:
            self.rows[1], self.rows[998] = self.rows[998], self.rows[1]
            for index in (1, 998):
                self.elements[self.rows[index].id][0].move(target_index=index)


@ui.page("/")
def table_page() -> None:
    """The table."""
    ui.add_css(CSS)
    Table()


@ui.page("/counter")
def counter_page() -> None:
    """A number and a button."""
    count = 0

    def increment() -> None:
        nonlocal count
        count += 1
        output.set_text(str(count))

    output = Text("span", "0").props("id=count")
    Text("button", "+1").props("id=inc").on("click", increment, [])


if __name__ == "__main__":
    ui.run(host="127.0.0.1", port=int(os.environ["PORT"]), reload=False, show=False, show_welcome_message=False)
