"""Browsers that leave in every way there is, and browsers that stay without reading: nothing of them remains."""

import asyncio
import contextlib
import gc
import json
import socket
import struct
import time
from collections.abc import Callable
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection

from domsync.dom import Document, Node
from domsync.domsync_server import Client, DomsyncServer, ServerLimits
from domsync.server.net.connection import Connection
from domsync.session import FrameLog, Limits, Session, TextSession
from tests.living import born, living
from tests.server.support import browser, origin, page, serving, settled
from tests.waiting import PATIENCE

#: What a connection is made of.
KINDS: tuple[type, ...] = (Client, Connection, Document, FrameLog, Node, Session, TextSession)


async def show_a_clock(server: DomsyncServer, client: Client) -> None:
    document = server.get_document(client)
    line = document.createElement("p", id="line")
    button = document.createElement("button", id="button")

    async def wait(event: Any) -> None:
        await asyncio.sleep(60)

    button.addEventListener("click", wait)
    document.getRootElement().append(line, button)
    while True:
        line.innerText = str(time.monotonic())
        await server.flush(client)
        await asyncio.sleep(0.01)


async def opened(server: DomsyncServer, *, text: bool) -> Any:
    """A connection of either kind; how it ends is up to the caller."""
    protocols: Any = {} if text else {"subprotocols": ["domsync.1"]}
    url = f"ws://localhost:{server.port}/"
    connection: Any = await connect(url, origin=origin(server), compression=None, **protocols)  # type: ignore[arg-type]
    if not text:
        await connection.send('[0,1,{"v":1}]')
    while "line" not in await connection.recv():
        pass
    return connection


async def close(connection: Any) -> None:
    """Say goodbye."""
    await connection.close()


async def close_while_a_callback_runs(connection: Any) -> None:
    """Leave behind a callback that waits, with a close code of one's own."""
    message = {"domsync": True, "event": "click", "id": "button", "value": None}
    await connection.send(json.dumps(message) if connection.subprotocol is None else '[1,0,5,"click"]')
    await asyncio.sleep(0.01)
    await connection.close(4999, "bye")


async def shut_down(connection: Any) -> None:
    """End the TCP connection without a word (a browser that is killed)."""
    connection.transport.close()


async def reset(connection: Any) -> None:
    """Reset the TCP connection (a machine that is switched off and on)."""
    raw = connection.transport.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.transport.abort()


async def break_the_protocol(connection: Any) -> None:
    """Send bytes that are no frame."""
    connection.transport.write(b"\xff" * 20)
    await connection.wait_closed()


WAYS = [close, close_while_a_callback_runs, shut_down, reset, break_the_protocol]


@pytest.mark.parametrize("way", WAYS)
async def test_nothing_remains(way: Callable[[Any], Any], caplog: pytest.LogCaptureFixture) -> None:
    async with serving(show_a_clock) as server:
        # The first ones fill caches.
        for text in (True, False):
            await way(await opened(server, text=text))
        await settled(lambda: not server.get_clients())
        gc.collect()
        before, tasks = living(*KINDS), len(asyncio.all_tasks())
        for _ in range(10):
            connections = [await opened(server, text=bool(number % 2)) for number in range(20)]
            assert len(server.get_clients()) == 20
            await asyncio.gather(*[way(connection) for connection in connections])
            await settled(lambda: not server.get_clients())
            del connections
        await settled(lambda: not server._leaving and not server._connections)
        await settled(lambda: len(asyncio.all_tasks()) == tasks)
        await settled(lambda: gc.collect() >= 0 and not born(before, *KINDS))
    assert not [record for record in caplog.records if record.name == "domsync"]


async def test_nodes_are_freed_without_the_collector() -> None:
    """What is gone is gone at once: a server's memory does not wait for the garbage collector."""
    async with serving(show_a_clock) as server:
        gc.collect()
        others = living(Session, Connection)
        gc.disable()
        try:
            async with page(server) as connected:
                await connected.until(lambda frame: frame[1] == 1)
                client = server.get_clients()[0]
                element = server.get_document(client).getElementById("line")
                parent = element.parentNode
                del client
            await settled(lambda: not server.get_clients() and not server._leaving)
            assert parent is not None
            assert element.parentNode is None
            assert not element.isConnected
            assert not born(others, Session, Connection)
        finally:
            gc.enable()


async def test_an_answered_request_leaves_no_connection_for_the_collector() -> None:
    async with serving(show_a_clock) as server:
        gc.collect()
        others = living(ServerConnection)
        gc.disable()
        try:
            for _ in range(5):
                reader, writer = await asyncio.open_connection("localhost", server.port)
                writer.write(
                    f"GET /nothing HTTP/1.1\r\nHost: localhost:{server.port}\r\nConnection: close\r\n\r\n".encode()
                )
                assert b"404" in await reader.read()
                writer.close()
                await writer.wait_closed()
            await settled(lambda: not born(others, ServerConnection))
        finally:
            gc.enable()


@pytest.mark.parametrize("text", [True, False])
async def test_a_browser_that_does_not_answer_is_dropped(text: bool) -> None:
    came = asyncio.Event()

    async def wait(server: DomsyncServer, client: Client) -> None:
        came.set()
        await asyncio.Event().wait()

    limits = ServerLimits(ping_seconds=0.2, close_seconds=0.2)
    async with serving(wait, limits=limits) as server:
        connection = await opened_silently(server, text=text)
        await asyncio.wait_for(came.wait(), PATIENCE)
        connection.transport.pause_reading()
        await settled(lambda: not server.get_clients())
        connection.transport.abort()
        await connection.wait_closed()


async def opened_silently(server: DomsyncServer, *, text: bool) -> Any:
    protocols: Any = {} if text else {"subprotocols": ["domsync.1"]}
    url = f"ws://localhost:{server.port}/"
    connection: Any = await connect(url, origin=origin(server), compression=None, **protocols)  # type: ignore[arg-type]
    if not text:
        await connection.send('[0,1,{"v":1}]')
    return connection


class Stuck:
    """A browser that stops to read: a raw socket with a small buffer."""

    async def open(self, server: DomsyncServer, *, text: bool) -> None:
        loop = asyncio.get_running_loop()
        self.socket = socket.socket()
        self.socket.setblocking(False)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        await loop.sock_connect(self.socket, ("127.0.0.1", server.port))
        lines = [
            *("GET / HTTP/1.1", f"Host: localhost:{server.port}", f"Origin: http://localhost:{server.port}"),
            *("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"),
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            *([] if text else ["Sec-WebSocket-Protocol: domsync.1"]),
        ]
        await loop.sock_sendall(self.socket, "\r\n".join([*lines, "", ""]).encode())
        assert b"101" in await loop.sock_recv(self.socket, 1024)
        if not text:
            hello = b'[0,1,{"v":1}]'
            await loop.sock_sendall(self.socket, bytes([0x81, 0x80 | len(hello), 0, 0, 0, 0]) + hello)

    async def read(self, size: int) -> int:
        return len(await asyncio.get_running_loop().sock_recv(self.socket, size))


async def flood(server: DomsyncServer, client: Client) -> None:
    """Change much, all the time."""
    document = server.get_document(client)
    line = document.createElement("p", id="line")
    document.getRootElement().append(line)
    number = 0
    while True:
        number += 1
        line.innerText = f"{number} " + "x" * 20_000
        await server.flush(client)
        await asyncio.sleep(0.001)


@pytest.mark.parametrize("text", [True, False])
async def test_a_browser_that_stops_reading_is_dropped(text: bool) -> None:
    limits = ServerLimits(session=Limits(write_seconds=0.5))
    async with serving(flood, limits=limits) as server:
        stuck = Stuck()
        await stuck.open(server, text=text)
        await settled(lambda: len(server.get_clients()) == 1)
        async with page(server) as normal:
            await settled(lambda: len(server.get_clients()) == 1)
            # The other one has not noticed.
            await normal.until(lambda frame: frame[1] > 20)
            assert len(server.get_clients()) == 1
            # Its own goodbye would wait until it has read the rest.
            normal.socket.transport.abort()
        stuck.socket.close()


@pytest.mark.parametrize("text", [True, False])
async def test_one_large_frame_that_is_not_read_is_enough(text: bool) -> None:
    """Nothing is written after it, so that nothing would notice but the watch over the buffer."""

    async def large(server: DomsyncServer, client: Client) -> None:
        server.get_document(client).getRootElement().append("x" * 8_000_000)
        await server.flush(client)

    limits = ServerLimits(session=Limits(write_seconds=0.3))
    async with serving(large, limits=limits) as server:
        stuck = Stuck()
        await stuck.open(server, text=text)
        await settled(lambda: len(server.get_clients()) == 1)
        await settled(lambda: not server.get_clients())
        stuck.socket.close()


async def test_a_stuck_browser_costs_little() -> None:
    """What its page changes meanwhile is not kept for it: it would get a snapshot."""

    async def change_much(server: DomsyncServer, client: Client) -> None:
        document = server.get_document(client)
        line = document.createElement("p")
        document.getRootElement().append(line)
        for number in range(2000):
            line.innerText = f"{number} " + "x" * 5000
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(0.0001):
                    await server.flush(client)
        changed.set()

    changed = asyncio.Event()
    # However long all these changes take.
    limits = ServerLimits(session=Limits(write_seconds=600))
    async with serving(change_much, limits=limits) as server:
        stuck = Stuck()
        await stuck.open(server, text=False)
        await asyncio.wait_for(changed.wait(), 120)
        (visit,) = server._visits.values()
        assert isinstance(visit.session, Session)
        assert visit.session.log._frames_bytes <= 256 * 1024
        assert not visit.document.has_ops
        stuck.socket.close()


async def test_slow_is_not_stuck() -> None:
    """It gets the newest state whenever it can read again."""
    limits = ServerLimits(session=Limits(write_seconds=0.5))
    async with serving(flood, limits=limits) as server:
        slow = Stuck()
        await slow.open(server, text=False)
        await settled(lambda: len(server.get_clients()) == 1)
        end = time.monotonic() + 3
        while time.monotonic() < end:
            await asyncio.sleep(0.05)
            assert await slow.read(10_000)
        assert len(server.get_clients()) == 1
        slow.socket.close()


async def test_closing_the_server_does_not_wait_for_stuck_browsers() -> None:
    limits = ServerLimits(close_seconds=0.5)
    async with serving(flood, limits=limits) as server:
        stuck = [Stuck() for _ in range(4)]
        for number, one in enumerate(stuck):
            await one.open(server, text=bool(number % 2))
        await settled(lambda: len(server.get_clients()) == 4)
        await asyncio.sleep(0.2)
        async with asyncio.timeout(PATIENCE):
            await server.close()
        for one in stuck:
            one.socket.close()


async def test_half_open_handshakes_are_dropped() -> None:
    # Long enough for one that does say something, whatever the machine is busy with.
    limits = ServerLimits(handshake_seconds=2)
    async with serving(limits=limits) as server:
        pairs = [await asyncio.open_connection("localhost", server.port) for _ in range(100)]
        for _, writer in pairs:
            writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n")
        async with browser(server) as good:
            await good.hello()
        for reader, writer in pairs:
            with contextlib.suppress(ConnectionError):
                assert await asyncio.wait_for(reader.read(), PATIENCE) == b""
            writer.close()
