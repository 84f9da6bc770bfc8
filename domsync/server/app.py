"""The application: its pages, and the one port that serves them, the client and the WebSocket."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from domsync.components.component import Component
from domsync.components.presence import Presence
from domsync.components.scheduler import users_frame
from domsync.components.shared import Shared
from domsync.components.shared_text import SharedText
from domsync.components.state import State
from domsync.dom.trusted import TrustedHTML
from domsync.server.broker import Broker
from domsync.server.collector import Collector
from domsync.server.dom_server import DomsyncServer
from domsync.server.html_pages import HtmlFile, HtmlRoute
from domsync.server.limits import ServerLimits
from domsync.server.listener import HttpRequest, Opened
from domsync.server.message_client import Client
from domsync.server.messages import Messages
from domsync.server.pages import PageRoute
from domsync.server.responses import HttpResponse
from domsync.server.serving import Serving
from domsync.server.site import Site
from domsync.server.timers import Timer
from domsync.server.visit import Visit
from domsync.server.visits import Visits

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
        self._limits = limits or ServerLimits()
        messages = Messages(self._limits.session, development=development, allow_eval=allow_eval)
        self._site = Site(messages, broker or Broker(), plain_clients=plain_clients)
        self._site.options = self._site.page_options(title, lang, favicon, stylesheets, css, scripts, meta, head)
        self._visits = Visits(self._limits, development=development)
        self._origins = tuple(origins)
        self._collector = Collector() if collect else None
        self._serving: Serving | None = None
        #: The visits whose browser is connected, also those of apps that are mounted in this one.
        self.presence = self._site.presence
        if page is not None:
            self.page("/")(page)
        if static is not None:
            self.static("/static", static)

    @property
    def broker(self) -> Broker:
        """What connects the processes of the app. Where an app is mounted, the outermost app's broker does it."""
        return self._site.broker

    @broker.setter
    def broker(self, broker: Broker) -> None:
        self._site.broker = broker

    @property
    def development(self) -> bool:
        """Whether errors show their text on the page. To set it does so in all that is mounted in the app, too."""
        return self._site.development

    @development.setter
    def development(self, development: bool) -> None:
        self._visits.parts.development = development
        for _, site in self._site.all():
            site.messages.development = development

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
        site = self._site
        pattern = site.free(path)
        own = site.page_options(title, lang, favicon, stylesheets, css, scripts, meta, head)

        def add(target: P) -> P:
            site.add(PageRoute(pattern, Shared(target) if shared else target, site.options.merged(own)))
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
        self._site.add(HtmlRoute(self._site.free(path), HtmlFile(file), policy))

    def mount(self, prefix: str, app: App | DomsyncServer) -> None:
        """Show another app's pages, or the page of a :class:`~domsync.DomsyncServer`, below a prefix.

        Args:
            prefix: ``"/shop"``.
            app: The other app. Its pages keep their own titles and style sheets. Or a server, which needs no port then.

        Raises:
            TypeError: It is neither.
            ValueError: The prefix is malformed or taken.
        """
        if not isinstance(app, App | DomsyncServer):
            raise TypeError(f"what is mounted is an App or a DomsyncServer, not {app!r}")
        self._site.mount(prefix, app._site if isinstance(app, App) else app)

    def static(self, prefix: str, folder: str | Path) -> None:
        """Serve the files of a folder below a prefix.

        Args:
            prefix: ``"/static"``.
            folder: The folder.

        Raises:
            ValueError: The prefix is malformed or taken, or there is no such folder.
        """
        self._site.serve_folder(prefix, folder)

    def on_startup(self, function: Hook) -> Hook:
        """Have a function, also an async one, called before the app serves anybody. A decorator."""
        self._site.on_startup.append(function)
        return function

    def on_shutdown(self, function: Hook) -> Hook:
        """Have a function, also an async one, called after the app has served everybody. A decorator."""
        self._site.on_shutdown.append(function)
        return function

    def background(self, function: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[object]]:
        """Have an ``async`` function run as long as the app does. A decorator.

        An exception that ends it is logged, and shown in development in the banner of the pages that are open.
        """
        self._site.background.append(function)
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
            self._site.timers.append(Timer(function, seconds))
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
        return self._site.messages.on(op)

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
        self._site.messages.broadcast(op, group, params)

    def clients(self, group: str | None = None) -> list[Client]:
        """The clients that are there in this process, those that came first first.

        Of several processes each has clients of its own, and lists these only. In all of them, :meth:`broadcast`
        reaches the clients of all, also a group of one; ``app.presence`` counts the visits of all, and
        :meth:`group_presence` the clients in a group.

        Args:
            group: The name of a group, if only its clients are wanted.
        """
        audience = self._site.messages.clients if group is None else self._site.messages.groups.get(group)
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
        self._site.replicas.add(state, name)
        return state

    def group_presence(self, group: str) -> Presence:
        """Who is in a group of clients: state that a component can show, as ``app.presence`` is for all.

        The clients of all processes are counted. A client whose connection broke a moment ago is still in its groups.

        Args:
            group: The name of a group, which nobody need be in.

        Raises:
            ValueError: The name is empty or begins with an underscore.
        """
        return self._site.messages.presence(group)

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
        if self._serving is not None:
            raise RuntimeError("this app is being served already")
        serving = Serving(self._site, self._visits, self._limits, self._failed, self._collector)
        self._serving = serving
        try:
            return await serving.start(self._respond, self._connect, self._origins, host, port, ssl, sock)
        except BaseException:
            self._serving = None
            raise

    async def close(self) -> None:
        """Stop serving: connections and visits end, background tasks are cancelled; nothing if it does not serve."""
        serving = self._serving
        if serving is None or not serving.is_open:
            return
        try:
            await serving.close()
        finally:
            self._serving = None

    @property
    def visits(self) -> list[Visit]:
        """The visits that are going on, those that wait for their browser included."""
        return list(self._visits)

    def _failed(self, failure: BaseException, where: str) -> None:
        """Report what a task of the app has raised."""
        logger.error("%s failed", where, exc_info=failure)
        if self.development:
            for visit in self._visits:
                visit.notice(f"{where} failed: {users_frame(failure)}")

    def _respond(self, request: HttpRequest) -> HttpResponse:
        """Answer a plain request."""
        found = self._site.find(request)
        if isinstance(found, HttpResponse):
            return found
        return self._visits.open(found, self._collector.busy if self._collector is not None else None)

    def _connect(self, opened: Opened) -> Awaitable[None]:
        """Serve a connection."""
        if self._serving is None:
            raise RuntimeError("this app is not being served")
        return self._serving.connect(opened)
