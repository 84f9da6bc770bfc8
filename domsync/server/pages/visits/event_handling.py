"""Handle what a visit's browser sends: events and messages for handlers, results of calls, files."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from enum import Enum, auto
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec

from domsync.components.handlers.finishing import Finishing
from domsync.components.handlers.idempotency_keys import current_event_key
from domsync.components.page_words import FAILED_REFERENCE, STARTED_AGAIN, page_word
from domsync.components.reconciler.mount_points import scheduler_of
from domsync.components.source_location import users_frame
from domsync.components.uploads import EVENT as UPLOAD_EVENT
from domsync.dom.ops import DOCUMENT, WINDOW
from domsync.errors import ProtocolError
from domsync.server.pages.failure_report import current_event, note, refusal_report
from domsync.server.pages.page_messages import AHEAD, WALK
from domsync.server.pages.page_record import Unfinished
from domsync.server.pages.shared_documents import current_sender
from domsync.session import (
    BadOp,
    CallResult,
    CopyWanted,
    DomEvent,
    EventLost,
    Hello,
    MessageReceived,
    SessionEvent,
    UploadChunk,
    UploadGivenUp,
    deliver,
)
from domsync.session.log_limit import bad_ops, oddities

if TYPE_CHECKING:
    from domsync.server.pages.served_visit import ServedVisit

logger: logging.Logger = logging.getLogger("domsync")


class Phase(Enum):
    """The phase of handling an event."""

    #: No event is being handled.
    IDLE = auto()
    #: Its callbacks are running; the tasks that they start belong to it.
    CALLING = auto()
    #: Its changes are being rendered, and are sent afterwards.
    SHOWING = auto()


class EventHandling:
    """The event of a visit that is being handled, and the handlers that are still running.

    Each call passes the visit, so that the two do not keep each other in memory.

    Args:
        running: How many handlers may run at once.
    """

    __slots__ = (
        "_handlers",
        "_is_starting",
        "_limit",
        "_number",
        "_phase",
        "_shows_error",
        "_tasks",
        "holds_back",
        "on_activity",
    )

    def __init__(self, running: int) -> None:
        self._limit = running
        #: Called for each event, to keep the garbage collector out of its way.
        self.on_activity: Callable[[], None] | None = None
        #: True if nothing may be sent before the result of the current event is saved.
        self.holds_back: bool = False
        #: The number of the event that is being handled, by which an invalid payload can be refused.
        self._number = 0
        self._phase = Phase.IDLE
        #: The tasks that the running callbacks have started.
        self._tasks: list[asyncio.Task[Any]] | None = None
        #: The running handlers. Created with the first one.
        self._handlers: set[asyncio.Task[Any]] | None = None
        #: True if an async handler has not run at all yet.
        self._is_starting = False
        #: True if the banner says that a handler has failed.
        self._shows_error = False

    def handle(self, served: ServedVisit, event: SessionEvent) -> None:
        """Handle a message from the browser.

        Args:
            served: The visit.
            event: The message.
        """
        try:
            match event:
                case DomEvent():
                    self._handle(served, event)
                case MessageReceived():
                    self._receive(served, event)
                case Hello():
                    _greet(served)
                case CallResult():
                    event.document.browser_calls.resolve(event.call, event.ok, msgspec.json.decode(event.value))
                case UploadChunk() | UploadGivenUp():
                    if served.has_files:
                        served.files.take(event)
                case CopyWanted():
                    served.copy_wanted(event.token)
                case EventLost():
                    logger.warning(
                        "the event %d (%s) in a shared part of an ended process was lost", event.n, event.event
                    )
                    served.protocol.notice(page_word(STARTED_AGAIN, served.locale))
                case BadOp():
                    bad_ops.log(logging.ERROR, "the browser could not apply frame %d: %.300r", event.seq, event.text)
        finally:
            self.holds_back = False
            if self._phase is not Phase.IDLE:  # an exception has ended the handling
                self._phase = Phase.IDLE
                self._tasks = None
                served.scheduler.flush()

    @property
    def pushes(self) -> bool:
        """True if changes made now are sent at the end of the event that is being handled."""
        return self._phase is not Phase.IDLE

    def _handle(self, served: ServedVisit, event: DomEvent) -> None:
        if self.on_activity is not None:
            self.on_activity()
        self._number = event.n
        if self._shows_error:
            self._clear_error(served)
        before = current_sender.set(served.visit)
        key = current_event_key.set((served.protocol.id, event.n))
        shown = current_event.set((event.event.type, event.told)) if served.scheduler.development else None
        tasks = self._begin(served)
        try:
            if event.event.type == UPLOAD_EVENT:
                event.event._uploads = served.files.incoming().announce(event.target, event.event.payload)
            for awaitable in deliver(event):
                served.protocol.begin_work(event.n)
                event.document.run(Finishing(awaitable, partial(_work_ended, served, event.n)))
                self._is_starting = True
        except ProtocolError as error:
            self.report(served, error, "an upload")
        finally:
            current_sender.reset(before)
            current_event_key.reset(key)
            if shown is not None:
                current_event.reset(shown)
            self._number = 0
        keeper = served.keeper
        if keeper is not None:
            if tasks and event.event.type != UPLOAD_EVENT and not event.number:
                keeper.began(Unfinished(event.n, _number_of(event), event.event.type, event.told), tasks)
            keeper.entered(event)
        # Before the shared frame, which cannot carry the acknowledgement. The acknowledgement says that what follows is
        # newer than what the user has entered, and may replace it.
        self._end(served, event.n, runs=bool(tasks))
        if event.number:
            shared = scheduler_of(event.document)
            shared.flush()
            if shared.on_flush is not None:
                shared.on_flush()

    def _receive(self, served: ServedVisit, message: MessageReceived) -> None:
        if self.on_activity is not None:
            self.on_activity()
        before = current_sender.set(served.visit)
        key = current_event_key.set((served.id, message.n))
        tasks = self._begin(served)
        try:
            if message.op == WALK and served.navigation is not None:
                if self._shows_error:
                    self._clear_error(served)
                known = served.navigation.receive(message.params)
            elif message.op == AHEAD and served.navigation is not None:
                known = served.navigation.make_ready(message.params)
            else:
                known = served.messages is not None and served.messages.receive(
                    served.visit, message.op, message.params
                )
        finally:
            current_sender.reset(before)
            current_event_key.reset(key)
        if not known:
            level = logging.WARNING if served.scheduler.development else logging.INFO
            oddities.log(level, "the message %r was refused: there is no handler for it", message.op)
            served.protocol.refuse(message.n)
            served.show_developer(refusal_report("there is no handler for it", f"the message {message.op!r}"))
        elif tasks and served.keeper is not None:
            served.keeper.began(Unfinished(message.n, 0, message.op, message.params), tasks)
        self._end(served, message.n, runs=bool(tasks))

    def _begin(self, served: ServedVisit) -> list[asyncio.Task[Any]]:
        """Start handling an event, and return the list for the tasks that it starts."""
        tasks: list[asyncio.Task[Any]] = []
        self._tasks = tasks
        self._phase = Phase.CALLING
        served.scheduler.expect_flush()
        self.holds_back = served.keeper is not None
        return tasks

    def _end(self, served: ServedVisit, n: int, *, runs: bool) -> None:
        """Send an event's changes and acknowledge it; if there is a store, once the store has the changes."""
        self._phase = Phase.SHOWING
        self._tasks = None
        keeper = served.keeper
        if keeper is None:
            served.protocol.handled(n)
        served.scheduler.flush()
        if served.navigation is not None:
            served.navigation.follow()
        self.holds_back = False
        self._phase = Phase.IDLE
        if keeper is None:
            served.send_changes()
        else:
            keeper.handled(n, runs=runs)

    # Running handlers

    @property
    def has_handlers(self) -> bool:
        """True if handlers are running."""
        return bool(self._handlers)

    def watch(self, task: asyncio.Task[Any]) -> None:
        """Make a stopping server wait for a handler; it does not wait for tasks of components, which may never end.

        Args:
            task: The handler's task.
        """
        handlers = self._handlers
        if handlers is None:
            handlers = self._handlers = set()
        handlers.add(task)
        task.add_done_callback(handlers.discard)
        if self._tasks is not None:
            self._tasks.append(task)

    async def finished(self) -> None:
        """Wait until no handler is running."""
        while self._handlers:
            await asyncio.wait(self._handlers)
            await asyncio.sleep(0)

    @property
    def running(self) -> int:
        """The number of running handlers."""
        return len(self._handlers or ())

    def room(self, served: ServedVisit) -> Awaitable[None] | None:
        """Wait until another event may be handled; None if it may be handled at once.

        Args:
            served: The visit.
        """
        is_full = served.scheduler.tasks.running >= self._limit
        return self._make_room(served) if self._is_starting or is_full else None

    async def _make_room(self, served: ServedVisit) -> None:
        if self._is_starting:
            # The next event may be typing that the handler should not see, so it first runs up to its first await.
            self._is_starting = False
            await asyncio.sleep(0)
        await served.scheduler.tasks.room(self._limit)

    # Failures

    def report(self, served: ServedVisit, error: BaseException, where: str) -> None:
        """Refuse an event whose payload is invalid, or report that its handler has failed.

        Args:
            served: The visit.
            error: The exception.
            where: A description of the code that has raised it.
        """
        development = served.scheduler.development
        if isinstance(error, ProtocolError) and self._number:
            level = logging.WARNING if development else logging.INFO
            oddities.log(level, "event %d was refused by %s: %.500s", self._number, where, error)
            served.protocol.refuse(self._number, f"{where}: {error.detail}"[:500] if development else "")
            served.show_developer(refusal_report(f"{error}", where))
            return
        self.show_error(served, error, where, served.scheduler.report(error, where))

    def show_error(self, served: ServedVisit, error: BaseException, where: str, reference: str) -> None:
        """Tell the user that a handler has failed, until the next event is handled.

        Args:
            served: The visit.
            error: Its exception.
            where: A description of what has failed.
            reference: Its reference number in the log.
        """
        text = page_word(FAILED_REFERENCE, served.locale, reference=reference)
        if served.scheduler.development:
            text = f"{text} {where}: {users_frame(error)}"
        self._shows_error = True
        served.notice(text)

    def _clear_error(self, served: ServedVisit) -> None:
        """Hide the banner about a failure, because the user has gone on."""
        self._shows_error = False
        served.notice("")


def _greet(served: ServedVisit) -> None:
    """Note that the browser has connected, for the first time or again."""
    if served.goes_on and served.scheduler.development:
        # The errors of the previous program should no longer be visible.
        served.protocol.develop({"kind": "fine"})
    for text in served.advice:
        served.protocol.develop(note(text))
    served.advice = ()
    served.goes_on = False
    served.presence.come(served)
    if served.has_files:
        served.files.resume()
    if served.messages is not None:
        served.messages.joined(served.visit)


def _work_ended(served: ServedVisit, n: int) -> None:
    """Tell the browser, after the changes, that the last handler of event `n` has finished."""
    served.protocol.end_work(n)
    if served.is_open:
        asyncio.get_running_loop().call_soon(served.push)


def _number_of(event: DomEvent) -> int:
    target: Any = event.target
    if target is event.document:
        return DOCUMENT
    return WINDOW if target is event.document.window else int(target.node_id)
