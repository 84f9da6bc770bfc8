"""An app while it is served: its port, its tasks, and what it has in common with its other processes."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable
from functools import partial

from domsync.server.collector import Collector
from domsync.server.limits import ServerLimits
from domsync.server.listener import HttpRequest, Listener, Opened
from domsync.server.messages import Messages
from domsync.server.origins import OriginPolicy
from domsync.server.page import SOCKET_PATH
from domsync.server.plain_client import MESSAGES_PATH, PlainClient
from domsync.server.responses import HttpResponse
from domsync.server.roster import Roster
from domsync.server.site import Site
from domsync.server.tasks import Report, Tasks
from domsync.server.visit import Request
from domsync.server.visits import Visits


class Serving:
    """Serves an app, once.

    Args:
        site: The app, with what is mounted in it.
        visits: Its visits.
        limits: What visitors may ask for.
        report: Is told of the exceptions of its tasks.
        collector: What collects garbage meanwhile.
    """

    def __init__(
        self, site: Site, visits: Visits, limits: ServerLimits, report: Report, collector: Collector | None
    ) -> None:
        self._site = site
        self._visits = visits
        self._limits = limits
        self._report = report
        self._collector = collector
        self.roster = Roster()
        self._tasks = Tasks(report)
        self._plain: set[PlainClient] = set()
        #: What serves the connections of mounted servers and of plain clients, by their path.
        self._sockets: dict[str, Callable[[Opened], Awaitable[None]]] = {}
        self._listener: Listener | None = None

    async def start(
        self,
        respond: Callable[[HttpRequest], HttpResponse],
        connect: Callable[[Opened], Awaitable[None]],
        origins: tuple[str | None, ...],
        host: str,
        port: int,
        tls: ssl.SSLContext | None,
        sock: socket.socket | None,
    ) -> int:
        """Begin.

        Args:
            respond: Answers plain requests.
            connect: Serves connections; it may ask :meth:`connect` to.
            origins: Pages of which other origins may connect.
            host: What to listen on.
            port: The port; 0 takes a free one.
            tls: Makes the server speak TLS.
            sock: A socket that is bound to host and port already.

        Returns:
            The port.

        Raises:
            OSError: The port is taken, or the host is none of this machine's addresses.
            Exception: What a function for the start has raised.
        """
        sites, servers = self._site.all(), self._site.servers()
        try:
            await self._join_processes()
            for _, site in sites:
                for hook in site.on_startup:
                    await _call(hook)
            for prefix, server in servers:
                self._sockets[prefix + SOCKET_PATH] = server.connect
            for prefix, site in sites:
                if site.plain_clients:
                    self._sockets[prefix + MESSAGES_PATH] = partial(self._serve_plainly, site.messages)
            policy = OriginPolicy(origins, host, secure=tls is not None)
            listener = Listener(respond, connect, policy, self._limits, (SOCKET_PATH, *self._sockets))
            taken = await listener.open(host, port, tls, sock)
        except BaseException:
            await self._leave_processes()
            raise
        self._listener = listener
        if self._collector is not None:
            self._collector.start()
            self._tasks.start(self._collector.run(), "the garbage collection")
        for _, site in sites:
            for function in site.background:
                self._tasks.start(function(), f"the background task {getattr(function, '__qualname__', function)}")
            for timer in site.timers:
                self._tasks.start(timer.run(self._report), timer.name)
        return taken

    @property
    def is_open(self) -> bool:
        """Whether it has begun and does not end yet."""
        return self._listener is not None

    async def close(self) -> None:
        """End: connections and visits end, tasks are cancelled; nothing if it is not open."""
        listener, self._listener = self._listener, None
        if listener is None:
            return
        sites, servers = self._site.all(), self._site.servers()
        await listener.close(self._end_connections)
        for _, server in servers:
            await server.handlers_done()
        for _, site in sites:
            await site.messages.close(self._limits.close_seconds)
        self._tasks.cancel()
        await self._tasks.wait(self._limits.close_seconds)
        self._visits.parts.close()
        if self._collector is not None:
            self._collector.stop()
        try:
            for _, site in sites:
                for hook in site.on_shutdown:
                    await _call(hook)
        finally:
            await self._leave_processes()

    async def _end_connections(self) -> None:
        await self._visits.end()
        await asyncio.gather(*[server.end_connections() for _, server in self._site.servers()])
        await asyncio.gather(*[client.close() for client in self._plain])

    async def _join_processes(self) -> None:
        broker = self._site.broker
        self.roster.start(broker)
        for number, (_, site) in enumerate(self._site.all()):
            site.broker = broker
            site.replicas.start(broker, self.roster)
            site.messages.connect(broker, f"messages {number}")
            self.roster.add(f"app {number}", site.presence)
            self.roster.add_groups(f"group {number}", site.messages.presences)
        await broker.start()

    async def _leave_processes(self) -> None:
        self.roster.stop()
        await self._site.broker.close()
        for _, site in self._site.all():
            site.replicas.stop()
            site.messages.disconnect()

    def connect(self, opened: Opened) -> Awaitable[None]:
        """Serve a connection.

        Args:
            opened: The connection.
        """
        return self._sockets.get(opened.request.path, self._visits.take_up)(opened)

    async def _serve_plainly(self, messages: Messages, opened: Opened) -> None:
        """Serve a client that sends and gets messages as JSON objects."""
        asked = opened.request
        request = Request(asked.path, asked.query, asked.path.removesuffix(MESSAGES_PATH), asked.headers, asked.peer)
        client = PlainClient(opened.transport, request, messages, self._limits)
        self._plain.add(client)
        try:
            await client.serve()
        finally:
            self._plain.discard(client)


async def _call(hook: Callable[[], object]) -> None:
    result = hook()
    if isinstance(result, Awaitable):
        await result
