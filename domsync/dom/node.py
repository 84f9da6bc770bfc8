"""The node: its links, what can be asked of it, and the mutators that every node has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Final, Self, TypeVar

from domsync.dom import compare, mutation, ops, text_content
from domsync.dom.clone import clone
from domsync.dom.events import Event, EventHost, EventTarget
from domsync.dom.lists import LiveList, child_nodes

if TYPE_CHECKING:
    from domsync.dom.deferred import Deferred
    from domsync.dom.document import Document
    from domsync.dom.element import Element
    from domsync.dom.element_names import ElementName
    from domsync.dom.parent import ParentNode
    from domsync.dom.rare import Rare
    from domsync.dom.survey import Survey

#: What goes in comes back as what it is: `appendChild(element)` is an Element.
AnyNode = TypeVar("AnyNode", bound="Node")


class TargetOnly(Event):
    """An event that goes to its target and nowhere else, because the browser reports it for each listener."""

    __slots__ = ()


class Node(EventTarget):
    """A node of a tree: the document, an element, a text, a comment or a fragment.

    The links are a doubly linked list, so that no operation on siblings scans. `_wire` is the node's number in the op
    log while it is connected, 0 while it is not.

    From https://dom.spec.whatwg.org/#interface-node.
    """

    __slots__ = ("_document", "_next", "_parent", "_previous", "_wire")

    ELEMENT_NODE: Final = 1
    ATTRIBUTE_NODE: Final = 2
    TEXT_NODE: Final = 3
    COMMENT_NODE: Final = 8
    DOCUMENT_NODE: Final = 9
    DOCUMENT_FRAGMENT_NODE: Final = 11

    DOCUMENT_POSITION_DISCONNECTED: Final = compare.DISCONNECTED
    DOCUMENT_POSITION_PRECEDING: Final = compare.PRECEDING
    DOCUMENT_POSITION_FOLLOWING: Final = compare.FOLLOWING
    DOCUMENT_POSITION_CONTAINS: Final = compare.CONTAINS
    DOCUMENT_POSITION_CONTAINED_BY: Final = compare.CONTAINED_BY
    DOCUMENT_POSITION_IMPLEMENTATION_SPECIFIC: Final = compare.IMPLEMENTATION_SPECIFIC

    nodeType: ClassVar[int] = 0

    _document: Document
    _parent: ParentNode | None
    _previous: Node | None
    _next: Node | None
    _wire: int
    # These stand in for slots that texts and comments do not pay for.
    _first: Node | None = None
    _last: Node | None = None
    _views: dict[str, LiveList[Node]] | None = None
    _deferred: Deferred | None = None
    _name: ElementName | None = None
    _attributes: dict[str, str] | None = None
    _rare: Rare | None = None

    def __init__(self, document: Document) -> None:
        self._listeners = None
        self._document = document
        self._parent = None
        self._previous = None
        self._next = None
        self._wire = 0

    # What it is

    @property
    def nodeName(self) -> str:
        """The tag name, or `"#text"`, `"#comment"`, `"#document"`, `"#document-fragment"`."""
        raise NotImplementedError

    @property
    def nodeValue(self) -> str | None:
        """The data of a text or comment; None for other nodes, where setting it does nothing."""
        return None

    @nodeValue.setter
    def nodeValue(self, value: str | None) -> None:
        pass

    @property
    def textContent(self) -> str | None:
        """The text of all descendants; of a text or comment its data; of a document None.

        Setting it replaces all children with one text. From https://dom.spec.whatwg.org/#dom-node-textcontent.
        """
        return None

    @textContent.setter
    def textContent(self, value: str | None) -> None:
        pass

    @property
    def ownerDocument(self) -> Document | None:
        """The document that the node belongs to, connected or not; None for a document."""
        return self._document

    def getDocument(self) -> Document:
        """Return the document that the node belongs to (the original library's name for `ownerDocument`)."""
        return self._document

    @property
    def isConnected(self) -> bool:
        """Whether the node is in its document, so that the browser has it too."""
        return self._wire != 0

    def getRootNode(self, options: object = None) -> Node:
        """Return the topmost ancestor, which is the node itself if it has no parent.

        Args:
            options: Taken for the browser's sake (`{"composed": True}`); there are no shadow trees here.
        """
        return compare.root_of(self)

    # Where it stands

    @property
    def parentNode(self) -> Node | None:
        """The parent, or None."""
        return self._parent

    @property
    def parentElement(self) -> Element | None:
        """The parent if it is an element, else None."""
        parent = self._parent
        return parent if parent is not None and parent.nodeType == 1 else None  # type: ignore[return-value]

    @property
    def childNodes(self) -> LiveList[Node]:
        """The children as a live list."""
        return child_nodes(self)

    @property
    def firstChild(self) -> Node | None:
        """The first child, or None."""
        return self._first

    @property
    def lastChild(self) -> Node | None:
        """The last child, or None."""
        return self._last

    @property
    def previousSibling(self) -> Node | None:
        """The sibling before this node, or None."""
        return self._previous

    @property
    def nextSibling(self) -> Node | None:
        """The sibling after this node, or None."""
        return self._next

    def hasChildNodes(self) -> bool:
        """Say whether the node has children."""
        return self._first is not None

    def contains(self, other: Node | None) -> bool:
        """Say whether `other` is this node or one of its descendants."""
        return other is not None and compare.is_inclusive_ancestor(self, other)

    def isSameNode(self, other: Node | None) -> bool:
        """Say whether `other` is this node."""
        return self is other

    def isEqualNode(self, other: Node | None) -> bool:
        """Say whether `other` has the same type, names, attributes, data and equal children in the same order.

        From https://dom.spec.whatwg.org/#concept-node-equals.
        """
        return other is not None and compare.is_equal(self, other)

    def compareDocumentPosition(self, other: Node) -> int:
        """Say where `other` stands as seen from this node.

        Args:
            other: Any node.

        Returns:
            A sum of the `DOCUMENT_POSITION_...` constants; 0 for the node itself.

        From https://dom.spec.whatwg.org/#dom-node-comparedocumentposition.
        """
        return compare.position(self, require_node(other))

    # Changes

    def appendChild(self, node: AnyNode) -> AnyNode:
        """Put a node after the last child. It leaves its old place; a fragment gives all its children.

        Args:
            node: A text, comment, element or fragment; one of another document is adopted.

        Returns:
            `node`.

        Raises:
            DOMException: HierarchyRequestError: `node` cannot stand there.
            LimitError: The document would exceed its limits.

        From https://dom.spec.whatwg.org/#dom-node-appendchild.
        """
        mutation.insert_before(self, require_node(node), None)
        return node

    def insertBefore(self, node: AnyNode, child: Node | None) -> AnyNode:
        """Put a node before `child`. It leaves its old place; a fragment gives all its children.

        Args:
            node: A text, comment, element or fragment; one of another document is adopted.
            child: A child of this node, or None for the end.

        Returns:
            `node`.

        Raises:
            DOMException: HierarchyRequestError: `node` cannot stand there. NotFoundError: `child` is not a child.
            LimitError: The document would exceed its limits.

        From https://dom.spec.whatwg.org/#dom-node-insertbefore.
        """
        mutation.insert_before(self, require_node(node), None if child is None else require_node(child))
        return node

    def replaceChild(self, node: Node, child: AnyNode) -> AnyNode:
        """Put a node in the place of `child`, which leaves the tree.

        Args:
            node: The new child.
            child: The child that leaves.

        Returns:
            `child`.

        Raises:
            DOMException: HierarchyRequestError: `node` cannot stand there. NotFoundError: `child` is not a child.
            LimitError: The document would exceed its limits.

        From https://dom.spec.whatwg.org/#dom-node-replacechild.
        """
        mutation.replace_child(self, require_node(node), require_node(child))
        return child

    def removeChild(self, child: AnyNode) -> AnyNode:
        """Take a child out of the tree. It lives on and can be inserted again.

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
        """Copy the node: names, attributes, data and what the user entered, but no listeners.

        Args:
            deep: Copy the descendants too.

        Returns:
            The copy, without a parent. It has the same `id` attribute as the node.

        Raises:
            DOMException: NotSupportedError: this is a document.

        From https://dom.spec.whatwg.org/#dom-node-clonenode.
        """
        return clone(self, self._document, deep=deep)

    def normalize(self) -> None:
        """Join neighbouring texts below this node and remove empty ones.

        From https://dom.spec.whatwg.org/#dom-node-normalize.
        """
        text_content.normalize(self)

    # What the algorithms ask of each kind of node

    def _copy(self, document: Document) -> Self:
        """Copy the node for a document, without its children."""
        raise NotImplementedError

    def _is_like(self, other: Node) -> bool:
        """Say whether another node of the same type equals this one, children apart."""
        raise NotImplementedError

    def _describe(self, children: Sequence[ops.NodeData], survey: Survey) -> ops.NodeData:
        """Describe the node for an insert op."""
        raise NotImplementedError

    def _told_count(self) -> int:
        """Return of how many events the browser reports to this node."""
        return 0

    def _forget(self) -> None:
        """Drop what was so in the browser only, because the node leaves it."""

    def _event_parent(self, event: Event) -> EventTarget | None:
        return None if isinstance(event, TargetOnly) else self._parent

    def _event_host(self) -> EventHost:
        return self._document

    def _event_document(self) -> Document:
        return self._document


def require_node(value: Node) -> Node:
    """Return `value` if it is a node.

    Raises:
        TypeError: It is not.
    """
    if not isinstance(value, Node):
        kind = type(value).__name__
        raise TypeError(
            f"a node is needed here, not {kind}: {value!r}; append(text) and createTextNode(text) take text"
        )
    return value
