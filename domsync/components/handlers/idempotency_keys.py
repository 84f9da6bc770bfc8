"""Idempotency keys: permanent names of events, so that external effects happen only once."""

from __future__ import annotations

from contextvars import ContextVar

from domsync.errors import DomsyncError

#: The session's id and the number of the event that is being handled, from which `event_key` makes the key; None if
#: there is no event.
current_event_key: ContextVar[tuple[str, int] | None] = ContextVar("domsync_event_key", default=None)


class NoEventError(DomsyncError, LookupError):
    """`event_key()` was called where no event is being handled."""

    def __str__(self) -> str:
        return "event_key() can only be called while an event is handled, also after an await"


def event_key() -> str:
    """Return the key of the event that is being handled. It is the same if the event is handled again after a crash.

    Whatever a handler does outside its page's state, in a database or by mail, may happen twice if the process ends in
    the middle. With the key, the second attempt can be recognized.

    >>> from domsync import Component, event_key
    >>> class Order(Component):
    ...     def send(self):
    ...         database.execute("insert or ignore into orders (key) values (?)", event_key())  # doctest: +SKIP

    Returns:
        A text of up to 40 characters, unique among all events.

    Raises:
        NoEventError: No event is being handled.
    """
    key = current_event_key.get()
    if key is None:
        raise NoEventError
    return f"{key[0]}.{key[1]}"
