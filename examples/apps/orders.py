"""Orders in SQLite: sign in, browse 5,000 of them, edit them together with others, import and export them.

Serve it with `python examples/apps/orders.py`. ann (password tea) may edit orders, bob (milk) may view them. They are
generated at each start, unless `ORDERS_DB` names a file.
"""

import atexit
import csv
import datetime
import hashlib
import hmac
import io
import os
import random
import sqlite3
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, ValidationError

from domsync import (
    App,
    Child,
    Component,
    Redirect,
    Request,
    SessionOptions,
    State,
    Upload,
    Visit,
    run_in_thread,
    to_login,
)
from domsync import html as h
from domsync import widgets as w

Status = Literal["new", "paid", "packed", "shipped", "returned"]
TONES: dict[str, Any] = {
    "new": "info",
    "paid": "success",
    "packed": "neutral",
    "shipped": "neutral",
    "returned": "danger",
}


class Line(BaseModel):
    article: Annotated[str, Field(min_length=2, max_length=80)]
    amount: Annotated[int, Field(ge=1, le=999)] = 1
    price: Annotated[Decimal, Field(ge=0, max_digits=8, decimal_places=2)] = Decimal("9.90")


class Order(BaseModel):
    customer: Annotated[str, Field(min_length=2, max_length=80)]
    email: Annotated[str, Field(pattern=r"^\S+@\S+$", max_length=120, title="E-mail")]
    phone: Annotated[str, Field(max_length=30)] = ""
    street: Annotated[str, Field(min_length=2, max_length=120)]
    postcode: Annotated[str, Field(pattern=r"^[A-Z0-9 -]{3,10}$")]
    city: Annotated[str, Field(min_length=2, max_length=80)]
    country: Literal["Austria", "France", "Germany", "Italy", "Spain"] = "Austria"
    ordered: datetime.date = Field(default_factory=datetime.date.today)
    due: datetime.date | None = None
    status: Status = "new"
    urgent: bool = False
    payment: Literal["invoice", "card", "transfer"] = "invoice"
    shipping: Annotated[Decimal, Field(ge=0, le=999, decimal_places=2)] = Decimal("4.90")
    discount: Annotated[int, Field(ge=0, le=50, title="Discount in percent")] = 0
    note: Annotated[str, Field(max_length=2000)] = ""
    lines: Annotated[list[Line], Field(min_length=1, title="Articles")]

    @property
    def total(self) -> Decimal:
        sum_ = sum((line.amount * line.price for line in self.lines), Decimal(0))
        return (sum_ * (100 - self.discount) / 100 + self.shipping).quantize(Decimal("0.01"))


class Conflict(Exception):
    """Someone else has saved the order in the meantime."""


class Orders:
    """The orders: each is stored as JSON, and SQLite derives the columns for searching from it."""

    def __init__(self, path: str) -> None:
        # Only the event loop uses it, in whichever thread it runs.
        self.connection = sqlite3.connect(path, check_same_thread=False)
        atexit.register(self.connection.close)
        found = ("customer", "city", "country", "ordered", "status")
        columns = [f"{name} text generated always as (json_extract(data, '$.{name}')) stored" for name in found]
        self.connection.execute(
            "create table if not exists orders (id integer primary key, version integer not null default 1,"
            f" total real not null, data text not null, {', '.join(columns)})"
        )
        shown = "select id, customer, city, country, ordered, status, total from orders"
        self.rows = w.SqlSource(self.connection, shown, key="id")
        if not self.connection.execute("select 1 from orders").fetchone():
            self.add(made_up(5_000))

    def get(self, number: int) -> tuple[Order, int] | None:
        found = self.connection.execute("select data, version from orders where id = ?", (number,)).fetchone()
        return (Order.model_validate_json(found[0]), found[1]) if found else None

    def add(self, orders: Iterable[Order]) -> int:
        insert = "insert into orders (total, data) values (?, ?)"
        with self.connection:
            self.connection.executemany(insert, ((float(order.total), order.model_dump_json()) for order in orders))
        self.rows.refresh()
        return int(self.connection.execute("select max(id) from orders").fetchone()[0])

    def save(self, number: int, order: Order, version: int) -> None:
        """Change an order, unless someone else has changed it since this version."""
        update = "update orders set version = version + 1, total = ?, data = ? where id = ? and version = ?"
        with self.connection:
            values = (float(order.total), order.model_dump_json(), number, version)
            changed = self.connection.execute(update, values).rowcount
        if not changed:
            raise Conflict
        self.rows.refresh()

    def delete(self, numbers: list[int]) -> None:
        with self.connection:
            self.connection.executemany("delete from orders where id = ?", [(number,) for number in numbers])
        self.rows.refresh()

    def lines(self) -> Iterator[str]:
        yield ",".join(COLUMNS) + "\n"
        for (data,) in self.connection.execute("select data from orders order by id"):
            line = io.StringIO()
            values = Order.model_validate_json(data).model_dump(mode="json")
            csv.writer(line, lineterminator="\n").writerow(values[name] for name in COLUMNS)
            yield line.getvalue()


COLUMNS = [name for name in Order.model_fields if name != "lines"]
PEOPLE = ("Ada Lovelace", "Alan Turing", "Barbara Liskov", "Edsger Dijkstra", "Grace Hopper", "Margaret Hamilton")
CITIES = (("Vienna", "Austria"), ("Lyon", "France"), ("Berlin", "Germany"), ("Turin", "Italy"))
ARTICLES = ("Tea", "Pot", "Cup", "Kettle", "Strainer", "Biscuits")


def made_up(count: int) -> Iterator[Order]:
    chance = random.Random(1)
    for _ in range(count):
        name = chance.choice(PEOPLE)
        city, country = chance.choice(CITIES)
        lines = [
            Line(
                article=chance.choice(ARTICLES),
                amount=chance.randint(1, 9),
                price=Decimal(chance.randint(99, 9900)) / 100,
            )
            for _ in range(chance.randint(1, 4))
        ]
        yield Order(
            customer=name,
            email=f"{name.replace(' ', '.')}@example.org".lower(),
            street=f"Main street {chance.randint(1, 200)}",
            postcode=str(chance.randint(1000, 99999)),
            city=city,
            country=country,  # type: ignore[arg-type]
            ordered=datetime.date(2026, 1, 1) + datetime.timedelta(days=chance.randrange(330)),
            status=chance.choice(("new", "paid", "packed", "shipped", "returned")),
            lines=lines,
        )


def hashed(password: str) -> bytes:
    """Hash a password for storage. `argon2-cffi` is the better choice if another package is acceptable."""
    return hashlib.scrypt(password.encode(), salt=b"each user has another one", n=2**12, r=8, p=1)


PASSWORDS = {"ann": hashed("tea"), "bob": hashed("milk")}
EDITORS = {"ann"}


def is_signed_in(request: Request) -> Redirect | None:
    return None if request.user else to_login(request)


def may_edit(request: Request) -> Redirect | bool:
    """Let users in who may edit orders; others get a page with the status 403."""
    return request.user in EDITORS if request.user else to_login(request)


class Saved(State):
    """The last save of an order: who saved it, and its version. Pages that show the order read it."""

    by: dict[int, tuple[int, str]] = {}


orders = Orders(os.environ.get("ORDERS_DB", ":memory:"))
saved = Saved()
app = App(title="Orders", sessions=SessionOptions())


class Credentials(BaseModel):
    name: Annotated[str, Field(min_length=1, max_length=80)]
    password: Annotated[str, Field(min_length=1, max_length=200)]


@app.page("/login", title="Sign in", layout=False)
class Login(Component):
    wrong: bool = False

    def render(self) -> Child:
        return h.main(
            w.card(
                h.form(
                    w.column(
                        w.text_input("Name", name="name", autocomplete="username", autofocus=True, required=True),
                        w.password_input("Password", name="password", autocomplete="current-password", required=True),
                        w.alert("The name or the password is wrong.", tone="danger") if self.wrong else None,
                        w.button("Sign in", kind="primary", type="submit"),
                    ),
                    on_submit=self.enter,
                ),
                title="Orders",
                level=1,
                style="max-width: 24rem; margin: 10vh auto",
            )
        )

    async def enter(self, given: Credentials) -> None:
        known = hmac.compare_digest(PASSWORDS.get(given.name, b""), await run_in_thread(hashed, given.password))
        self.wrong = not known
        if known:
            self.use(Visit).sign_in(given.name)


@app.layout("/", guard=is_signed_in)
class Shell(Component):
    def render(self) -> Child:
        user = self.use(Visit).session.user
        edits = user in EDITORS
        return w.app_shell(
            self.outlet(),
            title="Orders",
            nav=[
                w.nav_link("All orders", "/"),
                w.nav_link("New order", "/new") if edits else None,
                w.nav_link("Import", "/import") if edits else None,
                w.nav_link("Export", "/orders.csv"),
            ],
            actions=[
                h.span(user, " (editor)" if edits else " (reader)"),
                w.button("Sign out", on_click=lambda: self.use(Visit).sign_out(), kind="ghost"),
            ],
        )


@app.page("/")
class AllOrders(Component):
    chosen: list[int] = []

    def render(self) -> Child:
        deletes = self.chosen and self.use(Visit).session.user in EDITORS
        button = w.button(f"Delete {len(self.chosen)}", kind="danger", on_click=self.delete)
        return [
            w.page_header("All orders", actions=button if deletes else None),
            w.table(
                orders.rows,
                [
                    w.col("id", "Number", width=120, render=lambda row: h.link(row["id"], href=f"/{row['id']}")),
                    w.col("customer", width=170),
                    w.col("city", width=110),
                    w.col("country", kind="choice", width=120),
                    w.col("ordered", kind="date", width=130),
                    w.col(
                        "status",
                        kind="choice",
                        width=120,
                        render=lambda row: w.badge(row["status"], tone=TONES[row["status"]]),
                    ),
                    w.col("total", kind="number", width=170, total="sum", format="{:,.2f} €".format),
                ],
                label="Orders",
                sort="-id",
                search=True,
                filters=True,
                arrange=True,
                select="multiple",
                selected=self.chosen,
                on_select=self.choose,
                on_open=lambda row: self.use(Visit).navigate(f"/{row['id']}"),
                height="70vh",
            ),
        ]

    def choose(self, rows: list[dict[str, Any]]) -> None:
        self.chosen = [row["id"] for row in rows]

    async def delete(self) -> None:
        numbers = list(self.chosen)
        if await w.confirm(self, f"Delete {len(numbers)} orders?", yes="Delete", danger=True):
            orders.delete(numbers)
            self.chosen = []
            w.toast(self, f"{len(numbers)} orders were deleted")


LAYOUT: dict[str, Any] = {"note": w.text_area}


@app.page("/new", title="New order", guard=may_edit)
class NewOrder(Component):
    def render(self) -> Child:
        return [w.page_header("New order"), w.form(Order, self.save, columns=2, layout=LAYOUT)]

    def save(self, order: Order) -> None:
        self.use(Visit).navigate(f"/{orders.add([order])}")


@app.page("/{number}", title="Order")
def one_order(number: int) -> Child:
    if (found := orders.get(number)) is None:
        return w.error_view("There is no such order", code=404, level=1)
    return OneOrder(number=number, order=found[0], version=found[1])


class OneOrder(Component):
    """An order, which several people may have open."""

    number: int
    order: Order
    version: int

    def render(self) -> Child:
        order = self.order
        newest, who = saved.by.get(self.number, (self.version, ""))
        header = w.page_header(f"Order {self.number}", subtitle=f"{order.customer}, {order.total:,.2f} €")
        if self.use(Visit).session.user not in EDITORS:
            lines = [h.li(f"{line.amount} x {line.article}, {line.price} € each") for line in order.lines]
            return w.column(header, w.badge(order.status, tone=TONES[order.status]), h.ul(lines))
        again = w.button("Show the current order", on_click=self.reload)
        told = w.alert(f"{who} has saved this order in the meantime. ", again, tone="warning")
        form = w.form(Order, self.save, value=order, columns=2, layout=LAYOUT, key=self.version)
        return w.column(header, told if newest > self.version else None, form)

    def save(self, order: Order) -> None:
        try:
            orders.save(self.number, order, self.version)
        except Conflict:
            raise w.FormError({"": "Someone else has saved this order. Your changes were not saved."}) from None
        self.order, self.version = order, self.version + 1
        saved.by[self.number] = (self.version, self.use(Visit).session.user or "")
        w.toast(self, "Saved")

    def reload(self) -> None:
        if (found := orders.get(self.number)) is not None:
            self.order, self.version = found


@app.page("/import", title="Import", guard=may_edit)
class Import(Component):
    added: int = 0
    faults: list[str] = []

    def render(self) -> Child:
        faults = h.ul(h.li(fault) for fault in self.faults)
        return w.column(
            w.page_header("Import", subtitle="CSV with the columns of the export, and article, amount and price."),
            w.file_upload("Orders", self.receive, accept=".csv,text/csv", max_bytes=20_000_000),
            w.alert(f"{self.added:,} orders were added.", tone="success") if self.added else None,
            w.alert(faults, title="Not taken", tone="danger") if self.faults else None,
        )

    async def receive(self, upload: Upload) -> None:
        self.added, self.faults = 0, []
        try:
            text = (await upload.read(20_000_000)).decode("utf-8-sig")
            rows = list(csv.DictReader(io.StringIO(text), strict=True))
        except (UnicodeDecodeError, csv.Error) as error:
            self.faults = [f"{upload.name} is not a CSV file in UTF-8: {error}"]
            return
        batches = [range(start, min(start + 100, len(rows))) for start in range(0, len(rows), 100)]
        async for batch in w.track(batches, self, label=f"Import of {len(rows):,} rows"):
            good = [order for number in batch if (order := self.read(number + 2, rows[number])) is not None]
            if good:
                orders.add(good)
            self.added += len(good)

    def read(self, number: int, row: dict[str, Any]) -> Order | None:
        given = {name: value for name, value in row.items() if value}
        line = {name: given.pop(name) for name in Line.model_fields if name in given}
        try:
            return Order.model_validate(given | {"lines": [line]})
        except ValidationError as error:
            if len(self.faults) < 10:
                first = error.errors()[0]
                self.faults.append(f"Line {number}: {first['loc'][-1]}: {first['msg']}")
            return None


@app.get("/orders.csv", guard=is_signed_in)
def export() -> Any:
    return orders.lines()


if __name__ == "__main__":
    app.run()
