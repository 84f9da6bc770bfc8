"""An app's shared parts: their logs, and the sender of an event inside them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import ContextVar, copy_context
from itertools import count
from typing import TYPE_CHECKING, Any

from domsync.components.monitor import Monitor
from domsync.components.reconciler.dev_warnings import repeated_ids
from domsync.components.reconciler.mount_points import scheduler_of
from domsync.components.shared import Shared
from domsync.components.shared_text import Privately
from domsync.dom.limits import Limits as DocumentLimits
from domsync.errors import DomsyncError, ProtocolError
from domsync.server.pages.modules import ModuleNames, PageModules
from domsync.session.frame_log import FrameLog

if TYPE_CHECKING:
    from domsync.dom.document.document import Document
    from domsync.server.limits import ServerLimits
    from domsync.server.pages.visit import Visit

#: The numbers on the wire; 0 is each page's private document.
_numbers = count(1)

#: The visit whose event is being handled.
current_sender: ContextVar[Visit | None] = ContextVar("domsync_sender", default=None)


class NoSenderError(DomsyncError, LookupError):
    """`sender()` was called where no event is being handled."""

    def __str__(self) -> str:
        return "sender() can only be called in event handlers: a render(), a timer or a task has no sender"


def sender() -> Visit:
    """Find the visitor whose event is being handled: the one who clicked or typed.

    It is known in every event handler, also after an ``await``, and in the functions and tasks that the handler calls
    and starts.

    Returns:
        The visit.

    Raises:
        NoSenderError: No event is being handled.
    """
    visit = current_sender.get()
    if visit is None:
        raise NoSenderError
    return visit


def _privately(document: Document) -> Document:
    visit = current_sender.get()
    return document if visit is None else visit.document


def _has_browser(document: Document) -> bool:
    return scheduler_of(document).presence.connected


def _charge(messages: float) -> None:
    visit = current_sender.get()
    if visit is not None:
        visit._served.protocol.charge(messages)


Privately.document = staticmethod(_privately)
Privately.has_browser = staticmethod(_has_browser)
Privately.charge = staticmethod(_charge)


class SharedDocument:
    """A shared part that is being served.

    Args:
        shared: The part.
        limits: The limits of its document, and of the frames that are kept.
        development: Whether errors show their text in it.
        monitor: Told what its components do.
        on_error: Called with each exception of its components.
        module_names: The names in the app's import map.
    """

    __slots__ = ("_document", "_publishing", "_scheduler", "log", "loop", "modules", "owners", "shared")

    def __init__(
        self,
        shared: Shared[Any],
        limits: ServerLimits,
        *,
        development: bool,
        monitor: Monitor | None = None,
        on_error: Callable[[BaseException, str], object] | None = None,
        module_names: ModuleNames | None = None,
    ) -> None:
        self.shared: Shared[Any] = shared
        document = self._document = shared.open()
        scheduler = self._scheduler = scheduler_of(document)
        document.limits = DocumentLimits(limits.nodes, limits.depth, limits.listeners)
        document.run = self._run
        document.report = self._report
        document.on_ops = self._publish_soon
        self.log: FrameLog = FrameLog(document, next(_numbers), limits=limits.session)
        scheduler.development = development
        if development:
            document.registry.repeated = set()
            scheduler.on_repeated_ids = self._advise_on_ids
        scheduler.monitor = monitor
        scheduler.on_error = on_error
        scheduler.on_flush = self.publish
        #: The client modules that it shows.
        self.modules: PageModules = PageModules(module_names or ModuleNames())
        scheduler.services["ModuleAddresses"] = self.modules
        #: The apps that serve it; it ends with the last of them.
        self.owners: set[SharedDocuments] = set()
        #: The event loop that it lives in.
        self.loop: asyncio.AbstractEventLoop = asyncio.get_running_loop()
        self._publishing = False
        # Tasks that the component starts do not belong to the visitor who happens to be the first.
        context = copy_context()
        context.run(current_sender.set, None)
        context.run(shared.start)

    def _publish_soon(self) -> None:
        """Send, later in this turn, changes that neither an event nor a component has made."""
        if not self._publishing:
            self._publishing = True
            self.loop.call_soon(self._publish)

    def _publish(self) -> None:
        self._publishing = False
        self.publish()

    def publish(self) -> None:
        """Send all changes to all viewers."""
        self._document.tell_entered()
        self.log.publish()

    def _run(self, awaitable: Awaitable[Any]) -> None:
        task = self._scheduler.run(awaitable, "an event handler")
        visit = current_sender.get()
        if visit is not None:
            served = visit._served
            served.scheduler.tasks.count(task)
            served.events.watch(task)

    def _advise_on_ids(self) -> None:
        # Only in the log: no single visitor owns it.
        repeated_ids(self._document, self._scheduler.roots)

    def _report(self, error: BaseException, where: str) -> None:
        visit = current_sender.get()
        if visit is not None and isinstance(error, ProtocolError):
            visit.document.report(error, where)
        else:
            reference = self._scheduler.report(error, where)
            if visit is not None:
                visit._served.show_error(error, where, reference)


class SharedDocuments:
    """The shared parts that one app serves.

    Args:
        limits: The app's limits.
        development: Whether errors show their text.
    """

    __slots__ = ("_limits", "_parts", "development", "modules", "monitor", "on_error")

    def __init__(self, limits: ServerLimits, *, development: bool) -> None:
        self._limits = limits
        #: Whether errors show their text in parts that are rendered from now on.
        self.development: bool = development
        #: Told what the components do, in parts that are rendered from now on.
        self.monitor: Monitor | None = None
        #: As in a scheduler; for parts that are rendered from now on.
        self.on_error: Callable[[BaseException, str], object] | None = None
        #: The names of the app's import map.
        self.modules: ModuleNames | None = None
        self._parts: set[SharedDocument] = set()

    def log(self, shared: Shared[Any]) -> FrameLog:
        """Return the frames of a shared part, which is rendered now unless it has been before.

        Args:
            shared: The part.
        """
        part = shared.part
        if isinstance(part, SharedDocument) and part.loop.is_closed():
            # The app was never closed, but its event loop has ended, and so have its parts.
            shared.close()
            part = None
        if not isinstance(part, SharedDocument):
            part = shared.part = SharedDocument(
                shared,
                self._limits,
                development=self.development,
                monitor=self.monitor,
                on_error=self.on_error,
                module_names=self.modules,
            )
        part.owners.add(self)
        self._parts.add(part)
        return part.log

    def close(self) -> None:
        """End the parts that no other app serves."""
        parts, self._parts = self._parts, set()
        for part in parts:
            part.owners.discard(self)
            if not part.owners:
                part.shared.close()
