"""Shared parts while an app serves them: their feeds, and who sent an event that happened inside."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from contextvars import ContextVar, copy_context
from itertools import count
from typing import TYPE_CHECKING, Any

from domsync.components.root import scheduler_of
from domsync.components.shared import Shared
from domsync.components.shared_text import Privately
from domsync.dom.limits import Limits as DocumentLimits
from domsync.errors import DomsyncError, ProtocolError
from domsync.session.feed import Feed

if TYPE_CHECKING:
    from domsync.dom.document import Document
    from domsync.server.limits import ServerLimits
    from domsync.server.visit import Visit

#: The numbers on the wire; 0 is each page's private document.
_numbers = count(1)

#: The visit whose event is being handled.
current: ContextVar[Visit | None] = ContextVar("domsync_sender", default=None)


class NoSenderError(DomsyncError, LookupError):
    """`sender()` was called where no event is being handled."""

    def __str__(self) -> str:
        return "sender() is known in event handlers only: nobody has sent what a render(), a timer or a task does"


def sender() -> Visit:
    """Whose event is being handled: the visitor who clicked or typed.

    It is known in every event handler, also behind an ``await`` in it, and in the functions and tasks that it calls
    and starts.

    Returns:
        The visit.

    Raises:
        NoSenderError: No event is being handled.
    """
    visit = current.get()
    if visit is None:
        raise NoSenderError
    return visit


def _privately(document: Document) -> Document:
    visit = current.get()
    return document if visit is None else visit.document


Privately.document = staticmethod(_privately)


class Part:
    """A shared part that is being served.

    Args:
        shared: The part.
        limits: What its document may hold, and how much of its past is kept.
        development: Whether errors show their text in it.
    """

    __slots__ = ("_document", "_publishing", "_scheduler", "feed", "loop", "owners", "shared")

    def __init__(self, shared: Shared[Any], limits: ServerLimits, *, development: bool) -> None:
        self.shared = shared
        document = self._document = shared.open()
        scheduler = self._scheduler = scheduler_of(document)
        document.limits = DocumentLimits(limits.nodes, limits.depth, limits.listeners)
        document.run = self._run
        document.report = self._report
        document.on_ops = self._publish_soon
        self.feed = Feed(document, next(_numbers), limits=limits.session)
        scheduler.development = development
        scheduler.on_flush = self.publish
        #: Who serves it; it ends with the last of them.
        self.owners: set[Parts] = set()
        #: The event loop that it lives in.
        self.loop = asyncio.get_running_loop()
        self._publishing = False
        # What the component starts is not the doing of the visitor who happens to be the first.
        context = copy_context()
        context.run(current.set, None)
        context.run(shared.start)

    def _publish_soon(self) -> None:
        """See to it that changes are sent that neither an event nor a component has made."""
        if not self._publishing:
            self._publishing = True
            self.loop.call_soon(self._publish)

    def _publish(self) -> None:
        self._publishing = False
        self.publish()

    def publish(self) -> None:
        """Send what has changed to all who look."""
        self._document.tell_entered()
        self.feed.publish()

    def _run(self, awaitable: Awaitable[Any]) -> None:
        task = self._scheduler.run(awaitable, "an event handler")
        visit = current.get()
        if visit is not None:
            visit.scheduler.count(task)

    def _report(self, error: BaseException, where: str) -> None:
        visit = current.get()
        if visit is not None and isinstance(error, ProtocolError):
            visit.document.report(error, where)
        else:
            self._scheduler.report(error, where)


class Parts:
    """The shared parts that one app serves.

    Args:
        limits: The app's limits.
        development: Whether errors show their text.
    """

    __slots__ = ("_limits", "_parts", "development")

    def __init__(self, limits: ServerLimits, *, development: bool) -> None:
        self._limits = limits
        #: Whether errors show their text in those that are rendered from now on.
        self.development = development
        self._parts: set[Part] = set()

    def feed(self, shared: Shared[Any]) -> Feed:
        """The frames of a shared part, which is rendered now if it was not before.

        Args:
            shared: The part.
        """
        part = shared.part
        if isinstance(part, Part) and part.loop.is_closed():
            # An app that was never closed; what it has left behind is dead.
            shared.close()
            part = None
        if not isinstance(part, Part):
            part = shared.part = Part(shared, self._limits, development=self.development)
        part.owners.add(self)
        self._parts.add(part)
        return part.feed

    def close(self) -> None:
        """End the parts that nobody else serves."""
        parts, self._parts = self._parts, set()
        for part in parts:
            part.owners.discard(self)
            if not part.owners:
                part.shared.close()
