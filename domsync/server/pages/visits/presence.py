"""The presence of a visitor. A tab that reconnects does not appear to leave and come back."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domsync.components.shared.presence import Presence
    from domsync.server.pages.served_visit import ServedVisit


class VisitPresence:
    """The presence in which a visit is counted while its browser is connected.

    Args:
        presences: The presences that count it.
    """

    __slots__ = ("_leaving", "_presences")

    def __init__(self, presences: tuple[Presence, ...] = ()) -> None:
        self._presences = presences
        #: The timer that removes the visitor from the presences, unless the browser comes back first.
        self._leaving: asyncio.TimerHandle | None = None

    def come(self, served: ServedVisit) -> None:
        """Note that the browser has connected.

        Args:
            served: The visit.
        """
        self._stay()
        if not served.scheduler.presence.connected:
            served.scheduler.presence.set_connected(True)
            for presence in self._presences:
                presence.join(served.visit)

    def leave_after(self, seconds: float, served: ServedVisit) -> None:
        """Note that the browser is gone, and may come back.

        Args:
            seconds: How long the visitor still counts as present if the browser does not come back.
            served: The visit.
        """
        self._stay()
        self._leaving = asyncio.get_running_loop().call_later(seconds, self.leave, served)

    def leave(self, served: ServedVisit) -> None:
        """Note that the browser is gone for good.

        Args:
            served: The visit.
        """
        self._stay()
        if served.scheduler.presence.connected:
            served.scheduler.presence.set_connected(False)
            for presence in self._presences:
                presence.leave(served.visit)

    def _stay(self) -> None:
        if self._leaving is not None:
            self._leaving.cancel()
            self._leaving = None
