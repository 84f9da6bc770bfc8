"""What holds the event loop up is named in the log: handlers, renders, steps of async ones, messages, timers, pages."""

import asyncio
import logging
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from domsync import App, Component
from domsync import html as h
from domsync.dom.events import slow
from domsync.server.tasks import Timer
from domsync.testing import render_page


class Clock:
    """Moves when a function under test says that it takes time."""

    def __init__(self) -> None:
        self.now = 5000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that only the tests move; nothing has been named yet."""
    made = Clock()
    monkeypatch.setattr(slow, "clock", made)
    monkeypatch.setattr(slow, "SLOW_SECONDS", 0.1)
    return made


@pytest.fixture
def named(caplog: pytest.LogCaptureFixture) -> Iterator[list[str]]:
    """What was named."""
    lines: list[str] = []

    class Listed(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage().partition(", in which")[0])

    listed = Listed()
    slow.logger.addHandler(listed)
    yield lines
    slow.logger.removeHandler(listed)


class Desk(Component):
    clock: Any = None
    seconds: float = 0
    later: float = 0
    shows: float = 0

    def render(self) -> Any:
        self.clock.now += self.shows
        return h.div(h.button("now", on_click=self.work), h.button("later", on_click=self.work_later), self.seconds)

    def work(self) -> None:
        self.clock.now += self.seconds

    async def work_later(self) -> None:
        await asyncio.sleep(1)
        self.clock.now += self.later


def test_a_handler(clock: Clock, named: list[str]) -> None:
    with render_page(Desk(clock=clock, seconds=0.09)) as page:
        page.get_by_text("now").click()
        assert named == []
        page.component.seconds = 0.25
        page.get_by_text("now").click()
        assert named == ["the handler tests.server.test_slow.Desk.work held the event loop up for 0.25 s"]
        page.get_by_text("now").click()
        assert len(named) == 1, "once a minute is enough"
        clock.now += 60
        page.get_by_text("now").click()
        assert len(named) == 2


def test_a_step_of_an_async_handler(clock: Clock, named: list[str]) -> None:
    with render_page(Desk(clock=clock, later=0.5)) as page:
        page.get_by_text("later").click()
        assert named == []
        page.settle()
        assert named == ["the handler Desk.work_later held the event loop up for 0.50 s"]


def test_a_render(clock: Clock, named: list[str]) -> None:
    with render_page(Desk(clock=clock)) as page:
        page.component.shows = 0.3
        page.advance(0)
        assert named == ["the render of tests.server.test_slow.Desk held the event loop up for 0.30 s"]


def test_who_calls_it_is_not_named_for_it(clock: Clock, named: list[str]) -> None:
    """Of three components in each other, the one that takes the time."""

    class Inner(Component):
        def render(self) -> Any:
            clock.now += 0.2
            return "x"

    class Outer(Component):
        def render(self) -> Any:
            return h.div(Inner())

    with render_page(App(Outer)):
        assert [line.partition(" held")[0].rpartition(".")[2] for line in named] == ["Inner"]


def test_a_callback_of_the_raw_document(clock: Clock, named: list[str]) -> None:
    def fill(document: Any) -> None:
        button = document.createElement("button")
        button.addEventListener("click", press)
        document.documentElement.append(button)

    def press() -> None:
        clock.now += 0.15

    with render_page(fill) as page:
        page.locator("button").click()
    assert len(named) == 1
    assert named[0].startswith("the callback tests.server.test_slow")


def test_a_message_a_timer_and_a_page(clock: Clock, named: list[str]) -> None:
    def show() -> Any:
        clock.now += 0.2
        return h.p("x")

    app = App(show)

    @app.on("save")
    def save(client: Any) -> None:
        clock.now += 0.2

    with render_page(app) as page:
        page.send_message("save")

    def tick() -> None:
        clock.now += 0.2

    async def run() -> None:
        task = asyncio.ensure_future(Timer(tick, 60).run(lambda error, where: None))
        await asyncio.sleep(0)
        task.cancel()

    asyncio.run(run())
    starts = ["the page / tests", "the handler of the message 'save' tests", "the timer test_a_message"]
    assert len(named) == 3
    assert all(line.startswith(start) for line, start in zip(named, starts, strict=True)), named


def test_many_names_take_no_memory(clock: Clock, named: list[str]) -> None:
    for number in range(3000):
        begun = slow.clock()
        clock.now += 1
        slow.end(begun, f"thing {number}")
    assert len(slow._named) <= 1000
    assert len(named) == 3000


def test_names_of_what_can_be_called() -> None:
    assert slow.name_of(None) == ""
    assert slow.name_of(partial(partial(print, 1), 2)) == "builtins.print"
    assert slow.name_of(Clock()) == "tests.server.test_slow.Clock"
    assert slow.name_of(Desk.work) == "tests.server.test_slow.Desk.work"
