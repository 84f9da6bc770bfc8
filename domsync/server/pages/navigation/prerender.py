"""Prerendering: make and render a page in advance, in case its visitor goes there."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from domsync.components.component import Component
from domsync.components.reconciler.instance import instance_of
from domsync.components.reconciler.prerendering import Ahead
from domsync.server.pages.navigation.head import Head
from domsync.server.pages.navigation.levels import Level, Levels, nest
from domsync.server.pages.navigation.trips import Trip
from domsync.server.pages.page import Prepared
from domsync.server.pages.page_messages import SHEETS

if TYPE_CHECKING:
    from domsync.server.pages.served_visit import ServedVisit

#: How long a prepared page is kept, in seconds.
_READY_SECONDS = 10.0


class Prerendered:
    """A page that is prepared or being prepared.

    Args:
        prepared: The page.
    """

    __slots__ = ("ahead", "kept", "made", "making", "page", "prepared", "timer")

    def __init__(self, prepared: Prepared) -> None:
        self.prepared: Prepared = prepared
        #: The task that makes the page, if that takes time.
        self.making: asyncio.Task[Any] | None = None
        #: The result of its function.
        self.page: Component | None = None
        #: Its levels, the number of current levels that stay, and the outermost new level as rendered in the last of
        #: these.
        self.made: list[Level] = []
        self.kept: int = 0
        self.ahead: Ahead | None = None
        self.timer: asyncio.TimerHandle | None = None

    def is_for(self, prepared: Prepared) -> bool:
        """Return whether this is the wanted page."""
        own, other = self.prepared.found, prepared.found
        same = own.route is other.route and [layout for layout, _ in own.layouts] == [one for one, _ in other.layouts]
        return same and own.request.path == other.request.path and self.prepared.arguments == prepared.arguments

    def drop(self) -> None:
        """Drop the page, because it is no longer wanted or is now shown."""
        if self.timer is not None:
            self.timer.cancel()
        if self.making is not None:
            self.making.cancel()
        if self.ahead is not None:
            self.ahead.drop()
        self.made.clear()
        self.page = None


class Prerenderer:
    """Prepares the page that a visitor may be about to go to, one at a time.

    Args:
        served: The visit.
        levels: The levels that it shows.
        is_going: Whether the visitor is on the way to another page.
    """

    __slots__ = ("_is_going", "_levels", "_ready", "_served")

    def __init__(self, served: ServedVisit, levels: Levels, is_going: Callable[[], bool]) -> None:
        self._served = served
        self._levels = levels
        self._is_going = is_going
        self._ready: Prerendered | None = None

    def begin(self, prepared: Prepared, trip: Trip, head: Head | None) -> None:
        """Make a page and render it out of sight.

        Args:
            prepared: The page.
            trip: The way there.
            head: The head that the browser has.
        """
        served, found = self._served, prepared.found
        ready = Prerendered(prepared)
        result = found.route.call(served.document, found.request, prepared.arguments[-1])
        if inspect.isawaitable(result):
            work = self._render_later(ready, trip, head, result)
            ready.making = served.scheduler.run(work, "a page that may be wanted")
        else:
            self._render(ready, trip, head, result)
        self._ready = ready
        ready.timer = asyncio.get_running_loop().call_later(_READY_SECONDS, self.drop)

    async def _render_later(self, ready: Prerendered, trip: Trip, head: Head | None, waiting: Awaitable[Any]) -> Any:
        """Wait for the page's function, render its result, and return that or the function's exception."""
        try:
            async with asyncio.timeout(self._served.pending_seconds):
                result = await waiting
            if not self._is_going():
                self._render(ready, trip, head, result)
        except Exception as failure:  # noqa: BLE001 - it is reported when the visitor goes there
            return failure
        finally:
            ready.making = None
        return result

    def _render(self, ready: Prerendered, trip: Trip, head: Head | None, result: Any) -> None:
        """Render a page in those of its layouts that are new."""
        served, levels, prepared = self._served, self._levels, ready.prepared
        page = prepared.found.route.component_of(result)
        if page is None:
            return
        ready.page = page
        if head is not None and (sheets := Head.of(prepared.found.options, trip.place).added_sheets(head)):
            served.document.deliver(SHEETS, {"stylesheets": sheets})
        ready.kept = kept = min(levels.kept(prepared.found, trip.walk), len(prepared.found.layouts))
        owner = instance_of(levels.shown[kept - 1].place) if kept else None
        if owner is None:
            return
        made, after = levels.make(prepared, page, kept)
        if after is not prepared:
            return
        nest(made)
        with served.modules.all_allowed() as are_allowed:
            ahead = Ahead(made[0].component, owner)
        if are_allowed():
            ready.made, ready.ahead = made, ahead
        else:
            ahead.drop()

    def find(self, prepared: Prepared) -> Prerendered | None:
        """Return the wanted page, if it is prepared or being prepared.

        Args:
            prepared: The page that is wanted.
        """
        return self._ready if self._ready is not None and self._ready.is_for(prepared) else None

    def take(self, page: Component, kept: int) -> list[Level] | None:
        """Return the levels of a page that is about to be shown, if they are rendered.

        Args:
            page: Its component.
            kept: The number of current levels that stay.
        """
        ready = self._ready
        if ready is None or ready.page is not page or not ready.made:
            return None
        made, ready.made, ahead, ready.ahead = ready.made, [], ready.ahead, None
        if ready.kept == kept:
            return made
        if ahead is not None:
            ahead.drop()
        return None

    def drop(self, *, but: Component | None = None) -> None:
        """Drop the prepared page, because it is not wanted.

        Args:
            but: The component of a page to keep.
        """
        ready = self._ready
        if ready is not None and (but is None or ready.page is not but):
            self._ready = None
            ready.drop()
