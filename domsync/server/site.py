"""What an app consists of: pages, files, messages, tasks, and what is mounted in it; which page an address means."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from domsync.components.presence import Presence
from domsync.dom.trusted import TrustedHTML
from domsync.server.broker import Broker
from domsync.server.client_files import PREFIX, client_files
from domsync.server.dom_server import DomsyncServer
from domsync.server.listener import HttpRequest
from domsync.server.messages import Messages
from domsync.server.page import SOCKET_PATH
from domsync.server.pages import PageOptions, PageRoute, not_found
from domsync.server.replicas import Replicas
from domsync.server.responses import HttpResponse
from domsync.server.routes import Pattern
from domsync.server.static import StaticFolder, StyleSheets
from domsync.server.timers import Timer
from domsync.server.visit import Request


@dataclass(frozen=True, slots=True)
class Found:
    """The page that a request means.

    Args:
        route: The page.
        options: What its shell says where its app is mounted.
        values: What the path says, by the names of the page's parameters.
        request: The request.
        sites: The app that was asked, and those mounted in each other down to the one that has the page.
    """

    route: PageRoute
    options: PageOptions
    values: Mapping[str, str]
    request: Request
    sites: tuple[Site, ...]


class Site:
    """One app, without those who visit it.

    Args:
        messages: Its messages.
        broker: Connects its processes.
        plain_clients: Whether clients without domsync's script are welcome.
    """

    def __init__(self, messages: Messages, broker: Broker, *, plain_clients: bool) -> None:
        self.messages = messages
        self.broker = broker
        self.plain_clients = plain_clients
        self.presence = Presence()
        self.replicas = Replicas()
        #: What the shells of all its pages say.
        self.options = PageOptions()
        self.on_startup: list[Callable[[], Any]] = []
        self.on_shutdown: list[Callable[[], Any]] = []
        self.background: list[Callable[[], Awaitable[object]]] = []
        self.timers: list[Timer] = []
        self._sheets = StyleSheets(f"{PREFIX}css/")
        self._routes: list[PageRoute] = []
        self._mounts: list[tuple[str, Site]] = []
        self._servers: list[tuple[str, DomsyncServer]] = []
        self._folders: list[tuple[str, StaticFolder]] = []

    @property
    def development(self) -> bool:
        """Whether errors show their text."""
        return self.messages.development

    # What it consists of

    def page_options(
        self,
        title: str | None,
        lang: str | None,
        favicon: str | None,
        stylesheets: Sequence[str],
        css: str | None,
        scripts: Sequence[str],
        meta: Mapping[str, str] | None,
        head: TrustedHTML | None,
    ) -> PageOptions:
        """What a shell says, with a style sheet that is served from now on.

        Raises:
            TypeError: One address was given in place of several.
        """
        for name, value in (("stylesheets", stylesheets), ("scripts", scripts)):
            if isinstance(value, str):
                raise TypeError(f"{name} is a list of addresses: [{value!r}]")
        sheets = (*stylesheets, self._sheets.add(css)) if css else tuple(stylesheets)
        return PageOptions(title, lang, favicon, sheets, tuple(scripts), dict(meta or {}), head)

    def free(self, path: str) -> Pattern:
        """The pattern of a new page.

        Raises:
            ValueError: The path is malformed or taken.
        """
        if any(route.pattern.path == path for route in self._routes):
            raise ValueError(f"the path {path!r} has a page already")
        return Pattern(path)

    def add(self, route: PageRoute) -> None:
        """Add a page."""
        self._routes.append(route)
        # Paths without parameters come first: "/users/new" is not the user called "new".
        self._routes.sort(key=lambda route: not route.pattern.is_plain)

    def mount(self, prefix: str, inner: Site | DomsyncServer) -> None:
        """Show another app's pages, or a server's, below a prefix.

        Raises:
            ValueError: The prefix is malformed or taken.
        """
        self._check_prefix(prefix)
        if isinstance(inner, DomsyncServer):
            self._servers.append((prefix, inner))
            return
        self._mounts.append((prefix, inner))
        # "/a/b" comes before "/a", which would take its pages.
        self._mounts.sort(key=lambda mounted: -len(mounted[0]))

    def serve_folder(self, prefix: str, folder: str | Path) -> None:
        """Serve the files of a folder below a prefix.

        Raises:
            ValueError: The prefix is malformed or taken, or there is no such folder.
        """
        self._check_prefix(prefix)
        self._folders.append((prefix, StaticFolder(folder)))

    def _check_prefix(self, prefix: str) -> None:
        if not prefix.startswith("/") or prefix.endswith("/") or "{" in prefix:
            raise ValueError(f"a prefix begins with a slash and does not end with one: '/shop', not {prefix!r}")
        if prefix in {taken for taken, _ in (*self._mounts, *self._servers, *self._folders)}:
            raise ValueError(f"the prefix {prefix!r} is taken")

    # It, and what is mounted in it

    def all(self) -> list[tuple[str, Site]]:
        """This app and all that are mounted in it, with their whole prefixes."""
        inner = [(prefix + below, site) for prefix, mounted in self._mounts for below, site in mounted.all()]
        return [("", self), *inner]

    def servers(self) -> list[tuple[str, DomsyncServer]]:
        """The servers that are mounted in this app, or in one that is mounted in it, with their whole prefixes."""
        return [(prefix + below, server) for prefix, site in self.all() for below, server in site._servers]

    # Plain requests

    def find(self, request: HttpRequest) -> HttpResponse | Found:
        """What answers a request: a page, or an answer that is ready.

        Args:
            request: The request.
        """
        if not request.path.startswith(PREFIX):
            return self._find(request, request.path, "", ())
        for _, site in self.all():
            sheet = site._sheets.respond(request.path)
            if sheet is not None:
                return sheet
        return client_files().respond(request.path, request.headers.get("accept-encoding", ""))

    def _find(self, request: HttpRequest, path: str, prefix: str, above: tuple[Site, ...]) -> HttpResponse | Found:
        sites = (*above, self)
        for mounted, site in self._mounts:
            if path == mounted or path.startswith(mounted + "/"):
                return site._find(request, path[len(mounted) :] or "/", prefix + mounted, sites)
        for mounted, server in self._servers:
            if path in (mounted, mounted + "/"):
                return server.page(prefix + mounted + SOCKET_PATH)
        folders = [served for served, _ in self._folders]
        for served, folder in self._folders:
            if path.startswith(served + "/"):
                return folder.respond(path[len(served) + 1 :], request.headers.get("if-none-match", ""))
        for route in self._routes:
            values = route.pattern.match(path)
            if values is not None:
                asked = Request(path, request.query, prefix, request.headers, request.peer)
                return Found(route, route.options.below(prefix, folders), values, asked, sites)
        return not_found(self.options.below(prefix, folders))
