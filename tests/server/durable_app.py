"""The app of the tests that kill its process: a counter, a log, and things that only the browser holds."""

from __future__ import annotations

import asyncio
import os
from typing import Any

from domsync import App, Component, Limits, ServerLimits
from domsync import html as h


class Page(Component):
    count: int = 0
    log: list[int] = []
    waited: int = 0
    text: str = ""

    def render(self) -> Any:
        return h.main(
            h.output(str(self.count), id="count"),
            h.output(str(self.waited), id="waited"),
            h.output(str(os.getpid()), id="pid"),
            h.p(",".join(map(str, self.log)), id="log", style={"max-height": "1px", "overflow": "hidden"}),
            h.button("+1", id="add", on_click=self.add),
            h.button("wait", id="wait", on_click=self.wait),
            h.input(id="bound", bind=self.field("text")),
            h.input(id="own", name="own"),
            h.div(h.div(style={"height": "3000px"}), id="box", style={"height": "100px", "overflow": "scroll"}),
            h.output(self.text, id="text"),
        )

    def add(self) -> None:
        self.count += 1
        self.log.append(self.count)

    async def wait(self) -> None:
        await asyncio.sleep(0.02)
        self.waited += 1


#: Tests have many browsers in one process, which may be busy.
LIMITS = ServerLimits(
    sessions_per_peer=None,
    pending=2_000,
    pending_per_peer=None,
    pending_seconds=600,
    handshake_seconds=120,
    session=Limits(hello_seconds=120),
)

app = App(Page, limits=LIMITS)
