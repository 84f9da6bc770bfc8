"""What goes over the wire of a page in a real browser, as the browser's own tools see it."""

from __future__ import annotations

from typing import Any

import msgspec

from domsync.dom.ops import Message
from domsync.render.wire_reader import decode_frame
from domsync.session.outbound import ACK, REFUSED, WELCOME
from domsync.testing.steps import EventRefusedError, StepRecord

_decode = msgspec.json.decode


class Wire:
    """The frames of one page.

    Args:
        record: Takes note of them.
    """

    def __init__(self, record: StepRecord) -> None:
        self._record = record
        self._templates: dict[int, dict[int, Any]] = {}
        self._events: dict[int, str] = {}
        self._last = 0
        self._handled = 0
        #: The newest frame of the page's own document.
        self.seq = 0
        #: What has arrived before the page itself was read; None once it was.
        self._early: list[str | bytes] | None = []
        #: The messages to the page's own scripts.
        self.messages: list[tuple[str, dict[str, Any]]] = []
        #: How many connections are open.
        self.connections = 0

    @property
    def is_answered(self) -> bool:
        """Whether the server has handled all that it was told."""
        return self._early is None and self._handled >= self._last

    def loading(self) -> None:
        """Another page is being loaded, which numbers its events anew."""
        self._early = []
        self._templates.clear()
        self._events.clear()
        self._last = self._handled = self.seq = 0

    def loaded(self, frame: bytes | None) -> None:
        """A page was read.

        Args:
            frame: The frame that came with it.
        """
        early, self._early = self._early or [], None
        for payload in [frame, *early] if frame is not None else early:
            self.received(payload)

    def sent(self, payload: str | bytes) -> None:
        """The browser has sent a frame."""
        text = payload if isinstance(payload, str) else payload.decode()
        n = _decode(text)[0]
        if n > self._last:
            self._last = n
            self._events[n] = text
            self._record.sent(text)

    def received(self, payload: str | bytes) -> None:
        """The browser has received a frame."""
        if self._early is not None:
            self._early.append(payload)
            return
        data = payload.encode() if isinstance(payload, str) else payload
        self._record.received(data)
        if not data.startswith(b"[-1,"):
            number, seq, ack, ops = decode_frame(data, self._templates)
            if number == 0:
                self.seq = seq
                self._handled = max(self._handled, ack)
            self._record.applied(ops)
            self.messages += [(op.op, dict(op.params)) for op in ops if isinstance(op, Message)]
            return
        _, kind, *rest = _decode(data)
        if kind == WELCOME:
            self._handled = max(self._handled, rest[0]["received"] if rest[0]["resumed"] else self._last)
        elif kind in (ACK, REFUSED):
            self._handled = max(self._handled, rest[0])
            if kind == REFUSED:
                self._record.failed(EventRefusedError(self._events.get(rest[0], "")))

    def opened(self) -> None:
        """A connection was opened."""
        self.connections += 1

    def closed(self) -> None:
        """A connection was closed."""
        self.connections -= 1
