"""The application: its pages, and the one port that serves them, the client and the WebSocket."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar, overload

import msgspec

from domsync.components.component import Component
from domsync.components.presence import Presence
from domsync.components.scheduler import users_frame
from domsync.components.shared import Shared
from domsync.components.shared_text import SharedText
from domsync.components.state import State
from domsync.dom.trusted import TrustedHTML
from domsync.server.broker import Broker
from domsync.server.client_files import PREFIX, client_files
from domsync.server.collector import Collector
from domsync.server.connection import Connection
from domsync.server.dom_server import DomsyncServer
from domsync.server.html_pages import HtmlFile, HtmlRoute
from domsync.server.limits import ServerLimits
from domsync.server.listener import HttpRequest, Listener, Opened
from domsync.server.message_client import Client
from domsync.server.messages import Messages
from domsync.server.origins import OriginPolicy
from domsync.server.page import SOCKET_PATH
from domsync.server.pages import PageOptions, PageRoute, not_found, page_failed, wrong_parameters
from domsync.server.plain_client import MESSAGES_PATH, PlainClient
from domsync.server.redirects import Redirect
from domsync.server.replicas import Replicas
from domsync.server.responses import HttpResponse, error
from domsync.server.roster import Roster
from domsync.server.routes import ParameterError, Pattern
from domsync.server.shared import Parts
from domsync.server.static import StaticFolder, StyleSheets
from domsync.server.tasks import Tasks
from domsync.server.timers import Timer
from domsync.server.transport import Transport, TransportClosed
from domsync.server.visit import Request, Visit
from domsync.session import CloseCode, session_id_of

logger = logging.getLogger("domsync")

F = TypeVar("F", bound=Callable[..., Any])
P = TypeVar("P", bound=Callable[..., Any] | Shared[Any])
S = TypeVar("S", bound=State | SharedText)
Hook = Callable[[], Any]
H = TypeVar("H", bound=Hook)


class App:
    """An application: pages, static files and background work on one port.

    >>> from domsync import App, Component, html as h
    >>> class Hello(Component):
    ...     def render(self):
    ...         return h.h1("Hello")
    >>> app = App(Hello, title="Greeting")

    ``app.run()`` serves it. Each visitor gets a component of their own; what several shall share is a
    :class:`~domsync.State` or a :class:`~domsync.Shared` part.

    Args:
        page: What ``/`` shows: a component class, or a function that returns a component or an element; or a
            :class:`~domsync.Shared` part, which is one and the same for all visitors.
        title: The title of the app's pages, unless a page has its own.
        lang: Their language.
        favicon: The address of their icon.
        stylesheets: Addresses of style sheets of all pages.
        css: The text of a style sheet of all pages.
        scripts: Addresses of the app's own ES modules, on all pages.
        meta: The content of ``meta`` elements by name, on all pages.
        head: Further HTML for the head of all pages, made by ``unsafe_html()``.
        static: A folder that is served below ``/static/``.
        development: Whether errors show their text on the page; in production they show a number that the log has too.
        origins: Pages of which other origins may connect, beside the app's own.
        limits: What visitors may ask for.
        collect: Whether the app runs the garbage collector in quiet moments while it serves (see
            ``docs/explanation/performance.md``); otherwise Python does, as always.
        broker: Connects the processes of the app (see ``docs/explanation/processes.md``); by default there is only one.
        plain_clients: Whether programs, and pages without domsync's script, may connect to ``/_domsync/messages`` and
            send and get messages as JSON objects. They come without loading a page first.
        allow_eval: Whether ``client.eval_js()`` works. The pages' Content Security Policy has to allow it, and then it
            keeps out less.

    Raises:
        TypeError: ``page`` is neither a component class nor a function.
        ValueError: ``static`` is no folder.
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
        static: str | Path | None = None,
        development: bool = True,
        origins: Sequence[str | None] = (),
        limits: ServerLimits | None = None,
        collect: bool = True,
        broker: Broker | None = None,
        plain_clients: bool = False,
        allow_eval: bool = False,
    ) -> None:
        self.development = development
        #: What connects the processes of the app. Where an app is mounted, the outermost app's broker does it.
        self.broker = broker or Broker()
        self._replicas = Replicas()
        self._roster = Roster()
        #: Where pages connect to. Of several worker processes, each has its own.
        self._socket_path = SOCKET_PATH
        self._sheets = StyleSheets(f"{PREFIX}css/")
        self._options = self._page_options(title, lang, favicon, stylesheets, css, scripts, meta, head)
        self._limits = limits or ServerLimits()
        self._origins = tuple(origins)
        self._routes: list[PageRoute] = []
        self._mounts: list[tuple[str, App]] = []
        self._servers: list[tuple[str, DomsyncServer]] = []
        self._folders: list[tuple[str, StaticFolder]] = []
        self._on_startup: list[Hook] = []
        self._on_shutdown: list[Hook] = []
        self._background: list[Callable[[], Awaitable[object]]] = []
        self._timers: list[Timer] = []
        self._visits: dict[str, Visit] = {}
        self._parts = Parts(self._limits, development=development)
        #: The visits whose browser is connected, also those of apps that are mounted in this one.
        self.presence = Presence()
        self._connections: set[Connection] = set()
        self._messages = Messages(self._limits.session, development=development, allow_eval=allow_eval)
        self._plain_clients = plain_clients
        self._plain_open: set[PlainClient] = set()
        #: What serves the connections of mounted servers and of plain clients, by their path.
        self._sockets: dict[str, Callable[[Opened], Awaitable[None]]] = {}
        self._listener: Listener | None = None
        self._tasks: Tasks | None = None
        self._collector = Collector() if collect else None
        if page is not None:
            self.page("/")(page)
        if static is not None:
            self.static("/static", static)

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
        shared: bool = False,
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

        Values in the path and the query are validated; one that does not fit is answered with status 422. Of a
        component, the query sets fields that are annotated ``Query[...]`` and no others; of a function, all its
        parameters. A function may also take ``request`` and ``document``, the raw DOM.

        Args:
            path: The path, with its parameters in braces: ``{name}``, or ``{name:path}`` for the rest with its slashes.
            title: The page's title.
            lang: Its language.
            favicon: The address of its icon.
            stylesheets: Style sheets beside those of the app.
            css: The text of a style sheet.
            scripts: ES modules beside those of the app.
            meta: ``meta`` elements beside those of the app.
            head: Further HTML for the head.
            shared: Whether all visitors see one and the same component, which is rendered once for all of them: the
                page is ``Shared(...)`` of what is decorated.

        Raises:
            TypeError: What is decorated is neither, or has no such parameter; or the path of a shared page has any.
            ValueError: The path is malformed or taken.
        """
        pattern = self._free(path)
        own = self._page_options(title, lang, favicon, stylesheets, css, scripts, meta, head)

        def add(target: P) -> P:
            self._add(PageRoute(pattern, Shared(target) if shared else target, self._options.merged(own)))
            return target

        return add

    def html_page(self, path: str, file: str | Path, *, policy: str | None = None) -> None:
        """Add a page whose HTML is in a file.

        The page gets domsync's client, so that ``HANDLERS`` and ``send_message`` are there for its scripts; its HTML
        and its other scripts go on as they are. Its Content Security Policy lets those scripts run that are written in
        the file, and what they load, and none that gets into the page later. ``docs/howto/messages.md`` says more.

        Args:
            path: The path, with its parameters in braces; handlers find them in ``client.request.path``.
            file: The file, in UTF-8. It is read again when it has changed.
            policy: Another Content Security Policy, in which ``{nonce}`` stands for what the script elements of the
                page carry; ``""`` for none.

        Raises:
            ValueError: The path is malformed or taken, or there is no such file.
        """
        self._add(HtmlRoute(self._free(path), HtmlFile(file), policy))

    def _free(self, path: str) -> Pattern:
        if any(route.pattern.path == path for route in self._routes):
            raise ValueError(f"the path {path!r} has a page already")
        return Pattern(path)

    def _add(self, route: PageRoute) -> None:
        self._routes.append(route)
        # Paths without parameters come first: "/users/new" is not the user called "new".
        self._routes.sort(key=lambda route: not route.pattern.is_plain)

    def mount(self, prefix: str, app: App | DomsyncServer) -> None:
        """Show another app's pages, or the page of a :class:`~domsync.DomsyncServer`, below a prefix.

        Args:
            prefix: ``"/shop"``.
            app: The other app. Its pages keep their own titles and style sheets. Or a server, which needs no port then.

        Raises:
            TypeError: It is neither.
            ValueError: The prefix is malformed or taken.
        """
        self._check_prefix(prefix)
        if isinstance(app, App):
            self._mounts.append((prefix, app))
            # "/a/b" comes before "/a", which would take its pages.
            self._mounts.sort(key=lambda mounted: -len(mounted[0]))
        elif isinstance(app, DomsyncServer):
            self._servers.append((prefix, app))
        else:
            raise TypeError(f"what is mounted is an App or a DomsyncServer, not {app!r}")

    def static(self, prefix: str, folder: str | Path) -> None:
        """Serve the files of a folder below a prefix.

        Args:
            prefix: ``"/static"``.
            folder: The folder.

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

    def _page_options(
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
        for name, value in (("stylesheets", stylesheets), ("scripts", scripts)):
            if isinstance(value, str):
                raise TypeError(f"{name} is a list of addresses: [{value!r}]")
        sheets = (*stylesheets, self._sheets.add(css)) if css else tuple(stylesheets)
        return PageOptions(title, lang, favicon, sheets, tuple(scripts), dict(meta or {}), head)

    def on_startup(self, function: Hook) -> Hook:
        """Have a function, also an async one, called before the app serves anybody. A decorator."""
        self._on_startup.append(function)
        return function

    def on_shutdown(self, function: Hook) -> Hook:
        """Have a function, also an async one, called after the app has served everybody. A decorator."""
        self._on_shutdown.append(function)
        return function

    def background(self, function: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[object]]:
        """Have an ``async`` function run as long as the app does. A decorator.

        An exception that ends it is logged, and shown in development in the banner of the pages that are open.
        """
        self._background.append(function)
        return function

    def every(self, seconds: float) -> Callable[[H], H]:
        """Have a function, also an async one, called every so many seconds as long as the app is served. A decorator.

        >>> app = App()
        >>> class Clock(State):
        ...     now: str = ""
        >>> clock = Clock()
        >>> @app.every(1)
        ... def tick():
        ...     clock.now = time.strftime("%X")

        It is called first when the app begins, and keeps to the clock. After an exception, which is logged and shown in
        development in the banner of the pages that are open, it is called again.

        Args:
            seconds: From one call to the next. A call that takes longer has those left out that would have come
                meanwhile.

        Raises:
            ValueError: The time is not positive.
        """

        def add(function: H) -> H:
            self._timers.append(Timer(function, seconds))
            return function

        return add

    # Messages

    def on(self, op: str) -> Callable[[F], F]:
        """Have a function called for each message of a name that a client sends. A decorator.

        >>> app = App()
        >>> @app.on("say")
        ... def say(client, text: str):
        ...     app.broadcast("said", text=text)

        In the browser, ``send_message({op: "say", text: "Hello"})`` sends it. The function gets the client and the
        message's parameters by name; it may be async. A message with other parameters, or with values that the
        annotations do not allow, is answered with an ``error`` message and never reaches the function.

        The functions of ``"connect"`` and ``"disconnect"`` are called with a client that has come or left; no client
        can send such messages.

        Args:
            op: The messages' name.

        Raises:
            TypeError: The function takes no client, or a parameter that no message can carry.
            ValueError: The name is empty, longer than 32 characters, begins with an underscore, or has a handler.
        """
        return self._messages.on(op)

    def broadcast(self, op: str, /, group: str | None = None, **params: Any) -> None:
        """Send a message to all clients: ``HANDLERS[op](params)`` is called in their pages.

        Args:
            op: The message's name.
            group: The name of a group, if only its clients shall get it.
            params: The message's parameters, which are JSON values.

        Raises:
            TypeError: A parameter is not JSON.
            ValueError: A name is empty, too long, or begins with an underscore.
        """
        self._messages.broadcast(op, group, params)

    def clients(self, group: str | None = None) -> list[Client]:
        """The clients that are there in this process, those that came first first.

        Of several processes each has clients of its own, and lists these only. In all of them, :meth:`broadcast`
        reaches the clients of all, also a group of one; ``app.presence`` counts the visits of all, and
        :meth:`group_presence` the clients in a group.

        Args:
            group: The name of a group, if only its clients are wanted.
        """
        audience = self._messages.clients if group is None else self._messages.groups.get(group)
        return [] if audience is None else list(audience.members)

    def replicate(self, state: S, name: str) -> S:
        """Keep a State or a SharedText equal in all processes of the app.

        >>> from domsync import State
        >>> app = App()
        >>> class Board(State):
        ...     messages: list[str] = []
        >>> board = app.replicate(Board(), "board")

        Changes show at once in the process that makes them and soon in the others, and all processes end equal (see
        ``docs/explanation/processes.md``). With a single process, the default, nothing has to be told to anybody.

        Args:
            state: The State or the text. What it holds when the app starts to serve is what the first process begins
                with; later ones take over what there is. Fields with ``Field(exclude=True)`` stay each process' own.
            name: What it is called in all processes.

        Returns:
            The same State or text.

        Raises:
            FieldTypeError: It has a field that cannot be told to other processes.
            ValueError: The name is taken, the State or text is kept equal already, or the text is shown already.
        """
        self._replicas.add(state, name)
        return state

    def group_presence(self, group: str) -> Presence:
        """Who is in a group of clients: state that a component can show, as ``app.presence`` is for all.

        The clients of all processes are counted. A client whose connection broke a moment ago is still in its groups.

        Args:
            group: The name of a group, which nobody need be in.

        Raises:
            ValueError: The name is empty or begins with an underscore.
        """
        return self._messages.presence(group)

    # Serving

    def run(self, host: str = "127.0.0.1", port: int = 8000, *, ssl: ssl.SSLContext | None = None) -> None:
        """Serve the app until the process is asked to end (Ctrl-C, SIGTERM).

        Args:
            host: What to listen on; ``"0.0.0.0"`` for all addresses of the machine.
            port: The port; 0 takes a free one.
            ssl: Makes the server speak TLS.

        Raises:
            OSError: The port is taken, or the host is none of this machine's addresses.
        """
        with suppress(KeyboardInterrupt):
            asyncio.run(self._run(host, port, ssl))

    async def _run(self, host: str, port: int, tls: ssl.SSLContext | None) -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        with suppress(NotImplementedError):  # Windows has no signal handlers in its event loop; Ctrl-C works there
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(number, stop.set)
        taken = await self.serve(host, port, ssl=tls)
        print(f"domsync serves http{'s' if tls else ''}://{host}:{taken}", flush=True)
        try:
            await stop.wait()
        finally:
            await self.close()

    async def serve(
        self,
        host: str = "127.0.0.1",
        port: int = 8000,
        *,
        ssl: ssl.SSLContext | None = None,
        sock: socket.socket | None = None,
    ) -> int:
        """Start to serve, on the running event loop.

        Args:
            host: What to listen on.
            port: The port; 0 takes a free one.
            ssl: Makes the server speak TLS.
            sock: A socket that is bound to host and port already.

        Returns:
            The port.

        Raises:
            OSError: The port is taken, or the host is none of this machine's addresses.
            RuntimeError: The app is being served already.
        """
        if self._listener is not None:
            raise RuntimeError("this app is being served already")
        tasks = self._tasks = Tasks(self._failed)
        self._roster.start(self.broker)
        for number, app in enumerate(self._all()):
            app.broker = self.broker
            app._replicas.start(self.broker, self._roster)
            app._messages.connect(self.broker, f"messages {number}")
            self._roster.add(f"app {number}", app.presence)
            self._roster.add_groups(f"group {number}", app._messages.presences)
        await self.broker.start()
        for app in self._all():
            for hook in app._on_startup:
                await _call(hook)
        policy = OriginPolicy(self._origins, host, secure=ssl is not None)
        self._sockets = {prefix + SOCKET_PATH: server.connect for prefix, server in self._all_servers()}
        self._sockets |= {prefix + MESSAGES_PATH: app._serve_plainly for prefix, app in self._all_plain()}
        paths = (SOCKET_PATH, *self._sockets)
        listener = Listener(self._respond, self._connect, policy, self._limits, paths)
        try:
            taken = await listener.open(host, port, ssl, sock)
        except OSError:
            await self._leave_broker()
            raise
        self._listener = listener
        if self._collector is not None:
            self._collector.start()
            tasks.start(self._collector.run(), "the garbage collection")
        for app in self._all():
            for function in app._background:
                tasks.start(function(), f"the background task {getattr(function, '__qualname__', function)}")
            for timer in app._timers:
                tasks.start(timer.run(self._failed), timer.name)
        return taken

    async def close(self) -> None:
        """Stop serving: connections and visits end, background tasks are cancelled; nothing if it does not serve."""
        listener, self._listener = self._listener, None
        if listener is None:
            return
        await listener.close(self._end_visits)
        for _, server in self._all_servers():
            await server.handlers_done()
        for app in self._all():
            await app._messages.close(self._limits.close_seconds)
        if self._tasks is not None:
            self._tasks.cancel()
            await self._tasks.wait(self._limits.close_seconds)
            self._tasks = None
        self._parts.close()
        if self._collector is not None:
            self._collector.stop()
        for app in self._all():
            for hook in app._on_shutdown:
                await _call(hook)
        await self._leave_broker()

    async def _leave_broker(self) -> None:
        self._roster.stop()
        await self.broker.close()
        for app in self._all():
            app._replicas.stop()
            app._messages.disconnect()

    async def _end_visits(self) -> None:
        await asyncio.gather(*[visit.close() for visit in tuple(self._visits.values())])
        await asyncio.gather(*[connection.close(CloseCode.RESTART) for connection in self._connections])
        await asyncio.gather(*[server.end_connections() for _, server in self._all_servers()])
        await asyncio.gather(*[client.close() for app in self._all() for client in app._plain_open])

    @property
    def visits(self) -> list[Visit]:
        """The visits that are going on, those that wait for their browser included."""
        return list(self._visits.values())

    def _failed(self, failure: BaseException, where: str) -> None:
        """Report what a task of the app has raised."""
        logger.error("%s failed", where, exc_info=failure)
        if self.development:
            for visit in self.visits:
                visit.notice(f"{where} failed: {users_frame(failure)}")

    def _all(self) -> list[App]:
        """This app and all that are mounted in it."""
        return [self, *[inner for _, app in self._mounts for inner in app._all()]]

    def _all_servers(self) -> list[tuple[str, DomsyncServer]]:
        """The servers that are mounted in this app, or in one that is mounted in it, with their whole prefixes."""
        inner = [(prefix + below, server) for prefix, app in self._mounts for below, server in app._all_servers()]
        return [*self._servers, *inner]

    def _all_plain(self) -> list[tuple[str, App]]:
        """This app and those that are mounted in it, with their whole prefixes, as far as plain clients are welcome."""
        inner = [(prefix + below, app) for prefix, app in self._mounts for below, app in app._all_plain()]
        return [("", self), *inner] if self._plain_clients else inner

    # Plain requests

    def _respond(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(PREFIX):
            for app in self._all():
                sheet = app._sheets.respond(request.path)
                if sheet is not None:
                    return sheet
            return client_files().respond(request.path, request.headers.get("accept-encoding", ""))
        return self._answer(request, request.path, "")

    def _answer(self, request: HttpRequest, path: str, prefix: str, above: tuple[App, ...] = ()) -> HttpResponse:
        apps = (*above, self)
        for mounted, app in self._mounts:
            if path == mounted or path.startswith(mounted + "/"):
                return app._answer(request, path[len(mounted) :] or "/", prefix + mounted, apps)
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
                return apps[0]._render(route, route.options.below(prefix, folders), values, asked, apps)
        return not_found(self._options.below(prefix, folders))

    def _render(
        self,
        route: PageRoute,
        options: PageOptions,
        values: Mapping[str, str],
        request: Request,
        apps: tuple[App, ...],
    ) -> HttpResponse:
        """Make a visit; `apps` are this app and those mounted in each other down to the one that has the page."""
        owner = apps[-1]
        if len(self._visits) >= self._limits.sessions:
            logger.warning("too many visits: a page was refused")
            return error(503, retry_after="5")
        try:
            arguments = route.parameters.parse(values, request.query)
        except ParameterError as wrong:
            return wrong_parameters(options, wrong)
        visit = Visit(
            route.document(self._limits),
            request,
            self._limits,
            development=owner.development,
            ended=self._forget,
            parts=self._parts,
        )
        visit.presences = tuple([app.presence for app in apps])
        visit.take_messages(owner._messages)
        if self._collector is not None:
            visit.busy = self._collector.busy
        try:
            route.show(visit, arguments)
        except Redirect as redirect:
            visit.end()
            return HttpResponse(303, headers={"Location": redirect.url})
        except Exception as failure:  # noqa: BLE001 - whatever a page raises, its visitor gets an answer
            reference = visit.scheduler.report(failure, f"the page {route.pattern.path}")
            visit.end()
            return page_failed(options, reference, failure if owner.development else None)
        if self._socket_path != SOCKET_PATH:
            options = replace(options, socket_path=self._socket_path)
        response = route.respond(visit, options, self._limits.session.message_bytes)
        self._visits[visit.id] = visit
        visit.expire_after(self._limits.pending_seconds)
        self._keep_few_waiting()
        return response

    def _keep_few_waiting(self) -> None:
        """Of the visits without a browser, end the oldest when there are too many."""
        if len(self._visits) <= self._limits.detached:
            return
        waiting = [visit for visit in self._visits.values() if not visit.connected]
        for visit in waiting[: len(waiting) - self._limits.detached]:
            visit.end()

    def _forget(self, visit: Visit) -> None:
        self._visits.pop(visit.id, None)

    # Connections

    def _connect(self, opened: Opened) -> Awaitable[None]:
        return self._sockets.get(opened.request.path, self._take_up)(opened)

    async def _serve_plainly(self, opened: Opened) -> None:
        """Serve a client that sends and gets messages as JSON objects."""
        asked = opened.request
        request = Request(asked.path, asked.query, asked.path.removesuffix(MESSAGES_PATH), asked.headers, asked.peer)
        client = PlainClient(opened.transport, request, self._messages, self._limits)
        self._plain_open.add(client)
        try:
            await client.serve()
        finally:
            self._plain_open.discard(client)

    async def _take_up(self, opened: Opened) -> None:
        """Find the visit that a new connection belongs to, by the token in its hello."""
        transport, compact = opened.transport, opened.compact
        # What is not needed any longer is not kept for as long as the connection lasts.
        del opened
        if not compact:
            await transport.close(CloseCode.FORBIDDEN, CloseCode.FORBIDDEN.reason)
            return
        try:
            async with asyncio.timeout(self._limits.session.hello_seconds):
                first = await transport.receive()
        except TransportClosed:
            return
        except TimeoutError:
            await _close(transport, CloseCode.TIMEOUT)
            return
        token = token_of(first)
        visit = self._visits.get(session_id_of(token)) if token is not None else None
        if visit is None or token is None or not visit.session.accepts(token):
            await _close(transport, CloseCode.UNKNOWN_SESSION)
            return
        connection = Connection(visit.session, transport, self._limits.session, self._limits.close_seconds)
        self._connections.add(connection)
        serving = visit.serve(connection, first)
        del token, first
        try:
            await serving
        finally:
            self._connections.discard(connection)


class _Token(msgspec.Struct):
    token: str | None = None


@overload
def token_of(hello: str) -> str | None: ...
@overload
def token_of(hello: bytes) -> None: ...
@overload
def token_of(hello: str | bytes) -> str | None: ...
def token_of(hello: str | bytes) -> str | None:
    """Find the token in a hello, whatever else is wrong with it; the session looks at that.

    Args:
        hello: The first message of a connection.
    """
    if isinstance(hello, bytes):
        return None
    try:
        _, _, data = _hello_decoder.decode(hello)
    except (ValueError, RecursionError):
        return None
    return data.token


_hello_decoder = msgspec.json.Decoder(tuple[int, int, _Token])


async def _close(transport: Transport, code: CloseCode) -> None:
    await transport.close(code, code.reason)


async def _call(hook: Hook) -> None:
    result = hook()
    if isinstance(result, Awaitable):
        await result
