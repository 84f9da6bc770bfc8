"""Demos of checkboxes, radio groups, selects and switches."""

from typing import Annotated, Literal

from pydantic import Field

from domsync import Child, Component
from domsync import html as h
from domsync import widgets as w
from domsync.gallery.demo import Family
from domsync.widgets.inputs.choices import Direction

FAMILY = Family("choices", "Choices", "Settings that are on or off, and choices of one or several options.")


@FAMILY.demo("label", "help", "disabled")
class Checkbox(Component):
    label: str = "I have read the conditions"
    help: str = "Nobody has, so far"
    disabled: bool = False
    agreed: bool = False

    def render(self) -> Child:
        return w.checkbox(self.label, bind=self.field("agreed"), help=self.help, disabled=self.disabled)


@FAMILY.demo("label", "help", "disabled")
class Switch(Component):
    label: str = "Notifications"
    help: str = ""
    disabled: bool = False
    on: bool = True

    def render(self) -> Child:
        return w.switch(self.label, bind=self.field("on"), help=self.help, disabled=self.disabled)


@FAMILY.demo("label", "direction", "help", "disabled")
class CheckboxGroup(Component):
    label: str = "Days"
    direction: Direction = "row"
    help: str = ""
    disabled: bool = False
    days: list[str] = ["Monday"]

    def render(self) -> Child:
        return w.checkbox_group(
            self.label,
            ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"],
            bind=self.field("days"),
            direction=self.direction,
            help=self.help,
            disabled=self.disabled,
        )


@FAMILY.demo("label", "direction", "help", "disabled")
class RadioGroup(Component):
    label: str = "Delivery"
    direction: Direction = "column"
    help: str = ""
    disabled: bool = False
    how: Literal["post", "courier", "pick up"] = "post"

    def render(self) -> Child:
        return w.radio_group(
            self.label, bind=self.field("how"), direction=self.direction, help=self.help, disabled=self.disabled
        )


@FAMILY.demo("label", "help", "disabled")
class Segmented(Component):
    label: str = "View"
    help: str = ""
    disabled: bool = False
    view: Literal["day", "week", "month"] = "week"

    def render(self) -> Child:
        return w.segmented(self.label, bind=self.field("view"), help=self.help, disabled=self.disabled)


@FAMILY.demo("label", "empty", "help", "disabled")
class Select(Component):
    label: str = "City"
    empty: str = "Nowhere"
    help: str = ""
    disabled: bool = False
    city: str = "Graz"

    def render(self) -> Child:
        cities = [
            w.Option("Wien", group="Austria"),
            w.Option("Graz", group="Austria"),
            w.Option("Bern", group="Switzerland"),
            w.Option("Genève", group="Switzerland", disabled=True),
        ]
        return w.select(
            self.label,
            cities,
            value=self.city,
            on_change=self.chosen,
            empty=self.empty,
            help=self.help,
            disabled=self.disabled,
        )

    def chosen(self, city: str | None) -> None:
        self.city = city or ""


@FAMILY.demo("label", "highest", "help", "disabled")
class Rating(Component):
    label: str = "How was it?"
    highest: Annotated[int, Field(ge=1, le=10)] = 5
    help: str = ""
    disabled: bool = False
    stars: int = 3

    def render(self) -> Child:
        return w.column(
            w.rating(
                self.label, bind=self.field("stars"), highest=self.highest, help=self.help, disabled=self.disabled
            ),
            h.p(f"{self.stars} of {self.highest}"),
        )
