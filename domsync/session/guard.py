"""What both kinds of session ask of every message: its size, how many there are, and whether the page offers it."""

import logging
from collections.abc import Callable, Iterable

from domsync.dom.events import Event, EventTarget
from domsync.errors import ProtocolError
from domsync.session.codes import CloseCode
from domsync.session.inbound import check_size
from domsync.session.limits import Allowance, Limits, Throttle

logger = logging.getLogger("domsync")


class Guard:
    """Admits messages and counts what is refused.

    Args:
        limits: The session's limits.
        clock: Gives the time in seconds; it never goes back.
    """

    __slots__ = ("_clock", "_limits", "_refusals", "_throttle")

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self._limits = limits
        self._clock = clock
        self._throttle = Throttle(limits.messages_per_second, limits.message_burst, limits.patience)
        self._refusals = Allowance(limits.refusals, limits.refusal_seconds)

    def admit(self, data: str | bytes) -> str:
        """The text of a message that is neither too large nor one too many.

        Raises:
            ProtocolError: 1003, 1009 or 4429.
        """
        text = check_size(data, self._limits.message_bytes)
        if not self._throttle.take(self._clock()):
            raise ProtocolError(CloseCode.TOO_MANY_MESSAGES, CloseCode.TOO_MANY_MESSAGES.reason)
        return text

    @property
    def delay(self) -> float:
        """For how many seconds the driver should not read."""
        return self._throttle.delay

    def count_refusal(self) -> None:
        """Count something that was refused.

        Raises:
            ProtocolError: 4404 when there were too many.
        """
        if not self._refusals.use(self._clock()):
            raise ProtocolError(CloseCode.NOT_OFFERED, CloseCode.NOT_OFFERED.reason)

    def allowance(self, number: int) -> Allowance:
        """So many within the time of the refusals."""
        return Allowance(number, self._limits.refusal_seconds)

    def use(self, allowance: Allowance) -> bool:
        """Count one of an allowance, now."""
        return allowance.use(self._clock())


def listening(target: EventTarget, event: Event) -> list[EventTarget]:
    """The targets on the way of an event that hear it, innermost first.

    Args:
        target: Where the browser says that it happened.
        event: The event.
    """
    way = []
    current: EventTarget | None = target
    while current is not None:
        entries = current._entries(event.type)
        if entries and (current is target or event.bubbles or any(entry.capture for entry in entries)):
            way.append(current)
        current = current._event_parent(event)
    return way


def with_fields(way: Iterable[EventTarget], event_type: str) -> EventTarget | None:
    """The first target that wants to be told more of an event than that it happened."""
    for target in way:
        if any(entry.listener.fields for entry in target._entries(event_type)):
            return target
    return None
