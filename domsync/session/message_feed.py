"""Messages to many browsers: frames that belong to no document, encoded once for all."""

from domsync.dom.document import Document
from domsync.dom.ops import Message
from domsync.session.feed import Feed, Viewer
from domsync.session.limits import DEFAULT_LIMITS, Limits

#: From this number on a document on the wire has no tree: its frames hold messages and nothing else.
FIRST_NUMBER = 2**30

#: So many frames may be kept before it is looked whether somebody still needs them.
_FEW = 8

_NO_DOCUMENT = Document("_", scripts=False)


class MessageFeed(Feed):
    """The messages that go to all of its viewers.

    A viewer gets those that are sent after it has joined. One whose connection breaks goes on where it was, as with
    every feed.

    Args:
        number: Its number on the wire, `FIRST_NUMBER` or above.
        limits: How much is kept for those that are behind.
    """

    __slots__ = ("_prune_at", "ended")

    def __init__(self, number: int, *, limits: Limits = DEFAULT_LIMITS) -> None:
        # A snapshot of no document is empty, so that a viewer begins with nothing but the messages to come.
        super().__init__(_NO_DOCUMENT, number, limits=limits)
        self._prune_at = _FEW
        #: Nothing will be added: it holds what one viewer that has left is still to get.
        self.ended = False

    def send(self, message: Message) -> None:
        """Send a message to all who view this feed now; nothing is encoded if there is nobody."""
        if not self.viewers:
            return
        self.add([message])
        if len(self._frames) >= self._prune_at:
            self._prune()
        self.publish()

    def rest(self, viewer: Viewer) -> Viewer:
        """Part a viewer that leaves from this feed, with what was sent before and has not arrived.

        Args:
            viewer: The viewer, which is not used any longer.

        Returns:
            A viewer of that alone.
        """
        rest = MessageFeed(self.number, limits=self._limits)
        rest.seq = rest.published = self.seq
        rest.ended = True
        kept = max(self._first, viewer.seen + 1)
        rest._first = kept
        rest._frames.extend([self._frames[seq - self._first] for seq in range(kept, self._first + len(self._frames))])
        rest._transient.extend([entry for entry in self._transient if entry[0] > viewer.seen])
        rest._transient_dropped = self._transient_dropped
        parted = Viewer(rest, viewer.wake, viewer.seen)
        parted.position = viewer.position
        if not viewer._whole:
            parted._follow(True)
        viewer.leave()
        return parted

    def missed(self, position: int) -> list[Message]:
        """The messages of frames after a position, as far as they are kept."""
        return [op for op in self._transient_after(position) if isinstance(op, Message)]

    def _prune(self) -> None:
        """Forget what all have seen. To look at every viewer each time would make a message cost twice as much."""
        seen = min(viewer.seen for viewer in self.viewers)
        self._forget_frames(seen)
        self._forget_transient(seen)
        self._prune_at = max(_FEW, 2 * len(self._frames))
