"""Rate limits for all sessions: size and number of messages, and refused events."""

import logging
from collections import deque
from collections.abc import Callable

from domsync.errors import ProtocolError
from domsync.session.codes import CloseCode
from domsync.session.inbound import check_size
from domsync.session.limits import Limits

logger: logging.Logger = logging.getLogger("domsync")

#: The number of characters of a message that cost one token.
_CHARACTERS_PER_TOKEN = 64 * 1024


class TokenBucket:
    """A token bucket that first slows a sender down and then drops it.

    Each message takes a token. The messages of a sender without tokens are still accepted, but `delay` is how long its
    driver should not read. A sender without tokens for `patience` seconds, or with that much debt, is dropped.

    Args:
        rate: Tokens per second.
        burst: How many tokens a sender can save up.
        patience: Seconds.
    """

    __slots__ = ("_burst", "_checked_at", "_empty_since", "_patience", "_rate", "_tokens")

    def __init__(self, rate: float, burst: float, patience: float) -> None:
        self._rate = rate
        self._burst = burst
        self._patience = patience
        self._tokens = burst
        self._checked_at: float | None = None
        self._empty_since: float | None = None

    def take(self, now: float, cost: float = 1) -> bool:
        """Take `cost` tokens for a message at the time `now`, in seconds. False means that the sender is to be
        dropped.
        """
        tokens = self._tokens
        if self._checked_at is not None:
            tokens += (now - self._checked_at) * self._rate
            if tokens > self._burst:
                tokens = self._burst
        self._checked_at = now
        self._tokens = tokens = tokens - cost
        if tokens >= 0:
            # A pause of a tenth of a second ends the count: a sender at exactly the rate never has more than one token.
            if self._empty_since is None:
                return True
            if tokens >= self._rate / 10:
                self._empty_since = None
                return True
        elif self._empty_since is None:
            self._empty_since = now
        return now - self._empty_since <= self._patience and tokens >= -self._rate * self._patience

    @property
    def delay(self) -> float:
        """Seconds until the next token."""
        return max(0.0, -self._tokens / self._rate)


class SlidingWindow:
    """Counts events in a sliding window.

    Args:
        number: How many are allowed.
        seconds: The length of the window.
    """

    __slots__ = ("_number", "_seconds", "_times")

    def __init__(self, number: int, seconds: float) -> None:
        self._number = number
        self._seconds = seconds
        self._times: deque[float] | None = None

    def use(self, now: float) -> bool:
        """Count one event at the time `now`, in seconds. False means one too many."""
        # Created for the first event: most sessions never need it.
        times = self._times
        if times is None:
            times = self._times = deque()
        while times and times[0] <= now - self._seconds:
            times.popleft()
        times.append(now)
        return len(times) <= self._number


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
