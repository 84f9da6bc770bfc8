"""Who is there, over real sockets; and functions that are called again and again."""

import asyncio
from typing import Any

import pytest

from domsync import App, Component, Presence, Shared
from domsync import html as h
from domsync.server import tasks as timers
from domsync.server.limits import ServerLimits
from domsync.server.pages.visit import served_visit
from tests.server.app_support import served
from tests.server.pages.test_shared import frame_of, number_of
from tests.server.support import settled


async def test_the_number_of_users_is_ten_lines() -> None:
    app = App()

    @app.page("/", shared=True)
    class Counter(Component):
        value: int = 0

        def render(self) -> Any:
            return h.p(f"{self.value}, {app.presence.count} users")

    async with served(app) as server, server.visit() as (one, html):
        number = number_of(html)
        await frame_of(one, number, "0, 1 users")
        # A page that nobody opened in a browser does not count.
        await server.get()
        async with server.visit() as (two, _):
            await frame_of(one, number, "0, 2 users")
            await frame_of(two, number, "0, 2 users")
        await frame_of(one, number, "0, 1 users")
        assert app.presence.count == 1
    assert app.presence.count == 0


async def test_names_come_from_components() -> None:
    here = Presence()

    class Room(Component):
        name: str

        def mounted(self) -> None:
            here.join(self, self.name)

        def render(self) -> Any:
            return h.p(f"here: {', '.join(here.names)}")

    app = App()
    app.page("/{name}")(Room)
    async with served(app) as server, server.visit("/Ada") as (one, _):
        await frame_of(one, 0, "here: Ada")
        async with server.visit("/Bob") as (two, _):
            await frame_of(one, 0, "here: Ada, Bob")
            await frame_of(two, 0, "here: Ada, Bob")
            (_, bob) = app.visits
            served_visit(bob).end()
            await frame_of(one, 0, "here: Ada")


async def test_who_loses_the_connection_comes_back() -> None:
    app = App(lambda: h.p("x"), limits=ServerLimits(detached_seconds=0.05))
    async with served(app) as server, server.visit() as (one, _):
        (visit,) = app.visits
        assert app.presence.count == 1
        await one.socket.close()
        await settled(lambda: not app.presence.count)
        async with server.visit():
            assert app.presence.count == 1
        await settled(lambda: not app.visits)
        assert (app.presence.count, visit.connected) == (0, False)


async def test_an_app_counts_the_visits_of_those_mounted_in_it() -> None:
    inner, outer = App(lambda: h.p("inner")), App(lambda: h.p("outer"))
    outer.mount("/in", inner)
    async with served(outer) as server, server.visit(), server.visit("/in"), server.visit("/in"):
        assert (inner.presence.count, outer.presence.count) == (2, 3)
    assert (inner.presence.count, outer.presence.count) == (0, 0)


class Clock:
    """Time that passes when somebody sleeps or works; it ends everything after ten seconds."""

    def __init__(self) -> None:
        self.now = 100.0

    def get_running_loop(self) -> "Clock":
        return self

    def time(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.now += seconds
        if self.now >= 110:
            raise asyncio.CancelledError


@pytest.mark.parametrize(
    ("takes", "expected"),
    [
        (0, [100, 101, 102, 103, 104, 105, 106, 107, 108, 109]),
        (0.75, [100, 101, 102, 103, 104, 105, 106, 107, 108, 109]),
        # Those that would come while one is running are left out.
        (1.5, [100, 102, 104, 106, 108]),
        (3, [100, 104, 108]),
    ],
)
async def test_a_timer_keeps_to_the_clock(monkeypatch: pytest.MonkeyPatch, takes: float, expected: list[float]) -> None:
    clock = Clock()
    monkeypatch.setattr(timers, "asyncio", clock)
    calls: list[float] = []

    async def work() -> None:
        calls.append(clock.now)
        clock.now += takes

    with pytest.raises(asyncio.CancelledError):
        await timers.Timer(work, 1).run(lambda error, where: None)
    assert calls == expected


async def test_timers_run_as_long_as_the_app() -> None:
    app = App()
    calls: list[int] = []

    @app.every(0.01)
    def tick() -> None:
        calls.append(1)

    async with served(app):
        await settled(lambda: len(calls) >= 3)
    number = len(calls)
    await asyncio.sleep(0.05)
    assert len(calls) == number


async def test_a_timers_failure_is_logged_and_shown_and_it_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    app = App(lambda: h.p("x"))
    calls: list[int] = []
    # However long it takes to load it, the page is open when the call fails.
    fails = False

    @app.every(0.05)
    def tick() -> None:
        nonlocal fails
        calls.append(1)
        if fails:
            fails = False
            raise ValueError("a mistake")

    async with served(app) as server, server.visit() as (one, _):
        fails = True
        control = await one.until(lambda frame: frame[:2] == [-1, 5])
        assert "tick failed" in control[2]
        assert "test_presence.py" in control[2]
        assert "a mistake" in control[2]
        failed = len(calls)
        await settled(lambda: len(calls) > failed)
    assert caplog.text.count("ValueError: a mistake") == 1


async def test_so_is_a_background_tasks(caplog: pytest.LogCaptureFixture) -> None:
    app = App(lambda: h.p("x"))
    opened = asyncio.Event()

    @app.background
    async def work() -> None:
        await opened.wait()
        raise ValueError("a mistake")

    async with served(app) as server, server.visit() as (one, _):
        opened.set()
        control = await one.until(lambda frame: frame[:2] == [-1, 5])
        assert "work failed" in control[2]
        assert "a mistake" in control[2]
    assert caplog.text.count("ValueError: a mistake") == 1


async def test_in_production_nothing_is_shown(caplog: pytest.LogCaptureFixture) -> None:
    app = App(Shared(lambda: h.p("x")), development=False)
    started = asyncio.Event()

    @app.background
    async def work() -> None:
        await started.wait()
        raise ValueError("a secret")

    async with served(app) as server, server.visit() as (one, html):
        await frame_of(one, number_of(html))
        started.set()
        await settled(lambda: "a secret" in caplog.text)
        await one.say([0, 3])
        assert await one.receive() == [-1, 3]


@pytest.mark.parametrize("seconds", [0, -1])
def test_a_timer_needs_time(seconds: float) -> None:
    with pytest.raises(ValueError, match="the interval of a timer"):
        App().every(seconds)(print)
