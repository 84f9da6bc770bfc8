"""The session of a client without domsync's own protocol: each text frame is one message, `{"op": ..., ...}`.

The same three calls as `Session`. There are no sequence numbers, so that nothing can be resumed: a connection that
breaks is a client that is gone.
"""

import time
from collections import deque
from collections.abc import Callable
from typing import Any

import msgspec

from domsync.errors import ProtocolError
from domsync.session.codes import CloseCode
from domsync.session.events import PlainMessage, PlainResult, SessionEvent
from domsync.session.guard import Guard, logger
from domsync.session.inbound import Name, Number, bad_message, check_lengths
from domsync.session.limits import DEFAULT_LIMITS, Limits

#: The name of the message that answers a `_call`.
RESULT = "_result"

_decode = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_decode_any: Callable[[str], Any] = msgspec.json.Decoder().decode
_decode_op = msgspec.json.Decoder(Name).decode
_encode = msgspec.json.Encoder().encode


class _Result(msgspec.Struct, forbid_unknown_fields=True, frozen=True, gc=False):
    number: Number
    ok: bool
    value: Any = None


_decode_result = msgspec.json.Decoder(_Result).decode


class PlainSession:
    """The state of one connection of a plain client.

    Args:
        limits: What the session may cost.
        clock: Gives the time in seconds; it never goes back.
    """

    __slots__ = ("_bytes", "_events", "_guard", "_limits", "_waiting", "close_code", "close_reason")

    def __init__(self, limits: Limits = DEFAULT_LIMITS, *, clock: Callable[[], float] = time.monotonic) -> None:
        #: Set when the connection has to end.
        self.close_code: int | None = None
        self.close_reason = ""
        self._limits = limits
        self._guard = Guard(limits, clock)
        self._events: list[SessionEvent] = []
        self._waiting: deque[bytes] = deque()
        self._bytes = 0

    @property
    def connected(self) -> bool:
        """A plain client says no hello: it is there."""
        return True

    @property
    def read_delay(self) -> float:
        """For how many seconds the driver should not read, because the client sends too much."""
        return self._guard.delay

    def receive(self, data: str | bytes) -> None:
        """Take one message from the client. It never raises; afterwards ask `events_received` and `close_code`."""
        if self.close_code is not None:
            return
        try:
            self._receive(self._guard.admit(data))
        except ProtocolError as error:
            self._end(error)

    def events_received(self) -> list[SessionEvent]:
        """What has happened since the last call, in order; act on it, then send `data_to_send`."""
        events, self._events = self._events, []
        return events

    def data_to_send(self) -> list[bytes]:
        """The next messages to send; ask again until there are none."""
        data: list[bytes] = []
        room = self._limits.batch_bytes
        while self._waiting and room > 0:
            data.append(self._waiting.popleft())
            room -= len(data[-1])
            self._bytes -= len(data[-1])
        return data

    def send(self, data: bytes) -> None:
        """Send a message; `data_to_send` gives it out.

        Args:
            data: The message, encoded. Too many that wait end the connection.
        """
        if self.close_code is not None:
            return
        if self._waiting and self._bytes + len(data) > self._limits.transient_bytes:
            # A message that is left out would be missed, and the queue cannot grow for ever.
            self.close(CloseCode.TIMEOUT, CloseCode.TIMEOUT.reason)
            return
        self._waiting.append(data)
        self._bytes += len(data)

    def refuse(self) -> None:
        """A message is for nobody."""
        try:
            self._guard.count_refusal()
        except ProtocolError as error:
            self._end(error)

    def close(self, code: int, reason: str = "") -> None:
        """End the connection from this side."""
        if self.close_code is None:
            self.close_code = code
            self.close_reason = reason

    def discard(self) -> None:
        """Take the session apart; it is not used again."""
        self._events.clear()
        self._waiting.clear()
        self.close(CloseCode.NORMAL)

    def _receive(self, text: str) -> None:
        try:
            fields = _decode(text)
            # Only a long message can hold a string that is too long; and all of it has to be JSON.
            checked = _decode_any(text)
            if len(text) > self._limits.field_characters:
                check_lengths(checked, self._limits.field_characters)
            raw = fields.pop("op", None)
            if raw is not None and checked["op"] == RESULT:
                result = _decode_result(_encode(fields))
                self._events.append(PlainResult(result.number, result.ok, result.value))
                return
        except (ValueError, RecursionError) as error:
            raise bad_message(f"{type(error).__name__}: {error}") from error
        try:
            op = None if raw is None else _decode_op(raw)
        except ValueError:
            op = None
        self._events.append(PlainMessage(op, _encode(fields)))

    def _end(self, error: ProtocolError) -> None:
        logger.debug("plain session: %s", error)
        self.close(error.code, error.reason)
