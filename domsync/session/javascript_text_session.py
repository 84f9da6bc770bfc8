"""The session of a page that evaluates JavaScript text: the original library's `client.html`.

It has the same three calls as `Session`. It sends JavaScript in the original's form, and receives `{"domsync": true,
"event": ..., "id": ..., "value": ...}`. There are no sequence numbers, so nothing can be resumed or acknowledged: when
the connection breaks, the page is gone.
"""

import time
from collections.abc import Callable
from typing import Any

import msgspec

from domsync.dom.document.browser_link import target_of
from domsync.dom.document.document import Document
from domsync.dom.events import browser_event, event_path, listening_targets
from domsync.session.events import CallResult, Hello, ScriptEvent
from domsync.session.inbound import Name, Number, bad_message
from domsync.session.limits import DEFAULT_LIMITS, Limits
from domsync.session.message_session import MessageSession


class _Message(msgspec.Struct, frozen=True, gc=False):
    """A message of the original's `ws_send`; other keys are ignored."""

    event: Name
    id: str
    domsync: bool
    value: Any = None


class _Result(msgspec.Struct, frozen=True, gc=False):
    """The result that the JavaScript of a call sends when it is done."""

    call: Number
    ok: bool
    value: Any = None


_ANY_DECODER = msgspec.json.Decoder(dict[str, Any])


class TextSession(MessageSession):
    """The state of one page that evaluates JavaScript text.

    Args:
        document: The page's document.
        limits: The session's limits.
        clock: Returns the time in seconds, monotonically.
    """

    __slots__ = ("document",)

    def __init__(
        self,
        document: Document,
        limits: Limits = DEFAULT_LIMITS,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(limits, clock)
        self.document: Document = document
        # Such a page does not send a hello.
        self._events.append(Hello(resumed=False, document=document))

    def flush(self) -> None:
        """Render the changes to the document as text, for `data_to_send`."""
        text = self.document.render_js_updates()
        if text:
            self.send(text.encode(errors="replace"))

    def _receive(self, text: str) -> None:
        try:
            fields = _ANY_DECODER.decode(text)
            if not fields.get("domsync"):
                # A page of the program's own may send other messages, as it could with the original.
                return
            if "call" in fields:
                result = msgspec.convert(fields, _Result)
                value = msgspec.json.encode(result.value)
                self._events.append(CallResult(self.document, result.call, result.ok, value))
                return
            message = msgspec.convert(fields, _Message)
        except (ValueError, RecursionError) as error:
            raise bad_message(f"{type(error).__name__}: {error}") from error
        target = target_of(self.document, fields)
        if target is None:
            # The element may have existed when the user clicked it: unknown ids and removed ones look the same.
            return
        event = browser_event(message.event)
        if not listening_targets(event_path(target, event), event):
            self._limiter.count_refusal()
            return
        self._events.append(ScriptEvent(self.document, fields))
