"""Tell a document's node iterators about removed nodes and changes of document.

From https://dom.spec.whatwg.org/#concept-node-remove.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakSet

from domsync.dom.traversal import is_inclusive_ancestor

if TYPE_CHECKING:
    from domsync.dom.document.document import Document
    from domsync.dom.nodes.node import Node


def before_removal(document: Document, node: Node) -> None:
    """Move the iterators of a document out of a node that is about to be removed."""
    for iterator in tuple(document.node_iterators or ()):
        iterator.before_removal(node)


def hand_over(root: Node, document: Document) -> None:
    """Move the iterators of a subtree to its new document."""
    theirs = root.node_document.node_iterators
    if theirs is None:
        return
    for iterator in [one for one in theirs if is_inclusive_ancestor(root, one.root)]:
        theirs.discard(iterator)
        if document.node_iterators is None:
            document.node_iterators = WeakSet()
        document.node_iterators.add(iterator)
