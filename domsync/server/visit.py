"""One visitor's view of one page: its document, its components and its session, with or without a browser."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from http.cookies import CookieError, SimpleCookie
from typing import Any

import msgspec

from domsync.components.leaving import remove_slots
from domsync.components.presence import Presence
from domsync.components.root import scheduler_of
from domsync.components.shared import Shared
from domsync.dom.dismantle import release
from domsync.dom.document import Document
from domsync.dom.element import Element
from domsync.dom.ops import Json
from domsync.dom.unicode import well_formed
from domsync.errors import CallFailed, ClientGone, DOMException, DomsyncError, ProtocolError
from domsync.server.audience import Audience
from domsync.server.connection import Connection
from domsync.server.limits import ServerLimits
from domsync.server.message_client import Client
from domsync.server.messages import Messages
from domsync.server.redirects import check_target
from domsync.server.shared import Parts, current
from domsync.session import (
    BadOp,
    CallResult,
    CloseCode,
    DomEvent,
    Hello,
    MessageReceived,
    Session,
    SessionEvent,
    deliver,
)
from domsync.session.deliver import accept_dirty
from domsync.session.feed import Feed

logger = logging.getLogger("domsync")


@dataclass(frozen=True, slots=True)
class Request:
    """The request that loaded a page.

    Args:
        path: The path, percent-encoded, without the query and without the prefix under which the app is mounted.
        query: What follows the question mark.
        prefix: Where the app is mounted: ``""`` or ``"/shop"``.
        headers: The headers; names in lower case, values of repeated ones joined.
        peer: The address of the browser, or of the proxy before it.
    """

    path: str
    query: str = ""
    prefix: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    peer: str = ""

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies, by name. A malformed header has none."""
        try:
            jar = SimpleCookie(self.headers.get("cookie", ""))
        except CookieError:
            return {}
        return {name: morsel.value for name, morsel in jar.items()}


class Visit(Client):
    """One visitor's view of one page. A component gets it by ``self.use(Visit)``.

    It is also the client that handlers of messages are given.

    Attributes:
        id: Names the visit, also in the log; it is no secret.
        request: The request that loaded the page.
        document: The page's document.
    """

    __slots__ = (
        "__weakref__",
        "_beginning",
        "_connection",
        "_ended",
        "_limits",
        "_number",
        "_over",
        "_parts",
        "_pushing",
        "_timer",
        "busy",
        "document",
        "presences",
        "scheduler",
        "session",
    )

    def __init__(
        self,
        document: Document,
        request: Request,
        limits: ServerLimits,
        *,
        development: bool,
        ended: Callable[[Visit], None],
        parts: Parts | None = None,
    ) -> None:
        super().__init__(request)
        self.document = document
        self.scheduler = scheduler_of(document)
        self.scheduler.development = development
        self.scheduler.on_flush = self.push
        self.scheduler.send = self._drain
        self.scheduler.shows = self._shows
        self.scheduler.present = False
        self.scheduler.services["Visit"] = self
        document.run = self._run
        document.report = self._report
        document.on_ops = self._push_soon
        self.session = Session(document, limits.session)
        #: Called for each event, so that the garbage collector keeps out of its way.
        self.busy: Callable[[], None] | None = None
        #: Where the visit is counted while its browser is connected.
        self.presences: tuple[Presence, ...] = ()
        self._limits = limits
        self._connection: Connection | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._ended = ended
        if parts is None:
            parts = Parts(limits, development=development)
            self._ended = partial(_end_alone, parts, ended)
        self._parts = parts
        self._over = False
        #: An async handler has still to run for the first time.
        self._beginning = False
        #: A push follows in this turn of the event loop.
        self._pushing = False
        #: The event that is being handled, so that a payload that does not fit can be refused by its number.
        self._number = 0

    @property
    def id(self) -> str:
        """Names the visit; it is no secret."""
        return self.session.id

    @property
    def connected(self) -> bool:
        """Whether a browser is there now."""
        return self._connection is not None and not self._connection.ended

    def navigate(self, url: str, *, replace: bool = False) -> None:
        """Send the browser to another page.

        Args:
            url: A path of this site, ``"/users/7?tab=x"``, or an ``http:`` or ``https:`` address.
            replace: Whether the present page is left out of the history.

        Raises:
            ValueError: The address is neither.
        """
        self.session.go(check_target(url), replace=replace)
        self.push()

    def take_messages(self, messages: Messages) -> None:
        """Make the visitor a client of an app's messages.

        Args:
            messages: The app's.
        """
        self._messages = messages

    # The life of a visit

    def expire_after(self, seconds: float) -> None:
        """End the visit after a while, unless a browser connects before.

        Args:
            seconds: How long it is kept.
        """
        self._stop_timer()
        self._timer = asyncio.get_running_loop().call_later(seconds, self.end)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    async def serve(self, connection: Connection, first: str | bytes) -> None:
        """Serve a browser until its connection ends; the visit goes on after that for a while.

        Args:
            connection: Drives this visit's session.
            first: The browser's hello, which has been read to find the visit.
        """
        before, self._connection = self._connection, connection
        if before is not None:
            # The browser's own new connection, or a second tab: the newer one goes on.
            self.session.disconnect()
            self.scheduler.run(before.hand_over(), "the end of a connection that was taken over")
        self._stop_timer()
        self.session.connect(connection.push, connection.offer)
        self.session.receive(first)
        del first
        try:
            await connection.run(self.handle, self._room)
        finally:
            if self._connection is connection:
                self._connection = None
                self.session.disconnect()
                self._attend(False)
                if connection.said_goodbye and self._messages is not None:
                    self._messages.left(self)
                if self._timer is None:
                    self.expire_after(self._limits.detached_seconds)

    def end(self) -> None:
        """End the visit: its components leave the page, its tasks are cancelled, and its memory is freed."""
        self._over = True
        self._stop_timer()
        if self._messages is not None:
            self._messages.left(self)
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.abort()
        self._attend(False)
        scheduler, document = self.scheduler, self.document
        for root in tuple(scheduler.roots):
            remove_slots([root])
        scheduler.close()
        document.fail_calls(ClientGone(self.id))
        self.session.discard()
        scheduler.services.clear()
        # Parted by hand, so that reference counting frees it all at once.
        document.run = _drop
        document.report = _log
        release(document)
        self._ended(self)

    async def close(self) -> None:
        """End the connection in good order, and then the visit."""
        if self._connection is not None:
            await self._connection.close(CloseCode.RESTART, CloseCode.RESTART.reason)
        self.end()

    # What happens on it

    def handle(self, event: SessionEvent) -> None:
        """Act on what the browser said."""
        match event:
            case DomEvent():
                if self.busy is not None:
                    self.busy()
                self._handle(event)
            case Hello():
                accept_dirty(event.document, event.dirty)
                self._attend(True)
                if self._messages is not None:
                    self._messages.joined(self)
            case CallResult():
                event.document.resolve_call(event.call, event.ok, msgspec.json.decode(event.value))
            case MessageReceived():
                self._receive(event)
            case BadOp():
                logger.error("the browser could not apply frame %d: %.300r", event.seq, event.text)

    def _handle(self, event: DomEvent) -> None:
        self._number = event.n
        before = current.set(self)
        try:
            for awaitable in deliver(event):
                event.document.run(awaitable)
                self._beginning = True
        finally:
            current.reset(before)
            self._number = 0
        self.session.handled(event.n)
        self.scheduler.flush()
        # Before the shared frame, which cannot carry the acknowledgement: that says that what comes now is newer than
        # what the user has entered, and may take its place.
        self.push()
        if event.number:
            shared = scheduler_of(event.document)
            shared.flush()
            if shared.on_flush is not None:
                shared.on_flush()

    def _receive(self, message: MessageReceived) -> None:
        if self.busy is not None:
            self.busy()
        before = current.set(self)
        try:
            known = self._messages is not None and self._messages.receive(self, message.op, message.params)
        finally:
            current.reset(before)
        if known:
            self.session.handled(message.n)
        else:
            self.session.refuse(message.n)
        self.scheduler.flush()
        self.push()

    def _shows(self, shared: Shared[Any], element: Element | None) -> None:
        feed = self._parts.feed(shared)
        if element is None:
            self.session.hide(feed)
        else:
            self.session.show(feed)
            self.document.mount(element, feed.number)

    def shared_feeds(self) -> list[tuple[Element, Feed]]:
        """The shared parts that the page shows: where, and their frames."""
        places = self.scheduler.places or {}
        return [(element, self._parts.feed(shared)) for shared, element in places.items()]

    def _attend(self, present: bool) -> None:
        """The browser has come or gone."""
        if present is self.scheduler.present:
            return
        self.scheduler.attend(present)
        for presence in self.presences:
            if present:
                presence.join(self)
            else:
                presence.leave(self)

    def notice(self, text: str) -> None:
        """Show a text in the page's banner.

        Args:
            text: The text; an empty one takes the banner away.
        """
        self.session.notice(text)
        self.push()

    def push(self) -> None:
        """Send what has changed."""
        self.session.flush()
        if self._connection is not None and not self._connection.ended:
            self._connection.push()

    def _push_soon(self) -> None:
        """See to it that changes are sent that neither an event nor a component has made."""
        if not self._pushing:
            self._pushing = True
            asyncio.get_running_loop().call_soon(self._push_changes)

    def _push_changes(self) -> None:
        self._pushing = False
        if self.document.has_ops:
            self.push()

    # As a client of messages

    @property
    def evaluates(self) -> bool:
        """Whether its browser evaluates JavaScript that the server sends."""
        return self._messages is not None and self._messages.allow_eval

    def eval_js(self, script: str) -> None:
        """Have the browser evaluate JavaScript, if the app was made with ``allow_eval=True``."""
        if not self.evaluates:
            raise RuntimeError(
                "this app's pages evaluate nothing: call_js() calls a function of theirs, and "
                "App(allow_eval=True) gives up what keeps scripts of others out"
            )
        self._send("_eval", {"script": well_formed(script)})

    def _send(self, op: str, params: dict[str, Json]) -> None:
        if not self._over:
            self.document.deliver(op, params)

    async def _call(self, op: str, params: dict[str, Json], timeout: float) -> Any:
        if self._over:
            raise ClientGone(self.id)
        try:
            async with asyncio.timeout(timeout):
                return await self.document.consult(op, params)
        except TimeoutError:
            raise CallFailed(op, f"no answer within {timeout} s") from None
        except DOMException as error:
            raise CallFailed(op, error.message) from None

    def _listen(self, audience: Audience) -> None:
        audience.show(self)

    def _stop_listening(self, audience: Audience) -> None:
        audience.hide(self)

    def _before_broadcast(self) -> None:
        if self.document.has_ops:
            self.push()

    def _start(self, awaitable: Awaitable[object], where: str) -> None:
        self.scheduler.run(awaitable, where)

    def _failed(self, error: BaseException, where: str) -> str:
        return self.scheduler.report(error, where)

    # Sending

    async def _drain(self) -> None:
        if self._connection is not None:
            await self._connection.flush()

    def _room(self) -> Awaitable[None] | None:
        limit = self._limits.session.running_handlers
        return self._make_room(limit) if self._beginning or self.scheduler.running >= limit else None

    async def _make_room(self, limit: int) -> None:
        if self._beginning:
            # What comes next may be typing that the handler is not meant to see: it runs up to its first await before.
            self._beginning = False
            await asyncio.sleep(0)
        await self.scheduler.room(limit)

    def _run(self, awaitable: Awaitable[Any]) -> None:
        self.scheduler.run(awaitable, "an event handler")

    def _report(self, error: BaseException, where: str) -> None:
        if isinstance(error, ProtocolError) and self._number:
            logger.debug("event %d was refused: %s", self._number, error)
            self.session.refuse(self._number)
            return
        self.scheduler.report(error, where)

    def __repr__(self) -> str:
        return f"<Visit {self.id} of {self.request.prefix}{self.request.path}>"


def _end_alone(parts: Parts, ended: Callable[[Visit], None], visit: Visit) -> None:
    parts.close()
    ended(visit)


def _drop(awaitable: Awaitable[object]) -> None:
    close = getattr(awaitable, "close", None)
    if close is not None:
        close()


def _log(error: BaseException, where: str) -> None:
    if not isinstance(error, DomsyncError):
        logger.error("%s failed after the page had ended", where, exc_info=error)
