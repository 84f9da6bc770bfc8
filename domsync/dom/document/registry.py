"""Registry of the nodes that the browser has: by number, by id, and radio buttons by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from domsync.dom import ops
from domsync.dom.controls import radio_groups
from domsync.dom.document.factory import make_children
from domsync.dom.traversal import FOLLOWING, descend_made, position
from domsync.dom.tree.lazy import LazyIndex

if TYPE_CHECKING:
    from domsync.dom.element.base import ElementBase
    from domsync.dom.element.element import Element
    from domsync.dom.nodes.node import Node
    from domsync.dom.tree.lazy import LazyChildren


class NodeRegistry:
    """The connected nodes of a document.

    Attributes:
        nodes: Nodes by number, without deferred ones.
        lazy: The numbers of the deferred nodes.
        next_id: The number of the next node that is connected.
        ids: Elements by id. For an id that several elements have, all of them.
        repeated: Ids that a second element was given; None if they are not recorded.
        radios: Radio buttons by name: checking one unchecks others.
        listening: The number of pairs of node and event.
    """

    __slots__ = ("_last_id", "_made", "ids", "lazy", "listening", "next_id", "nodes", "radios", "repeated")

    def __init__(self) -> None:
        self.nodes: dict[int, Node] = {}
        self.lazy: LazyIndex = LazyIndex(self.nodes)
        self.next_id: int = ops.FIRST_NODE
        self.ids: dict[str, Element | dict[Element, None]] = {}
        self.repeated: set[str] | None = None
        # Elements that createElement() made with an id, and that are not connected yet.
        self._made: WeakValueDictionary[str, Element] | None = None
        # For the ids of elements that are given none.
        self._last_id = 0
        self.radios: dict[str, dict[ElementBase, None]] = {}
        self.listening: int = 0

    def node_for(self, node_id: int) -> Node | None:
        """Return the node with a number, or None. A deferred node is created."""
        while node_id not in self.nodes:
            element = self.lazy.above(node_id)
            if element is None:
                return None
            make_children(element)
        return self.nodes[node_id]

    def clear(self, root: Element, root_id: str) -> None:
        """Forget all nodes but the root element."""
        self.nodes = {ops.ROOT: root}
        self.lazy = LazyIndex(self.nodes)
        self.ids = {root_id: root}
        self.radios = {}
        self.listening = 0

    @property
    def count(self) -> int:
        """The number of nodes that are connected."""
        return len(self.nodes) + self.lazy.count

    def register(self, order: Sequence[Node]) -> int:
        """Number nodes that have been connected, and return the first number."""
        nodes = self.nodes
        node_id = first = self.next_id
        waiting: list[int] = []
        for node in order:
            node.node_id = node_id
            nodes[node_id] = node
            deferred = node.lazy_children
            if deferred is not None:
                waiting.append(node_id)
                node_id += deferred.size
            node_id += 1
            attributes = node.attribute_map
            if attributes is not None and "id" in attributes:
                self.index(attributes["id"], node)
        self.next_id = node_id
        if waiting:
            self.lazy.add(waiting, node_id - first - len(order))
        return first

    def register_as(self, node: Node, node_id: int) -> None:
        """Give a connected text the number of one that was just removed."""
        node.node_id = node_id
        self.nodes[node_id] = node

    def renumber(self, numbers: Mapping[Node, int], next_id: int) -> None:
        """Give other numbers to the nodes of a document that no browser has seen.

        Args:
            numbers: The numbers of some nodes; those of deferred nodes follow their element's. The others get new ones.
            next_id: The first new number, above all that are given.
        """
        before, self.nodes = self.nodes, {}
        waiting: list[int] = []
        lazy = 0
        for old, node in sorted(before.items()):
            node_id = numbers.get(node)
            size = 0 if node.lazy_children is None else node.lazy_children.size
            if node_id is None and old < ops.FIRST_NODE:
                node_id = old
            elif node_id is None:
                node_id = next_id
                next_id += 1 + size
            node.node_id = node_id
            self.nodes[node_id] = node
            if size:
                waiting.append(node_id)
                lazy += size
        self.next_id = next_id
        self.lazy = LazyIndex(self.nodes)
        if waiting:
            waiting.sort()
            self.lazy.add(waiting, lazy)

    def unregister(self, root: Node) -> None:
        """Forget a subtree that is about to be removed."""
        nodes, radios = self.nodes, self.radios
        for node in descend_made(root):
            if node.lazy_children is not None:
                self.forget_lazy(node.lazy_children)
            if node.listener_list is not None:
                self.listening -= node.reported_events()
            del nodes[node.node_id]
            node.node_id = 0
            attributes = node.attribute_map
            if attributes is not None:
                if "id" in attributes:
                    self.unindex(attributes["id"], node)
                if radios and "name" in attributes:
                    radio_groups.unlist_radio(node, attributes["name"])
            node.forget_browser_state()

    def forget_lazy(self, deferred: LazyChildren) -> None:
        """Forget the nodes that are deferred below an element that is about to be removed."""
        self.lazy.count -= deferred.size
        self.listening -= deferred.listening

    # Ids

    def index(self, id: str, node: Node) -> None:
        """Add an element to those found by their id."""
        if not id:
            return
        element: Element = node  # type: ignore[assignment]
        known = self.ids.setdefault(id, element)
        if known is not element:
            if isinstance(known, dict):
                known[element] = None
            else:
                self.ids[id] = {known: None, element: None}
            if self.repeated is not None:
                self.repeated.add(id)
        if self._made:
            self._made.pop(id, None)

    def unindex(self, id: str, node: Node) -> None:
        """Remove an element from those found by their id."""
        known = self.ids.get(id)
        if known is node:
            del self.ids[id]
        elif isinstance(known, dict):
            known.pop(node, None)  # type: ignore[call-overload]
            if len(known) == 1:
                self.ids[id] = next(iter(known))

    def reindex(self, node: Node, old: str | None, new: str | None) -> None:
        """Note that a connected element's id has changed."""
        if old is not None:
            self.unindex(old, node)
        if new is not None:
            self.index(new, node)

    def find_id(self, id: str) -> Element | None:
        """Find the first connected element with an id, or one that `createElement()` made with it."""
        known = self.ids.get(id)
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

    def remember_made(self, id: str, element: Element) -> None:
        """Let `find_id` find an element that is not connected yet, as long as somebody holds it."""
        if self._made is None:
            self._made = WeakValueDictionary()
        self._made[id] = element

    def new_id(self) -> str:
        """Generate an id that no element has or was made with."""
        while True:
            id = f"__domsync_el_{self._last_id}"
            self._last_id += 1
            if id not in self.ids and (not self._made or id not in self._made):
                return id
