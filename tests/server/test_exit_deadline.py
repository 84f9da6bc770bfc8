"""The end of a server: what runs may finish, what has arrived is answered, and nothing holds the exit up."""

import asyncio
import logging
import signal
import subprocess
import sys
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from domsync import App, Component
from domsync import html as h
from domsync.server.exit_deadline import run_to_end
from domsync.server.limits import ServerLimits
from domsync.server.pages.visit import served_visit
from tests.server.app_support import served
from tests.server.support import Browser, settled
from tests.waiting import PATIENCE

BUTTON = 4


class Save(Component):
    """A button whose handler takes a while, and a task that never ends."""

    saved: int = 0

    def render(self) -> Any:
        return h.button(f"saved {self.saved}", on_click=self.save)

    async def save(self) -> None:
        await asyncio.sleep(0.4)
        self.saved += 1

    async def mounted(self) -> None:
        await asyncio.Event().wait()


async def rest_of(browser: Browser) -> tuple[list[Any], ConnectionClosed]:
    """What still arrives, and how the connection ends."""
    frames = []
    while True:
        try:
            frames.append(await browser.receive())
        except ConnectionClosed as closed:
            return frames, closed


async def test_running_handlers_end_and_what_they_change_is_shown() -> None:
    app = App(Save)
    async with served(app) as site, site.visit() as (browser, _):
        await browser.event(0, BUTTON, "click")
        await settled(lambda: served_visit(app.visits[0]).events.has_handlers)
        closing = asyncio.create_task(app.close())
        frames, closed = await rest_of(browser)
        await closing
    assert "saved 1" in str(frames)
    assert closed.rcvd is not None
    assert (closed.rcvd.code, closed.rcvd.reason) == (1012, "restart 250")


async def test_events_that_have_arrived_are_answered() -> None:
    class Count(Component):
        count: int = 0

        def render(self) -> Any:
            return h.button(str(self.count), on_click=self.more)

        def more(self) -> None:
            self.count += 1

    app = App(Count)
    async with served(app) as site, site.visit() as (browser, _):
        for _ in range(20):
            await browser.event(0, BUTTON, "click")
        closing = asyncio.create_task(app.close())
        frames, _ = await rest_of(browser)
        await closing
    acknowledged = [frame[2] for frame in frames if frame[0] == 0 or frame[:2] == [-1, 2]]
    assert max(acknowledged) == 20


async def test_handlers_that_take_too_long_are_cancelled(caplog: pytest.LogCaptureFixture) -> None:
    cancelled = []

    class Slow(Component):
        def render(self) -> Any:
            return h.button("x", on_click=self.work)

        async def work(self) -> None:
            try:
                await asyncio.sleep(60)
            finally:
                cancelled.append(True)

    app = App(Slow, limits=ServerLimits(stop_seconds=0.1))
    async with served(app) as site, site.visit() as (browser, _):
        await browser.event(0, BUTTON, "click")
        await settled(lambda: served_visit(app.visits[0]).events.has_handlers)
        await app.close()
        await asyncio.sleep(0)
    assert cancelled == [True]
    assert "1 handlers of <Visit" in caplog.text


def test_a_task_that_swallows_its_cancellation_is_left_behind(caplog: pytest.LogCaptureFixture) -> None:
    async def stubborn() -> None:
        while True:
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                continue

    tasks = []

    async def main() -> str:
        tasks.append(asyncio.create_task(stubborn()))
        await asyncio.sleep(0)
        return "done"

    assert run_to_end(main(), 0.05) == "done"
    assert "stubborn does not stop when it is cancelled" in caplog.text
    caplog.set_level(logging.CRITICAL)
    tasks[0].get_coro().close()


APP = """
import asyncio, sys, threading, time
from domsync import App, Component, html as h
from domsync.server.limits import ServerLimits
app = App(lambda: h.p("x"), limits=ServerLimits(stop_seconds=0.2))
@app.background
async def stubborn():
    while True:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            {on_cancel}
app.run(port=0)
"""


@pytest.mark.parametrize(("on_cancel", "status"), [("continue", 0), ("time.sleep(60)", 1)], ids=["swallows", "blocks"])
def test_the_process_ends(on_cancel: str, status: int) -> None:
    command = [sys.executable, "-c", APP.format(on_cancel=on_cancel)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert "domsync serves" in process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        _, written = process.communicate(timeout=PATIENCE)
    assert process.returncode == status
    assert ("did not stop" in written) or status == 0
