"""Limits of a session, and the two counters that detect when a browser exceeds them."""

import warnings
from collections import deque
from dataclasses import InitVar, dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one session. The defaults suit pages on the open internet.

    Args:
        message_bytes: The largest message that a browser may send, in bytes of UTF-8. The welcome message tells the
            browser.
        messages_per_second: How many messages of any kind a browser may send in the long run. A long message counts
            once for each 64 KiB begun.
        message_burst: How many messages it may send at once.
        patience: How many seconds a browser that sends more is slowed down before its connection is closed.
        refusals: How many events for things that the page never offered are refused within `refusal_seconds` before
            the connection is closed.
        refusal_seconds: The time window for `refusals` and `resyncs`.
        resyncs: How many fresh snapshots a browser may request within `refusal_seconds`.
        history_frames: How many frames of a document are kept for browsers that fall behind. A browser that is further
            behind gets a snapshot.
        history_bytes: How many bytes of frames are kept.
        transient_bytes: How many bytes of messages and calls, which no snapshot includes, are kept for such a browser.
        batch_bytes: About how many bytes `data_to_send` returns at once.
        running_handlers: How many async handlers of a session may run at the same time. While that many are running,
            nothing is read from its browser.
        hello_seconds: How long a browser may take to send its hello.
        write_seconds: How long a write may make no progress before the connection is closed.
        field_characters: Has no effect: a text may be as long as a message. Deprecated.
    """

    message_bytes: int = 1024 * 1024
    messages_per_second: float = 100
    message_burst: int = 200
    patience: float = 2
    refusals: int = 10
    refusal_seconds: float = 60
    resyncs: int = 10
    history_frames: int = 256
    history_bytes: int = 256 * 1024
    transient_bytes: int = 1024 * 1024
    batch_bytes: int = 64 * 1024
    running_handlers: int = 64
    hello_seconds: float = 5
    write_seconds: float = 10
    field_characters: InitVar[int | None] = None

    def __post_init__(self, field_characters: int | None) -> None:
        if field_characters is not None:
            warnings.warn(
                "Limits(field_characters=...) has no effect any more: a text may be as long as a message "
                "(message_bytes=); maxlength= limits that of a control",
                DeprecationWarning,
                stacklevel=3,
            )


#: The limits of a session that was not given any.
DEFAULT_LIMITS = Limits()


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
