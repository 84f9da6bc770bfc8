"""The reference browser: a browser in Python with domsync's client, which shows frames and reports the user's input."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any

import msgspec

from domsync.dom.ops import (
    OUTSIDE,
    ROOT,
    Adopt,
    Call,
    ElementData,
    Insert,
    Json,
    Listen,
    Listener,
    Message,
    NodeData,
    Op,
    Props,
    RemoveAttribute,
    Reset,
    SetAttribute,
    SetProperty,
    Unlisten,
)
from domsync.server.pages.page_messages import LOAD, PAGE, SHEETS
from domsync.session.inbound import TELL
from domsync.session.outbound import ACK, DEVELOPMENT, NAVIGATE, NOTICE, REFUSED, UPLOAD, WELCOME, WORKING
from domsync.testing.browser import activation, collections, grid, widgets
from domsync.testing.browser.actions import InstantActions
from domsync.testing.browser.apply import Called, ReferenceBrowser, ReferenceDocument
from domsync.testing.browser.calls import perform
from domsync.testing.browser.event import SimulatedEvent, Target
from domsync.testing.browser.events import Listeners
from domsync.testing.browser.focus import can_focus, focus, loses_focus
from domsync.testing.browser.inputs import Hit, UserInput, keep_files, keep_written
from domsync.testing.browser.modules import ModuleModel
from domsync.testing.browser.navigation import How, Navigation
from domsync.testing.browser.pending import Pending
from domsync.testing.browser.refill import Refill
from domsync.testing.browser.services import Environment, ServiceRefusedError
from domsync.testing.browser.socket import ClientSocket, Phase
from domsync.testing.browser.states import Opened
from domsync.testing.browser.type_ahead import TypeAhead
from domsync.testing.browser.uploads import OutgoingUploads
from domsync.testing.steps import BrowserComplaintError, EventRefusedError, StepRecord
from domsync.testing.tree.element_values import GlobalTarget
from domsync.testing.tree.nodes import ReferenceElement, ReferenceNode
from domsync.testing.tree.traversal import is_connected, walk

#: The op of messages that ask the browser for anything other than showing the page.
_SERVICE = "_browser"
#: Events that report changes made by the browser itself, and the delay in seconds before the server is told.
_CHANGING = frozenset(("play", "pause", "seeked", "volumechange", "ratechange", "scroll"))
_LATER = 0.25
#: Messages for the client, and not for the page's own scripts.
_OWN = frozenset((PAGE, LOAD, SHEETS))
_decode = msgspec.json.decode


def _has_autofocus(nodes: Iterable[NodeData]) -> bool:
    return any(
        isinstance(node, ElementData) and ("autofocus" in (node.attributes or ()) or _has_autofocus(node.children))
        for node in nodes
    )


class Browser(ReferenceBrowser):
    """A page in a browser.

    Args:
        root_id: The id of the root element.
        loop: The event loop, which gives the time.
        go: Called to load another address, with the address and whether it replaces this one in the history.
        save: Called to save a file, with its address relative to the socket's.
        moved: Called when the page has moved without a reload, with the address, the change of the history, and the
            page's number.
        environment: The environment of the page.
    """

    def __init__(
        self,
        root_id: str,
        loop: asyncio.AbstractEventLoop,
        go: Callable[[str, bool], None],
        save: Callable[[str], None],
        moved: Callable[[str, How, int], None] = lambda address, how, number: None,
        environment: Environment | None = None,
    ) -> None:
        super().__init__(root_id)
        self.loop = loop
        self.go_to = go
        #: Returns a link's address on the site, and the change of the history; None if it does not lead to the app.
        self.target_of: Callable[[str], tuple[str, How] | None] = lambda address: None
        self.save = save
        self.socket: ClientSocket = ClientSocket(self, loop)
        #: The listeners of the roots of shared documents; the same elements have listeners in the outer document.
        self._roots: dict[int, dict[str, Listener]] = {}
        self.types: set[str] = set()
        self.outside_types: set[str] = set()
        self.opened: Opened = Opened(self.documents[0])
        self.navigation: Navigation = Navigation(self, moved)
        self.files: OutgoingUploads = OutgoingUploads(self._emit_upload, self.socket.tell)
        self.actions: InstantActions = InstantActions(self, loop)
        self.pending: Pending = Pending(self, loop)
        self.listeners: Listeners = Listeners(self, loop)
        #: Events whose handlers are still running on the server.
        self.working: frozenset[int] = frozenset()
        self.focused: ReferenceElement | None = None
        #: The control or editable element with text that last had the focus.
        self.edited: ReferenceElement | None = None
        #: The table cell with the focus: the table, the row's number, the column, and whether the cell is still to
        #: arrive.
        self.grid_place: tuple[ReferenceElement, str, int, bool] | None = None
        #: Where the mouse was last pressed: the Tab key continues from there if nothing has the focus.
        self.pressed: ReferenceElement | None = None
        #: The element that had the focus before a tour.
        self.before_tour: ReferenceElement | None = None
        self.type_ahead: TypeAhead = TypeAhead(loop.time)
        #: The numbers of modal dialogs and popovers, in the order in which they are opened.
        self.openings: Iterator[int] = count(1)
        #: The popovers hidden by the mouse press that is not over yet.
        self.dismissed: set[ReferenceElement] = set()
        #: The item of a tree or a board that is being dragged.
        self.dragged: ReferenceElement | None = None
        #: The items of trees and boards that last had the focus.
        self.entered_items: dict[ReferenceElement, ReferenceElement] = {}
        #: The elements under the mouse, innermost first.
        self.hovered: list[ReferenceElement] = []
        #: The start and end of each control's selection; in controls not listed here, the caret is after the text.
        self.carets: dict[ReferenceElement, tuple[int, int]] = {}
        #: The text in which a new line begins, if a line was broken and nothing has been typed on the new one yet.
        self.new_lines: dict[ReferenceElement, ReferenceNode] = {}
        self.typed: UserInput = UserInput(self.carets)
        self.typed.longest = lambda: self.socket.longest
        self.typed.complain = lambda text: self.record.failed(BrowserComplaintError(f"domsync: {text}"))
        self.refill: Refill = Refill(self)
        self.typed.private = self.documents[0]
        #: The reasons why the last form was not submitted.
        self.held_back: list[str] = []
        #: The messages shown to the developer.
        self.developed: list[Mapping[str, Any]] = []
        #: The text of the banner, if the server shows one.
        self.notice: str = ""
        self.environment: Environment = environment or Environment()
        self.environment.begin(self)
        #: The value before the user's last edit of a control, so that leaving it reports the change.
        self.before_edit: dict[ReferenceElement, str] = {}
        self.record: StepRecord = StepRecord()
        #: Messages to the page's own scripts.
        self.messages: list[tuple[str, dict[str, Json]]] = []
        #: A number that changes whenever the result of a query could change.
        self.version: int = 0

    @property
    def clipboard(self) -> str:
        """The text that was last copied or cut."""
        return self.environment.clipboard

    @clipboard.setter
    def clipboard(self, text: str) -> None:
        self.environment.clipboard = text

    @property
    def root(self) -> ReferenceElement:
        """The page's root element."""
        return self.documents[0].root

    @property
    def acknowledged(self) -> int:
        """The number of the newest event that the server has handled."""
        return self.typed.acknowledged

    def is_open(self, n: int) -> bool:
        """Return whether an event is still unanswered by the server."""
        return n > self.acknowledged or n in self.working

    @property
    def entered(self) -> int:
        """The number of changes that the user has made to controls."""
        return self.typed.entered

    @property
    def told(self) -> int:
        """The number of events so far."""
        return self.socket.last

    @property
    def is_connected(self) -> bool:
        """True if the server has welcomed the page on the current connection."""
        return self.socket.phase is Phase.OPEN

    @property
    def visit_id(self) -> str:
        """The visit that its token belongs to."""
        return self.socket.visit_id

    @property
    def is_waiting(self) -> bool:
        """True if the server has not yet handled an event, or an event is waiting for a pause."""
        return bool(self.socket.waiting) or self.listeners.wait

    # The connection

    def connect(self, send: Callable[[str | bytes], None], token: str | None = None) -> None:
        """Say hello on a new connection.

        Args:
            send: Sends a frame.
            token: The token that resumes a page rendered before.
        """
        self.socket.open(send, token)

    def disconnect(self) -> None:
        """Record that the connection is lost."""
        self.socket.close()

    def take(self, frame: bytes) -> None:
        """Take a frame from the server."""
        self.record.received(frame)
        if frame.startswith(b"[-1,"):
            self._control(*_decode(frame)[1:])
            self._settle()
            return
        self.receive(frame)
        self._settle()
        if self.focused is not None and (not is_connected(self.focused, self.root) or loses_focus(self.focused)):
            self.focused = None
        self.socket.shown()

    def _settle(self) -> None:
        """Do what was waiting for answers from the server."""
        self.actions.settle()
        self.pending.settle()

    def _control(self, kind: int, value: Any = None, why: str = "") -> None:
        if kind == WELCOME:
            self.working = frozenset()
            self.socket.welcomed(value)
            if value["resumed"]:
                self.tell_rest()
        elif kind == ACK:
            self.socket.handled(value)
        elif kind == REFUSED:
            text = next((text for n, text in self.socket.waiting if n == value), "")
            self.socket.handled(value)
            self.record.failed(EventRefusedError(text, why))
        elif kind == DEVELOPMENT:
            self.developed.append(value)
        elif kind == NOTICE:
            self.notice = value
        elif kind == NAVIGATE:
            if value.get("download"):
                self.save(value["url"])
            else:
                self.go_to(value["url"], value["replace"])
        elif kind == UPLOAD:
            self.files.told(value)
        elif kind == WORKING:
            self.working = frozenset(value)

    # From the server

    def apply(self, ops: Iterable[Op], number: int = 0) -> None:
        """Apply ops to one document, as a browser with a user does."""
        document = self.documents[number]
        # Done before the ops, because the values that they set may be the answer to the user's typing.
        self.socket.handled(self.ack)
        self.version += 1
        ops = list(ops)
        self.record.applied(ops)
        restores: list[Callable[[], None]] = []
        inserts: list[Insert] = []
        opened: list[ReferenceElement] = []
        for op in ops:
            # The user's controls are in the private document and in shared parts.
            if isinstance(op, SetProperty) and op.node not in document.listeners and self.typed.keeps(document, op):
                continue
            if number and isinstance(op, Listen | Unlisten) and op.node == ROOT:
                self._listen_at_root(op, number)
                continue
            if isinstance(op, Reset | Adopt) and document.seq > 1:
                self.typed.is_late = True
            if isinstance(op, Reset):
                restores += (
                    self.typed.keep(number, self.documents),
                    self.opened.keep(number, self.documents, self.acknowledged),
                    keep_written(document),
                    keep_files(document),
                )
                self._roots.pop(number, None)
            if isinstance(op, Props) and "module" in self.listeners_at(number, op.node):
                element = document.element(op.node)
                if element.model is None:
                    element.model = ModuleModel(is_private=number == 0)
                element.model.update(op.edits, self.acknowledged)
                continue
            super().apply((op,), number)
            if isinstance(op, Insert):
                self._note_listeners(op.nodes)
                inserts.append(op)
            elif isinstance(op, Listen):
                self._note(op.event, op.listener)
            elif isinstance(op, SetAttribute | RemoveAttribute):
                self.actions.overlay(document.element(op.node), op.name)
                if op.name == "open":
                    opened.append(document.element(op.node))
            elif isinstance(op, Message) and op.op == _SERVICE:
                self._serve(number, op)
            elif isinstance(op, Message):
                if self.navigation.is_on and op.op in _OWN:
                    self._take(number, op)
                    continue
                self.messages.append((op.op, dict(op.params)))
                self.socket.answer(number, op.call, False, "no handler")
            elif isinstance(op, Call):
                self._perform(number, document.calls[-1])
        for restore in restores:
            restore()
        for element in opened:
            activation.close_others(self, element)
        for insert in inserts:
            self._focus_new(document, insert)
        grid.settle(self)
        widgets.settle(self)
        self.refill.look_again()

    def _serve(self, number: int, message: Message) -> None:
        try:
            ok, value = True, self.environment.serve(message.params)
        except ServiceRefusedError as error:
            ok, value = False, str(error)
        self.socket.answer(number, message.call, ok, value)

    def _take(self, number: int, op: Message) -> None:
        """Take a message for the client itself."""
        self.navigation.take(op.op, op.params)
        self.socket.answer(number, op.call, True, None)

    def listeners_at(self, number: int, node: int) -> dict[str, Listener]:
        """List the events that a node of a document listens for."""
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
        target: Target = (
            GlobalTarget(called.node) if called.node in document.listeners else document.element(called.node)
        )
        ok, value = perform(self, target, called.method, called.arguments)
        self.socket.answer(number, called.call, ok, value)

    # What the user does

    def fire(
        self, type: str, target: Target, told: Mapping[str, object] | None = None, *, bubbles: bool | None = None
    ) -> bool:
        """Dispatch an event.

        Args:
            type: Its name.
            target: Its target.
            told: The properties that differ from the usual ones.
            bubbles: Whether it bubbles; the default depends on the type.

        Returns:
            Whether the browser may run its default action.
        """
        self._note_state(type, target)
        element = target if isinstance(target, ReferenceElement) else None
        is_done = is_stopped = False
        if type == "keydown" and element is not None:
            is_done, is_stopped = widgets.keydown(self, element, told or {})
            is_done = collections.keydown(self, element, told or {}) or is_done
        elif type == "dragover" and element is not None:
            is_done = collections.takes(self, element)
        elif type == "mousedown" and element is not None:
            is_done = widgets.keeps_focus(element)
        prevented = False
        if type in self.types and not is_stopped:
            event = SimulatedEvent(type, target, told or {}, bubbles=bubbles)
            self.listeners.hear(event)
            prevented = event.default_prevented
        if element is not None:
            widgets.follow(self, type, element)
            collections.follow(self, type, element)
        return not (prevented or is_done)

    def _note_state(self, type: str, target: Target) -> None:
        """Record what the browser has changed at an event; it is reported soon unless another event does so."""
        if type not in _CHANGING or not isinstance(target, ReferenceElement):
            return
        if type == "scroll" and "scroll" not in target.listeners:
            return
        self.opened.mark(target)
        self.loop.call_later(_LATER, self.tell_opened)

    def focus_first(self) -> None:
        """Focus the element with the attribute `autofocus` on the first page."""
        found = next((element for element in walk(self.root) if element.get("autofocus") is not None), None)
        if found is not None and self.focused is None and can_focus(found):
            focus(self, found)

    def _focus_new(self, document: ReferenceDocument, op: Insert) -> None:
        """Do the same for elements added later, which browsers do not do themselves."""
        if not _has_autofocus(op.nodes):
            return
        runs = (op.ids, 1 << 31) if isinstance(op.ids, int) else op.ids
        new = [range(first, first + count) for first, count in zip(runs[::2], runs[1::2], strict=True)]
        for element in walk(document.root):
            if element.get("autofocus") is not None and any(element.wire in numbers for numbers in new):
                if can_focus(element):
                    focus(self, element)
                return

    def tell_opened(self) -> None:
        """Report to the server what the user has opened or closed, unless an event did."""
        if self.opened.unsent():
            self.tell_rest()

    def tell_rest(self) -> None:
        """Report to the server everything that no event has reported."""
        if self.opened.unsent() or self.typed.unsent(self.documents[0]):
            self.emit(0, ROOT, TELL, [], all_told=True)

    def changed_by_user(self, control: ReferenceElement, told: Mapping[str, object] | None = None) -> None:
        """Record that the user has changed the value of a control."""
        self.version += 1
        self.typed.mark(control)
        self.fire("input", control, told)

    def navigate(self, address: str) -> None:
        """Load another address, because the user follows a link or submits a form."""
        if not self.environment.keeps_user():
            self.go_to(address, False)

    def follow(self, address: str, *, is_external: bool = False) -> None:
        """Follow a link or a form: ask the server to go there if possible, and load it otherwise.

        Args:
            address: The address it leads to.
            is_external: Whether it is marked as leading out of the app.
        """
        can_ask = self.navigation.is_on and self.is_connected and not is_external
        target = self.target_of(address) if can_ask else None
        if target is None:
            self.navigate(address)
        elif not self.environment.keeps_user():
            self.navigation.walk(*target)

    def message(self, op: str, params: Mapping[str, object]) -> None:
        """Send a message from the page's own scripts: `send_message({op, ...params})`."""
        self.socket.number([0, 0, op, params])

    def emit(self, number: int, target: int, type: str, hits: Sequence[Hit], *, all_told: bool) -> int:
        """Report an event to the server.

        Args:
            number: The document.
            target: The node where it happened.
            type: The event's name.
            hits: The listening nodes and their payloads.
            all_told: Whether these are all listeners, rather than only those that need not wait.

        Returns:
            The event's number; -1 if it is too large to be sent.
        """
        entered, sent = self.typed.take(self.documents[number], hits)
        values = [*entered, *self.opened.take(self.documents[number])]
        changed = [] if number else self.actions.changed()
        told = [fields for _, fields in hits if fields is not None]
        payload: object = None
        if not all_told or len(told) > 1:
            payload = [[wire, fields or {}] for wire, fields in hits]
        elif told:
            payload = told[0]
        told_of = payload is not None and payload != []
        tail: list[object] = [payload if told_of else 0, values, changed] if changed else []
        if not tail:
            tail = [payload if told_of else 0, values] if values else [payload] if told_of else []
        n = self.socket.number([number, target, type, *tail])
        sent(n)
        if not number:
            self.opened.sent(n)
            self.actions.sent(n)
        return n

    def place_of(self, element: ReferenceElement) -> int | None:
        """The number of the document that an element of the page is in."""
        found = (number for number, document in self.documents.items() if document.nodes.get(element.wire) is element)
        return next(found, None)

    def _emit_upload(self, element: ReferenceElement, payload: Mapping[str, Any]) -> bool:
        number = self.place_of(element)
        if number is None or "upload" not in self.listeners_at(number, element.wire):
            return False
        return self.emit(number, element.wire, "upload", [(element.wire, dict(payload))], all_told=True) > 0
