"""The nested levels of a page: the layouts, outermost first, and the page."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from copy import copy
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from domsync.components.component import Component, set_outlet
from domsync.components.outlet import Outlet
from domsync.components.reconciler.instance import first_node, instance_of, last_node
from domsync.components.reconciler.mount_points import mount, unmount
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
    """One of the nested components: a layout, or the page.

    Args:
        source: The layout or route that has made it.
        values: Its values from the path.
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
        #: The fields that are part of the address; None if there are none.
        self.fields: AddressFields | None = source.fields
        if self.fields is not None and not (self.fields.names and isinstance(component, source.target)):
            self.fields = None
        #: The values of these fields when the address was written.
        self.held: Values = {}
        self.hold()

    def hold(self) -> None:
        """Record the current values of the fields as those of the address."""
        if self.fields is not None:
            self.held = self.fields.values(self.component)

    def is_for(self, source: Layout | PageRoute) -> bool:
        """Return whether this component can show another address, once it has its values.

        Args:
            source: The layout or route that would make it.
        """
        return source is self.source and isinstance(source.target, type) and isinstance(self.component, source.target)

    def take(self, values: Mapping[str, str], given: Mapping[str, Any]) -> bool:
        """Assign the values in an address to the fields.

        Args:
            values: The values in its path.
            given: The validated values of the fields.

        Returns:
            Whether the component accepts these values, assigned one by one.
        """
        if self.fields is not None:
            try:
                self.fields.set(self.component, given)
            except ValueError:
                # A validator checks several fields together: the values need a new component.
                return False
        self.values = values
        self.hold()
        return True

    def give(self, values: Values) -> None:
        """Assign the values that other levels have for the same parameters.

        Args:
            values: The values, by the names of the parameters.
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
        """The place of the next level in this one."""
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
        #: The page as requested; never None once the visit is shown.
        self.found: RouteMatch | None = None
        #: Counts the pages shown, so that the browser can tell which one an entry of its history refers to.
        self.number: int = 0

    def components(self) -> Iterator[Component]:
        """Iterate over the layouts, the places of the next levels in them, and the page."""
        for level in self.shown:
            yield level.component
            if level.outlet is not None:
                yield level.outlet

    def clear(self) -> None:
        """Forget all levels, because nothing is shown any longer."""
        self.shown.clear()
        self.found = None

    def show(self, prepared: Prepared, page: Component, kept: int = 0, made: list[Level] | None = None) -> None:
        """Show a page in its layouts.

        Args:
            prepared: The page.
            page: Its component.
            kept: The number of current layouts that stay.
            made: The new levels inside those, if they have been made already.

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
        """Make the layouts that do not exist yet.

        Args:
            prepared: The page.
            page: Its component.
            kept: How many layouts exist.

        Returns:
            The new levels, and the page that they are for: another one if a layout has failed.
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
        """Choose what to show instead of a page or a layout that has raised an exception.

        Args:
            prepared: The page.
            failure: The exception.
            depth: How many layouts surround it; by default all.
        """
        found = prepared.found
        reference = self._served.scheduler.report(failure, f"the page {found.route.pattern.path}")
        return prepared.failed(reference, failure, depth)

    def problem(self, prepared: Prepared) -> Component:
        """Return the component of a route that explains why there is no page.

        Args:
            prepared: The route.
        """
        made: Component = prepared.found.route.call(self._served.document, prepared.found.request, {})
        return made

    def show_failure(self, prepared: Prepared, failure: BaseException) -> None:
        """Show that a page has failed: in its layouts, or without them if the layouts have failed.

        Args:
            prepared: The page.
            failure: The exception that it has raised.
        """
        prepared = self.failing(prepared, failure)
        try:
            self.show(prepared, self.problem(prepared))
        except (Exception, SystemExit) as second:  # noqa: BLE001 - whatever a layout raises, the visitor sees something
            self.shown = []
            prepared = self.failing(prepared, second, 0)
            self.show(prepared, self.problem(prepared))

    def kept(self, found: RouteMatch, walk: Walk) -> int:
        """Count the levels whose components can stay on the way to another page.

        Args:
            found: The other page.
            walk: The browser's request to go there.
        """
        is_there = walk.how == "pop" and walk.page == self.number
        wanted: list[tuple[Layout | PageRoute, Mapping[str, str]]] = [*found.layouts, (found.route, found.values)]
        for depth, (level, (source, values)) in enumerate(zip(self.shown, wanted, strict=False)):
            if not level.is_for(source) or (values != level.values and not is_there):
                return depth
        return min(len(wanted), len(self.shown))

    def take(self, prepared: Prepared, kept: int) -> int:
        """Give the levels the values in another address.

        Args:
            prepared: The page at that address.
            kept: How many levels should stay.

        Returns:
            How many levels have accepted their values.
        """
        found = prepared.found
        wanted = [*found.layouts, (found.route, found.values)]
        for depth, (level, (_, values)) in enumerate(zip(self.shown[:kept], wanted, strict=False)):
            if not level.take(values, prepared.arguments[depth]):
                return depth
        return kept

    def nodes(self, kept: int) -> list[Json]:
        """Return the numbers of the first and the last node that are new on the page.

        Args:
            kept: How many levels have stayed.
        """
        shown = self.shown[0].component if kept == 0 else self.shown[kept - 1].place
        instance = instance_of(shown)
        ends = () if instance is None else (first_node(instance), last_node(instance))
        return [node.node_id for node in ends if node is not None]

    # The address follows the fields

    def changed_fields(self) -> dict[str, bool]:
        """Find the fields that are part of the address and have changed since it was written.

        If several levels have the same parameter, the value that one of them assigns is given to the others.

        Returns:
            By name: whether the new address replaces the current entry in the browser's history.
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
        """Return the path and the query with the values of the fields.

        Args:
            request: The request for the current page; parts of its address without a field stay.

        Raises:
            ValueError: The value of a field cannot be part of an address.
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
                # A parameter of several levels is written once.
                pairs = said | pairs
        return path, with_query(request.query, names, [pair for some in pairs.values() for pair in some])


def nest(made: list[Level]) -> None:
    """Show each level in the one before it.

    Args:
        made: The levels, the outermost first.
    """
    for outer, inner in pairwise(made):
        outer.surround(inner)
