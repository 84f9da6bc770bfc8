"""Demos of forms."""

import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, Field, SecretStr

from domsync import Child, Component
from domsync import html as h
from domsync import widgets as w
from domsync.gallery.demo import Family

FAMILY = Family("forms", "Forms", "Complete forms from pydantic models.")


class Line(BaseModel):
    article: Annotated[str, Field(min_length=2)]
    amount: Annotated[int, Field(ge=1, le=99)] = 1
    price: Decimal = Decimal("9.90")


class Card(BaseModel):
    kind: Literal["card"] = "card"
    number: Annotated[SecretStr, Field(description="It is not stored")]


class Transfer(BaseModel):
    kind: Literal["transfer"] = "transfer"
    iban: Annotated[str, Field(title="IBAN", examples=["AT61 1904 3002 3457 3201"])]


class Order(BaseModel):
    customer: Annotated[str, Field(min_length=2, max_length=40, examples=["Ada Lovelace"])]
    delivery: Literal["post", "courier", "pick up"] = "post"
    due: datetime.date | None = None
    gift: Annotated[bool, Field(title="It is a gift")] = False
    note: Annotated[str, Field(max_length=300)] = ""
    tags: list[str] = []
    lines: Annotated[list[Line], Field(min_length=1)] = []
    payment: Annotated[Card | Transfer, Field(discriminator="kind")]


@FAMILY.demo("columns", "submit")
class Form(Component):
    columns: Annotated[int, Field(ge=1, le=3)] = 2
    submit: str = "Order"
    saved: str = ""

    def render(self) -> Child:
        return w.column(
            w.form(Order, self.save, layout={"delivery": w.segmented}, columns=self.columns, submit=self.submit),
            w.alert(self.saved, tone="success") if self.saved else None,
        )

    def save(self, order: Order) -> None:
        if order.customer == "Nobody":
            raise w.FormError({"customer": "Nobody cannot order"})
        self.saved = f"{order.customer} has ordered {len(order.lines)} articles."


class Address(BaseModel):
    street: Annotated[str, Field(min_length=2)]
    city: Annotated[str, Field(min_length=2)]


@FAMILY.demo("title")
class Fields(Component):
    title: str = "Where do you live?"
    address: w.Fields[Address] = Field(default_factory=lambda: w.fields(Address, columns=2))
    saved: str = ""

    def render(self) -> Child:
        return h.form(
            h.h3(self.title),
            self.address,
            w.button("Save", submit=True, kind="primary"),
            h.output(self.saved),
            on_submit=self.save,
            novalidate=True,
            class_="ds-form",
        )

    def save(self) -> None:
        address = self.address.read()
        self.saved = f"{address.street}, {address.city}" if address is not None else ""
