"""What elements, texts and comments can do because they stand among siblings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domsync.dom import mutation
from domsync.dom.node import Node, require_node

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domsync.dom.document import Document
    from domsync.dom.element import Element


def to_nodes(document: Document, items: Sequence[Node | str]) -> list[Node]:
    """Make texts of strings, and check that all others are nodes.

    Raises:
        TypeError: Something is neither.
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
        node = self._next
        while node is not None and node.nodeType != 1:
            node = node._next
        return node  # type: ignore[return-value]

    @property
    def previousElementSibling(self) -> Element | None:
        """The previous sibling that is an element, or None."""
        node = self._previous
        while node is not None and node.nodeType != 1:
            node = node._previous
        return node  # type: ignore[return-value]

    def remove(self) -> None:
        """Take the node out of the tree. It lives on and can be inserted again.

        Raises:
            DOMException: HierarchyRequestError: it is the root element.

        From https://dom.spec.whatwg.org/#dom-childnode-remove.
        """
        if self._parent is not None:
            mutation.remove(self)

    def before(self, *nodes: Node | str) -> None:
        """Put nodes and texts before this node, if it has a parent.

        Raises:
            DOMException: HierarchyRequestError: one of them cannot stand there.
            LimitError: The document would exceed its limits.

        From https://dom.spec.whatwg.org/#dom-childnode-before.
        """
        parent = self._parent
        if parent is None:
            return
        inserted = to_nodes(self._document, nodes)
        previous = self._previous
        while previous is not None and previous in inserted:
            previous = previous._previous
        anchor = parent._first if previous is None else previous._next
        mutation.insert_all(parent, inserted, _not_among(anchor, inserted))

    def after(self, *nodes: Node | str) -> None:
        """Put nodes and texts after this node, if it has a parent.

        Raises:
            DOMException: HierarchyRequestError: one of them cannot stand there.
            LimitError: The document would exceed its limits.

        From https://dom.spec.whatwg.org/#dom-childnode-after.
        """
        parent = self._parent
        if parent is None:
            return
        inserted = to_nodes(self._document, nodes)
        mutation.insert_all(parent, inserted, _not_among(self._next, inserted))

    def replaceWith(self, *nodes: Node | str) -> None:
        """Put nodes and texts in the place of this node, if it has a parent. It may be one of them.

        Raises:
            DOMException: HierarchyRequestError: one of them cannot stand there.
            LimitError: The document would exceed its limits.

        From https://dom.spec.whatwg.org/#dom-childnode-replacewith.
        """
        parent = self._parent
        if parent is None:
            return
        inserted = to_nodes(self._document, nodes)
        if self._wire == 1:
            mutation.remove(self)
        mutation.insert_all(parent, inserted, _not_among(self._next, inserted), [self])


def _not_among(node: Node | None, nodes: list[Node]) -> Node | None:
    """Return the first of `node` and the siblings after it that is not one of `nodes`."""
    while node is not None and node in nodes:
        node = node._next
    return node
