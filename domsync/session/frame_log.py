"""A document's frames: rendered, numbered and encoded once, however many viewers there are.

A `FrameLog` turns the changes of its document into frames `[doc, seq, ack, ops]` and keeps the newest of them. A
`Cursor` is one session's position in that sequence. It holds no frames itself, so a cursor that is slow, stuck or
disconnected costs only a few numbers. One that falls behind the kept frames gets a snapshot: the ops that rebuild the
whole tree.

Snapshots do not include ops that are not state (messages to the page, calls of methods). The log keeps those for a
while too, and a cursor that gets a snapshot also gets those that it has missed.
"""

import logging
from collections.abc import Callable

from domsync.dom.document.document import Document
from domsync.dom.ops import Call, Message, Mount, Op, Unlisten
from domsync.render.first_paint import FirstPaint, first_paint
from domsync.render.wire import FrameWriter, encode_frame
from domsync.session.concurrent_text import SetTexts, TextMerger
from domsync.session.limits import DEFAULT_LIMITS, Limits

logger: logging.Logger = logging.getLogger("domsync")


class SharedFrame:
    """A frame that is sent to many connections.

    Args:
        data: The frame.
    """

    __slots__ = ("data", "packed", "text")

    def __init__(self, data: bytes) -> None:
        self.data: bytes = data
        #: The frame as the transport sends it; set by the first connection that sends it.
        self.packed: bytes | None = None
        #: The frame as text, for transports that do not accept bytes.
        self.text: str | None = None


class FrameLog:
    """The frames of one document.

    Args:
        document: The document. From now on the log drains its op log.
        number: The document's number on the wire: 0 for a session's private document, a unique one for each shared
            document of the process, so that the same bytes suit every cursor.
        limits: The limits of what is kept.
    """

    __slots__ = (
        "_first",
        "_followers",
        "_frames",
        "_frames_bytes",
        "_limits",
        "_mounts",
        "_painted",
        "_snapshot",
        "_transient",
        "_transient_bytes",
        "_transient_dropped",
        "_writer",
        "ack",
        "cursors",
        "document",
        "number",
        "published",
        "seq",
        "set_texts",
        "unlistened",
    )

    def __init__(self, document: Document, number: int = 0, *, limits: Limits = DEFAULT_LIMITS) -> None:
        self.document: Document = document
        self.number: int = number
        #: The newest frame's number; 0 before the first.
        self.seq: int = 0
        #: The newest frame that has removed a listener: a browser that has not seen it may still report its events.
        self.unlistened: int = 0
        #: The texts that were set in controls, for users who type there meanwhile.
        self.set_texts: SetTexts = SetTexts()
        #: The acknowledgement in the newest frame.
        self.ack: int = 0
        #: The newest frame that the cursors were woken for.
        self.published: int = 0
        self.cursors: set[Cursor] = set()
        self._limits = limits
        self._writer = FrameWriter(number)
        # Lists, because an empty deque is eleven times as large, and most logs belong to one session and keep little.
        self._frames: list[bytes] = []
        self._frames_bytes = 0
        #: The number of the oldest frame that is kept.
        self._first = 1
        #: The number of cursors that take single frames; without any, no frame has to be encoded.
        self._followers = 0
        #: The documents that a kept frame mounts, by the frame's number.
        self._mounts: dict[int, list[int]] = {}
        #: The snapshot of a shared document, for the next cursor that needs it, and the documents that it mounts.
        self._snapshot: tuple[bytes, list[int]] | None = None
        #: The document as HTML, for pages that are loaded, and the frame with which a browser adopts it.
        self._painted: tuple[FirstPaint, bytes] | None = None
        #: Ops without state: the frame's number, the ops, and their approximate size in bytes.
        self._transient: list[tuple[int, list[Call | Message], int]] = []
        self._transient_bytes = 0
        self._transient_dropped = 0

    def go_on(self, seq: int) -> None:
        """Continue numbering after frames that another process has made. Call it before the first frame.

        Args:
            seq: The number of the last of those frames.
        """
        self.seq = self.published = self.unlistened = seq
        self._first = seq + 1

    def advance(self, ack: int = 0) -> bool:
        """Make a frame of the changes since the last one.

        Args:
            ack: The acknowledgement to include. Frames of shared documents have none.

        Returns:
            Whether anything has changed.
        """
        op_log = self.document.op_log
        if not op_log.ops:
            return False
        self.add(op_log.take(), ack)
        return True

    def add(self, ops: list[Op], ack: int = 0) -> None:
        """Make a frame of these ops.

        Args:
            ops: The ops.
            ack: The acknowledgement to include.
        """
        self.seq += 1
        self.ack = ack
        if texts := self.document.op_log.take_texts():
            self.set_texts.add(self.seq, texts)
        self._snapshot = self._painted = None
        transient: list[Call | Message] = []
        for op in ops:
            if type(op) is Call or type(op) is Message:
                transient.append(op)
            elif type(op) is Unlisten:
                self.unlistened = self.seq
        size = 0
        if self._followers:
            frame = self._writer.frame(self.seq, ack, ops)
            size = len(frame)
            if mounted := _mounted(ops):
                self._mounts[self.seq] = mounted
            self._keep_frame(frame)
        else:
            self._forget_frames(self.seq)
        if transient:
            self._keep_transient(transient, size or len(encode_frame(0, 0, 0, transient)))

    def publish(self) -> bool:
        """Call `advance` and wake all cursors: for a document that many sessions show.

        Returns:
            Whether anything has changed.
        """
        self.advance()
        if self.published == self.seq:
            return False
        self.published = newest = self.seq
        shared_frame = SharedFrame(self._frames[-1]) if self._frames and newest not in self._mounts else None
        # A copy: a cursor that is woken may leave, because its browser is gone.
        for cursor in tuple(self.cursors):
            # The fast path: nearly all cursors lack only this frame, and can take it now.
            try_send = cursor.try_send
            if (
                shared_frame is not None
                and try_send is not None
                and cursor.position == newest - 1
                and not cursor._needs_snapshot
            ):
                cursor.position = newest
                if try_send(shared_frame):
                    continue
                cursor.position = newest - 1
            if cursor.wake is not None:
                cursor.wake()
        return True

    def join(self, wake: Callable[[], None] | None = None, *, since: int | None = None) -> "Cursor":
        """Create a cursor, which starts with a snapshot.

        Args:
            wake: Called when there are new frames to send.
            since: The frame after which messages and calls are included; by default the newest.
        """
        self.advance(self.ack)
        return Cursor(self, wake, self.seq if since is None else since)

    def painted(self) -> tuple[FirstPaint, bytes]:
        """Return the document as HTML for a page that is being loaded, and the frame that makes its browser adopt it.

        The browser continues with the frame after the newest one.
        """
        self.advance(self.ack)
        if self._painted is None:
            paint = first_paint(self.document)
            # A frame that is accepted with any number has to begin with an Adopt or a Reset.
            frame = self._writer.snapshot(self.seq, 0, paint.ops if paint.html else self.document.snapshot())
            self._painted = paint, frame
        return self._painted

    def repeat_transient(self) -> None:
        """Make a frame of the messages and calls so far, for a cursor that has the tree from somewhere else."""
        ops = self._transient_after(0)
        self._transient.clear()
        self._transient_bytes = 0
        if ops:
            self.seq += 1
            frame = self._writer.frame(self.seq, 0, ops)
            self._keep_frame(frame)
            self._keep_transient(ops, len(frame))

    def invalidate_snapshot(self) -> None:
        """Discard the cached snapshot, because the document has changed without an op (a user has typed)."""
        self._snapshot = self._painted = None

    def _keep_frame(self, frame: bytes) -> None:
        self._frames.append(frame)
        self._frames_bytes += len(frame)
        limits = self._limits
        # The newest frame is kept, however large: cursors that are up to date would need a snapshot instead.
        while len(self._frames) > 1 and (
            len(self._frames) > limits.history_frames or self._frames_bytes > limits.history_bytes
        ):
            self._drop_oldest()
        if len(self.cursors) == 1:
            (cursor,) = self.cursors
            if cursor.position < self._first - 1:
                # It needs a snapshot now, so nobody needs the other frames.
                cursor.resync()
                self._forget_frames(self.seq)

    def _drop_oldest(self) -> None:
        self._frames_bytes -= len(self._frames.pop(0))
        self._mounts.pop(self._first, None)
        self._first += 1

    def _forget_frames(self, up_to: int) -> None:
        """Drop the frames up to a number; all of them if it is the newest."""
        while self._frames and self._first <= up_to:
            self._drop_oldest()
        if not self._frames:
            self._first = self.seq + 1

    def _keep_transient(self, ops: list[Call | Message], size: int) -> None:
        kept = self._transient
        kept.append((self.seq, ops, size))
        self._transient_bytes += size
        while self._transient_bytes > self._limits.transient_bytes:
            self._transient_dropped, _, size = kept.pop(0)
            self._transient_bytes -= size

    def _seen_by_all(self, cursor: "Cursor") -> None:
        """Drop the frames that the only cursor has applied."""
        if len(self.cursors) > 1:
            return
        self._forget_frames(cursor.seen)
        self._forget_transient(cursor.seen)

    def _forget_transient(self, up_to: int) -> None:
        kept = self._transient
        while kept and kept[0][0] <= up_to:
            self._transient_bytes -= kept.pop(0)[2]

    def _transient_after(self, position: int) -> "list[Call | Message]":
        """Return the messages and calls of frames after `position` whose nodes still exist."""
        if position < self._transient_dropped:
            logger.warning("document %d: a slow browser has lost messages that were no longer kept", self.number)
        node_for = self.document.node_for
        return [
            op
            for seq, ops, _ in self._transient
            if seq > position
            for op in ops
            if isinstance(op, Message) or node_for(op.node) is not None
        ]

    def _snapshot_after(self, position: int, ack: int) -> tuple[bytes, list[int]]:
        """Make the frame that rebuilds the document, with the messages and calls of frames after `position`.

        Returns:
            The frame, and the documents that it mounts.
        """
        missed = self._transient_after(position)
        if self._snapshot is not None and not missed:
            return self._snapshot
        ops: list[Op] = [*self.document.snapshot(), *missed]
        snapshot = self._writer.snapshot(self.seq, ack, ops), _mounted(ops)
        if self.number and not missed:
            self._snapshot = snapshot
        return snapshot


def _mounted(ops: list[Op]) -> list[int]:
    return [op.document for op in ops if type(op) is Mount and op.document]


class Cursor:
    """One session's position in a log. Created by `FrameLog.join`."""

    __slots__ = ("_needs_snapshot", "log", "mounted", "position", "seen", "texts", "try_send", "wake")

    def __init__(self, log: FrameLog, wake: Callable[[], None] | None, position: int) -> None:
        self.log: FrameLog = log
        self.wake = wake
        #: Sends a frame at once if the connection can take it, and returns whether it could.
        self.try_send: Callable[[SharedFrame], bool] | None = None
        #: The last frame that was returned for sending.
        self.position: int = position
        #: The last frame that the browser has confirmed.
        self.seen: int = position
        #: Merges its user's input with texts that the program has set meanwhile.
        self.texts: TextMerger = TextMerger()
        #: The documents that frames returned for sending have mounted, of which the browser has nothing yet. Cleared by
        #: the caller of `next_frames`.
        self.mounted: list[int] = []
        self._needs_snapshot = True
        log.cursors.add(self)

    @property
    def newest(self) -> int:
        """The number of the newest frame."""
        return self.log.seq

    @property
    def waiting(self) -> bool:
        """True if there are frames to send."""
        return self._needs_snapshot or self.position < self.log.seq

    def has(self, seq: int) -> bool:
        """Return whether the frames up to a number were sent, or a newer snapshot replaces them.

        Args:
            seq: The number.
        """
        return self._needs_snapshot or self.position >= seq or self.position < self.log._first - 1

    def next_frames(self, limit: int, ack: int = 0, until: int | None = None) -> list[bytes]:
        """Return the next frames to send.

        Args:
            limit: About how many bytes to return. At least one frame is returned, whatever its size.
            ack: The acknowledgement for a snapshot that is made now.
            until: The last frame to return, if something else has to be sent after it.
        """
        log = self.log
        if self.position == log.seq and not self._needs_snapshot:
            return []
        if self._needs_snapshot or self.position < log._first - 1:
            if log.document.has_ops:
                # The snapshot includes changes that are still in the op log: first they have to be a frame for the
                # others.
                log.advance(log.ack)
            frame, mounted = log._snapshot_after(self.position, ack)
            self.mounted += mounted
            self.position = log.seq
            self._follow(True)
            return [frame]
        frames: list[bytes] = []
        index = self.position + 1 - log._first
        end = log.seq if until is None else until
        while self.position < end and (not frames or limit > 0):
            frame = log._frames[index]
            frames.append(frame)
            limit -= len(frame)
            index += 1
            self.position += 1
            if log._mounts:
                self.mounted += log._mounts.get(self.position, ())
        return frames

    def acknowledge(self, seq: int) -> None:
        """Note that the browser has applied the frames up to `seq`. Numbers that make no sense are ignored."""
        if self.seen < seq <= self.position:
            self.seen = seq
            self.log._seen_by_all(self)

    def pause(self) -> None:
        """Note that the connection is gone. Unacknowledged frames may be lost, and the cursor is not woken."""
        self.wake = self.try_send = None
        self.position = self.seen

    def resume(self, seen: int | None) -> None:
        """Continue after a broken connection.

        Args:
            seen: The last frame that the browser has applied, or None if it has nothing of this document.
        """
        if seen is None or seen > self.log.seq:
            self.position = self.seen = min(self.seen, self.log.seq)
            self._follow(False)
        else:
            self.position = self.seen = seen
            self._follow(True)

    def resync(self, seen: int | None = None) -> None:
        """Send the whole document at the next `next_frames`.

        Args:
            seen: The last frame that the browser could apply, if it was not the last one sent.
        """
        if seen is not None and self.seen <= seen < self.position:
            self.position = seen
        self._follow(False)

    def leave(self) -> None:
        """Stop viewing. Nothing is returned any more."""
        if self not in self.log.cursors:
            return
        self._follow(False)
        self._needs_snapshot = False
        self.position = self.log.seq
        self.wake = self.try_send = None
        self.log.cursors.discard(self)

    def _follow(self, follow: bool) -> None:
        if self._needs_snapshot == follow:
            self._needs_snapshot = not follow
            self.log._followers += 1 if follow else -1
