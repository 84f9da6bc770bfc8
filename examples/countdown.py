"""A countdown: a handler that waits between its changes without blocking anyone. Try `?number=5&animation=spin`.

Run it with `python examples/countdown.py` and open http://127.0.0.1:8000.
"""

import asyncio
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from domsync import App, Child, Component, Query
from domsync import html as h


class Countdown(Component):
    number: Query[Annotated[int, Field(ge=1, le=60)]] = 10
    animation: Query[Literal["pulse", "spin", "drop"]] = "pulse"
    left: int | None = None

    def render(self) -> Child:
        counting = bool(self.left)
        # Another key makes it another element, and so the animation begins anew with each number.
        shown = h.strong(self.left or "Go!", class_=self.animation, key=self.left)
        return h.main(
            h.h1("Countdown"),
            h.p(shown if self.left is not None else h.span(self.number), role="timer"),
            h.button("Again" if self.left == 0 else "Start", on_click=self.count, show=not counting, class_="primary"),
            class_="card countdown",
        )

    async def count(self) -> None:
        for left in range(self.number, -1, -1):
            self.left = left
            if left:
                await asyncio.sleep(1)


STATIC = Path(__file__).parent / "static"
app = App(Countdown, title="Countdown", static=STATIC, stylesheets=["/static/base.css", "/static/countdown.css"])

if __name__ == "__main__":
    app.run()
