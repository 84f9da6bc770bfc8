"""Demos of tables."""

import datetime
from typing import Literal

from pydantic import BaseModel, Field

from domsync import Child, Component
from domsync import html as h
from domsync import widgets as w
from domsync.gallery.demo import Family

FAMILY = Family(
    "tables", "Tables", "Tables over any data: sorted, searched, filtered, grouped, edited; a million rows."
)

CUSTOMERS = ("Berg & Sons", "Lind", "Holm Ltd", "Nordwind", "Café Mitte")


class Order(BaseModel):
    id: int
    customer: str
    total: float = Field(ge=0, title="Total (€)")
    state: Literal["open", "paid", "sent"]
    day: datetime.date
    express: bool = False
    note: str = Field("", max_length=40)


def order(number: int) -> Order:
    """One of many orders."""
    return Order(
        id=number,
        customer=CUSTOMERS[number * 7 % 5],
        total=number * 37 % 500 + 0.5,
        state=("open", "paid", "sent")[number % 3],
        day=datetime.date(2026, 1, 1) + datetime.timedelta(days=number % 300),
        express=number % 4 == 0,
        note="" if number % 6 else "call before",
    )


@FAMILY.demo("label", "search", "filters", "multiple", "edit", "arrange", "export", "details", "grouped", "million")
class Table(Component):
    label: str = "Orders"
    search: bool = True
    filters: bool = True
    multiple: bool = True
    edit: bool = True
    arrange: bool = True
    export: bool = True
    details: bool = False
    grouped: bool = False
    million: bool = False
    orders: list[Order] = [order(number) for number in range(1, 201)]
    chosen: int = 0

    def render(self) -> Child:
        if self.million:
            columns = (w.col("value", "Number"), w.col("square", value=lambda number: number * number))
            return w.table(range(1_000_000), columns, label=self.label, search=self.search, height="24rem")
        return w.column(
            w.table(
                self.orders,
                columns=(
                    w.col("id", "No.", width=72, pin="start", edit=False),
                    "customer",
                    w.col("total", total="sum", format=lambda value: w.number_text(value, digits=2)),
                    *("state", "day", "express", "note"),
                ),
                label=self.label,
                sort="-id",
                search=self.search,
                filters=self.filters,
                select="multiple" if self.multiple else "none",
                on_select=self.choose,
                edit=self.edit,
                arrange=self.arrange,
                export=self.export,
                details=self.more if self.details else None,
                group="customer" if self.grouped else None,
                height="24rem",
                key=f"{self.grouped}",
            ),
            h.p(f"{self.chosen} chosen"),
        )

    def choose(self, orders: list[Order]) -> None:
        self.chosen = len(orders)

    def more(self, order: Order) -> Child:
        return h.p(f"{order.customer} ordered this on {w.date_text(order.day)}.")
