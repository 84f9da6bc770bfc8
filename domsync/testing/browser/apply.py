"""Apply wire frames to the reference browser's tree, as the client does.

This is what the wire *means*, in Python: tests apply a document's frames to it and compare the two, without a
browser and without a socket. It is stricter than the client: anything that the client would forgive or answer with a
resync raises here, because it is a fault of the server.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from domsync.dom.ops import (
    DOCUMENT,
    FIRST_NODE,
    ROOT,
    WINDOW,
    Adopt,
    Call,
    CommentData,
    ElementData,
    Insert,
    Listen,
    Listener,
    Message,
    Mount,
    Move,
    NodeData,
    Op,
    Props,
    Remove,
    RemoveAttribute,
    Reset,
    SetAttribute,
    SetAttributeNS,
    SetData,
    SetProperty,
    SetStyle,
    SetText,
    Unlisten,
)
from domsync.dom.tree.differences import Edit, with_edits
from domsync.render.wire_reader import decode_frame
from domsync.session.message_log import FIRST_NUMBER
from domsync.testing.browser.first_paint import adopted, load
from domsync.testing.browser.policy import LOADING_ATTRIBUTES, LOADING_TAGS
from domsync.testing.browser.rules import allowed, allowed_tag
from domsync.testing.tree.canonical import HTML_NAMESPACE, Form
from domsync.testing.tree.nodes import BrowserFault, ReferenceElement, ReferenceNode


class Called(NamedTuple):
    """A method call that has arrived: the node's number and the call."""

    node: int
    method: str
    arguments: tuple[object, ...]
    call: int


class ReferenceDocument:
    """One document of the page.

    Attributes:
        root: Its root element.
        seq: The number of the last frame.
        title: The page's title, as loaded or as set by the document.
        nodes: The live nodes by number, without the document and the window.
        listeners: The listeners of the document (2) and the window (3).
        calls: The method calls that have arrived.
        messages: The messages that have arrived, as (op, params).
    """

    def __init__(self, root: ReferenceElement) -> None:
        self.root = root
        self.seq = 0
        self.title: str = ""
        self.nodes: dict[int, ReferenceNode] = {ROOT: root}
        self.listeners: dict[int, dict[str, Listener]] = {DOCUMENT: {}, WINDOW: {}}
        self.calls: list[Called] = []
        self.messages: list[tuple[str, dict[str, object]]] = []
        #: Elements that were given something to load and have not been checked against the page's policy yet.
        self.loading: list[ReferenceElement] = []
        self._used: set[int] = set()
        self._told: set[str] = set()

    def canonical(self, *, listeners: bool = False) -> Form:
        """The canonical form of the root element."""
        return self.root.form(listeners=listeners)

    def element(self, wire: int) -> ReferenceElement:
        """The element with a number."""
        node = self.node(wire)
        if not isinstance(node, ReferenceElement):
            raise BrowserFault(f"node {wire} is no element")
        return node

    def node(self, wire: int) -> ReferenceNode:
        """The live node with a number."""
        if wire not in self.nodes:
            raise BrowserFault(f"there is no node {wire}")
        return self.nodes[wire]

    def apply(self, op: Op) -> None:
        """Apply one op, except `Mount`, which the page applies.

        Raises:
            BrowserFault: A browser could not apply it.
        """
        match op:
            case Insert(parent=parent, before=before, ids=ids, nodes=nodes):
                self._insert(self.element(parent), before, _numbers(ids), nodes)
            case Remove(node=wire, count=count):
                self._remove(wire, count)
            case Move(node=wire, parent=parent, before=before):
                self._move(self.node(wire), self.element(parent), before)
            case SetData(node=wire, data=data):
                node = self.node(wire)
                if isinstance(node, ReferenceElement):
                    raise BrowserFault(f"element {wire} has no data")
                node.data = data
            case SetText():
                self._set_text(op)
            case Listen(node=wire, event=event, listener=listener):
                self._listeners(wire)[event] = listener
            case Unlisten(node=wire, event=event):
                if self._listeners(wire).pop(event, None) is None:
                    raise BrowserFault(f"{wire} does not listen for {event}")
            case Call(node=wire, method=method, arguments=arguments, call=call):
                if wire not in self.listeners:
                    self.element(wire)
                self.calls.append(Called(wire, method, arguments, call))
            case Message(op=name, params=params):
                self.messages.append((name, dict(params)))
            case Reset():
                self._reset()
            case Adopt(ids=ids, names=names, shape=shape):
                for node, wire in zip(adopted(self.root, names, shape), _numbers(ids), strict=False):
                    self._register(node, wire)
            case Mount():
                raise BrowserFault("a document cannot mount by itself")
            case Props(node=wire, edits=edits):
                self.give(self.element(wire), edits)
            case SetProperty(node=wire, name="title", value=title) if wire == DOCUMENT:
                self.title = str(title)
            case _:
                self._change(self.element(op.node), op)

    def give(self, element: ReferenceElement, edits: Iterable[Edit]) -> None:
        """Set JavaScript properties of an element, or pass a message from the server to its module.

        Raises:
            BrowserFault: The target of an edit does not exist.
        """
        try:
            element.model = with_edits(element.model or {}, tuple(edits))
        except (LookupError, TypeError, AttributeError) as error:
            raise BrowserFault(f"a property cannot be edited: {error!r}") from error

    def _change(
        self, element: ReferenceElement, op: SetAttribute | SetAttributeNS | RemoveAttribute | SetProperty | SetStyle
    ) -> None:
        match op:
            case SetAttribute(name=name, value=value):
                if name == "style":
                    raise BrowserFault("style is set by declarations")
                element.set_attribute(name, allowed(element, name, value))
                if name in LOADING_ATTRIBUTES:
                    self.loading.append(element)
            case SetAttributeNS(namespace=namespace, name=name, value=value):
                element.set_attribute_ns(namespace, name, allowed(element, name, value))
                self.loading.append(element)
            case RemoveAttribute(name=name):
                element.remove_attribute(name)
            case SetProperty(name=name, value=value):
                element.set_property(name, value)
            case SetStyle(name=name, value=value):
                if value:
                    element.styles[name] = value
                else:
                    element.styles.pop(name, None)
        if element is self.root and isinstance(op, SetAttribute | SetAttributeNS):
            self._told.add(op.name)

    def _listeners(self, wire: int) -> dict[str, Listener]:
        return self.listeners[wire] if wire in self.listeners else self.element(wire).listeners

    def _insert(self, parent: ReferenceElement, before: int, ids: Iterator[int], nodes: Iterable[NodeData]) -> None:
        beside = self._child(parent, before)
        for data in nodes:
            parent.insert(self._build(data, ids), beside)

    def _build(self, data: NodeData, ids: Iterator[int]) -> ReferenceNode:
        wire = next(ids, 0)
        if isinstance(data, str):
            return self._register(ReferenceNode("#text", data), wire)
        if isinstance(data, CommentData):
            return self._register(ReferenceNode("#comment", data.data), wire)
        tag = allowed_tag(data.tag)
        element = ReferenceElement(tag, HTML_NAMESPACE if data.namespace is None else data.namespace)
        self._register(element, wire)
        for name, value in (data.attributes or {}).items():
            self._change(element, SetAttribute(wire, name, value))
        for child in data.children:
            element.insert(self._build(child, ids))
        self._dress(element, data)
        return element

    def _dress(self, element: ReferenceElement, data: ElementData) -> None:
        for namespace, qualified, given in data.namespaced:
            element.set_attribute_ns(namespace, qualified, allowed(element, qualified, given))
            self.loading.append(element)
        element.styles.update(data.styles or {})
        for name, value in (data.properties or {}).items():
            element.set_property(name, value)
        element.listeners.update(data.listeners or {})

    def _register(self, node: ReferenceNode, wire: int, *, again: bool = False) -> ReferenceNode:
        if wire < FIRST_NODE or wire in self.nodes or (wire in self._used and not again):
            raise BrowserFault(f"{wire} cannot be a new node's number")
        node.wire = wire
        self.nodes[wire] = node
        self._used.add(wire)
        return node

    def _remove(self, wire: int, count: int) -> None:
        node = self._inner(wire)
        parent = node.parent
        if parent is None:
            raise BrowserFault(f"{wire} has no parent")
        start = parent.children.index(node)
        run = parent.children[start : start + count]
        if len(run) != count:
            raise BrowserFault(f"there are no {count} nodes from {wire}")
        for gone in run:
            parent.remove(gone)
            self._forget(gone)

    def _move(self, node: ReferenceNode, parent: ReferenceElement, before: int) -> None:
        self._inner(node.wire)
        if parent in node.subtree():
            raise BrowserFault(f"{node.wire} cannot move into itself")
        beside = self._child(parent, before)
        if node.parent is not None and beside is not node:
            node.parent.remove(node)
            parent.insert(node, beside)

    def _set_text(self, op: SetText) -> None:
        element = self.element(op.node)
        # Nodes that the user has created by editing have no number.
        own = [child for child in element.children if child.wire]
        again = own[0].wire if len(own) == 1 and own[0].kind == "#text" else 0
        for child in list(element.children):
            element.remove(child)
            self._forget(child)
        wire = op.first
        lines = op.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for number, line in enumerate(lines):
            if number:
                element.insert(self._register(ReferenceElement("br"), wire))
                wire += 1
            if line:
                element.insert(self._register(ReferenceNode("#text", line), wire, again=wire == again))
                wire += 1

    def _reset(self) -> None:
        for name in self._told:
            self.root.remove_attribute(name)
        self._told.clear()
        self.root.styles.clear()
        self.root.listeners.clear()
        for child in self.root.children:
            child.parent = None
        self.root.children.clear()
        for listeners in self.listeners.values():
            listeners.clear()
        self.nodes = {ROOT: self.root}
        self._used.clear()

    def _inner(self, wire: int) -> ReferenceNode:
        if wire == ROOT:
            raise BrowserFault("the root stays")
        return self.node(wire)

    def _child(self, parent: ReferenceElement, wire: int) -> ReferenceNode | None:
        if not wire:
            return None
        if self.node(wire).parent is not parent:
            raise BrowserFault(f"{wire} is no child of {parent.wire or ROOT}")
        return self.node(wire)

    def _forget(self, node: ReferenceNode) -> None:
        for gone in node.subtree():
            self.nodes.pop(gone.wire, None)


class ReferenceBrowser:
    """A page with any number of documents.

    Args:
        root_id: The `id` of the element that is document 0's root.

    Attributes:
        documents: The page's documents by number.
        ack: The number of the last event that the server has handled.
    """

    def __init__(self, root_id: str = "domsync_root_id") -> None:
        root = ReferenceElement("div")
        root.set_attribute("id", root_id)
        self.documents: dict[int, ReferenceDocument] = {0: ReferenceDocument(root)}
        self.ack: int = 0
        self._templates: dict[int, dict[int, object]] = {}

    def load(self, html: str) -> None:
        """Show the first paint, which the first frame adopts.

        Args:
            html: The content of the root element.
        """
        load(self.documents[0].root, html)
        self.documents[0].loading.extend(self.documents[0].root.elements(*LOADING_TAGS))

    def receive(self, data: bytes | str) -> None:
        """Take a frame with ops.

        Raises:
            ProtocolError: It is not a frame with ops.
            BrowserFault: It is out of order, or an op in it cannot be applied.
        """
        number, seq, ack, ops = decode_frame(data, self._templates)
        document = self.documents.get(number)
        if document is None and number >= FIRST_NUMBER:
            # Broadcast messages, which belong to no element of the page.
            document = self.documents[number] = ReferenceDocument(ReferenceElement("p"))
        if document is None:
            raise BrowserFault(f"document {number} is not mounted")
        if seq != document.seq + 1 and not (ops and isinstance(ops[0], Reset | Adopt)):
            raise BrowserFault(f"frame {seq} of document {number} came after frame {document.seq}")
        document.seq = seq
        if ack < self.ack and ack:
            raise BrowserFault(f"event {ack} was handled after event {self.ack}")
        self.ack = max(self.ack, ack)
        self.apply(ops, number)

    def apply(self, ops: Iterable[Op], number: int = 0) -> None:
        """Apply ops to one document, outside any frame."""
        document = self.documents[number]
        for op in ops:
            if isinstance(op, Mount):
                self._mount(document.element(op.node), op.document)
            else:
                document.apply(op)

    def canonical(self, number: int = 0, *, listeners: bool = False) -> Form:
        """The canonical form of one document."""
        return self.documents[number].canonical(listeners=listeners)

    def _mount(self, place: ReferenceElement, number: int) -> None:
        if place.mounted:
            self.documents.pop(place.mounted, None)
        place.mounted = number
        if number:
            # As in the browser, where a document is shown in one place only: the old place is forgotten.
            self.documents[number] = ReferenceDocument(place)


def _numbers(ids: int | tuple[int, ...]) -> Iterator[int]:
    runs = (ids, 1 << 31) if isinstance(ids, int) else ids
    for first, count in zip(runs[::2], runs[1::2], strict=True):
        yield from range(first, first + count)
