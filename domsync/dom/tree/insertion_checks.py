"""Validate a change of the tree: may the node be inserted there, and is there room for it?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, NoReturn

from domsync.dom import ops
from domsync.dom.traversal import children_of, descend, is_inclusive_ancestor
from domsync.errors import DOMException, LimitError

if TYPE_CHECKING:
    from domsync.dom.nodes.node import Node
    from domsync.dom.nodes.parent import ParentNode
    from domsync.dom.tree.description import SubtreeDescription

_ELEMENT = 1
_ATTRIBUTE = 2
#: Texts, and CDATA sections, which are texts too.
_TEXTS = (3, 4)
_INSTRUCTION = 7
_UNUSUAL = 7
_DOCUMENT = 9
_DOCTYPE = 10
_FRAGMENT = 11


def check_insertion(parent: Node, node: Node, child: Node | None) -> ParentNode:
    """Refuse a node that cannot be inserted, and return the parent.

    From https://dom.spec.whatwg.org/#concept-node-ensure-pre-insertion-validity.
    """
    checked = check_parent(parent)
    check_not_ancestor(parent, node)
    if child is not None and child.parent_node is not parent:
        refuse_reference(parent, child)
    check_kind(node, parent)
    if parent.nodeType == _DOCUMENT:
        check_document_children(checked, [node], child)
    return checked


def check_parent(parent: Node) -> ParentNode:
    """Refuse to insert anything into a node that cannot have (other) children."""
    kind = parent.nodeType
    if kind == _DOCUMENT and parent.node_id:
        refuse("a document has its root element and no other children; use document.body")
    if kind not in (_ELEMENT, _FRAGMENT, _DOCUMENT):
        refuse(f"{parent.nodeName} cannot have children")
    return parent  # type: ignore[return-value]


def check_not_ancestor(parent: Node, node: Node) -> None:
    """Refuse to put a node into itself or into a descendant."""
    # Deferred nodes are not parents yet.
    could_be = node is parent or (node.lazy_children is None and node.first_child is not None)
    if could_be and is_inclusive_ancestor(node, parent):
        refuse("a node cannot be put into itself or into one of its descendants")


def check_kind(node: Node, parent: Node | None = None) -> None:
    """Refuse to move documents, attributes and the root element anywhere, and others to places where they cannot be.

    Args:
        node: The node.
        parent: The new parent; None for none.
    """
    kind = node.nodeType
    if kind == _DOCUMENT:
        refuse("a document cannot be put into another node")
    if node.node_id == ops.ROOT:
        refuse("the root element cannot be moved or removed")
    if kind < _UNUSUAL and kind != _ATTRIBUTE:
        return
    if kind == _ATTRIBUTE:
        refuse("an attribute is no child; use setAttributeNode()")
    if parent is not None and kind == _DOCTYPE and parent.nodeType != _DOCUMENT:
        refuse("a doctype can only stand in a document")
    if parent is not None and kind == _INSTRUCTION and parent.node_id:
        refuse("a page has no processing instructions")


def check_document_children(
    document: ParentNode, nodes: Sequence[Node], child: Node | None, leaving: Collection[Node] = ()
) -> None:
    """Refuse changes after which an unshown document would have two elements, a text, or a misplaced doctype.

    Args:
        document: The document.
        nodes: The new children.
        child: The child that they come before, or None.
        leaving: Children that do not count. A new child that is there already does count: it cannot be moved within the
            document.
    """
    coming = [single for node in nodes for single in (children_of(node) if node.nodeType == _FRAGMENT else [node])]
    staying = [node for node in children_of(document) if node not in leaving]
    at = staying.index(child) if child in staying else len(staying)
    kinds = [node.nodeType for node in (*staying[:at], *coming, *staying[at:])]
    if any(node.nodeType in _TEXTS for node in coming):
        refuse("a document has no text of its own")
    if kinds.count(_ELEMENT) > 1:
        refuse("a document has one element")
    if kinds.count(_DOCTYPE) > 1:
        refuse("a document has one doctype")
    if _DOCTYPE in kinds and _ELEMENT in kinds and kinds.index(_DOCTYPE) > kinds.index(_ELEMENT):
        refuse("the doctype of a document comes before its element")


def refuse(message: str) -> NoReturn:
    """Raise a HierarchyRequestError."""
    raise DOMException(message, "HierarchyRequestError")


def refuse_reference(parent: Node, child: Node) -> NoReturn:
    """Raise a NotFoundError for a reference node that is not a child."""
    raise DOMException(f"{child!r} is not a child of {parent!r}", "NotFoundError")


def check_limits(
    parent: Node, description: SubtreeDescription, moving: Sequence[Node] = (), leaving: Sequence[Node] = ()
) -> None:
    """Refuse an insertion that would make a document exceed its limits."""
    document = parent.node_document
    limits = document.limits
    arriving = len(description.order) + description.deferred
    if limits.nodes is not None and document.registry.count + arriving > limits.nodes:
        freed = sum(1 for root in leaving for _ in descend(root))
        if document.registry.count + arriving - freed > limits.nodes:
            raise LimitError("nodes", limits.nodes)
    if limits.listeners is not None and description.listeners:
        freed = sum(node.reported_events() for root in leaving for node in descend(root))
        if document.registry.listening + description.listeners - freed > limits.listeners:
            raise LimitError("listeners", limits.listeners)
    if limits.depth is not None:
        depth = depth_of(parent)
        height = description.height
        for node in moving:
            # Most moves are among siblings, which does not change the depth.
            if node.parent_node is not parent:
                height = max(height, _height(node))
        if depth + height > limits.depth:
            raise LimitError("depth", limits.depth)


def depth_of(node: Node) -> int:
    """Return the depth of a connected node: 1 for the root element."""
    depth = 0
    current: Node | None = node
    while current is not None:
        depth += 1
        current = current.parent_node
    return depth - 1


def _height(root: Node) -> int:
    height = depth = 1
    node = root
    while True:
        if node.first_child is not None:
            node = node.first_child
            depth += 1
            height = max(height, depth)
            continue
        while node is not root and node.next_sibling is None and node.parent_node is not None:
            node = node.parent_node
            depth -= 1
        if node is root or node.next_sibling is None:
            return height
        node = node.next_sibling
