"""Upkeep of the visits, from time to time: records of open pages are kept for longer, quiet pages take less memory,
and idle pages fall asleep."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Iterable, Iterator

from domsync.components.reconciler.packing import pack
from domsync.server.pages.served_visit import ServedVisit

#: How often the record of an open page is kept for longer, in the time that it is kept.
_TOUCHES = 4
#: How often one looks for pages to which nothing happens, in the time after which they sleep.
_LOOKS = 5
#: So many pages fall asleep at once, and then nothing else is held up for so many seconds.
_ASLEEP_AT_ONCE, _BETWEEN_SECONDS = 8, 0.1

#: After so many seconds in which nothing happens to a page, its descriptions are packed. Not sooner: of a list of 50
#: rows that is rendered as a whole, packing costs 7 to 34 % of a render, and the next render as much more. Somebody who
#: clicks every few seconds would pay that each time, for memory that a page takes for some seconds less.
QUIET_SECONDS = 10.0
#: So many pages are packed at once, or fewer large ones, and then nothing else is held up for so many seconds.
_PACKED_AT_ONCE, _BETWEEN_PACKING_SECONDS = 20, 0.02


class Upkeep:
    """The timers that look after visits.

    Args:
        visits: The visits; it is gone through anew each time, and may change meanwhile.
    """

    def __init__(self, visits: Iterable[ServedVisit]) -> None:
        self._visits = visits
        self._sleep_seconds = math.inf
        self._packing: Iterator[None] | None = None
        self._timers: dict[Callable[[], None], asyncio.TimerHandle] = {}

    def start(self, sleep_seconds: float | None, kept_seconds: float | None) -> None:
        """Begin.

        Args:
            sleep_seconds: After how many seconds in which nothing happens to it a page falls asleep; None for never.
            kept_seconds: For how many seconds the records of pages are kept; None if there are none.
        """
        if sleep_seconds is not None:
            self._sleep_seconds = sleep_seconds
            self._every(max(1.0, sleep_seconds / _LOOKS), self._let_sleep)
        self._every(QUIET_SECONDS / 2, self._pack)
        if kept_seconds is not None:
            self._every(kept_seconds / _TOUCHES, self._touch)

    def stop(self) -> None:
        """Undo :meth:`start`."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        self._packing = None

    def _every(self, seconds: float, function: Callable[[], None]) -> None:
        """Call a function every so many seconds."""

        def call() -> None:
            self._every(seconds, function)
            function()

        self._timers[function] = asyncio.get_running_loop().call_later(seconds, call)

    def _touch(self) -> None:
        for visit in self._visits:
            if visit.keeper is not None and visit.connected:
                visit.keeper.touch()

    def _pack(self) -> None:
        """Begin to pack the pages that are quiet, if that is not going on."""
        if self._packing is None:
            self._packing = self._packs(asyncio.get_running_loop().time() - QUIET_SECONDS)
            self._pack_more()

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

    def _packs(self, until: float) -> Iterator[None]:
        """Pack the pages to which nothing has happened since a moment; yields where others may have their turn."""
        quiet = [visit for visit in self._visits if visit.packed_at < visit.active_at <= until]
        for number, visit in enumerate(quiet, start=1):
            if visit.active_at <= until and visit.is_open:
                visit.packed_at = visit.active_at
                yield from pack(visit.document)
            if number % _PACKED_AT_ONCE == 0:
                yield

    def _let_sleep(self) -> None:
        """Let pages sleep to which nothing happens; those that could not are asked again when something has."""
        loop = asyncio.get_running_loop()
        now, asked = loop.time(), 0
        for visit in self._visits:
            if now - visit.active_at >= self._sleep_seconds:
                if asked == _ASLEEP_AT_ONCE:
                    # The others in a moment: those who are awake are not to wait.
                    self._timers[self._let_more_sleep] = loop.call_later(_BETWEEN_SECONDS, self._let_more_sleep)
                    return
                asked += 1
                visit.active_at = math.inf
                visit.fall_asleep()

    def _let_more_sleep(self) -> None:
        self._let_sleep()
