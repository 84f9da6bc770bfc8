"""The app of the tests in which all browsers come back at once. It says how late its event loop was meanwhile."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from typing import Any

from domsync import App
from domsync.server.pages.visit import served_visit
from tests.server.durable_app import LIMITS, Page

app = App(Page, limits=replace(LIMITS, pending=4_000, ping_seconds=120))

#: How much later than asked for the event loop came by since `/watch`, in seconds, looked at a hundred times a second.
lags: list[float] = []
looking: set[asyncio.Task[None]] = set()


async def look() -> None:
    """Look at the lag until the process ends."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + 0.01
        await asyncio.sleep(0.01)
        lags.append(loop.time() - due)


@app.get("/watch")
async def watch() -> dict[str, int]:
    """Begin to look at the lag, anew."""
    if not looking:
        looking.add(asyncio.create_task(look()))
    lags.clear()
    return {"pages": len(app.visits)}


@app.get("/cut")
def cut() -> dict[str, int]:
    """End all connections, as when a proxy is started anew."""
    connections = tuple(app._visits.connections)
    for connection in connections:
        connection.abort()
    return {"cut": len(connections)}


@app.get("/told")
def told() -> dict[str, Any]:
    """Say how many pages there are, how many of them are connected and by how much they have counted, and the lag."""
    counts = Counter(page_of(visit).count for visit in app.visits)
    late = sorted(lags) or [0.0]
    return {
        "pages": len(app.visits),
        "connected": sum(visit.connected for visit in app.visits),
        "counts": {str(count): pages for count, pages in counts.items()},
        "looks": len(lags),
        "p99": 1000 * late[len(late) * 99 // 100],
        "most": 1000 * late[-1],
    }


def page_of(visit: Any) -> Page:
    """The component of a page."""
    component = next(iter(served_visit(visit).scheduler.roots)).component
    assert isinstance(component, Page)
    return component
