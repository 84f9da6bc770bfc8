"""Periodic upkeep of visits: extend the records of open pages, pack quiet pages, and put idle pages to sleep."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Iterable, Iterator

from domsync.components.reconciler.packing import pack
from domsync.server.pages.served_visit import ServedVisit

#: How often the record of an open page is renewed within the time for which it is kept.
_TOUCHES = 4
#: How often the sessions of connected pages are renewed within their idle time.
_SESSION_TOUCHES = 20
#: How often idle pages are looked for within the time after which they sleep.
_LOOKS = 5
#: How many pages fall asleep in a row, and the pause after that, in seconds, in which other work runs.
_ASLEEP_AT_ONCE, _BETWEEN_SECONDS = 8, 0.1

#: The idle seconds after which the descriptions of a page are packed. Not sooner: for a list of 50 rows that is
#: rendered as a whole, packing costs 7 to 34 % of a render, and makes the next render slower by 3 to 25 %. A visitor
#: who clicks every few seconds would pay that each time, for memory that is saved for only a few seconds.
QUIET_SECONDS = 10.0
#: The same for a page that has not been packed before. Many pages are opened only to be read, and a visitor who clicks
#: pays once.
FRESH_SECONDS = 1.0
#: How many pages are packed in a row, or fewer large ones, and the pause after that, in seconds.
_PACKED_AT_ONCE, _BETWEEN_PACKING_SECONDS = 20, 0.02


class Upkeep:
    """The timers that look after visits.

    Args:
        visits: The visits; iterated over each time, and may change in between.
    """

    def __init__(self, visits: Iterable[ServedVisit]) -> None:
        self._visits = visits
        self._sleep_seconds = math.inf
        self._packing: Iterator[None] | None = None
        self._is_running = False
        self._timers: dict[Callable[[], None], asyncio.TimerHandle] = {}

    def start(self, sleep_seconds: float | None, kept_seconds: float | None, idle_seconds: float | None = None) -> None:
        """Start the timers.

        Args:
            sleep_seconds: The idle seconds after which a page falls asleep; None for never.
            kept_seconds: For how many seconds records of pages are kept; None if there are none.
            idle_seconds: The idle seconds after which sessions end; None if there are none.
        """
        self._is_running = True
        if sleep_seconds is not None:
            self._sleep_seconds = sleep_seconds
            self._every(max(1.0, sleep_seconds / _LOOKS), self._let_sleep)
        self._every(QUIET_SECONDS / 2, self._pack)
        if kept_seconds is not None:
            self._every(kept_seconds / _TOUCHES, self._touch)
        if idle_seconds is not None:
            self._every(max(1.0, idle_seconds / _SESSION_TOUCHES), self._touch_sessions)

    def stop(self) -> None:
        """Undo :meth:`start`."""
        self._is_running = False
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        self._packing = None

    def opened(self) -> None:
        """Look at the pages soon, because one of them is new."""
        if self._is_running and self._pack_fresh not in self._timers:
            self._timers[self._pack_fresh] = asyncio.get_running_loop().call_later(FRESH_SECONDS, self._pack_fresh)

    def _every(self, seconds: float, function: Callable[[], None]) -> None:
        """Call a function at an interval in seconds."""

        def call() -> None:
            self._every(seconds, function)
            function()

        self._timers[function] = asyncio.get_running_loop().call_later(seconds, call)

    def _touch(self) -> None:
        for visit in self._visits:
            if visit.keeper is not None and visit.connected:
                visit.keeper.touch()

    def _touch_sessions(self) -> None:
        for visit in self._visits:
            if visit.connected:
                visit.touch_session()

    def _pack(self) -> None:
        """Start packing the quiet pages, unless that is already running."""
        if self._packing is None:
            self._packing = self._packs(asyncio.get_running_loop().time())
            self._pack_more()

    def _pack_fresh(self) -> None:
        del self._timers[self._pack_fresh]
        self._pack()
        since = asyncio.get_running_loop().time() - FRESH_SECONDS
        if any(visit.packed_at == -math.inf and since < visit.active_at < math.inf for visit in self._visits):
            self.opened()

    def _pack_more(self) -> None:
        if self._packing is None:
            return
        try:
            next(self._packing)
        except StopIteration:
            self._packing = None
        else:
            loop = asyncio.get_running_loop()
            self._timers[self._pack_more] = loop.call_later(_BETWEEN_PACKING_SECONDS, self._pack_more)

    def _packs(self, now: float) -> Iterator[None]:
        """Pack the pages that have been quiet for long enough; yield where other work may run."""

        def is_quiet(visit: ServedVisit) -> bool:
            seconds = FRESH_SECONDS if visit.packed_at == -math.inf else QUIET_SECONDS
            return visit.packed_at < visit.active_at <= now - seconds

        quiet = [visit for visit in self._visits if is_quiet(visit)]
        for number, visit in enumerate(quiet, start=1):
            if is_quiet(visit) and visit.is_open:
                visit.packed_at = visit.active_at
                yield from pack(visit.document)
            if number % _PACKED_AT_ONCE == 0:
                yield

    def _let_sleep(self) -> None:
        """Let idle pages fall asleep; a page that cannot is tried again once something has happened to it."""
        loop = asyncio.get_running_loop()
        now, asked = loop.time(), 0
        for visit in self._visits:
            if now - visit.active_at >= self._sleep_seconds:
                if asked == _ASLEEP_AT_ONCE:
                    # The others follow in a moment: pages that are awake must not wait.
                    self._timers[self._let_more_sleep] = loop.call_later(_BETWEEN_SECONDS, self._let_more_sleep)
                    return
                asked += 1
                visit.active_at = math.inf
                visit.fall_asleep()

    def _let_more_sleep(self) -> None:
        self._let_sleep()
