"""The server side of a page under test: a visit made directly, or by an app."""

from __future__ import annotations

import html
import inspect
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol, cast

import msgspec

from domsync.components.component import Component
from domsync.components.reconciler.mount_points import mount
from domsync.dom.document.document import Document
from domsync.server.app import App
from domsync.server.files.downloads import DOWNLOADS
from domsync.server.files.media import SHOWN
from domsync.server.files.uploads import UploadSlots
from domsync.server.instruments import Instruments
from domsync.server.limits import ServerLimits
from domsync.server.net.connection import Connection
from domsync.server.net.gate import IncomingConnection
from domsync.server.net.request import Request
from domsync.server.net.responses import HttpResponse
from domsync.server.net.transport import Transport, TransportClosed
from domsync.server.pages.downloads import download_response
from domsync.server.pages.page import Shown
from domsync.server.pages.policy import STRICT
from domsync.server.pages.served_visit import ServedVisit
from domsync.server.pages.shell import SOCKET_PATH
from domsync.server.pages.visit import Visit, served_visit
from domsync.server.pages.visits.files import FileStores
from domsync.session import session_id_of
from domsync.testing.in_process.recording import recorder
from domsync.testing.in_process.simulation import simulation

#: The address of the server under test.
ORIGIN = "http://test"
ROOT_ID = "domsync_root_id"

# Simulated users type without limits, and a server of one page has no other that could be loaded instead.
_LIMITS = ServerLimits(detached_seconds=1e9).without_rate_limit()


@dataclass(frozen=True, slots=True)
class Loaded:
    """A page that was loaded.

    Args:
        status: The HTTP status of the response.
        visit: The page's visit, if the page has a client.
        title: Its title.
        html: The content before the client starts.
        frame: The first frame, which is part of the page.
        token: The token with which the client resumes the visit.
        socket: The address of its connection.
        location: The target of a redirect.
        cookies: The values of its `Set-Cookie` headers.
        navigates: Whether it includes the module for navigation without a reload.
        policy: Its Content Security Policy in development, when violations are reported.
    """

    status: int = 200
    visit: Visit | None = None
    title: str = ""
    html: str = ""
    frame: bytes | None = None
    token: str | None = None
    socket: str = SOCKET_PATH
    location: str | None = None
    cookies: tuple[str, ...] = ()
    navigates: bool = False
    policy: str = ""


class Serving(Protocol):
    """The server of a page."""

    root_id: str
    #: Whether other addresses lead to other pages.
    has_pages: bool

    async def start(self) -> None:
        """Start, before the first page is loaded."""

    async def stop(self) -> None:
        """Stop, after the last page was left."""

    async def load(self, path: str, headers: Mapping[str, str]) -> Loaded:
        """Answer a request."""

    def fetch(self, path: str, headers: Mapping[str, str]) -> HttpResponse | Awaitable[HttpResponse]:
        """Answer a request for something other than a page."""

    async def serve(self, visit: Visit, transport: Transport, headers: Mapping[str, str]) -> None:
        """Serve a connection, which a request with these headers has opened."""

    def end(self, visit: Visit) -> None:
        """End the visit of a page that was left."""

    def visit_of(self, visit_id: str) -> Visit | None:
        """Return the visit with an id, if it can continue."""


class ServingOne:
    """Serves one page: a component, a document, or the result of a function.

    Args:
        shown: What to show.
        development: Whether errors show their text on the page.
    """

    has_pages = False

    def __init__(self, shown: object, *, development: bool) -> None:
        self._shown = shown
        self._development = development
        self._files = FileStores(UploadSlots(_LIMITS.uploads.running_in_process))
        self.root_id: str = shown.root_id if isinstance(shown, Document) else ROOT_ID

    async def start(self) -> None:
        """Do nothing: there is nothing to start."""

    async def stop(self) -> None:
        """Do nothing: there is nothing to stop."""

    async def load(self, path: str, headers: Mapping[str, str]) -> Loaded:
        """Create the visit; the path matters only for `Request`."""
        shown = self._shown
        document = shown if isinstance(shown, Document) else Document(self.root_id, scripts=False)
        query = path.partition("?")[2]
        request = Request(path.partition("?")[0], query, headers=dict(headers))
        served = ServedVisit(
            document,
            request,
            _LIMITS,
            development=self._development,
            ended=_nothing,
            files=self._files,
        )
        served.scheduler.monitor = recorder
        served.scheduler.move_to_running_loop()
        if not isinstance(shown, Document):
            try:
                result = page_function(shown)(document, request)
                if inspect.isawaitable(result):
                    result = await result
            except BaseException:
                served.end()
                raise
            if result is not None:
                component = result if isinstance(result, Component) else Shown(child=result)
                mount(component, document.documentElement)
        policy = STRICT.header("")["Content-Security-Policy"] if self._development else ""
        return Loaded(visit=served.visit, title=getattr(document, "title", "") or "", policy=policy)

    def fetch(self, path: str, headers: Mapping[str, str]) -> HttpResponse:
        """Answer a request for a file that a handler offers, or that the page shows from memory."""
        request = Request(path, headers=dict(headers))
        if path.startswith(DOWNLOADS):
            return download_response(self._files.downloads, request, path.removeprefix(DOWNLOADS))
        return self._files.shown.respond(request, path.removeprefix(SHOWN))

    async def serve(self, visit: Visit, transport: Transport, headers: Mapping[str, str]) -> None:
        """Serve a connection of the visit."""
        try:
            first = await transport.receive()
        except TransportClosed:
            return
        served = served_visit(visit)
        await served.serve(Connection(served.protocol, transport, _LIMITS.session, 0), first)

    def end(self, visit: Visit) -> None:
        """End the visit, and with it the document."""
        served_visit(visit).end()

    def visit_of(self, visit_id: str) -> Visit | None:
        """Return None: there is only one visit."""
        return None


def page_function(shown: object) -> Callable[[Document, Request], object]:
    """Make a page function for an app: it fills the document, or returns what to show.

    The result of an async function has to be awaited.
    """
    show = _shows(shown)
    # A page has the widgets' styles if the module that shows it uses them.
    show.__module__ = getattr(shown, "__module__", None) or type(shown).__module__
    return show


def _shows(shown: object) -> Callable[[Document, Request], object]:
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


def _nothing(visit: ServedVisit) -> None:
    pass


class ServingApp:
    """Serves an app, once for all its open pages.

    Args:
        app: The app.
    """

    has_pages = True
    root_id = ROOT_ID

    def __init__(self, app: App) -> None:
        self._app = app
        self._users = 0

    async def start(self) -> None:
        """Start the app as when it is served: its start-up functions, timers and background tasks."""
        self._users += 1
        if self._users > 1:
            return
        # The garbage collector belongs to the test run.
        self._app.hosting.instrument(Instruments(monitor=recorder, is_rate_limited=False, collects=False))
        await self._app.hosting.begin()

    async def stop(self) -> None:
        """Stop the app with its last page."""
        self._users -= 1
        if not self._users:
            simulation.apps.pop(self._app, None)
            await self._app.close()
            self._app.hosting.instrument(None)

    async def restart(self, *, crash: bool) -> None:
        """Restart the app.

        Args:
            crash: Whether it ends abruptly, as if its process were killed.
        """
        if crash:
            self._app._visits.abandon()
        await self._app.close()
        await self._app.hosting.begin()

    def visit_of(self, visit_id: str) -> Visit | None:
        """Return the visit with an id."""
        return next((visit for visit in self._app.visits if visit.id == visit_id), None)

    async def load(self, path: str, headers: Mapping[str, str]) -> Loaded:
        """Request a page from the app, as a browser does."""
        plain, _, query = path.partition("?")
        request = Request(plain, query, headers={"host": "test", **headers}, peer="127.0.0.1")
        answer = self._app.hosting.respond(request)
        if not isinstance(answer, HttpResponse):
            answer = await answer
        if 300 <= answer.status < 400:
            return Loaded(answer.status, location=answer.headers.get("Location", "/"), cookies=answer.cookies)
        text = answer.body.decode()
        policy = answer.headers.get("Content-Security-Policy", "") if "/extra/development.js" in text else ""
        return replace(read_page(self._app, answer.status, text), cookies=answer.cookies, policy=policy)

    def fetch(self, path: str, headers: Mapping[str, str]) -> HttpResponse | Awaitable[HttpResponse]:
        """Request something other than a page from the app."""
        plain, _, query = path.partition("?")
        return self._app.hosting.respond(Request(plain, query, headers={"host": "test", **headers}, peer="127.0.0.1"))

    async def serve(self, visit: Visit, transport: Transport, headers: Mapping[str, str]) -> None:
        """Have the app serve a connection."""
        request = Request("/_domsync/ws", headers={"host": "test", **headers}, peer="127.0.0.1")
        await self._app.hosting.connect(IncomingConnection(cast("Any", transport), request, compact=True))

    def end(self, visit: Visit) -> None:
        """End the visit at once, instead of when nobody has come back for a while."""
        if visit in self._app.visits:
            served_visit(visit).end()


def read_page(app: App, status: int, text: str) -> Loaded:
    """Extract what the browser and the test need from a page of an app.

    Args:
        app: The app.
        status: The HTTP status of the response.
        text: The page's HTML.
    """
    title = _found(r"<title>(.*?)</title>", text)
    settings = _found(rf'<div id="{ROOT_ID}" data-domsync="([^"]*)"(?: hidden)?>', text)
    if not settings:
        return Loaded(status, title=title, html=_found(r"<body>\n?(.*)</body>", text, plain=True))
    told = msgspec.json.decode(settings, type=_Settings)
    content = _found(rf'<div id="{ROOT_ID}" data-domsync="[^"]*">(.*)</div>\n<noscript>', text, plain=True)
    visit = next((visit for visit in app.visits if visit.id == session_id_of(told.token)), None)
    frame, navigates = bytes(told.frame) or None, "/extra/navigate.js" in text
    return Loaded(status, visit, title, content, frame, told.token, told.url, navigates=navigates)


class _Settings(msgspec.Struct):
    url: str
    token: str
    frame: msgspec.Raw = msgspec.Raw()


def _found(pattern: str, text: str, *, plain: bool = False) -> str:
    found = re.search(pattern, text, re.DOTALL)
    return "" if found is None else found[1] if plain else html.unescape(found[1])
