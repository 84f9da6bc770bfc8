"""An app that tells which process serves it, for the tests of workers."""

import os

from domsync import App, Child, Component, State
from domsync import html as h


class Shared(State):
    """What all processes see."""

    lines: list[str] = []


class Page(Component):
    """Says who serves it, and counts clicks for this visitor."""

    clicks: int = 0

    def render(self) -> Child:
        return h.main(
            h.p(str(os.getpid()), id="pid"),
            h.button(str(self.clicks), on_click=self.click),
            h.ul(h.li(line) for line in shared.lines),
        )

    def click(self) -> None:
        self.clicks += 1
        shared.lines.append(f"{os.getpid()} {self.clicks}")


app = App(Page, collect=False)
shared = app.replicate(Shared(), "shared")
