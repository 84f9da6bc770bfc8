"""What one session may cost, and the two counters that notice who asks for more."""

from collections import deque
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one session. The defaults suit pages on the open internet.

    Args:
        message_bytes: The largest message that a browser may send.
        field_characters: The longest string in an event's payload or among the values that a user typed.
        messages_per_second: How many messages, of any kind, a browser may send for long.
        message_burst: How many it may send at once.
        patience: Seconds for which a browser that sends more is slowed down before it is closed.
        refusals: How many events for things that the page never offered are refused ...
        refusal_seconds: ... within this time, before the connection is closed.
        resyncs: How many fresh snapshots a browser may ask for within `refusal_seconds`.
        history_frames: How many frames of a document are kept for viewers that are behind ...
        history_bytes: ... and how many bytes. A viewer that is further behind gets a snapshot.
        transient_bytes: How many bytes of messages and calls, which no snapshot holds, are kept for such a viewer.
        batch_bytes: About how many bytes `data_to_send` hands out at once.
        running_handlers: How many asynchronous handlers of a session may run at the same time; its browser is not
            read while there are as many.
        hello_seconds: How long a browser may take to say hello.
        write_seconds: How long a write may make no progress.
    """

    message_bytes: int = 64 * 1024
    field_characters: int = 32 * 1024
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


#: The limits of a session that was given none.
DEFAULT_LIMITS = Limits()


class Throttle:
    """A token bucket that first slows a sender down and then gives it up.

    Each message takes a token. A sender that has none left is still heard, but `delay` tells for how long its driver
    should not read. One that stays without tokens for `patience` seconds, or that sends that much ahead, is given up.

    Args:
        rate: Tokens per second.
        burst: How many tokens a sender can save.
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

    def take(self, now: float) -> bool:
        """Count one message at the time `now`, in seconds; False gives the sender up."""
        if self._checked_at is not None:
            self._tokens = min(self._burst, self._tokens + (now - self._checked_at) * self._rate)
        self._checked_at = now
        self._tokens -= 1
        if self._tokens >= 0:
            # A tenth of a second of quiet ends the count: a sender at exactly the rate never has more than a token.
            if self._tokens >= self._rate / 10:
                self._empty_since = None
        elif self._empty_since is None:
            self._empty_since = now
        waited = 0 if self._empty_since is None else now - self._empty_since
        return waited <= self._patience and self._tokens >= -self._rate * self._patience

    @property
    def delay(self) -> float:
        """Seconds until there is a token again."""
        return max(0.0, -self._tokens / self._rate)


class Allowance:
    """So many in so many seconds, over a sliding window.

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
        """Count one at the time `now`, in seconds; False when that is one too many."""
        # Made when the first one comes: most sessions never need it.
        times = self._times
        if times is None:
            times = self._times = deque()
        while times and times[0] <= now - self._seconds:
            times.popleft()
        times.append(now)
        return len(times) <= self._number
