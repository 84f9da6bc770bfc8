"""The server's side of a page under test: what a visit shows, made directly or by an app."""

from __future__ import annotations

import html
import inspect
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol, cast
from unittest.mock import patch

import msgspec

from domsync.components.component import Component
from domsync.components.root import mount
from domsync.dom.document import Document
from domsync.server import serving
from domsync.server.app import App
from domsync.server.connection import Connection
from domsync.server.limits import ServerLimits
from domsync.server.listener import HttpRequest, Opened
from domsync.server.transport import Transport, TransportClosed
from domsync.server.visit import Request, Visit
from domsync.server.wrapper import Shown
from domsync.session import session_id_of
from domsync.session.guard import Guard
from domsync.session.limits import Limits
from domsync.testing.recording import recorder
from domsync.testing.world import world

#: The address of the server under test.
ORIGIN = "http://test"
ROOT_ID = "domsync_root_id"

# Users of tests type as fast as they like.
_IMPATIENT: dict[str, Any] = {"messages_per_second": 1e9, "message_burst": 10**9}
_LIMITS = Limits(**_IMPATIENT)
# Of one page, there is no other that could be loaded in its place.
_FOR_EVER = 1e9


@dataclass(frozen=True, slots=True)
class Loaded:
    """A page that was loaded.

    Args:
        status: The status of the answer.
        visit: What it shows, if it is a page with a client.
        title: Its title.
        html: The content that is there before the client starts.
        frame: The first frame, which comes with the page.
        token: By which the client takes the visit up.
        location: Where the answer leads instead.
    """

    status: int = 200
    visit: Visit | None = None
    title: str = ""
    html: str = ""
    frame: bytes | None = None
    token: str | None = None
    location: str | None = None


class Serving(Protocol):
    """What serves a page."""

    root_id: str
    #: Whether other addresses lead to other pages.
    has_pages: bool

    async def start(self) -> None:
        """Begin, before the first page is loaded."""

    async def stop(self) -> None:
        """End, after the last page was left."""

    def load(self, path: str, headers: Mapping[str, str]) -> Loaded:
        """Answer a request."""

    async def serve(self, visit: Visit, transport: Transport) -> None:
        """Serve a connection."""

    def end(self, visit: Visit) -> None:
        """The page is left."""


class ServingOne:
    """Serves one page: a component, a document, or what a function makes.

    Args:
        shown: What is shown.
        development: Whether errors show their text on the page.
    """

    has_pages = False

    def __init__(self, shown: object, *, development: bool) -> None:
        self._shown = shown
        self._development = development
        self.root_id = shown.root_id if isinstance(shown, Document) else ROOT_ID

    async def start(self) -> None:
        """Nothing is to be done."""

    async def stop(self) -> None:
        """Nothing is to be done."""

    def load(self, path: str, headers: Mapping[str, str]) -> Loaded:
        """Make the visit; the path says nothing here but in `Request`."""
        shown = self._shown
        document = shown if isinstance(shown, Document) else Document(self.root_id, scripts=False)
        query = path.partition("?")[2]
        request = Request(path.partition("?")[0], query, headers=dict(headers))
        limits = ServerLimits(session=_LIMITS, detached_seconds=_FOR_EVER)
        visit = Visit(document, request, limits, development=self._development, ended=_nothing)
        if not isinstance(shown, Document):
            result = page_function(shown)(document, request)
            if result is not None:
                component = result if isinstance(result, Component) else Shown(child=result)
                mount(component, document.documentElement)
        return Loaded(visit=visit, title=getattr(document, "title", "") or "")

    async def serve(self, visit: Visit, transport: Transport) -> None:
        """Serve a connection of the visit."""
        try:
            first = await transport.receive()
        except TransportClosed:
            return
        await visit.serve(Connection(visit.session, transport, _LIMITS, 0), first)

    def end(self, visit: Visit) -> None:
        """End the visit, and with it the document."""
        visit.end()


def page_function(shown: object) -> Callable[[Document, Request], object]:
    """A function of an app's page that shows something: it fills the document, or returns what is to be shown."""
    if isinstance(shown, type) and issubclass(shown, Component):
        return lambda document, request: shown()
    if not callable(shown):
        return lambda document, request: shown
    function: Callable[..., object] = shown

    def show(document: Document, request: Request) -> object:
        parameters = inspect.signature(function).parameters
        by_name = {"document": document, "request": request}
        given = {name: by_name[name] for name in parameters if name in by_name}
        if not given and any(parameter.default is parameter.empty for parameter in parameters.values()):
            return function(document)
        return function(**given)

    return show


def _nothing(visit: Visit) -> None:
    pass


class ServingApp:
    """Serves the pages of an app, once for all pages of it that are open.

    Args:
        app: The app.
    """

    has_pages = True
    root_id = ROOT_ID

    def __init__(self, app: App) -> None:
        self._app = app
        self._collector = app._collector
        self._users = 0

    async def start(self) -> None:
        """Have the app begin as it does when it is served: its start-up functions, timers and background tasks."""
        self._users += 1
        if self._users > 1:
            return
        # The garbage collector is the test run's.
        self._app._collector = None
        recorder.watch_app(self._app)
        with patch.object(serving, "Listener", _NoPort):
            await self._app.serve()

    async def stop(self) -> None:
        """Have the app end with its last page."""
        self._users -= 1
        if not self._users:
            world.apps.pop(self._app, None)
            await self._app.close()
            recorder.forget_app(self._app)
            self._app._collector = self._collector

    def load(self, path: str, headers: Mapping[str, str]) -> Loaded:
        """Ask the app for a page, as a browser does."""
        plain, _, query = path.partition("?")
        request = HttpRequest(plain, query, {"host": "test", **headers}, "127.0.0.1")
        answer = self._app._respond(request)
        if 300 <= answer.status < 400:
            return Loaded(answer.status, location=answer.headers.get("Location", "/"))
        loaded = read_page(self._app, answer.status, answer.body.decode())
        if loaded.visit is not None:
            session = loaded.visit.session
            session._guard = Guard(replace(session._limits, **_IMPATIENT), world.loop.time)
        return loaded

    async def serve(self, visit: Visit, transport: Transport) -> None:
        """Have the app serve a connection."""
        request = HttpRequest("/_domsync/ws", "", {"host": "test"}, "127.0.0.1")
        await self._app._connect(Opened(cast("Any", transport), request, compact=True))

    def end(self, visit: Visit) -> None:
        """End the visit at once, rather than when nobody has come back for a while."""
        if visit in self._app.visits:
            visit.end()


class _NoPort:
    """What an app listens on here: nothing. It is asked directly."""

    def __init__(self, *arguments: object) -> None:
        pass

    async def open(self, host: str | None, port: int, tls: object = None, sock: object = None) -> int:
        """Listen to nobody."""
        return port

    async def close(self, end_connections: Callable[[], Awaitable[None]]) -> None:
        """End the connections that there are."""
        await end_connections()


def read_page(app: App, status: int, text: str) -> Loaded:
    """Find in a page of an app what the browser and the test need of it.

    Args:
        app: The app.
        status: The status of the answer.
        text: The page.
    """
    title = _found(r"<title>(.*?)</title>", text)
    settings = _found(rf'<div id="{ROOT_ID}" data-domsync="([^"]*)"(?: hidden)?>', text)
    if not settings:
        return Loaded(status, title=title, html=_found(r"<body>\n?(.*)</body>", text, plain=True))
    told = msgspec.json.decode(settings, type=_Settings)
    content = _found(rf'<div id="{ROOT_ID}" data-domsync="[^"]*">(.*)</div>\n<noscript>', text, plain=True)
    visit = next((visit for visit in app.visits if visit.id == session_id_of(told.token)), None)
    return Loaded(status, visit, title, content, bytes(told.frame) or None, told.token)


class _Settings(msgspec.Struct):
    token: str
    frame: msgspec.Raw = msgspec.Raw()


def _found(pattern: str, text: str, *, plain: bool = False) -> str:
    found = re.search(pattern, text, re.DOTALL)
    return "" if found is None else found[1] if plain else html.unescape(found[1])
