"""A form: a model says what is valid, messages appear while the user types, and each entry is saved only once.

Run it with `python examples/form.py` and open http://127.0.0.1:8000.
"""

import asyncio
import datetime
import re
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, Field, field_validator

from domsync import App, Child, Component, VNode
from domsync import html as h

Place = Literal["inside", "terrace", "garden"]


class Booking(BaseModel):
    name: Annotated[str, Field(min_length=2, max_length=40)] = ""
    email: str = ""
    guests: Annotated[int, Field(ge=1, le=8)] = 2
    day: datetime.date | None = None
    place: Place = "inside"

    @field_validator("email")
    @classmethod
    def looks_like_an_address(cls, email: str) -> str:
        if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email):
            raise ValueError("An address looks like name@example.org")
        return email

    @field_validator("day")
    @classmethod
    def is_in_the_future(cls, day: datetime.date | None) -> datetime.date:
        if day is None or day <= datetime.datetime.now().astimezone().date():
            raise ValueError("Choose tomorrow or a later day")
        return day


class BookingForm(Component, Booking):
    saving: bool = False
    booked: Booking | None = None

    def render(self) -> Child:
        if self.booked is not None:
            return self.thanks(self.booked)
        return h.form(
            h.h1("Book a table"),
            self.entry("Name", "name", h.input(bind=self.field("name"), autocomplete="name")),
            self.entry("E-mail", "email", h.input(bind=self.field("email"), inputmode="email")),
            self.entry("Guests", "guests", h.input(bind=self.field("guests"), type="number")),
            self.entry("Day", "day", h.input(bind=self.field("day"), type="date")),
            self.entry("Where", "place", h.select(map(h.option, get_args(Place)), bind=self.field("place"))),
            h.button("Booking …" if self.saving else "Book", class_="primary", aria={"busy": self.saving}),
            on_submit=self.book,
            novalidate=True,
            class_="card form",
        )

    def entry(self, label: str, name: str, control: VNode) -> VNode:
        error = self.errors.get(name)
        return h.div(h.label(label, control), h.small(error, role="alert"), class_={"wrong": error})

    def thanks(self, booked: Booking) -> VNode:
        table = f"A table for {booked.guests}, {booked.place}, on {booked.day:%A, %d %B %Y}."
        again = h.button("Book another", on_click=self.start_again)
        return h.section(h.h1(f"Thank you, {booked.name}"), h.p(table), again, class_="card form")

    async def book(self, booking: Booking) -> None:
        self.saving = True
        await asyncio.sleep(1)  # a database, a payment, a kitchen
        self.saving, self.booked = False, booking

    def start_again(self) -> None:
        self.booked = None


STATIC = Path(__file__).parent / "static"
app = App(BookingForm, title="Book a table", static=STATIC, stylesheets=["/static/base.css", "/static/form.css"])

if __name__ == "__main__":
    app.run()
