"""The server's side of a visit: it serves the browser, handles its messages, and ends the visit."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from enum import Enum, auto
from functools import partial
from typing import TYPE_CHECKING, Any
from weakref import WeakMethod

from domsync.components.locales import Locale
from domsync.components.reconciler.dev_warnings import repeated_ids
from domsync.components.reconciler.mount_points import scheduler_of
from domsync.components.reconciler.scheduler import Scheduler
from domsync.components.reconciler.unmount import remove_slots
from domsync.components.shared import Shared
from domsync.dom.document.dispose import destroy_document
from domsync.dom.document.document import Document
from domsync.dom.element.element import Element
from domsync.dom.events import slow
from domsync.dom.ops import Json
from domsync.errors import CallFailed, ClientGone, DOMException
from domsync.server.files.uploads import UploadSlots
from domsync.server.instruments import PageTrace, Watch
from domsync.server.limits import ServerLimits
from domsync.server.messages import Messages
from domsync.server.net.connection import Connection
from domsync.server.net.request import Request
from domsync.server.net.responses import check_target
from domsync.server.net.transport import Transport
from domsync.server.pages.browser import Browser
from domsync.server.pages.failure_report import failure_report, note
from domsync.server.pages.modules import ModuleNames, PageModules
from domsync.server.pages.page_keeper import PageKeeper
from domsync.server.pages.page_record import Unfinished, digest_of
from domsync.server.pages.shared_documents import SharedDocuments
from domsync.server.pages.visit import Visit
from domsync.server.pages.visits.event_handling import EventHandling
from domsync.server.pages.visits.files import FileStores, VisitFiles
from domsync.server.pages.visits.identity import Identity
from domsync.server.pages.visits.presence import VisitPresence
from domsync.server.pages.visits.sleeping import SleepingPage, put_to_sleep
from domsync.server.sessions.guards import Guard
from domsync.server.sessions.sessions import Sessions
from domsync.session import CloseCode, DomEvent, MessageReceived, Session, SessionEvent
from domsync.session.frame_log import FrameLog

if TYPE_CHECKING:
    from domsync.server.pages.navigation import Navigation

logger: logging.Logger = logging.getLogger("domsync")

#: How long, in seconds, a visit that ends waits for messages that may have arrived.
_ARRIVING_SECONDS = 0.02


def _clock() -> Callable[[], float]:
    """Return the clock of the event loop, which in a test is not the system's clock."""
    try:
        return asyncio.get_running_loop().time
    except RuntimeError:
        return time.monotonic


class Phase(Enum):
    """The phase of a visit."""

    #: It has a browser, or is waiting for one.
    OPEN = auto()
    #: Its session has ended: waiting events do not run, and its browser is sent elsewhere.
    EXPELLED = auto()
    #: Its document is gone.
    ENDED = auto()


class ServedVisit:
    """The server's side of a visit: its document, its components and its session, with or without a browser.

    An app's components and handlers get its :class:`Visit`.

    Args:
        document: The page's document.
        request: The request that loaded the page.
        limits: The server's limits.
        development: Whether errors show their text.
        ended: Called when the visit has ended.
        shared_documents: The app's shared parts; None gives the visit its own.
        module_names: The names in the app's import map.
        files: The file stores shared by the visits of the process; None gives the visit its own.
        token: The token with which its browser resumes it, if the visit was started in another process.

    Attributes:
        visit: The visit as seen by its app; deleted when the visit has ended.
    """

    __slots__ = (
        "__weakref__",
        "_asleep",
        "_browser",
        "_connection",
        "_ended",
        "_expelling",
        "_file_stores",
        "_files",
        "_phase",
        "_pushing",
        "_sessions",
        "_shared_documents",
        "_timer",
        "active_at",
        "advice",
        "can_be_stored",
        "document",
        "events",
        "goes_on",
        "guards",
        "keeper",
        "limits",
        "messages",
        "module_names",
        "modules",
        "navigation",
        "on_copy",
        "on_handled",
        "origin",
        "packed_at",
        "place",
        "presence",
        "protocol",
        "request",
        "scheduler",
        "trace",
        "unfinished",
        "visit",
    )

    def __init__(
        self,
        document: Document,
        request: Request,
        limits: ServerLimits,
        *,
        development: bool,
        ended: Callable[[ServedVisit], None],
        shared_documents: SharedDocuments | None = None,
        module_names: ModuleNames | None = None,
        files: FileStores | None = None,
        token: str | None = None,
    ) -> None:
        self.document: Document = document
        self.request: Request = request
        self.messages: Messages | None = None
        self.visit: Visit = Visit(self)
        self.scheduler: Scheduler = scheduler_of(document)
        self.scheduler.development = development
        self.scheduler.on_flush = self.push
        self.scheduler.send = self._drain
        self.scheduler.shows = self._shows
        self.scheduler.presence.connected = False
        self.scheduler.services["Visit"] = self.visit
        self.module_names: ModuleNames = module_names or ModuleNames()
        #: The client modules that its document shows.
        self.modules: PageModules = PageModules(self.module_names)
        self.scheduler.services["ModuleAddresses"] = self.modules
        self.scheduler.on_task_failed = self.show_error
        if development:
            self.scheduler.on_report = self._show_failure
            self.scheduler.on_repeated_ids = self._advise_on_ids
            document.registry.repeated = set()
        document.run = self._run
        document.report = self._report
        document.on_ops = self._push_soon
        self.protocol: Session = Session(document, limits.session, token, clock=_clock())
        #: Called for each event with the number of seconds for which it has held the event loop.
        self.on_handled: Callable[[float], None] | None = None
        #: Called with the token of the page that this one continues from, because its tab is a duplicate.
        self.on_copy: Callable[[ServedVisit, str], object] | None = None
        #: Called with each event while the inspector is looking at the page.
        self.trace: PageTrace | None = None
        #: The events of its browser, and the handlers that are running for it.
        self.events: EventHandling = EventHandling(limits.session.running_handlers)
        #: Counts the visit as present while its browser is connected.
        self.presence: VisitPresence = VisitPresence()
        self.limits: ServerLimits = limits
        self._connection: Connection | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._ended = ended
        if shared_documents is None:
            shared_documents = SharedDocuments(limits, development=development)
            self._ended = partial(_end_alone, shared_documents, ended)
        self._shared_documents = shared_documents
        #: The guards, which are asked again whenever the browser comes back.
        self.guards: tuple[Guard, ...] = ()
        #: Its place in the app; None if there is nowhere else to go.
        self.navigation: Navigation | None = None
        self._sessions: Sessions | None = None
        #: The request as the outermost app has received it.
        self.place: Request = request
        #: The origin that the browser has connected from.
        self.origin: str | None = None
        #: Saves the page to the app's store, once its browser has connected.
        self.keeper: PageKeeper | None = None
        #: When something last happened, by the event loop's clock.
        self.active_at: float = _clock()()
        #: The value of `active_at` when the descriptions of the page were packed.
        self.packed_at: float = -math.inf
        #: The data kept of the page while it sleeps.
        self._asleep: SleepingPage | None = None
        #: True if another process has started the visit, and its browser has not connected here yet.
        self.goes_on: bool = False
        #: Events to handle again when the browser has connected.
        self.unfinished: tuple[Unfinished, ...] = ()
        #: Advice from the first render, shown to the developer when the browser has connected.
        self.advice: tuple[str, ...] = ()
        #: Whether its page can be recreated from the saved state of its components.
        self.can_be_stored: bool = False
        self._phase = Phase.OPEN
        self._expelling: asyncio.Task[None] | None = None
        self._file_stores = files
        #: Its own files. Most visits never have any.
        self._files: VisitFiles | None = None
        self._browser: Browser | None = None
        #: True if a push follows in this turn of the event loop.
        self._pushing = False

    @property
    def id(self) -> str:
        """The name of the visit, which is not secret."""
        return self.protocol.id

    @property
    def connected(self) -> bool:
        """True if a browser is connected."""
        return self._connection is not None and not self._connection.ended

    @property
    def is_open(self) -> bool:
        """True if neither the visit nor its session has ended."""
        return self._phase is Phase.OPEN

    def _show_failure(self, error: BaseException, where: str, reference: str) -> None:
        self.show_developer(failure_report(error, where, reference))

    def show_developer(self, told: Mapping[str, Json]) -> None:
        """Show errors to the developer in the page; in production, nothing is shown.

        Args:
            told: The message; see ``client/extra/failure_overlay.js``.
        """
        # A tool that drives the page knows already, and the report would be in its way.
        if self.scheduler.development and self.scheduler.monitor is None and self._phase is Phase.OPEN:
            self.develop(told)

    def _show_note(self, text: str) -> None:
        # Not in the middle of slow work, which may be half done. In a thread it delays nobody.
        with suppress(RuntimeError):
            asyncio.get_running_loop().call_soon(self.show_developer, note(text))

    def _advise_on_ids(self) -> None:
        for text in repeated_ids(self.document, self.scheduler.roots):
            if self.protocol.connected:
                self._show_note(text)
            elif self.scheduler.monitor is None:
                self.advice += (text,)

    def develop(self, told: Mapping[str, Json]) -> None:
        """Show the developer something in the page.

        Args:
            told: The message.
        """
        self.protocol.develop(told)
        self.push()

    def navigate(self, url: str, *, replace: bool = False) -> None:
        """Send the browser to another page; see :meth:`Visit.navigate`."""
        if self.navigation is None or not self.navigation.go(check_target(url), replace=replace):
            self.load(check_target(url), replace=replace)

    def load(self, url: str, *, replace: bool) -> None:
        """Have the browser load another page as a whole.

        Args:
            url: Its address.
            replace: Whether to drop the current page from the history.
        """
        self.protocol.navigate(url, replace=replace)
        self.push()

    def move(self, request: Request, place: Request, guards: tuple[Guard, ...]) -> None:
        """Record the new address of the visit.

        Args:
            request: The request that would have loaded it, as the page's app would have received it.
            place: The same request, as the outermost app would have received it.
            guards: The guards for that request.
        """
        self.request = self.visit.request = request
        self.place = place
        self.guards = guards

    @property
    def pending_seconds(self) -> float:
        """The maximum time for a page function, in seconds."""
        return self.limits.pending_seconds

    # The visitor

    def join_session(self, sessions: Sessions, place: Request) -> None:
        """Add the visit to a session of the app.

        Args:
            sessions: The app's sessions.
            place: The request as the outermost app has received it.
        """
        self._sessions = sessions
        self.place = place
        self.request.visitor.pages.add(self)

    @property
    def identity(self) -> Identity:
        """The identity of the visitor.

        Raises:
            RuntimeError: The app keeps no sessions.
        """
        if self._sessions is None:
            raise RuntimeError("this app keeps no sessions; create it with App(..., sessions=True)")
        return Identity(self, self._sessions)

    def admits(self, request: Request) -> bool:
        """Return whether a request comes from the visitor's own browser, as far as can be told.

        Args:
            request: The request.
        """
        return self._sessions is None or self._sessions.holds(self.request.visitor, request)

    def touch_session(self) -> None:
        """Restart the idle time of the visitor's session: a connected browser is not away."""
        if self._sessions is not None and self._phase is Phase.OPEN:
            self._sessions.touch(self.request.visitor)

    def is_from(self, origin: str | None) -> bool:
        """Return whether a connection comes from the origin that the first one came from."""
        if self.origin is None:
            self.origin = origin
        return self.origin == origin

    def expel(self) -> None:
        """End the visit with 4403 because its session has ended; waiting events do not run."""
        if self._phase is Phase.OPEN:
            self.shut_out()
            self._expelling = asyncio.get_running_loop().create_task(self._leave())

    def shut_out(self) -> None:
        """Handle nothing more, because the session has ended; nobody can resume the page."""
        if self._phase is Phase.OPEN:
            self._phase = Phase.EXPELLED
        if self.keeper is not None:
            self.keeper.forget()

    def lose(self) -> None:
        """End the visit because another process has it now."""
        if self._phase is not Phase.OPEN:
            return
        # Waiting events run there.
        self._phase = Phase.EXPELLED
        self._expelling = asyncio.get_running_loop().create_task(self._leave(CloseCode.TAKEN_OVER))

    async def _leave(self, code: CloseCode = CloseCode.FORBIDDEN) -> None:
        if self._connection is not None:
            await self._connection.close(code, code.reason)
        self.end()

    def take_messages(self, messages: Messages) -> None:
        """Make the visitor a client of an app's messages.

        Args:
            messages: The app's messages.
        """
        self.messages = messages
        self.visit._messages = messages

    def copy_wanted(self, token: str) -> None:
        """Continue from the content of another page, because the browser's tab is a duplicate of that page's tab.

        Args:
            token: The token of that page.
        """
        if self.on_copy is not None and self.can_be_stored:
            self.on_copy(self, token)

    # For the inspector

    def wrap_connection(self, watch: Watch) -> None:
        """Put a tool between the page and the current connection of its browser, if there is one.

        Args:
            watch: Takes the connection, and returns what to use instead.
        """
        if self._connection is not None:
            self._connection.wrap(lambda transport: watch.connects(self, transport) or transport)

    def unwrap_connection(self, unwrapped: Callable[[Transport], Transport]) -> None:
        """Undo `wrap_connection`.

        Args:
            unwrapped: Takes a connection, and returns the one inside it.
        """
        if self._connection is not None:
            self._connection.wrap(unwrapped)

    def cut(self) -> None:
        """End the current connection; the browser connects again by itself."""
        if self._connection is not None:
            self._connection.abort()

    # Sleeping

    @property
    def is_asleep(self) -> bool:
        """True if the page sleeps: only the data needed to recreate it is kept."""
        return self._asleep is not None

    def fall_asleep(self) -> bool:
        """Keep only the data needed to recreate the page, until something happens to it.

        Returns:
            Whether the page now sleeps.
        """
        is_used = self._files is not None or self.events.has_handlers
        if self._asleep is not None or self._phase is not Phase.OPEN or is_used or not self.can_be_stored:
            return False
        self._asleep = put_to_sleep(self)
        if self._asleep is None:
            return False
        self.scheduler.on_wake = self.protocol.on_wanted = self.wake
        self._asleep.components.call_when_due(self.wake)
        return True

    def wake(self) -> None:
        """Recreate the whole page, if it sleeps."""
        if self._asleep is None:
            return
        asleep, self._asleep = self._asleep, None
        self.scheduler.on_wake = self.protocol.on_wanted = None
        self.active_at = _clock()()
        if not asleep.wake(self.document):
            self.protocol.resync()
        if self.keeper is not None:
            self.keeper.wake()

    @property
    def digest(self) -> bytes:
        """The `digest_of` the document, taken before it fell asleep if it sleeps."""
        return digest_of(self.document) if self._asleep is None else self._asleep.digest

    # The life of a visit

    def expire_after(self, seconds: float) -> None:
        """End the visit after some time, unless a browser connects before then.

        Args:
            seconds: How long to keep it.
        """
        self._stop_timer()
        self._timer = asyncio.get_running_loop().call_later(seconds, self.end)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    async def serve(self, connection: Connection, first: str | bytes) -> None:
        """Serve a browser until its connection ends. The visit is kept for some time after that.

        Args:
            connection: Drives this visit's session.
            first: The browser's hello, which has been read to find the visit.
        """
        before, self._connection = self._connection, connection
        if before is not None:
            # The browser's own new connection, or a second tab: the newer one stays.
            self.protocol.disconnect()
            self.scheduler.run(before.hand_over(), "the end of a connection that was taken over")
        self._stop_timer()
        self.protocol.connect(connection.push, connection.try_send)
        self.protocol.receive(first)
        del first
        unfinished, self.unfinished = self.unfinished, ()
        for event in unfinished if self.protocol.connected else ():
            self.protocol.again(event.n, event.node, event.event, event.payload)
        try:
            if self.keeper is not None and self.protocol.connected:
                # Its new token is saved before the browser knows it.
                await self.keeper.written()
                if self._connection is not connection:
                    return
            await connection.run(self.handle, self._room)
        finally:
            if self._connection is connection:
                self._connection = None
                self.protocol.disconnect()
                if connection.was_closed_by_browser:
                    self.presence.leave(self)
                else:
                    self.presence.leave_after(self.limits.presence_seconds, self)
                if connection.said_goodbye and self.messages is not None:
                    self.messages.left(self.visit)
                if self._timer is None:
                    self.expire_after(self.limits.detached_seconds)
                if self.keeper is not None and connection.was_closed_by_browser:
                    # The page may come back from the browser's back/forward cache.
                    self.keeper.expire_after(self.limits.detached_seconds)

    def end(self) -> None:
        """End the visit: its components leave the page, its tasks are cancelled, and its memory is freed."""
        if self._phase is Phase.ENDED:
            return
        self._phase = Phase.ENDED
        self.trace = None
        if self._asleep is not None:
            self._asleep.components.close()
        self._asleep = self.scheduler.on_wake = self.protocol.on_wanted = None
        if self.keeper is not None:
            self.keeper.close()
        self._stop_timer()
        if self.messages is not None:
            self.messages.left(self.visit)
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.abort()
        self.presence.leave(self)
        if self._files is not None:
            self._files.close()
            self._files = None
        if self._browser is not None:
            self._browser.close()
            self._browser = None
        if self.navigation is not None:
            self.navigation.end()
            self.navigation = None
        scheduler, document = self.scheduler, self.document
        for root in tuple(scheduler.roots):
            remove_slots([root])
        scheduler.close()
        document.browser_calls.fail_all(ClientGone(self.id))
        self.protocol.discard()
        scheduler.services.clear()
        # Taken apart by hand, so that reference counting frees everything at once.
        document.run = _drop
        document.report = _log
        destroy_document(document)
        self._ended(self)
        del self.visit

    async def finish(self, seconds: float) -> None:
        """Handle messages that have arrived, and let running handlers finish; their changes are still sent.

        Args:
            seconds: How long they may take.
        """
        events = self.events
        if self._connection is None and not events.has_handlers:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                # Data still in the socket is read in the next turns of the event loop.
                await asyncio.sleep(_ARRIVING_SECONDS)
                await events.finished()
        if events.has_handlers:
            logger.warning("%d handlers of %r did not end within %.1f s", events.running, self, seconds)

    async def close(self, reason: str = CloseCode.RESTART.reason) -> None:
        """End the connection in good order, and then the visit.

        Args:
            reason: The reason to send with the close code of a restart.
        """
        if self._connection is not None:
            await self._connection.close(CloseCode.RESTART, reason)
        self.end()

    # Events and errors

    def handle(self, event: SessionEvent) -> None:
        """Handle a message from the browser, unless the visit or its session has ended."""
        if self._phase is not Phase.OPEN:
            return
        self.active_at = _clock()()
        if self.trace is None and self.on_handled is None and not self.scheduler.development:
            self.events.handle(self, event)
            return
        started = time.perf_counter()
        if self.trace is not None:
            self.trace.begun(event)
        watcher = slow.watcher.set(WeakMethod(self._show_note)) if self.scheduler.development else None
        try:
            self.events.handle(self, event)
        finally:
            if watcher is not None:
                slow.watcher.reset(watcher)
            if self.trace is not None:
                self.trace.handled(event, time.perf_counter() - started)
            if self.on_handled is not None and isinstance(event, DomEvent | MessageReceived):
                self.on_handled(time.perf_counter() - started)

    def _room(self) -> Awaitable[None] | None:
        return self.events.room(self)

    def _run(self, awaitable: Awaitable[Any]) -> None:
        self.run_handler(awaitable, "an event handler")

    def run_handler(self, awaitable: Awaitable[object], where: str) -> None:
        """Run the rest of an async handler.

        Args:
            awaitable: The rest.
            where: A description of the handler, for the log.
        """
        self.events.watch(self.scheduler.run(awaitable, where))

    def _report(self, error: BaseException, where: str) -> None:
        self.events.report(self, error, where)

    def show_error(self, error: BaseException, where: str, reference: str) -> None:
        """Tell the user that a handler has failed; see `EventHandling.show_error`."""
        self.events.show_error(self, error, where, reference)

    # Content and messages

    def _shows(self, shared: Shared[Any], element: Element | None) -> None:
        log = self._shared_documents.log(shared)
        if element is None:
            self.protocol.hide(log)
        else:
            self.protocol.show(log)
            self.document.mount(element, log.number)

    def shared_logs(self) -> list[tuple[Element, FrameLog]]:
        """List the shared parts that the page shows: their elements and their frames."""
        places = self.scheduler.places or {}
        return [(element, self._shared_documents.log(shared)) for shared, element in places.items()]

    def shared_modules(self) -> list[PageModules]:
        """List the client modules that the shared parts of the page show."""
        return [shared.part.modules for shared in self.scheduler.places or {}]

    @property
    def locale(self) -> Locale:
        """The language of the page."""
        locale: Locale = self.scheduler.services.get("Locale", Locale())
        return locale

    def notice(self, text: str) -> None:
        """Show a text in the page's banner, or hide the banner; see :meth:`Visit.notice`."""
        self.protocol.notice(text)
        self.push()

    def push(self) -> None:
        """Send all changes."""
        if self.events.holds_back:
            return
        self.active_at = _clock()()
        self.send_changes()

    def send_changes(self) -> None:
        """Send the changes of an event, which has already marked the page as in use."""
        if self.navigation is not None:
            self.navigation.follow()
        if self.keeper is not None:
            self.keeper.changed()
        if self._files is not None:
            self._files.page_changed()
        self.protocol.flush()
        if self._connection is not None and not self._connection.ended:
            self._connection.push()

    def _push_soon(self) -> None:
        """Send, later in this turn, changes that neither an event nor a component has made."""
        if not self._pushing and not self.events.pushes:
            self._pushing = True
            asyncio.get_running_loop().call_soon(self._push_changes)

    def _push_changes(self) -> None:
        self._pushing = False
        self.push_changes()

    def push_changes(self) -> None:
        """Send all changes, if there are any."""
        if self.document.has_ops:
            self.push()

    @property
    def browser(self) -> Browser:
        """The browser's services besides showing the page."""
        if self._browser is None:
            self._browser = Browser(self)
        return self._browser

    @property
    def has_files(self) -> bool:
        """True if the visit has had files."""
        return self._files is not None

    @property
    def files(self) -> VisitFiles:
        """The files of the visit.

        Raises:
            ClientGone: The visit has ended.
        """
        if self._phase is Phase.ENDED:
            raise ClientGone(self.id)
        if self._files is None:
            stores = self._file_stores or FileStores(UploadSlots(self.limits.uploads.running_in_process))
            self._files = VisitFiles(self, stores)
        return self._files

    # For its message client

    @property
    def evaluates(self) -> bool:
        """True if the browser evaluates JavaScript that the server sends."""
        return self.messages is not None and self.messages.allow_eval

    def send(self, op: str, params: dict[str, Json]) -> None:
        """Send a message, unless the visit has ended.

        Args:
            op: The message's name, which has been checked.
            params: The message's parameters, which have been checked.
        """
        if self._phase is not Phase.ENDED:
            self.document.deliver(op, params)

    async def call(self, op: str, params: dict[str, Json], timeout: float) -> Any:
        """Call a function of the page; see :meth:`Client.call_js`.

        Args:
            op: The message's name, which has been checked.
            params: The message's parameters, which have been checked.
            timeout: How many seconds to wait.
        """
        if self._phase is Phase.ENDED:
            raise ClientGone(self.id)
        try:
            async with asyncio.timeout(timeout):
                return await self.document.consult(op, params)
        except TimeoutError:
            raise CallFailed(op, f"no answer within {timeout} s") from None
        except DOMException as error:
            raise CallFailed(op, error.message) from None

    async def _drain(self) -> None:
        if self._connection is not None:
            await self._connection.flush()

    def __repr__(self) -> str:
        return f"<Visit {self.id} of {self.request.prefix}{self.request.path}>"


def _end_alone(shared_documents: SharedDocuments, ended: Callable[[ServedVisit], None], visit: ServedVisit) -> None:
    shared_documents.close()
    ended(visit)


def _drop(awaitable: Awaitable[object]) -> None:
    close = getattr(awaitable, "close", None)
    if close is not None:
        close()


def _log(error: BaseException, where: str) -> None:
    if not isinstance(error, ClientGone):
        logger.error("%s failed after the page had ended", where, exc_info=error)
