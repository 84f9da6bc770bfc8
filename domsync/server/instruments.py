"""Parts of an app that a tool replaces with its own: `domsync.testing`, and tools for development."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from domsync.components.monitor import Monitor
from domsync.server.net.gate import IncomingConnection
from domsync.server.net.transport import Transport


@dataclass(frozen=True, slots=True)
class Instruments:
    """The parts of an app that a tool replaces while it drives the app.

    Args:
        monitor: Observes what the components of all pages do, and what the app's tasks raise.
        is_rate_limited: Whether the rate of the browsers' messages is limited.
        collects: Whether the app may run the garbage collector.
        connection: Called with each new connection; returns the one to serve instead, or None to refuse it.
    """

    monitor: Monitor | None = None
    is_rate_limited: bool = True
    collects: bool = True
    connection: Callable[[IncomingConnection], IncomingConnection | None] | None = None


class PageTrace(Protocol):
    """A listener for the events of one page. It must neither raise nor change anything."""

    def begun(self, event: Any) -> None:
        """Note that an event of the session is about to be handled.

        Args:
            event: The event.
        """

    def handled(self, event: Any, seconds: float) -> None:
        """Note that an event was handled; its async handlers may still be running.

        Args:
            event: The event.
            seconds: Seconds for which it has held the event loop.
        """


class Watch(Protocol):
    """Watches the pages of an app while the inspector is open."""

    def opened(self, visit: Any) -> None:
        """Note that a page was opened.

        Args:
            visit: Its visit.
        """

    def connects(self, visit: Any, transport: Transport) -> Transport | None:
        """Wrap a new connection of a page's browser.

        Args:
            visit: The page.
            transport: The connection.

        Returns:
            The connection to use; None cuts it.
        """
