"""The same sockets, written to by `websockets.broadcast` and by a shared document in turns: the cost of fan-out itself.

Both write to connections of this process whose other ends read nothing (the kernel keeps the few kilobytes), so that
nothing is measured but the writing, and whatever else the machine does meets both alike.
"""

import asyncio
import socket
import time
from contextlib import AsyncExitStack

from websockets.asyncio.server import ServerConnection, broadcast, serve

from benchmarks.bare import MESSAGE
from benchmarks.clients import allow_open_files
from domsync import Document
from domsync.dom.nodes.character_data import Text
from domsync.server.limits import ServerLimits
from domsync.server.net.connection import Connection
from domsync.server.net.transport import WebSocketTransport
from domsync.session import FrameLog, Session

_UPGRADE = (
    b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


async def by_turns(viewers: int, turns: int) -> tuple[list[float], list[float]]:
    """Send a message to all, and change a text that all see, over and over.

    Args:
        viewers: How many connections there are.
        turns: How often; with more than a thousand, the kernel's buffers would fill.

    Returns:
        What each turn took for each viewer, in microseconds of CPU: for the broadcast, and for the change.
    """
    allow_open_files(2 * viewers + 200)
    connections: list[ServerConnection] = []

    async def connected(connection: ServerConnection) -> None:
        connections.append(connection)
        await connection.wait_closed()

    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(serve(connected, "127.0.0.1", 0, compression=None))
        port = server.sockets[0].getsockname()[1]
        loop = asyncio.get_running_loop()
        for _ in range(viewers):
            end = stack.enter_context(socket.socket())
            end.setblocking(False)
            await loop.sock_connect(end, ("127.0.0.1", port))
            await loop.sock_sendall(end, _UPGRADE)
            await loop.sock_recv(end, 4096)
        log = FrameLog(Document(scripts=False), 1)
        text = log.document.createTextNode("")
        log.document.body.append(text)
        for connection in connections:
            _view(log, connection)
        return _measure(connections, log, text, turns)


def _view(log: FrameLog, connection: ServerConnection) -> None:
    """Let a browser that has said hello look at the document."""
    limits = ServerLimits()
    session = Session(Document(scripts=False), limits.session)
    driver = Connection(session, WebSocketTransport(connection, limits.write_buffer), limits.session, 1)
    session.connect(driver.push, driver.try_send)
    session.show(log)
    session.receive('[0,1,{"v":1}]')
    session.events_received()
    driver.push()


def _measure(
    connections: list[ServerConnection], log: FrameLog, text: Text, turns: int
) -> tuple[list[float], list[float]]:
    message, count = MESSAGE.encode(), len(connections)
    broadcasts: list[float] = []
    changes: list[float] = []
    for turn in range(turns):
        start = time.process_time_ns()
        broadcast(connections, message, text=True)
        middle = time.process_time_ns()
        text.data = f"2026-01-01 12:34:56.{turn:03}"
        log.publish()
        end = time.process_time_ns()
        broadcasts.append((middle - start) / 1000 / count)
        changes.append((end - middle) / 1000 / count)
    return broadcasts, changes
