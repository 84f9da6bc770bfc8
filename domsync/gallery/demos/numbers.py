"""Demos of number inputs and sliders."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from domsync import Child, Component
from domsync import html as h
from domsync import widgets as w
from domsync.gallery.demo import Family

FAMILY = Family("numbers", "Numbers", "Controls to enter numbers.")


@FAMILY.demo("label", "unit", "help", "localized")
class NumberInput(Component):
    label: str = "Price"
    unit: str = "EUR"
    help: str = "Between 0 and 10,000"
    localized: bool = False
    price: Annotated[Decimal, Field(ge=0, le=10_000)] = Decimal("1234.5")

    def render(self) -> Child:
        return w.number_input(
            self.label,
            bind=self.field("price"),
            unit=self.unit,
            help=self.help,
            localized=self.localized,
        )


@FAMILY.demo("label", "step", "disabled")
class Slider(Component):
    label: str = "Volume"
    step: Annotated[int, Field(ge=1, le=50)] = 5
    disabled: bool = False
    volume: int = 40

    def render(self) -> Child:
        return w.slider(self.label, bind=self.field("volume"), step=self.step, disabled=self.disabled)


@FAMILY.demo("label", "most", "disabled")
class RangeSlider(Component):
    label: str = "Price"
    most: Annotated[int, Field(ge=100, le=1000)] = 500
    disabled: bool = False
    price: tuple[int, int] = (50, 220)

    def render(self) -> Child:
        return w.column(
            w.range_slider(self.label, bind=self.field("price"), max=self.most, step=10, disabled=self.disabled),
            h.p(f"From {self.price[0]} to {self.price[1]} euros"),
        )
