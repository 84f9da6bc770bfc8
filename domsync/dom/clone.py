"""Copies of nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from domsync.dom.links import link

if TYPE_CHECKING:
    from domsync.dom.document import Document
    from domsync.dom.node import Node
    from domsync.dom.parent import ParentNode

_N = TypeVar("_N", bound="Node")


def clone(node: _N, document: Document, *, deep: bool) -> _N:
    """Copy a node for a document, without recursion.

    Args:
        node: What to copy.
        document: The document of the copies.
        deep: Copy the descendants too.

    From https://dom.spec.whatwg.org/#concept-node-clone.
    """
    copy = node._copy(document)
    if not deep or node._first is None:
        return copy
    source: Node = node._first
    parent: ParentNode = copy  # type: ignore[assignment]
    while True:
        child = source._copy(document)
        link(parent, child, None)
        if source._first is not None:
            source, parent = source._first, child  # type: ignore[assignment]
            continue
        while source._next is None:
            up = source._parent
            if up is None or up is node or parent._parent is None:
                return copy
            source, parent = up, parent._parent
        source = source._next
