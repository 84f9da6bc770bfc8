"""A browser in Python with domsync's client in it: it shows frames, hears what the user does and tells the server."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from domsync.dom.ops import (
    OUTSIDE,
    ROOT,
    Call,
    ElementData,
    Insert,
    Json,
    Listen,
    Listener,
    Message,
    NodeData,
    Op,
    Reset,
    SetProperty,
    Unlisten,
)
from domsync.session.outbound import ACK, GO, NOTICE, REFUSED, WELCOME
from domsync.testing.calls import perform
from domsync.testing.element_values import Elsewhere
from domsync.testing.happenings import Happening, Target
from domsync.testing.listeners import Listeners
from domsync.testing.reference import Called, ReferenceBrowser
from domsync.testing.reference_tree import ReferenceElement
from domsync.testing.steps import EventRefusedError, StepRecord
from domsync.testing.typed import Hit, Typed
from domsync.testing.walking import is_connected

# Kinds of frames that the browser sends, [0, kind, ...]; docs/reference/protocol.md has them.
_HELLO, _ACKNOWLEDGE, _RESULT = 1, 2, 4
#: After how many seconds the server is told what was shown.
_ACKNOWLEDGE_AFTER = 1.0
#: The largest frame that the server takes, in bytes.
_LONGEST = 65_536

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.decode


class Browser(ReferenceBrowser):
    """A page in a browser.

    Args:
        root_id: The id of the root element.
        loop: Gives the time.
        go: Is asked to load another address: the address, and whether it replaces this one in the history.
    """

    def __init__(self, root_id: str, loop: asyncio.AbstractEventLoop, go: Callable[[str, bool], None]) -> None:
        super().__init__(root_id)
        self._loop = loop
        self.go_to = go
        self._send: Callable[[str], None] | None = None
        self._ready = False
        self._token: str | None = None
        self._last = 0
        #: Events that the server has not handled, to be sent again on the next connection.
        self._waiting: list[tuple[int, str]] = []
        self._acknowledging: asyncio.TimerHandle | None = None
        #: What the roots of shared documents listen for; the same elements have listeners in the outer document.
        self._roots: dict[int, dict[str, Listener]] = {}
        self.types: set[str] = set()
        self.outside_types: set[str] = set()
        self.typed = Typed()
        self.listeners = Listeners(self, loop)
        self.focused: ReferenceElement | None = None
        #: The elements under the mouse, from the inside out.
        self.hovered: list[ReferenceElement] = []
        #: Where the selection of controls begins and ends; those that are not here have the caret after their text.
        self.carets: dict[ReferenceElement, tuple[int, int]] = {}
        #: What kept the last form from being submitted.
        self.held_back: list[str] = []
        #: The text of the banner, where the server shows one.
        self.notice = ""
        #: The text that was copied or cut last.
        self.clipboard = ""
        #: Where the user's last edit of a control began, so that leaving it tells of the change.
        self.before_edit: dict[ReferenceElement, str] = {}
        self.record = StepRecord()
        #: Messages to the page's own scripts.
        self.messages: list[tuple[str, dict[str, Json]]] = []
        #: Changes with everything that a query could notice.
        self.version = 0

    @property
    def root(self) -> ReferenceElement:
        """The page's root element."""
        return self.documents[0].root

    @property
    def acknowledged(self) -> int:
        """The newest event that the server has handled."""
        return self.typed.acknowledged

    @property
    def entered(self) -> int:
        """How often the user has changed a control."""
        return self.typed.entered

    @property
    def told(self) -> int:
        """How many events there were."""
        return self._last

    @property
    def is_waiting(self) -> bool:
        """Whether the server has still to handle an event, or an event waits for a pause."""
        return bool(self._waiting) or self.listeners.wait

    # The connection

    def connect(self, send: Callable[[str], None], token: str | None = None) -> None:
        """Say hello on a new connection.

        Args:
            send: Sends a frame.
            token: By which a page that was rendered before is taken up.
        """
        self._send = send
        self._token = token or self._token
        hello: dict[str, Any] = {"v": 1, "sent": self._last}
        if self._token is not None:
            hello["token"] = self._token
        if seen := self._seen():
            hello["seen"] = seen
        if dirty := self.typed.unsent(self.documents[0]):
            hello["dirty"] = dirty
        send(_encode([0, _HELLO, hello]).decode())

    def disconnect(self) -> None:
        """The connection is gone."""
        self._send = None
        self._ready = False

    def take(self, frame: bytes) -> None:
        """Take a frame from the server."""
        self.record.received(frame)
        if frame.startswith(b"[-1,"):
            self._control(*_decode(frame)[1:])
            return
        self.receive(frame)
        if self.focused is not None and not is_connected(self.focused, self.root):
            self.focused = None
        if self._acknowledging is None:
            self._acknowledging = self._loop.call_later(_ACKNOWLEDGE_AFTER, self._acknowledge)

    def _control(self, kind: int, value: Any = None) -> None:
        if kind == WELCOME:
            self._welcome(value)
        elif kind == ACK:
            self._handled(value)
        elif kind == REFUSED:
            text = next((text for n, text in self._waiting if n == value), "")
            self._handled(value)
            self.record.failed(EventRefusedError(text))
        elif kind == NOTICE:
            self.notice = value
        elif kind == GO:
            self.go_to(value["url"], value["replace"])

    def _welcome(self, session: Mapping[str, Any]) -> None:
        if not session["resumed"] and self._token is not None:
            # Another session: what was meant for the old one is void.
            self._waiting.clear()
            self.typed.acknowledged = self._last
        self._token = session["token"]
        self._waiting = [(n, text) for n, text in self._waiting if n > session["received"]]
        self._ready = True
        for _, text in self._waiting:
            self._tell(text)

    def _handled(self, n: int) -> None:
        self.typed.acknowledged = max(self.typed.acknowledged, n)
        self._waiting = [(number, text) for number, text in self._waiting if number > n]

    def _seen(self) -> list[tuple[int, int]]:
        return [(number, document.seq) for number, document in self.documents.items() if document.seq > 0]

    def _acknowledge(self) -> None:
        self._acknowledging = None
        if self._ready:
            self._tell(_encode([0, _ACKNOWLEDGE, self._seen()]).decode())

    def _tell(self, text: str) -> None:
        if self._send is not None:
            self._send(text)

    # What the server says

    def apply(self, ops: Iterable[Op], number: int = 0) -> None:
        """Apply ops to one document, as a browser with a user in front of it does."""
        document = self.documents[number]
        # Before the ops: what they set may be the answer to what the user typed.
        self._handled(self.ack)
        self.version += 1
        ops = list(ops)
        self.record.applied(ops)
        restore: Callable[[], None] | None = None
        for op in ops:
            if isinstance(op, SetProperty) and self.typed.keeps(document, op, self.focused):
                continue
            if number and isinstance(op, Listen | Unlisten) and op.node == ROOT:
                self._listen_at_root(op, number)
                continue
            if isinstance(op, Reset):
                restore = self.typed.keep(document)
                self._roots.pop(number, None)
            super().apply((op,), number)
            if isinstance(op, Insert):
                self._note_listeners(op.nodes)
            elif isinstance(op, Listen):
                self._note(op.event, op.listener)
            elif isinstance(op, Message):
                self.messages.append((op.op, dict(op.params)))
                if op.call:
                    self._tell(_encode([0, _RESULT, number, op.call, False, "no handler"]).decode())
            elif isinstance(op, Call):
                self._perform(number, document.calls[-1])
        if restore is not None:
            restore()

    def listeners_at(self, number: int, node: int) -> dict[str, Listener]:
        """What a node of a document listens for."""
        if number and node == ROOT:
            return self._roots.get(number, {})
        document = self.documents[number]
        return document.listeners[node] if node in document.listeners else document.element(node).listeners

    def _listen_at_root(self, op: Listen | Unlisten, number: int) -> None:
        listeners = self._roots.setdefault(number, {})
        if isinstance(op, Listen):
            listeners[op.event] = op.listener
            self._note(op.event, op.listener)
        else:
            listeners.pop(op.event, None)

    def _note_listeners(self, nodes: Iterable[NodeData]) -> None:
        for node in nodes:
            if isinstance(node, ElementData):
                for event, listener in (node.listeners or {}).items():
                    self._note(event, listener)
                if node.children:
                    self._note_listeners(node.children)

    def _note(self, event: str, listener: Listener) -> None:
        self.types.add(event)
        if listener.flags & OUTSIDE:
            self.outside_types.add(event)

    def _perform(self, number: int, called: Called) -> None:
        document = self.documents[number]
        target: Target = Elsewhere(called.node) if called.node in document.listeners else document.element(called.node)
        ok, value = perform(self, target, called.method, called.arguments)
        if called.call:
            self._tell(_encode([0, _RESULT, number, called.call, ok, value]).decode())

    # What the user does

    def fire(
        self, type: str, target: Target, told: Mapping[str, object] | None = None, *, bubbles: bool | None = None
    ) -> bool:
        """Have an event happen.

        Args:
            type: Its name.
            target: Where.
            told: What it tells beside the usual.
            bubbles: Whether it goes up from its target; by default what events of this type do.

        Returns:
            Whether the browser may do what it does by default.
        """
        if type not in self.types:
            return True
        event = Happening(type, target, told or {}, bubbles=bubbles)
        self.listeners.hear(event)
        return not event.default_prevented

    def changed_by_user(self, control: ReferenceElement, told: Mapping[str, object] | None = None) -> None:
        """The user has changed what a control holds."""
        self.version += 1
        self.typed.mark(control)
        self.fire("input", control, told)

    def go(self, address: str) -> None:
        """Load another address because the user follows a link or submits a form."""
        self.go_to(address, False)

    def message(self, op: str, params: Mapping[str, object]) -> None:
        """Send a message of the page's own scripts: `send_message({op, ...params})`."""
        self._number([0, 0, op, params])

    def emit(self, number: int, target: int, type: str, hits: Sequence[Hit], *, all_told: bool) -> int:
        """Tell the server of an event.

        Args:
            number: The document.
            target: The node that it happened at.
            type: The event's name.
            hits: Who listens, and what is told.
            all_told: Whether these are all who listen, and not only those that need not wait.

        Returns:
            The event's number; -1 if it is too large to be sent.
        """
        values, sent = self.typed.take(self.documents[number], hits)
        told = [fields for _, fields in hits if fields is not None]
        payload: object = None
        if not all_told or len(told) > 1:
            payload = [[wire, fields or {}] for wire, fields in hits]
        elif told:
            payload = told[0]
        tail = [payload or 0, values] if values else [payload] if payload else []
        n = self._number([number, target, type, *tail])
        sent(n)
        return n

    def _number(self, parts: list[object]) -> int:
        text = _encode([self._last + 1, *parts]).decode()
        if len(text.encode()) > _LONGEST:
            self.record.failed(EventRefusedError(text))
            return -1
        self._last += 1
        self._waiting.append((self._last, text))
        self.record.sent(text)
        if self._ready:
            self._tell(text)
        return self._last
