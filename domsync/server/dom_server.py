"""The original library's server: one document per client, filled by a handler that runs while the client is
connected."""

import asyncio
import logging
import signal
import ssl
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial

import msgspec

from domsync.dom.document.dispose import clear_document
from domsync.dom.document.document import Document
from domsync.dom.limits import Limits as DocumentLimits
from domsync.errors import ClientGone
from domsync.server.exit_deadline import refuse_running_loop
from domsync.server.limits import ServerLimits
from domsync.server.net.client_files import PREFIX, client_files, prepare_client_files
from domsync.server.net.connection import Connection
from domsync.server.net.gate import Entrance, Gate, IncomingConnection
from domsync.server.net.http_server import HttpServer
from domsync.server.net.origins import HostPolicy, OriginPolicy
from domsync.server.net.proxies import TrustedProxies
from domsync.server.net.request import Request
from domsync.server.net.responses import HttpResponse, error
from domsync.server.pages.shell import SOCKET_PATH, Page, page_response
from domsync.server.resources import fitted
from domsync.server.tasks import Tasks
from domsync.session import (
    BadOp,
    CallResult,
    CloseCode,
    DomEvent,
    Hello,
    MessageReceived,
    ScriptEvent,
    Session,
    SessionEvent,
    TextSession,
    deliver,
)
from domsync.session.log_limit import bad_ops

logger: logging.Logger = logging.getLogger("domsync")

_LEAVE_SECONDS = 5


class Client:
    """A connected browser, to be passed to the server's methods; it can be a key of a dict.

    Attributes:
        remote_address: Where it connects from.
        headers: The headers of its request, with names in lower case.
    """

    __slots__ = ("__weakref__", "headers", "remote_address")

    def __init__(self, remote_address: str, headers: Mapping[str, str]) -> None:
        self.remote_address: str = remote_address
        self.headers: Mapping[str, str] = headers

    def __repr__(self) -> str:
        return f"<Client {self.remote_address} at {id(self):#x}>"


class _Visit:
    """Everything that belongs to one client while it is connected."""

    __slots__ = ("client", "connection", "document", "limits", "on_hello", "session", "tasks")

    def __init__(
        self, opened: IncomingConnection, document: Document, limits: ServerLimits, on_hello: "Callable[[_Visit], None]"
    ):
        self.client = Client(opened.request.peer, opened.request.headers)
        self.document = document
        self.limits = limits.session
        self.on_hello = on_hello
        self.session: Session | TextSession = (
            Session(document, self.limits) if opened.compact else TextSession(document, self.limits)
        )
        if isinstance(self.session, Session):
            self.session.connect(_nobody_else)
        self.connection = Connection(self.session, opened.transport, self.limits, limits.close_seconds)
        self.tasks = Tasks(document.report)
        document.run = self.run

    def run(self, awaitable: Awaitable[object]) -> None:
        """Run the rest of an async callback, then send its changes."""
        self.tasks.start(awaitable, "an async callback", self.flush)

    def _run_callback(self, awaitable: Awaitable[object], n: int) -> None:
        """Do the same for a callback of event `n`, and tell the browser when it has ended."""
        session = self.session
        if not isinstance(session, Session):
            self.run(awaitable)
            return

        def ended() -> None:
            session.end_work(n)
            self.flush()

        session.begin_work(n)
        self.tasks.start(awaitable, "an async callback", ended)

    def flush(self) -> None:
        """Send what has changed."""
        if not self.connection.ended:
            self.session.flush()
            self.connection.push()

    def handle(self, event: SessionEvent) -> None:
        """Handle an event from the browser. The document reports what callbacks raise."""
        match event:
            case DomEvent():
                for awaitable in deliver(event):
                    self._run_callback(awaitable, event.n)
                if isinstance(self.session, Session):
                    self.session.handled(event.n)
                self.flush()
            case ScriptEvent():
                result = event.document.handle_event(event.message)
                if isinstance(result, Awaitable):
                    self.run(result)
                self.flush()
            case Hello():
                self.on_hello(self)
            case CallResult():
                event.document.browser_calls.resolve(event.call, event.ok, msgspec.json.decode(event.value))
            case MessageReceived():
                if isinstance(self.session, Session):
                    self.session.refuse(event.n)
            case BadOp():
                bad_ops.log(logging.ERROR, "the browser could not apply frame %d: %.300r", event.seq, event.text)

    async def room(self) -> None:
        """Wait while too many of the browser's events are being handled."""
        await self.tasks.room(self.limits.running_handlers)

    def end(self, then: Callable[[], None]) -> None:
        """Take everything apart, so that nothing waits for the garbage collector.

        Args:
            then: Called when the last task is done.
        """
        self.tasks.cancel(then)
        self.document.browser_calls.fail_all(ClientGone(self.client))
        self.document.run = _drop
        self.session.discard()
        clear_document(self.document)


def _nobody_else() -> None:
    """Ignore the frames of shared documents: there are none here."""


def _drop(awaitable: Awaitable[object]) -> None:
    """Drop the rest of an async callback: the client of its document has left."""
    if isinstance(awaitable, Coroutine):
        awaitable.close()


class DomsyncServer:
    """A server with one document per client.

    For each client that connects, `connection_handler(server, client)` runs as a task of its own: it fills
    `server.get_document(client)` and sends it with `await server.flush(client)`, once or in a loop. After each event of
    the browser the callbacks run and that client is flushed by itself. A client that leaves, in whatever way, is
    forgotten at once: its handler is cancelled and its document is taken apart.

    `GET /` is answered with a page that has domsync's client in it. A page of your own may connect, too, as the
    original's `client.html` does: it gets JavaScript text to evaluate.

    Args:
        connection_handler: An `async def` that takes the server and the client.
        host: The address to listen on: `"localhost"`; `"0.0.0.0"` or None for all addresses of the machine.
        port: The port; 0 chooses a free one, which is in `port` after `serve`.
        verbose: Whether a line is printed when the server has started.
        root_id: The id of the element that is the root of the document.
        origins: Other origins whose pages may connect: `"https://example.org"`; `"null"` for a page that was opened
            from a file; None for clients that are not browsers; `"*"` for all.
        hosts: The names by which browsers reach the server, if it is not on this machine or in the local network:
            `"example.org"`, `"*.example.org"`.
        trusted_proxies: Addresses of the proxies in front of it, whose headers are trusted.
        limits: Limits on what clients may use.
        title: The title of the page.
        ssl: A TLS context, to serve over TLS.
    """

    def __init__(
        self,
        connection_handler: "Callable[[DomsyncServer, Client], Awaitable[object]]",
        host: str | None,
        port: int,
        verbose: bool = True,
        root_id: str = "domsync_root_id",
        *,
        origins: Sequence[str | None] = (),
        hosts: Sequence[str] | None = None,
        trusted_proxies: Sequence[str] = (),
        limits: ServerLimits | None = None,
        title: str = "domsync",
        ssl: ssl.SSLContext | None = None,
    ) -> None:
        self.host = host
        self.port: int = port
        self.verbose = verbose
        self.root_id = root_id
        self.connection_handler = connection_handler
        self._limits = limits or ServerLimits()
        self._tls = ssl
        self._page = Page(root_id, title, max_message=self._limits.session.message_bytes)
        self._http_server: HttpServer | None = None
        policy = OriginPolicy(origins, hosts=HostPolicy(hosts, host), secure=ssl is not None)
        self._entrance = Entrance(policy, TrustedProxies(trusted_proxies))
        self._visits: dict[Client, _Visit] = {}
        self._connections: set[Connection] = set()
        #: Handlers of clients that have left and were cancelled, but are not done yet.
        self._leaving: set[Tasks] = set()

    async def serve(self) -> None:
        """Start the server; it runs as long as the event loop does.

        Raises:
            OSError: The port is taken, or the host is not one of this machine's addresses.
            RuntimeError: It has been started already.
        """
        if self._http_server is not None:
            raise RuntimeError("the server has been started already")
        await prepare_client_files()
        gate = Gate(self._respond, self.connect, self._entrance, fitted(self._limits), ("/", SOCKET_PATH))
        http_server = HttpServer(gate)
        self.port = await http_server.open(self.host, self.port, self._tls)
        self._http_server = http_server
        if self.verbose:
            address = f"http{'s' if self._tls else ''}://{self.host or 'localhost'}:{self.port}"
            print(f"domsync server started on {address}", flush=True)

    def run(self) -> None:
        """Serve until the process is asked to end (Ctrl-C, SIGTERM). For programs that do nothing else.

        Raises:
            OSError: The port is taken, or the host is not one of this machine's addresses.
            RuntimeError: An event loop is running already.
        """
        refuse_running_loop("await server.serve()")
        with suppress(KeyboardInterrupt):
            asyncio.run(self._serve_until_asked_to_end())

    async def _serve_until_asked_to_end(self) -> None:
        asked = asyncio.Event()
        with suppress(NotImplementedError):  # Windows has no signal handlers in its event loop; Ctrl-C works there
            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, asked.set)
        await self.serve()
        try:
            await asked.wait()
        finally:
            await self.close()

    async def close(self) -> None:
        """Stop the server, if it runs: end all connections, and wait until their handlers are done."""
        http_server, self._http_server = self._http_server, None
        if http_server is None:
            return
        await http_server.close(self.end_connections)
        await self.handlers_done()

    def is_connected(self, client: Client) -> bool:
        """Return whether the client is still connected."""
        return client in self._visits

    def get_clients(self) -> list[Client]:
        """The connected clients, in the order in which they connected."""
        return list(self._visits)

    def get_document(self, client: Client) -> Document:
        """The client's document.

        Raises:
            ClientGone: The client has left. Nobody sees its document any more.
        """
        return self._visit(client).document

    async def flush(self, client: Client) -> None:
        """Send what has changed in the client's document since the last flush, if anything has.

        It waits if the browser reads too slowly.

        Raises:
            ClientGone: The client has left.
        """
        visit = self._visit(client)
        visit.flush()
        await visit.connection.flush()
        self._visit(client)

    def _visit(self, client: Client) -> _Visit:
        visit = self._visits.get(client)
        if visit is None:
            raise ClientGone(client)
        return visit

    def _respond(self, request: Request) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return error(405, allow="GET, HEAD")
        if request.path == "/":
            return self.page(request.base)
        if request.path.startswith(PREFIX):
            return client_files().respond(request.path, request.headers.get("accept-encoding", ""))
        return error(404)

    def page(self, base: str) -> HttpResponse:
        """The answer to a GET of the server's page.

        Args:
            base: The prefix of the addresses of its files.
        """
        return page_response(replace(self._page, base=base), client_files())

    async def connect(self, opened: IncomingConnection) -> None:
        """Serve a client until it leaves.

        Args:
            opened: Its connection.
        """
        limits = self._limits
        # A browser with our client evaluates nothing; listeners that need it to are refused when they are added.
        document = Document(self.root_id, scripts=not opened.compact)
        document.limits = DocumentLimits(limits.nodes, limits.depth, limits.listeners)
        visit = _Visit(opened, document, limits, self._begin)
        self._connections.add(visit.connection)
        try:
            await visit.connection.run(visit.handle, visit.room)
        finally:
            self._connections.discard(visit.connection)
            self._visits.pop(visit.client, None)
            self._leaving.add(visit.tasks)
            visit.end(partial(self._leaving.discard, visit.tasks))

    def _begin(self, visit: _Visit) -> None:
        """Register the client, whose browser is ready, and start its handler."""
        self._visits[visit.client] = visit
        visit.tasks.start(self._handle_client(visit.client), "the connection handler")

    async def _handle_client(self, client: Client) -> None:
        try:
            await self.connection_handler(self, client)
        except ClientGone as gone:
            # Every loop that serves a client until it leaves ends with this.
            if gone.client is not client or self.is_connected(client):
                raise

    async def end_connections(self) -> None:
        """Close all connections."""
        closing = [
            connection.close(CloseCode.GOING_AWAY, CloseCode.GOING_AWAY.reason) for connection in self._connections
        ]
        await asyncio.gather(*closing)

    async def handlers_done(self) -> None:
        """Wait until the handlers of clients that have left are done."""
        for tasks in tuple(self._leaving):
            await tasks.wait(_LEAVE_SECONDS)
