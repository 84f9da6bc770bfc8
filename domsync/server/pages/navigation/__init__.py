"""Navigation to other pages within a visit. The URL follows the page's fields, and the fields follow the URL."""

from __future__ import annotations

import asyncio
import inspect
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from domsync.components.component import Component
from domsync.components.location import Location
from domsync.dom.events import slow
from domsync.dom.ops import Json
from domsync.errors import DOMException
from domsync.server.net.request import Request
from domsync.server.net.responses import Redirect
from domsync.server.pages.navigation.head import Head
from domsync.server.pages.navigation.levels import Levels
from domsync.server.pages.navigation.prerender import Prerendered, Prerenderer
from domsync.server.pages.navigation.trips import Trip, Walk, address_of, own_address, request_for, walk_of
from domsync.server.pages.page import Prepared, RouteMatch
from domsync.server.pages.page_messages import LOAD, PAGE, SHEETS

if TYPE_CHECKING:
    from domsync.server.pages.served_visit import ServedVisit

logger: logging.Logger = logging.getLogger("domsync")

#: How long a page waits for its style sheets, in seconds.
_STYLE_SECONDS = 3.0

#: Finds the page for a request; None if something else responds to it.
Find = Callable[[Request], "RouteMatch | Redirect | None"]


def location_of(place: Request, request: Request) -> Location:
    """Make the address of a page, as given to its components.

    Args:
        place: The request for the page, as the outermost app has received it.
        request: The same request, as received by the app that has the page.
    """
    return Location(path=place.prefix + place.path, query=place.query, prefix=request.prefix)


class Navigation:
    """The location of a visit, and its navigation to other pages.

    Args:
        served: The visit.
        find: Finds pages.
        place: The request that loaded the page, as the outermost app has received it.
    """

    __slots__ = (
        "_find",
        "_going",
        "_head",
        "_loop",
        "_prerenderer",
        "_served",
        "levels",
        "location",
        "place",
    )

    def __init__(self, served: ServedVisit, find: Find, place: Request) -> None:
        self._served = served
        self._find = find
        #: The layouts and the page that are shown.
        self.levels: Levels = Levels(served)
        #: The request for the current address, as the outermost app would receive it.
        self.place: Request = place
        self.location: Location = location_of(place, served.request)
        served.scheduler.services["Location"] = self.location
        #: The head that the browser was told to use.
        self._head: Head | None = None
        self._loop = asyncio.get_running_loop()
        self._prerenderer = Prerenderer(served, self.levels, lambda: self._going is not None)
        #: The task that makes the page that the visitor is going to.
        self._going: asyncio.Task[Any] | None = None

    @property
    def page(self) -> Component | None:
        """The component of the page."""
        return self.levels.shown[-1].component if self.levels.shown else None

    @property
    def found(self) -> RouteMatch | None:
        """The page as requested; never None once the visit is shown."""
        return self.levels.found

    def end(self) -> None:
        """Stop any navigation, because the visit ends."""
        self._stop()
        self._prerenderer.drop()
        self.levels.clear()

    def _stop(self) -> None:
        """Stop making the page that the visitor was going to."""
        going, self._going = self._going, None
        if going is not None:
            going.cancel()

    def show(self, prepared: Prepared, page: Component, kept: int = 0) -> None:
        """Show a page in its layouts.

        Args:
            prepared: The page.
            page: Its component.
            kept: The number of current layouts that stay.

        Raises:
            Exception: The outermost component cannot be shown.
        """
        self.levels.show(prepared, page, kept, self._prerenderer.take(page, kept))
        self._note_head()

    def show_failure(self, prepared: Prepared, failure: BaseException) -> None:
        """Show that a page has failed.

        Args:
            prepared: The page.
            failure: The exception that it has raised.
        """
        self.levels.show_failure(prepared, failure)
        self._note_head()

    def _note_head(self) -> None:
        if self._head is None and self.found is not None:
            self._head = Head.of(self.found.options, self.place)

    # Going elsewhere

    def receive(self, params: bytes) -> bool:
        """Handle a navigation request from the browser.

        Args:
            params: The request, as JSON.

        Returns:
            Whether it is valid.
        """
        walk = walk_of(params)
        if walk is None or walk.r < 1:
            return False
        self._walk(Trip(walk, request_for(walk.url, self.place)))
        return True

    def go(self, url: str, *, replace: bool) -> bool:
        """Go to an address at the program's request, as soon as the running code has returned.

        Args:
            url: An address that has been checked.
            replace: Whether to drop the current address from the history.

        Returns:
            Whether the address can be a page of the app. If it turns out to be none, the browser loads it as a whole.
        """
        target = own_address(url, self.place)
        if target is None:
            return False
        trip = Trip(Walk(target, how="replace" if replace else "push"), request_for(target, self.place), url)
        # This may be called from a thread of the program.
        self._loop.call_soon_threadsafe(self._walk, trip)
        return True

    def _walk(self, trip: Trip) -> None:
        """Go to another address."""
        if not self.levels.shown:
            return
        self._stop()
        try:
            found = self._find(trip.place)
        except (Exception, SystemExit):
            # A guard has failed. The response to the browser's request will report it.
            logger.exception("navigating to a page failed")
            found = None
        if isinstance(found, Redirect):
            self._redirect(trip, found.url)
        elif found is None or not self._fits(found):
            self._load(trip)
        else:
            prepared = found.prepare()
            count, kept = len(prepared.arguments), self.levels.kept(prepared.found, trip.walk)
            if kept == len(self.levels.shown) == count and self.levels.take(prepared, kept) == count:
                self._arrive(prepared.found, trip)
            else:
                self._call(prepared, trip)

    def _redirect(self, trip: Trip, url: str) -> None:
        onwards = trip.redirected(url, self.place)
        if onwards is None:
            self._load(replace(trip, url=url))
        else:
            self._walk(onwards)

    def _fits(self, found: RouteMatch) -> bool:
        """Return whether a page can replace this one without the browser loading another document."""
        now = self.found
        if now is None or found.messages is not now.messages or found.route.is_raw:
            return False
        old, new = now.options, found.options
        return self._served.modules.allows(new.modules) and (
            old.policy == new.policy
            and now.theme == found.theme
            and old.head == new.head
            and list(map(_name, old.trusted_modules)) == list(map(_name, new.trusted_modules))
        )

    def _call(self, prepared: Prepared, trip: Trip) -> None:
        """Start making the page."""
        found, served, ready = prepared.found, self._served, self._prerenderer.find(prepared)
        if ready is not None:
            if ready.making is not None:
                self._going = served.scheduler.run(self._made_ready(ready, ready.making, prepared, trip), "a page")
                return
            if ready.page is not None:
                self._made(prepared, trip, ready.page)
                return
        try:
            with slow.timed(f"the page {found.route.pattern.path}", found.route.target):
                result = found.route.call(served.document, found.request, prepared.arguments[-1])
        except (Exception, SystemExit) as failure:  # noqa: BLE001 - whatever a page raises, its visitor sees something
            self._raised(prepared, trip, failure)
            return
        if inspect.isawaitable(result):
            where = f"the page {found.route.pattern.path}"
            self._going = served.scheduler.run(self._later(prepared, trip, result), where)
            served.events.watch(self._going)
        else:
            self._made(prepared, trip, result)

    async def _later(self, prepared: Prepared, trip: Trip, waiting: Awaitable[Any]) -> None:
        """Wait for the page's function, for as long as a request would."""
        seconds = self._served.pending_seconds
        result: Any
        try:
            async with asyncio.timeout(seconds):
                result = await waiting
        except TimeoutError:
            result = TimeoutError(f"the function of the page has not returned within {seconds:g} s")
        except (Exception, SystemExit) as failure:  # noqa: BLE001 - as above
            result = failure
        self._going = None
        self._made(prepared, trip, result)

    def _raised(self, prepared: Prepared, trip: Trip, failure: BaseException) -> None:
        """Act on the exception of the page's function: a redirect, or a failure."""
        if isinstance(failure, Redirect):
            self._redirect(trip, failure.url)
        else:
            prepared = self.levels.failing(prepared, failure)
            self._made(prepared, trip, self.levels.problem(prepared))

    def _made(self, prepared: Prepared, trip: Trip, result: Any) -> None:
        """Show the page that was made, once the browser has its style sheets."""
        try:
            page = prepared.found.route.component_of(result)
        except (Exception, SystemExit) as failure:  # noqa: BLE001 - as above
            self._raised(prepared, trip, failure)
            return
        if page is None:
            raise RuntimeError("a page that fills the document by itself is loaded as a whole")
        sheets = Head.of(prepared.found.options, trip.place).added_sheets(self._head)
        if sheets and self._served.connected:
            self._going = self._served.scheduler.run(
                self._styled(prepared, trip, page, sheets), "style sheets of a page"
            )
        else:
            self._put(prepared, trip, page)

    async def _styled(self, prepared: Prepared, trip: Trip, page: Component, sheets: list[Json]) -> None:
        """Make the browser fetch style sheets before the page is shown, so that nobody sees it without them."""
        told: dict[str, Json] = {"stylesheets": sheets}
        # A browser that cannot load them shows the page all the same.
        with suppress(TimeoutError, DOMException):
            async with asyncio.timeout(_STYLE_SECONDS):
                await self._served.document.consult(SHEETS, told)
        self._going = None
        self._put(prepared, trip, page)

    def _put(self, prepared: Prepared, trip: Trip, page: Component) -> None:
        """Show a page in those of its layouts that are already there."""
        found = prepared.found
        kept = self.levels.take(prepared, min(self.levels.kept(found, trip.walk), len(found.layouts)))
        self._move(found, trip.place)
        self._served.document.page_title = ""
        self._prerenderer.drop(but=page)
        with self._served.modules.all_allowed() as are_allowed:
            try:
                self.show(prepared, page, kept)
            except (Exception, SystemExit) as failure:  # noqa: BLE001 - as above
                self.levels.shown, kept = [], 0
                self.show_failure(prepared, failure)
            self._served.scheduler.flush()
        self._prerenderer.drop()
        if are_allowed():
            self._arrive(self.found or found, trip, kept)
        else:
            self._load(trip)

    # Preparing the page that the visitor may go to

    def make_ready(self, params: bytes) -> bool:
        """Make a page and render it out of sight, because the user seems about to follow a link.

        It is dropped when another page is requested, or when nobody requests it for some time.

        Args:
            params: The address of the link, as JSON.

        Returns:
            Whether it is valid.
        """
        walk = walk_of(params)
        if walk is None:
            return False
        if self._going is None and self.levels.shown:
            self._prerenderer.drop()
            try:
                self._make_ready(Trip(walk, request_for(walk.url, self.place)))
            except (Exception, SystemExit):
                # If it fails again when the visitor goes there, the failure is reported.
                logger.debug("a page could not be made ready", exc_info=True)
        return True

    def _make_ready(self, trip: Trip) -> None:
        found = self._find(trip.place)
        if not isinstance(found, RouteMatch) or found.status != 200 or not self._fits(found):
            return
        prepared = found.prepare()
        if prepared.found is found and self.levels.kept(found, trip.walk) != len(prepared.arguments):
            self._prerenderer.begin(prepared, trip, self._head)

    async def _made_ready(self, ready: Prerendered, making: asyncio.Task[Any], prepared: Prepared, trip: Trip) -> None:
        """Go to a page that is already being made."""
        result = await making
        self._going = None
        if isinstance(result, Exception):
            self._raised(prepared, trip, result)
        else:
            self._made(prepared, trip, ready.page or result)

    def _move(self, found: RouteMatch, place: Request) -> None:
        """Record the new address of the visit."""
        self.place = place
        self._served.move(found.request, place, found.guards)
        self._locate(place)

    def _locate(self, place: Request) -> None:
        location = self.location
        for name, value in (("path", place.prefix + place.path), ("query", place.query)):
            if getattr(location, name) != value:
                setattr(location, name, value)

    def _arrive(self, found: RouteMatch, trip: Trip, kept: int | None = None) -> None:
        """Tell the browser its new address.

        Args:
            found: The page.
            trip: The trip that has led there.
            kept: How many layouts have stayed, if it is another page.
        """
        served, place, walk = self._served, trip.place, trip.walk
        if kept is None:
            self._move(found, place)
        self.levels.found = found
        served.scheduler.flush()
        told: dict[str, Json] = {
            "url": address_of(place),
            "how": walk.how,
            "page": self.levels.number,
            "title": served.document.title or found.options.title or "",
            "status": found.status,
        }
        if walk.r:
            told["r"] = walk.r
        if kept is not None:
            told["in"] = self.levels.nodes(kept)
            if found.options.has_transitions:
                told["transition"] = True
        head, before = Head.of(found.options, place), self._head
        if before is not None:
            told |= head.changes(before)
        self._head = head
        served.document.deliver(PAGE, told)
        served.push()

    def _load(self, trip: Trip) -> None:
        """Make the browser load a page as a whole."""
        served, walk = self._served, trip.walk
        if walk.r:
            told: dict[str, Json] = {"r": walk.r}
            if trip.url is not None:
                told["url"] = trip.url
            served.document.deliver(LOAD, told)
            served.push()
        else:
            served.load(trip.url or trip.walk.url, replace=walk.how == "replace")

    # The address follows the fields

    def follow(self) -> None:
        """Write the current values of the fields into the address."""
        changed = self.levels.changed_fields()
        if changed:
            self._follow(replaces=all(changed.values()) or not self._served.connected)

    def _follow(self, *, replaces: bool) -> None:
        levels, found, served = self.levels, self.found, self._served
        if found is None:
            return
        request = found.request
        try:
            path, query = levels.address(request)
        except ValueError as error:
            logger.warning("the address of the page %s cannot follow its fields: %s", found.route.pattern.path, error)
            return
        if (path, query) == (request.path, request.query):
            return
        place = self.place
        if path != request.path:
            place = replace(place, path=place.path[: len(place.path) - len(request.path)] + path)
        for level in levels.shown:
            level.values = level.source.match(path) or level.values
        request = replace(request, path=path, query=query)
        found = levels.found = replace(found, request=request, values=levels.shown[-1].values)
        self._move(found, replace(place, query=query))
        served.scheduler.flush()
        how = "replace" if replaces else "push"
        told: dict[str, Json] = {"url": address_of(self.place), "how": how, "page": levels.number}
        served.document.deliver(PAGE, told)


def _name(address: str) -> str:
    """Return a name for a relative address that is the same wherever the address is used."""
    return address.replace("../", "").removeprefix("./")
