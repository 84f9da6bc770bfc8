"""The visits of an app: a page request creates one, its browser's connections resume it, and it ends."""

from __future__ import annotations

import asyncio
import inspect
import logging
import math
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from domsync.components.handlers.finishing import Finishing
from domsync.components.reconciler.mount_points import mount
from domsync.dom.events import slow
from domsync.errors import DomsyncError
from domsync.server.files.uploads import UploadSlots
from domsync.server.instruments import Instruments, Watch
from domsync.server.limits import ServerLimits
from domsync.server.net.connection import Connection
from domsync.server.net.gate import IncomingConnection
from domsync.server.net.proxies import is_undeclared_proxy
from domsync.server.net.request import Request
from domsync.server.net.responses import HttpResponse, Redirect, error
from domsync.server.net.transport import Transport, TransportClosed
from domsync.server.net.turnstile import Turnstile
from domsync.server.pages.budgets import VisitBudgets
from domsync.server.pages.hello import token_of
from domsync.server.pages.navigation import Find, Navigation, location_of
from domsync.server.pages.page import Prepared, RouteMatch
from domsync.server.pages.page_keeper import PageKeeper, Storing, all_written
from domsync.server.pages.page_record import PageRecord, read_record, record_key
from domsync.server.pages.served_visit import ServedVisit
from domsync.server.pages.shared_documents import SharedDocuments
from domsync.server.pages.shell import SOCKET_PATH
from domsync.server.pages.upkeep import Upkeep
from domsync.server.pages.visits.continuing import go_on, prepare_to_go_on
from domsync.server.pages.visits.copying import as_own, may_copy, record_of
from domsync.server.pages.visits.files import FileStores
from domsync.server.pages.visits.presence import VisitPresence
from domsync.server.processes.broker import Broker
from domsync.server.recording import RecordedTransport, Recording
from domsync.server.resources import MemoryWatch
from domsync.server.sessions.guards import ask
from domsync.server.sessions.sessions import Sessions
from domsync.session import CloseCode, session_id_of
from domsync.session.log_limit import LogLimit

logger: logging.Logger = logging.getLogger("domsync")

#: The fraction of waiting pages that are ended when memory is short.
_RELIEF = 0.1
#: The time in milliseconds over which browsers reconnect after a restart: two for each, within these limits.
_SHORTEST_SPREAD, _LONGEST_SPREAD = 250, 10_000
#: How long, in seconds, saying goodbye to all browsers may take when the server stops.
_CLOSE_SECONDS = 3.0
#: The channel on which processes announce the pages that they have resumed.
_CHANNEL = "pages"

#: Finds the page for a request, and the request with the session that it belongs to; None if there is none that
#: its browser may see.
FindPage = Callable[[Request], "FoundPage | None | Awaitable[FoundPage | None]"]
FoundPage = tuple[RouteMatch, Request]


class TakenOverError(DomsyncError):
    """A newer connection of the same browser has taken the page."""


class VisitRegistry:
    """The visits of an app and of the apps mounted in it.

    Args:
        limits: The server's limits.
        development: Whether errors show their text in shared parts.
    """

    def __init__(self, limits: ServerLimits, *, development: bool) -> None:
        self._limits = limits
        self._visits: dict[str, ServedVisit] = {}
        #: The tasks of async page functions that are still running.
        self._making: dict[ServedVisit, asyncio.Future[Any]] = {}
        self.budgets: VisitBudgets[ServedVisit] = VisitBudgets(
            limits.sessions,
            limits.pending,
            limits.pending_per_peer,
            limits.detached,
            limits.exempt_peers,
            ServedVisit.end,
        )
        self.memory: MemoryWatch = MemoryWatch(limits.memory_bytes)
        self._refusals = LogLimit(1)
        self._log = LogLimit()
        self.shared_documents: SharedDocuments = SharedDocuments(limits, development=development)
        self.files: FileStores = FileStores(UploadSlots(limits.uploads.running_in_process))
        self.connections: set[Connection] = set()
        #: The app's sessions, if it keeps any.
        self.sessions: Sessions | None = None
        self._instruments = Instruments()
        #: The inspector, while it is open.
        self.watch: Watch | None = None
        #: The store in which pages are saved, so that they outlive the process.
        self.storing: Storing | None = None
        #: Other origins whose pages may show the app's pages in a frame.
        self.framed_by: tuple[str, ...] = ()
        #: The folder for recordings of what visitors do, if any.
        self.record_folder: Path | None = None
        self._broker: Broker | None = None
        #: Undoes `start`.
        self._stop: list[Callable[[], object]] = []
        self._upkeep = Upkeep(self)
        #: The tasks that turn pages into copies of others.
        self._copying: set[asyncio.Task[None]] = set()
        #: Finds the page for a request, for a visit that continues here.
        self.find_page: FindPage | None = None
        #: The path that pages connect to. Each of several worker processes has its own.
        self.socket_path = SOCKET_PATH
        #: Finds the page of an address; set by whatever serves the app.
        self.find: Find = lambda request: None
        #: Called for each event with the number of seconds for which it has held the event loop, if that is measured.
        self.on_handled: Callable[[float], None] | None = None
        #: Called for each page that is opened or resumed, and for each event: it postpones the garbage collector.
        self.on_activity: Callable[[], None] | None = None
        #: Limits how many returning browsers are served at once: rendering a page again takes time.
        self._turnstile = Turnstile()

    @property
    def instruments(self) -> Instruments:
        """The instruments with which a tool has replaced the app's own."""
        return self._instruments

    @instruments.setter
    def instruments(self, instruments: Instruments) -> None:
        self._instruments = instruments
        self.shared_documents.monitor = instruments.monitor

    def __iter__(self) -> Iterator[ServedVisit]:
        return iter(tuple(self._visits.values()))

    def open(self, found: RouteMatch, place: Request | None = None) -> HttpResponse | Awaitable[HttpResponse]:
        """Create a visit, and respond with its page.

        Args:
            found: The requested page.
            place: The request as the outermost app has received it.

        Returns:
            The response; an awaitable of it if the page's function is async.
        """
        if self.on_activity is not None:
            self.on_activity()
        peer = found.request.peer
        self._relieve()
        speaks_for_many = found.request.speaks_for_many or is_undeclared_proxy(peer, found.request.headers)
        refused = self.budgets.refusal(peer, speaks_for_many=speaks_for_many)
        if refused is not None:
            self._refusals.log(logging.WARNING, "too many visits: a page was refused to %s with %d", peer, refused)
            # An address with too many pages can open another one when the first of them has ended.
            return error(refused, retry_after="5" if refused == 503 else str(math.ceil(self._limits.pending_seconds)))
        prepared = found.prepare()
        if prepared.found is not found and not prepared.found.layouts:
            return prepared.found.plain()
        found, route = prepared.found, prepared.found.route
        visit = self._new_visit(found, place)
        try:
            with slow.timed(f"the page {route.pattern.path}", route.target):
                result = route.call(visit.document, found.request, prepared.arguments[-1])
        except (Exception, SystemExit) as failure:  # noqa: BLE001 - whatever a page raises, its visitor gets an answer
            return self._refuse(prepared, visit, failure)
        if not inspect.isawaitable(result):
            return self._show(prepared, visit, result)
        self._visits[visit.id] = visit
        self.budgets.load(visit, peer)
        return self._show_later(prepared, visit, result)

    def _new_visit(self, found: RouteMatch, place: Request | None, token: str | None = None) -> ServedVisit:
        """Create a visit that shows nothing yet.

        Args:
            found: The requested page.
            place: The request as the outermost app has received it.
            token: The token of its browser, if the visit was started in another process.
        """
        limits = self._limits if self.instruments.is_rate_limited else self._limits.without_rate_limit()
        visit = ServedVisit(
            found.route.document(limits),
            found.request,
            limits,
            development=found.messages.development,
            ended=self._forget,
            shared_documents=self.shared_documents,
            files=self.files,
            token=token,
            module_names=found.module_names,
        )
        visit.scheduler.monitor = self.instruments.monitor
        visit.scheduler.on_error = self.shared_documents.on_error
        visit.presence = VisitPresence(found.presences)
        visit.guards = found.guards
        if place is not None:
            visit.place = place
            if self.sessions is not None:
                visit.join_session(self.sessions, place)
        visit.take_messages(found.messages)
        visit.events.on_activity = self.on_activity
        visit.on_handled = self.on_handled
        visit.on_copy = self._copy_soon
        visit.can_be_stored = not found.route.is_raw
        visit.scheduler.services["Locale"] = found.options.locale_for(found.request)
        if found.is_walkable and not found.route.is_raw:
            visit.navigation = Navigation(visit, self.find, visit.place)
        elif not found.route.is_raw:
            # Even in an app with one page, links need to know whether they lead to it.
            visit.scheduler.services["Location"] = location_of(visit.place, found.request)
        if self.watch is not None:
            self.watch.opened(visit)
        return visit

    async def _show_later(self, prepared: Prepared, visit: ServedVisit, waiting: Awaitable[Any]) -> HttpResponse:
        """Respond when an async function has made the page, unless nobody is waiting for it any more."""
        found = prepared.found
        seconds = self._limits.pending_seconds
        is_taken = False
        making = self._making[visit] = asyncio.ensure_future(Finishing(waiting))
        leaving = asyncio.ensure_future(found.request.content.left())
        try:
            await asyncio.wait({making, leaving}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if visit.id not in self._visits:
                # The visit had to make room, or the app ends.
                return error(503, retry_after="5")
            if not making.done() and leaving.done():
                raise ConnectionResetError("the client has left while its page was made")
            is_taken = making.done()
            try:
                if not is_taken:
                    raise TimeoutError(f"the function of the page has not returned within {seconds:g} s")
                if making.cancelled():
                    raise RuntimeError("the function of the page was cancelled by its own code")
                result = making.result()
            except Exception as failure:  # noqa: BLE001 - as above
                return self._refuse(prepared, visit, failure)
            return self._show(prepared, visit, result)
        except BaseException:
            visit.end()
            raise
        finally:
            self._making.pop(visit, None)
            await _cancel(leaving, "the wait for a client")
            if not is_taken:
                await _cancel(making, f"the page {found.route.pattern.path}")

    def _refuse(self, prepared: Prepared, visit: ServedVisit, failure: BaseException) -> HttpResponse:
        """Respond with the redirect of the page's function, or with its error."""
        if isinstance(failure, Redirect):
            visit.end()
            return HttpResponse(303, headers={"Location": failure.url})
        found = prepared.found
        if found.layouts and visit.navigation is not None and not visit.navigation.levels.shown:
            visit.navigation.show_failure(prepared, failure)
            return self._respond(visit.navigation.found or found, visit)
        reference = visit.scheduler.report(failure, f"the page {found.route.pattern.path}")
        visit.end()
        return found.failed(reference, failure).plain()

    def _show(self, prepared: Prepared, visit: ServedVisit, result: Any) -> HttpResponse:
        """Fill the document with the result of the page's function, and respond with it."""
        found = prepared.found
        try:
            with slow.timed(f"to show the page {found.route.pattern.path}"):
                self._fill(prepared, visit, result)
        except (Exception, SystemExit) as failure:  # noqa: BLE001 - as above
            return self._refuse(prepared, visit, failure)
        return self._respond(visit.navigation.found or found if visit.navigation is not None else found, visit)

    @staticmethod
    def _fill(prepared: Prepared, visit: ServedVisit, result: Any) -> None:
        """Fill the document of a new visit with the result of the page's function."""
        page = prepared.found.route.component_of(result)
        if page is None:
            return
        if visit.navigation is not None:
            visit.navigation.show(prepared, page)
        else:
            mount(page, visit.document.documentElement)

    def _respond(self, found: RouteMatch, visit: ServedVisit) -> HttpResponse:
        """Respond with what the visit shows."""
        options = found.options
        if self.framed_by:
            options = replace(options, policy=options.policy.plus({"frame-ancestors": self.framed_by}))
        if self.socket_path != SOCKET_PATH:
            options = replace(options, socket_path=self.socket_path)
        response = found.route.respond(visit, found, options, self._limits.session.message_bytes)
        self._visits[visit.id] = visit
        self.budgets.load(visit, found.request.peer)
        visit.expire_after(self._limits.pending_seconds)
        self._upkeep.opened()
        return response

    def _relieve(self) -> None:
        """End some waiting visits if memory is short."""
        if self.memory.is_short():
            ended = self.budgets.relieve(_RELIEF)
            if ended:
                self._refusals.log(logging.WARNING, "memory is short: %d pages without a browser were ended", ended)

    def _forget(self, visit: ServedVisit) -> None:
        if self._visits.get(visit.id) is visit:
            del self._visits[visit.id]
        self.budgets.forget(visit)
        making = self._making.pop(visit, None)
        if making is not None:
            making.cancel()

    async def take_up(self, opened: IncomingConnection) -> None:
        """Serve a new connection of a visit, which is found by the token in its hello.

        Args:
            opened: The connection.
        """
        transport: Transport = opened.transport
        compact, request = opened.compact, opened.request
        # Values that are no longer needed are not kept for as long as the connection lasts.
        del opened
        if not compact:
            await _close(transport, CloseCode.FORBIDDEN)
            return
        try:
            async with asyncio.timeout(self._limits.session.hello_seconds):
                first = await transport.receive()
        except TransportClosed:
            return
        except TimeoutError:
            await _close(transport, CloseCode.TIMEOUT)
            return
        await self._turnstile.passed()
        if self.on_activity is not None:
            self.on_activity()
        token, attempt = token_of(first)
        visit = self._visits.get(session_id_of(token)) if token is not None else None
        if visit is None and token is not None and self.storing is not None:
            try:
                visit = await self._resume(self.storing, token, attempt, request)
            except TakenOverError:
                await _close(transport, CloseCode.TAKEN_OVER)
                return
        if visit is None or token is None or not visit.protocol.accepts(token):
            await _close(transport, CloseCode.UNKNOWN_SESSION)
            return
        if visit.protocol.is_late(attempt):
            # The network has delayed it, and the page has continued with a newer connection.
            await _close(transport, CloseCode.TAKEN_OVER)
            return
        if (refusal := self._refusal(visit, request)) is not None:
            await _close(transport, refusal)
            return
        del request
        if self.sessions is not None and (self.storing is not None or self.sessions.is_shared):
            # Its page is found again in another process only together with its session.
            self.sessions.keep(visit.request.visitor)
        if self.storing is not None and visit.keeper is None and visit.can_be_stored:
            visit.keeper = PageKeeper(visit, self.storing)
        if self.watch is not None:
            watched = self.watch.connects(visit, transport)
            if watched is None:
                transport.abort()
                return
            transport = watched
        recording = None
        if self.record_folder is not None:
            place = visit.place
            address = f"{place.path}?{place.query}" if place.query else place.path
            recording = Recording(self.record_folder, visit.protocol.token, address)
            transport = RecordedTransport(transport, recording)
        connection = Connection(visit.protocol, transport, self._limits.session, self._limits.close_seconds)
        self.connections.add(connection)
        serving = visit.serve(connection, first)
        del token, first
        self.budgets.connect(visit)
        try:
            await serving
        finally:
            self.connections.discard(connection)
            if recording is not None:
                recording.close()
            if visit.id in self._visits and not visit.connected:
                self.budgets.lose(visit, visit.request.peer)
                self._relieve()

    async def _resume(self, storing: Storing, token: str, attempt: int, request: Request) -> ServedVisit | None:
        """Resume a page that another process has saved, or this one before it ended the visit.

        Args:
            storing: The store.
            token: The browser's token.
            attempt: The number of its connection.
            request: The request of its connection.

        Returns:
            The visit; None if there is no such page, or it cannot be restored.

        Raises:
            TakenOverError: A newer connection of the browser has taken it.
        """
        visit_id = session_id_of(token)
        stored = await storing.store.get(record_key(visit_id))
        record = None if stored is None else read_record(visit_id, stored)
        if record is None or not record.accepts(token) or self.find_page is None:
            return None
        if 0 < attempt <= record.head.attempt:
            raise TakenOverError
        place = replace(request, path=record.head.path, query=record.head.query)
        found = self.find_page(place)
        if isinstance(found, Awaitable):
            found = await found
        if found is None:
            return None
        route_match, place = found
        if place.visitor is not None and not place.visitor.was(record.head.session):
            self._log.log(logging.WARNING, "a page was to be taken up with another session's cookie, or after its end")
            return None
        visit = await self._make_again(storing, record, route_match, place, token)
        if visit is None:
            # Its state is of no use to the current program: the browser gets a fresh page.
            await storing.store.delete(record_key(visit_id))
            return None
        if (other := self._visits.get(visit.id)) is not None:
            # Two connections of one browser compete.
            visit.end()
            return other
        self._visits[visit.id] = visit
        self._upkeep.opened()
        self.budgets.connect(visit)
        if self._broker is not None:
            # Otherwise a process that still has it would find out only when it writes something.
            self._broker.publish(_CHANNEL, msgspec.json.encode((self._broker.origin, visit.id)))
        return visit

    def limit_handlers(self, limits: ServerLimits) -> None:
        """Replace the limits; only `stop_seconds` may differ."""
        self._limits = limits

    def start(self, broker: Broker) -> None:
        """Listen for pages that other processes resume, and keep the records of open pages.

        Args:
            broker: Connects the processes.
        """
        self._upkeep.start(
            self._limits.sleep_seconds,
            None if self.storing is None else self.storing.seconds,
            None if self.sessions is None else self.sessions.options.idle_seconds,
        )
        if self.storing is not None:
            self._broker = broker
            self._stop.append(broker.subscribe(_CHANNEL, self._hear))

    def stop(self) -> None:
        """Undo :meth:`start`."""
        self._broker = None
        for stop in self._stop:
            stop()
        self._stop.clear()
        self._upkeep.stop()

    def _hear(self, message: bytes) -> None:
        origin, visit_id = msgspec.json.decode(message, type=tuple[str, str])
        visit = self._visits.get(visit_id)
        if visit is not None and self._broker is not None and origin != self._broker.origin:
            visit.lose()

    async def _make_again(
        self, storing: Storing | None, record: PageRecord, found: RouteMatch, place: Request, token: str
    ) -> ServedVisit | None:
        prepared, route = found.prepare(), found.route
        if prepared.found is not found:
            return None
        visit = self._new_visit(found, place, token)
        try:
            prepare_to_go_on(visit, record)
            result = route.call(visit.document, found.request, prepared.arguments[-1])
            if inspect.isawaitable(result):
                async with asyncio.timeout(self._limits.pending_seconds):
                    result = await result
            self._fill(prepared, visit, result)
        except Redirect:
            visit.end()
            return None
        except Exception as failure:  # noqa: BLE001 - whatever a page raises, its visitor gets a fresh one
            visit.scheduler.report(failure, f"going on with the page {route.pattern.path}")
            visit.end()
            return None
        go_on(visit, record)
        if storing is not None:
            visit.keeper = PageKeeper(visit, storing, record)
        return visit

    # Tabs that were duplicated

    def _copy_soon(self, visit: ServedVisit, token: str) -> None:
        """Copy what another page shows into a page, because its browser's tab is a duplicate of that page's."""
        copying = asyncio.get_running_loop().create_task(self._copy(visit, token))
        self._copying.add(copying)
        copying.add_done_callback(self._copying.discard)

    async def _copy(self, visit: ServedVisit, token: str) -> None:
        """Replace the page's visit with the copy, and tell its browser to reconnect."""
        try:
            record = await self._record_to_copy(token)
        except Exception as failure:  # noqa: BLE001 - whatever a store raises, the page is there as it was loaded
            self._log.log(logging.ERROR, "a duplicated tab begins anew: %r", failure)
            return
        if record is None or self.find_page is None or not may_copy(record, visit):
            return
        found = self.find_page(visit.place)
        if isinstance(found, Awaitable):
            found = await found
        if found is None or not visit.is_open or not visit.connected:
            return
        route_match, place = found
        copy = await self._make_again(self.storing, as_own(record, visit), route_match, place, visit.protocol.token)
        if copy is None:
            return
        if self.storing is not None and visit.keeper is not None:
            visit.keeper.abandon()
            await self.storing.store.delete(record_key(visit.id))
        if not visit.is_open:
            copy.end()
            return
        self._visits[copy.id] = copy
        self.budgets.connect(copy)
        await visit.close(f"{CloseCode.RESTART.reason} 1")
        if not copy.connected:
            copy.expire_after(self._limits.detached_seconds)

    async def _record_to_copy(self, token: str) -> PageRecord | None:
        """Return the record of a page by its token: one of this process, or a saved one."""
        visit_id = session_id_of(token)
        original = self._visits.get(visit_id)
        if original is not None:
            return record_of(original) if original.protocol.accepts(token) and original.can_be_stored else None
        stored = None if self.storing is None else await self.storing.store.get(record_key(visit_id))
        record = None if stored is None else read_record(visit_id, stored)
        return record if record is not None and record.accepts(token) else None

    def _refusal(self, visit: ServedVisit, request: Request) -> CloseCode | None:
        """Return why a browser with a visit's token may not resume it: the token alone is not enough."""
        if not visit.is_from(request.headers.get("origin")):
            self._log.log(logging.WARNING, "a page was to be taken up from another origin")
            return CloseCode.FORBIDDEN
        if self.sessions is not None and not self.sessions.holds(visit.request.visitor, request):
            self._log.log(logging.WARNING, "a page was to be taken up with another session's cookie, or after its end")
            return CloseCode.UNKNOWN_SESSION
        try:
            is_let_in = ask(visit.guards, visit.request) is True
        except (Exception, SystemExit):
            logging.getLogger("domsync").exception("a guard failed; the request was refused")
            is_let_in = False
        return None if is_let_in else CloseCode.FORBIDDEN

    def abandon(self) -> None:
        """Forget all visits as if the process had been killed: nothing is saved or sent. For tests."""
        for visit in self:
            if visit.keeper is not None:
                visit.keeper.abandon()
            visit.end()

    async def end(self) -> None:
        """End all visits and their connections in good order.

        Running handlers may finish, and events that have arrived are answered. Then the browsers are told to reconnect,
        each at a different time, so that the next server is not overrun.
        """
        for copying in self._copying:
            copying.cancel()
        window = min(_LONGEST_SPREAD, max(_SHORTEST_SPREAD, 2 * len(self.connections)))
        reason = f"{CloseCode.RESTART.reason} {window}"
        limits = self._limits
        await asyncio.gather(*[visit.finish(limits.stop_seconds) for visit in self])
        if self.storing is not None:
            await asyncio.gather(*[self._release(self.storing, visit) for visit in self])
        closing = [asyncio.ensure_future(visit.close(reason)) for visit in self]
        closing += [asyncio.ensure_future(each.close(CloseCode.RESTART, reason)) for each in self.connections]
        if closing:
            await asyncio.wait(closing, timeout=min(limits.close_seconds, _CLOSE_SECONDS))
        for visit in self:
            visit.end()
        await all_written()

    async def _release(self, storing: Storing, visit: ServedVisit) -> None:
        """Let another process continue with a page, even if its browser has not connected yet."""
        if visit.keeper is None and visit.can_be_stored and visit not in self._making:
            visit.keeper = PageKeeper(visit, storing)
        if visit.keeper is not None:
            await visit.keeper.release()


async def _cancel(waiting: asyncio.Future[Any], what: str) -> None:
    """Cancel a future that nobody waits for any more; if it raises something else, that is logged."""
    waiting.cancel()
    await asyncio.wait({waiting})
    failure = None if waiting.cancelled() else waiting.exception()
    if failure is not None:
        logger.error("%s failed when it was cancelled", what, exc_info=failure)


async def _close(transport: Transport, code: CloseCode) -> None:
    await transport.close(code, code.reason)
