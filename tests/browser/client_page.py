"""The browser client on a page of its own, under the strict policy and with a WebSocket that the test plays.

No server process takes part: a small HTTP server in the test's loop serves the modules, and frames are handed to the
client as if they had arrived. `fake_socket.js` is the WebSocket.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any

from playwright.async_api import Page

from domsync.dom.ops import Op
from domsync.server.net.client_files import client_files
from tests.browser import harness
from tests.wire_lists import to_wire

HERE = Path(__file__).parent
POLICY = (
    "default-src 'none'; script-src 'nonce-R'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'self'; require-trusted-types-for 'script'"
)
CANONICAL = (HERE / "canonical.js").read_text(encoding="utf-8")
FAKE_SOCKET = (HERE / "fake_socket.js").read_text(encoding="utf-8")

HEAD = "<!doctype html><meta charset=utf-8><title>t</title><link rel=icon href=data:,>"
PAGE = f"""{HEAD}
<script nonce=R type=module src=/client/index.js></script>
<script nonce=R type=module src=/inside.js></script>
<div id=root data-domsync='CONFIG'></div>
"""
# What tests look at from inside.
INSIDE = """
import * as modules from "/client/index.js";
import * as controls from "/client/extra/merge.js";
// They are numbered there.
const having = (name) => Object.values(modules).find((module) => name in module);
const nodes = having("makeDoc");
window.inside = { protocol: having("HELLO"), ...nodes, ...nodes.page, ...having("inputs").inputs, ...controls };
"""


class Site:
    """What the HTTP server serves.

    Attributes:
        url: Where.
        pages: The body of each path, and whether the strict policy is on.
    """

    def __init__(self) -> None:
        self.url = ""
        self.pages: dict[str, tuple[str, bool]] = {}
        self.add("/", PAGE.replace("CONFIG", '{"url": "/ws", "token": "T0", "v": 1}'))
        self.add("/plain", f"{HEAD}<div id=root></div>", strict=False)

    def add(self, path: str, body: str, *, strict: bool = True) -> str:
        """Serve a page; returns its address."""
        self.pages[path] = (body, strict)
        return self.url + path

    def content(self, path: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body for a path."""
        strict, kind, status = True, "text/html", 200
        if path.startswith("/client/"):
            served = client_files().respond(client_files().path(path.removeprefix("/client/")))
            body, kind, status = served.body.decode(), "text/javascript", served.status
        elif path == "/inside.js":
            body, kind = INSIDE, "text/javascript"
        elif path in self.pages:
            body, strict = self.pages[path]
        else:
            body, status = "nothing here", 404
        payload = body.encode()
        headers = {"Content-Type": f"{kind}; charset=utf-8", "Content-Length": str(len(payload))}
        headers |= {"Cache-Control": "no-store", "Connection": "close"}
        headers |= {"Content-Security-Policy": POLICY} if strict else {}
        return status, headers, payload

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one HTTP request."""
        try:
            request = await reader.readuntil(b"\r\n\r\n")
            status, headers, payload = self.content(request.split(b" ", 2)[1].decode().partition("?")[0])
            lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", *map(": ".join, headers.items()), "", ""]
            writer.write("\r\n".join(lines).encode() + payload)
            await writer.drain()
            writer.close()
            await writer.wait_closed()
        except (asyncio.IncompleteReadError, ConnectionError):
            # A browser opens connections ahead, and leaves them.
            writer.close()


#: The pages that clients were opened in, by the addresses of their sites.
_opened: dict[str, list[Page]] = {}


@asynccontextmanager
async def serve_client() -> AsyncIterator[Site]:
    """Serve the client and its test pages on a port of this machine."""
    site = Site()
    server = await asyncio.start_server(site.answer, "127.0.0.1", 0)
    async with server:
        site.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield site
        # A client that waits for an answer loads what shows that. On a busy machine it would do so when the site is
        # gone, and complain.
        for page in _opened.pop(site.url, ()):
            if not page.is_closed():
                await page.goto("about:blank")


class ClientPage:
    """A page that runs the client, with the server's side played by the test.

    Attributes:
        page: The page.
        seqs: The last frame of each document.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.seqs: dict[int, int] = {}

    @classmethod
    async def open(cls, page: Page, url: str, *, welcome: bool = True) -> "ClientPage":
        """Load the page and welcome it as a resumed session."""
        await page.add_init_script(CANONICAL)
        await page.add_init_script(FAKE_SOCKET)
        client = cls(page)
        _opened.setdefault(url, []).append(page)
        await page.goto(url)
        await page.evaluate("started()")
        if welcome:
            await client.connect()
        return client

    @classmethod
    async def open_timeless(cls, page: Page, url: str) -> "ClientPage":
        """The same with a clock that stands still: `wait()` lets time pass, whatever the machine is busy with."""
        await page.clock.install(time=0)
        client = await cls.open(page, url)
        await page.clock.pause_at(10)
        await client.sent(controls=True)
        return client

    async def wait(self, milliseconds: int) -> None:
        """Let time pass on a page that was opened by `open_timeless`."""
        await self.page.clock.run_for(milliseconds)

    async def connect(self, received: int = 0, *, resumed: bool = True) -> Any:
        """Open the newest socket and welcome it; returns the hello."""
        await self.page.evaluate("opened()")
        (hello,) = await self.controls(1)
        await self.control(1, {"token": "T1", "received": received, "resumed": resumed})
        return hello

    async def frame(self, ops: Iterable[Op] | list[Any], *, ack: int = 0, doc: int = 0, seq: int | None = None) -> None:
        """Send a frame of ops (or of what stands for them on the wire), and wait until it is applied."""
        items = list(ops)
        wire = items if all(isinstance(op, list) for op in items) else to_wire(items)
        self.seqs[doc] = self.seqs.get(doc, 0) + 1 if seq is None else seq
        await self.raw([doc, self.seqs[doc], ack, wire])
        await self.loaded()

    async def control(self, *parts: Any) -> None:
        """Send a control frame."""
        await self.raw([-1, *parts])

    async def raw(self, frame: Any) -> None:
        """Send any JSON."""
        await self.page.evaluate("text => arrived(text)", json.dumps(frame))

    async def applied(self) -> None:
        """Wait until what has arrived is applied, although a module has to be loaded first."""
        await self.loaded()
        await self.page.evaluate("() => new Promise(inside.after)")

    async def pause(self, milliseconds: int) -> None:
        """Wait until the page's timers of up to so many milliseconds have gone off: they do so in their order."""
        await self.page.evaluate("ms => new Promise((done) => setTimeout(done, ms))", milliseconds)

    async def loaded(self) -> None:
        """Wait until the modules have run that what has happened needs."""
        await harness.loaded(self.page)

    async def sent(self, *, controls: bool = False) -> list[Any]:
        """What the client has sent since the last call; acknowledgements only when asked for."""
        await self.loaded()
        frames = [json.loads(text) for text in await self.page.evaluate("taken()")]
        return frames if controls else [frame for frame in frames if frame[0] != 0]

    async def controls(self, kind: int) -> list[Any]:
        """The control frames of one kind that the client has sent since the last call."""
        return [frame for frame in await self.sent(controls=True) if frame[:2] == [0, kind]]

    async def canonical(self) -> Any:
        """The canonical form of the root element."""
        return await self.page.evaluate("canonical(document.querySelector('#root'))")

    async def children(self) -> Any:
        """The canonical forms of the root's children."""
        return (await self.canonical())[5]

    async def html(self) -> str:
        """The root's content as the browser writes it."""
        await self.applied()
        html: str = await self.page.evaluate("document.querySelector('#root').innerHTML")
        return html
