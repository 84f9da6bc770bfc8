"""Who hears of an event, and what the server is told: what the browser's client does in `client/events.js`."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Protocol

from domsync.dom.ops import (
    CAPTURE,
    DOCUMENT,
    ONCE,
    OUTSIDE,
    PREVENT_DEFAULT,
    ROOT,
    SINGLE,
    STOP_PROPAGATION,
    WINDOW,
    Listener,
)
from domsync.testing.element_values import Elsewhere
from domsync.testing.happenings import Happening, Target
from domsync.testing.reference import ReferenceDocument
from domsync.testing.reference_tree import ReferenceElement
from domsync.testing.typed import Hit
from domsync.testing.walking import way_up

#: Events that must not overtake what was typed before.
_FLUSHING = frozenset(("change", "blur", "focusout", "submit", "reset", "click"))

_Step = tuple[int, Target]


class Page(Protocol):
    """What the listeners need of the page."""

    documents: dict[int, ReferenceDocument]
    #: The types of events that something has listened for, and of those that something listens for beside itself.
    types: set[str]
    outside_types: set[str]

    @property
    def acknowledged(self) -> int:
        """The newest event that the server has handled."""

    @property
    def entered(self) -> int:
        """How often the user has changed a control."""

    def listeners_at(self, number: int, node: int) -> dict[str, Listener]:
        """What a node of a document listens for."""

    def emit(self, number: int, target: int, type: str, hits: Sequence[Hit], *, all_told: bool) -> int:
        """Tell the server of an event; the event's number."""


class Entry:
    """One listener, with what has happened to it."""

    __slots__ = ("entered", "listener", "run", "sent", "timer", "used")

    def __init__(self, listener: Listener) -> None:
        self.listener = listener
        #: The number of the last event that was sent for it.
        self.sent = 0
        #: How often the user had changed a control before that.
        self.entered = 0
        #: It was for one event only, and that has come.
        self.used = False
        self.timer: asyncio.TimerHandle | None = None
        #: What waits for a pause.
        self.run: Callable[[], None] | None = None


class Listeners:
    """The listeners of a page.

    Args:
        page: The page.
        loop: Gives the time.
    """

    def __init__(self, page: Page, loop: asyncio.AbstractEventLoop) -> None:
        self._page = page
        self._loop = loop
        self._entries: dict[tuple[int, int, str], Entry] = {}
        self._pausing: dict[Entry, None] = {}

    @property
    def wait(self) -> bool:
        """Whether an event waits for a pause."""
        return bool(self._pausing)

    def hear(self, event: Happening) -> None:
        """Take an event to all who listen for it."""
        if event.type not in self._page.types:
            return
        path: list[ReferenceElement] = list(way_up(event.target)) if isinstance(event.target, ReferenceElement) else []
        for number, steps in self._ways(path):
            if event.target is not Elsewhere.WINDOW:
                steps.append((DOCUMENT, Elsewhere.DOCUMENT))
            steps.append((WINDOW, Elsewhere.WINDOW))
            if event.type in self._page.outside_types:
                for outside in self._outside(number, event.type, path):
                    self._tell(number, [outside], event, outside=True)
            if self._tell(number, steps, event, outside=False):
                return

    def flush(self) -> None:
        """Send what waits for a pause."""
        for entry in tuple(self._pausing):
            self._over(entry)

    def _ways(self, path: list[ReferenceElement]) -> Iterator[tuple[int, list[_Step]]]:
        """The way of an event through each document, the inner ones first."""
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
        """Who listens for events beside itself."""
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
        # A listener that was told anew starts anew.
        if entry is None or entry.listener is not listener:
            entry = self._entries[key] = Entry(listener)
        return None if entry.used else entry

    def _tell(self, number: int, steps: list[_Step], event: Happening, *, outside: bool) -> bool:
        """Tell those of a document who listen; whether the event stops."""
        hits: list[tuple[Hit, Entry]] = []
        count = 0
        stop = False
        for wire, node in steps:
            entry = self._entry(number, wire, event.type)
            if stop or entry is None or bool(entry.listener.flags & OUTSIDE) != outside:
                continue
            listener = entry.listener
            if not (event.bubbles or outside or node is event.target or listener.flags & CAPTURE):
                continue
            count += 1
            if listener.keys and event.key not in listener.keys:
                continue
            event.default_prevented |= bool(listener.flags & PREVENT_DEFAULT)
            stop = bool(listener.flags & STOP_PROPAGATION)
            is_same = entry.sent > self._page.acknowledged and entry.entered == self._page.entered
            if listener.flags & SINGLE and is_same:
                continue
            entry.used = bool(listener.flags & ONCE)
            told = event.payload(listener.fields, node) if listener.fields else None
            hits.append(((wire, told), entry))

        def send(now: Sequence[tuple[Hit, Entry]]) -> None:
            all_told = not outside and len(now) == count
            n = self._page.emit(number, steps[0][0], event.type, [hit for hit, _ in now], all_told=all_told)
            for _, entry in now:
                entry.sent, entry.entered = n, self._page.entered

        now = [hit for hit in hits if not hit[1].listener.debounce and not hit[1].listener.throttle]
        if any(entry.listener.keys or event.type in _FLUSHING for _, entry in now):
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
        # Of throttled events the first goes at once, and the last of those that follow when the time is over.
        if not debounce and not was_waiting:
            send()
            return
        entry.run = send
        self._pausing[entry] = None

    def _over(self, entry: Entry) -> bool:
        """A pause is over; whether something waited for it."""
        run, entry.run = entry.run, None
        if entry.timer is not None:
            entry.timer.cancel()
            entry.timer = None
        self._pausing.pop(entry, None)
        if run is not None:
            run()
        return run is not None
