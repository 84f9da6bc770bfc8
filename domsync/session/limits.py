"""Limits of a session: sizes, numbers and times, with defaults that suit the open internet."""

import warnings
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
