"""A document's frames: rendered, numbered and encoded once, whatever the number of viewers.

A `Feed` turns what happened to its document into frames `[doc, seq, ack, ops]` and keeps the newest of them. A `Viewer`
is one session's position in that row of frames; it owns no frames itself, so a viewer that is slow, stuck or away costs
a few numbers. One that falls behind the kept frames gets a snapshot: the ops that rebuild the whole tree.

Ops that are no state (messages to the page, calls of methods) are in no snapshot. The feed keeps those for a while too,
and a viewer that gets a snapshot gets the ones that it has missed with it.
"""

import logging
from collections.abc import Callable

from domsync.dom.document import Document
from domsync.dom.ops import Call, Message, Mount, Op
from domsync.render.first_paint import first_paint
from domsync.render.wire import FrameWriter, encode_frame
from domsync.session.limits import DEFAULT_LIMITS, Limits

logger = logging.getLogger("domsync")


class Parcel:
    """A frame on its way to many connections.

    Args:
        data: The frame.
    """

    __slots__ = ("data", "packed")

    def __init__(self, data: bytes) -> None:
        self.data = data
        #: The same as the transport sends it, from the first connection on that has sent it.
        self.packed: bytes | None = None


class Feed:
    """The frames of one document.

    Args:
        document: The document; from now on the feed drains its op log.
        number: Its number on the wire: 0 for a session's private document, one of its own for each shared document of
            the process, so that the same bytes fit every viewer.
        limits: How much is kept.
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
        "document",
        "number",
        "published",
        "seq",
        "viewers",
    )

    def __init__(self, document: Document, number: int = 0, *, limits: Limits = DEFAULT_LIMITS) -> None:
        self.document = document
        self.number = number
        #: The newest frame's number; 0 before the first.
        self.seq = 0
        #: The acknowledgement that the newest frame carries.
        self.ack = 0
        #: The newest frame that the viewers were woken for.
        self.published = 0
        self.viewers: set[Viewer] = set()
        self._limits = limits
        self._writer = FrameWriter(number)
        # Lists, because an empty deque is eleven times as large, and most feeds are one session's and keep little.
        self._frames: list[bytes] = []
        self._frames_bytes = 0
        #: The number of the oldest frame that is kept.
        self._first = 1
        #: How many viewers take frames one by one; with none of them no frame has to be encoded.
        self._followers = 0
        #: Which documents a kept frame mounts, by the frame's number.
        self._mounts: dict[int, list[int]] = {}
        #: The snapshot of a shared document, for the next one who needs it, and which documents it mounts.
        self._snapshot: tuple[bytes, list[int]] | None = None
        #: The same as HTML, for pages that are loaded, and the frame that has a browser adopt it.
        self._painted: tuple[str, bytes] | None = None
        #: Ops without state: the frame's number, the ops, and about how many bytes they are.
        self._transient: list[tuple[int, list[Call | Message], int]] = []
        self._transient_bytes = 0
        self._transient_dropped = 0

    def advance(self, ack: int = 0) -> bool:
        """Make a frame of what has happened to the document since the last one.

        Args:
            ack: The acknowledgement to go with it; a shared document's frames carry none.

        Returns:
            Whether anything had happened.
        """
        ops = self.document.take_ops()
        if not ops:
            return False
        self.add(ops, ack)
        return True

    def add(self, ops: list[Op], ack: int = 0) -> None:
        """Make a frame of these ops.

        Args:
            ops: What has happened.
            ack: As above.
        """
        self.seq += 1
        self.ack = ack
        self._snapshot = self._painted = None
        transient = [op for op in ops if isinstance(op, Call | Message)]
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
        """`advance` and wake all viewers: for a document that many sessions show.

        Returns:
            Whether there was anything new.
        """
        self.advance()
        if self.published == self.seq:
            return False
        self.published = newest = self.seq
        parcel = Parcel(self._frames[-1]) if self._frames and newest not in self._mounts else None
        # A copy: whoever is woken may find that its browser is gone, and leave.
        for viewer in tuple(self.viewers):
            # Nearly all of nearly always very many viewers lack this one frame, and can take it right now.
            offer = viewer.offer
            if parcel is not None and offer is not None and viewer.position == newest - 1 and not viewer._whole:
                viewer.position = newest
                if offer(parcel):
                    continue
                viewer.position = newest - 1
            if viewer.wake is not None:
                viewer.wake()
        return True

    def join(self, wake: Callable[[], None] | None = None, *, since: int | None = None) -> "Viewer":
        """A new viewer, to whom a snapshot goes first.

        Args:
            wake: Called when there are new frames to take.
            since: After which frame messages and calls are for it too; by default after the newest.
        """
        self.advance(self.ack)
        return Viewer(self, wake, self.seq if since is None else since)

    def painted(self) -> tuple[str, bytes]:
        """The document as HTML for a page that is loaded now, and the frame that has its browser adopt that.

        The browser goes on with the frame after the newest one.
        """
        self.advance(self.ack)
        if self._painted is None:
            html, ops = first_paint(self.document)
            # A frame that is taken at any number has to begin with an Adopt or a Reset.
            frame = self._writer.snapshot(self.seq, 0, ops if html else self.document.snapshot())
            self._painted = html, frame
        return self._painted

    def repeat_transient(self) -> None:
        """Make a frame of the messages and calls so far, for a viewer that has the tree from somewhere else."""
        ops = self._transient_after(0)
        self._transient.clear()
        self._transient_bytes = 0
        if ops:
            self.seq += 1
            frame = self._writer.frame(self.seq, 0, ops)
            self._keep_frame(frame)
            self._keep_transient(ops, len(frame))

    def changed_silently(self) -> None:
        """The document has changed without an op (a user typed), so that a kept snapshot is no longer true."""
        self._snapshot = self._painted = None

    def _keep_frame(self, frame: bytes) -> None:
        self._frames.append(frame)
        self._frames_bytes += len(frame)
        limits = self._limits
        # The newest frame stays, however large: whoever is up to date would need a snapshot in its place.
        while len(self._frames) > 1 and (
            len(self._frames) > limits.history_frames or self._frames_bytes > limits.history_bytes
        ):
            self._drop_oldest()
        if len(self.viewers) == 1:
            (viewer,) = self.viewers
            if viewer.position < self._first - 1:
                # It needs a snapshot now, so that the rest would be kept and encoded for nobody.
                viewer.start_over()
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

    def _seen_by_all(self, viewer: "Viewer") -> None:
        """A lone viewer has applied the frames up to `viewer.seen`; nobody needs them again."""
        if len(self.viewers) > 1:
            return
        self._forget_frames(viewer.seen)
        self._forget_transient(viewer.seen)

    def _forget_transient(self, up_to: int) -> None:
        kept = self._transient
        while kept and kept[0][0] <= up_to:
            self._transient_bytes -= kept.pop(0)[2]

    def _transient_after(self, position: int) -> "list[Call | Message]":
        """The messages and calls of frames after `position`, as far as their nodes are still there."""
        if position < self._transient_dropped:
            logger.warning("document %d: a slow viewer has lost messages older than the kept ones", self.number)
        node_for = self.document.node_for
        return [
            op
            for seq, ops, _ in self._transient
            if seq > position
            for op in ops
            if isinstance(op, Message) or node_for(op.node) is not None
        ]

    def _snapshot_after(self, position: int, ack: int) -> tuple[bytes, list[int]]:
        """The frame that rebuilds the document, with the messages and calls of frames after `position`.

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
    return [op.document for op in ops if isinstance(op, Mount) and op.document]


class Viewer:
    """One session's place in a feed. Made by `Feed.join`."""

    __slots__ = ("_whole", "feed", "mounted", "offer", "position", "seen", "wake")

    def __init__(self, feed: Feed, wake: Callable[[], None] | None, position: int) -> None:
        self.feed = feed
        self.wake = wake
        #: Sends a frame at once if the connection can take it, and says whether it could.
        self.offer: Callable[[Parcel], bool] | None = None
        #: The last frame that was handed out.
        self.position = position
        #: The last frame that the browser says it has applied.
        self.seen = position
        #: Documents that frames which were handed out have mounted; the browser has nothing of them now. Whoever takes
        #: the frames empties it.
        self.mounted: list[int] = []
        self._whole = True
        feed.viewers.add(self)

    @property
    def waiting(self) -> bool:
        """Whether there is something to take."""
        return self._whole or self.position < self.feed.seq

    def has(self, seq: int) -> bool:
        """Whether the frames up to a number were handed out, or a newer snapshot comes in place of them.

        Args:
            seq: The number.
        """
        return self._whole or self.position >= seq or self.position < self.feed._first - 1

    def take(self, limit: int, ack: int = 0, until: int | None = None) -> list[bytes]:
        """The next frames to send.

        Args:
            limit: About how many bytes; one frame is given out whatever its size.
            ack: The acknowledgement for a snapshot, which is made now.
            until: The last frame to give out, if something else has to be said after it.
        """
        feed = self.feed
        if self.position == feed.seq and not self._whole:
            return []
        if self._whole or self.position < feed._first - 1:
            if feed.document.has_ops:
                # The snapshot shows what the log still holds, so that has to be a frame for the others first.
                feed.advance(feed.ack)
            frame, mounted = feed._snapshot_after(self.position, ack)
            self.mounted += mounted
            self.position = feed.seq
            self._follow(True)
            return [frame]
        frames: list[bytes] = []
        index = self.position + 1 - feed._first
        end = feed.seq if until is None else until
        while self.position < end and (not frames or limit > 0):
            frame = feed._frames[index]
            frames.append(frame)
            limit -= len(frame)
            index += 1
            self.position += 1
            if feed._mounts:
                self.mounted += feed._mounts.get(self.position, ())
        return frames

    def acknowledge(self, seq: int) -> None:
        """The browser has applied the frames up to `seq`; a number that makes no sense is passed over."""
        if self.seen < seq <= self.position:
            self.seen = seq
            self.feed._seen_by_all(self)

    def pause(self) -> None:
        """The connection is gone: what it had not acknowledged may be lost, and nobody is woken."""
        self.wake = self.offer = None
        self.position = self.seen

    def resume(self, seen: int | None) -> None:
        """Go on after a break.

        Args:
            seen: The last frame that the browser has applied, or None when it has nothing of this document.
        """
        if seen is None or seen > self.feed.seq:
            self.position = self.seen = min(self.seen, self.feed.seq)
            self._follow(False)
        else:
            self.position = self.seen = seen
            self._follow(True)

    def start_over(self, seen: int | None = None) -> None:
        """Give the whole document at the next `take`.

        Args:
            seen: The last frame that the browser could apply, if it was not the last one that it was given.
        """
        if seen is not None and self.seen <= seen < self.position:
            self.position = seen
        self._follow(False)

    def leave(self) -> None:
        """Stop viewing; nothing is handed out any more."""
        if self not in self.feed.viewers:
            return
        self._follow(False)
        self._whole = False
        self.position = self.feed.seq
        self.wake = self.offer = None
        self.feed.viewers.discard(self)

    def _follow(self, follow: bool) -> None:
        if self._whole == follow:
            self._whole = not follow
            self.feed._followers += 1 if follow else -1
