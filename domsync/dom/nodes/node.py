"""The base class of nodes: links to other nodes, queries, and the mutators that every node has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Self, TypeVar

from domsync.dom import ops
from domsync.dom import traversal as compare
from domsync.dom.events import Event, EventHost, EventTarget
from domsync.dom.records import NodeRecord
from domsync.dom.tree import mutation, text_content
from domsync.dom.tree.clone import clone
from domsync.dom.tree.namespaces import locate_namespace, locate_prefix
from domsync.dom.tree.node_lists import LiveList, child_nodes

if TYPE_CHECKING:
    from domsync.dom.document.document import Document
    from domsync.dom.element.element import Element
    from domsync.dom.events.listeners import ListenerEntry
    from domsync.dom.nodes.parent import ParentNode
    from domsync.dom.tree.description import SubtreeDescription

#: Methods return a node of the type that they are given: `appendChild(element)` is an Element.
AnyNode = TypeVar("AnyNode", bound="Node")


class TargetOnly(Event):
    """An event that is dispatched at its target only, because the browser reports it for each listener."""

    __slots__ = ()


class Node(NodeRecord, EventTarget):
    """A node of a tree: the document, an element, a text, a comment or a fragment.

    From https://dom.spec.whatwg.org/#interface-node.
    """

    __slots__ = ()

    ELEMENT_NODE: Final = 1
    ATTRIBUTE_NODE: Final = 2
    TEXT_NODE: Final = 3
    CDATA_SECTION_NODE: Final = 4
    ENTITY_REFERENCE_NODE: Final = 5
    ENTITY_NODE: Final = 6
    PROCESSING_INSTRUCTION_NODE: Final = 7
    COMMENT_NODE: Final = 8
    DOCUMENT_NODE: Final = 9
    DOCUMENT_TYPE_NODE: Final = 10
    DOCUMENT_FRAGMENT_NODE: Final = 11
    NOTATION_NODE: Final = 12

    DOCUMENT_POSITION_DISCONNECTED: Final = compare.DISCONNECTED
    DOCUMENT_POSITION_PRECEDING: Final = compare.PRECEDING
    DOCUMENT_POSITION_FOLLOWING: Final = compare.FOLLOWING
    DOCUMENT_POSITION_CONTAINS: Final = compare.CONTAINS
    DOCUMENT_POSITION_CONTAINED_BY: Final = compare.CONTAINED_BY
    DOCUMENT_POSITION_IMPLEMENTATION_SPECIFIC: Final = compare.IMPLEMENTATION_SPECIFIC

    def __init__(self, document: Document) -> None:
        self.listener_list: tuple[ListenerEntry, ...] | None = None
        self.node_document = document
        self.parent_node: ParentNode | None = None
        self.previous_sibling: Node | None = None
        self.next_sibling: Node | None = None
        self.node_id = 0

    # Kind, data and document

    @property
    def nodeName(self) -> str:
        """The tag name, or `"#text"`, `"#comment"`, `"#document"`, `"#document-fragment"`."""
        raise NotImplementedError

    @property
    def nodeValue(self) -> str | None:
        """The data of a text or comment. For other nodes it is None, and setting it does nothing."""
        return None

    @nodeValue.setter
    def nodeValue(self, value: str | None) -> None:
        pass

    @property
    def textContent(self) -> str | None:
        """The text of all descendants; for a text or comment its data, for a document None.

        Setting it replaces all children with one text. From https://dom.spec.whatwg.org/#dom-node-textcontent.
        """
        return None

    @textContent.setter
    def textContent(self, value: str | None) -> None:
        pass

    @property
    def ownerDocument(self) -> Document | None:
        """The document that the node belongs to, connected or not; None for a document."""
        return self.node_document

    def getDocument(self) -> Document:
        """Return the document that the node belongs to. (The original library's name for `ownerDocument`.)"""
        return self.node_document

    @property
    def isConnected(self) -> bool:
        """True if the node is in a document's tree."""
        return self.node_id != 0 or compare.root_of(self).nodeType == Node.DOCUMENT_NODE

    def getRootNode(self, options: object = None) -> Node:
        """Return the topmost ancestor, or the node itself if it has no parent.

        Args:
            options: Accepted for compatibility (`{"composed": True}`); there are no shadow trees here.
        """
        return compare.root_of(self)

    # Position

    @property
    def parentNode(self) -> Node | None:
        """The parent, or None."""
        return self.parent_node

    @property
    def parentElement(self) -> Element | None:
        """The parent if it is an element, otherwise None."""
        parent = self.parent_node
        return parent if parent is not None and parent.nodeType == 1 else None  # type: ignore[return-value]

    @property
    def childNodes(self) -> LiveList[Node]:
        """The children as a live list."""
        return child_nodes(self)

    @property
    def firstChild(self) -> Node | None:
        """The first child, or None."""
        return self.first_child

    @property
    def lastChild(self) -> Node | None:
        """The last child, or None."""
        return self.last_child

    @property
    def previousSibling(self) -> Node | None:
        """The previous sibling, or None."""
        return self.previous_sibling

    @property
    def nextSibling(self) -> Node | None:
        """The next sibling, or None."""
        return self.next_sibling

    def hasChildNodes(self) -> bool:
        """Return whether the node has children."""
        return self.first_child is not None

    def contains(self, other: Node | None) -> bool:
        """Return whether `other` is this node or one of its descendants."""
        return other is not None and compare.is_inclusive_ancestor(self, require_node(other))

    def isSameNode(self, other: Node | None) -> bool:
        """Return whether `other` is this node."""
        return self is other

    def isEqualNode(self, other: Node | None) -> bool:
        """Return whether `other` has the same type, names, attributes and data, and equal children in the same order.

        From https://dom.spec.whatwg.org/#concept-node-equals.
        """
        return other is not None and compare.is_equal(self, require_node(other))

    def compareDocumentPosition(self, other: Node) -> int:
        """Return the position of `other` relative to this node.

        Args:
            other: Any node.

        Returns:
            A sum of the `DOCUMENT_POSITION_...` constants; 0 for the node itself.

        From https://dom.spec.whatwg.org/#dom-node-comparedocumentposition.
        """
        return compare.position(self, require_node(other))

    # Namespaces

    def lookupNamespaceURI(self, prefix: str | None) -> str | None:
        """Return the namespace that a prefix stands for at this node, or None.

        Args:
            prefix: The prefix; None or empty for the default namespace.

        From https://dom.spec.whatwg.org/#dom-node-lookupnamespaceuri.
        """
        return locate_namespace(self, prefix or None)

    def lookupPrefix(self, namespace: str | None) -> str | None:
        """Return a prefix that stands for a namespace at this node, or None.

        From https://dom.spec.whatwg.org/#dom-node-lookupprefix.
        """
        return locate_prefix(self, namespace) if namespace else None

    def isDefaultNamespace(self, namespace: str | None) -> bool:
        """Return whether a namespace is the default namespace at this node.

        From https://dom.spec.whatwg.org/#dom-node-isdefaultnamespace.
        """
        return locate_namespace(self, None) == (namespace or None)

    # Changes

    def appendChild(self, node: AnyNode) -> AnyNode:
        """Add a node as the last child. It is moved from its old place. A fragment adds all its children.

        Args:
            node: A text, comment, element or fragment. A node of another document is adopted.

        Returns:
            `node`.

        Raises:
            DOMException: HierarchyRequestError: `node` is not allowed there.
            LimitError: The document would exceed its limits.

        From https://dom.spec.whatwg.org/#dom-node-appendchild.
        """
        mutation.insert_before(self, require_node(node), None)
        return node

    def insertBefore(self, node: AnyNode, child: Node | None) -> AnyNode:
        """Insert a node before `child`. It is moved from its old place. A fragment inserts all its children.

        Args:
            node: A text, comment, element or fragment. A node of another document is adopted.
            child: A child of this node, or None for the end.

        Returns:
            `node`.

        Raises:
            DOMException: HierarchyRequestError: `node` is not allowed there. NotFoundError: `child` is not a child.
            LimitError: The document would exceed its limits.

        From https://dom.spec.whatwg.org/#dom-node-insertbefore.
        """
        mutation.insert_before(self, require_node(node), None if child is None else require_node(child))
        return node

    def replaceChild(self, node: Node, child: AnyNode) -> AnyNode:
        """Replace `child` with another node.

        Args:
            node: The new child.
            child: The child to remove.

        Returns:
            `child`.

        Raises:
            DOMException: HierarchyRequestError: `node` is not allowed there. NotFoundError: `child` is not a child.
            LimitError: The document would exceed its limits.

        From https://dom.spec.whatwg.org/#dom-node-replacechild.
        """
        mutation.replace_child(self, require_node(node), require_node(child))
        return child

    def removeChild(self, child: AnyNode) -> AnyNode:
        """Remove a child. It can be inserted again.

        Args:
            child: A child of this node.

        Returns:
            `child`.

        Raises:
            DOMException: NotFoundError: `child` is not a child of this node.

        From https://dom.spec.whatwg.org/#dom-node-removechild.
        """
        mutation.remove_child(self, require_node(child))
        return child

    def cloneNode(self, deep: bool = False) -> Self:
        """Copy the node: names, attributes, data and user input, but no listeners.

        Args:
            deep: Copy the descendants too.

        Returns:
            The copy, without a parent. It has the same `id` attribute as the node.

        Raises:
            DOMException: NotSupportedError: the node is a document.

        From https://dom.spec.whatwg.org/#dom-node-clonenode.
        """
        return clone(self, self.node_document, deep=deep)

    def normalize(self) -> None:
        """Join adjacent texts below this node and remove empty ones.

        From https://dom.spec.whatwg.org/#dom-node-normalize.
        """
        text_content.normalize(self)

    # For the algorithms, overridden by each kind of node

    def _copy(self, document: Document) -> Self:
        """Copy the node for a document, without its children."""
        raise NotImplementedError

    def _is_like(self, other: Node) -> bool:
        """Return whether another node of the same type equals this one, children apart."""
        raise NotImplementedError

    def _describe(self, children: Sequence[ops.NodeData], description: SubtreeDescription) -> ops.NodeData:
        """Describe the node for an insert op."""
        raise NotImplementedError

    def reported_events(self) -> int:
        """Return how many events the browser reports for this node."""
        return 0

    def forget_browser_state(self) -> None:
        """Drop state that existed only in the browser, because the node leaves it."""

    def _event_parent(self, event: Event) -> EventTarget | None:
        return None if isinstance(event, TargetOnly) else self.parent_node

    def _is_page_wide(self) -> bool:
        document = self.node_document
        return self is document or self is document.documentElement or self is document.body

    def _event_host(self) -> EventHost:
        return self.node_document

    def _event_document(self) -> Document:
        return self.node_document


def require_node(value: Node) -> Node:
    """Return `value` if it is a node.

    Raises:
        TypeError: It is not a node.
    """
    if not isinstance(value, Node):
        kind = type(value).__name__
        raise TypeError(
            f"a node is needed here, not {kind}: {value!r}; append(text) and createTextNode(text) take text"
        )
    return value
