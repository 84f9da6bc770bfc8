"""What is looked at before the tree changes: may the node stand there, and is there room for it?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

from domsync.dom import ops
from domsync.dom.compare import descend, is_inclusive_ancestor
from domsync.errors import DOMException, LimitError

if TYPE_CHECKING:
    from domsync.dom.node import Node
    from domsync.dom.parent import ParentNode
    from domsync.dom.survey import Survey

_ELEMENT = 1
_DOCUMENT = 9
_FRAGMENT = 11


def check_insertion(parent: Node, node: Node, child: Node | None) -> ParentNode:
    """Refuse what cannot be inserted, and return the parent.

    From https://dom.spec.whatwg.org/#concept-node-ensure-pre-insertion-validity.
    """
    checked = check_parent(parent)
    check_not_ancestor(parent, node)
    if child is not None and child._parent is not parent:
        refuse_reference(parent, child)
    check_kind(node)
    return checked


def check_parent(parent: Node) -> ParentNode:
    """Refuse to put something into a node that cannot have (other) children."""
    kind = parent.nodeType
    if kind == _DOCUMENT:
        refuse("a document has its root element and no other children; use document.body")
    if kind not in (_ELEMENT, _FRAGMENT):
        refuse(f"{parent.nodeName} cannot have children")
    return parent  # type: ignore[return-value]


def check_not_ancestor(parent: Node, node: Node) -> None:
    """Refuse to put a node into itself or into a descendant."""
    # What is deferred below a node is nobody's parent yet.
    could_be = node is parent or (node._deferred is None and node._first is not None)
    if could_be and is_inclusive_ancestor(node, parent):
        refuse("a node cannot be put into itself or into one of its descendants")


def check_kind(node: Node) -> None:
    """Refuse to put documents and the root element anywhere."""
    if node.nodeType == _DOCUMENT:
        refuse("a document cannot be put into another node")
    if node._wire == ops.ROOT:
        refuse("the root element cannot be moved or removed")


def refuse(message: str) -> NoReturn:
    """Raise a HierarchyRequestError."""
    raise DOMException(message, "HierarchyRequestError")


def refuse_reference(parent: Node, child: Node) -> NoReturn:
    """Raise a NotFoundError for a reference child that is none."""
    raise DOMException(f"{child!r} is not a child of {parent!r}", "NotFoundError")


def check_limits(parent: Node, survey: Survey, moving: Sequence[Node] = (), leaving: Sequence[Node] = ()) -> None:
    """Refuse an insertion that would make a document exceed its limits."""
    document = parent._document
    limits = document.limits
    arriving = len(survey.order) + survey.deferred
    if limits.nodes is not None and document._count + arriving > limits.nodes:
        freed = sum(1 for root in leaving for _ in descend(root))
        if document._count + arriving - freed > limits.nodes:
            raise LimitError("nodes", limits.nodes)
    if limits.listeners is not None and survey.listeners:
        freed = sum(node._told_count() for root in leaving for node in descend(root))
        if document._listening + survey.listeners - freed > limits.listeners:
            raise LimitError("listeners", limits.listeners)
    if limits.depth is not None:
        depth = depth_of(parent)
        height = survey.height
        for node in moving:
            # Most moves are among siblings, where there is nothing to measure.
            if node._parent is not parent:
                height = max(height, _height(node))
        if depth + height > limits.depth:
            raise LimitError("depth", limits.depth)


def depth_of(node: Node) -> int:
    """Return how deep a connected node lies: 1 for the root element."""
    depth = 0
    current: Node | None = node
    while current is not None:
        depth += 1
        current = current._parent
    return depth - 1


def _height(root: Node) -> int:
    height = depth = 1
    node = root
    while True:
        if node._first is not None:
            node = node._first
            depth += 1
            height = max(height, depth)
            continue
        while node is not root and node._next is None and node._parent is not None:
            node = node._parent
            depth -= 1
        if node is root or node._next is None:
            return height
        node = node._next
