"""A WebSocket of an ASGI server as a transport: what waits, what is told, and what ends."""

import asyncio
from typing import Any

import pytest

from domsync.server.net.asgi_transport import AsgiTransport
from domsync.server.net.transport import TransportClosed
from domsync.session.frame_log import SharedFrame


class FakeServer:
    """The channels of an ASGI server whose client can stop to read."""

    def __init__(self) -> None:
        self.sent: list[Any] = []
        self.incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.reads = asyncio.Event()
        self.reads.set()
        self.has_left = False

    async def receive(self) -> dict[str, Any]:
        return await self.incoming.get()

    async def send(self, message: Any) -> None:
        await self.reads.wait()
        if self.has_left:
            raise OSError("gone")
        self.sent.append(message)

    @property
    def texts(self) -> list[str]:
        return [message["text"] for message in self.sent if message["type"] == "websocket.send"]


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


@pytest.fixture
def transport(server: FakeServer) -> AsgiTransport:
    return AsgiTransport(server.receive, server.send, 10, 100)


async def turns(count: int = 5) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def test_messages_come_in(server: FakeServer, transport: AsgiTransport) -> None:
    await server.incoming.put({"type": "websocket.receive", "text": "one"})
    await server.incoming.put({"type": "websocket.receive", "bytes": b"two"})
    await server.incoming.put({"type": "websocket.receive", "text": None, "bytes": b"three"})
    await server.incoming.put({"type": "websocket.disconnect", "code": 1001})
    assert [await transport.receive() for _ in range(3)] == ["one", b"two", b"three"]
    with pytest.raises(TransportClosed):
        await transport.receive()
    assert (transport.closed, transport.close_code) == (True, 1001)
    with pytest.raises(TransportClosed):
        await transport.receive()


@pytest.mark.parametrize("data", ["x" * 101, "ü" * 51, "\U0001f600" * 26])
async def test_one_that_is_too_long_ends_it(data: str, server: FakeServer, transport: AsgiTransport) -> None:
    await server.incoming.put({"type": "websocket.receive", "text": data})
    with pytest.raises(TransportClosed):
        await transport.receive()
    assert server.sent == [{"type": "websocket.close", "code": 1009, "reason": ""}]


async def test_one_that_is_just_short_enough_does_not(server: FakeServer, transport: AsgiTransport) -> None:
    for data in ("x" * 100, "ü" * 50):
        await server.incoming.put({"type": "websocket.receive", "text": data})
        assert await transport.receive() == data


async def test_what_is_written_goes_out_in_order(server: FakeServer, transport: AsgiTransport) -> None:
    transport.write(b"a")
    assert transport.try_send(SharedFrame("ü".encode()))
    transport.write(b"c")
    assert transport.unsent == 4
    await turns()
    assert server.texts == ["a", "ü", "c"]
    assert transport.unsent == 0


async def test_a_shared_frame_is_decoded_once(server: FakeServer) -> None:
    frame = SharedFrame(b"[1]")
    transports = [AsgiTransport(server.receive, server.send, 10, 100) for _ in range(3)]
    for transport in transports:
        assert transport.try_send(frame)
    await turns()
    assert len({id(text) for text in server.texts}) == 1


async def test_a_browser_that_reads_nothing_is_seen(server: FakeServer, transport: AsgiTransport) -> None:
    server.reads.clear()
    transport.write(b"x" * 8)
    assert not transport.congested
    transport.write(b"y" * 8)
    assert transport.congested
    assert not transport.try_send(SharedFrame(b"z"))
    draining = asyncio.create_task(transport.drain())
    await turns()
    assert not draining.done()
    server.reads.set()
    await draining
    assert not transport.congested


async def test_an_end_wakes_who_waits(server: FakeServer, transport: AsgiTransport) -> None:
    server.reads.clear()
    transport.write(b"x" * 20)
    waiting = [asyncio.create_task(transport.receive()), asyncio.create_task(transport.drain())]
    await turns()
    transport.abort()
    for task in waiting:
        with pytest.raises(TransportClosed):
            await task
    await transport.finish()
    assert server.sent == []
    assert transport.unsent == 0


async def test_whoever_cancels_the_reader_still_does(transport: AsgiTransport) -> None:
    task = asyncio.create_task(transport.receive())
    await turns()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not transport.closed


async def test_goodbye_comes_behind_what_was_written(server: FakeServer, transport: AsgiTransport) -> None:
    transport.write(b"last")
    await transport.close(1012, "restart")
    transport.write(b"too late")
    await transport.close(1000, "")
    assert [message["type"] for message in server.sent] == ["websocket.send", "websocket.close"]
    assert server.sent[-1] == {"type": "websocket.close", "code": 1012, "reason": "restart"}


async def test_a_client_that_has_left_is_noticed_by_writing(server: FakeServer, transport: AsgiTransport) -> None:
    server.has_left = True
    transport.write(b"x")
    await turns()
    assert transport.closed
    await transport.close(1000, "")
