"""Layouts: components around pages, and the page shown when nothing is found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from domsync.components.component import Component
from domsync.components.elements import html as h
from domsync.server.pages.address import AddressFields
from domsync.server.pages.routes import Parameters, Pattern

if TYPE_CHECKING:
    from domsync.server.pages.page import PageOptions
    from domsync.server.sessions.guards import Guard


class Layout:
    """A layout: its component, and the paths whose pages it surrounds.

    Args:
        pattern: The beginning of those paths.
        target: The component class.
        options: Additions to the shells of its pages.
        guard: Decides whether a request is let in.

    Raises:
        TypeError: The target is not a component class, or lacks a field that the path names.
        ValueError: The pattern has a parameter that takes slashes.
    """

    __slots__ = ("fields", "guard", "options", "parameters", "pattern", "target")

    def __init__(self, pattern: Pattern, target: Any, options: PageOptions, guard: Guard | None) -> None:
        if not isinstance(target, type) or not issubclass(target, Component):
            raise TypeError(f"a layout must be a component class whose render() shows self.outlet(), not {target!r}")
        pattern.match_start("/")
        self.pattern: Pattern = pattern
        self.target: type[Component] = target
        self.options: PageOptions = options
        self.guard: Guard | None = guard
        self.parameters: Parameters[Any] = Parameters(target, pattern.names, frozenset())
        #: Its fields that are part of the address.
        self.fields: AddressFields = AddressFields(target, pattern)

    def match(self, path: str) -> dict[str, str] | None:
        """Return the layout's values in a path; None if it does not surround the page there.

        Args:
            path: The percent-encoded path.
        """
        return self.pattern.match_start(path)

    def parse(self, values: Mapping[str, str], query: str) -> dict[str, Any]:
        """Validate the values in an address; see `Parameters.parse`."""
        return self.parameters.parse(values, query)


class Problem(Component):
    """Shown in a layout instead of a page that does not exist, is forbidden, or has failed."""

    title: str
    lines: tuple[str, ...] = ()

    def render(self) -> Any:
        """Render the message."""
        return h.section(h.h1(self.title), [h.p(line) for line in self.lines], class_="domsync-problem")
