"""Levels of a page, which stand in each other: the layouts, the outermost first, and the page."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from copy import copy
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from domsync.components.component import Component, set_outlet
from domsync.components.outlet import Outlet
from domsync.components.reconciler.instance import first_node, instance_of, last_node
from domsync.components.reconciler.mounting import mount, unmount
from domsync.dom.ops import Json
from domsync.server.net.request import Request
from domsync.server.pages.address import AddressFields, Values, with_query
from domsync.server.pages.layouts import Layout
from domsync.server.pages.navigation.trips import Walk
from domsync.server.pages.page import PageRoute, Prepared, RouteMatch

if TYPE_CHECKING:
    from domsync.server.pages.served_visit import ServedVisit

logger: logging.Logger = logging.getLogger("domsync")


class Level:
    """One of the components that stand in each other: a layout, or the page.

    Args:
        source: What it was made by.
        values: What the path says of it.
        component: The component.
    """

    __slots__ = ("component", "fields", "held", "outlet", "source", "values")

    def __init__(self, source: Layout | PageRoute, values: Mapping[str, str], component: Component) -> None:
        self.source: Layout | PageRoute = source
        self.values: Mapping[str, str] = values
        self.component: Component = component
        #: Shows the next level, if this one is a layout.
        self.outlet: Outlet | None = None
        if isinstance(source, Layout):
            self.outlet = Outlet()
            set_outlet(component, self.outlet)
        #: Those of its fields that stand in the address; None where there are none.
        self.fields: AddressFields | None = source.fields
        if self.fields is not None and not (self.fields.names and isinstance(component, source.target)):
            self.fields = None
        #: What these fields held when the address was made.
        self.held: Values = {}
        self.hold()

    def hold(self) -> None:
        """Take what the fields hold now for what the address says."""
        if self.fields is not None:
            self.held = self.fields.values(self.component)

    def is_for(self, source: Layout | PageRoute) -> bool:
        """Return whether the same component is meant, if it is told what the address says.

        Args:
            source: What it would be made by.
        """
        return source is self.source and isinstance(source.target, type) and isinstance(self.component, source.target)

    def take(self, values: Mapping[str, str], given: Mapping[str, Any]) -> bool:
        """Assign to the fields what an address says.

        Args:
            values: What its path says.
            given: What it says of the fields, validated.

        Returns:
            Whether the component can have these values, one after the other.
        """
        if self.fields is not None:
            try:
                self.fields.set(self.component, given)
            except ValueError:
                # A validator of the component's looks at several fields: they fit a new one.
                return False
        self.values = values
        self.hold()
        return True

    def give(self, values: Values) -> None:
        """Assign what fields of other levels hold now for the same parameters.

        Args:
            values: It, by the names of the parameters.
        """
        if self.fields is None:
            return
        for name in self.fields.names:
            if name in values and self.component.__dict__[name] != values[name]:
                try:
                    setattr(self.component, name, copy(values[name]))
                except ValueError as error:
                    kind = type(self.component).__name__
                    logger.warning("%s.%s refuses the value that another level has: %s", kind, name, error)
        self.hold()

    def surround(self, inner: Level) -> None:
        """Show another level in this one, which is a layout.

        Args:
            inner: The other level.
        """
        self.place.shown = inner.component

    @property
    def place(self) -> Outlet:
        """The place where the next level stands in this one."""
        if self.outlet is None:
            raise RuntimeError(f"{self.component!r} is no layout")
        return self.outlet


class Levels:
    """The layouts and the page that a visit shows.

    Args:
        served: The visit.
    """

    __slots__ = ("_served", "found", "number", "shown")

    def __init__(self, served: ServedVisit) -> None:
        self._served = served
        #: The layouts, the outermost first, and the page.
        self.shown: list[Level] = []
        #: The page as it was asked for; there is always one once the visit is shown.
        self.found: RouteMatch | None = None
        #: Counts the pages that were shown, so that the browser can say which of them its history means.
        self.number: int = 0

    def components(self) -> Iterator[Component]:
        """The layouts, where the next ones stand in them, and the page."""
        for level in self.shown:
            yield level.component
            if level.outlet is not None:
                yield level.outlet

    def clear(self) -> None:
        """Clear it: nothing is shown any longer."""
        self.shown.clear()
        self.found = None

    def show(self, prepared: Prepared, page: Component, kept: int = 0, made: list[Level] | None = None) -> None:
        """Show a page in its layouts.

        Args:
            prepared: The page.
            page: Its component.
            kept: How many of the layouts that are there go on.
            made: The levels that take their place in these, if they are made already.

        Raises:
            Exception: The outermost component cannot be shown.
        """
        if made is None:
            made, prepared = self.make(prepared, page, kept)
        before, self.shown = self.shown, [*self.shown[:kept], *made]
        self.found = prepared.found
        self._served.scheduler.services["Locale"] = self.found.options.locale_for(self.found.request)
        self.number += 1
        nest(made)
        if kept:
            self.shown[kept - 1].surround(made[0])
            self._served.scheduler.flush()
        else:
            if before:
                unmount(before[0].component)
            mount(made[0].component, self._served.document.documentElement)

    def make(self, prepared: Prepared, page: Component, kept: int) -> tuple[list[Level], Prepared]:
        """Make the layouts that are not there yet.

        Args:
            prepared: The page.
            page: Its component.
            kept: How many layouts are there.

        Returns:
            The new levels, and the page that they are for: another one where a layout has failed.
        """
        made: list[Level] = []
        found = prepared.found
        for depth, (layout, values) in enumerate(found.layouts[kept:], kept):
            try:
                component = layout.target(**prepared.arguments[depth])
            except (Exception, SystemExit) as failure:  # noqa: BLE001 - whatever a layout raises, the page goes on around it
                prepared = self.failing(prepared, failure, depth)
                return [*made, Level(prepared.found.route, {}, self.problem(prepared))], prepared
            made.append(Level(layout, values, component))
        return [*made, Level(found.route, found.values, page)], prepared

    def failing(self, prepared: Prepared, failure: BaseException, depth: int | None = None) -> Prepared:
        """Choose what is shown in place of a page or a layout that has raised.

        Args:
            prepared: The page.
            failure: What was raised.
            depth: How many of the layouts surround it; by default all.
        """
        found = prepared.found
        reference = self._served.scheduler.report(failure, f"the page {found.route.pattern.path}")
        return prepared.failed(reference, failure, depth)

    def problem(self, prepared: Prepared) -> Component:
        """The component of a route that is no page but says why there is none.

        Args:
            prepared: It.
        """
        made: Component = prepared.found.route.call(self._served.document, prepared.found.request, {})
        return made

    def show_failure(self, prepared: Prepared, failure: BaseException) -> None:
        """Show in its layouts that a page has failed, or without them if they are what has.

        Args:
            prepared: The page.
            failure: What it has raised.
        """
        prepared = self.failing(prepared, failure)
        try:
            self.show(prepared, self.problem(prepared))
        except (Exception, SystemExit) as second:  # noqa: BLE001 - whatever a layout raises, the visitor sees something
            self.shown = []
            prepared = self.failing(prepared, second, 0)
            self.show(prepared, self.problem(prepared))

    def kept(self, found: RouteMatch, walk: Walk) -> int:
        """Count the levels that mean the same component there as here.

        Args:
            found: The page that is wanted.
            walk: How the browser wants to go there.
        """
        is_there = walk.how == "pop" and walk.page == self.number
        wanted: list[tuple[Layout | PageRoute, Mapping[str, str]]] = [*found.layouts, (found.route, found.values)]
        for depth, (level, (source, values)) in enumerate(zip(self.shown, wanted, strict=False)):
            if not level.is_for(source) or (values != level.values and not is_there):
                return depth
        return min(len(wanted), len(self.shown))

    def take(self, prepared: Prepared, kept: int) -> int:
        """Tell levels what another address says.

        Args:
            prepared: The page at that address.
            kept: How many of them are to go on.

        Returns:
            How many of them have taken it.
        """
        found = prepared.found
        wanted = [*found.layouts, (found.route, found.values)]
        for depth, (level, (_, values)) in enumerate(zip(self.shown[:kept], wanted, strict=False)):
            if not level.take(values, prepared.arguments[depth]):
                return depth
        return kept

    def nodes(self, kept: int) -> list[Json]:
        """The numbers of the first and the last node of what is new on the page.

        Args:
            kept: How many of the levels were there before.
        """
        shown = self.shown[0].component if kept == 0 else self.shown[kept - 1].place
        instance = instance_of(shown)
        ends = () if instance is None else (first_node(instance), last_node(instance))
        return [node.node_id for node in ends if node is not None]

    # The address follows the fields

    def changed_fields(self) -> dict[str, bool]:
        """The fields that stand in the address and hold something else by now.

        A parameter that several levels have is one: what one of them assigns, the others are given.

        Returns:
            By name: whether the address takes the present one's place in the browser's history.
        """
        changed: dict[str, bool] = {}
        values: Values = {}
        for level in self.shown:
            fields = level.fields
            if fields is not None:
                held = fields.values(level.component)
                if held != level.held:
                    named = [name for name in fields.names if held[name] != level.held[name]]
                    changed.update((name, name in fields.replaced) for name in named)
                    values.update((name, held[name]) for name in named)
                    level.held = held
        if values:
            for level in self.shown:
                level.give(values)
        return changed

    def address(self, request: Request) -> tuple[str, str]:
        """The path and the query that the fields say.

        Args:
            request: The request for the present page: what no field says stays as it is there.

        Raises:
            ValueError: A field holds what no address can say.
        """
        path = request.path
        names: list[str] = []
        pairs: dict[str, list[tuple[str, str]]] = {}
        for level in self.shown:
            if level.fields is not None:
                path = level.fields.path(level.component, path)
                names += level.fields.names
                said: dict[str, list[tuple[str, str]]] = {}
                for pair in level.fields.query(level.component):
                    said.setdefault(pair[0], []).append(pair)
                # What several levels say is said once.
                pairs = said | pairs
        return path, with_query(request.query, names, [pair for some in pairs.values() for pair in some])


def nest(made: list[Level]) -> None:
    """Show each level in the one before it.

    Args:
        made: The levels, the outermost first.
    """
    for outer, inner in pairwise(made):
        outer.surround(inner)
