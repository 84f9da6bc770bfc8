"""The wire of a page in a real browser, observed with the browser's own tools."""

from __future__ import annotations

from typing import Any

import msgspec

from domsync.dom.element.browser_calls import MODULE
from domsync.dom.ops import Call, Message
from domsync.render.wire_reader import decode_frame
from domsync.server.pages.page_messages import LOAD, PAGE, SHEETS
from domsync.session.outbound import ACK, NAVIGATE, REFUSED, WELCOME
from domsync.testing.steps import EventRefusedError, StepRecord

_decode = msgspec.json.decode


class Wire:
    """The frames of one page.

    Args:
        record: The record that the frames are added to.
    """

    def __init__(self, record: StepRecord) -> None:
        self._record = record
        self._templates: dict[int, dict[int, Any]] = {}
        self._events: dict[int, str] = {}
        self._last = 0
        self._handled = 0
        #: The newest frame of the page's own document.
        self.seq: int = 0
        #: Frames that arrived before the page itself was read; None once it was.
        self._early: list[str | bytes] | None = []
        #: The messages to the page's own scripts.
        self.messages: list[tuple[str, dict[str, Any]]] = []
        #: The messages to client modules: the element's number, the message, and its buffers.
        self.module_messages: list[tuple[int, Any, Any]] = []
        #: Bytes whose frame has not arrived yet.
        self._attached = b""
        #: How many files the browser was told to save and has not started to.
        self.downloads: int = 0
        #: The status of the page if it was reached without a reload; 0 if it was loaded.
        self.status: int = 0
        #: How many connections are open.
        self.connections: int = 0
        #: How many messages were sent and received over the newest connection; attached bytes are not counted.
        self.messages_seen: list[int] = [0, 0]
        #: True if the server has sent the browser to another page, which it has not started to load.
        self.leaving: bool = False

    @property
    def is_answered(self) -> bool:
        """True if the server has handled all events."""
        return self._early is None and self._handled >= self._last

    def loading(self) -> None:
        """Start afresh, because another page is being loaded, which numbers its events from the beginning."""
        self.leaving = False
        self._early = []
        self._templates.clear()
        self._events.clear()
        self._last = self._handled = self.seq = self.downloads = self.status = 0

    def loaded(self, frame: bytes | None) -> None:
        """Process the frames of a page that was read.

        Args:
            frame: The frame that came with it.
        """
        early, self._early = self._early or [], None
        for payload in [frame.decode(), *early] if frame is not None else early:
            self._take(payload)

    def sent(self, payload: str | bytes, counts: list[int]) -> None:
        """Record a frame that the browser has sent.

        Args:
            payload: The message.
            counts: The counts that `opened` has returned for its connection.
        """
        counts[0] += 1
        if isinstance(payload, bytes):
            # Part of a file, which has no number and no answer of its own.
            return
        n = _decode(payload)[0]
        if n > self._last:
            self._last = n
            self._events[n] = payload
            self._record.sent(payload)

    def received(self, payload: str | bytes, counts: list[int]) -> None:
        """Record a frame that the browser has received.

        Args:
            payload: The message.
            counts: The counts that `opened` has returned for its connection.
        """
        counts[1] += isinstance(payload, str)
        self._take(payload)

    def _take(self, payload: str | bytes) -> None:
        if self._early is not None:
            self._early.append(payload)
            return
        if isinstance(payload, bytes):
            # The bytes belong to the next frame.
            self._attached = payload
            return
        data = payload.encode()
        self._record.received(data)
        if not data.startswith(b"[-1,"):
            attached, self._attached = self._attached, b""
            number, seq, ack, ops = decode_frame(data, self._templates, attached)
            if number == 0:
                self.seq = seq
                self._handled = max(self._handled, ack)
            self._record.applied(ops)
            for op in ops:
                if isinstance(op, Message):
                    self._message(op)
            self.module_messages += [
                (op.node, op.arguments[1], op.arguments[2])
                for op in ops
                if isinstance(op, Call) and op.method == MODULE and op.arguments[0] == "message" and number == 0
            ]
            return
        _, kind, *rest = _decode(data)
        if kind == WELCOME:
            self._handled = max(self._handled, rest[0]["received"] if rest[0]["resumed"] else self._last)
        elif kind == NAVIGATE and rest[0].get("download"):
            self.downloads += 1
        elif kind == NAVIGATE:
            self.leaving = True
        elif kind in (ACK, REFUSED):
            self._handled = max(self._handled, rest[0])
            if kind == REFUSED:
                self._record.failed(EventRefusedError(self._events.get(rest[0], ""), *rest[1:]))

    def _message(self, message: Message) -> None:
        if message.op == PAGE:
            status = message.params.get("status")
            self.status = status if isinstance(status, int) else self.status
        elif message.op == LOAD:
            self.leaving = True
        elif message.op != SHEETS:
            self.messages.append((message.op, dict(message.params)))

    def opened(self) -> list[int]:
        """Note that a connection was opened.

        Returns:
            The counts of its messages, to be passed to `sent` and `received`.
        """
        self.connections += 1
        self.messages_seen = [0, 0]
        return self.messages_seen

    def closed(self) -> None:
        """Note that a connection was closed."""
        self.connections -= 1
