"""Numbers: their steps, the reader's notation, and what is not finished yet."""

import datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, Field

from domsync import App, Component
from domsync import html as h
from domsync import widgets as w
from domsync.testing import render_page


class Steps(Component):
    fives: Annotated[int, Field(ge=1, le=100, multiple_of=5)] = 5
    tenths: Annotated[Decimal, Field(gt=0, multiple_of=Decimal("0.1"))] = Decimal("0.1")
    free: Annotated[float, Field(ge=0.5)] = 1

    def render(self) -> Any:
        return h.main(
            w.slider("Slider", bind=self.field("fives")),
            w.number_input("Fives", bind=self.field("fives")),
            w.number_input("Tenths", bind=self.field("tenths")),
            w.number_input("Free", bind=self.field("free")),
        )


def test_steps_begin_at_a_number_that_the_field_accepts() -> None:
    """Browsers count steps from the minimum: from 1 by 5, only numbers that are no multiples of 5 would be valid."""
    page = render_page(Steps)
    assert (page.get_by_label("Slider").value, page.get_by_label("Slider")["min"]) == ("5", "5")
    assert page.get_by_label("Fives")["min"] == "5"
    assert page.get_by_label("Tenths")["min"] == "0"
    assert page.get_by_label("Free")["min"] == "0.5"


class Price(Component):
    price: Annotated[Decimal, Field(ge=0)] = Decimal("1234.5")
    heard: list[str] = []

    def render(self) -> Any:
        return w.number_input(
            "Price", bind=self.field("price"), localized=True, on_input=self.typed, on_change=self.changed
        )

    def typed(self) -> None:
        self.heard.append("input")

    def changed(self) -> None:
        self.heard.append(f"change {self.price}")


def test_one_in_the_readers_notation_has_handlers_of_its_own() -> None:
    page = render_page(App(Price, locale="de"))
    field = page.get_by_label("Price")
    field.fill("2.345,6")
    assert field.value == "2.345,6"
    assert page.component.price == Decimal("1234.5")
    field.blur()
    assert page.component.price == Decimal("2345.6")
    assert page.component.heard == ["input", "change 2345.6"]
    page.component.price = Decimal(7)
    page.advance(0)
    assert field.value == "7"


def test_one_that_was_refused_stays_in_the_readers_notation() -> None:
    page = render_page(App(Price, locale="de"))
    field = page.get_by_label("Price")
    field.fill("-1.234,5")
    field.blur()
    assert field.value == "-1.234,5"
    field.fill(field.value[1:])
    field.blur()
    assert page.component.price == Decimal("1234.5")


def test_one_in_the_readers_notation_has_one_value() -> None:
    class Both(Component):
        price: float = 1

        def render(self) -> Any:
            return w.number_input("Price", bind=self.field("price"), localized=True, value=2)

    page = render_page(Both)
    assert "value= and bind= both set" in str(page.errors.pop())


class Offer(BaseModel):
    price: Decimal = Decimal("1234.5")
    years: float = 5
    days: tuple[datetime.date | None, datetime.date | None] = (None, None)


class OfferForm(Component):
    saved: Offer | None = None

    def render(self) -> Any:
        return w.form(
            Offer,
            self.save,
            layout={
                "price": lambda bind: w.number_input(bind=bind, localized=True),
                "years": lambda bind: w.slider("Years", bind=bind, format=lambda years: f"{years:.1f} years"),
                "days": lambda bind: w.date_range("Days", bind=bind),
            },
        )

    def save(self, offer: Offer) -> None:
        self.saved = offer


def test_the_draft_of_a_form_in_the_readers_notation() -> None:
    page = render_page(App(OfferForm, locale="de"))
    field = page.get_by_label("Price")
    field.fill("2.345,6")
    field.blur()
    assert field.value == "2.345,6"
    field.fill(field.value + "7")
    field.blur()
    page.locator("button[type=submit]").click()
    assert page.component.saved.price == Decimal("2345.67")


def test_a_slider_in_a_form_formats_a_number() -> None:
    page = render_page(OfferForm)
    page.get_by_label("Years").fill("40")
    assert "40.0 years" in page.text
    page.locator("button[type=submit]").click()
    assert page.component.saved.years == 40


class Days(Component):
    days: tuple[datetime.date | None, datetime.date | None] = (None, None)

    def render(self) -> Any:
        return w.date_range("Days", bind=self.field("days"))


def test_a_day_beyond_the_years_of_python_is_refused_with_a_message() -> None:
    page = render_page(Days)
    page.get_by_label("From").fill("12026-01-01")
    page.get_by_label("From").blur()
    assert page.get_by_role("alert").text
    page.get_by_label("From").fill("2026-01-01")
    page.get_by_label("From").blur()
    assert not page.get_by_role("alert")
    assert page.component.days == (datetime.date(2026, 1, 1), None)


def test_a_day_beyond_the_years_of_python_in_a_form() -> None:
    page = render_page(OfferForm)
    page.get_by_label("From").fill("12026-01-01")
    page.get_by_label("From").blur()
    assert page.get_by_label("From").value == "12026-01-01"
    assert page.get_by_role("alert").text
    page.get_by_label("From").fill("2026-01-01")
    page.get_by_label("From").blur()
    assert not page.get_by_role("alert")
