"""Hooks with which tools replace parts of an app: `domsync.testing` and the developer tools."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from domsync.components.monitor import Monitor
from domsync.server.net.gate import IncomingConnection
from domsync.server.net.transport import Transport


@dataclass(frozen=True, slots=True)
class Instruments:
    """The instruments of a tool: what is different while it drives an app.

    Args:
        monitor: Is told what the components of all pages do, and what the app's tasks raise.
        is_rate_limited: Whether browsers may send only so many messages a second.
        collects: Whether the app may run the garbage collector.
        connection: Is given each new connection, and gives what is to be served instead; None refuses it.
    """

    monitor: Monitor | None = None
    is_rate_limited: bool = True
    collects: bool = True
    connection: Callable[[IncomingConnection], IncomingConnection | None] | None = None


class PageTrace(Protocol):
    """A listener that is told what the browser of one page says. It must not raise, and not change anything."""

    def begun(self, event: Any) -> None:
        """Hear that an event of the session is about to be handled.

        Args:
            event: The event.
        """

    def handled(self, event: Any, seconds: float) -> None:
        """Hear that it was handled, but for what its async handlers still do.

        Args:
            event: The event.
            seconds: How long it has held the event loop.
        """


class Watch(Protocol):
    """Looks at the pages of an app while the inspector is open."""

    def opened(self, visit: Any) -> None:
        """Hear of a new page.

        Args:
            visit: What the server knows of it.
        """

    def connects(self, visit: Any, transport: Transport) -> Transport | None:
        """Stand between a page and a new connection of its browser.

        Args:
            visit: The page.
            transport: The connection.

        Returns:
            What is to be used as the connection; None cuts it.
        """
