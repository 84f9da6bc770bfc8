"""Filtered walks through a tree: TreeWalker, and NodeIterator, which keeps its place when nodes are removed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias
from weakref import WeakSet

from domsync.dom.nodes.node import Node, require_node
from domsync.dom.traversal import after_subtree, is_inclusive_ancestor
from domsync.errors import DOMException

if TYPE_CHECKING:
    from domsync.dom.document.document import Document


class NodeFilter:
    """Constants: the results of a filter, and the kinds of nodes to visit.

    From https://dom.spec.whatwg.org/#interface-nodefilter.
    """

    __slots__ = ()

    FILTER_ACCEPT: Final = 1
    #: A TreeWalker visits neither the node nor its descendants. For a NodeIterator, this is the same as FILTER_SKIP.
    FILTER_REJECT: Final = 2
    FILTER_SKIP: Final = 3

    SHOW_ALL: Final = 0xFFFFFFFF
    SHOW_ELEMENT: Final = 0x1
    SHOW_ATTRIBUTE: Final = 0x2
    SHOW_TEXT: Final = 0x4
    SHOW_CDATA_SECTION: Final = 0x8
    SHOW_ENTITY_REFERENCE: Final = 0x10
    SHOW_ENTITY: Final = 0x20
    SHOW_PROCESSING_INSTRUCTION: Final = 0x40
    SHOW_COMMENT: Final = 0x80
    SHOW_DOCUMENT: Final = 0x100
    SHOW_DOCUMENT_TYPE: Final = 0x200
    SHOW_DOCUMENT_FRAGMENT: Final = 0x400
    SHOW_NOTATION: Final = 0x800


class _AcceptsNodes(Protocol):
    @property
    def acceptNode(self) -> Callable[[Node], int]:
        """The method: it returns one of the `FILTER_...` of NodeFilter for a node."""


#: A function of a node, or an object with `acceptNode(node)`; it returns one of the `FILTER_...` of NodeFilter.
WalkFilter: TypeAlias = Callable[[Node], int] | _AcceptsNodes

_ACCEPT: Final = NodeFilter.FILTER_ACCEPT
_REJECT: Final = NodeFilter.FILTER_REJECT
_SKIP: Final = NodeFilter.FILTER_SKIP


class _Walk:
    """The base class of both kinds of walks.

    From https://dom.spec.whatwg.org/#traversal.
    """

    __slots__ = ("__weakref__", "_filter", "_is_active", "_root", "_what_to_show")

    def __init__(self, root: Node, whatToShow: int, filter: WalkFilter | None) -> None:
        if filter is not None and not callable(filter) and not hasattr(filter, "acceptNode"):
            raise TypeError(
                f"a filter must be a function of a node, or an object with acceptNode(node), not {filter!r}"
            )
        self._root = require_node(root)
        self._what_to_show = whatToShow & NodeFilter.SHOW_ALL
        self._filter = filter
        self._is_active = False

    @property
    def root(self) -> Node:
        """The node that the walk does not leave."""
        return self._root

    @property
    def whatToShow(self) -> int:
        """The kinds of nodes that the walk visits: a sum of the `SHOW_...` of NodeFilter."""
        return self._what_to_show

    @property
    def filter(self) -> WalkFilter | None:
        """The function that decides for each node of these kinds whether the walk visits it; None to visit all."""
        return self._filter

    def _asked(self, node: Node) -> int:
        """Run the standard's "filter".

        Raises:
            DOMException: InvalidStateError: the filter itself tries to continue this walk.
        """
        if self._is_active:
            raise DOMException("a filter cannot advance the walk that calls it", "InvalidStateError")
        if not self._what_to_show >> (node.nodeType - 1) & 1:
            return _SKIP
        filter = self._filter
        if filter is None:
            return _ACCEPT
        self._is_active = True
        try:
            # Looked up each time, as a browser does.
            return (filter if callable(filter) else filter.acceptNode)(node)
        finally:
            self._is_active = False


class TreeWalker(_Walk):
    """Moves through a tree in any direction. Create one with `document.createTreeWalker(root)`.

    From https://dom.spec.whatwg.org/#interface-treewalker.
    """

    __slots__ = ("_current",)

    def __init__(self, root: Node, whatToShow: int = NodeFilter.SHOW_ALL, filter: WalkFilter | None = None) -> None:
        super().__init__(root, whatToShow, filter)
        self._current = root

    @property
    def currentNode(self) -> Node:
        """The current node. It can be set to any node, even one outside `root`."""
        return self._current

    @currentNode.setter
    def currentNode(self, node: Node) -> None:
        self._current = require_node(node)

    def _arrive(self, node: Node) -> Node:
        self._current = node
        return node

    def parentNode(self) -> Node | None:
        """Move to the nearest ancestor within `root` that the filter accepts, and return it; None if there is none."""
        node: Node | None = self._current
        while node is not None and node is not self._root:
            node = node.parent_node
            if node is not None and self._asked(node) == _ACCEPT:
                return self._arrive(node)
        return None

    def firstChild(self) -> Node | None:
        """Move to the first child that the filter accepts, and return it; None if there is none."""
        return self._to_child(forward=True)

    def lastChild(self) -> Node | None:
        """Move to the last child that the filter accepts, and return it; None if there is none."""
        return self._to_child(forward=False)

    def nextSibling(self) -> Node | None:
        """Move to the next sibling that the filter accepts, and return it; None if there is none."""
        return self._to_sibling(forward=True)

    def previousSibling(self) -> Node | None:
        """Move to the previous sibling that the filter accepts, and return it; None if there is none."""
        return self._to_sibling(forward=False)

    def _to_child(self, *, forward: bool) -> Node | None:
        """Run the standard's "traverse children": the children of a skipped node count in its place."""
        node = _outer_child(self._current, forward=forward)
        while node is not None:
            result = self._asked(node)
            if result == _ACCEPT:
                return self._arrive(node)
            child = _outer_child(node, forward=forward) if result == _SKIP else None
            if child is not None:
                node = child
                continue
            while node is not None:
                sibling = _sibling(node, forward=forward)
                if sibling is not None:
                    node = sibling
                    break
                parent = node.parent_node
                if parent is None or parent is self._root or parent is self._current:
                    return None
                node = parent
        return None

    def _to_sibling(self, *, forward: bool) -> Node | None:
        """Run the standard's "traverse siblings": the siblings of a skipped parent count, too."""
        node: Node | None = self._current
        if node is self._root:
            return None
        while node is not None:
            sibling = _sibling(node, forward=forward)
            while sibling is not None:
                node = sibling
                result = self._asked(node)
                if result == _ACCEPT:
                    return self._arrive(node)
                sibling = _outer_child(node, forward=forward)
                if result == _REJECT or sibling is None:
                    sibling = _sibling(node, forward=forward)
            node = node.parent_node
            if node is None or node is self._root or self._asked(node) == _ACCEPT:
                return None
        return None

    def previousNode(self) -> Node | None:
        """Move to the previous node in tree order that the filter accepts, and return it; None if there is none in
        `root`.
        """
        node = self._current
        while node is not self._root:
            sibling = node.previous_sibling
            while sibling is not None:
                node = sibling
                result = self._asked(node)
                while result != _REJECT and node.last_child is not None:
                    node = node.last_child
                    result = self._asked(node)
                if result == _ACCEPT:
                    return self._arrive(node)
                sibling = node.previous_sibling
            parent = node.parent_node
            if node is self._root or parent is None:
                return None
            node = parent
            if self._asked(node) == _ACCEPT:
                return self._arrive(node)
        return None

    def nextNode(self) -> Node | None:
        """Move to the next node in tree order that the filter accepts, and return it; None if there is none in
        `root`.
        """
        node = self._current
        result: int = _ACCEPT
        while True:
            while result != _REJECT and node.first_child is not None:
                node = node.first_child
                result = self._asked(node)
                if result == _ACCEPT:
                    return self._arrive(node)
            following = after_subtree(node, self._root)
            if following is None:
                return None
            node = following
            result = self._asked(node)
            if result == _ACCEPT:
                return self._arrive(node)

    def __repr__(self) -> str:
        return f"<TreeWalker at {self._current!r}>"


class NodeIterator(_Walk):
    """Moves back and forth through a tree and keeps its place when nodes are removed.

    Create one with `document.createNodeIterator(root)`. From https://dom.spec.whatwg.org/#interface-nodeiterator.
    """

    __slots__ = ("_candidate", "_reference")

    def __init__(self, root: Node, whatToShow: int = NodeFilter.SHOW_ALL, filter: WalkFilter | None = None) -> None:
        super().__init__(root, whatToShow, filter)
        #: A node, and whether the current place is before it.
        self._reference: tuple[Node, bool] = (root, True)
        #: The same for the next place, while the filter is called.
        self._candidate: tuple[Node, bool] | None = None
        _iterators_of(root.node_document).add(self)

    @property
    def referenceNode(self) -> Node:
        """The node that the iterator is at."""
        return self._reference[0]

    @property
    def pointerBeforeReferenceNode(self) -> bool:
        """True if the iterator is before the reference node, False if it is after it."""
        return self._reference[1]

    def nextNode(self) -> Node | None:
        """Move to the next node in tree order that the filter accepts, and return it; None if there is none."""
        return self._traverse(forward=True)

    def previousNode(self) -> Node | None:
        """Move to the previous node in tree order that the filter accepts, and return it; None if there is none."""
        return self._traverse(forward=False)

    def detach(self) -> None:
        """Do nothing, as in browsers."""

    def _traverse(self, *, forward: bool) -> Node | None:
        candidate, outer = self._reference, self._candidate
        try:
            while True:
                node, is_before = candidate
                if is_before != forward:
                    further = _following(node, self._root) if forward else _preceding(node, self._root)
                    if further is None:
                        return None
                    node = further
                candidate = self._candidate = (node, not forward)
                result = self._asked(node)
                # The filter may have removed nodes, this one too.
                candidate = self._candidate
                if result == _ACCEPT:
                    self._reference = candidate
                    return node
        finally:
            # Not None within a filter that tries to continue its own walk.
            self._candidate = outer

    def before_removal(self, node: Node) -> None:
        """Move out of a node that is about to be removed.

        From https://dom.spec.whatwg.org/#nodeiterator-pre-removing-steps.
        """
        self._reference = self._beside(self._reference, node)
        if self._candidate is not None:
            self._candidate = self._beside(self._candidate, node)

    def _beside(self, place: tuple[Node, bool], leaving: Node) -> tuple[Node, bool]:
        at, is_before = place
        if not is_inclusive_ancestor(leaving, at) or is_inclusive_ancestor(leaving, self._root):
            return place
        if is_before and (following := after_subtree(leaving, self._root)) is not None:
            return following, True
        previous = leaving.previous_sibling
        return (_last_inside(previous) if previous is not None else leaving.parent_node or self._root), False

    def __repr__(self) -> str:
        return f"<NodeIterator {'before' if self._reference[1] else 'after'} {self._reference[0]!r}>"


def _iterators_of(document: Document) -> WeakSet[NodeIterator]:
    if document.node_iterators is None:
        document.node_iterators = WeakSet()
    return document.node_iterators


def _outer_child(node: Node, *, forward: bool) -> Node | None:
    return node.first_child if forward else node.last_child


def _sibling(node: Node, *, forward: bool) -> Node | None:
    return node.next_sibling if forward else node.previous_sibling


def _following(node: Node, root: Node) -> Node | None:
    return node.first_child if node.first_child is not None else after_subtree(node, root)


def _preceding(node: Node, root: Node) -> Node | None:
    if node is root:
        return None
    return node.parent_node if node.previous_sibling is None else _last_inside(node.previous_sibling)


def _last_inside(node: Node) -> Node:
    """Return the last in tree order of a node and its descendants."""
    while node.last_child is not None:
        node = node.last_child
    return node
