"""The router of an app: pages, files, messages, tasks, and what is mounted in it; it finds what is at an address."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from domsync.components.client_modules import ClientModule
from domsync.components.page_words import NO_ACCESS, NO_PAGE, NOT_ALLOWED, NOT_FOUND, page_word
from domsync.components.shared.presence import Presence
from domsync.dom.checks.trusted import TrustedHTML
from domsync.server.dom_server import DomsyncServer
from domsync.server.messages import Messages
from domsync.server.net.client_files import PREFIX, client_files
from domsync.server.net.request import Request
from domsync.server.net.responses import HttpResponse, Redirect, error
from domsync.server.net.static import StaticFolder, StyleSheets
from domsync.server.pages.http_routes import NO_BODIES, HttpRoute, refused_method
from domsync.server.pages.layouts import Layout
from domsync.server.pages.modules import ModuleNames, module_response
from domsync.server.pages.page import (
    PageOptions,
    PageRoute,
    ProblemRoute,
    RouteMatch,
    not_found,
    refused,
)
from domsync.server.pages.policy import STRICT, advice, log_refusal
from domsync.server.pages.routes import Pattern, encode_path
from domsync.server.processes.broker import Broker
from domsync.server.replication import Replicas
from domsync.server.sessions.guards import Guard, LoginRedirect, ask
from domsync.server.tasks import Timer

logger: logging.Logger = logging.getLogger("domsync")

#: How many violations of a policy are logged in development.
_VIOLATIONS = 200
#: A function of scope, receive and send (https://asgi.readthedocs.io/en/latest/specs/main.html).
AsgiApplication = Callable[[Any, Any, Any], Awaitable[None]]


#: Answers a request, when it is called.
Answer = Callable[[], "HttpResponse | Awaitable[HttpResponse]"]


class Router:
    """The pages, files, messages and tasks of one app, without its visits.

    Args:
        messages: Its messages.
        broker: Connects its processes.
        json_clients: Whether clients without domsync's script may connect.
    """

    def __init__(self, messages: Messages, broker: Broker, *, json_clients: bool) -> None:
        self.messages = messages
        self.broker = broker
        self.json_clients = json_clients
        self.presence: Presence = Presence()
        self.replicas: Replicas = Replicas(lambda: not self.broker.alone)
        #: The options of the shells of all its pages.
        self.options: PageOptions = PageOptions()
        self.on_startup: list[Callable[[], Any]] = []
        self.on_shutdown: list[Callable[[], Any]] = []
        self.background: list[Callable[[], Awaitable[object]]] = []
        self.timers: list[Timer] = []
        #: Admits or refuses requests.
        self.guard: Guard | None = None
        self._mount_guards: dict[str, Guard] = {}
        #: The names by which its client modules import others.
        self.module_names: ModuleNames = ModuleNames()
        self._violations = 0
        #: Explains why a page's origin may not connect; ``""`` if it may. Set when the app is served.
        self.refusal: Callable[[Request, str], str] = lambda request, origin: ""
        self._sheets = StyleSheets(f"{PREFIX}css/")
        self._routes: list[PageRoute | HttpRoute] = []
        self._mounts: list[tuple[str, Router]] = []
        self._servers: list[tuple[str, DomsyncServer]] = []
        self._folders: list[tuple[str, StaticFolder]] = []
        #: The outermost come first.
        self._layouts: list[Layout] = []
        #: Whether its pages replace each other without a reload.
        self.navigates = True
        self._applications: list[tuple[str, AsgiApplication]] = []

    @property
    def development(self) -> bool:
        """True if errors show their text."""
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
        policy: Mapping[str, Iterable[str]] | None,
        trusted_modules: Sequence[str],
        modules: Sequence[type[ClientModule]],
        has_transitions: bool | None = None,
    ) -> PageOptions:
        """Make the options of a shell, with a style sheet that is served from now on.

        Raises:
            TypeError: One address was given where a list is expected, or another value has the wrong type.
        """
        for name, value in (("stylesheets", stylesheets), ("scripts", scripts), ("trusted_modules", trusted_modules)):
            if isinstance(value, str):
                raise TypeError(f"{name} must be a list of addresses: [{value!r}]")
        if css is not None and not isinstance(css, str):
            raise TypeError(f'css must be the text of a stylesheet, such as "p {{ color: red }}", not {css!r}')
        if head is not None and not isinstance(head, TrustedHTML):
            raise TypeError(f"head must be HTML vouched for with unsafe_html(...), not {head!r}")
        if policy is not None and not isinstance(policy, Mapping):
            raise TypeError(
                f'policy must map directives to lists of sources, {{"img-src": ["https://..."]}}, not {policy!r}'
            )
        sheets = (*stylesheets, self._sheets.add(css)) if css else tuple(stylesheets)
        policy = None if policy is None else {name: _listed(sources) for name, sources in policy.items()}
        return PageOptions(
            title,
            lang,
            favicon,
            sheets,
            tuple(scripts),
            dict(meta or {}),
            head,
            policy=STRICT.plus(policy),
            policy_added=policy,
            trusted_modules=tuple(trusted_modules),
            modules=tuple(modules),
            has_transitions=has_transitions,
        )

    def free(self, path: str, methods: Iterable[str] = ("GET",)) -> Pattern:
        """Return the pattern of a new page or route.

        Raises:
            ValueError: The path is malformed or taken.
        """
        for route in self._routes:
            if route.pattern.path == path and not route.methods.isdisjoint(methods):
                raise ValueError(
                    f"the path {path!r} has a {'page' if isinstance(route, PageRoute) else 'route'} already"
                )
        return Pattern(path)

    def add(self, route: PageRoute | HttpRoute) -> None:
        """Add a page or a route."""
        self._routes.append(route)
        # Paths without parameters come first: "/users/new" is not the user called "new".
        self._routes.sort(key=lambda route: not route.pattern.is_plain)

    def add_layout(self, layout: Layout) -> None:
        """Add a layout.

        Raises:
            ValueError: The path has one.
        """
        if any(other.pattern.path == layout.pattern.path for other in self._layouts):
            raise ValueError(f"the path {layout.pattern.path!r} has a layout already")
        self._layouts.append(layout)
        self._layouts.sort(key=lambda layout: len(layout.pattern.path.rstrip("/").split("/")))

    def mount(self, prefix: str, inner: Router | DomsyncServer | AsgiApplication, guard: Guard | None = None) -> None:
        """Serve another app, a server or an ASGI application below a prefix.

        Raises:
            ValueError: The prefix is malformed or taken.
        """
        prefix = self._checked_prefix(prefix)
        if isinstance(inner, DomsyncServer):
            self._servers.append((prefix, inner))
            return
        if not isinstance(inner, Router):
            self._applications.append((prefix, inner))
            return
        if guard is not None:
            self._mount_guards[prefix] = guard
        self._mounts.append((prefix, inner))
        # "/a/b" comes before "/a", which would otherwise match its pages.
        self._mounts.sort(key=lambda mounted: -len(mounted[0]))

    def serve_folder(self, prefix: str, folder: str | Path) -> None:
        """Serve the files of a folder below a prefix.

        Raises:
            ValueError: The prefix is malformed or taken, or there is no such folder.
        """
        prefix = self._checked_prefix(prefix)
        self._folders.append((prefix, StaticFolder(folder)))

    def _checked_prefix(self, prefix: str) -> str:
        """Return a prefix as browsers write it."""
        if not prefix.startswith("/") or prefix.endswith("/") or "{" in prefix:
            raise ValueError(f"a prefix must begin with a slash and not end with one: '/shop', not {prefix!r}")
        encoded = encode_path(prefix)
        if encoded in {taken for taken, _ in (*self._mounts, *self._servers, *self._folders, *self._applications)}:
            raise ValueError(f"the prefix {prefix!r} is taken")
        return encoded

    # This app and everything that is mounted in it

    def all(self) -> list[tuple[str, Router]]:
        """List this app and all that are mounted in it, with their whole prefixes."""
        inner = [(prefix + below, router) for prefix, mounted in self._mounts for below, router in mounted.all()]
        return [("", self), *inner]

    def servers(self) -> list[tuple[str, DomsyncServer]]:
        """The servers that are mounted in this app, or in one that is mounted in it, with their whole prefixes."""
        return [(prefix + below, server) for prefix, router in self.all() for below, server in router._servers]

    def applications(self) -> list[tuple[str, AsgiApplication]]:
        """The ASGI applications that are mounted in this app, or in one that is mounted in it, longest prefix first."""
        found = [(prefix + below, one) for prefix, router in self.all() for below, one in router._applications]
        return sorted(found, key=lambda mounted: -len(mounted[0]))

    # Plain requests

    def find(self, request: Request) -> HttpResponse | Awaitable[HttpResponse] | RouteMatch:
        """Find what answers a request: a page, an answer, or an awaitable of an answer.

        Args:
            request: The request.
        """
        found = self._find(request, (), ())
        if isinstance(found, Redirect):
            return HttpResponse(303, headers={"Location": found.url})
        if not isinstance(found, RouteMatch):
            return found()
        return found if found.status == 200 or found.layouts else found.plain()

    def find_page(self, request: Request) -> RouteMatch | Redirect | None:
        """Find the page at the address of a request, or where it redirects; None if anything but a page answers it.

        Args:
            request: The request, which is not answered.
        """
        found = self._find(request, (), ())
        if isinstance(found, RouteMatch):
            return found if found.status == 200 or found.layouts else None
        return found if isinstance(found, Redirect) else None

    def _find(
        self, request: Request, above: tuple[Router, ...], guards: tuple[Guard, ...]
    ) -> RouteMatch | Redirect | Answer:
        found = self._search(request, above, guards)
        if isinstance(found, LoginRedirect) and not found.is_placed and self._has_route(found.path.partition("?")[0]):
            return found.below(request.prefix)
        return found

    def _has_route(self, path: str) -> bool:
        return any(route.pattern.match(path) is not None for route in self._routes)

    def _search(
        self, request: Request, above: tuple[Router, ...], guards: tuple[Guard, ...]
    ) -> RouteMatch | Redirect | Answer:
        path, routers = request.path, (*above, self)
        if self.guard is not None:
            guards = (*guards, self.guard)
        for mounted, router in self._mounts:
            if path == mounted or path.startswith(mounted + "/"):
                inner = self._mount_guards.get(mounted)
                return router._find(request.below(mounted), routers, guards if inner is None else (*guards, inner))
        if guards and not path.startswith(PREFIX):
            answer = ask(guards, request)
            if isinstance(answer, Redirect):
                return answer
            if not answer:
                return partial(refused, self.options.below(request.base, self._own), request)
        if request.method in ("GET", "HEAD") and self._has_file(path):
            return partial(self._file, request)
        allowed: set[str] = set()
        for route in self._routes:
            values = route.pattern.match(path)
            if values is None:
                continue
            if request.method not in route.methods:
                allowed |= route.methods
            elif isinstance(route, HttpRoute):
                return self._turned_away(request, route) or partial(_respond, route, request, values)
            else:
                return self._in_layouts(request, route, values, routers, guards)
        if allowed or request.method not in ("GET", "HEAD"):
            return partial(refused_method, allowed or ("GET", "HEAD"))
        locale = self.options.locale_for(request)
        title, line = page_word(NOT_FOUND, locale), page_word(NO_PAGE, locale)
        problem = ProblemRoute(title, (line,), self.options)
        found = self._in_layouts(request, problem, {}, routers, guards)
        return replace(found, status=404) if isinstance(found, RouteMatch) and found.status == 200 else found

    def _turned_away(self, request: Request, route: HttpRoute) -> Redirect | Answer | None:
        """Answer a request that the guard of a route refuses; None if the guard admits it."""
        answer = True if route.guard is None else ask((route.guard,), request)
        if isinstance(answer, Redirect):
            return answer
        return None if answer else partial(refused, self.options.below(request.base, self._own), request)

    def _in_layouts(
        self,
        request: Request,
        route: PageRoute,
        values: Mapping[str, str],
        routers: tuple[Router, ...],
        guards: tuple[Guard, ...],
    ) -> RouteMatch | Redirect:
        """Return a page inside the layouts of its path, or what is shown instead if a guard refuses it."""
        pairs = [(layout, layout.match(request.path)) for layout in self._layouts] if route.has_layouts else []
        layouts = tuple([(layout, given) for layout, given in pairs if given is not None])
        found = RouteMatch(
            route,
            self._options(route, layouts).below(request.base, self._own),
            values,
            request,
            self.messages,
            tuple([router.presence for router in routers]),
            guards,
            self.module_names,
            layouts,
            is_walkable=self.is_walkable and not route.is_raw,
        )
        for depth, guard in enumerate((*[layout.guard for layout, _ in layouts], route.guard)):
            if guard is None:
                continue
            answer = ask((guard,), request)
            if isinstance(answer, Redirect):
                return answer
            if not answer:
                return found.failing(403, NOT_ALLOWED, (NO_ACCESS,), depth)
            found = replace(found, guards=(*found.guards, guard))
        return found

    def _options(self, route: PageRoute, layouts: tuple[tuple[Layout, Mapping[str, str]], ...]) -> PageOptions:
        """Combine the options of a page's shell with those of its layouts."""
        if not layouts:
            return route.options
        options = self.options
        for layout, _ in layouts:
            options = options.merged(layout.options)
        return options.merged(route.own)

    @property
    def is_walkable(self) -> bool:
        """True if there is more than one page, or a page at more than one address."""
        pages = [route for route in self._routes if isinstance(route, PageRoute) and not route.is_raw]
        has_fields = any(page.fields is not None and page.fields.names for page in pages)
        return self.navigates and (len(pages) > 1 or bool(self._layouts) or has_fields)

    def _has_file(self, path: str) -> bool:
        """Return whether something other than a page or route, such as a file, is at a path."""
        if path.startswith(PREFIX) or any(path.startswith(f"{served}/") for served, _ in self._folders):
            return True
        servers = [mounted for mounted, _ in self._servers]
        return any(path in (mounted, f"{mounted}/") or path.startswith(mounted + PREFIX) for mounted in servers)

    def _file(self, request: Request) -> HttpResponse:
        return self._find_file(request) or not_found(self.options.below(request.base, self._own), request)

    def _find_file(self, request: Request) -> HttpResponse | None:
        path = request.path
        if path.startswith(PREFIX):
            if self.development and (said := self._say(request)) is not None:
                return said
            sheet = self._sheets.respond(path)
            return sheet or module_response(request) or _client_file(request, path)
        for mounted, server in self._servers:
            if path in (mounted, mounted + "/"):
                return server.page(request.below(mounted).base)
            if path.startswith(mounted + PREFIX):
                return _client_file(request, path[len(mounted) :])
        for served, folder in self._folders:
            if path.startswith(served + "/"):
                return folder.respond(request, path[len(served) + 1 :])
        return None

    def _say(self, request: Request) -> HttpResponse | None:
        """Answer a page's question in development: what to write so that its policy or origin is accepted."""
        if request.path not in (f"{PREFIX}violation", f"{PREFIX}origin"):
            return None
        asked = {name: values[-1] for name, values in parse_qs(request.query, max_num_fields=10).items()}
        if request.path.endswith("origin"):
            return HttpResponse(200, self.refusal(request, asked.get("origin", "")).encode())
        directive, blocked = asked.get("directive", "")[:60], asked.get("blocked", "")[:500]
        text = advice(directive, blocked, f"{request.scheme}://{request.host}")
        self._violations += 1
        if self._violations <= _VIOLATIONS:
            log_refusal(directive, blocked, asked.get("at", "")[:200], text)
        return HttpResponse(200, text.encode())

    def _own(self, address: str) -> str | None:
        """The address of one of this app's files, with the hash of its content; None for any other address."""
        if address in self._sheets:
            return address
        for served, folder in self._folders:
            if address.startswith(served + "/"):
                return f"{served}/{folder.address(address[len(served) + 1 :])}"
        return None


def _respond(route: HttpRoute, request: Request, values: Mapping[str, str]) -> HttpResponse | Awaitable[HttpResponse]:
    return error(413, NO_BODIES) if request.content.is_refused else route.respond(request, values)


def _listed(sources: Iterable[str]) -> Iterable[str]:
    return sources if isinstance(sources, str) else tuple(sources)


def _client_file(request: Request, path: str) -> HttpResponse:
    """A file of the client, which was compressed once, when it was read."""
    return client_files().respond(path, request.headers.get("accept-encoding", ""))
