"""The ledger of a browser's events: which have arrived, which are handled, and which are acknowledged."""

from typing import Protocol


class Position(Protocol):
    """A browser's position in the frames of one document: a `Cursor`."""

    @property
    def newest(self) -> int:
        """The number of the document's newest frame."""

    def has(self, seq: int) -> bool:
        """Return whether the frames up to a number were sent to the browser."""


class EventLedger:
    """The events of one browser, numbered from 1.

    Each event arrives once, is handled once, and is acknowledged when all events before it are. If an event of a shared
    document was handled while older frames of that document wait for a slow browser, it is acknowledged after those:
    frames after an acknowledgement have to be newer than the event.
    """

    __slots__ = ("_deferred_acks", "_in_flight", "acked", "received")

    def __init__(self) -> None:
        #: The number of the last event that has arrived.
        self.received: int = 0
        #: The last event that was acknowledged to the browser.
        self.acked: int = 0
        #: Events that have arrived and do not count as handled yet, in order, with the position in their shared
        #: document.
        self._in_flight: dict[int, Position | None] = {}
        #: Events that are handled, with the document and its frame after which they can be acknowledged.
        self._deferred_acks: dict[int, tuple[Position, int]] = {}

    @property
    def acknowledged(self) -> int:
        """The number of the last event up to which all are handled."""
        for n in self._in_flight:
            return n - 1
        return self.received

    @property
    def waits(self) -> bool:
        """True if an acknowledgement has to wait for frames that were not sent yet."""
        return bool(self._deferred_acks)

    def arrive(self, n: int) -> bool:
        """Register an event. A skipped number is an event that the browser has given up.

        Args:
            n: The event's number.

        Returns:
            Whether it is new. One that was resent because its acknowledgement was lost is acknowledged again.
        """
        if n <= self.received:
            self.acked = min(self.acked, n - 1)
            return False
        self.received = n
        self._in_flight[n] = None
        return True

    def belongs_to(self, n: int, place: Position) -> None:
        """Note that event `n` happened in a shared document.

        Args:
            n: The event's number.
            place: The browser's position in that document.
        """
        self._in_flight[n] = place

    def handled(self, n: int) -> None:
        """Note that event `n` has been handled."""
        place = self._in_flight.get(n)
        if place is None or place.has(place.newest):
            self._in_flight.pop(n, None)
        else:
            self._deferred_acks[n] = place, place.newest

    def catch_up(self) -> None:
        """Count events as handled if the older frames of their documents have been sent."""
        for n, (place, seq) in tuple(self._deferred_acks.items()):
            if place.has(seq):
                del self._deferred_acks[n]
                self._in_flight.pop(n, None)

    def barrier(self, place: Position) -> int | None:
        """Return the frame of a document after which an acknowledgement must be sent before the next frame, or None."""
        return next((seq for behind, seq in self._deferred_acks.values() if behind is place), None)

    def tell(self, n: int) -> bool:
        """Note that a frame acknowledges the events up to `n`.

        Returns:
            Whether this is new to the browser.
        """
        if n <= self.acked:
            return False
        self.acked = n
        return True

    def reconnect(self) -> None:
        """Note that a new connection begins: an acknowledgement sent on the last one may be lost."""
        self.acked = 0

    def clear(self) -> None:
        """Forget the events that are not handled; nobody waits for them any more."""
        self._in_flight.clear()
        self._deferred_acks.clear()
