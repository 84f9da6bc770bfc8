"""Demos of inputs for dates, times and colours."""

import datetime

from domsync import Child, Component
from domsync import widgets as w
from domsync.gallery.demo import Family

FAMILY = Family("dates", "Dates, times, colours", "The browser's own pickers, in the user's language.")


@FAMILY.demo("label", "help")
class DateInput(Component):
    label: str = "Born"
    help: str = ""
    born: datetime.date | None = datetime.date(1815, 12, 10)

    def render(self) -> Child:
        return w.date_input(self.label, bind=self.field("born"), help=self.help)


@FAMILY.demo("label", "help")
class TimeInput(Component):
    label: str = "Starts at"
    help: str = "In steps of a quarter of an hour"
    start: datetime.time = datetime.time(9, 30)

    def render(self) -> Child:
        return w.time_input(self.label, bind=self.field("start"), help=self.help, step=900)


@FAMILY.demo("label", "help")
class DatetimeInput(Component):
    label: str = "Departure"
    help: str = ""
    departure: datetime.datetime = datetime.datetime.fromisoformat("2026-12-24T18:05")

    def render(self) -> Child:
        return w.datetime_input(self.label, bind=self.field("departure"), help=self.help)


@FAMILY.demo("label", "help", "disabled")
class DateRange(Component):
    label: str = "Holidays"
    help: str = ""
    disabled: bool = False
    days: tuple[datetime.date | None, datetime.date | None] = (datetime.date(2026, 7, 1), datetime.date(2026, 7, 14))

    def render(self) -> Child:
        return w.date_range(self.label, bind=self.field("days"), help=self.help, disabled=self.disabled)


@FAMILY.demo("label", "help")
class ColorInput(Component):
    label: str = "Accent"
    help: str = ""
    colour: str = "#4640c8"

    def render(self) -> Child:
        return w.color_input(self.label, bind=self.field("colour"), help=self.help)
