"""A number that all visitors of all workers see, for `benchmarks.processes`: `python -m domsync run` serves it."""

import os

from domsync import App, Component, Shared, State
from domsync import html as h
from domsync.components import Child
from domsync.server.limits import ServerLimits


class Board(State):
    """What is shared."""

    number: int = 0


class Page(Component):
    """A button that counts, who serves the page, and the number."""

    def render(self) -> Child:
        return h.div(h.button("+1", on_click=self.click), h.i(str(os.getpid()), id="pid"), shown)

    def click(self) -> None:
        board.number += 1


app = App(Page, limits=ServerLimits(sessions_per_peer=None))
board = app.replicate(Board(), "board")
shown = Shared(lambda: h.p(f"number {board.number}"))
