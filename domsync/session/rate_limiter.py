"""Rate limits for all sessions: size and number of messages, and refused events."""

import logging
from collections.abc import Callable

from domsync.errors import ProtocolError
from domsync.session.codes import CloseCode
from domsync.session.inbound import check_size
from domsync.session.limits import Limits, SlidingWindow, TokenBucket

logger: logging.Logger = logging.getLogger("domsync")

#: The number of characters of a message that cost one token.
_CHARACTERS_PER_TOKEN = 64 * 1024


class RateLimiter:
    """Admits messages and counts refusals.

    Args:
        limits: The session's limits.
        clock: Returns the time in seconds, monotonically.
    """

    __slots__ = ("_bucket", "_clock", "_limits", "_refusals")

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self._limits = limits
        self._clock = clock
        self._bucket = TokenBucket(limits.messages_per_second, limits.message_burst, limits.patience)
        self._refusals = SlidingWindow(limits.refusals, limits.refusal_seconds)

    def admit(self, data: str | bytes) -> str:
        """Return the text of a message, if it is within the limits.

        Raises:
            ProtocolError: 1003, 1009 or 4429.
        """
        text = check_size(data, self._limits.message_bytes)
        # As `charge` does, but without a call, for speed.
        if not self._bucket.take(self._clock(), 1 + len(text) // _CHARACTERS_PER_TOKEN):
            raise ProtocolError(CloseCode.TOO_MANY_MESSAGES, CloseCode.TOO_MANY_MESSAGES.reason)
        return text

    def count(self, length: int) -> None:
        """Count a message of this length in characters or bytes.

        Raises:
            ProtocolError: 4429 if there were too many.
        """
        self.charge(1 + length // _CHARACTERS_PER_TOKEN)

    def charge(self, tokens: float) -> None:
        """Charge the sender for what its message has cost.

        Raises:
            ProtocolError: 4429 if it has exceeded its rate for too long.
        """
        if not self._bucket.take(self._clock(), tokens):
            raise ProtocolError(CloseCode.TOO_MANY_MESSAGES, CloseCode.TOO_MANY_MESSAGES.reason)

    @property
    def delay(self) -> float:
        """Seconds for which the driver should not read."""
        return self._bucket.delay

    def count_refusal(self) -> None:
        """Count a refusal.

        Raises:
            ProtocolError: 4404 if there were too many.
        """
        if not self._refusals.use(self._clock()):
            raise ProtocolError(CloseCode.NOT_OFFERED, CloseCode.NOT_OFFERED.reason)

    def window(self, number: int) -> SlidingWindow:
        """Create a limit on a number of events within the time window for refusals."""
        return SlidingWindow(number, self._limits.refusal_seconds)

    def use(self, window: SlidingWindow) -> bool:
        """Count one event of a window, now."""
        return window.use(self._clock())
