"""What documents, fragments and elements can do because they have children."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domsync.dom import lists, mutation, text_content
from domsync.dom.child import to_nodes
from domsync.dom.compare import descend
from domsync.dom.lists import HTMLCollection, LiveList, Matching, NodeList
from domsync.dom.names import HTML
from domsync.dom.node import Node, require_node
from domsync.dom.tokens import split_tokens
from domsync.dom.unicode import well_formed

if TYPE_CHECKING:
    from domsync.dom.document import Document
    from domsync.dom.element import Element


class ParentNode(Node):
    """A node that can have children.

    From https://dom.spec.whatwg.org/#interface-parentnode.
    """

    __slots__ = ("_first", "_last", "_views")

    _first: Node | None
    _last: Node | None
    _views: dict[str, LiveList[Node]] | None

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self._first = None
        self._last = None
        self._views = None

    @property
    def children(self) -> HTMLCollection:
        """The children that are elements, as a live list."""
        return lists.children(self)

    @property
    def firstElementChild(self) -> Element | None:
        """The first child that is an element, or None."""
        node = self._first
        while node is not None and node.nodeType != 1:
            node = node._next
        return node  # type: ignore[return-value]

    @property
    def lastElementChild(self) -> Element | None:
        """The last child that is an element, or None."""
        node = self._last
        while node is not None and node.nodeType != 1:
            node = node._previous
        return node  # type: ignore[return-value]

    @property
    def childElementCount(self) -> int:
        """How many children are elements."""
        return len(self.children)

    def append(self, *nodes: Node | str) -> None:
        """Put nodes and texts after the last child.

        Raises:
            DOMException: HierarchyRequestError: one of them cannot stand there.
            LimitError: The document would exceed its limits.

        From https://dom.spec.whatwg.org/#dom-parentnode-append.
        """
        mutation.insert_all(self, to_nodes(self._document, nodes), None)

    def prepend(self, *nodes: Node | str) -> None:
        """Put nodes and texts before the first child.

        Raises:
            DOMException: HierarchyRequestError: one of them cannot stand there.
            LimitError: The document would exceed its limits.

        From https://dom.spec.whatwg.org/#dom-parentnode-prepend.
        """
        inserted = to_nodes(self._document, nodes)
        before = self._first
        while before is not None and before in inserted:
            before = before._next
        mutation.insert_all(self, inserted, before)

    def replaceChildren(self, *nodes: Node | str) -> None:
        """Put nodes and texts in the place of all children. Children that are among them stay or move.

        Raises:
            DOMException: HierarchyRequestError: one of them cannot stand there.
            LimitError: The document would exceed its limits.

        From https://dom.spec.whatwg.org/#dom-parentnode-replacechildren.
        """
        mutation.replace_children(self, to_nodes(self._document, nodes))

    def moveBefore(self, node: Node, child: Node | None) -> None:
        """Move a node within its tree, so that it keeps focus, scroll position and playing media.

        (`insertBefore` of a connected node does the same here; this one refuses what is not a move.)

        Args:
            node: An element, text or comment of the same tree.
            child: A child of this node, or None for the end.

        Raises:
            DOMException: HierarchyRequestError: it is in another tree, or cannot stand there. NotFoundError: `child`
                is not a child.
            LimitError: It would lie too deep.

        From https://dom.spec.whatwg.org/#dom-parentnode-movebefore.
        """
        mutation.move_before(self, require_node(node), None if child is None else require_node(child))

    def querySelector(self, selectors: str) -> Element | None:
        """Return the first descendant that a selector matches, or None.

        Args:
            selectors: CSS selectors: `"#menu > li.open"`.

        Raises:
            DOMException: SyntaxError: it is not a selector.
            MissingExtraError: The extra `selectors` is not installed.

        From https://dom.spec.whatwg.org/#dom-parentnode-queryselector.
        """
        # An optional package stands behind it, and it knows the classes of this package.
        from domsync.dom.selectors import query

        return query(self, selectors)

    def querySelectorAll(self, selectors: str) -> NodeList[Element]:
        """Return all descendants that a selector matches, in tree order, as a list that does not change.

        Args:
            selectors: CSS selectors: `"#menu > li.open"`.

        Raises:
            DOMException: SyntaxError: it is not a selector.
            MissingExtraError: The extra `selectors` is not installed.

        From https://dom.spec.whatwg.org/#dom-parentnode-queryselectorall.
        """
        from domsync.dom.selectors import query_all

        return NodeList(query_all(self, selectors))

    def getElementsByTagName(self, qualifiedName: str) -> HTMLCollection:
        """Return the descendants with a tag name as a live list.

        Args:
            qualifiedName: For HTML elements in any case. `"*"` is all elements, and so is `""`, as in the original.

        From https://dom.spec.whatwg.org/#dom-element-getelementsbytagname.
        """
        name = well_formed(qualifiedName)
        if name in {"", "*"}:
            return Matching(self, lambda element: True)
        lowered = name.lower()
        return Matching(self, lambda element: element._name.qualified == (lowered if element._name.is_html else name))

    def getElementsByTagNameNS(self, namespace: str | None, localName: str) -> HTMLCollection:
        """Return the descendants with a namespace and local name, each of which may be `"*"`, as a live list.

        From https://dom.spec.whatwg.org/#dom-element-getelementsbytagnamens.
        """
        space, local = namespace or None, well_formed(localName)
        return Matching(
            self,
            lambda element: (space in ("*", element._name.namespace)) and (local in ("*", element._name.local)),
        )

    def getElementsByClassName(self, classNames: str) -> HTMLCollection:
        """Return the descendants that have all of some classes as a live list.

        Args:
            classNames: Classes with spaces between them.

        From https://dom.spec.whatwg.org/#dom-element-getelementsbyclassname.
        """
        wanted = set(split_tokens(well_formed(classNames)))

        def has_them(element: Element) -> bool:
            attributes = element._attributes
            return (
                attributes is not None and "class" in attributes and wanted.issubset(split_tokens(attributes["class"]))
            )

        return Matching(self, has_them if wanted else lambda element: False)

    def getElementsByName(self, elementName: str) -> NodeList[Element]:
        """Return the HTML elements below with this `name` attribute as a live list."""
        name = well_formed(elementName)
        return Matching(
            self,
            lambda element: element._name.namespace == HTML and (element._attributes or {}).get("name") == name,
        )

    @property
    def textContent(self) -> str | None:
        """The text of all descendants. Setting it replaces all children with one text."""
        return "".join([node.nodeValue or "" for node in descend(self) if node.nodeType == Node.TEXT_NODE])

    @textContent.setter
    def textContent(self, value: str | None) -> None:
        text_content.replace_all_with_text(self, "" if value is None else well_formed(value))
