"""The event loop whose clock stands still."""

import asyncio
import threading
import time
from collections.abc import Iterator

import pytest

from domsync.testing.in_process import clock
from domsync.testing.in_process.clock import StillWorkingError, VirtualLoop


@pytest.fixture
def loop() -> Iterator[VirtualLoop]:
    made = VirtualLoop()
    yield made
    made.close()


def test_time_stands_still_while_something_is_ready(loop: VirtualLoop) -> None:
    order: list[str] = []

    async def work() -> None:
        order.append("begins")
        await asyncio.sleep(0)
        order.append("ends")

    before = loop.time()
    loop.run(lambda: loop.create_task(work()))
    assert order == ["begins", "ends"]
    assert loop.time() == before


def test_the_clock_jumps_from_timer_to_timer(loop: VirtualLoop) -> None:
    times: list[float] = []
    start = loop.time()

    async def tick() -> None:
        while True:
            await asyncio.sleep(3600)
            times.append(loop.time() - start)

    loop.run(lambda: loop.create_task(tick()))
    assert times == []
    loop.run_for(4 * 3600)
    assert times == [3600, 7200, 10800, 14400]
    assert loop.time() - start == 4 * 3600


def test_a_timer_that_is_not_due_waits(loop: VirtualLoop) -> None:
    called: list[int] = []
    loop.run(lambda: loop.call_later(1.0, called.append, 1))
    loop.run_for(0.999)
    assert called == []
    loop.run_for(0.001)
    assert called == [1]


def test_timeouts_are_measured_on_the_same_clock(loop: VirtualLoop) -> None:
    async def work() -> str:
        try:
            async with asyncio.timeout(10):
                await asyncio.sleep(60)
        except TimeoutError:
            return "late"
        return "in time"

    task = loop.run(lambda: loop.create_task(work()))
    loop.run_for(10)
    assert task.result() == "late"


def test_running_while_busy_ends_when_it_is_not(loop: VirtualLoop) -> None:
    task = loop.run(lambda: loop.create_task(asyncio.sleep(5)))
    start = loop.time()
    loop.run_while(lambda: not task.done(), 60)
    assert loop.time() - start == 5
    never = loop.run(lambda: loop.create_task(asyncio.sleep(100)))
    loop.run_while(lambda: not never.done(), 60)
    assert not never.done()


def test_threads_are_waited_for_in_real_time(loop: VirtualLoop) -> None:
    def slowly() -> str:
        time.sleep(0.05)
        return "done"

    async def work() -> str:
        return await asyncio.to_thread(slowly)

    start = loop.time()
    task = loop.run(lambda: loop.create_task(work()))
    assert task.result() == "done"
    assert loop.time() == start


def test_a_thread_that_does_not_end_is_an_error(loop: VirtualLoop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "PATIENCE", 0.05)
    stop = threading.Event()

    async def work() -> None:
        await asyncio.to_thread(stop.wait)

    with pytest.raises(StillWorkingError, match=r"still working after 0.05 s of real time"):
        loop.run(lambda: loop.create_task(work()))
    stop.set()


def test_what_the_action_raises_is_raised(loop: VirtualLoop) -> None:
    with pytest.raises(ZeroDivisionError):
        loop.run(lambda: 1 / 0)


def test_real_files_are_waited_for_only_while_somebody_is_busy(loop: VirtualLoop) -> None:
    async def ask() -> bytes:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        data = await reader.read(5)
        writer.close()
        server.close()
        return data

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"hello")
        await writer.drain()
        writer.close()

    task = loop.run(lambda: loop.create_task(ask()))
    loop.run_while(lambda: not task.done(), 60)
    assert task.result() == b"hello"


def test_closing_cancels_what_still_runs() -> None:
    loop = VirtualLoop()
    ended: list[str] = []

    async def work() -> None:
        try:
            await asyncio.sleep(100)
        finally:
            ended.append("cancelled")

    loop.run(lambda: loop.create_task(work()))
    loop.close()
    loop.close()
    assert ended == ["cancelled"]
