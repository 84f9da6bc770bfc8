"""Listen for events and report them to the server, as `client/events.js` does."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Protocol

from domsync.dom.events.keys import matching, parsed
from domsync.dom.ops import (
    CAPTURE,
    DOCUMENT,
    IF_SELF,
    LOCAL,
    LOCK,
    ONCE,
    OUTSIDE,
    PREVENT_DEFAULT,
    ROOT,
    SINGLE,
    STOP_PROPAGATION,
    WINDOW,
    Listener,
)
from domsync.testing.browser.actions import InstantActions
from domsync.testing.browser.apply import ReferenceDocument
from domsync.testing.browser.event import SimulatedEvent, Target, is_left
from domsync.testing.browser.inputs import Hit, is_field
from domsync.testing.browser.pending import Pending
from domsync.testing.tree.element_values import GlobalTarget
from domsync.testing.tree.nodes import ReferenceElement
from domsync.testing.tree.traversal import way_up

#: Events that must not overtake earlier typing.
_FLUSHING = frozenset(
    (
        *("blur", "change", "click", "drop", "focusout", "mousedown", "mouseup", "pointerdown", "pointerup", "reset"),
        *("submit", "touchend"),
    )
)

_Step = tuple[int, Target]


class Page(Protocol):
    """The part of the page that the listeners need."""

    documents: dict[int, ReferenceDocument]
    #: The event types that anything has listened for, and those that something listens for outside itself.
    types: set[str]
    outside_types: set[str]

    @property
    def acknowledged(self) -> int:
        """The newest event that the server has handled."""

    @property
    def entered(self) -> int:
        """The number of changes that the user has made to controls."""

    @property
    def actions(self) -> InstantActions:
        """The instant actions, which the browser runs by itself."""

    @property
    def pending(self) -> Pending:
        """The marks on elements whose event has not been answered."""

    def is_open(self, n: int) -> bool:
        """Return whether an event is still unanswered by the server."""

    def listeners_at(self, number: int, node: int) -> dict[str, Listener]:
        """List the events that a node of a document listens for."""

    def emit(self, number: int, target: int, type: str, hits: Sequence[Hit], *, all_told: bool) -> int:
        """Report an event to the server, and return the event's number."""


class Entry:
    """One listener and its state."""

    __slots__ = ("entered", "listener", "run", "sent", "timer", "used")

    def __init__(self, listener: Listener) -> None:
        self.listener: Listener = listener
        #: The number of the last event that was sent for it.
        self.sent: int = 0
        #: The number of changes that the user had made to controls before that.
        self.entered: int = 0
        #: True if it was for one event only, and that has happened.
        self.used: bool = False
        self.timer: asyncio.TimerHandle | None = None
        #: The event that is waiting for a pause.
        self.run: Callable[[], None] | None = None


class Listeners:
    """The listeners of a page.

    Args:
        page: The page.
        loop: The event loop, which gives the time.
    """

    def __init__(self, page: Page, loop: asyncio.AbstractEventLoop) -> None:
        self._page = page
        self._loop = loop
        self._entries: dict[tuple[int, int, str], Entry] = {}
        self._pausing: dict[Entry, None] = {}

    @property
    def wait(self) -> bool:
        """True if an event is waiting for a pause."""
        return bool(self._pausing)

    def hear(self, event: SimulatedEvent) -> None:
        """Pass an event to all of its listeners."""
        if event.type not in self._page.types:
            return
        self._hear(event)
        self._page.actions.tell()

    def _hear(self, event: SimulatedEvent) -> None:
        path: list[ReferenceElement] = list(way_up(event.target)) if isinstance(event.target, ReferenceElement) else []
        for number, steps in self._ways(path):
            if event.target is not GlobalTarget.WINDOW:
                steps.append((DOCUMENT, GlobalTarget.DOCUMENT))
            steps.append((WINDOW, GlobalTarget.WINDOW))
            if event.type in self._page.outside_types:
                for outside in self._outside(number, event.type, path):
                    self._tell(number, [outside], event, outside=True)
            if self._tell(number, steps, event, outside=False):
                return

    def flush(self) -> None:
        """Send the events that are waiting for a pause."""
        for entry in tuple(self._pausing):
            self._over(entry)

    def _ways(self, path: list[ReferenceElement]) -> Iterator[tuple[int, list[_Step]]]:
        """Return the path of an event through each document, innermost first."""
        documents = self._page.documents
        roots = {document.root: number for number, document in documents.items()}
        rest = dict.fromkeys(documents)
        way: list[_Step] = []
        for node in path:
            if node in roots:
                rest.pop(roots[node], None)
                yield roots[node], [*way, (ROOT, node)]
                way = []
            if node.wire:
                way.append((node.wire, node))
        for number in rest:
            if number in documents:
                yield number, []

    def _outside(self, number: int, type: str, path: list[ReferenceElement]) -> list[_Step]:
        """Find the listeners for events outside their own element."""
        document = self._page.documents[number]
        return [
            (wire, node)
            for wire, node in document.nodes.items()
            if isinstance(node, ReferenceElement)
            and type in node.listeners
            and node.listeners[type].flags & OUTSIDE
            and node not in path
        ]

    def _entry(self, number: int, wire: int, type: str) -> Entry | None:
        listener = self._page.listeners_at(number, wire).get(type)
        if listener is None:
            return None
        key = (number, wire, type)
        entry = self._entries.get(key)
        # A listener that the server has set again starts from scratch.
        if entry is None or entry.listener is not listener:
            entry = self._entries[key] = Entry(listener)
        return None if entry.used else entry

    def _tell(self, number: int, steps: list[_Step], event: SimulatedEvent, *, outside: bool) -> bool:
        """Call the listeners of a document, and return whether the event stops."""
        hits: list[tuple[Hit, Entry, Target]] = []
        count = 0
        stop = False
        # A form that closes its dialog does so whatever listens.
        is_answer = event.closes_dialog
        for wire, node in steps:
            entry = self._entry(number, wire, event.type)
            if stop or entry is None or bool(entry.listener.flags & OUTSIDE) != outside:
                continue
            listener = entry.listener
            if not (event.bubbles or outside or node is event.target or listener.flags & CAPTURE):
                continue
            stop = self._page.actions.react(listener, event, node)
            if listener.flags & LOCAL:
                continue
            count += 1
            event.pressed = matching(listener.keys, event.get, in_field=is_field(event.target)) if listener.keys else []
            if (listener.keys and not event.pressed) or is_left(event, listener.flags):
                continue
            if listener.flags & IF_SELF and event.target is not node:
                continue
            prevents = any(parsed(key).prevents for key in event.pressed)
            event.default_prevented |= (bool(listener.flags & PREVENT_DEFAULT) and not is_answer) or prevents
            stop |= bool(listener.flags & STOP_PROPAGATION)
            is_same = entry.sent > self._page.acknowledged and entry.entered == self._page.entered
            if listener.flags & SINGLE and is_same:
                continue
            if listener.flags & LOCK and self._page.is_open(entry.sent):
                continue
            entry.used = bool(listener.flags & ONCE)
            told = event.payload(listener.fields, node) if listener.fields else None
            hits.append(((wire, told), entry, node))

        def send(now: Sequence[tuple[Hit, Entry, Target]]) -> None:
            all_told = not outside and len(now) == count
            n = self._page.emit(number, steps[0][0], event.type, [hit for hit, _, _ in now], all_told=all_told)
            for _, entry, current in now:
                entry.sent, entry.entered = n, self._page.entered
                self._page.actions.lend(entry.listener, event, current, n)
            self._page.pending.wait(n, [current for *_, current in now])

        now = [hit for hit in hits if not hit[1].listener.debounce and not hit[1].listener.throttle]
        if any(entry.listener.keys or event.type in _FLUSHING for _, entry, _ in now):
            self.flush()
        for hit in hits:
            if hit not in now:
                self._delay(hit[1], partial(send, [hit]))
        if now:
            send(now)
        return stop

    def _delay(self, entry: Entry, send: Callable[[], None]) -> None:
        debounce, throttle = entry.listener.debounce, entry.listener.throttle
        was_waiting = entry.timer is not None

        def next_one() -> None:
            if self._over(entry) and not debounce:
                entry.timer = self._loop.call_later(throttle / 1000, next_one)

        if debounce or not was_waiting:
            if entry.timer is not None:
                entry.timer.cancel()
            entry.timer = self._loop.call_later((debounce or throttle) / 1000, next_one)
        # The first of several throttled events is sent at once, the last of the rest when the time is over.
        if not debounce and not was_waiting:
            send()
            return
        entry.run = send
        self._pausing[entry] = None

    def _over(self, entry: Entry) -> bool:
        """End a pause, and return whether an event was waiting for it."""
        run, entry.run = entry.run, None
        if entry.timer is not None:
            entry.timer.cancel()
            entry.timer = None
        self._pausing.pop(entry, None)
        if run is not None:
            run()
        return run is not None
