"""domsync's half of the widget comparison runs, and finds what it waits for."""

import asyncio

import pytest

from benchmarks import widget_workload
from benchmarks.chromium import launch
from benchmarks.widget_data import Sizes
from benchmarks.widget_workload import DOMSYNC, PAGES, Measured, visit
from benchmarks.wire import tap

SMALL = Sizes(rows=100, points=500, growth=3, tokens=50)


async def test_every_page_is_opened_updated_and_opened_again(monkeypatch: pytest.MonkeyPatch) -> None:
    # It is not counted here what comes late.
    monkeypatch.setattr(widget_workload, "SILENCE_S", 0.1)
    monkeypatch.setattr(widget_workload, "IDLE_S", 0.05)
    measured = {page: Measured(DOMSYNC) for page in PAGES}
    async with launch() as browser, DOMSYNC.serve(SMALL) as server, tap(server.port) as wire:
        # At once, so that they wait for silence together: what each of them costs is no matter here.
        visits = (visit(browser, server, wire, each, page, SMALL, more=0) for page, each in measured.items())
        await asyncio.gather(*visits)
    for page, each in measured.items():
        assert each.failures == []
        assert set(each.costs) == {(page, "open"), (page, "first"), (page, "again")}
        assert all(cost.bytes > 0 for costs in each.costs.values() for cost in costs)
