"""A running app and the browsers that load its pages, over real sockets on this machine."""

import html
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urljoin

from websockets.asyncio.client import connect

from domsync import App, Component
from domsync import html as h
from tests.server.support import Browser, raw_http
from tests.waiting import PATIENCE


class Counter(Component):
    """A page with a button that counts its clicks."""

    count: int = 0

    def render(self) -> Any:
        return h.main(h.button(self.count, on_click=self.add, id="add"))

    def add(self) -> None:
        self.count += 1


#: The number of the button of `Counter`.
BUTTON = 5


class Served:
    """An app on a free port.

    Attributes:
        port: The port.
    """

    def __init__(self, app: App, port: int) -> None:
        self.app = app
        self.port = port

    async def get(self, path: str = "/", **headers: str) -> tuple[int, dict[str, str], str]:
        """Send a plain request; status, headers with names in lower case, text."""
        lines = [f"GET {path} HTTP/1.1", f"Host: localhost:{self.port}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in ({"Connection": "close"} | headers).items()]
        status, answered, body = await raw_http(self, "\r\n".join([*lines, "", ""]))  # type: ignore[arg-type]
        return status, answered, body.decode()

    async def load(self, path: str = "/") -> "Loaded":
        """Load a page."""
        status, _, text = await self.get(path)
        assert status == 200, text
        return Loaded(text, path)

    @asynccontextmanager
    async def connect(self, loaded: "Loaded", *, patience: float = PATIENCE, **hello: Any) -> AsyncIterator[Browser]:
        """Connect as the client of a loaded page does, and say hello; each answer may take so many seconds."""
        url = urljoin(f"http://localhost:{self.port}{loaded.path}", loaded.settings["url"]).replace("http", "ws")
        origin: Any = f"http://localhost:{self.port}"
        opening = connect(url, subprotocols=["domsync.1"], compression=None, origin=origin, open_timeout=10 * patience)  # type: ignore[list-item]
        async with opening as socket:
            browser = Browser(socket)
            browser.patience = patience
            await browser.hello(**(loaded.hello | hello))
            yield browser

    @asynccontextmanager
    async def visit(self, path: str = "/") -> AsyncIterator[tuple[Browser, str]]:
        """Load a page and connect: what it talks through, and its HTML."""
        loaded = await self.load(path)
        async with self.connect(loaded) as browser:
            yield browser, loaded.text


class Loaded:
    """A page as it was loaded.

    Attributes:
        text: Its HTML.
        path: Its path.
        settings: What its client is told.
    """

    def __init__(self, text: str, path: str = "/") -> None:
        self.text = text
        self.path = path
        self.settings: dict[str, Any] = json.loads(html.unescape(_between(text, 'data-domsync="', '"')))

    @property
    def hello(self) -> dict[str, Any]:
        """What the client says first."""
        if "token" not in self.settings:
            return {}
        seen = [[0, self.settings["frame"][1]]] if "frame" in self.settings else []
        return {"token": self.settings["token"], "seen": seen}


def _between(text: str, start: str, end: str) -> str:
    found = re.search(f"{re.escape(start)}(.*?){re.escape(end)}", text, re.DOTALL)
    assert found is not None, text
    return found[1]


@asynccontextmanager
async def served(app: App) -> AsyncIterator[Served]:
    """The app, as long as the block runs."""
    port = await app.serve("localhost", 0)
    try:
        yield Served(app, port)
    finally:
        await app.close()
