"""The app: its pages, and one port for pages, the client and the WebSocket."""

from __future__ import annotations

import socket
import ssl
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from domsync.components.client_modules import ClientModule
from domsync.components.component import Component
from domsync.components.shared import Shared
from domsync.components.shared.presence import Presence
from domsync.components.shared_text import SharedText
from domsync.components.state import State
from domsync.dom.checks.trusted import TrustedHTML
from domsync.server.dom_server import DomsyncServer
from domsync.server.health import health_route
from domsync.server.hosting import Hosting
from domsync.server.limits import ServerLimits
from domsync.server.messages import Messages
from domsync.server.messages.client import Client
from domsync.server.metrics import metrics_route
from domsync.server.net.asgi import AsgiAdapter
from domsync.server.notebook import NOTEBOOKS, frame
from domsync.server.pages.html_pages import HtmlFile, HtmlRoute
from domsync.server.pages.http_routes import HttpRoute
from domsync.server.pages.layouts import Layout
from domsync.server.pages.page import PageRoute, checked_locale
from domsync.server.pages.registry import VisitRegistry
from domsync.server.pages.routes import Pattern
from domsync.server.pages.themes import AUTOMATIC, checked_theme
from domsync.server.pages.visit import Visit
from domsync.server.processes.broker import Broker
from domsync.server.public_address import Deployment
from domsync.server.router import AsgiApplication, Router
from domsync.server.sessions.guards import Guard, checked_guard
from domsync.server.sessions.session import SessionOptions
from domsync.server.sessions.sessions import Sessions
from domsync.server.sessions.store import Store
from domsync.server.settings import Settings
from domsync.server.tasks import Timer

C = TypeVar("C", bound=type[Component])
E = TypeVar("E", bound=Callable[[BaseException, str], object])
F = TypeVar("F", bound=Callable[..., Any])
P = TypeVar("P", bound=Callable[..., Any] | Shared[Any])
S = TypeVar("S", bound=State | SharedText)
Hook = Callable[[], Any]
H = TypeVar("H", bound=Hook)


#: Adds nothing to a policy.
NOTHING: Mapping[str, Sequence[str]] = MappingProxyType({})


class App:
    """An application: pages, static files and background work on one port.

    >>> from domsync import App, Component, html as h
    >>> class Hello(Component):
    ...     def render(self):
    ...         return h.h1("Hello")
    >>> app = App(Hello, title="Greeting")

    ``app.run()`` serves it. Each visitor gets their own component; use a :class:`~domsync.State` or a
    :class:`~domsync.Shared` part for what visitors share.

    Args:
        page: The page at ``/``: a component class, a function that returns a component or an element, or a
            :class:`~domsync.Shared` part, which is the same for all visitors.
        title: The title of the app's pages, unless a page has its own.
        lang: Their language.
        favicon: The URL of their icon.
        stylesheets: URLs of style sheets for all pages.
        css: The text of a style sheet for all pages.
        scripts: URLs of the app's own ES modules, on all pages.
        meta: The content of ``meta`` elements by name, on all pages.
        head: More HTML for the head of all pages, made with ``unsafe_html()``.
        policy: Additions to the strict Content Security Policy of all pages: ``{"img-src": ["https://tile.example"]}``;
            None for no policy (see ``docs/howto/policy.md``).
        trusted_modules: URLs of modules, usually of libraries, that may assign ``innerHTML``.
        modules: Client modules that need something from the pages' policy and are shown only after the page was loaded.
        static: A folder that is served below ``/static/``.
        development: Whether pages show the text of errors; in production they show a reference number that is also in
            the log.
        hosts: The names by which browsers reach the app: ``"example.org"``, ``"*.example.org"``. Without them, any name
            is accepted in production, and in development only those that nobody else can point to this machine.
        origins: Other origins whose pages may connect, besides the app's own.
        trusted_proxies: Addresses and networks of the proxies in front of the app, ``"10.0.0.0/8"``. Their headers
            ``X-Forwarded-For``, ``-Proto``, ``-Host`` and ``-Prefix``, or ``Forwarded``, are trusted.
        root_path: The prefix below which the app is reached, ``"/shop"``, unless a proxy sends it.
        access_log: Whether each request is logged to ``domsync.access``.
        limits: Limits on what visitors may use.
        collect: Whether the app runs the garbage collector in idle moments while it serves (see
            ``docs/explanation/performance.md``); otherwise Python does, as usual.
        broker: Connects the processes of the app (see ``docs/explanation/processes.md``); by default there is only one.
        json_clients: Whether programs, and pages without domsync's script, may connect to ``/_domsync/messages`` and
            exchange messages as JSON objects, without loading a page first.
        plain_clients: The former name of ``json_clients``.
        allow_eval: Whether ``client.eval_js()`` works. This weakens the pages' Content Security Policy.
        theme: The theme of the widgets in ``domsync.widgets``: ``"default"``, ``"contrast"`` or ``"paper"``; None for
            only the styles that they need to work, to be used with other style sheets. By default, pages whose module
            uses widgets have the default theme, and others have none.
        locale: The language of widgets, numbers and dates: a tag such as ``"de-CH"``, or ``"browser"`` for the one that
            each visitor's browser prefers; by default that of the pages, ``lang``.
        sessions: Whether the app keeps a session for each browser, with a cookie, and its options (see
            ``docs/howto/identity.md``).
        navigation: Whether links lead to other pages of the app without a reload (see ``docs/howto/navigation.md``).
        transitions: Whether navigation is shown as a View Transition in browsers that support it.
        guard: A function of the request that says who may see the app's pages, routes and files; see :meth:`page`.
        store: Where the state of pages is written after each event, so that another process can take them over:
            ``"sqlite:///pages.db"``, ``"redis://localhost"``, or a store of your own (see ``docs/howto/durable.md``).

    Raises:
        TypeError: ``page`` is neither a component class nor a function, or an option is of the wrong type.
        ValueError: ``static`` is not a folder, or there is no such theme or language tag.
    """

    def __init__(
        self,
        page: type[Component] | Callable[..., Any] | Shared[Any] | None = None,
        *,
        title: str = "domsync",
        lang: str = "en",
        favicon: str | None = None,
        stylesheets: Sequence[str] = (),
        css: str | None = None,
        scripts: Sequence[str] = (),
        meta: Mapping[str, str] | None = None,
        head: TrustedHTML | None = None,
        policy: Mapping[str, Sequence[str]] | None = NOTHING,
        trusted_modules: Sequence[str] = (),
        modules: Sequence[type[ClientModule]] = (),
        static: str | Path | None = None,
        development: bool = True,
        hosts: Sequence[str] | None = None,
        origins: Sequence[str | None] = (),
        trusted_proxies: Sequence[str] = (),
        root_path: str = "",
        access_log: bool = False,
        limits: ServerLimits | None = None,
        collect: bool = True,
        broker: Broker | None = None,
        json_clients: bool = False,
        plain_clients: bool | None = None,
        allow_eval: bool = False,
        sessions: bool | SessionOptions = False,
        guard: Guard | None = None,
        navigation: bool = True,
        transitions: bool = False,
        store: Store | str | None = None,
        theme: str | None = AUTOMATIC,
        locale: str | None = None,
    ) -> None:
        if plain_clients is not None:
            warnings.warn("App(plain_clients=...) is called json_clients now", DeprecationWarning, stacklevel=2)
            json_clients = plain_clients
        limits = limits or ServerLimits()
        if not isinstance(limits, ServerLimits):
            raise TypeError(f"limits takes ServerLimits(...), with the limits of a session in session=, not {limits!r}")
        messages = Messages(limits.session, development=development, allow_eval=allow_eval)
        self._router = Router(messages, broker or Broker(), json_clients=json_clients)
        self._router.options = self._router.page_options(
            title, lang, favicon, stylesheets, css, scripts, meta, head, policy, trusted_modules, modules, transitions
        )
        self._router.navigates = navigation
        self._router.options = replace(self._router.options, theme=checked_theme(theme), locale=checked_locale(locale))
        self._visits = VisitRegistry(limits, development=development)
        self._visits.find = self._router.find_page
        if sessions:
            options = SessionOptions() if sessions is True else sessions
            if not isinstance(options, SessionOptions):
                raise TypeError(f"sessions takes True or SessionOptions(model=...), not {options!r}")
            self._visits.sessions = Sessions(options)
        self._visits.shared_documents.modules = self._router.module_names
        self._router.guard = checked_guard(guard)
        self._deployment = Deployment(hosts, origins, trusted_proxies, root_path, access_log=access_log)
        #: Serves the app. For servers, and for tools that drive it.
        self.hosting: Hosting = Hosting(self._router, self._visits, limits, self._deployment, store, collect=collect)
        self._adapter = AsgiAdapter(self.hosting)
        #: The visits whose browser is connected, also those of apps that are mounted in this one.
        self.presence: Presence = self._router.presence
        if page is not None:
            self.page("/")(page)
        if static is not None:
            self.static("/static", static)

    @property
    def broker(self) -> Broker:
        """The broker that connects the processes of the app. Where an app is mounted, the outermost app's broker does
        it.
        """
        return self._router.broker

    @broker.setter
    def broker(self, broker: Broker) -> None:
        self._router.broker = broker

    @property
    def settings(self) -> Settings | None:
        """The settings of the command line; without it, those of the environment."""
        return self._deployment.settings

    @settings.setter
    def settings(self, settings: Settings | None) -> None:
        self._deployment.settings = settings

    @property
    def development(self) -> bool:
        """True if pages show the text of errors. Setting it also applies to everything that is mounted in the app."""
        return self._router.development

    @development.setter
    def development(self, development: bool) -> None:
        self.hosting.set_development(development)

    # What it consists of

    def page(
        self,
        path: str,
        *,
        title: str | None = None,
        lang: str | None = None,
        favicon: str | None = None,
        stylesheets: Sequence[str] = (),
        css: str | None = None,
        scripts: Sequence[str] = (),
        meta: Mapping[str, str] | None = None,
        head: TrustedHTML | None = None,
        policy: Mapping[str, Sequence[str]] | None = NOTHING,
        trusted_modules: Sequence[str] = (),
        modules: Sequence[type[ClientModule]] = (),
        shared: bool = False,
        guard: Guard | None = None,
        layout: bool = True,
    ) -> Callable[[P], P]:
        """Add a page: a decorator for a component class or a function.

        >>> app = App()
        >>> @app.page("/users/{user_id}", title="A user")
        ... class UserPage(Component):
        ...     user_id: int
        ...     tab: Query[str] = "posts"
        ...
        ...     def render(self):
        ...         return h.h1(f"User {self.user_id}, {self.tab}")

        Values in the path and the query are validated; invalid ones are answered with status 422. In a component, the
        query sets only fields that are annotated ``Query[...]``; in a function, all parameters. A function may also
        have parameters ``request`` and ``document``, the raw DOM.

        Args:
            path: The path, with its parameters in braces: ``{name}``, or ``{name:path}`` for the rest with its slashes.
            title: The page's title.
            lang: Its language.
            favicon: The URL of its icon.
            stylesheets: Style sheets in addition to those of the app.
            css: The text of a style sheet.
            scripts: ES modules in addition to those of the app.
            meta: ``meta`` elements in addition to those of the app.
            head: More HTML for the head.
            policy: Additions to the app's Content Security Policy; None for no policy.
            trusted_modules: Modules that may assign ``innerHTML``, in addition to those of the app.
            modules: Client modules that are shown only after the page was loaded, in addition to those of the app.
            shared: Whether all visitors see the same component, which is rendered once for all of them, as with
                ``Shared(...)``.
            guard: A function of the request that decides who may see the page: it returns None or True, a ``Redirect``,
                or False for status 403. It is called again when the browser reconnects after a broken connection.
            layout: Whether the page is shown inside the layouts of its path (see :meth:`layout`).

        Raises:
            TypeError: The decorated object is neither a component class nor a function, or has no parameter that the
                path names; or the path of a shared page has parameters.
            ValueError: The path is malformed or taken.
        """
        router = self._router
        pattern = router.free(path)
        own = router.page_options(
            title, lang, favicon, stylesheets, css, scripts, meta, head, policy, trusted_modules, modules
        )

        checked = checked_guard(guard)

        def add(target: P) -> P:
            route = PageRoute(pattern, Shared(target) if shared else target, router.options.merged(own), own)
            route.guard = checked
            route.has_layouts = layout and not route.is_raw
            router.add(route)
            return target

        return add

    def layout(
        self,
        path: str,
        *,
        title: str | None = None,
        lang: str | None = None,
        favicon: str | None = None,
        stylesheets: Sequence[str] = (),
        css: str | None = None,
        scripts: Sequence[str] = (),
        meta: Mapping[str, str] | None = None,
        head: TrustedHTML | None = None,
        policy: Mapping[str, Sequence[str]] | None = NOTHING,
        trusted_modules: Sequence[str] = (),
        modules: Sequence[type[ClientModule]] = (),
        guard: Guard | None = None,
        transitions: bool | None = None,
    ) -> Callable[[C], C]:
        """Surround pages with a component: a decorator for its class.

        >>> app = App()
        >>> @app.layout("/")
        ... class Shell(Component):
        ...     def render(self):
        ...         return h.div(h.nav(h.link("Home", href="/"), h.link("Orders", href="/orders")), self.outlet())

        The page appears in the place of ``self.outlet()``. The layout stays as it is, with its state, while the page
        inside changes. Layouts nest by their paths. Error pages (not found, refused, failed) are shown inside as well.
        See ``docs/howto/navigation.md``.

        Args:
            path: The beginning of the pages' paths: ``"/"`` for all of them, ``"/projects/{id}"``. Its parameters and
                the query set the component's fields, as for a page.
            title: The title of its pages, unless they have their own.
            lang: Their language.
            favicon: The URL of their icon.
            stylesheets: Style sheets in addition to those of the app.
            css: The text of a style sheet.
            scripts: ES modules in addition to those of the app.
            meta: ``meta`` elements in addition to those of the app.
            head: More HTML for the head.
            policy: Additions to the app's Content Security Policy; None for no policy.
            trusted_modules: Modules that may assign ``innerHTML``, in addition to those of the app.
            modules: Client modules that are shown only after its pages were loaded.
            guard: Decides who may see its pages; a refusal is shown in the layouts around it.
            transitions: Whether navigation between its pages is shown as a View Transition; by default the app's
                setting.

        Raises:
            TypeError: The decorated object is not a component class, or has no field that the path names.
            ValueError: The path is malformed, or has a layout.
        """
        router = self._router
        pattern = Pattern(path)
        own = router.page_options(
            title, lang, favicon, stylesheets, css, scripts, meta, head, policy, trusted_modules, modules, transitions
        )
        checked = checked_guard(guard)

        def add(target: C) -> C:
            router.add_layout(Layout(pattern, target, own, checked))
            return target

        return add

    def modules(self, names: Mapping[str, str | Path | tuple[str, str]]) -> None:
        """Give JavaScript modules names, by which client modules import them: an import map.

        >>> app = App()
        >>> app.modules({"uplot": "node_modules/uplot"})  # doctest: +SKIP

        Files are served with versions in their URLs, so that browsers cache them.

        Args:
            names: For each name: a file; a package in ``node_modules``, whose ``package.json`` names the file, with its
                dependencies; a folder, if the name ends in a slash; or a file of an installed Python distribution, as a
                pair of names: ``("plotly", "plotly/package_data/plotly.min.js")``.

        Raises:
            ValueError: There is no such file, package or distribution.
        """
        self._router.module_names.add(names)

    def html_page(
        self,
        path: str,
        file: str | Path,
        *,
        policy: str | Mapping[str, Sequence[str]] | None = None,
        guard: Guard | None = None,
    ) -> None:
        """Add a page whose HTML is in a file.

        The page gets domsync's client, which gives its scripts ``HANDLERS`` and ``send_message``; its HTML and its
        other scripts work as before. Its Content Security Policy allows the scripts in the file, and what they load,
        but none that are added later. See ``docs/howto/messages.md``.

        Args:
            path: The path, with its parameters in braces; handlers find them in ``client.request.path``.
            file: The file, in UTF-8. It is read again when it has changed.
            policy: Additions to its Content Security Policy, ``{"frame-src": ["https://example.org"]}``; or another
                policy as text, in which ``{nonce}`` stands for the nonce of the page's script elements; ``""`` for
                none.
            guard: Decides who may see it; see :meth:`page`.

        Raises:
            TypeError: The guard is not a function.
            ValueError: The path is malformed or taken, or there is no such file.
        """
        route = HtmlRoute(self._router.free(path), HtmlFile(file), policy)
        route.guard = checked_guard(guard)
        self._router.add(route)

    def mount(self, prefix: str, app: App | DomsyncServer | AsgiApplication, *, guard: Guard | None = None) -> None:
        """Serve another app, a :class:`~domsync.DomsyncServer` or an ASGI application below a prefix.

        Args:
            prefix: ``"/shop"``.
            app: The other app, whose pages keep their titles and style sheets; or a server, which then needs no port;
                or any ASGI application, if this app runs on an ASGI server.
            guard: Decides who may see the other app's pages, routes and files; see :meth:`page`. Only for an `App`.

        Raises:
            TypeError: It is none of these.
            ValueError: The prefix is malformed or taken; or the other app keeps sessions, and this one none.
        """
        if guard is not None and not isinstance(app, App):
            raise TypeError("only an App can be mounted with a guard; protect other applications with middleware")
        if isinstance(app, App):
            if app._visits.sessions is not None and self._visits.sessions is None:
                raise ValueError(
                    "the app to be mounted keeps sessions, which are those of the app that is served: "
                    "create this one with App(..., sessions=...) too"
                )
            self._router.mount(prefix, app._router, checked_guard(guard))
        elif isinstance(app, DomsyncServer) or (not isinstance(app, type) and callable(app)):
            self._router.mount(prefix, app)
        else:
            raise TypeError(f"mount() takes an App, a DomsyncServer or an ASGI application, not {app!r}")

    def route(self, path: str, *, methods: Sequence[str] = ("GET",), guard: Guard | None = None) -> Callable[[F], F]:
        """Let a function answer requests with something other than a page. A decorator.

        >>> app = App()
        >>> @app.get("/export/{year}.csv")
        ... def export(year: int):
        ...     return f"year,sales\\n{year},7\\n"

        The function, which may be async, returns text, bytes, a dict or a list (sent as JSON), the ``Path`` of a file,
        an iterator of text or bytes (sent in chunks), None, a :class:`~domsync.Redirect`, or a
        :class:`~domsync.Response` with a status, headers and cookies. Values in the path and the query are validated as
        for pages; invalid ones are answered with 422. A parameter called ``request`` gets the
        :class:`~domsync.Request`.

        Args:
            path: The path, with its parameters in braces.
            methods: The methods that it answers. Request bodies are available only on ASGI servers.
            guard: Decides who may call it; see :meth:`page`.

        Raises:
            TypeError: The decorated object is not a function, or has no parameter that the path names; or the guard is
                not a function.
            ValueError: The path is malformed or taken, or a method is unknown.
        """
        pattern = self._router.free(path, [method.upper() for method in methods])
        checked = checked_guard(guard)

        def add(function: F) -> F:
            self._router.add(HttpRoute(pattern, function, methods, guard=checked))
            return function

        return add

    def get(self, path: str, *, guard: Guard | None = None) -> Callable[[F], F]:
        """Let a function answer GET requests: a decorator like :meth:`route`.

        Args:
            path: The path, with its parameters in braces.
            guard: Decides who may call it; see :meth:`page`.
        """
        return self.route(path, guard=guard)

    def health(self, path: str = "/healthz") -> None:
        """Add a health check: it answers 200 and ``ready``, or 503 and ``draining`` while the app is shutting down.

        Requests to it create no visit and are not in the access log. See ``docs/howto/deploy.md``.

        Args:
            path: The path of the health check.

        Raises:
            ValueError: The path is malformed or taken.
        """
        self._router.add(health_route(self._router.free(path), lambda: self.hosting.is_open))

    def metrics(self, path: str = "/metrics") -> None:
        """Add metrics of the app in Prometheus' text format.

        Anybody who can reach the path can read them: do not let the proxy expose it. Requests to it are not in the
        access log.

        Args:
            path: The path of the metrics.

        Raises:
            ValueError: The path is malformed or taken.
        """
        self._router.add(metrics_route(self._router.free(path), self._visits, lambda: self.hosting.gate))

    def post(self, path: str, *, guard: Guard | None = None) -> Callable[[F], F]:
        """Let a function answer POST requests: a decorator like :meth:`route`.

        Args:
            path: The path, with its parameters in braces.
            guard: Decides who may call it; see :meth:`page`.
        """
        return self.route(path, methods=("POST",), guard=guard)

    def static(self, prefix: str, folder: str | Path) -> None:
        """Serve the files of a folder below a prefix.

        Args:
            prefix: ``"/static"``.
            folder: The folder.

        Raises:
            ValueError: The prefix is malformed or taken, or there is no such folder.
        """
        self._router.serve_folder(prefix, folder)

    def on_startup(self, function: Hook) -> Hook:
        """Call a function, sync or async, before the app serves anybody. A decorator."""
        self._router.on_startup.append(function)
        return function

    def on_shutdown(self, function: Hook) -> Hook:
        """Call a function, sync or async, after the app has stopped serving. A decorator."""
        self._router.on_shutdown.append(function)
        return function

    def on_error(self, function: E) -> E:
        """Call a function with each exception of the app's code, for Sentry and the like. A decorator.

        >>> app = App()
        >>> @app.on_error
        ... def tell(error, reference):
        ...     print(reference, error)

        It gets what ``render``, handlers, tasks, timers and pages raise, after it has been logged. Refused input is not
        an exception. Exceptions of the function itself are logged.

        Args:
            function: Called with the exception and the reference number that the log and the page show.
        """
        self.hosting.on_error.append(function)
        return function

    def background(self, function: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[object]]:
        """Run an ``async`` function as long as the app runs. A decorator.

        An exception that ends it is logged, and in development also shown in the banner of the open pages.
        """
        self._router.background.append(function)
        return function

    def every(self, seconds: float) -> Callable[[H], H]:
        """Call a function, sync or async, at regular intervals while the app is served. A decorator.

        >>> app = App()
        >>> class Clock(State):
        ...     now: str = ""
        >>> clock = Clock()
        >>> @app.every(1)
        ... def tick():
        ...     clock.now = time.strftime("%X")

        The first call is when the app starts, and calls do not drift. An exception is logged, and in development also
        shown in the banner of the open pages; the calls go on.

        Args:
            seconds: The time from one call to the next, in seconds. If a call takes longer, those due meanwhile are
                skipped.

        Raises:
            TypeError: The time is not a number.
            ValueError: The time is not positive.
        """
        if not isinstance(seconds, int | float):
            raise TypeError(f"app.every takes a time in seconds, as in @app.every(1), not {seconds!r}")

        def add(function: H) -> H:
            self._router.timers.append(Timer(function, seconds))
            return function

        return add

    # Messages

    def on(self, op: str) -> Callable[[F], F]:
        """Call a function for each message with this name that a client sends. A decorator.

        >>> app = App()
        >>> @app.on("say")
        ... def say(client, text: str):
        ...     app.broadcast("said", text=text)

        In the browser, ``send_message({op: "say", text: "Hello"})`` sends it. The function, which may be async, gets
        the client and the message's parameters by name. A message with other parameters, or with values that do not
        match the annotations, is answered with an ``error`` message and never reaches the function.

        The functions for ``"connect"`` and ``"disconnect"`` are called with a client that has connected or left;
        clients cannot send these messages.

        Args:
            op: The messages' name.

        Raises:
            TypeError: The function has no parameter for the client, or one that no message can contain.
            ValueError: The name is empty, longer than 32 characters, begins with an underscore, or has a handler.
        """
        return self._router.messages.on(op)

    def broadcast(self, op: str, /, group: str | None = None, **params: Any) -> None:
        """Send a message to all clients: ``HANDLERS[op](params)`` is called in their pages.

        Args:
            op: The message's name.
            group: The name of a group, to send only to its clients.
            params: The message's parameters, as JSON values.

        Raises:
            TypeError: A parameter is not JSON.
            ValueError: A name is empty, too long, or begins with an underscore.
        """
        self._router.messages.broadcast(op, group, params)

    def clients(self, group: str | None = None) -> list[Client]:
        """Clients in this process, in the order in which they connected.

        If there are several processes, each lists only its own clients. Across all processes, :meth:`broadcast` reaches
        the clients, also those of a group; ``app.presence`` counts the visits, and :meth:`group_presence` the clients
        in a group.

        Args:
            group: The name of a group, to list only its clients.
        """
        channel = self._router.messages.clients if group is None else self._router.messages.groups.get(group)
        return [] if channel is None else list(channel.members)

    def replicate(self, state: S, name: str) -> S:
        """Replicate a State or a SharedText to all processes of the app.

        >>> from domsync import State
        >>> app = App()
        >>> class Board(State):
        ...     messages: list[str] = []
        >>> board = app.replicate(Board(), "board")

        Changes show at once in the process that makes them and soon in the others, and all processes end up with the
        same state (see ``docs/explanation/processes.md``). With a single process, the default, there is nothing to
        replicate.

        Args:
            state: The State or the text. Its content when the app starts is what the first process begins with; later
                processes take over what exists. Fields with ``Field(exclude=True)`` are not replicated.
            name: Its name, the same in all processes.

        Returns:
            The same State or text.

        Raises:
            FieldTypeError: It has a field that cannot be serialised.
            ValueError: The name is taken, the State or text is already replicated, or the text is already shown.
        """
        self._router.replicas.add(state, name)
        return state

    def group_presence(self, group: str) -> Presence:
        """Presence of a group of clients: state that a component can show, like ``app.presence`` for all clients.

        It counts the clients of all processes. A client whose connection broke a moment ago is still in its groups.

        Args:
            group: The name of a group, which may be empty.

        Raises:
            ValueError: The name is empty or begins with an underscore.
        """
        return self._router.messages.presence(group)

    # Serving

    def run(self, host: str | None = None, port: int | None = None, *, ssl: ssl.SSLContext | None = None) -> None:
        """Serve the app until the process is asked to end (Ctrl-C, SIGTERM).

        Args:
            host: The address to listen on; ``"0.0.0.0"`` for all addresses of the machine. By default ``DOMSYNC_HOST``,
                or ``"127.0.0.1"``.
            port: The port; 0 chooses a free one. By default ``DOMSYNC_PORT``, or 8000.
            ssl: A TLS context, to serve over TLS.

        Raises:
            OSError: The port is taken, or the host is not one of this machine's addresses.
            RuntimeError: An event loop is running already: there, `await app.serve()` serves the app.
        """
        self.hosting.run(host, port, ssl)

    async def serve(
        self,
        host: str = "127.0.0.1",
        port: int = 8000,
        *,
        ssl: ssl.SSLContext | None = None,
        sock: socket.socket | None = None,
    ) -> int:
        """Start serving, on the running event loop.

        Args:
            host: The address to listen on.
            port: The port; 0 chooses a free one.
            ssl: A TLS context, to serve over TLS.
            sock: A socket that is already bound to host and port.

        Returns:
            The port.

        Raises:
            OSError: The port is taken, or the host is not one of this machine's addresses.
            RuntimeError: The app is already being served, or something that is mounted in it needs an ASGI server.
        """
        return await self.hosting.serve(host, port, ssl, sock)

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[None]:
        """Take part in replicated state and broadcasts without serving: for a worker, a nightly job or a shell.

        Inside the block, replicated objects are as in the other processes, and changes and broadcasts reach them.
        Startup functions, timers and background tasks do not run.

        Raises:
            RuntimeError: The app is being served, and so takes part already.
            ConnectionError: The other processes cannot be reached; or, at the end of the block, some changes could not
                be sent.
        """
        async with self.hosting.connected():
            yield

    def _repr_html_(self) -> str:
        """Show the app in the cell of a notebook, after ``await app.serve(port=0)``."""
        if self.hosting.address is not None:
            self._visits.framed_by = NOTEBOOKS
        return frame(self.hosting.address)

    async def close(self) -> None:
        """Stop serving, if the app is being served: end connections and visits, and cancel background tasks."""
        await self.hosting.close()

    # As an ASGI application

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve as an ASGI application: ``uvicorn shop:app``, or mounted in an application of Starlette or FastAPI.

        Args:
            scope: The connection scope.
            receive: Returns the next message from the server.
            send: Sends a message to the server.
        """
        await self._adapter(scope, receive, send)

    @property
    def visits(self) -> list[Visit]:
        """Current visits, including those that wait for their browser to connect."""
        return [served.visit for served in self._visits]

    def sign_out(self, *, user: str) -> None:
        """End all sessions of a user, in all processes: their pages end at once, and waiting events are not run.

        Args:
            user: The user, as passed to ``visit.sign_in``.

        Raises:
            RuntimeError: The app keeps no sessions.
        """
        sessions = self._visits.sessions
        if sessions is None:
            raise RuntimeError("this app keeps no sessions; create it with App(..., sessions=True)")
        sessions.call(partial(sessions.sign_out_user, user))
