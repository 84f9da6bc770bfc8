"""The garbage collector while an app serves: what it looks at, and when."""

import asyncio
import gc
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

from domsync import App
from domsync.server import collector
from domsync.server.collector import Collector
from tests.server.app_support import BUTTON, Counter
from tests.server.net.servers import serving_on
from tests.waiting import PATIENCE


class Knot:
    """An object that only the garbage collector frees."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    thresholds = gc.get_threshold()
    yield
    gc.unfreeze()
    assert gc.get_threshold() == thresholds


async def until_gone(knot: weakref.ref[Knot], running: Collector) -> None:
    task = asyncio.create_task(running.run())
    try:
        async with asyncio.timeout(PATIENCE):
            while knot() is not None:  # noqa: ASYNC110 - nobody tells when an object is freed
                await asyncio.sleep(0.01)
    finally:
        task.cancel()
        running.stop()


async def test_what_is_young_is_collected_in_a_quiet_moment_once_there_is_much_of_it() -> None:
    running = Collector(look_seconds=0.02, young_seconds=3600)
    running.start()
    knot = weakref.ref(Knot())
    many: list[list[int]] = [[] for _ in range(collector.YOUNG_OBJECTS)]
    await until_gone(knot, running)
    assert len(many) == collector.YOUNG_OBJECTS


async def test_little_waits_for_its_time() -> None:
    running = Collector(look_seconds=0.02, young_seconds=3600)
    running.start()
    knot = weakref.ref(Knot())
    task = asyncio.create_task(running.run())
    await asyncio.sleep(0.1)
    assert knot() is not None
    task.cancel()
    running._young_seconds = 0.1
    await until_gone(knot, running)


async def test_it_waits_while_there_are_events_but_not_for_ever() -> None:
    running = Collector(look_seconds=0.02, young_seconds=0.5)
    running.start()
    knot = weakref.ref(Knot())
    turns = 0

    async def be_busy() -> None:
        nonlocal turns
        while True:
            running.on_activity()
            turns += 1
            await asyncio.sleep(0.01)

    task = asyncio.create_task(be_busy())
    await until_gone(knot, running)
    task.cancel()
    assert turns >= 10


async def test_what_one_event_has_left_is_collected_after_the_next() -> None:
    running = Collector()
    running.start()
    knot = weakref.ref(Knot())
    many: list[list[int]] = [[] for _ in range(collector.MANY_YOUNG_OBJECTS)]
    try:
        running.on_activity()
        running.on_activity()
        assert knot() is not None
        await asyncio.sleep(0)
        assert knot() is None
        again = weakref.ref(Knot())
        running.on_activity()
        await asyncio.sleep(0)
        assert again() is not None
    finally:
        running.stop()
    assert len(many) == collector.MANY_YOUNG_OBJECTS


async def test_pages_that_come_back_keep_it_away_as_others_do(tmp_path: Path) -> None:
    store, told = f"sqlite:///{tmp_path / 'pages.db'}", list[int]()
    first, second = App(Counter, store=store), App(Counter, store=store)
    async with serving_on("standalone", first) as site:
        loaded = await site.load()
        async with site.connect(loaded) as browser:
            await browser.acknowledged(await browser.event(0, BUTTON, "click"))
            token = browser.token
    async with serving_on("standalone", second, port=site.port) as site:
        second._visits.on_activity = lambda: told.append(1)
        async with site.connect(loaded, token=token, seen=[[0, 1]], sent=1) as browser:
            assert len(told) == 1
            browser.sent = 1
            await browser.acknowledged(await browser.event(0, BUTTON, "click"))
            assert len(told) == 2


def test_an_event_makes_a_large_table_without_a_collection() -> None:
    running = Collector()
    running.start()
    collections: list[int] = []

    def note(phase: str, information: dict[str, int]) -> None:
        collections.append(information["generation"])

    gc.callbacks.append(note)
    try:
        kept = [[] for _ in range(2 * collector.MANY_YOUNG_OBJECTS)]  # type: ignore[var-annotated]
        assert collections == []
        kept += [[] for _ in range(collector.MOST_YOUNG_OBJECTS)]
        assert collections
    finally:
        gc.callbacks.remove(note)
        running.stop()
    assert len(kept) > 0


def test_what_was_there_before_is_set_aside_until_it_stops() -> None:
    running = Collector()
    running.start()
    running.start()
    assert gc.get_freeze_count() > 1000
    running.stop()
    running.stop()
    assert gc.get_freeze_count() == 0
