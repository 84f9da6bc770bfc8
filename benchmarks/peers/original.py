"""The table and the counter with the original domsync 0.1.2, served on 127.0.0.1:PORT.

Written as its documentation shows: elements made one by one, a listener on each. Its server speaks websockets only, so
its page comes from a small HTTP server beside it, with the client of its README.
"""

import asyncio
import os
import socket
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from benchmarks.rows import MARK, Row, RowMaker
from domsync.domsync_server import DomsyncServer

BUTTONS = {
    "run": "Create 1,000 rows",
    "runlots": "Create 10,000 rows",
    "add": "Append 1,000 rows",
    "update": "Update every 10th row",
    "clear": "Clear",
    "swaprows": "Swap rows",
}
PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Table: original domsync</title><style>%s</style></head>
<body><div id="domsync_root_id"></div></body>
<script type="text/javascript">
  socket = new WebSocket("ws://127.0.0.1:%d%s");
  socket.onmessage = function(event) { (function(){eval.apply(this, arguments);}(event.data)); };
  function ws_send(msg) { socket.send(JSON.stringify(msg)); };
</script>
</html>
"""


class Table:
    """The state of one visitor's table and the elements that show it."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.maker = RowMaker()
        self.rows: list[Row] = []
        self.elements: dict[int, tuple[Any, Any]] = {}
        self.selected: int | None = None
        container = document.createElement("div", attributes={"class": "container"})
        container.appendChild(document.createElement("h1", innerText="Original domsync"))
        actions = {
            "run": partial(self.create, 1000),
            "runlots": partial(self.create, 10000),
            "add": partial(self.append, 1000),
            "update": self.update,
            "clear": self.clear,
            "swaprows": self.swap,
        }
        for name, text in BUTTONS.items():
            button = document.createElement("button", id=name, innerText=text, attributes={"type": "button"})
            button.addEventListener("click", partial(self.on_click, actions[name]))
            container.appendChild(button)
        self.table = document.createElement("table", attributes={"class": "table"})
        self.body = document.createElement("tbody")
        self.table.appendChild(self.body)
        container.appendChild(self.table)
        document.getElementById("domsync_root_id").appendChild(container)

    def on_click(self, action: Any, message: Any) -> None:
        action()

    def create(self, count: int) -> None:
        self.clear()
        self.append(count)

    def clear(self) -> None:
        # A new body instead of 1,000 removals, each of which walks the list of its siblings.
        self.body.remove()
        self.body = self.document.createElement("tbody")
        self.table.appendChild(self.body)
        self.rows = []
        self.elements = {}
        self.selected = None

    def append(self, count: int) -> None:
        for row in self.maker.make(count):
            self.body.appendChild(self.make_row(row))
            self.rows.append(row)

    def make_row(self, row: Row) -> Any:
        """The elements of one row."""
        make = self.document.createElement
        element = make("tr", attributes={"class": "danger"} if row.id == self.selected else None)
        element.appendChild(make("td", innerText=str(row.id), attributes={"class": "col-md-1"}))
        cell = make("td", attributes={"class": "col-md-4"})
        label = make("a", innerText=row.label)
        label.addEventListener("click", partial(self.on_click, partial(self.select, row.id)))
        cell.appendChild(label)
        element.appendChild(cell)
        cell = make("td", attributes={"class": "col-md-1"})
        link = make("a")
        link.addEventListener("click", partial(self.on_click, partial(self.remove, row.id)))
        link.appendChild(make("span", attributes={"class": "glyphicon glyphicon-remove", "aria-hidden": "true"}))
        cell.appendChild(link)
        element.appendChild(cell)
        element.appendChild(make("td", attributes={"class": "col-md-6"}))
        self.elements[row.id] = element, label
        return element

    def update(self) -> None:
        for row in self.rows[::10]:
            row.label += MARK
            self.elements[row.id][1].innerText = row.label

    def select(self, row_id: int) -> None:
        if self.selected is not None:
            self.elements[self.selected][0].setAttribute("class", "")
        self.elements[row_id][0].setAttribute("class", "danger")
        self.selected = row_id

    def remove(self, row_id: int) -> None:
        if self.selected == row_id:
            self.selected = None
        self.elements.pop(row_id)[0].remove()
        self.rows = [row for row in self.rows if row.id != row_id]

    def swap(self) -> None:
        if len(self.rows) <= 998:
            return
        early, late = self.rows[1], self.rows[998]
        self.rows[1], self.rows[998] = late, early
        # This library cannot move an element: both rows are made anew in the other's place.
        old_early, old_late = self.elements[early.id][0], self.elements[late.id][0]
        for row, old in ((late, old_early), (early, old_late)):
            self.body.insertBefore(self.make_row(row), old)
            old.remove()


class Counter:
    """A number and a button."""

    def __init__(self, document: Any) -> None:
        self.count = 0
        self.output = document.createElement("span", id="count", innerText="0")
        button = document.createElement("button", id="inc", innerText="+1")
        button.addEventListener("click", self.increment)
        root = document.getElementById("domsync_root_id")
        root.appendChild(self.output)
        root.appendChild(button)

    def increment(self, message: Any) -> None:
        self.count += 1
        self.output.innerText = str(self.count)


class PageHandler(BaseHTTPRequestHandler):
    """Serves the page that opens the websocket."""

    socket_port = 0
    css = (Path(__file__).resolve().parents[1] / "table.css").read_text(encoding="utf-8")

    def do_GET(self) -> None:
        body = (PAGE % (self.css, self.socket_port, self.path)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the log of a benchmark is its table."""


async def connected(server: Any, client: Any) -> None:
    """Fill the new visitor's document."""
    document = server.get_document(client)
    if client.path == "/counter":
        Counter(document)
    else:
        Table(document)
    await server.flush(client)


async def main() -> None:
    """Serve until the process is ended."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        PageHandler.socket_port = probe.getsockname()[1]
    await DomsyncServer(connected, "127.0.0.1", PageHandler.socket_port, verbose=False).serve()
    pages = ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), PageHandler)
    Thread(target=pages.serve_forever, daemon=True).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
