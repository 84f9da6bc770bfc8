"""The base class of sessions without domsync's protocol: nothing is numbered, so nothing is resumed or acknowledged."""

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable

from domsync.errors import ProtocolError
from domsync.session.codes import CloseCode
from domsync.session.events import SessionEvent
from domsync.session.limits import Limits
from domsync.session.phase import HEARD, NEXT, Phase
from domsync.session.rate_limiter import RateLimiter, logger


class MessageSession(ABC):
    """The state of one connection that carries single messages, in the three calls of `Session`.

    The other side does not say hello; when the connection breaks, it is gone.

    Args:
        limits: The session's limits.
        clock: Returns the time in seconds, monotonically.
    """

    __slots__ = ("_events", "_limiter", "_limits", "_waiting", "_waiting_bytes", "close_code", "close_reason", "phase")

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        #: Set when the connection has to end.
        self.close_code: int | None = None
        self.close_reason: str = ""
        self.phase: Phase = Phase.OPEN
        self._limits = limits
        self._limiter = RateLimiter(limits, clock)
        self._events: list[SessionEvent] = []
        self._waiting: deque[bytes] = deque()
        self._waiting_bytes = 0

    @property
    def connected(self) -> bool:
        """True if the other side is there."""
        return True

    @property
    def read_delay(self) -> float:
        """Seconds for which the driver should not read, because the other side sends too much."""
        return self._limiter.delay

    def receive(self, data: str | bytes) -> None:
        """Accept one message. Never raises; check `events_received` and `close_code` afterwards."""
        if not HEARD[self.phase]:
            return
        try:
            self._receive(self._limiter.admit(data))
        except ProtocolError as error:
            self._end(error)

    def events_received(self) -> list[SessionEvent]:
        """Return what has happened since the last call, in order. Handle it, then send `data_to_send`."""
        events, self._events = self._events, []
        return events

    def data_to_send(self) -> list[bytes]:
        """Return the next messages to send. Call it until it returns none."""
        data: list[bytes] = []
        room = self._limits.batch_bytes
        while self._waiting and room > 0:
            data.append(self._waiting.popleft())
            room -= len(data[-1])
            self._waiting_bytes -= len(data[-1])
        return data

    @property
    def has_more(self) -> bool:
        """True if the last `data_to_send` did not return everything."""
        return bool(self._waiting)

    def send(self, data: bytes) -> None:
        """Queue a message for `data_to_send`.

        Args:
            data: The encoded message. If too many are waiting, the connection is ended.
        """
        if not HEARD[self.phase]:
            return
        if self._waiting and self._waiting_bytes + len(data) > self._limits.transient_bytes:
            # A message that is left out would be missed, and the queue cannot grow forever.
            self.close(CloseCode.TIMEOUT, CloseCode.TIMEOUT.reason)
            return
        self._waiting.append(data)
        self._waiting_bytes += len(data)

    def close(self, code: int, reason: str = "") -> None:
        """End the connection from this side."""
        if Phase.CLOSING in NEXT[self.phase]:
            self.phase = Phase.CLOSING
            self.close_code = code
            self.close_reason = reason

    def discard(self) -> None:
        """End the session; it must not be used again."""
        self._events.clear()
        self._waiting.clear()
        self._waiting_bytes = 0
        self.close(CloseCode.NORMAL)
        self.phase = Phase.CLOSED

    @abstractmethod
    def _receive(self, text: str) -> None:
        """Handle a message that is within the limits.

        Raises:
            ProtocolError: The message is malformed.
        """

    def _end(self, error: ProtocolError) -> None:
        logger.info("a session without the protocol ends: %s", error)
        self.close(error.code, error.reason)
