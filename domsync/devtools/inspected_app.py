"""Observe the pages of an app while the inspector is open; otherwise nothing is observed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
from pydantic import BaseModel

from domsync.components.component import Component
from domsync.components.durable.places import Survey, below, root_place
from domsync.components.reconciler.instance import Instance
from domsync.components.shared.presence import Presence
from domsync.components.state import State
from domsync.devtools.latency_simulator import LineSettings, SimulatedLine
from domsync.devtools.trace import Happenings, Trace, reads_of
from domsync.server.net.transport import Transport
from domsync.server.pages.failure_report import shown
from domsync.server.pages.registry import VisitRegistry
from domsync.server.pages.served_visit import ServedVisit

#: Seconds after which a change is shown, together with those made meanwhile.
_REFRESH_SECONDS = 0.2
#: Seconds between two checks of which pages there are.
_LOOK_SECONDS = 1.0


class Feed(State):
    """A State that changes whenever there is something new to show."""

    version: int = 0


@dataclass(frozen=True, slots=True)
class Held:
    """A field of a component, or of a State that it holds.

    Args:
        path: Its name; ``"board.title"`` for a field of a State.
        text: Its value: text as it is, anything else as JSON, or if that is impossible, as Python shows it.
        is_text: Whether the value is text.
        can_be_edited: Whether the value can be edited, as text or JSON.
        origin: ``"own"``, ``"passed"`` by its parent, or ``"state"``.
    """

    path: str
    text: str
    is_text: bool
    can_be_edited: bool
    origin: str


@dataclass(frozen=True, slots=True)
class Node:
    """A component in the tree.

    Args:
        place: Its place on the page.
        name: The name of its class, with its key.
        children: The components in it.
    """

    place: str
    name: str
    children: tuple[Node, ...]


class AppWatch:
    """Watches the pages of an app.

    Args:
        visits: The visits of the app.
    """

    def __init__(self, visits: VisitRegistry) -> None:
        self._visits = visits
        self.feed: Feed = Feed()
        self.happenings: Happenings = Happenings(self.changed)
        #: The pages of the inspector that are open.
        self.here: Presence = Presence()
        self.here.connect(self._viewers_changed)
        self._settings: dict[str, LineSettings] = {}
        self._lines: dict[str, SimulatedLine] = {}
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._known: tuple[object, ...] = ()

    # On and off

    @property
    def is_on(self) -> bool:
        """True if somebody has the inspector open."""
        return self._visits.watch is self

    def _viewers_changed(self) -> None:
        if bool(self.here.here[0]) is self.is_on:
            return
        if self.is_on:
            self.stop()
        else:
            self._start()

    def _start(self) -> None:
        self._visits.watch = self
        for visit in self._visits:
            self.opened(visit)
            visit.wrap_connection(self)
        self._look()

    def stop(self) -> None:
        """Stop watching, and end the simulation of lines."""
        self._visits.watch = None
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        for settings in self._settings.values():
            settings.rtt, settings.loss, settings.is_down = 0.0, 0.0, False
        for visit in self._visits:
            visit.trace = visit.scheduler.trace = None
            visit.unwrap_connection(_unwrapped)
        self._settings.clear()
        self._lines.clear()

    def _look(self) -> None:
        """Check again and again whether pages were opened, ended, connected or put to sleep."""
        known = tuple((visit.id, visit.connected, visit.is_asleep) for visit in self._visits)
        if known != self._known:
            self._known = known
            there = {visit.id for visit in self._visits}
            for gone in self._settings.keys() - there:
                del self._settings[gone]
            for gone in self._lines.keys() - there:
                del self._lines[gone]
            self.changed()
        self._timers["look"] = asyncio.get_running_loop().call_later(_LOOK_SECONDS, self._look)

    def changed(self) -> None:
        """Show changes soon."""
        if self.is_on and "show" not in self._timers:
            self._timers["show"] = asyncio.get_running_loop().call_later(_REFRESH_SECONDS, self._show)

    def _show(self) -> None:
        self._timers.pop("show", None)
        self.feed.version += 1

    # Called by the server

    def opened(self, visit: ServedVisit) -> None:
        """Watch a page."""
        visit.trace = visit.scheduler.trace = Trace(visit, self.happenings)

    def connects(self, visit: ServedVisit, transport: Transport) -> Transport | None:
        """Put a simulated line between a page and its browser."""
        settings = self.line_of(visit.id)
        if settings.is_down:
            return None
        trace = visit.trace
        line = SimulatedLine(transport, settings, trace.sent if isinstance(trace, Trace) else _nothing)
        self._lines[visit.id] = line
        return line

    # Called by the inspector

    def pages(self) -> list[ServedVisit]:
        """The pages of the app, most recently active first."""
        return sorted(self._visits, key=lambda visit: -visit.active_at)

    def page(self, page: str) -> ServedVisit | None:
        """Find a page.

        Args:
            page: Its id.
        """
        return next((visit for visit in self._visits if visit.id == page), None)

    def line_of(self, page: str) -> LineSettings:
        """Return the settings of a page's line."""
        return self._settings.setdefault(page, LineSettings())

    def cut(self, page: str) -> None:
        """Cut a page's connection."""
        visit = self.page(page)
        if visit is not None:
            visit.cut()

    def tree(self, page: str) -> tuple[Node, ...]:
        """The components of a page that is awake.

        Args:
            page: Its id.
        """
        visit = self.page(page)
        if visit is None or visit.is_asleep:
            return ()
        return tuple(_node(instance, place) for place, instance in _roots(visit))

    def find(self, page: str, place: str) -> Instance | None:
        """Find a component by its place on a page.

        Args:
            page: The page's id.
            place: The place.
        """
        visit = self.page(page)
        if visit is None or visit.is_asleep:
            return None
        waiting = list(_roots(visit))
        while waiting:
            at, instance = waiting.pop()
            if at == place:
                return instance
            waiting += [(below(at, name), child) for name, child in Survey(instance).children.items()]
        return None

    def reads(self, instance: Instance) -> list[str]:
        """List what the last render of a component has read besides its fields."""
        return reads_of(instance)

    def fields(self, instance: Instance) -> list[Held]:
        """The fields of a component, and those of the States that it holds."""
        component = instance.component
        found = []
        for name in type(component).model_fields:
            if name in ("key", "show") or name not in component.__dict__:
                continue
            value = component.__dict__[name]
            if isinstance(value, State):
                found += [_held(value, inner, f"{name}.{inner}", "state") for inner in type(value).model_fields]
            else:
                found.append(_held(component, name, name, "passed" if name in instance.props else "own"))
        return found

    def edit(self, instance: Instance, held: Held, text: str) -> None:
        """Assign an entered value to a field.

        Args:
            instance: The component.
            held: The field.
            text: The entered text.

        Raises:
            ValueError: It is not JSON, or does not fit the field.
        """
        value = text if held.is_text else msgspec.json.decode(text)
        name, _, inner = held.path.partition(".")
        if inner:
            setattr(instance.component.__dict__[name], inner, value)
        else:
            setattr(instance.component, name, value)


def _roots(visit: ServedVisit) -> Iterator[tuple[str, Instance]]:
    counts: dict[str, int] = {}
    for root in visit.scheduler.roots:
        name = root_place(root.component, 0)
        counts[name] = counts.get(name, -1) + 1
        yield root_place(root.component, counts[name]), root


def _node(instance: Instance, place: str) -> Node:
    key = instance.component.key
    name = type(instance.component).__name__ + ("" if key is None else f"[{key!r}]")
    children = Survey(instance).children
    return Node(place, name, tuple(_node(child, below(place, part)) for part, child in children.items()))


def _held(model: BaseModel, name: str, path: str, origin: str) -> Held:
    value = model.__dict__.get(name)
    if isinstance(value, str):
        return Held(path, value, True, True, origin)
    if not isinstance(value, Component):
        try:
            plain = model.__pydantic_serializer__.to_python(
                model, mode="json", include={name}, by_alias=False, warnings=False
            )
            return Held(path, msgspec.json.encode(plain[name]).decode(), False, True, origin)
        except (ValueError, TypeError, KeyError, RecursionError):
            pass
    return Held(path, shown(value), False, False, origin)


def _unwrapped(transport: Transport) -> Transport:
    return transport.inside if isinstance(transport, SimulatedLine) and transport.is_idle else transport


def _nothing(data: bytes) -> None:
    """Do nothing: the page is not watched."""
