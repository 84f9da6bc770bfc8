"""Methods of nodes that can have a parent: elements, texts and comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domsync.dom.nodes.node import Node, require_node
from domsync.dom.tree import mutation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domsync.dom.document.document import Document
    from domsync.dom.element.element import Element


def to_nodes(document: Document, items: Sequence[Node | str]) -> list[Node]:
    """Turn strings into text nodes, and check that everything else is a node.

    Raises:
        TypeError: An item is neither a node nor a string.
    """
    return [document.createTextNode(item) if isinstance(item, str) else require_node(item) for item in items]


class ChildNode(Node):
    """A node that can have a parent.

    From https://dom.spec.whatwg.org/#interface-childnode and
    https://dom.spec.whatwg.org/#interface-nondocumenttypechildnode.
    """

    __slots__ = ()

    @property
    def nextElementSibling(self) -> Element | None:
        """The next sibling that is an element, or None."""
        node = self.next_sibling
        while node is not None and node.nodeType != 1:
            node = node.next_sibling
        return node  # type: ignore[return-value]

    @property
    def previousElementSibling(self) -> Element | None:
        """The previous sibling that is an element, or None."""
        node = self.previous_sibling
        while node is not None and node.nodeType != 1:
            node = node.previous_sibling
        return node  # type: ignore[return-value]

    def remove(self) -> None:
        """Remove the node from its parent. It can be inserted again.

        Raises:
            DOMException: HierarchyRequestError: it is the root element.

        From https://dom.spec.whatwg.org/#dom-childnode-remove.
        """
        if self.parent_node is not None:
            mutation.remove(self)

    def before(self, *nodes: Node | str) -> None:
        """Insert nodes and text before this node, if it has a parent.

        Raises:
            DOMException: HierarchyRequestError: a node is not allowed there.
            LimitError: The document would exceed its limits.

        From https://dom.spec.whatwg.org/#dom-childnode-before.
        """
        parent = self.parent_node
        if parent is None:
            return
        inserted = to_nodes(self.node_document, nodes)
        previous = self.previous_sibling
        while previous is not None and previous in inserted:
            previous = previous.previous_sibling
        anchor = parent.first_child if previous is None else previous.next_sibling
        mutation.insert_all(parent, inserted, _not_among(anchor, inserted))

    def after(self, *nodes: Node | str) -> None:
        """Insert nodes and text after this node, if it has a parent.

        Raises:
            DOMException: HierarchyRequestError: a node is not allowed there.
            LimitError: The document would exceed its limits.

        From https://dom.spec.whatwg.org/#dom-childnode-after.
        """
        parent = self.parent_node
        if parent is None:
            return
        inserted = to_nodes(self.node_document, nodes)
        mutation.insert_all(parent, inserted, _not_among(self.next_sibling, inserted))

    def replaceWith(self, *nodes: Node | str) -> None:
        """Replace this node with nodes and text, if it has a parent. The node may be among them.

        Raises:
            DOMException: HierarchyRequestError: a node is not allowed there.
            LimitError: The document would exceed its limits.

        From https://dom.spec.whatwg.org/#dom-childnode-replacewith.
        """
        parent = self.parent_node
        if parent is None:
            return
        inserted = to_nodes(self.node_document, nodes)
        if self.node_id == 1:
            mutation.remove(self)
        mutation.insert_all(parent, inserted, _not_among(self.next_sibling, inserted), [self])


def _not_among(node: Node | None, nodes: list[Node]) -> Node | None:
    """Return the first of `node` and the siblings after it that is not one of `nodes`."""
    while node is not None and node in nodes:
        node = node.next_sibling
    return node
