"""A running server and the browsers that talk to it, over real sockets on this machine."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from domsync.domsync_server import Client, DomsyncServer
from tests.waiting import PATIENCE

Handler = Callable[[DomsyncServer, Client], Awaitable[object]]


async def nothing(server: DomsyncServer, client: Client) -> None:
    """A handler that shows an empty page."""


@asynccontextmanager
async def serving(handler: Handler = nothing, **arguments: Any) -> AsyncIterator[DomsyncServer]:
    """A server on a free port."""
    server = DomsyncServer(handler, "localhost", 0, verbose=False, **arguments)
    await server.serve()
    try:
        yield server
    finally:
        await server.close()


def origin(server: DomsyncServer) -> str:
    """The server's own origin."""
    return f"http://localhost:{server.port}"


@asynccontextmanager
async def text_client(server: DomsyncServer, **arguments: Any) -> AsyncIterator[ClientConnection]:
    """A page as the original's `client.html` is."""
    arguments.setdefault("origin", origin(server))
    async with connect(f"ws://localhost:{server.port}", compression=None, max_size=None, **arguments) as socket:
        yield socket


class Browser:
    """A page with domsync's client."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.sent = 0
        #: By which it goes on, when it has been welcomed.
        self.token = ""
        #: For how many seconds an answer is waited for.
        self.patience = PATIENCE

    async def hello(self, **fields: Any) -> Any:
        """Say hello and return the welcome."""
        await self.say([0, 1, {"v": 1, **fields}])
        welcome = (await self.receive())[2]
        self.token = welcome["token"]
        return welcome

    async def say(self, frame: Any) -> None:
        """Send a frame."""
        await self.socket.send(json.dumps(frame))

    async def event(self, *parts: Any) -> int:
        """Send an event."""
        self.sent += 1
        await self.say([self.sent, *parts])
        return self.sent

    async def receive(self) -> Any:
        """The next frame."""
        async with asyncio.timeout(self.patience):
            return json.loads(await self.socket.recv())

    async def until(self, wanted: Callable[[Any], bool]) -> Any:
        """The next frame that is wanted; those before it are passed over."""
        while True:
            frame = await self.receive()
            if wanted(frame):
                return frame

    async def acknowledged(self, n: int) -> Any:
        """Wait for the frame that says that an event was handled."""
        return await self.until(lambda frame: frame[2] == n if frame[0] >= 0 else frame[1:] in ([2, n], [4, n]))


@asynccontextmanager
async def browser(server: DomsyncServer, *, path: str = "/_domsync/ws", **arguments: Any) -> AsyncIterator[Browser]:
    """A page with domsync's client, connected but without its hello."""
    arguments.setdefault("origin", origin(server))
    url = f"ws://localhost:{server.port}{path}"
    async with connect(url, subprotocols=["domsync.1"], compression=None, max_size=None, **arguments) as socket:  # type: ignore[list-item]
        yield Browser(socket)


@asynccontextmanager
async def page(server: DomsyncServer, **arguments: Any) -> AsyncIterator[Browser]:
    """A page with domsync's client that has said hello."""
    async with browser(server, **arguments) as connected:
        await connected.hello()
        yield connected


async def settled(condition: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Wait until something is so.

    Looks are counted and not the time that they take: when the machine has stood still, there are as many left.
    """
    for _ in range(round(seconds / 0.005)):
        if condition():
            return
        await asyncio.sleep(0.005)
    raise TimeoutError(f"it is not so after {seconds} s of looking")


async def http(
    server: DomsyncServer, path: str = "/", *, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """Send a plain request; status, headers with names in lower case, body."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: localhost:{server.port}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in ({"Connection": "close"} | headers).items()]
    return await raw_http(server, "\r\n".join([*lines, "", ""]))


async def raw_http(server: DomsyncServer, request: str) -> tuple[int, dict[str, str], bytes]:
    """Send these very bytes; (0, {}, b"") if nothing is answered."""
    reader, writer = await asyncio.open_connection("localhost", server.port)
    try:
        writer.write(request.encode("latin-1"))
        head, _, body = (await asyncio.wait_for(reader.read(), PATIENCE)).partition(b"\r\n\r\n")
    finally:
        writer.close()
        await writer.wait_closed()
    if not head:
        return 0, {}, b""
    status, *fields = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (field.partition(": ") for field in fields)}
    return int(status.split()[1]), headers, body
