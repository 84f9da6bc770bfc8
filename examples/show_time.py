"""A clock for each visitor: each has their own component, which runs its own loop while the page is open.

Run it with `python examples/show_time.py` and open http://127.0.0.1:8000 in several windows.
"""

import asyncio
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from domsync import App, Child, Component
from domsync import html as h


class Clock(Component):
    hours: int = 0
    now: datetime = datetime.now(UTC)

    def render(self) -> Child:
        zones = [h.option(f"UTC{hours:+d}", value=str(hours)) for hours in range(-11, 13)]
        return h.main(
            h.h1("Your time is"),
            h.p(f"{self.now + timedelta(hours=self.hours):%H:%M:%S}", role="timer"),
            h.label("Zone", h.select(zones, bind=self.field("hours"))),
            class_="card clock",
        )

    async def mounted(self) -> None:
        while True:
            self.now = datetime.now(UTC)
            await asyncio.sleep(random.uniform(0.5, 1.5))


STATIC = Path(__file__).parent / "static"
app = App(Clock, title="A clock for each visitor", static=STATIC, stylesheets=["/static/base.css", "/static/clock.css"])

if __name__ == "__main__":
    app.run()
