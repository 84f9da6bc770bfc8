"""The life of an app: on a port of its own, behind an ASGI server, or only connected to its other processes."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from domsync.components.source_location import users_frame
from domsync.dom.ops import Json
from domsync.server.collector import Collector
from domsync.server.exit_deadline import CLOSING_SECONDS, Deadline, refuse_running_loop, run_to_end
from domsync.server.inspector import INSPECTOR, INSPECTOR_SOCKET, Inspector
from domsync.server.instruments import Instruments
from domsync.server.limits import ServerLimits
from domsync.server.net.gate import Entrance, Gate, IncomingConnection
from domsync.server.net.request import Request
from domsync.server.net.responses import HttpResponse
from domsync.server.pages.page_keeper import Storing, tell_unwritable
from domsync.server.pages.registry import VisitRegistry
from domsync.server.public_address import Deployment
from domsync.server.responder import Responder
from domsync.server.router import AsgiApplication, Router
from domsync.server.runner import AppRunner
from domsync.server.sessions.opening import open_store
from domsync.server.sessions.store import Store

logger: logging.Logger = logging.getLogger("domsync")


class Hosting:
    """Serves an app, any number of times in succession. For servers, and for tools that drive an app.

    Args:
        router: The app, with what is mounted in it.
        visits: Its visits.
        limits: Limits on what visitors may use.
        deployment: Its public address and other settings of the deployment.
        store: Where pages are stored, as set in the program.
        collect: Whether the garbage collector is run in quiet moments.
    """

    def __init__(
        self,
        router: Router,
        visits: VisitRegistry,
        limits: ServerLimits,
        deployment: Deployment,
        store: Store | str | None,
        *,
        collect: bool,
    ) -> None:
        self._router = router
        self._visits = visits
        self._limits = limits
        self._deployment = deployment
        #: Where pages are written.
        self.store: Store | None = open_store(store) if isinstance(store, str) else store
        #: The URL of the store for sessions, unless the program names one: that of the Redis of the command line.
        self.sessions_url: str | None = None
        self._collector = Collector() if collect else None
        self._responder = Responder(router, visits)
        visits.find_page = self._responder.find_page
        #: Functions that are called with each exception of the app's code.
        self.on_error: list[Callable[[BaseException, str], object]] = []
        visits.shared_documents.on_error = self._tell_of_error
        #: The address at which it is served; None while it is not.
        self.address: str | None = None
        self._beginning: asyncio.Lock | None = None
        #: Serves the app; None while it is not served.
        self.runner: AppRunner | None = None
        self._instruments = Instruments()
        self._inspector = Inspector(visits)
        self.instrument(None)

    @property
    def gate(self) -> Gate | None:
        """The gate, which counts connections; None while the app is not served."""
        return None if self.runner is None else self.runner.gate

    @property
    def is_open(self) -> bool:
        """True while it is served and has not begun to stop."""
        return self.runner is not None and self.runner.is_open

    @property
    def development(self) -> bool:
        """True if errors show their text on the page."""
        return self._router.development

    def set_development(self, development: bool) -> None:
        """Set `development` for the app and everything that is mounted in it.

        Args:
            development: Whether errors show their text on the page.
        """
        self._visits.shared_documents.development = development
        for _, router in self._router.all():
            router.messages.development = development

    # On a port

    def run(self, host: str | None, port: int | None, tls: ssl.SSLContext | None) -> None:
        """Serve until the process is asked to end; see `App.run`."""
        refuse_running_loop("await app.serve()")
        with suppress(KeyboardInterrupt):
            said = self._deployment.said()
            host = host or said.host or "127.0.0.1"
            port = port if port is not None else said.port if said.port is not None else 8000
            run_to_end(self._run(host, port, tls))

    async def _run(self, host: str, port: int, tls: ssl.SSLContext | None) -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        with suppress(NotImplementedError):  # Windows has no signal handlers in its event loop; Ctrl-C works there
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(number, stop.set)
        taken = await self.serve(host, port, tls, None)
        print(f"domsync serves http{'s' if tls else ''}://{host}:{taken}", flush=True)
        deadline = Deadline(self._limits.stop_seconds + CLOSING_SECONDS)
        try:
            await stop.wait()
            deadline.start()
        finally:
            await self.close()
            deadline.cancel()

    async def serve(self, host: str, port: int, tls: ssl.SSLContext | None, sock: socket.socket | None) -> int:
        """Start serving; see `App.serve`."""
        if self.needs_asgi:
            raise RuntimeError(self.needs_asgi)
        runner = self._new_runner()
        try:
            entrance = self._entrance(host, is_secure=tls is not None)
            self._open_inspector(runner)
            taken = await runner.start(self.respond, self.connect, entrance, host, port, tls, sock)
            self.address = f"http{'s' if tls else ''}://{host}:{taken}/"
            return taken
        except BaseException:
            self.runner = None
            raise

    async def close(self) -> None:
        """Stop serving, if it is served: connections and visits end, and background tasks are cancelled."""
        runner = self.runner
        if runner is None or not runner.is_open:
            return
        try:
            await self._inspector.close()
            await runner.close()
        finally:
            self.runner = self.address = None

    @property
    def needs_asgi(self) -> str:
        """The reason why only an ASGI server can serve the app, and what to run; an empty text if domsync's own server
        can.
        """
        applications = self._router.applications()
        if not applications:
            return ""
        return (
            f"the ASGI application at {applications[0][0]!r} needs an ASGI server: pip install uvicorn, then run "
            "uvicorn MODULE:app"
        )

    # Among other processes only

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[None]:
        """Take part in what the app's processes share; see `App.connected`."""
        runner = self._new_runner()
        try:
            async with runner.joined():
                yield
        finally:
            self.runner = None

    # Behind an ASGI server

    async def begin(self) -> Gate:
        """Begin behind another server, unless the app has begun: some servers send requests without a startup event.

        Returns:
            The gate that every request passes.
        """
        if self.runner is not None and self.runner.is_open and self.runner.gate is not None:
            return self.runner.gate
        if self._beginning is None:
            self._beginning = asyncio.Lock()
        async with self._beginning:
            if self.runner is not None and self.runner.gate is not None:
                return self.runner.gate
            runner = self._new_runner()
            try:
                entrance = self._entrance(None, is_secure=False)
                self._open_inspector(runner)
                return await runner.start_behind(self.respond, self.connect, entrance)
            except BaseException:
                self.runner = None
                raise

    async def end(self) -> None:
        """End behind another server."""
        self._beginning = None
        await self.close()

    def application(self, path: str) -> tuple[str, AsgiApplication] | None:
        """The ASGI application that is mounted at a path, with its prefix; None if there is none.

        Args:
            path: The path.
        """
        for prefix, application in self._router.applications():
            if path == prefix or path.startswith(f"{prefix}/"):
                return prefix, application
        return None

    # Requests and connections

    def respond(self, request: Request) -> HttpResponse | Awaitable[HttpResponse]:
        """Answer a plain request.

        Args:
            request: The request.
        """
        if self.development and (request.path == INSPECTOR or request.path.startswith(f"{INSPECTOR}/")):
            answer = self._inspector.respond(request)
            if answer is not None:
                return answer
        return self._responder.respond(request)

    def connect(self, opened: IncomingConnection) -> Awaitable[None]:
        """Serve a connection.

        Args:
            opened: The connection.
        """
        if self.runner is None:
            raise RuntimeError("this app is not being served")
        if self._instruments.connection is not None:
            taken = self._instruments.connection(opened)
            if taken is None:
                opened.transport.abort()
                return _nothing()
            opened = taken
        return self.runner.connect(opened)

    def _new_runner(self) -> AppRunner:
        if self.runner is not None:
            raise RuntimeError("this app is being served already")
        said = self._deployment.said()
        if said.record:
            self._visits.record_folder = Path(said.record)
        if self.store is None and said.store:
            self.store = open_store(said.store)
        if self.store is not None:
            self._visits.storing = Storing(self.store, self._limits.stored_seconds)
            tell_unwritable()
        sessions = self._visits.sessions
        if sessions is not None and sessions.options.store is None:
            if self.store is not None:
                sessions.store = self.store
            elif self.sessions_url is not None:
                sessions.store = open_store(self.sessions_url)
            elif not self._router.broker.alone:
                logger.warning(
                    "sessions are kept in the memory of each process, where the other processes do not find them: "
                    "pass App(sessions=SessionOptions(store=RedisStore(...))) or App(store=...)"
                )
        self.runner = AppRunner(self._router, self._visits, self._limits, self._failed, self._active_collector)
        return self.runner

    def _open_inspector(self, runner: AppRunner) -> None:
        """Accept connections from the inspector's pages, if there is an inspector."""
        if self.development:
            runner.add_socket(INSPECTOR_SOCKET, self._inspector.connect)

    def _entrance(self, host: str | None, *, is_secure: bool) -> Entrance:
        self.set_development(self._deployment.is_development(self.development))
        return self._deployment.entrance(host, is_secure=is_secure, development=self.development)

    # For tools

    def instrument(self, instruments: Instruments | None) -> None:
        """Let a tool drive the app from now on; for ``domsync.testing`` and the like.

        Args:
            instruments: The parts that the tool replaces; None restores the app's own.
        """
        self._instruments = self._visits.instruments = instruments or Instruments()
        collector = self._active_collector
        self._visits.on_activity = None if collector is None else collector.on_activity

    @property
    def _active_collector(self) -> Collector | None:
        return self._collector if self._instruments.collects else None

    def show_developers(self, told: Mapping[str, Json]) -> None:
        """Show something to developers on all open pages; does nothing in production.

        Args:
            told: What to show: see ``client/extra/failure_overlay.js``.
        """
        if self.development:
            for visit in self._visits:
                visit.develop(told)

    def end_handlers_after(self, seconds: float) -> None:
        """Limit how long running handlers are waited for when the app stops.

        Args:
            seconds: The limit in seconds.
        """
        self._limits = replace(self._limits, stop_seconds=seconds)
        self._visits.limit_handlers(self._limits)

    # Failures

    def _tell_of_error(self, error: BaseException, reference: str) -> None:
        for function in self.on_error:
            try:
                function(error, reference)
            except Exception:
                logger.exception("the function of app.on_error failed (reference %s)", reference)

    def _failed(self, failure: BaseException, where: str) -> None:
        """Report an exception of one of the app's tasks."""
        if self._instruments.monitor is not None:
            self._instruments.monitor.failed(failure, None)
        reference = uuid4().hex[:8]
        logger.error("%s failed (reference %s)", where, reference, exc_info=failure)
        self._tell_of_error(failure, reference)
        if self.development:
            for visit in self._visits:
                visit.notice(f"{where} failed: {users_frame(failure)}")


async def _nothing() -> None:
    """Do nothing: the connection was refused."""
