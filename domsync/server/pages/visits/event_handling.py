"""Handling of what a visit's browser says: events and messages to handlers, answers to calls, files."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from enum import Enum, auto
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec

from domsync.components.handlers.event_keys import current_event_key
from domsync.components.handlers.finishing import Finishing
from domsync.components.page_words import FAILED_REFERENCE, STARTED_AGAIN, page_word
from domsync.components.reconciler.mounting import scheduler_of
from domsync.components.source_location import users_frame
from domsync.components.uploads import EVENT as UPLOAD_EVENT
from domsync.dom.ops import DOCUMENT, WINDOW
from domsync.errors import ProtocolError
from domsync.server.pages.failure_report import current_event, note, refusal_report
from domsync.server.pages.names import AHEAD, WALK
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
    """The phase of an event: how far it is."""

    #: None is being handled.
    IDLE = auto()
    #: Its callbacks run; what they start belongs to it.
    CALLING = auto()
    #: What it has changed is rendered, and goes out when that is done.
    SHOWING = auto()


class EventHandling:
    """The event of a visit that is being handled, and the handlers that go on.

    It is told the visit with each call, so that the two do not hold each other in memory.

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
        #: Called for each event, so that the garbage collector keeps out of its way.
        self.on_activity: Callable[[], None] | None = None
        #: Nothing goes out before the end of what is being handled is written.
        self.holds_back: bool = False
        #: The event that is being handled, so that a payload that does not fit can be refused by its number.
        self._number = 0
        self._phase = Phase.IDLE
        #: What was begun by the callbacks that run.
        self._tasks: list[asyncio.Task[Any]] | None = None
        #: Handlers that run. Made when there is one.
        self._handlers: set[asyncio.Task[Any]] | None = None
        #: An async handler has still to run for the first time.
        self._is_starting = False
        #: The banner tells of a handler that has failed.
        self._shows_error = False

    def handle(self, served: ServedVisit, event: SessionEvent) -> None:
        """Act on what the browser said.

        Args:
            served: The visit.
            event: What.
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
            if self._phase is not Phase.IDLE:  # an exception has ended it
                self._phase = Phase.IDLE
                self._tasks = None
                served.scheduler.flush()

    @property
    def pushes(self) -> bool:
        """True if what is changed now is sent at the end of the event that is being handled."""
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
        # Before the shared frame, which cannot carry the acknowledgement: that says that what comes now is newer than
        # what the user has entered, and may take its place.
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
        """Begin to handle an event; what it starts will be in the list."""
        tasks: list[asyncio.Task[Any]] = []
        self._tasks = tasks
        self._phase = Phase.CALLING
        served.scheduler.expect_flush()
        self.holds_back = served.keeper is not None
        return tasks

    def _end(self, served: ServedVisit, n: int, *, runs: bool) -> None:
        """Show what an event has changed, and have it acknowledged; if there is a store, when that has it."""
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

    # Handlers that go on

    @property
    def has_handlers(self) -> bool:
        """True if handlers run."""
        return bool(self._handlers)

    def watch(self, task: asyncio.Task[Any]) -> None:
        """Wait for a handler when the server stops; for tasks of components that go on for ever nobody waits.

        Args:
            task: It.
        """
        handlers = self._handlers
        if handlers is None:
            handlers = self._handlers = set()
        handlers.add(task)
        task.add_done_callback(handlers.discard)
        if self._tasks is not None:
            self._tasks.append(task)

    async def finished(self) -> None:
        """Wait until no handler runs."""
        while self._handlers:
            await asyncio.wait(self._handlers)
            await asyncio.sleep(0)

    @property
    def running(self) -> int:
        """The number of handlers that run."""
        return len(self._handlers or ())

    def room(self, served: ServedVisit) -> Awaitable[None] | None:
        """Wait until another event may be handled; None if one may be at once.

        Args:
            served: The visit.
        """
        is_full = served.scheduler.tasks.running >= self._limit
        return self._make_room(served) if self._is_starting or is_full else None

    async def _make_room(self, served: ServedVisit) -> None:
        if self._is_starting:
            # What comes next may be typing that the handler is not meant to see: it runs up to its first await before.
            self._is_starting = False
            await asyncio.sleep(0)
        await served.scheduler.tasks.room(self._limit)

    # What fails

    def report(self, served: ServedVisit, error: BaseException, where: str) -> None:
        """Refuse an event whose payload does not fit, or tell that its handler has failed.

        Args:
            served: The visit.
            error: What was raised.
            where: What has raised it.
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
            where: What has failed.
            reference: The number under which the log has it.
        """
        text = page_word(FAILED_REFERENCE, served.locale, reference=reference)
        if served.scheduler.development:
            text = f"{text} {where}: {users_frame(error)}"
        self._shows_error = True
        served.notice(text)

    def _clear_error(self, served: ServedVisit) -> None:
        """The next thing that the user does takes the banner away that tells of a failure."""
        self._shows_error = False
        served.notice("")


def _greet(served: ServedVisit) -> None:
    """The browser is there, for the first time or again."""
    if served.goes_on and served.scheduler.development:
        # What was wrong with the program before is not to be seen any longer.
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
    """A handler of event `n` that went on has come to its end: its browser is told behind what it has changed."""
    served.protocol.end_work(n)
    if served.is_open:
        asyncio.get_running_loop().call_soon(served.push)


def _number_of(event: DomEvent) -> int:
    target: Any = event.target
    if target is event.document:
        return DOCUMENT
    return WINDOW if target is event.document.window else int(target.node_id)
