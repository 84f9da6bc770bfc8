"""The heartbeat: each side detects that the other is gone, even if no connection was closed.

The server asks by WebSocket pings, which a browser answers by itself. JavaScript sees none of these, so that the client
asks with a frame of its own after a silence (`socket.pulse` of `client/socket.js`), which the session answers at once.
Behind an ASGI server, the pings are that server's.
"""

from __future__ import annotations

import asyncio
from typing import NamedTuple, Protocol

from domsync.server.limits import ServerLimits

#: Those whose time comes within so many seconds are asked together.
_TOGETHER_SECONDS = 0.02


class Heartbeat(NamedTuple):
    """The terms on which browsers are asked whether they are there.

    Args:
        interval: Seconds from one ping to the next.
        timeout: Seconds in which the answer has to come.
    """

    interval: float
    timeout: float


def heartbeat(limits: ServerLimits) -> Heartbeat:
    """Make the heartbeat of a server.

    Args:
        limits: What visitors may ask for. A browser that does not answer is given `close_seconds` more to say goodbye,
            and is gone after `2 * ping_seconds` of silence.
    """
    interval = limits.ping_seconds
    return Heartbeat(interval, max(interval - limits.close_seconds, interval / 2))


class Beating(Protocol):
    """A connection that is asked whether its browser is still there."""

    def ask(self) -> bool:
        """Send a ping, and tell whether there can be an answer."""

    def give_up(self) -> None:
        """End the connection, because no answer has come."""


class Pulse:
    """The pulse of a port: one timer by which all connections are asked, each when its time has come.

    The `websockets` package has a task for each of them. Most connections are those of pages that lie open, and a task
    that sleeps takes more than a kilobyte.

    Args:
        terms: On which terms browsers are asked.
    """

    __slots__ = ("_asked", "_loop", "_resting", "_terms", "_timer")

    def __init__(self, terms: Heartbeat) -> None:
        self._terms = terms
        self._loop = asyncio.get_running_loop()
        # All wait equally long, so that those that came first are due first.
        self._resting: dict[Beating, float] = {}
        self._asked: dict[Beating, float] = {}
        self._timer: asyncio.TimerHandle | None = None

    def add(self, connection: Beating) -> None:
        """Ask a connection from now on.

        Args:
            connection: It is open.
        """
        self._resting[connection] = due = self._loop.time() + self._terms.interval
        if self._timer is None:
            self._timer = self._loop.call_at(due, self._beat)

    def answered(self, connection: Beating) -> None:
        """Take note of a pong.

        Args:
            connection: Whose.
        """
        if self._asked.pop(connection, None) is not None:
            self.add(connection)

    def forget(self, connection: Beating) -> None:
        """Ask a connection no longer.

        Args:
            connection: It has ended, or was never added.
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
    """Those at the front whose time has come."""
    due: list[Beating] = []
    for connection, time in waiting.items():
        if time > now + _TOGETHER_SECONDS:
            break
        due.append(connection)
    return due
