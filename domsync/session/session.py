"""One connection to one browser as a state machine without I/O, for pages that have domsync's own client.

The contract has three calls. The driver gives what it has read to `receive`, which never raises; asks for
`events_received` and acts on them; sends `data_to_send` until that is empty. When `close_code` is set the connection
has to end with it.

A session outlives its connections: after `disconnect` the next one begins with a hello that carries the token, and goes
on where the last one broke. Events are numbered by the browser and kept there until they are acknowledged, so that each
is handled exactly once; frames are numbered by the `Feed` and kept there, so that nothing is missing.
"""

import time
from collections.abc import Callable

from domsync.dom.document import Document
from domsync.dom.events import EventTarget, browser_event
from domsync.errors import ProtocolError
from domsync.session import outbound
from domsync.session.codes import CloseCode
from domsync.session.events import BadOp, CallResult, DomEvent, Hello, MessageReceived, SessionEvent
from domsync.session.feed import Feed, Parcel, Viewer
from domsync.session.guard import Guard, listening, logger, with_fields
from domsync.session.inbound import (
    PROTOCOL_VERSION,
    AckFrame,
    BadOpFrame,
    EventFrame,
    HelloData,
    HelloFrame,
    PingFrame,
    ResultFrame,
    ResyncFrame,
    bad_message,
    decode,
    node_payloads,
)
from domsync.session.limits import DEFAULT_LIMITS, Limits
from domsync.session.message_feed import FIRST_NUMBER, MessageFeed, MessageViewer
from domsync.session.tokens import new_session_id, new_token, same_token


class Session:
    """The state of one page in one browser.

    Args:
        document: The page's private document, number 0 on the wire.
        limits: What the session may cost.
        token: By which the first hello takes this session up, as a page that was rendered before holds it. Without one
            the first hello begins a new page.
        clock: Gives the time in seconds; it never goes back.
    """

    __slots__ = (
        "_begun",
        "_control",
        "_events",
        "_greeted",
        "_guard",
        "_late",
        "_limits",
        "_offer",
        "_open",
        "_previous_token",
        "_resyncs",
        "_told",
        "_used",
        "_viewers",
        "_wake",
        "close_code",
        "close_reason",
        "document",
        "feed",
        "id",
        "received",
        "token",
    )

    def __init__(
        self,
        document: Document,
        limits: Limits = DEFAULT_LIMITS,
        token: str | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        #: Names the session; it is no secret.
        self.id = new_session_id() if token is None else token.partition(".")[0]
        #: What the next hello has to say.
        self.token = new_token(self.id) if token is None else token
        self.document = document
        #: The private document's frames.
        self.feed = Feed(document, limits=limits)
        #: The number of the last event that has arrived.
        self.received = 0
        #: Set when the connection has to end.
        self.close_code: int | None = None
        self.close_reason = ""
        self._limits = limits
        self._guard = Guard(limits, clock)
        self._resyncs = self._guard.allowance(limits.resyncs)
        self._previous_token: str | None = None
        #: A browser has been given a token by now, so that a hello without one is not for this session.
        self._used = False
        self._greeted = False
        #: The welcome has been handed out on the present connection.
        self._begun = False
        self._wake: Callable[[], None] | None = None
        self._offer: Callable[[Parcel], bool] | None = None
        self._viewers: dict[int, Viewer] = {0: self.feed.join(since=0)}
        self._events: list[SessionEvent] = []
        self._control: list[bytes] = []
        #: Events that have arrived and are not handled, in order, and whose document they belong to.
        self._open: dict[int, Viewer | None] = {}
        #: Events that were handled while older frames of their shared document waited for a slow browser: an
        #: acknowledgement would say of these that they are newer. Which frame it has to come after.
        self._late: dict[int, tuple[Viewer, int]] = {}
        #: Up to which event the browser has been told.
        self._told = 0

    # The three calls

    def receive(self, data: str | bytes) -> None:
        """Take one message from the browser. It never raises; afterwards ask `events_received` and `close_code`."""
        if self.close_code is not None:
            return
        try:
            self._receive(data)
        except ProtocolError as error:
            self._end(error)

    def events_received(self) -> list[SessionEvent]:
        """What has happened since the last call, in order; act on it, then send `data_to_send`."""
        events, self._events = self._events, []
        return events

    def data_to_send(self) -> list[bytes]:
        """The next text frames to send; ask again until there are none, or later when the browser reads slowly."""
        frames, self._control = self._control, []
        if not self._greeted:
            return frames
        if not self._begun:
            # The welcome goes out now; from here on frames of shared documents may take the short way.
            self._begun = True
            for number, viewer in self._viewers.items():
                viewer.offer = self._offer if number else None
        room = self._limits.batch_bytes
        if self._late:
            self._catch_up()
        acknowledged = self.acknowledged
        for number, viewer in self._viewers.items():
            if room <= 0:
                break
            taken = viewer.take(room, 0 if number else acknowledged, self._stop(viewer) if self._late else None)
            frames += taken
            room -= sum(map(len, taken))
            while viewer.mounted:
                self._start_over(viewer.mounted.pop())
            if not number and not viewer.waiting:
                # After the private frame with what the event has changed, and before the shared one.
                self._told = max(self._told, self.feed.ack)
                if self._told < acknowledged:
                    frames.append(outbound.acknowledgement(acknowledged))
                    self._told = acknowledged
        return frames

    def _catch_up(self) -> None:
        """Let those events count as handled whose documents' older frames have gone out."""
        for n, (viewer, seq) in tuple(self._late.items()):
            if viewer.has(seq):
                del self._late[n]
                self._open.pop(n, None)

    def _stop(self, viewer: Viewer) -> int | None:
        """The frame after which a browser is to be told first that an event was handled."""
        return next((seq for behind, seq in self._late.values() if behind is viewer), None)

    # What the driver tells

    @property
    def read_delay(self) -> float:
        """For how many seconds the driver should not read, because the browser sends too much."""
        return self._guard.delay

    @property
    def connected(self) -> bool:
        """Whether a browser has said hello on the present connection."""
        return self._greeted

    @property
    def acknowledged(self) -> int:
        """The event up to which all are handled."""
        for n in self._open:
            return n - 1
        return self.received

    def handled(self, n: int) -> None:
        """Event `n` has been handled: its callbacks have run, as far as they do not wait for something."""
        viewer = self._open.get(n)
        if viewer is None or viewer.has(viewer.feed.seq):
            self._open.pop(n, None)
        else:
            self._late[n] = viewer, viewer.feed.seq

    def refuse(self, n: int) -> None:
        """Event or message `n` is not what the page offers: nobody listens, or its payload has the wrong type."""
        try:
            self._refuse(n)
        except ProtocolError as error:
            self._end(error)

    def flush(self) -> None:
        """Make a frame of what has happened to the private document; `data_to_send` gives it out."""
        self.feed.advance(self.acknowledged)

    def rendered(self) -> int:
        """The page goes out as HTML now, so that its browser begins here and not with a snapshot.

        Returns:
            The number of the frame that its browser will have seen.
        """
        self.feed.advance()
        seq = self.feed.seq
        self._viewers[0].resume(seq)
        # HTML holds neither calls nor messages.
        self.feed.repeat_transient()
        return seq

    def painted(self, feed: Feed) -> None:
        """The page goes out with the HTML and the frame of a shared document, so that its browser begins behind these.

        Args:
            feed: The document's, which it shows.
        """
        self._viewers[feed.number].resume(feed.seq)

    def notice(self, text: str) -> None:
        """Show a text in the page's banner."""
        self._control.append(outbound.notice(text))

    def go(self, url: str, *, replace: bool = False) -> None:
        """Have the browser load another address.

        Args:
            url: The address.
            replace: Whether the present page is left out of the history.
        """
        self._control.append(outbound.go(url, replace=replace))

    def show(self, feed: Feed) -> None:
        """Let the browser view a shared document, too; a `Mount` in the private one says where."""
        viewer = self._viewers.get(feed.number)
        if viewer is not None:
            if isinstance(viewer, MessageViewer):
                viewer.go_on()
            return
        viewer = self._viewers[feed.number] = feed.join(self._wake)
        if self._begun:
            viewer.offer = self._offer

    def hide(self, feed: Feed) -> None:
        """End the view of a shared document."""
        viewer = self._viewers.pop(feed.number, None)
        if viewer is not None:
            viewer.leave()

    def leave(self, feed: MessageFeed) -> None:
        """End the view of a feed of messages; what was sent before still arrives."""
        viewer = self._viewers.get(feed.number)
        if isinstance(viewer, MessageViewer):
            viewer.end_here()
            self._forget_if_done(feed.number)

    def _forget_if_done(self, number: int) -> None:
        """Of a feed of messages that was left, all has arrived: neither side need think of it any longer."""
        viewer = self._viewers.get(number)
        if viewer is not None:
            if not (isinstance(viewer, MessageViewer) and viewer.done):
                return
            del self._viewers[number]
            viewer.leave()
        if self._greeted:
            self._control.append(outbound.forgotten(number))

    def connect(self, wake: Callable[[], None], offer: Callable[[Parcel], bool] | None = None) -> None:
        """A new connection begins; the next message is its hello.

        Args:
            wake: Called when a shared document has something to send.
            offer: Sends such a frame by itself, past `data_to_send`, if that can be done at once, and says whether it
                was.
        """
        self.disconnect()
        self._set_wake(wake)
        self._offer = offer

    def disconnect(self) -> None:
        """The connection is gone. The session can be taken up again by its token."""
        self._greeted = self._begun = False
        self._offer = None
        self._control.clear()
        self.close_code = None
        self.close_reason = ""
        for viewer in self._viewers.values():
            viewer.pause()
        self._set_wake(None)

    def close(self, code: int, reason: str = "") -> None:
        """End the connection from this side."""
        if self.close_code is None:
            self.close_code = code
            self.close_reason = reason

    def discard(self) -> None:
        """Take the session apart; it is not used again."""
        self._greeted = self._begun = False
        for viewer in self._viewers.values():
            viewer.leave()
        self._set_wake(None)
        self._events.clear()
        self._control.clear()
        self._open.clear()
        self._late.clear()

    def accepts(self, token: str) -> bool:
        """Whether a hello with this token may take the session up."""
        if same_token(token, self.token):
            return True
        return self._previous_token is not None and same_token(token, self._previous_token)

    # What arrives

    def _receive(self, data: str | bytes) -> None:
        frame = decode(self._guard.admit(data), self._limits.field_characters)
        if not self._greeted:
            if not isinstance(frame, HelloFrame):
                raise bad_message("the first frame is not a hello")
            self._hello(frame.hello)
            return
        # Whatever comes after the hello shows that the welcome with the new token has arrived, or soon will have.
        self._previous_token = None
        if isinstance(frame, EventFrame):
            self._event(frame)
        elif isinstance(frame, AckFrame):
            for number, seq in frame.seen:
                if (viewer := self._viewers.get(number)) is not None:
                    viewer.acknowledge(seq)
                    if number >= FIRST_NUMBER:
                        self._forget_if_done(number)
        elif isinstance(frame, PingFrame):
            self._control.append(outbound.pong())
        elif isinstance(frame, ResyncFrame):
            self._resync(frame)
        elif isinstance(frame, ResultFrame):
            if (viewer := self._viewers.get(frame.document)) is not None:
                self._events.append(CallResult(viewer.feed.document, frame.call, frame.ok, bytes(frame.value)))
        elif isinstance(frame, BadOpFrame):
            self._bad_op(frame)
        else:
            raise bad_message("a second hello")

    def _hello(self, hello: HelloData) -> None:
        if hello.v != PROTOCOL_VERSION:
            raise ProtocolError(CloseCode.OUTDATED_CLIENT, CloseCode.OUTDATED_CLIENT.reason, f"version {hello.v}")
        resumed = hello.token is not None and self.accepts(hello.token)
        if resumed:
            self._previous_token = hello.token
        elif self._used:
            raise ProtocolError(CloseCode.FORBIDDEN, CloseCode.FORBIDDEN.reason, "hello without the session's token")
        self.token = new_token(self.id)
        self._used = self._greeted = True
        # An acknowledgement that was under way when the last connection broke may be lost.
        self._told = 0
        seen = dict(hello.seen) if resumed else {}
        for number, viewer in self._viewers.items():
            if resumed:
                viewer.resume(seen.get(number))
        self._control.append(outbound.welcome(self.token, self.received, resumed=resumed))
        for number in seen:
            if number >= FIRST_NUMBER:
                self._forget_if_done(number)
        self._events.append(Hello(resumed, self.document, hello.dirty if resumed else ()))

    def _event(self, frame: EventFrame) -> None:
        n = frame.n
        if n <= self.received:
            # Sent again because the acknowledgement was lost: tell it again.
            self._told = min(self._told, n - 1)
            return
        payloads = node_payloads(frame)
        is_message = frame.node == 0
        if is_message and (len(payloads) != 1 or payloads[0][0] or frame.document or frame.dirty):
            raise bad_message("a message is [n, 0, 0, op, params]")
        # A number that is left out is an event that the browser has given up, because it cannot be taken here.
        self.received = n
        self._open[n] = None
        if is_message:
            self._events.append(MessageReceived(n, frame.event, payloads[0][1]))
        else:
            self._dom_event(frame, payloads)

    def _dom_event(self, frame: EventFrame, payloads: tuple[tuple[int, bytes], ...]) -> None:
        n = frame.n
        viewer = self._viewers.get(frame.document)
        if viewer is None:
            self._refuse(n)
            return
        document = viewer.feed.document
        if frame.document:
            self._open[n] = viewer
        # What has happened before the event is not its doing.
        viewer.feed.advance(0 if frame.document else self.acknowledged)
        target = document.node_for(frame.node)
        if target is None:
            # A node that is gone by now was not gone for the user who clicked on it.
            if frame.node < document._next_wire:
                self.handled(n)
            else:
                self._refuse(n)
            return
        event = browser_event(frame.event)
        way = listening(target, event)
        if not way:
            self._refuse(n)
            return
        by_target: dict[EventTarget, bytes] = {}
        for node, payload in payloads:
            listener = document.node_for(node) if node else with_fields(way, frame.event)
            if listener is not None:
                by_target[listener] = payload
        if payloads and payloads[0][0]:
            # These nodes alone are told, for others may be waiting for a pause of theirs.
            event = browser_event(frame.event, payloads=by_target)
        elif payloads:
            event = browser_event(frame.event, payloads[0][1])
        if frame.document:
            viewer.feed.changed_silently()
        self._events.append(DomEvent(n, document, frame.document, target, event, by_target, frame.dirty))

    def _refuse(self, n: int) -> None:
        self.handled(n)
        self._control.append(outbound.refusal(n))
        self._guard.count_refusal()

    def _bad_op(self, frame: BadOpFrame) -> None:
        viewer = self._viewers.get(frame.document)
        if viewer is not None:
            # The browser has run what came before; it will ask for a snapshot, and those messages are not for it again.
            viewer.acknowledge(frame.seq)
            self._events.append(BadOp(frame.document, frame.seq, frame.text))

    def _resync(self, frame: ResyncFrame) -> None:
        viewer = self._viewers.get(frame.document)
        if viewer is None:
            return
        if not self._guard.use(self._resyncs):
            raise bad_message("too many resyncs")
        viewer.start_over(frame.seq)

    def _start_over(self, number: int) -> None:
        """A frame that goes out mounts this document anew, so that the browser has nothing of it."""
        if (viewer := self._viewers.get(number)) is not None:
            viewer.start_over()

    def _end(self, error: ProtocolError) -> None:
        logger.debug("session %s: %s", self.id, error)
        self.close(error.code, error.reason)

    def _set_wake(self, wake: Callable[[], None] | None) -> None:
        self._wake = wake
        for number, viewer in self._viewers.items():
            # The private document is flushed by the driver itself.
            viewer.wake = wake if number else None
