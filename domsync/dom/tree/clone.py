"""Clone nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from domsync.dom.tree.links import link

if TYPE_CHECKING:
    from domsync.dom.document.document import Document
    from domsync.dom.nodes.node import Node
    from domsync.dom.nodes.parent import ParentNode

_N = TypeVar("_N", bound="Node")


def clone(node: _N, document: Document, *, deep: bool) -> _N:
    """Copy a node for a document, without recursion.

    Args:
        node: The node.
        document: The document of the copies.
        deep: Copy the descendants too.

    From https://dom.spec.whatwg.org/#concept-node-clone.
    """
    copy = node._copy(document)
    if not deep or node.first_child is None:
        return copy
    if copy.nodeType == 9:
        document = copy  # type: ignore[assignment]
    source: Node = node.first_child
    parent: ParentNode = copy  # type: ignore[assignment]
    while True:
        child = source._copy(document)
        link(parent, child, None)
        if source.first_child is not None:
            source, parent = source.first_child, child  # type: ignore[assignment]
            continue
        while source.next_sibling is None:
            up = source.parent_node
            if up is None or up is node or parent.parent_node is None:
                return copy
            source, parent = up, parent.parent_node
        source = source.next_sibling
