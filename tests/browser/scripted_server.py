"""A websocket server on the page's own port whose every word is the test's."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.server import ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from tests.browser.client_page import Site
from tests.waiting import PATIENCE


class Connection:
    """One connection of the client."""

    def __init__(self, socket: ServerConnection) -> None:
        self._socket = socket
        self.path = socket.request.path if socket.request else ""

    async def receive(self, *, controls: bool = True) -> Any:
        """The client's next frame; without `controls` acknowledgements and the like are passed over."""
        while True:
            frame = json.loads(await asyncio.wait_for(self._socket.recv(), PATIENCE))
            if controls or frame[0] != 0:
                return frame

    async def control(self, kind: int) -> Any:
        """The client's next control frame of this kind."""
        while True:
            frame = await self.receive()
            if frame[:2] == [0, kind]:
                return frame

    async def hello(self, *, received: int = 0, resumed: bool = True, token: str = "T") -> Any:
        """Take the hello and answer it; returns what it said."""
        first = await self.receive()
        assert first[:2] == [0, 1]
        await self.send([-1, 1, {"token": token, "received": received, "resumed": resumed}])
        return first[2]

    async def send(self, *frames: Any) -> None:
        """Send frames."""
        for frame in frames:
            await self._socket.send(json.dumps(frame))

    async def close(self, code: int = 1000, reason: str = "") -> None:
        """Close with a code."""
        await self._socket.close(code, reason)

    def cut(self) -> None:
        """Break the connection, as a network does."""
        self._socket.transport.abort()

    async def is_quiet(self, seconds: float = 0.2) -> bool:
        """Whether nothing arrives for a while, acknowledgements apart."""
        try:
            await asyncio.wait_for(self.receive(controls=False), seconds)
        except TimeoutError:
            return True
        except ConnectionClosed:
            return False
        return False


class ScriptedServer:
    """The server.

    Attributes:
        site: The pages it serves on the same port.
        url: Where.
        refuse: Whether connections are turned away.
    """

    def __init__(self, site: Site) -> None:
        self.site = site
        self.refuse = False
        self._connections: asyncio.Queue[Connection] = asyncio.Queue()
        self._over = asyncio.Event()

    @property
    def url(self) -> str:
        """The address of the pages."""
        return self.site.url

    async def connection(self, seconds: float = PATIENCE) -> Connection:
        """The client's next connection."""
        return await asyncio.wait_for(self._connections.get(), seconds)

    async def is_left_alone(self, seconds: float = 0.6) -> bool:
        """Whether nobody connects for a while."""
        try:
            await self.connection(seconds)
        except TimeoutError:
            return True
        return False

    async def handle(self, socket: ServerConnection) -> None:
        """Hand a connection to the test."""
        await self._connections.put(Connection(socket))
        await socket.wait_closed()

    def request(self, connection: ServerConnection, request: Request) -> Response | None:
        """Serve a page, or let a websocket pass."""
        if "Upgrade" in request.headers:
            return connection.respond(503, "") if self.refuse else None
        status, headers, body = self.site.content(request.path.partition("?")[0])
        return Response(status, "", Headers(headers), body)


@asynccontextmanager
async def scripted_server() -> AsyncIterator[ScriptedServer]:
    """Serve the client's pages and play the server."""
    server = ScriptedServer(Site())
    protocols = [Subprotocol("domsync.1")]
    arguments: dict[str, Any] = {"subprotocols": protocols, "process_request": server.request, "compression": None}
    async with serve(server.handle, "127.0.0.1", 0, **arguments, close_timeout=0.2, ping_interval=None) as listener:
        server.site.url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
        yield server
