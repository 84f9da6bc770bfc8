"""Broadcast messages: frames that belong to no document, encoded once for all recipients."""

from collections.abc import Callable

from domsync.dom.document.document import Document
from domsync.dom.ops import Message, Reset
from domsync.session.frame_log import Cursor, FrameLog, SharedFrame, logger
from domsync.session.limits import DEFAULT_LIMITS, Limits

#: From this number on a document on the wire has no tree: its frames hold messages and nothing else.
FIRST_NUMBER = 2**30

#: The minimum number of messages between two checks which of them are still needed.
_FEW = 8

_NO_DOCUMENT = Document("_", scripts=False)


class MessageLog(FrameLog):
    """Messages that are sent to all cursors of the log.

    A cursor gets the messages that are sent between its joining and its leaving, even if its connection breaks
    meanwhile.

    Args:
        number: The log's number on the wire, `FIRST_NUMBER` or above.
        limits: The limits of what is kept for cursors that are behind.
    """

    __slots__ = ("_prune_at",)

    def __init__(self, number: int, *, limits: Limits = DEFAULT_LIMITS) -> None:
        # The snapshot without a document is empty, so that a cursor starts with the messages to come.
        super().__init__(_NO_DOCUMENT, number, limits=limits)
        self._prune_at = _FEW

    def send(self, message: Message) -> None:
        """Send a message to all current cursors. Without any, nothing is encoded."""
        if not self.cursors:
            return
        self.add([message])
        if self.seq >= self._prune_at:
            self._prune()
        self.publish()

    def join(self, wake: Callable[[], None] | None = None, *, since: int | None = None) -> "MessageCursor":
        """Create a cursor for the messages from now on."""
        return MessageCursor(self, wake, self.seq if since is None else since)

    def _prune(self) -> None:
        """Drop the messages that all cursors have seen. Looking at every cursor each time would double the cost of a
        message.
        """
        seen = min(cursor.seen for cursor in self.cursors)
        self._forget_frames(seen)
        self._forget_transient(seen)
        self._prune_at = self.seq + max(_FEW, len(self._frames))

    def _messages_after(self, position: int) -> list[tuple[int, Message]]:
        if position < self._transient_dropped:
            logger.warning("a slow client has lost messages that were no longer kept")
        kept = [(seq, op) for seq, ops, _ in self._transient if seq > position for op in ops]
        return [(seq, op) for seq, op in kept if isinstance(op, Message)]

    def _reset(self, seq: int, missed: list[Message]) -> bytes:
        """Make a frame that is accepted with any number."""
        return self._writer.snapshot(seq, 0, [Reset(), *missed])


class MessageCursor(Cursor):
    """One session's position in a log of messages. Created by `MessageLog.join`.

    It may leave and return: messages sent in between are not for it, earlier ones still are.
    """

    __slots__ = ("_gaps", "_start", "_try_send", "end")

    log: MessageLog

    def __init__(self, log: MessageLog, wake: Callable[[], None] | None, position: int) -> None:
        #: The last message that is for it, once it has left.
        self.end: int | None = None
        #: Pairs of the messages after which it has left and returned.
        self._gaps: list[tuple[int, int]] = []
        self._start = position
        super().__init__(log, wake, position)

    @property
    def try_send(self) -> Callable[[SharedFrame], bool] | None:
        """Sends a frame at once. Frames after the cursor's end are not offered."""
        return self._try_send if self.end is None else None

    @try_send.setter
    def try_send(self, try_send: Callable[[SharedFrame], bool] | None) -> None:
        self._try_send = try_send

    @property
    def done(self) -> bool:
        """True if the cursor has left and all its messages have arrived."""
        return self.end is not None and self.seen >= self.end

    def end_here(self) -> None:
        """End the cursor: later messages are not for it."""
        if self.end is None:
            self.end = self.log.seq

    def go_on(self) -> None:
        """Continue the cursor: later messages are for it again."""
        if self.end is not None and self.end < self.log.seq:
            self._gaps.append((self.end, self.log.seq))
        self.end = None

    def next_frames(self, limit: int, ack: int = 0, until: int | None = None) -> list[bytes]:
        """Return the next frames to send; nothing else has to be sent between them."""
        if self.end is None and not self._gaps:
            return super().next_frames(limit, ack)
        log = self.log
        end = log.seq if self.end is None else self.end
        if self.position >= end and not self._needs_snapshot:
            return []
        if self._needs_snapshot or self.position < log._first - 1:
            missed = [op for seq, op in log._messages_after(self.position) if seq <= end and self._gap(seq - 1) is None]
            self.position: int = max(self.position, end)
            self._follow(True)
            return [log._reset(self.position, missed)]
        frames: list[bytes] = []
        while self.position < end and (not frames or limit > 0):
            beyond = self._gap(self.position)
            if beyond is None:
                self.position += 1
                frames.append(log._frames[self.position - log._first])
            else:
                self.position = beyond
                frames.append(log._reset(beyond, []))
            limit -= len(frames[-1])
        return frames

    def resume(self, seen: int | None) -> None:
        """Continue after a broken connection. The browser may remember an earlier membership."""
        super().resume(None if seen is None or seen < self._start else seen)

    def acknowledge(self, seq: int) -> None:
        """Note that the browser has received the frames up to `seq`."""
        super().acknowledge(seq)
        if self._gaps:
            self._gaps = [gap for gap in self._gaps if gap[1] > self.seen]

    def _gap(self, position: int) -> int | None:
        """Return where the cursor continues if the message after `position` is not for it."""
        for left, back in self._gaps:
            if left <= position < back:
                return back
        return None
