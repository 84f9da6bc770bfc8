"""Resume a session after a broken connection or in another process: who may, and from where."""

from __future__ import annotations

from domsync.errors import ProtocolError
from domsync.session.codes import CloseCode
from domsync.session.inbound import PROTOCOL_VERSION, HelloData
from domsync.session.tokens import new_session_id, new_token, same_token


class Resumption:
    """The token of a session, and what its next hello means.

    Args:
        token: The token with which the first hello resumes the session; None for a new session.
    """

    __slots__ = ("_is_same", "attempt", "foreign_until", "id", "is_used", "previous_token", "token")

    def __init__(self, token: str | None) -> None:
        #: Names the session; it is no secret.
        self.id: str = new_session_id() if token is None else token.partition(".")[0]
        #: What the next hello has to say.
        self.token: str = new_token(self.id) if token is None else token
        #: What the last hello has said, as long as its answer may have got lost; then it is accepted once more.
        self.previous_token: str | None = None
        #: A browser has been given a token by now, so that a hello without one is not for this session.
        self.is_used: bool = False
        #: The number of the last connection that was welcomed, as the browser counts them.
        self.attempt: int = 0
        #: Events up to this one mean documents of another process, where the session was before.
        self.foreign_until: int = 0
        #: Another process has begun the session, and the browser has not connected here yet: True if it has the same
        #: tree as there is here.
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
            # The numbers of other documents are those of another process.
            seen = {0: seen[0]} if is_same and seen.get(0) == seq else {}
            self.foreign_until = hello.sent
        return seen
