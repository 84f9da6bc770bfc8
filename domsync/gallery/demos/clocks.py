"""Demos of clocks, countdowns and relative times."""

import datetime
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from domsync import Child, Component
from domsync import html as h
from domsync import widgets as w
from domsync.gallery.demo import Family
from domsync.widgets.display.clocks import ClockLength

FAMILY = Family("time", "Time", "Times that are updated in the browser.")

Zone: TypeAlias = Literal["Asia/Tokyo", "Europe/Berlin", "America/New_York", "UTC", ""]


@FAMILY.demo()
def relative_time(seconds_ago: Annotated[int, Field(ge=0, le=1_000_000)] = 200) -> Child:
    return h.p(
        "Changed ", w.relative_time(datetime.datetime.now(datetime.UTC) - datetime.timedelta(seconds=seconds_ago))
    )


@FAMILY.demo()
def clock(zone: Zone = "Asia/Tokyo", length: ClockLength = "medium", date: bool = False) -> Child:
    return h.p("In ", zone or "your time zone", ": ", w.clock(zone=zone or None, length=length, date=date))


@FAMILY.demo("seconds")
class Countdown(Component):
    seconds: Annotated[int, Field(ge=1, le=1_000_000)] = 600
    over: bool = False

    def render(self) -> Child:
        end = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=self.seconds)
        return h.p("It ends in ", w.countdown(end, on_end=self.end), " It is over." if self.over else "")

    def end(self) -> None:
        self.over = True
