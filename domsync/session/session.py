"""One connection to one browser as a state machine without I/O, for pages with domsync's own client.

There are three calls. The driver passes what it has read to `receive`, which never raises. It calls `events_received`
and handles the events. It sends `data_to_send` until that is empty. If `close_code` is set, the connection has to be
closed with it.

A session outlives its connections. After `disconnect`, the next connection begins with a hello that carries the token,
and continues where the last one broke. The browser numbers its events and keeps them until they are acknowledged, so
that each is handled exactly once. The `FrameLog` numbers and keeps the frames, so that none is missed.
"""

import logging
import time
from collections.abc import Callable, Iterable, Mapping

from msgspec import Raw

from domsync.dom.document.document import Document
from domsync.dom.events import EventTarget, browser_event, entries_of, event_path, listening_targets
from domsync.dom.ops import Json
from domsync.errors import ProtocolError
from domsync.session import outbound
from domsync.session.events import (
    BadOp,
    CallResult,
    CopyWanted,
    DomEvent,
    EventLost,
    Hello,
    MessageReceived,
    SessionEvent,
    UploadGivenUp,
)
from domsync.session.frame_log import Cursor, FrameLog, SharedFrame
from domsync.session.inbound import (
    KINDS,
    TELL,
    AckFrame,
    BadOpFrame,
    CopyFrame,
    EventFrame,
    GivenUpFrame,
    HelloData,
    HelloFrame,
    PingFrame,
    ResultFrame,
    ResyncFrame,
    bad_message,
    decode,
    node_payloads,
)
from domsync.session.ledger import EventLedger
from domsync.session.limits import DEFAULT_LIMITS, Limits
from domsync.session.log_limit import oddities
from domsync.session.message_log import FIRST_NUMBER, MessageCursor, MessageLog
from domsync.session.phase import GREETED, HEARD, NEXT, Phase
from domsync.session.rate_limiter import RateLimiter
from domsync.session.resumption import Resumption
from domsync.session.running_handlers import Working
from domsync.session.uploads import CHUNK_BYTES, HEADER_BYTES, Uploads

#: The frames that are accepted in each phase.
_TAKEN = {phase: frozenset(frame for frame, kind in KINDS.items() if kind in heard) for phase, heard in HEARD.items()}


class Session:
    """The state of one page in one browser.

    Args:
        document: The page's private document, number 0 on the wire.
        limits: The session's limits.
        token: The token with which the first hello resumes this session, if the page was rendered before. Without one,
            the first hello starts a new page.
        clock: Returns the time in seconds, monotonically.
    """

    __slots__ = (
        "_closes_open",
        "_control",
        "_cursors",
        "_events",
        "_ledger",
        "_limiter",
        "_limits",
        "_resumption",
        "_resyncs",
        "_try_send",
        "_untold",
        "_uploads",
        "_wake",
        "_working",
        "close_code",
        "close_reason",
        "document",
        "has_more",
        "log",
        "on_wanted",
        "phase",
    )

    def __init__(
        self,
        document: Document,
        limits: Limits = DEFAULT_LIMITS,
        token: str | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.document: Document = document
        #: The private document's frames.
        self.log: FrameLog = FrameLog(document, limits=limits)
        self.phase: Phase = Phase.NEW
        #: Whether the connection that is closing was open: changes from before its end are still sent.
        self._closes_open = False
        #: Called before the document is searched for something that the browser names: it may be asleep.
        self.on_wanted: Callable[[], object] | None = None
        #: Set when the connection has to end.
        self.close_code: int | None = None
        self.close_reason: str = ""
        #: Whether the last `data_to_send` did not return everything.
        self.has_more: bool = False
        self._limits = limits
        self._resumption = Resumption(token)
        self._limiter = RateLimiter(limits, clock)
        self._resyncs = self._limiter.window(limits.resyncs)
        self._wake: Callable[[], None] | None = None
        self._try_send: Callable[[SharedFrame], bool] | None = None
        self._cursors: dict[int, Cursor] = {0: self.log.join(since=0)}
        self._events: list[SessionEvent] = []
        self._control: list[bytes] = []
        #: The last notice and the address to load, until there is a browser to be told.
        self._untold: dict[str, bytes] | None = None
        self._ledger = EventLedger()
        #: Files that the browser sends. Most pages never have any.
        self._uploads: Uploads | None = None
        self._working = Working()

    # The three calls

    def receive(self, data: str | bytes) -> None:
        """Accept one message from the browser. Never raises; check `events_received` and `close_code` afterwards."""
        if not HEARD[self.phase]:
            return
        try:
            self._receive(data)
        except ProtocolError as error:
            self._end(error)

    def events_received(self) -> list[SessionEvent]:
        """Return what has happened since the last call, in order. Handle it, then send `data_to_send`."""
        events, self._events = self._events, []
        return events

    def data_to_send(self) -> list[bytes]:
        """Return the next text frames to send. Call it until it returns none; later, if the browser reads slowly."""
        frames, self._control = self._control, []
        self.has_more = False
        if self.phase not in GREETED and not self._closes_open:
            return frames
        if self._untold is not None:
            frames += self._untold.values()
            self._untold = None
        if self.phase is Phase.WELCOMING:
            # The welcome is sent now; from here on, frames of shared documents may be sent directly.
            self._go(Phase.OPEN)
            for number, cursor in self._cursors.items():
                cursor.try_send = self._try_send if number else None
        working = self._working
        if not working.is_quiet:
            working.tell_begun(frames)
        room = self._limits.batch_bytes
        ledger = self._ledger
        waits = ledger.waits
        if waits:
            ledger.catch_up()
        acknowledged = ledger.acknowledged
        for number, cursor in self._cursors.items():
            if room <= 0:
                break
            taken = cursor.next_frames(room, 0 if number else acknowledged, ledger.barrier(cursor) if waits else None)
            frames += taken
            room -= sum(map(len, taken))
            while cursor.mounted:
                self._mounted_anew(cursor.mounted.pop())
            if not number and not cursor.waiting:
                # After the private frame with the event's changes, and before the shared one.
                ledger.tell(self.log.ack)
                if ledger.tell(acknowledged):
                    frames.append(outbound.acknowledgement(acknowledged))
                if not working.is_quiet:
                    working.tell(frames)
        # Frames that wait for the acknowledgement of a shared document's events may be ready to be sent by now.
        self.has_more = bool(frames) and (room <= 0 or waits or bool(self._control))
        return frames

    # For the driver

    @property
    def read_delay(self) -> float:
        """Seconds for which the driver should not read, because the browser sends too much."""
        return self._limiter.delay

    @property
    def connected(self) -> bool:
        """True if a browser has said hello on the current connection."""
        return self.phase in GREETED

    @property
    def id(self) -> str:
        """The session's id. It is not secret."""
        return self._resumption.id

    @property
    def token(self) -> str:
        """The token for the next hello."""
        return self._resumption.token

    @property
    def received(self) -> int:
        """The number of the last event that has arrived."""
        return self._ledger.received

    @property
    def acknowledged(self) -> int:
        """The number of the last event up to which all are handled."""
        return self._ledger.acknowledged

    def handled(self, n: int) -> None:
        """Note that event `n` has been handled: its callbacks have run, except what they are waiting for."""
        self._ledger.handled(n)

    def begin_work(self, n: int) -> None:
        """Note that a handler of event `n` is still running when the event counts as handled. Call `end_work`
        afterwards.
        """
        self._working.begin(n)

    def end_work(self, n: int) -> None:
        """Note that a handler of event `n` has finished."""
        self._working.end(n)

    def refuse(self, n: int, why: str = "") -> None:
        """Refuse event or message `n`, which the page does not offer: nothing listens, or its payload has the wrong
        type.

        Args:
            n: The event's number.
            why: The reason that the browser is told, in development. By default all refusals look the same, so that
                nothing can be found out by trying.
        """
        try:
            self._refuse(n, why=why)
        except ProtocolError as error:
            self._end(error)

    def flush(self) -> None:
        """Make a frame of the changes to the private document, for `data_to_send`."""
        self.log.advance(self._ledger.acknowledged)

    def rendered(self) -> int:
        """Note that the page is sent as HTML now, so that its browser does not start with a snapshot.

        Returns:
            The number of the frame that its browser will have seen.
        """
        self.log.advance()
        seq = self.log.seq
        self._cursors[0].resume(seq)
        # HTML contains neither calls nor messages.
        self.log.repeat_transient()
        return seq

    def painted(self, log: FrameLog) -> None:
        """Note that the page is sent with a shared document's HTML and frame; its browser continues after them.

        Args:
            log: The log of the shared document.
        """
        self._cursors[log.number].resume(log.seq)

    # From one process to another

    @property
    def previous_token(self) -> str | None:
        """The token of the last hello, while the answer to it may have been lost; then it is accepted once more."""
        return self._resumption.previous_token

    @property
    def attempt(self) -> int:
        """The number of the last connection that was welcomed, as the browser counts them."""
        return self._resumption.attempt

    @property
    def is_behind(self) -> bool:
        """True if the browser lacks a part of the private document."""
        return self._cursors[0].waiting or self.document.has_ops

    def resync(self) -> None:
        """Send the browser the whole private document again."""
        self._cursors[0].resync()

    def go_on(self, received: int, attempt: int, seq: int, *, is_same: bool) -> None:
        """Continue a session that was started in another process. Call it before a browser connects.

        Args:
            received: The number of the last event that has arrived there.
            attempt: The number of the last connection that was welcomed there.
            seq: The number of the last frame of the private document there.
            is_same: Whether the document is the same here as it was there after that frame.
        """
        self._resumption.go_on(attempt, is_same=is_same)
        self._ledger.received = received
        self.log.go_on(seq)
        self._cursors[0].resume(seq)

    def again(self, n: int, node: int, event: str, payload: bytes) -> None:
        """Handle an event again whose handler did not finish in another process.

        Args:
            n: The event's number.
            node: The number of its node in the private document; 0 for a message.
            event: The event's type, or the message's name.
            payload: The payload.
        """
        frame = EventFrame(n, 0, node, event, Raw(payload))
        if node:
            self._dom_event(frame, node_payloads(frame), is_next=False)
        else:
            self._events.append(MessageReceived(n, event, payload))

    # Files from the browser

    @property
    def uploads(self) -> Uploads:
        """The files that the browser sends."""
        if self._uploads is None:
            self._uploads = Uploads(min(CHUNK_BYTES, self._limits.message_bytes - HEADER_BYTES))
        return self._uploads

    def give_room(self, upload: int, room: int) -> None:
        """Let the browser send a file up to an offset.

        Args:
            upload: The file's number.
            room: The offset.
        """
        frame = self.uploads.give_room(upload, room)
        # A later connection starts with the state of all files.
        if self.phase in GREETED:
            self._control.append(frame)

    def end_upload(self, upload: int, error: str | None = None, say: str = "") -> None:
        """End the transfer of a file.

        Args:
            upload: The file's number.
            error: The reason, for the user; None if the file is complete.
            say: The message that the browser shows at the control, unless the user has gone on to another one.
        """
        frame = self.uploads.end(upload, error, say)
        if self.phase in GREETED:
            self._control.append(frame)
        else:
            self.uploads.tell_later(frame)

    def notice(self, text: str) -> None:
        """Show a text in the page's banner, as soon as a browser is connected."""
        self._tell("notice", outbound.notice(text))

    def _tell(self, kind: str, frame: bytes) -> None:
        if self._untold is None:
            self._untold = {}
        self._untold[kind] = frame

    def develop(self, told: Mapping[str, Json]) -> None:
        """Show the developer something in the page.

        Args:
            told: The message: `kind` and its data.
        """
        if self.phase in GREETED:
            self._control.append(outbound.development(told))

    def navigate(self, url: str, *, replace: bool = False) -> None:
        """Let the browser load another address, as soon as it is connected.

        Args:
            url: The address.
            replace: Whether to drop the current page from the history.
        """
        self._tell("navigate", outbound.navigate(url, replace=replace))

    def download(self, url: str) -> None:
        """Let the browser save a file while its page stays.

        Args:
            url: The file's address, relative to the socket's.
        """
        self._control.append(outbound.download(url))

    def show(self, log: FrameLog) -> None:
        """Let the browser view a shared document, too; a `Mount` in the private document gives its place."""
        cursor = self._cursors.get(log.number)
        if cursor is not None:
            if isinstance(cursor, MessageCursor):
                cursor.go_on()
            return
        cursor = self._cursors[log.number] = log.join(self._wake)
        if self.phase is Phase.OPEN:
            cursor.try_send = self._try_send

    def hide(self, log: FrameLog) -> None:
        """End the view of a shared document."""
        cursor = self._cursors.pop(log.number, None)
        if cursor is not None:
            cursor.leave()

    def leave(self, log: MessageLog) -> None:
        """End the view of a log of messages; messages sent before still arrive."""
        cursor = self._cursors.get(log.number)
        if isinstance(cursor, MessageCursor):
            cursor.end_here()
            self._forget_if_done(log.number)

    def _forget_if_done(self, number: int) -> None:
        """Forget a log of messages that was left, once all its messages have arrived, as neither side needs it then."""
        cursor = self._cursors.get(number)
        if cursor is not None:
            if not (isinstance(cursor, MessageCursor) and cursor.done):
                return
            del self._cursors[number]
            cursor.leave()
        if self.phase in GREETED:
            self._control.append(outbound.forgotten(number))

    def connect(self, wake: Callable[[], None], try_send: Callable[[SharedFrame], bool] | None = None) -> None:
        """Start a new connection, whose first message is a hello.

        Args:
            wake: Called when a shared document has something to send.
            try_send: Sends such a frame directly, bypassing `data_to_send`, if that is possible at once; returns
                whether it was.
        """
        self.disconnect()
        self._go(Phase.CONNECTING)
        self._set_wake(wake)
        self._try_send = try_send

    def disconnect(self) -> None:
        """Note that the connection is gone. The session can be resumed with its token."""
        if Phase.DETACHED in NEXT[self.phase]:
            self._go(Phase.DETACHED if self._resumption.is_used else Phase.NEW)
        self._try_send = None
        self._control.clear()
        self._working.forget_told()
        self.close_code = None
        self.close_reason = ""
        for cursor in self._cursors.values():
            cursor.pause()
        self._set_wake(None)

    def close(self, code: int, reason: str = "") -> None:
        """End the connection from this side."""
        if Phase.CLOSING in NEXT[self.phase]:
            self._closes_open = self.phase is Phase.OPEN
            self._go(Phase.CLOSING)
            self.close_code = code
            self.close_reason = reason

    def charge(self, tokens: float) -> None:
        """Charge the browser for the work that its last message has caused. If that is too much, it is disconnected.

        Args:
            tokens: The cost, in messages.
        """
        try:
            self._limiter.charge(tokens)
        except ProtocolError as error:
            self.close(error.code, error.reason)

    def discard(self) -> None:
        """End the session; it must not be used again."""
        if self.phase is not Phase.CLOSED:
            self._go(Phase.CLOSED)
        for cursor in self._cursors.values():
            cursor.leave()
        self._set_wake(None)
        self._events.clear()
        self._control.clear()
        self._untold = None
        self._ledger.clear()

    def accepts(self, token: str) -> bool:
        """Return whether a hello with this token may resume the session."""
        return self._resumption.accepts(token)

    def is_late(self, attempt: int) -> bool:
        """Return whether a newer connection of the page has been welcomed; see `Resumption.is_late`."""
        return self._resumption.is_late(attempt)

    # Incoming frames

    def _receive(self, data: str | bytes) -> None:
        if isinstance(data, bytes) and self._uploads is not None and self.phase in GREETED:
            self._chunk(self._uploads, data)
            return
        frame = decode(self._limiter.admit(data))
        if type(frame) not in _TAKEN[self.phase]:
            raise bad_message(f"a frame of the kind {KINDS[type(frame)]!r} in the phase {self.phase!r}")
        if self.on_wanted is not None and not isinstance(frame, AckFrame | PingFrame):
            self.on_wanted()
        if isinstance(frame, HelloFrame):
            self._hello(frame.hello)
            return
        # Any frame after the hello shows that the welcome with the new token has arrived, or will arrive soon.
        self._resumption.previous_token = None
        if isinstance(frame, EventFrame):
            self._event(frame)
        elif isinstance(frame, AckFrame):
            for number, seq in frame.seen:
                if (cursor := self._cursors.get(number)) is not None:
                    cursor.acknowledge(seq)
                    if number >= FIRST_NUMBER:
                        self._forget_if_done(number)
        elif isinstance(frame, PingFrame):
            self._control.append(outbound.pong())
        elif isinstance(frame, ResyncFrame):
            self._resync(frame)
        elif isinstance(frame, ResultFrame):
            if (cursor := self._cursors.get(frame.document)) is not None:
                self._events.append(CallResult(cursor.log.document, frame.call, frame.ok, bytes(frame.value)))
        elif isinstance(frame, GivenUpFrame):
            if self._uploads is not None and self._uploads.is_open(frame.upload):
                self._events.append(UploadGivenUp(frame.upload, frame.text))
        elif isinstance(frame, CopyFrame):
            if not self._limiter.use(self._resyncs):
                raise bad_message("too many copies")
            self._events.append(CopyWanted(frame.token))
        else:
            self._bad_op(frame)

    def _hello(self, hello: HelloData) -> None:
        here = self._resumption.take_up(hello, self.log.seq)
        resumed = here is not None
        self._go(Phase.WELCOMING)
        self._ledger.reconnect()
        if here is not None:
            for number, cursor in self._cursors.items():
                cursor.resume(here.get(number))
        self._control.append(outbound.welcome(self.token, self.received, self._limits.message_bytes, resumed=resumed))
        for number, _ in hello.seen if resumed else ():
            if number >= FIRST_NUMBER:
                self._forget_if_done(number)
        if self._uploads is not None and resumed:
            self._control += self._uploads.resume()
        self._events.append(Hello(resumed, self.document))

    def _event(self, frame: EventFrame) -> None:
        n = frame.n
        ledger = self._ledger
        if n <= ledger.received:
            ledger.arrive(n)  # sent again
            return
        payloads = node_payloads(frame)
        is_message = frame.node == 0
        if is_message and (len(payloads) != 1 or payloads[0][0] or frame.document or frame.dirty or frame.changed):
            raise bad_message("a message is [n, 0, 0, op, params]")
        if frame.document and frame.changed:
            raise bad_message("what actions change in a shared document is the page's own affair")
        ledger.arrive(n)
        if is_message:
            self._events.append(MessageReceived(n, frame.event, payloads[0][1]))
        else:
            self._dom_event(frame, payloads)

    def _dom_event(self, frame: EventFrame, payloads: tuple[tuple[int, bytes], ...], *, is_next: bool = True) -> None:
        """Accept an event of a node.

        Args:
            frame: The browser's frame.
            payloads: The payloads, by node number.
            is_next: Whether it is handled before anything else happens to the document, so that its path is known.
        """
        n = frame.n
        if frame.document and n <= self._resumption.foreign_until:
            # It happened in a shared document of another process, which has ended or lost the page.
            self.handled(n)
            self._events.append(EventLost(n, frame.event))
            return
        cursor = self._cursors.get(frame.document)
        if cursor is None:
            self._refuse(n, f"the page has no document {frame.document}")
            return
        document = cursor.log.document
        if frame.document:
            self._ledger.belongs_to(n, cursor)
        # Changes from before the event are not caused by it.
        cursor.log.advance(0 if frame.document else self._ledger.acknowledged)
        target = document.node_for(frame.node)
        if target is None:
            # The node may have been removed, but was still there for the user who clicked it.
            if frame.node < document.registry.next_id:
                self.handled(n)
            else:
                self._refuse(n, f"there never was a node {frame.node}")
            return
        event = browser_event(frame.event)
        path = event_path(target, event)
        way = listening_targets(path, event)
        if not way and frame.event != TELL:
            # The listener may have been removed, but was still there for the user who clicked.
            if cursor.seen < cursor.log.unlistened:
                self.handled(n)
                return
            self._refuse(n, f"nothing listens for {frame.event!r} at node {frame.node}")
            return
        by_target: dict[EventTarget, bytes] = {}
        for node, payload in payloads:
            listener = document.node_for(node) if node else _with_fields(way, frame.event)
            if listener is not None:
                by_target[listener] = payload
        if payloads and payloads[0][0]:
            # Only these nodes hear the event: others may be waiting for their debounce or throttle time.
            event = browser_event(frame.event, payloads=by_target)
        elif payloads:
            event = browser_event(frame.event, payloads[0][1])
        if frame.document:
            cursor.log.invalidate_snapshot()
        told = bytes(frame.payload)
        self._events.append(
            DomEvent(
                n,
                document,
                frame.document,
                target,
                event,
                by_target,
                frame.dirty,
                told,
                frame.changed,
                cursor,
                path if is_next else None,
            )
        )

    def _chunk(self, uploads: Uploads, frame: bytes) -> None:
        chunk = uploads.take(frame)
        if chunk is None:
            # Requested chunks are limited by their room; this one was not requested, or no longer is.
            self._limiter.count(len(frame))
        else:
            self._events.append(chunk)

    def _refuse(self, n: int, reason: str = "", *, why: str = "") -> None:
        if reason:
            oddities.log(logging.INFO, "session %s: event %d is refused: %s", self.id, n, reason)
        self.handled(n)
        self._control.append(outbound.refusal(n, why))
        self._limiter.count_refusal()

    def _bad_op(self, frame: BadOpFrame) -> None:
        cursor = self._cursors.get(frame.document)
        if cursor is not None:
            # The browser has applied the frames before; it will ask for a snapshot, without their messages.
            cursor.acknowledge(frame.seq)
            self._events.append(BadOp(frame.document, frame.seq, frame.text))

    def _resync(self, frame: ResyncFrame) -> None:
        cursor = self._cursors.get(frame.document)
        if cursor is None:
            return
        if not self._limiter.use(self._resyncs):
            raise bad_message("too many resyncs")
        cursor.resync(frame.seq)

    def _mounted_anew(self, number: int) -> None:
        """Note that a frame to be sent mounts this document again, so that the browser has to get a snapshot of it."""
        if (cursor := self._cursors.get(number)) is not None:
            cursor.resync()

    def _end(self, error: ProtocolError) -> None:
        oddities.log(logging.INFO, "session %s ends: %s", self.id, error)
        self.close(error.code, error.reason)

    def _go(self, phase: Phase) -> None:
        if phase not in NEXT[self.phase]:
            raise RuntimeError(f"a session that is {self.phase} cannot become {phase}")
        self._closes_open = self._closes_open and phase is Phase.CLOSING
        self.phase = phase

    def _set_wake(self, wake: Callable[[], None] | None) -> None:
        self._wake = wake
        for number, cursor in self._cursors.items():
            # The driver itself flushes the private document.
            cursor.wake = wake if number else None


def _with_fields(way: Iterable[EventTarget], event_type: str) -> EventTarget | None:
    """Return the first target with a listener that asks for fields of an event."""
    for target in way:
        if any(entry.listener.fields for entry in entries_of(target, event_type)):
            return target
    return None
