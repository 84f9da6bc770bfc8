"""An order that never gets lost: kill the process, start it again, and the open page continues where it was.

Run it with `python examples/order.py` and open http://127.0.0.1:8000. Kill it with -9, and run it again.
"""

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from domsync import App, Child, Component, event_key
from domsync import html as h

FOLDER = Path(tempfile.gettempdir())


def database() -> sqlite3.Connection:
    connection = sqlite3.connect(FOLDER / "domsync_orders.db")
    connection.execute("create table if not exists orders (key text primary key, what text)")
    return connection


class Order(Component):
    what: str = ""
    lines: list[str] = []
    number: int | None = None

    def render(self) -> Child:
        return h.main(
            h.h1("An order"),
            h.form(
                h.input(bind=self.field("what"), placeholder="What do you need?", aria={"label": "What"}),
                h.button("Add", class_="primary"),
                on_submit=self.add,
            ),
            h.ul(h.li(line) for line in self.lines),
            h.button("Send the order", on_click=self.send, disabled=not self.lines),
            h.p(f"Your order number is {self.number}." if self.number else "Not sent yet.", role="status"),
            class_="card",
        )

    def add(self) -> None:
        if self.what:
            self.lines.append(self.what)
            self.what = ""

    def send(self) -> None:
        # If the process ends after the database has committed and before the page is saved, this runs again with the
        # same key, and finds the order.
        with closing(database()) as orders, orders:
            orders.execute("insert or ignore into orders values (?, ?)", (event_key(), ", ".join(self.lines)))
            (self.number,) = orders.execute("select rowid from orders where key = ?", (event_key(),)).fetchone()
        self.lines = []


STATIC = Path(__file__).parent / "static"
app = App(
    Order,
    title="Order",
    static=STATIC,
    stylesheets=["/static/base.css", "/static/pages.css"],
    store=f"sqlite:///{FOLDER / 'domsync_pages.db'}",
)

if __name__ == "__main__":
    app.run()
