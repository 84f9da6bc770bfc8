"""Messages to many browsers: frames that belong to no document, encoded once for all."""

from collections.abc import Callable

from domsync.dom.document import Document
from domsync.dom.ops import Message, Reset
from domsync.session.feed import Feed, Parcel, Viewer, logger
from domsync.session.limits import DEFAULT_LIMITS, Limits

#: From this number on a document on the wire has no tree: its frames hold messages and nothing else.
FIRST_NUMBER = 2**30

#: After how many messages it is looked again, at the soonest, which of them somebody still needs.
_FEW = 8

_NO_DOCUMENT = Document("_", scripts=False)


class MessageFeed(Feed):
    """The messages that go to all of its viewers.

    A viewer gets those that are sent between its joining and its leaving, also if its connection breaks meanwhile.

    Args:
        number: Its number on the wire, `FIRST_NUMBER` or above.
        limits: How much is kept for those that are behind.
    """

    __slots__ = ("_prune_at",)

    def __init__(self, number: int, *, limits: Limits = DEFAULT_LIMITS) -> None:
        # A snapshot of no document is empty, so that a viewer begins with nothing but the messages to come.
        super().__init__(_NO_DOCUMENT, number, limits=limits)
        self._prune_at = _FEW

    def send(self, message: Message) -> None:
        """Send a message to all who view this feed now; nothing is encoded if there is nobody."""
        if not self.viewers:
            return
        self.add([message])
        if self.seq >= self._prune_at:
            self._prune()
        self.publish()

    def join(self, wake: Callable[[], None] | None = None, *, since: int | None = None) -> "MessageViewer":
        """A new viewer, for whom the messages from now on are."""
        return MessageViewer(self, wake, self.seq if since is None else since)

    def _prune(self) -> None:
        """Forget what all have seen. To look at every viewer each time would make a message cost twice as much."""
        seen = min(viewer.seen for viewer in self.viewers)
        self._forget_frames(seen)
        self._forget_transient(seen)
        self._prune_at = self.seq + max(_FEW, len(self._frames))

    def _messages_after(self, position: int) -> list[tuple[int, Message]]:
        if position < self._transient_dropped:
            logger.warning("a slow client has lost messages older than the kept ones")
        kept = [(seq, op) for seq, ops, _ in self._transient if seq > position for op in ops]
        return [(seq, op) for seq, op in kept if isinstance(op, Message)]

    def _reset(self, seq: int, missed: list[Message]) -> bytes:
        """A frame that is taken at any number."""
        return self._writer.snapshot(seq, 0, [Reset(), *missed])


class MessageViewer(Viewer):
    """One session's place in a feed of messages. Made by `MessageFeed.join`.

    It may leave and come back: what was sent meanwhile is not for it, what was sent before still is.
    """

    __slots__ = ("_gaps", "_offer", "_start", "end")

    feed: MessageFeed

    def __init__(self, feed: MessageFeed, wake: Callable[[], None] | None, position: int) -> None:
        #: The last message that is for it, once it has left.
        self.end: int | None = None
        #: After which message it has left, and after which one it has come back.
        self._gaps: list[tuple[int, int]] = []
        self._start = position
        super().__init__(feed, wake, position)

    @property
    def offer(self) -> Callable[[Parcel], bool] | None:
        """Sends a frame at once; what comes after its end is not offered."""
        return self._offer if self.end is None else None

    @offer.setter
    def offer(self, offer: Callable[[Parcel], bool] | None) -> None:
        self._offer = offer

    @property
    def done(self) -> bool:
        """Whether it has left and all that was for it has arrived."""
        return self.end is not None and self.seen >= self.end

    def end_here(self) -> None:
        """What is sent from now on is not for this viewer."""
        if self.end is None:
            self.end = self.feed.seq

    def go_on(self) -> None:
        """What is sent from now on is for this viewer again."""
        if self.end is not None and self.end < self.feed.seq:
            self._gaps.append((self.end, self.feed.seq))
        self.end = None

    def take(self, limit: int, ack: int = 0, until: int | None = None) -> list[bytes]:
        """The next frames to send; there is nothing to be said between them."""
        if self.end is None and not self._gaps:
            return super().take(limit, ack)
        feed = self.feed
        end = feed.seq if self.end is None else self.end
        if self.position >= end and not self._whole:
            return []
        if self._whole or self.position < feed._first - 1:
            missed = [
                op for seq, op in feed._messages_after(self.position) if seq <= end and self._gap(seq - 1) is None
            ]
            self.position = max(self.position, end)
            self._follow(True)
            return [feed._reset(self.position, missed)]
        frames: list[bytes] = []
        while self.position < end and (not frames or limit > 0):
            beyond = self._gap(self.position)
            if beyond is None:
                self.position += 1
                frames.append(feed._frames[self.position - feed._first])
            else:
                self.position = beyond
                frames.append(feed._reset(beyond, []))
            limit -= len(frames[-1])
        return frames

    def resume(self, seen: int | None) -> None:
        """Go on after a break; the browser may remember an earlier time here."""
        super().resume(None if seen is None or seen < self._start else seen)

    def acknowledge(self, seq: int) -> None:
        """The browser has got the frames up to `seq`."""
        super().acknowledge(seq)
        if self._gaps:
            self._gaps = [gap for gap in self._gaps if gap[1] > self.seen]

    def _gap(self, position: int) -> int | None:
        """Where it goes on if the message after `position` is not for it."""
        for left, back in self._gaps:
            if left <= position < back:
                return back
        return None
