"""One clock for all visitors: the page is shared, so each tick is rendered and encoded only once.

Run it with `python examples/sync_time.py` and open http://127.0.0.1:8000 in several windows.
"""

import time
from pathlib import Path

from domsync import App, Child, Component, Shared
from domsync import html as h


class Clock(Component):
    now: str = ""

    def render(self) -> Child:
        return h.main(h.h1("The time is"), h.p(self.now, role="timer"), class_="card clock")


clock = Shared(Clock)
STATIC = Path(__file__).parent / "static"
app = App(clock, title="One clock for everyone", static=STATIC, stylesheets=["/static/base.css", "/static/clock.css"])


@app.every(1)
def tick() -> None:
    clock.component.now = time.strftime("%H:%M:%S")


if __name__ == "__main__":
    app.run()
