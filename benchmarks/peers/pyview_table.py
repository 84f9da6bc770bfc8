# mypy: disable-error-code="import-not-found, misc"
# The project's own environment has no PyView: it stands in one of its own.
"""The table and the counter with PyView (Phoenix LiveView's client, a Python server), served on 127.0.0.1:PORT.

The rows are a stream, as its documentation recommends for long lists: the server sends the rows that are new, changed
or gone. `pyview_table.html` is the table's template; PyView finds it by its name.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from markupsafe import Markup
from pyview import LiveView, PyView, Stream, defaultRootTemplate
from pyview.template import LiveRender, LiveTemplate
from pyview.vendor.ibis import Template
from starlette.staticfiles import StaticFiles

from benchmarks.rows import MARK, Row, RowMaker

CSS = (Path(__file__).resolve().parents[1] / "table.css").read_text(encoding="utf-8")
COUNTER = LiveTemplate(
    Template('<div><span id="count">{{count}}</span> <button id="inc" phx-click="increment">+1</button></div>')
)


@dataclass(slots=True)
class Shown:
    """A row as the template shows it."""

    id: int
    label: str
    css: str = ""


class TableView(LiveView):
    """The table of one visitor. A stream does not keep its items, so the rows are kept here."""

    async def mount(self, socket: Any, session: Any) -> None:
        self.maker = RowMaker()
        self.rows: list[Row] = []
        self.selected: Row | None = None
        self.stream = Stream(name="rows")
        socket.context = {"rows": self.stream}

    async def handle_event(self, event: str, payload: Any, socket: Any) -> None:
        match event:
            case "run":
                self.create(1000)
            case "runlots":
                self.create(10000)
            case "add":
                self.append(1000)
            case "update":
                for row in self.rows[::10]:
                    row.label += MARK
                    self.show(row, update_only=True)
            case "clear":
                self.create(0)
            case "swaprows":
                self.swap()
            case "select":
                self.select(self.find(payload))
            case "remove":
                self.remove(self.find(payload))

    def find(self, payload: Any) -> Row:
        row_id = int(payload["id"])
        return next(row for row in self.rows if row.id == row_id)

    def show(self, row: Row, at: int = -1, update_only: bool = False) -> None:
        """Insert the row, or send it again."""
        shown = Shown(row.id, row.label, "danger" if row is self.selected else "")
        self.stream.insert(shown, at=at, update_only=update_only)

    def create(self, count: int) -> None:
        self.rows = []
        self.selected = None
        self.stream.reset()
        self.append(count)

    def append(self, count: int) -> None:
        new = self.maker.make(count)
        self.rows += new
        for row in new:
            self.show(row)

    def select(self, row: Row) -> None:
        before, self.selected = self.selected, row
        if before is not None:
            self.show(before, update_only=True)
        self.show(row, update_only=True)

    def remove(self, row: Row) -> None:
        self.rows.remove(row)
        if row is self.selected:
            self.selected = None
        self.stream.delete_by_id(f"rows-{row.id}")

    def swap(self) -> None:
        if len(self.rows) <= 998:
            return
        self.rows[1], self.rows[998] = self.rows[998], self.rows[1]
        # A stream moves an item by deleting it and inserting it where it belongs.
        for at in (1, 998):
            self.stream.delete_by_id(f"rows-{self.rows[at].id}")
        for at in (1, 998):
            self.show(self.rows[at], at=at)


class CounterView(LiveView):
    """A number and a button."""

    async def mount(self, socket: Any, session: Any) -> None:
        socket.context = {"count": 0}

    async def handle_event(self, event: str, payload: Any, socket: Any) -> None:
        socket.context["count"] += 1

    async def render(self, assigns: Any, meta: Any) -> Any:
        return LiveRender(COUNTER, assigns, meta)


app = PyView()
app.rootTemplate = defaultRootTemplate(css=Markup(f"<style>{CSS}</style>"))  # noqa: S704 - our own file
app.mount("/static", StaticFiles(packages=[("pyview", "static")]), name="static")
app.add_live_view("/", TableView)
app.add_live_view("/counter", CounterView)

if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]), log_level="warning")
