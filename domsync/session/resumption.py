"""Resume a session after a broken connection or in another process: check the hello, and find where to continue."""

from __future__ import annotations

from domsync.errors import ProtocolError
from domsync.session.codes import CloseCode
from domsync.session.inbound import PROTOCOL_VERSION, HelloData
from domsync.session.tokens import new_session_id, new_token, same_token


class Resumption:
    """The token of a session, and the data needed to accept its next hello.

    Args:
        token: The token with which the first hello resumes the session; None for a new session.
    """

    __slots__ = ("_is_same", "attempt", "foreign_until", "id", "is_used", "previous_token", "token")

    def __init__(self, token: str | None) -> None:
        #: Identifies the session; it is not secret.
        self.id: str = new_session_id() if token is None else token.partition(".")[0]
        #: The token for the next hello.
        self.token: str = new_token(self.id) if token is None else token
        #: The token of the last hello, as long as the answer to it may have been lost; then it is accepted once more.
        self.previous_token: str | None = None
        #: Whether a browser was given a token, so that a hello without one is not for this session.
        self.is_used: bool = False
        #: The number of the last connection that was welcomed, as the browser counts them.
        self.attempt: int = 0
        #: Events up to this one refer to documents of another process, where the session was before.
        self.foreign_until: int = 0
        #: If another process has started the session, until the browser connects here: whether the browser has the same
        #: tree as this process; otherwise None.
        self._is_same: bool | None = None

    def accepts(self, token: str) -> bool:
        """Return whether a hello with this token may resume the session."""
        if same_token(token, self.token):
            return True
        return self.previous_token is not None and same_token(token, self.previous_token)

    def is_late(self, attempt: int) -> bool:
        """Return whether this connection's hello was delayed and a newer connection of the page has been welcomed
        since.

        Args:
            attempt: The connection's number, as the browser counts them; 0 if it does not.
        """
        return 0 < attempt <= self.attempt

    def go_on(self, attempt: int, *, is_same: bool) -> None:
        """Continue a session that was started in another process.

        Args:
            attempt: The number of the last connection that was welcomed there.
            is_same: Whether the private document is the same here as it was there.
        """
        self.is_used = True
        self._is_same = is_same
        self.attempt = attempt

    def take_up(self, hello: HelloData, seq: int) -> dict[int, int] | None:
        """Resume a session for a browser.

        Args:
            hello: The browser's hello.
            seq: The number of the last frame of the private document.

        Returns:
            For each document, the last frame that the browser has seen and that means the same here; None for a new
            page.

        Raises:
            ProtocolError: The hello has another protocol version, or not the session's token.
        """
        if hello.v != PROTOCOL_VERSION:
            raise ProtocolError(CloseCode.OUTDATED_CLIENT, CloseCode.OUTDATED_CLIENT.reason, f"version {hello.v}")
        resumed = hello.token is not None and self.accepts(hello.token)
        if resumed:
            self.previous_token = hello.token
        elif self.is_used:
            raise ProtocolError(CloseCode.FORBIDDEN, CloseCode.FORBIDDEN.reason, "hello without the session's token")
        self.token = new_token(self.id)
        self.is_used = True
        self.attempt = hello.attempt
        is_same, self._is_same = self._is_same, None
        if not resumed:
            return None
        seen = dict(hello.seen)
        if is_same is not None:
            # The numbers of shared documents belong to the other process.
            seen = {0: seen[0]} if is_same and seen.get(0) == seq else {}
            self.foreign_until = hello.sent
        return seen
