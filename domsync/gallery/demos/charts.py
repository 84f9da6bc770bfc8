"""Demos of charts."""

import datetime
import math
from typing import Annotated, Literal

from pydantic import Field

from domsync import Child
from domsync import widgets as w
from domsync.gallery.demo import Family
from domsync.widgets.base import Tone

FAMILY = Family(
    "charts", "Charts", "Charts of rows, with axes, a legend, values under the pointer, and the data as a table."
)

START = datetime.datetime(2026, 3, 2, 8)  # noqa: DTZ001 - a time of the day, wherever one is
LOAD: list[dict[str, object]] = [
    {
        "time": START + datetime.timedelta(minutes=5 * at),
        "cpu": round(38 + 22 * math.sin(at / 9) + 9 * math.sin(at / 2.3) + 5 * math.cos(at * 1.7), 1),
        "memory": round(61 + 8 * math.sin(at / 21) + 2 * math.sin(at / 3), 1),
    }
    for at in range(120)
]
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
SALES: list[dict[str, object]] = [
    {"month": month, "shop": 42 + 9 * (at % 4) - at, "web": 18 + 5 * at + 6 * (at % 3), "partners": 9 + 2 * (at % 5)}
    for at, month in enumerate(MONTHS)
]
FLOWERS: list[dict[str, object]] = [
    {
        "length": round(base + math.sin(at * 2.4) * spread, 2),
        "width": round(base * 0.42 - 0.5 + math.cos(at * 1.9) * spread / 3 + math.sin(at) * 0.12, 2),
        "species": species,
    }
    for species, base, spread in (("setosa", 1.5, 0.4), ("versicolor", 4.2, 0.8), ("virginica", 5.6, 1.0))
    for at in range(40)
]
SECONDS = [
    round(abs(3.5 + 1.6 * math.sin(at * 1.7) + 0.9 * math.sin(at * 0.37) ** 3 + at % 7 * 0.21), 2) for at in range(600)
]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
VISITS: list[dict[str, object]] = [
    {
        "day": day,
        "hour": f"{hour:02}",
        "count": max(
            round((52 if place < 5 else 24) * math.exp(-((hour - 13.5) ** 2) / 22) + 6 * math.sin(hour * place)), 0
        ),
    }
    for place, day in enumerate(DAYS)
    for hour in range(24)
]


def day(at: int) -> dict[str, object]:
    """The prices of a day."""
    first, last = (round(100 + 9 * math.sin(one / 5) + 2 * math.sin(one * 2.1), 2) for one in (at - 1, at))
    high, low = max(first, last) + 1.4 + math.sin(at * 3.3), min(first, last) - 1.4 - math.cos(at * 2.7)
    date = datetime.date(2026, 1, 5) + datetime.timedelta(days=at)
    return {"day": date, "open": first, "high": round(high, 2), "low": round(low, 2), "close": last}


PRICES = [day(at) for at in range(48)]


@FAMILY.demo()
def line_chart(
    title: str = "Load of the server",
    curve: Literal["line", "step"] = "line",
    points: bool = False,
    zoom: bool = True,
    unit: str = " %",
) -> Child:
    return w.line_chart(
        LOAD,
        x="time",
        y={"cpu": "CPU", "memory": "Memory"},
        title=title,
        curve=curve,
        points=points,
        zoom=zoom,
        unit=unit,
    )


@FAMILY.demo()
def area_chart(title: str = "Sales by way, in thousands", stacked: bool = True) -> Child:
    return w.area_chart(
        SALES, x="month", y={"shop": "Shop", "web": "Web", "partners": "Partners"}, title=title, stacked=stacked
    )


@FAMILY.demo()
def scatter_chart(title: str = "Petals", x_label: str = "Length, cm", y_label: str = "Width, cm") -> Child:
    return w.scatter_chart(FLOWERS, x="length", y="width", by="species", title=title, x_label=x_label, y_label=y_label)


@FAMILY.demo()
def bar_chart(
    title: str = "Sales by way, in thousands", horizontal: bool = False, stacked: bool = False, unit: str = ""
) -> Child:
    return w.bar_chart(
        SALES[:6],
        x="month",
        y={"shop": "Shop", "web": "Web", "partners": "Partners"},
        title=title,
        horizontal=horizontal,
        stacked=stacked,
        unit=unit,
    )


@FAMILY.demo()
def histogram(title: str = "Seconds until an answer", bins: Annotated[int, Field(ge=1, le=60)] = 24) -> Child:
    return w.histogram(SECONDS, bins=bins, title=title)


@FAMILY.demo()
def box_plot(title: str = "Length of the petals", unit: str = " cm") -> Child:
    return w.box_plot(FLOWERS, x="species", y="length", title=title, unit=unit)


@FAMILY.demo()
def heat_map(title: str = "Visits by hour", unit: str = "") -> Child:
    return w.heat_map(VISITS, x="hour", y="day", value="count", title=title, unit=unit)


@FAMILY.demo()
def candlestick_chart(title: str = "Price", unit: str = " €") -> Child:
    return w.candlestick_chart(PRICES, x="day", title=title, unit=unit)


@FAMILY.demo()
def pie_chart(
    title: str = "Orders by way", donut: bool = True, most: Annotated[int, Field(ge=2, le=12)] = 8, unit: str = ""
) -> Child:
    return w.pie_chart(
        {"Web": 412, "Shop": 268, "Phone": 121, "Partners": 96, "Mail": 31},
        title=title,
        donut=donut,
        most=most,
        unit=unit,
    )


@FAMILY.demo()
def gauge(
    value: Annotated[float, Field(ge=0, le=100)] = 72, label: str = "Disk", tone: Tone = "warning", unit: str = " %"
) -> Child:
    return w.gauge(value, label=label, tone=tone, unit=unit)


@FAMILY.demo()
def sparkline(label: str = "Load", kind: Literal["line", "area", "bar"] = "area", unit: str = " %") -> Child:
    return w.row(label, w.sparkline([row["cpu"] for row in LOAD[::4]], label=label, kind=kind, unit=unit))
