"""Python's garbage collector in a server: it runs between events, and leaves long-lived objects alone.

A full collection visits every object of every visit, and nothing else happens meanwhile: with 200 pages of 500 nodes
that takes tens of milliseconds. Reference counting frees nearly all garbage here at once, because reference cycles are
broken explicitly when something leaves a page. So full collections are rare, happen while no event is handled, and look
only at objects made since the previous one: the rest is set aside with `gc.freeze`.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import time

logger: logging.Logger = logging.getLogger("domsync")

#: Seconds between two checks of the number of young objects.
LOOK_SECONDS = 1.0
#: Seconds between two collections of the objects made in between.
YOUNG_SECONDS = 10.0
#: Seconds between two collections of all objects.
FULL_SECONDS = 1800.0
#: Seconds without an event that count as quiet.
QUIET_SECONDS = 0.05
#: The surplus of allocations from which the youngest objects are collected in a quiet moment.
YOUNG_OBJECTS = 30_000
#: The surplus from which they are collected after the current event or request, quiet or not, in some 2 ms. Most of the
#: garbage among them belongs to the connections of requests that have been answered.
MANY_YOUNG_OBJECTS = 40_000
#: The surplus from which Python collects them by itself, in the middle of whatever happens. An event that makes a table
#: of 10,000 rows makes 240,000 objects, nearly all of which stay: collections meanwhile would be a fifth of the work,
#: and find nothing.
MOST_YOUNG_OBJECTS = 400_000


class Collector:
    """Runs the garbage collector for a server. Until `stop`, Python's own full collections are off.

    Args:
        look_seconds: Seconds between two checks of the number of young objects.
        young_seconds: Seconds between two collections of the objects made in between.
        full_seconds: Seconds between two collections of all objects.
    """

    def __init__(
        self,
        look_seconds: float = LOOK_SECONDS,
        young_seconds: float = YOUNG_SECONDS,
        full_seconds: float = FULL_SECONDS,
    ) -> None:
        self._look_seconds = look_seconds
        self._young_seconds = young_seconds
        self._full_seconds = full_seconds
        self._thresholds = gc.get_threshold()
        self._full_at = time.monotonic() + full_seconds
        self._busy_at = 0.0
        self._running = False

    def start(self) -> None:
        """Set existing objects aside (modules, code), and take over the collector."""
        if self._running:
            return
        self._running = True
        self._thresholds = gc.get_threshold()
        gc.collect()
        gc.freeze()
        # The third number is the number of collections of the second generation before a full one: it is never reached.
        gc.set_threshold(MOST_YOUNG_OBJECTS, 50, 1_000_000)

    def stop(self) -> None:
        """Restore the collector's previous settings."""
        if self._running:
            self._running = False
            gc.set_threshold(*self._thresholds)
            gc.unfreeze()

    def on_activity(self) -> None:
        """Note that an event is being handled, or a page made."""
        self._busy_at = time.monotonic()
        if gc.get_count()[0] >= MANY_YOUNG_OBJECTS:
            asyncio.get_running_loop().call_soon(self._collect_youngest)

    @staticmethod
    def _collect_youngest() -> None:
        if gc.get_count()[0] >= MANY_YOUNG_OBJECTS:
            gc.collect(0)

    async def run(self) -> None:
        """Collect in quiet moments, until cancelled."""
        due = time.monotonic() + self._young_seconds
        while True:
            await asyncio.sleep(self._look_seconds)
            if time.monotonic() >= due:
                await self._quiet(self._young_seconds)
                self.collect()
                due = time.monotonic() + self._young_seconds
            elif gc.get_count()[0] >= YOUNG_OBJECTS:
                await self._quiet(self._look_seconds)
                gc.collect(0)

    async def _quiet(self, most: float) -> None:
        """Wait for a quiet moment, for a number of seconds at most."""
        waited = 0.0
        while time.monotonic() - self._busy_at < QUIET_SECONDS and waited < most:
            await asyncio.sleep(QUIET_SECONDS)
            waited += QUIET_SECONDS

    def collect(self) -> int:
        """Collect the objects made since the last time, or all of them if that is due, and set the rest aside.

        Returns:
            The number of unreachable objects that were found.
        """
        began = time.monotonic()
        full = began >= self._full_at
        if full:
            self._full_at = began + self._full_seconds
            gc.unfreeze()
        found = gc.collect()
        gc.freeze()
        logger.debug("garbage collection: %d objects in %.1f ms", found, (time.monotonic() - began) * 1000)
        return found
