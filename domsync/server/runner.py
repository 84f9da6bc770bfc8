"""An app while it is served: its port, its tasks, and its connection to the other processes."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from inspect import isawaitable

from domsync.server.collector import Collector
from domsync.server.exit_deadline import LEFTOVER_SECONDS
from domsync.server.limits import ServerLimits
from domsync.server.messages import Messages
from domsync.server.messages.json_client import MESSAGES_PATH, JsonClient
from domsync.server.net.client_files import prepare_client_files
from domsync.server.net.gate import Connect, Entrance, Gate, IncomingConnection, Respond
from domsync.server.net.http_server import HttpServer
from domsync.server.net.request import Request
from domsync.server.pages.registry import VisitRegistry
from domsync.server.pages.shell import SOCKET_PATH
from domsync.server.processes.membership import Membership
from domsync.server.resources import fitted, watch_descriptors
from domsync.server.router import Router
from domsync.server.tasks import Report, Tasks


class AppRunner:
    """Serves an app, once.

    Args:
        router: The app, with what is mounted in it.
        visits: Its visits.
        limits: Limits on what visitors may use.
        report: Called with the exceptions of its tasks.
        collector: Collects garbage while the app is served.
    """

    def __init__(
        self, router: Router, visits: VisitRegistry, limits: ServerLimits, report: Report, collector: Collector | None
    ) -> None:
        self._router = router
        self._visits = visits
        self._limits = limits
        self._report = report
        self._collector = collector
        self.membership: Membership = Membership()
        self._tasks = Tasks(report)
        self._plain: set[JsonClient] = set()
        #: Functions that serve the connections of mounted servers and of JSON clients, by path.
        self._sockets: dict[str, Callable[[IncomingConnection], Awaitable[None]]] = {}
        self._http_server: HttpServer | NoPort | None = None
        #: The gate that every request passes, while the app is served.
        self.gate: Gate | None = None
        self._unwatch: Callable[[], None] = lambda: None

    async def start(
        self,
        respond: Respond,
        connect: Connect,
        entrance: Entrance,
        host: str,
        port: int,
        tls: ssl.SSLContext | None,
        sock: socket.socket | None,
    ) -> int:
        """Begin, on a port.

        Args:
            respond: Answers plain requests.
            connect: Serves connections; it may pass them on to :meth:`connect`.
            entrance: The settings for how clients reach the server.
            host: The address to listen on.
            port: The port; 0 chooses a free one.
            tls: A TLS context, to serve over TLS.
            sock: A socket that is bound to host and port already.

        Returns:
            The port.

        Raises:
            OSError: The port is taken, or the host is not one of this machine's addresses.
            Exception: A startup function has raised it.
        """
        try:
            gate = await self._begin(respond, connect, entrance)
            http_server = HttpServer(gate)
            taken = await http_server.open(host, port, tls, sock)
        except BaseException:
            await self._leave_processes()
            raise
        self._http_server = http_server
        self._start_tasks()
        return taken

    def add_socket(self, path: str, serve: Callable[[IncomingConnection], Awaitable[None]]) -> None:
        """Let something other than the app serve the connections to a path. Call it before the app begins.

        Args:
            path: The path.
            serve: Serves a connection.
        """
        self._sockets[path] = serve

    async def start_behind(self, respond: Respond, connect: Connect, entrance: Entrance) -> Gate:
        """Begin, behind another server.

        Args:
            respond: Answers plain requests.
            connect: Serves connections; it may pass them on to :meth:`connect`.
            entrance: The settings for how clients reach the server.

        Returns:
            The gate that every request passes.

        Raises:
            Exception: A startup function has raised it.
        """
        try:
            gate = await self._begin(respond, connect, entrance)
        except BaseException:
            await self._leave_processes()
            raise
        self._http_server = NoPort()
        self._start_tasks()
        return gate

    async def _begin(self, respond: Respond, connect: Connect, entrance: Entrance) -> Gate:
        await prepare_client_files()
        await self._join_processes()
        for _, router in self._router.all():
            for hook in router.on_startup:
                await _call(hook)
        for prefix, server in self._router.servers():
            self._sockets[prefix + SOCKET_PATH] = server.connect
        for prefix, router in self._router.all():
            self._sockets[prefix + SOCKET_PATH] = self._visits.take_up
            if router.json_clients:
                self._sockets[prefix + MESSAGES_PATH] = partial(self._serve_plainly, router.messages, prefix)
        for _, router in self._router.all():
            router.refusal = partial(_refusal, entrance)
        limits = fitted(self._limits)
        self._visits.budgets.sessions = limits.sessions
        self._unwatch = watch_descriptors(asyncio.get_running_loop())
        gate = self.gate = Gate(respond, connect, entrance, limits, self._sockets)
        return gate

    def _start_tasks(self) -> None:
        if self._collector is not None:
            self._collector.start()
            self._tasks.start(self._collector.run(), "the garbage collection")
        for _, router in self._router.all():
            for function in router.background:
                name = getattr(function, "__qualname__", repr(function))
                self._tasks.start(_in_background(function, name), f"the background task {name}")
            for timer in router.timers:
                self._tasks.start(timer.run(self._report), timer.name)

    @property
    def is_open(self) -> bool:
        """True while it has begun and has not begun to end."""
        return self._http_server is not None

    async def close(self) -> None:
        """End, if it is open: connections and visits end, and tasks are cancelled."""
        http_server, self._http_server = self._http_server, None
        if http_server is None:
            return
        routers, servers = self._router.all(), self._router.servers()
        await http_server.close(self._end_connections)
        self._unwatch()
        for _, server in servers:
            await server.handlers_done()
        for _, router in routers:
            await router.messages.close(min(self._limits.close_seconds, LEFTOVER_SECONDS))
        self._tasks.cancel()
        await self._tasks.wait(min(self._limits.close_seconds, LEFTOVER_SECONDS))
        self._visits.shared_documents.close()
        if self._collector is not None:
            self._collector.stop()
        try:
            for _, router in routers:
                for hook in router.on_shutdown:
                    await _call(hook)
        finally:
            await self._leave_processes()

    async def _end_connections(self) -> None:
        await self._visits.end()
        await asyncio.gather(*[server.end_connections() for _, server in self._router.servers()])
        await asyncio.gather(*[client.close() for client in self._plain])

    @asynccontextmanager
    async def joined(self) -> AsyncIterator[None]:
        """Join the app's processes without serving.

        Raises:
            ConnectionError: The other processes cannot be reached, or not all changes could be sent to them.
        """
        broker = self._router.broker
        try:
            await self._join_processes()
            if not broker.connected:
                raise ConnectionError("the other processes of the app cannot be reached; the log says why")
            yield
        finally:
            await self._leave_processes()
        if broker.undelivered:
            raise ConnectionError("the other processes of the app could not be told all that was changed")

    async def _join_processes(self) -> None:
        broker = self._router.broker
        self.membership.start(broker)
        for number, (_, router) in enumerate(self._router.all()):
            router.broker = broker
            router.replicas.start(broker, self.membership)
            router.messages.connect(broker, f"messages {number}")
            self.membership.add(f"app {number}", router.presence)
            self.membership.add_groups(f"group {number}", router.messages.presences)
        await broker.start()
        if self._visits.sessions is not None:
            self._visits.sessions.start(broker)
        self._visits.start(broker)

    async def _leave_processes(self) -> None:
        self.membership.stop()
        self._visits.stop()
        if self._visits.sessions is not None:
            await self._visits.sessions.stop()
        await self._router.broker.close()
        for _, router in self._router.all():
            router.replicas.stop()
            router.messages.disconnect()

    def connect(self, opened: IncomingConnection) -> Awaitable[None]:
        """Serve a connection.

        Args:
            opened: The connection.
        """
        return self._sockets.get(opened.request.path, self._visits.take_up)(opened)

    async def _serve_plainly(self, messages: Messages, prefix: str, opened: IncomingConnection) -> None:
        """Serve a client that exchanges messages as JSON objects."""
        request = opened.request.below(prefix)
        client = JsonClient(opened.transport, request, messages, self._limits)
        self._plain.add(client)
        try:
            await client.serve()
        finally:
            self._plain.discard(client)


class NoPort:
    """The port of an app that another server serves."""

    async def close(self, end_connections: Callable[[], Awaitable[None]]) -> None:
        """End all connections."""
        await end_connections()


def _refusal(entrance: Entrance, request: Request, origin: str) -> str:
    hint = request.headers.get("x-forwarded-proto", "")
    return entrance.origins.refusal([origin], [request.host], request.scheme, hint)


async def _call(hook: Callable[[], object]) -> None:
    result = hook()
    if isinstance(result, Awaitable):
        await result


async def _in_background(function: Callable[[], Awaitable[object]], name: str) -> None:
    awaitable = function()
    if not isawaitable(awaitable):
        raise TypeError(
            f"app.background takes an async function, and {name} is not one; to call it repeatedly, use "
            "@app.every(seconds), and to call it once, @app.on_startup"
        )
    await awaitable
