"""One clock for all visitors with domsync, on 127.0.0.1:PORT: `python -m benchmarks.shared_page HERTZ [uvicorn]`.

With 0 the page never changes. With `uvicorn`, that serves it, otherwise domsync's own server does.
"""

import os
import sys
from datetime import datetime

from domsync import App, Component, Shared
from domsync import html as h
from domsync.components import Child


class Clock(Component):
    """The time."""

    now: str = ""

    def render(self) -> Child:
        return h.div(self.now, id="clock")


def main(hertz: float, server: str = "") -> None:
    """Serve until the process is ended."""
    clock = Shared(Clock)
    app = App(clock)

    def tick() -> None:
        clock.component.now = datetime.now().isoformat(" ", "milliseconds")  # noqa: DTZ005 - the wall clock, for people

    if hertz:
        app.every(1 / hertz)(tick)
    port = int(os.environ["PORT"])
    if server == "uvicorn":
        import uvicorn

        uvicorn.run(app, port=port, ws_per_message_deflate=False, access_log=False)
    else:
        app.run(port=port)


if __name__ == "__main__":
    main(float(sys.argv[1]), *sys.argv[2:])
