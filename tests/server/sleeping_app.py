"""The app of the test that counts what sleeping pages take: small pages, put to sleep on request."""

from __future__ import annotations

import gc
from dataclasses import replace
from typing import Any

from domsync import App, Component, MemoryStore, ServerLimits
from domsync import html as h
from domsync.server.pages.visit import served_visit
from domsync.server.resources import memory_used


class Page(Component):
    count: int = 0

    def render(self) -> Any:
        return h.main(
            h.h1("A page"),
            h.output(str(self.count)),
            h.button("+1", on_click=self.more),
            h.ul(h.li(f"Row {number}") for number in range(8)),
        )

    def more(self) -> None:
        self.count += 1


limits = replace(
    ServerLimits().without_rate_limit(),
    sessions=12_000,
    sessions_per_peer=None,
    pending=12_000,
    pending_per_peer=None,
    sleep_seconds=1e6,
)
app = App(Page, limits=limits, development=False, store=MemoryStore())


@app.get("/sleep")
def sleep() -> dict[str, int]:
    """Put all pages to sleep, and say how many sleep and how many bytes the process has."""
    for visit in app.visits:
        served_visit(visit).fall_asleep()
    gc.collect()
    return told()


@app.get("/told")
def told() -> dict[str, int]:
    """How many pages sleep now, and the memory."""
    return {"asleep": sum(served_visit(visit).is_asleep for visit in app.visits), "bytes": memory_used() or 0}
