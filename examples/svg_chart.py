"""A live chart: SVG elements are built like HTML ones, and all visitors see the same measurements come in.

Run it with `python examples/svg_chart.py` and open http://127.0.0.1:8000.
"""

import asyncio
import math
import random
from pathlib import Path
from typing import Annotated

from pydantic import Field

from domsync import App, Child, Component, State, VNode, svg
from domsync import html as h

RATE = 4  # measurements per second
LONGEST = 60  # seconds that are kept
WIDTH, HEIGHT = 600, 240


class Sensor(State):
    """The sensor that all visitors share: components that show its values are rendered again when they change."""

    values: list[float] = [21.0]

    def measure(self) -> None:
        last = self.values[-1]
        self.values.append(last + random.gauss(0, 0.25) + (21 - last) * 0.02)
        del self.values[: -LONGEST * RATE - 1]


sensor = Sensor()
for _ in range(LONGEST * RATE):
    sensor.measure()


class Chart(Component):
    seconds: Annotated[int, Field(ge=5, le=LONGEST)] = 30

    def render(self) -> Child:
        values = sensor.values[-self.seconds * RATE - 1 :]
        low, high = math.floor(min(values)), math.ceil(max(values))
        high += high == low
        across, up = WIDTH / (len(values) - 1), HEIGHT / (high - low)
        line = " ".join(f"{at * across:.1f},{(high - value) * up:.1f}" for at, value in enumerate(values))
        return h.main(
            h.header(h.h1("Temperature"), h.output(f"{values[-1]:.1f} °C")),
            svg.svg(
                [mark(degrees, (high - degrees) * up) for degrees in range(low, high + 1)],
                svg.polygon(points=f"0,{HEIGHT} {line} {WIDTH},{HEIGHT}", class_="area"),
                svg.polyline(points=line, class_="line"),
                svg.circle(cx=WIDTH, cy=round((high - values[-1]) * up, 1), r=5),
                viewBox=f"-40 -10 {WIDTH + 50} {HEIGHT + 20}",
                role="img",
                aria={"label": f"The temperature of the last {self.seconds} seconds"},
            ),
            h.label(
                f"The last {self.seconds} seconds",
                h.input(type="range", bind=self.field("seconds"), min=5, max=LONGEST, step=5),
            ),
            class_="card chart",
        )


def mark(degrees: int, y: float) -> VNode:
    return svg.g(
        svg.line(x1=0, x2=WIDTH),
        svg.text(f"{degrees}°", x=-10, text_anchor="end", dominant_baseline="middle"),
        transform=f"translate(0 {y:.1f})",
        key=degrees,
    )


STATIC = Path(__file__).parent / "static"
app = App(Chart, title="Chart", static=STATIC, stylesheets=["/static/base.css", "/static/svg_chart.css"])


@app.background
async def measure() -> None:
    while True:
        await asyncio.sleep(1 / RATE)
        sensor.measure()


if __name__ == "__main__":
    app.run()
