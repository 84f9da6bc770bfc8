"""A trace of one page: its events, the frames that they sent, and the cause of each render."""

from __future__ import annotations

import asyncio
import sys
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import msgspec

from domsync.components.reconciler.instance import Instance, state_of
from domsync.components.source_location import is_users_code
from domsync.components.state.tracking import Source
from domsync.components.vnode import handler_of
from domsync.dom.element.element import Element
from domsync.dom.events import entries_of, slow
from domsync.render.wire import messages_of
from domsync.server.pages.served_visit import ServedVisit
from domsync.session import DomEvent, MessageReceived
from domsync.session.outbound import ACK, REFUSED

#: The number of recent events that are kept.
EVENTS = 500
#: The maximum number of renders that are listed for an event.
_MOST_RENDERS = 20
#: The maximum number of causes that are kept for a component to be rendered.
_MOST_CAUSES = 5
#: The functions whose frames tell what has changed.
_ASSIGNED, _CHANGED = Instance.assigned.__code__, Source.changed.__code__
#: The functions at which the search for a cause ends: the start of an event, and the event loop.
_BEGINNINGS = (ServedVisit.handle.__code__, asyncio.Handle._run.__code__)


class Row(NamedTuple):
    """A `Happening` as the inspector shows it; rows can be compared."""

    number: int
    kind: str
    target: str
    handler: str
    ops: int
    bytes: int
    milliseconds: str
    renders: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Happening:
    """An entry of the trace: something that happened on a page.

    Args:
        number: Its number in the trace, from 1.
        page: The page's id.
        kind: The event's type; ``"message"``, or ``"update"`` for changes that no event has made.
        target: The event's target.
        handler: The functions that were called.
        event: The number that the browser gave it; 0 for an update.
        seconds: Seconds for which it has held the event loop.
        ops: The number of operations that it sent.
        bytes: The size of the frames with these operations.
        renders: The components that were rendered, each with the causes.
    """

    number: int
    page: str
    kind: str
    target: str = ""
    handler: str = ""
    event: int = 0
    seconds: float = 0.0
    ops: int = 0
    bytes: int = 0
    renders: list[tuple[str, str]] = field(default_factory=list)

    @property
    def row(self) -> Row:
        """The row that shows it."""
        took = f"{self.seconds * 1000:.1f}" if self.event else ""
        return Row(self.number, self.kind, self.target, self.handler, self.ops, self.bytes, took, tuple(self.renders))


class Happenings:
    """The recent events of all pages that are watched.

    Args:
        changed: Called when there is something new to see.
    """

    def __init__(self, changed: Callable[[], None]) -> None:
        self.last: deque[Happening] = deque(maxlen=EVENTS)
        self.changed = changed
        self._count = 0

    def add(self, page: str, kind: str, **more: Any) -> Happening:
        """Note an event."""
        self._count += 1
        made = Happening(self._count, page, kind, **more)
        self.last.append(made)
        self.changed()
        return made


class Trace:
    """Notes what happens on a page.

    Args:
        visit: The page.
        happenings: The trace to which events are added.
    """

    def __init__(self, visit: ServedVisit, happenings: Happenings) -> None:
        self._id = visit.id
        self._happenings = happenings
        #: The causes for which components are to be rendered.
        self._causes: dict[Instance, list[str]] = {}
        #: The event that is being handled.
        self._now: Happening | None = None
        #: The renders since the last frame that no event has caused.
        self._late: list[tuple[str, str]] = []
        #: The events whose frame has not gone out yet, by number.
        self._waiting: dict[int, Happening] = {}

    # Why components are rendered

    def scheduled(self, instance: Instance) -> None:
        """Note why a component is to be rendered: what has changed, and on which line."""
        if not isinstance(instance, Instance):
            return
        causes = self._causes.setdefault(instance, [])
        field, line = _cause(sys._getframe(1))
        if not field and not line:
            # The end of a handler, unless it is already known what the handler has changed.
            if causes or self._now is None:
                return
            line = f"{self._now.handler or self._now.kind} has ended"
        text = " by ".join(filter(None, (field, line)))
        if text not in causes and len(causes) < _MOST_CAUSES:
            causes.append(text)

    def rendered(self, instance: Instance) -> None:
        """Note that a component is rendered."""
        causes = self._causes.pop(instance, [])
        parent = instance.parent
        if instance.render_id == 0:
            causes = ["it comes onto the page"]
        else:
            by = type(parent.component).__name__ if parent is not None else "the page"
            known = " ".join(causes)
            for name in instance.recent_assignments or ():
                if isinstance(name, str) and name in instance.props and name not in known:
                    causes.append(f"{name} passed by {by}")
            causes = causes or [f"{by} has passed something else"]
        row = type(instance.component).__name__, "; ".join(causes)
        rows = self._now.renders if self._now is not None else self._late
        if len(rows) < _MOST_RENDERS:
            rows.append(row)

    # Events

    def begun(self, event: Any) -> None:
        """Note that an event is about to be handled."""
        if isinstance(event, DomEvent):
            self._now = self._happenings.add(
                self._id, event.event.type, target=_named(event.target), handler=_handlers(event), event=event.n
            )
        elif isinstance(event, MessageReceived):
            self._now = self._happenings.add(self._id, "message", target=event.op, event=event.n)
        else:
            return
        self._waiting[event.n] = self._now

    def handled(self, event: Any, seconds: float) -> None:
        """Note that an event was handled."""
        if self._now is not None:
            self._now.seconds = seconds
            self._now = None
            self._happenings.changed()

    def sent(self, data: bytes) -> None:
        """Note a frame that goes to the browser."""
        text, _ = messages_of(data)
        frame = msgspec.json.decode(text)
        if frame[0] < 0:
            if frame[1] in (ACK, REFUSED):
                # The event has changed nothing.
                self._waiting.pop(frame[2], None)
            return
        done = self._waiting.get(frame[2])
        for number in [n for n in self._waiting if n <= frame[2]]:
            del self._waiting[number]
        if done is None:
            done = self._happenings.add(self._id, "update", renders=self._late)
            self._late = []
        done.ops += len(frame[3])
        done.bytes += len(text)
        self._happenings.changed()


def _cause(frame: FrameType | None) -> tuple[str, str]:
    """Name what has changed, and the line of the user's program that changed it; each is ``""`` if unknown."""
    changed = ""
    while frame is not None:
        code = frame.f_code
        if code in _BEGINNINGS:
            break
        if not changed and code is _ASSIGNED:
            changed = str(frame.f_locals["field"])
        elif not changed and code is _CHANGED:
            changed = _label(frame.f_locals["self"])
        elif code.co_filename.startswith(_HERE):
            return changed, "the inspector"
        elif is_users_code(code):
            return changed, f"{Path(code.co_filename).name}:{frame.f_lineno} in {code.co_qualname}"
        frame = frame.f_back
    return changed, ""


#: The folder of the inspector, whose own changes are named as such.
_HERE = str(Path(__file__).parent)


def _label(source: Source) -> str:
    return "" if type(source) is Source else str(source)


def _named(target: Any) -> str:
    if not isinstance(target, Element):
        return type(target).__name__.lower()
    name = target.localName
    if target.id:
        return f"{name}#{target.id}"
    return f"{name}.{target.className.split()[0]}" if target.className.split() else name


def _handlers(event: DomEvent) -> str:
    """The names of the functions that listen to an event, from the first target with any."""
    name = event.event.type
    for target in (*event.payloads, event.target):
        state = state_of(target) if isinstance(target, Element) else None
        made = handler_of(state.vnode, name) if state is not None else None
        if made is not None:
            return slow.name_of(made.function)
        own = [slow.name_of(entry.callback) for entry in entries_of(target, name)]
        if own:
            return ", ".join(own)
    return ""


def reads_of(instance: Instance) -> list[str]:
    """List what the last render of a component has read besides its own fields.

    Args:
        instance: The component.
    """
    provided: dict[Source, str] = {}
    above = instance.parent
    while above is not None:
        for kind, (source, _) in (above.provided or {}).items():
            provided[source] = f"{kind.__name__}, provided by {type(above.component).__name__}"
        above = above.parent
    named = {provided.get(source) or _label(source) for source in instance.sources or ()}
    return sorted(named - {""})
