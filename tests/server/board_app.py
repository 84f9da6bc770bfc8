"""A board that all visitors of all workers share, and a count that is each visitor's own."""

from __future__ import annotations

import os
import zlib

from domsync import App, Child, Component, Shared, State, Summed
from domsync import html as h
from domsync.server.limits import ServerLimits


class Board(State):
    """What is shared."""

    lines: list[str] = []
    clicks: Summed[int] = 0
    last: str = ""


def shown() -> Child:
    """The board in short: how many lines there are, which in which order, and the clicks."""
    digest = zlib.crc32("\n".join(board.lines).encode())
    return h.p(f"{len(board.lines)}:{digest:08x}:{board.clicks}:{board.last}")


class Page(Component):
    """A button, and the board."""

    clicks: int = 0

    def render(self) -> Child:
        return h.main(h.button(f"own {self.clicks}", on_click=self.click), h.i(str(os.getpid()), id="pid"), viewed)

    def click(self) -> None:
        self.clicks += 1
        board.clicks += 1
        board.last = str(os.getpid())
        board.lines.append(f"{id(self)} {self.clicks}")


app = App(Page, limits=ServerLimits(sessions_per_peer=None), collect=False)
board = app.replicate(Board(), "board")
viewed = Shared(shown)
