"""The client's side of the connection, as in `client/socket.js`: the hello, unacknowledged events, and the frames
shown."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

import msgspec

from domsync.session import session_id_of
from domsync.testing.steps import EventRefusedError

if TYPE_CHECKING:
    from domsync.testing.browser import Browser

# Kinds of frames that the browser sends, [0, kind, ...]; docs/reference/protocol.md has them.
_HELLO, _ACKNOWLEDGE, _RESULT, _COPY = 1, 2, 4, 8
#: The delay in seconds before the server is told which frames were shown.
_ACKNOWLEDGE_AFTER = 1.0

#: How many results besides the newest are sent again on the next connection.
_KEPT_ANSWERS = 31

_encode = msgspec.json.Encoder().encode


class Phase(Enum):
    """The phase of the connection."""

    #: There is no connection.
    DETACHED = auto()
    #: The hello is on its way.
    CONNECTING = auto()
    #: The server has welcomed the page.
    OPEN = auto()


class ClientSocket:
    """The connection of one page, across disconnects and reconnects.

    Args:
        browser: The page.
        loop: The event loop, which gives the time.
    """

    def __init__(self, browser: Browser, loop: asyncio.AbstractEventLoop) -> None:
        self._browser = browser
        self._loop = loop
        self._send: Callable[[str | bytes], None] | None = None
        self.phase: Phase = Phase.DETACHED
        self._token: str | None = None
        #: The number of the last event.
        self.last: int = 0
        #: The largest frame that the server accepts, in bytes.
        self.longest: int = 1_048_576
        #: The number of connections so far.
        self._attempt = 0
        #: Events not yet handled by the server, which are sent again on the next connection.
        self.waiting: list[tuple[int, str]] = []
        #: Results that may have been lost with a connection, each with the number of the last event before it.
        self._answers: list[tuple[int, str]] = []
        self._acknowledging: asyncio.TimerHandle | None = None

    @property
    def visit_id(self) -> str:
        """The visit that its token belongs to."""
        return session_id_of(self._token or "")

    @property
    def token(self) -> str:
        """The token sent in the next hello."""
        return self._token or ""

    def copy(self, token: str) -> None:
        """Continue from another page, because this tab is a duplicate of that page's tab.

        Args:
            token: The other page's token.
        """
        self.tell(_encode([0, _COPY, token]).decode())

    def open(self, send: Callable[[str | bytes], None], token: str | None) -> None:
        """Say hello on a new connection.

        Args:
            send: Sends a frame.
            token: The token that resumes a page rendered before.
        """
        self._send = send
        self.phase = Phase.CONNECTING
        self._token = token or self._token
        self._attempt += 1
        hello: dict[str, Any] = {"v": 1, "sent": self.last, "attempt": self._attempt}
        if self._token is not None:
            hello["token"] = self._token
        if seen := self._seen():
            hello["seen"] = seen
        send(_encode([0, _HELLO, hello]).decode())

    def close(self) -> None:
        """Handle the loss of the connection."""
        self._send = None
        self.phase = Phase.DETACHED

    def welcomed(self, session: Mapping[str, Any]) -> None:
        """Handle the server's answer to the hello: send again what it has not received.

        Args:
            session: The session's properties in the answer.
        """
        if not session["resumed"] and self._token is not None:
            # A new session: anything meant for the old one is void.
            self.waiting.clear()
            self._answers.clear()
            self._browser.typed.acknowledged = self.last
        self._token = session["token"]
        self.longest = session.get("max", self.longest)
        self.waiting = [(n, text) for n, text in self.waiting if n > session["received"]]
        self._answers = [(before, text) for before, text in self._answers if before >= session["received"]]
        self.phase = Phase.OPEN
        for _, text in (*self._answers, *self.waiting):
            self.tell(text)

    def handled(self, n: int) -> None:
        """Record that the server has handled all events up to a number."""
        typed = self._browser.typed
        typed.acknowledged = max(typed.acknowledged, n)
        self.waiting = [(number, text) for number, text in self.waiting if number > n]
        self._answers = [(before, text) for before, text in self._answers if before >= n]

    def shown(self) -> None:
        """Report to the server, after a delay, that a frame was applied."""
        if self._acknowledging is None:
            self._acknowledging = self._loop.call_later(_ACKNOWLEDGE_AFTER, self._acknowledge)

    def _acknowledge(self) -> None:
        self._acknowledging = None
        if self.phase is Phase.OPEN:
            self.tell(_encode([0, _ACKNOWLEDGE, self._seen()]).decode())

    def _seen(self) -> list[tuple[int, int]]:
        documents = self._browser.documents.items()
        return [(number, document.seq) for number, document in documents if document.seq > 0]

    def answer(self, number: int, call: int, ok: bool, value: object) -> None:
        """Send the result of a call, if the server waits for it.

        Args:
            number: The document.
            call: The call's number; 0 if nobody waits.
            ok: Whether the call succeeded.
            value: The result or the error.
        """
        if call:
            text = _encode([0, _RESULT, number, call, ok, value]).decode()
            self._answers = [*self._answers[-_KEPT_ANSWERS:], (self.last, text)]
            self.tell(text)

    def tell(self, frame: str | bytes) -> None:
        """Send a frame, if there is a connection."""
        if self._send is not None:
            self._send(frame)

    def number(self, parts: list[object]) -> int:
        """Give an event its number and send it, now or on the next connection.

        Args:
            parts: The event.

        Returns:
            Its number; -1 if it is too large to be sent.
        """
        text = _encode([self.last + 1, *parts]).decode()
        record = self._browser.record
        if len(text.encode()) > self.longest:
            record.failed(EventRefusedError(text, "it is too long to be sent"))
            return -1
        self.last += 1
        self.waiting.append((self.last, text))
        record.sent(text)
        if self.phase is Phase.OPEN:
            self.tell(text)
        return self.last
