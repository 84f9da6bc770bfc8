"""A running system on one page: twelve tiles, charts, a live table of 50 services, and a log of 100,000 lines.

Serve it with `python examples/apps/dashboard.py`. The system is simulated, and the same for all visitors. Each
visitor's view (the time range, the tab) is in the address, so that a link shows it to others.
"""

import asyncio
import datetime
import math
import random
from typing import Any, Literal

from domsync import App, Child, Component, Query, State
from domsync import widgets as w

Range = Literal["5m", "15m", "1h"]
MINUTES: dict[Range, int] = {"5m": 5, "15m": 15, "1h": 60}
#: How many seconds are kept.
LONGEST = 3600


class Metric(State):
    """A number that is measured every second."""

    name: str
    unit: str = ""
    better: Literal["up", "down"] = "down"
    usual: float = 50.0
    spread: float = 5.0
    values: list[float] = []

    def measure(self) -> None:
        """Take the next measurement: a random walk that returns to the usual value."""
        last = self.values[-1] if self.values else self.usual
        self.values.append(round(max(0.0, last + random.gauss(0, self.spread / 4) + (self.usual - last) * 0.05), 1))
        del self.values[:-60]


METRICS = [
    Metric(name="Requests per second", better="up", usual=840, spread=60),
    Metric(name="Median latency", unit=" ms", usual=38),
    Metric(name="95th percentile", unit=" ms", usual=120, spread=20),
    Metric(name="Errors per minute", usual=4, spread=3),
    Metric(name="CPU", unit=" %", usual=46, spread=9),
    Metric(name="Memory", unit=" %", usual=62, spread=3),
    Metric(name="Disk", unit=" %", usual=71, spread=0.4),
    Metric(name="Network", unit=" MB/s", better="up", usual=210, spread=30),
    Metric(name="Visitors", better="up", usual=1300, spread=40),
    Metric(name="Queue", usual=17, spread=6),
    Metric(name="Cache hits", unit=" %", better="up", usual=93, spread=2),
    Metric(name="Connections", usual=480, spread=25),
]
REGIONS = ("eu-central", "eu-west", "us-east", "us-west", "ap-south")
#: The columns of the table besides the service's name and region.
NUMBERS = [
    *("cpu", "memory", "threads", "requests", "errors", "p50", "p95", "p99", "in", "out"),
    *("reads", "writes", "locks", "cache", "queue", "retries", "uptime", "pods"),
]


class System(State):
    """The history of the whole system, and the state of each service."""

    history: list[dict[str, Any]] = []
    services: list[dict[str, Any]] = []
    answers: dict[str, int] = {"200": 4120, "304": 890, "404": 61, "500": 7}


system = System()
log = w.LogLines(most=100_000)


def begin(now: datetime.datetime, *, lines: int = 100_000) -> None:
    """Simulate the history up to now."""
    for metric in METRICS:
        for _ in range(60):
            metric.measure()
    system.history = [point(now - datetime.timedelta(seconds=LONGEST - second)) for second in range(LONGEST)]
    system.services = [
        {"service": f"service-{number:02}", "region": REGIONS[number % 5]}
        | {name: random.randint(1, 99) for name in NUMBERS}
        for number in range(1, 51)
    ]
    log.extend(line(now - datetime.timedelta(seconds=lines - number)) for number in range(lines))


def point(moment: datetime.datetime) -> dict[str, Any]:
    """Return one second of the history."""
    wave = math.sin(moment.timestamp() / 240)
    return {
        "time": moment,
        "cpu": round(46 + 14 * wave + random.gauss(0, 2), 1),
        "memory": round(62 + 4 * math.sin(moment.timestamp() / 900) + random.gauss(0, 0.3), 1),
        "read": round(120 + 40 * wave + random.gauss(0, 6)),
        "written": round(70 - 20 * wave + random.gauss(0, 4)),
    }


def line(moment: datetime.datetime) -> str:
    """Return a log line."""
    level = random.choices(("INFO", "DEBUG", "WARNING", "ERROR"), (70, 20, 8, 2))[0]
    service, ms = random.randint(1, 50), random.randint(2, 900)
    return f"{moment:%H:%M:%S} {level:<7} service-{service:02} GET /orders/{random.randint(1, 5000)} {ms} ms"


def tick(now: datetime.datetime) -> None:
    """Simulate a second; all of its changes are one message for each visitor."""
    for metric in METRICS:
        metric.measure()
    system.history.append(point(now))
    if len(system.history) > LONGEST + 60:
        del system.history[:60]
    for _ in range(40):
        random.choice(system.services)[random.choice(NUMBERS)] = random.randint(1, 99)
    system.answers[random.choice(tuple(system.answers))] += random.randint(1, 30)
    log.extend(line(now) for _ in range(random.randint(1, 5)))


class Tile(Component):
    """One metric; it is rendered only when this metric changes."""

    metric: Metric

    def render(self) -> Child:
        metric = self.metric
        before = metric.values[0]
        change = round((metric.values[-1] - before) / before, 2) if before else None
        return w.card(
            w.stat(metric.name, f"{metric.values[-1]:,.0f}{metric.unit}", change=change, better=metric.better),
            w.sparkline(metric.values[-30:], label=metric.name, unit=metric.unit),
        )


class Load(Component):
    """The load of the CPU and the memory in use."""

    range: Range = "5m"

    def render(self) -> Child:
        span = datetime.timedelta(minutes=MINUTES[self.range])
        names = {"cpu": "CPU", "memory": "Memory"}
        return w.line_chart(
            recent(self.range), x="time", y=names, title="Load", unit=" %", y_range=(0, 100), window=span
        )


class Disk(Component):
    """How much was read from disk and written to it."""

    range: Range = "5m"

    def render(self) -> Child:
        span = datetime.timedelta(minutes=MINUTES[self.range])
        names = {"read": "Read", "written": "Written"}
        return w.area_chart(
            recent(self.range),
            x="time",
            y=names,
            title="Disk",
            unit=" MB/s",
            y_range=(0, 300),
            window=span,
            stacked=True,
        )


def recent(range: Range) -> list[dict[str, Any]]:
    """Return the visible part of the history: for an hour, every tenth second, and always the same ones."""
    step = {"5m": 1, "15m": 3, "1h": 10}[range]
    rows = system.history[-MINUTES[range] * 60 :]
    return [row for row in rows if int(row["time"].timestamp()) % step == 0]


class Answers(Component):
    """The responses to requests."""

    def render(self) -> Child:
        rows = [{"status": status, "count": count} for status, count in system.answers.items()]
        return w.bar_chart(rows, x="status", y={"count": "Responses"}, title="Responses by status", horizontal=True)


class Services(Component):
    """All services, every second."""

    def render(self) -> Child:
        return w.table(
            system.services,
            [
                w.col("service", pin="start", width=130),
                w.col("region", kind="choice", width=120),
                *(w.col(name, kind="number", width=112) for name in NUMBERS),
            ],
            label="Services",
            row_key="service",
            search=True,
            filters=True,
            arrange=True,
            height="36rem",
        )


def tone(text: str) -> Any:
    """Return the color of a log line."""
    return {"WARNING": "warning", "ERROR": "danger"}.get(text[9:16].strip())


class Dashboard(Component):
    """The page."""

    range: Query[Range] = "5m"
    tab: Query[str] = "Overview"

    def render(self) -> Child:
        return w.app_shell(
            w.page_header(
                "Everything is running",
                subtitle="A simulated system, measured every second.",
                actions=w.segmented("Time", MINUTES.keys(), bind=self.field("range")),
            ),
            w.tabs(
                {
                    "Overview": self.overview,
                    "Services": Services,
                    "Log": lambda: w.log_view(log, tone=tone, height="60vh"),
                },
                selected=self.tab,
                on_change=self.show_tab,
                label="Parts",
            ),
            title="Monitor",
        )

    def overview(self) -> Child:
        """The tiles and charts."""
        return w.column(
            w.grid([Tile(metric=metric, key=metric.name) for metric in METRICS], min_width="10.2rem"),
            w.grid(
                w.card(Load(range=self.range)), w.card(Disk(range=self.range)), w.card(Answers()), min_width="22rem"
            ),
        )

    def show_tab(self, name: str) -> None:
        self.tab = name


app = App(Dashboard, title="Monitor")


@app.background
async def measure() -> None:
    """Measure every second."""
    while True:
        await asyncio.sleep(1)
        tick(datetime.datetime.now(datetime.UTC))


begin(datetime.datetime.now(datetime.UTC))

if __name__ == "__main__":
    app.run()
