"""The part of a document that knows which nodes the browser has, and what it has not been told yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar
from weakref import WeakValueDictionary

from domsync.dom import ops, radio_groups
from domsync.dom.compare import FOLLOWING, children_of, descend_made, position
from domsync.dom.deferred import Waiting
from domsync.dom.limits import Limits
from domsync.dom.listeners import told
from domsync.dom.making import make_children
from domsync.dom.node import Node
from domsync.dom.parent import ParentNode
from domsync.dom.survey import Survey, id_runs

if TYPE_CHECKING:
    from domsync.dom.attributed import AttributedNode
    from domsync.dom.deferred import Deferred
    from domsync.dom.document import Document
    from domsync.dom.element import Element
    from domsync.dom.window import Window


def undescribed(nodes: Iterable[Node]) -> list[ops.Op]:
    """What an insert op cannot say of nodes: which of them show another document, and which are open as modal dialogs.

    Args:
        nodes: Connected nodes.
    """
    rares = [(node._wire, rare) for node in nodes if (rare := node._rare) is not None]
    mounts: list[ops.Op] = [ops.Mount(wire, rare.mount) for wire, rare in rares if rare.mount]
    return [*mounts, *(ops.Call(wire, "showModal") for wire, rare in rares if rare.modal)]


class Registry(ParentNode):
    """Connected nodes by number and by id, and the op log."""

    __slots__ = (
        *("__weakref__", "_ids", "_listening", "_made", "_next_wire", "_nodes", "_ops", "_radios", "_root"),
        *("_version", "_waiting", "_window", "limits", "on_ops", "root_id"),
    )
    nodeType: ClassVar[int] = Node.DOCUMENT_NODE

    #: Called when the op log is no longer empty.
    on_ops: Callable[[], None] | None
    #: How large the document may grow.
    limits: Limits
    #: The id that the root element has in the page.
    root_id: str

    _root: Element
    _title: str
    _window: Window

    def __init__(self, document: Document, root_id: str) -> None:
        super().__init__(document)
        self._wire = ops.DOCUMENT
        self.on_ops = None
        self.limits = Limits()
        self.root_id = root_id
        self._nodes: dict[int, Node] = {}
        self._waiting = Waiting(self._nodes)
        self._next_wire = ops.FIRST_NODE
        self._ops: list[ops.Op] = []
        # An id that several elements have leads to all of them.
        self._ids: dict[str, Element | dict[Element, None]] = {}
        # Made with an id by createElement(), and not connected yet.
        self._made: WeakValueDictionary[str, Element] | None = None
        # Connected radio buttons by name: checking one unchecks others.
        self._radios: dict[str, dict[AttributedNode, None]] = {}
        self._listening = 0
        self._version = 0

    # The op log

    @property
    def has_ops(self) -> bool:
        """Whether there are changes that `take_ops()` has not given yet."""
        return bool(self._ops)

    def take_ops(self) -> list[ops.Op]:
        """Return the changes since the last call, and forget them."""
        taken, self._ops = self._ops, []
        return taken

    def _log(self, op: ops.Op) -> None:
        log = self._ops
        log.append(op)
        if len(log) == 1 and self.on_ops is not None:
            self.on_ops()

    def snapshot(self) -> list[ops.Op]:
        """Return ops that rebuild the present state on an empty page. The op log stays as it is."""
        root = self._root
        survey = Survey()
        nodes = children_of(root)
        for node in nodes:
            survey.add(node)
        inserts: list[ops.Op] = []
        if nodes:
            inserts.append(ops.Insert(ops.ROOT, 0, id_runs(survey.order), tuple(survey.data)))
        return [ops.Reset(), *self.describe_root(), *inserts, *undescribed(survey.order)]

    def describe_root(self) -> list[ops.Op]:
        """Return the part of a snapshot that is about the root element, the document and its window."""
        root = self._root
        described: list[ops.Op] = []
        attributes = root._attributes or {}
        for name, value in attributes.items():
            if (name, value) != ("id", self.root_id):
                described.append(ops.SetAttribute(ops.ROOT, name, value))
        if "id" not in attributes:
            described.append(ops.RemoveAttribute(ops.ROOT, "id"))
        for (namespace, _), (name, value) in root._namespaced().items():
            described.append(ops.SetAttributeNS(ops.ROOT, namespace, name, value))
        for name, value in (root._styles or {}).items():
            described.append(ops.SetStyle(ops.ROOT, name, value))
        for wire, target in ((ops.ROOT, root), (ops.DOCUMENT, self), (ops.WINDOW, self._window)):
            for type, listener in told(target._listeners or ()).items():
                described.append(ops.Listen(wire, type, listener))
        if self._title:
            described.append(ops.SetProperty(ops.DOCUMENT, "title", self._title))
        return described

    # Connected nodes

    def node_for(self, wire_id: int) -> Node | Window | None:
        """Return the node that has a number in the op log, or None.

        Args:
            wire_id: The number; 2 is the document, 3 its `defaultView`.
        """
        if wire_id == ops.DOCUMENT:
            return self
        if wire_id == ops.WINDOW:
            return self._window
        while wire_id not in self._nodes:
            element = self._waiting.above(wire_id)
            if element is None:
                return None
            make_children(element)
        return self._nodes[wire_id]

    @property
    def _count(self) -> int:
        """How many nodes are connected."""
        return len(self._nodes) + self._waiting.count

    def _register(self, order: Sequence[Node]) -> int:
        """Number nodes that have been connected, and return the first number."""
        nodes = self._nodes
        wire = first = self._next_wire
        waiting: list[int] = []
        for node in order:
            node._wire = wire
            nodes[wire] = node
            deferred = node._deferred
            if deferred is not None:
                waiting.append(wire)
                wire += deferred.size
            wire += 1
            attributes = node._attributes
            if attributes is not None and "id" in attributes:
                self._index(attributes["id"], node)
        self._next_wire = wire
        if waiting:
            self._waiting.add(waiting, wire - first - len(order))
        return first

    def _register_as(self, node: Node, wire: int) -> None:
        """Give a text that has been connected the number of one that has just left."""
        node._wire = wire
        self._nodes[wire] = node

    def _unregister(self, root: Node) -> None:
        """Forget a subtree that is about to leave."""
        nodes, radios = self._nodes, self._radios
        for node in descend_made(root):
            if node._deferred is not None:
                self._forget_deferred(node._deferred)
            if node._listeners is not None:
                self._listening -= node._told_count()
            del nodes[node._wire]
            node._wire = 0
            attributes = node._attributes
            if attributes is not None:
                if "id" in attributes:
                    self._unindex(attributes["id"], node)
                if radios and "name" in attributes:
                    radio_groups.unlist_radio(node, attributes["name"])
            node._forget()

    def _forget_deferred(self, deferred: Deferred) -> None:
        """Forget what is deferred below an element that is about to leave."""
        self._waiting.count -= deferred.size
        self._listening -= deferred.listening

    # Ids

    def _index(self, id: str, node: Node) -> None:
        if not id:
            return
        element: Element = node  # type: ignore[assignment]
        known = self._ids.setdefault(id, element)
        if known is not element:
            if isinstance(known, dict):
                known[element] = None
            else:
                self._ids[id] = {known: None, element: None}
        if self._made:
            self._made.pop(id, None)

    def _unindex(self, id: str, node: Node) -> None:
        known = self._ids.get(id)
        if known is node:
            del self._ids[id]
        elif isinstance(known, dict):
            known.pop(node, None)  # type: ignore[call-overload]
            if len(known) == 1:
                self._ids[id] = next(iter(known))

    def _reindex(self, node: Node, old: str | None, new: str | None) -> None:
        """Take note that a connected element's id has changed."""
        if old is not None:
            self._unindex(old, node)
        if new is not None:
            self._index(new, node)

    def _find_id(self, id: str) -> Element | None:
        """Find the first connected element with an id, or else one that `createElement()` made with it."""
        known = self._ids.get(id)
        if known is None:
            made = self._made.get(id) if self._made else None
            return made if made is not None and made.id == id else None
        if not isinstance(known, dict):
            return known
        elements = iter(known)
        first = next(elements)
        for element in elements:
            if position(element, first) & FOLLOWING:
                first = element
        return first

    def _has_id(self, id: str) -> bool:
        return self._find_id(id) is not None
