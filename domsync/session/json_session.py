"""The session of a client without domsync's protocol: each text frame is one message, `{"op": ..., ...}`.

It has the same three calls as `Session`. There are no sequence numbers, so nothing can be resumed: when the connection
breaks, the client is gone.
"""

import time
from collections.abc import Callable
from typing import Any

import msgspec

from domsync.errors import ProtocolError
from domsync.session.events import JsonMessage, JsonResult
from domsync.session.inbound import Name, Number, bad_message
from domsync.session.limits import DEFAULT_LIMITS, Limits
from domsync.session.message_session import MessageSession

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


class JsonSession(MessageSession):
    """The state of one connection of a JSON client.

    Args:
        limits: The session's limits.
        clock: Returns the time in seconds, monotonically.
    """

    __slots__ = ()

    def __init__(self, limits: Limits = DEFAULT_LIMITS, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(limits, clock)

    def refuse(self) -> None:
        """Count a message that nothing handles."""
        try:
            self._limiter.count_refusal()
        except ProtocolError as error:
            self._end(error)

    def _receive(self, text: str) -> None:
        try:
            fields = _decode(text)
            checked = _decode_any(text)  # all of it has to be JSON
            raw = fields.pop("op", None)
            if raw is not None and checked["op"] == RESULT:
                result = _decode_result(_encode(fields))
                self._events.append(JsonResult(result.number, result.ok, result.value))
                return
        except (ValueError, RecursionError) as error:
            raise bad_message(f"{type(error).__name__}: {error}") from error
        try:
            op = None if raw is None else _decode_op(raw)
        except ValueError:
            op = None
        self._events.append(JsonMessage(op, _encode(fields)))
