"""The session of a page that evaluates JavaScript text: the original library's `client.html`.

The same three calls as `Session`. Text goes out in the original's form; `{"domsync": true, "event": ..., "id": ...,
"value": ...}` comes in. There are no sequence numbers, so that nothing can be resumed or acknowledged: a connection
that breaks is a page that is gone.
"""

import time
from collections.abc import Callable
from typing import Any

import msgspec

from domsync.dom.document import Document
from domsync.dom.events import browser_event
from domsync.errors import ProtocolError
from domsync.session.codes import CloseCode
from domsync.session.events import CallResult, Hello, ScriptEvent, SessionEvent
from domsync.session.guard import Guard, listening, logger
from domsync.session.inbound import Name, Number, bad_message
from domsync.session.limits import DEFAULT_LIMITS, Limits


class _Message(msgspec.Struct, frozen=True, gc=False):
    """What the original's `ws_send` sends; other keys are passed over."""

    event: Name
    id: str
    domsync: bool
    value: Any = None


class _Result(msgspec.Struct, frozen=True, gc=False):
    """What the text of a call sends when it is done."""

    call: Number
    ok: bool
    value: Any = None


_ANY_DECODER = msgspec.json.Decoder(dict[str, Any])


class TextSession:
    """The state of one page that evaluates JavaScript text.

    Args:
        document: The page's document.
        limits: What the session may cost.
        clock: Gives the time in seconds; it never goes back.
    """

    __slots__ = ("_events", "_guard", "_limits", "_text", "_text_bytes", "close_code", "close_reason", "document")

    def __init__(
        self,
        document: Document,
        limits: Limits = DEFAULT_LIMITS,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.document = document
        #: Set when the connection has to end.
        self.close_code: int | None = None
        self.close_reason = ""
        self._limits = limits
        self._guard = Guard(limits, clock)
        self._text: list[bytes] = []
        self._text_bytes = 0
        # Such a page says nothing when it opens; it is there.
        self._events: list[SessionEvent] = [Hello(resumed=False, document=document)]

    @property
    def connected(self) -> bool:
        """A page of this kind says no hello: it is there."""
        return True

    @property
    def read_delay(self) -> float:
        """For how many seconds the driver should not read, because the browser sends too much."""
        return self._guard.delay

    def receive(self, data: str | bytes) -> None:
        """Take one message from the browser. It never raises; afterwards ask `events_received` and `close_code`."""
        if self.close_code is not None:
            return
        try:
            self._receive(self._guard.admit(data))
        except ProtocolError as error:
            logger.debug("text session: %s", error)
            self.close(error.code, error.reason)

    def events_received(self) -> list[SessionEvent]:
        """What has happened since the last call, in order; act on it, then send `data_to_send`."""
        events, self._events = self._events, []
        return events

    def data_to_send(self) -> list[bytes]:
        """The JavaScript text to send."""
        text, self._text = self._text, []
        self._text_bytes = 0
        return text

    def flush(self) -> None:
        """Make text of what has happened to the document; `data_to_send` gives it out."""
        text = self.document.render_js_updates()
        if not text:
            return
        data = text.encode(errors="replace")
        if self._text and self._text_bytes + len(data) > self._limits.transient_bytes:
            # Text builds on the text before it: none of it can be left out, and it cannot grow for ever.
            self.close(CloseCode.TIMEOUT, CloseCode.TIMEOUT.reason)
            return
        self._text.append(data)
        self._text_bytes += len(data)

    def close(self, code: int, reason: str = "") -> None:
        """End the connection from this side."""
        if self.close_code is None:
            self.close_code = code
            self.close_reason = reason

    def discard(self) -> None:
        """Take the session apart; it is not used again."""
        self._events.clear()
        self._text.clear()

    def _receive(self, text: str) -> None:
        try:
            fields = _ANY_DECODER.decode(text)
            if not fields.get("domsync"):
                # A page of the user's own may send other things, as it could to the original.
                return
            if "call" in fields:
                result = msgspec.convert(fields, _Result)
                value = msgspec.json.encode(result.value)
                self._events.append(CallResult(self.document, result.call, result.ok, value))
                return
            message = msgspec.convert(fields, _Message)
        except (ValueError, RecursionError) as error:
            raise bad_message(f"{type(error).__name__}: {error}") from error
        target = self.document.target_of(fields)
        if target is None:
            # It may have been there when the user clicked on it. An unknown id and one that is gone look the same.
            return
        if not listening(target, browser_event(message.event)):
            self._guard.count_refusal()
            return
        self._events.append(ScriptEvent(self.document, fields))
