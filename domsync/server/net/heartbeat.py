"""The heartbeat: each side detects that the other is gone, even if no connection was closed.

The server sends WebSocket pings, which a browser answers by itself. JavaScript does not see them, so the client sends a
frame of its own after a silence (`socket.pulse` of `client/socket.js`), which the session answers at once. Behind an
ASGI server, that server sends the pings.
"""

from __future__ import annotations

import asyncio
from typing import NamedTuple, Protocol

from domsync.server.limits import ServerLimits

#: Connections that are due within this many seconds are pinged together.
_TOGETHER_SECONDS = 0.02


class Heartbeat(NamedTuple):
    """The timing of pings.

    Args:
        interval: Seconds from the handshake, or from the last answer, to the next ping.
        timeout: Seconds within which the answer has to arrive.
    """

    interval: float
    timeout: float


def heartbeat(limits: ServerLimits) -> Heartbeat:
    """Derive the timing of pings from a server's limits.

    Args:
        limits: The limits. A browser that does not answer is given `close_seconds` more to close the connection, and is
            dropped after `2 * ping_seconds` of silence.
    """
    interval = limits.ping_seconds
    return Heartbeat(interval, max(interval - limits.close_seconds, interval / 2))


class Beating(Protocol):
    """A connection whose browser is pinged."""

    def ask(self) -> bool:
        """Send a ping; return whether there can be an answer."""

    def give_up(self) -> None:
        """End the connection, because no answer has arrived."""


class Pulse:
    """The pulse of a port: one timer that pings all connections, each when it is due.

    The `websockets` package has a task for each connection. Most connections belong to pages that are idle, and a
    sleeping task takes more than a kilobyte.

    Args:
        terms: The timing of pings.
    """

    __slots__ = ("_asked", "_loop", "_resting", "_terms", "_timer")

    def __init__(self, terms: Heartbeat) -> None:
        self._terms = terms
        self._loop = asyncio.get_running_loop()
        # All wait equally long, so the connections are due in the order in which they were added.
        self._resting: dict[Beating, float] = {}
        self._asked: dict[Beating, float] = {}
        self._timer: asyncio.TimerHandle | None = None

    def add(self, connection: Beating) -> None:
        """Ping a connection from now on.

        Args:
            connection: The open connection.
        """
        self._resting[connection] = due = self._loop.time() + self._terms.interval
        if self._timer is None:
            self._timer = self._loop.call_at(due, self._beat)

    def answered(self, connection: Beating) -> None:
        """Register a pong.

        Args:
            connection: The connection on which it arrived.
        """
        if self._asked.pop(connection, None) is not None:
            self.add(connection)

    def forget(self, connection: Beating) -> None:
        """Stop pinging a connection.

        Args:
            connection: The connection, which has ended or was never added.
        """
        self._resting.pop(connection, None)
        self._asked.pop(connection, None)
        if self._timer is not None and not self._resting and not self._asked:
            self._timer.cancel()
            self._timer = None

    def _beat(self) -> None:
        now = self._loop.time()
        for connection in _due(self._asked, now):
            del self._asked[connection]
            connection.give_up()
        for connection in _due(self._resting, now):
            del self._resting[connection]
            if connection.ask():
                self._asked[connection] = now + self._terms.timeout
        following = [next(iter(waiting.values())) for waiting in (self._resting, self._asked) if waiting]
        self._timer = self._loop.call_at(min(following), self._beat) if following else None


def _due(waiting: dict[Beating, float], now: float) -> list[Beating]:
    """The connections at the front that are due."""
    due: list[Beating] = []
    for connection, time in waiting.items():
        if time > now + _TOGETHER_SECONDS:
            break
        due.append(connection)
    return due
