"""A line that is worse than it is keeps messages in order, loses none, and is as it was when it is plain again."""

from __future__ import annotations

import asyncio
from random import Random
from typing import Any

import pytest

from domsync.devtools.latency_simulator import LineSettings, SimulatedLine
from domsync.server.net.transport import TransportClosed
from domsync.testing.in_process.clock import VirtualLoop


class Wire:
    """A transport that notes when something was written, and gives what is put into it."""

    def __init__(self) -> None:
        self.written: list[tuple[float, bytes]] = []
        self.incoming: asyncio.Queue[str | None] = asyncio.Queue()
        self.unsent, self.congested, self.closed, self.close_code = 0, False, False, None
        self.ends: list[str] = []

    async def receive(self) -> str:
        message = await self.incoming.get()
        if message is None:
            raise TransportClosed
        return message

    def write(self, data: bytes) -> None:
        self.written.append((asyncio.get_running_loop().time(), data))

    def try_send(self, frame: Any) -> bool:
        self.write(frame.data)
        return True

    async def drain(self) -> None:
        self.ends.append("drained")

    async def close(self, code: int, reason: str) -> None:
        self.ends.append("closed")

    def abort(self) -> None:
        self.ends.append("aborted")


@pytest.fixture
def loop() -> Any:
    made = VirtualLoop()
    yield made
    made.close()


def line_of(wire: Wire, settings: LineSettings, sent: list[bytes]) -> SimulatedLine:
    return SimulatedLine(wire, settings, sent.append, Random(7))


def test_half_the_round_trip_in_each_direction(loop: VirtualLoop) -> None:
    wire, settings, received = Wire(), LineSettings(rtt=0.4), list[tuple[float, str | bytes]]()
    start = loop.time()

    async def read() -> None:
        line = line_of(wire, settings, [])
        for data in (b"a", b"b"):
            line.write(data)
        for text in ("1", "2", "3"):
            wire.incoming.put_nowait(text)
        for _ in range(3):
            received.append((loop.time(), await line.receive()))
        assert line.unsent == 0
        line.abort()

    task = loop.run(lambda: loop.create_task(read()))
    loop.run_for(1)
    task.result()
    assert [(round(at - start, 3), text) for at, text in wire.written] == [(0.2, b"a"), (0.2, b"b")]
    assert [text for _, text in received] == ["1", "2", "3"]
    assert {round(at - start, 3) for at, _ in received} <= {0.0, 0.2}, "what came together, arrives together"


@pytest.mark.parametrize("loss", [0.3, 0.9])
def test_what_is_lost_comes_late_and_in_order(loop: VirtualLoop, loss: float) -> None:
    wire, sent = Wire(), list[bytes]()

    async def write() -> None:
        line = line_of(wire, LineSettings(loss=loss), sent)
        for number in range(50):
            line.write(b"%d" % number)
        await line.close(1000, "")

    task = loop.run(lambda: loop.create_task(write()))
    loop.run_for(600)
    task.result()
    assert [int(data) for _, data in wire.written] == list(range(50))
    assert sent == [data for _, data in wire.written]
    assert wire.ends == ["closed"]
    assert wire.written[-1][0] > wire.written[0][0]


def test_it_is_plain_again_without_a_message_out_of_its_order(loop: VirtualLoop) -> None:
    wire, settings, received = Wire(), LineSettings(rtt=0.4), list[str | bytes]()

    async def use() -> None:
        line = line_of(wire, settings, [])
        wire.incoming.put_nowait("1")
        line.write(b"a")
        received.append(await line.receive())
        settings.rtt = 0.0
        line.write(b"b")
        for text in ("2", "3"):
            wire.incoming.put_nowait(text)
            received.append(await line.receive())
        await line.drain()
        assert line.is_idle

    task = loop.run(lambda: loop.create_task(use()))
    loop.run_for(2)
    task.result()
    assert [data for _, data in wire.written] == [b"a", b"b"]
    assert received == ["1", "2", "3"]


def test_the_end_is_told_behind_what_came_before_it(loop: VirtualLoop) -> None:
    wire, received = Wire(), list[str | bytes]()

    async def read() -> None:
        line = line_of(wire, LineSettings(rtt=0.4), [])
        for text in ("1", None):
            wire.incoming.put_nowait(text)
        received.append(await line.receive())
        with pytest.raises(TransportClosed):
            await line.receive()

    task = loop.run(lambda: loop.create_task(read()))
    loop.run_for(2)
    task.result()
    assert received == ["1"]


def test_what_is_kept_back_is_lost_when_the_connection_is_cut(loop: VirtualLoop) -> None:
    wire = Wire()

    async def use() -> None:
        line = line_of(wire, LineSettings(rtt=0.4), [])
        line.write(b"a")
        assert line.unsent == 1
        line.abort()
        assert line.unsent == 0

    task = loop.run(lambda: loop.create_task(use()))
    loop.run_for(2)
    task.result()
    assert wire.written == []
    assert wire.ends == ["aborted"]
