"""Methods of nodes that can have children: documents, fragments and elements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domsync.dom.checks.names import HTML
from domsync.dom.checks.unicode import ascii_lower, split_tokens, well_formed
from domsync.dom.nodes.child import to_nodes
from domsync.dom.nodes.node import Node, require_node
from domsync.dom.records import ParentRecord
from domsync.dom.traversal import descend
from domsync.dom.tree import mutation, node_lists, text_content
from domsync.dom.tree.node_lists import HTMLCollection, Matching, NodeList

if TYPE_CHECKING:
    from domsync.dom.document.document import Document
    from domsync.dom.element.element import Element
    from domsync.dom.tree.node_lists import LiveList

#: Texts, and CDATA sections, which are texts too.
_TEXTS = (Node.TEXT_NODE, Node.CDATA_SECTION_NODE)


class ParentNode(ParentRecord, Node):
    """A node that can have children.

    From https://dom.spec.whatwg.org/#interface-parentnode.
    """

    __slots__ = ()

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self.first_child: Node | None = None
        self.last_child: Node | None = None
        self.live_lists: dict[str, LiveList[Node]] | None = None

    @property
    def children(self) -> HTMLCollection:
        """The child elements, as a live list."""
        return node_lists.children(self)

    @property
    def firstElementChild(self) -> Element | None:
        """The first child element, or None."""
        node = self.first_child
        while node is not None and node.nodeType != 1:
            node = node.next_sibling
        return node  # type: ignore[return-value]

    @property
    def lastElementChild(self) -> Element | None:
        """The last child element, or None."""
        node = self.last_child
        while node is not None and node.nodeType != 1:
            node = node.previous_sibling
        return node  # type: ignore[return-value]

    @property
    def childElementCount(self) -> int:
        """The number of child elements."""
        return len(self.children)

    def append(self, *nodes: Node | str) -> None:
        """Insert nodes and text after the last child.

        Raises:
            DOMException: HierarchyRequestError: a node is not allowed there.
            LimitError: The document would exceed its limits.

        From https://dom.spec.whatwg.org/#dom-parentnode-append.
        """
        mutation.insert_all(self, to_nodes(self.node_document, nodes), None)

    def prepend(self, *nodes: Node | str) -> None:
        """Insert nodes and text before the first child.

        Raises:
            DOMException: HierarchyRequestError: a node is not allowed there.
            LimitError: The document would exceed its limits.

        From https://dom.spec.whatwg.org/#dom-parentnode-prepend.
        """
        inserted = to_nodes(self.node_document, nodes)
        before = self.first_child
        while before is not None and before in inserted:
            before = before.next_sibling
        mutation.insert_all(self, inserted, before)

    def replaceChildren(self, *nodes: Node | str) -> None:
        """Replace all children with nodes and text. Children that are among them stay or move.

        Raises:
            DOMException: HierarchyRequestError: a node is not allowed there.
            LimitError: The document would exceed its limits.

        From https://dom.spec.whatwg.org/#dom-parentnode-replacechildren.
        """
        mutation.replace_children(self, to_nodes(self.node_document, nodes))

    def moveBefore(self, node: Node, child: Node | None) -> None:
        """Move a node within its tree; it keeps its focus, scroll position and playing media.

        `insertBefore` does the same here for a connected node. This method refuses anything that is not a move.

        Args:
            node: An element, text or comment of the same tree.
            child: A child of this node, or None for the end.

        Raises:
            DOMException: HierarchyRequestError: `node` is in another tree, or not allowed there. NotFoundError: `child`
                is not a child.
            LimitError: The node would be too deep.

        From https://dom.spec.whatwg.org/#dom-parentnode-movebefore.
        """
        mutation.move_before(self, require_node(node), None if child is None else require_node(child))

    def querySelector(self, selectors: str) -> Element | None:
        """Return the first descendant that matches a selector, or None.

        Args:
            selectors: CSS selectors: `"#menu > li.open"`.

        Raises:
            DOMException: SyntaxError: the selector is invalid.
            MissingExtraError: The extra `selectors` is not installed.

        From https://dom.spec.whatwg.org/#dom-parentnode-queryselector.
        """
        # Imported here: it needs an optional package, and imports the classes of this package.
        from domsync.dom.selectors import query

        return query(self, selectors)

    def querySelectorAll(self, selectors: str) -> NodeList[Element]:
        """Return all descendants that match a selector, in tree order, as a static list.

        Args:
            selectors: CSS selectors: `"#menu > li.open"`.

        Raises:
            DOMException: SyntaxError: the selector is invalid.
            MissingExtraError: The extra `selectors` is not installed.

        From https://dom.spec.whatwg.org/#dom-parentnode-queryselectorall.
        """
        from domsync.dom.selectors import query_all

        return NodeList(query_all(self, selectors))

    def getElementsByTagName(self, qualifiedName: str) -> HTMLCollection:
        """Return the descendants with a tag name, as a live list.

        Args:
            qualifiedName: The tag name; for HTML elements in an HTML document in any case. `"*"` matches all elements,
                and so does `""`, as in the original library.

        From https://dom.spec.whatwg.org/#dom-element-getelementsbytagname.
        """
        name = well_formed(qualifiedName)
        if name in {"", "*"}:
            return Matching(self, lambda element: True)
        if self.node_document.contentType != "text/html":
            return Matching(self, lambda element: element.element_name.qualified == name)
        lowered = ascii_lower(name)
        return Matching(
            self, lambda element: element.element_name.qualified == (lowered if element.element_name.is_html else name)
        )

    def getElementsByTagNameNS(self, namespace: str | None, localName: str) -> HTMLCollection:
        """Return the descendants with a namespace and local name, as a live list. Either can be `"*"`.

        From https://dom.spec.whatwg.org/#dom-element-getelementsbytagnamens.
        """
        space, local = namespace or None, well_formed(localName)
        return Matching(
            self,
            lambda element: (
                (space in ("*", element.element_name.namespace)) and (local in ("*", element.element_name.local))
            ),
        )

    def getElementsByClassName(self, classNames: str) -> HTMLCollection:
        """Return the descendants that have all of these classes, as a live list.

        Args:
            classNames: Class names separated by spaces.

        From https://dom.spec.whatwg.org/#dom-element-getelementsbyclassname.
        """
        wanted = set(split_tokens(well_formed(classNames)))

        def has_them(element: Element) -> bool:
            attributes = element.attribute_map
            return (
                attributes is not None and "class" in attributes and wanted.issubset(split_tokens(attributes["class"]))
            )

        return Matching(self, has_them if wanted else lambda element: False)

    def getElementsByName(self, elementName: str) -> NodeList[Element]:
        """Return the HTML descendants with this `name` attribute, as a live list."""
        name = well_formed(elementName)
        return Matching(
            self,
            lambda element: (
                element.element_name.namespace == HTML and (element.attribute_map or {}).get("name") == name
            ),
        )

    @property
    def textContent(self) -> str | None:
        """The text of all descendants. Setting it replaces all children with one text."""
        return "".join([node.nodeValue or "" for node in descend(self) if node.nodeType in _TEXTS])

    @textContent.setter
    def textContent(self, value: str | None) -> None:
        text_content.replace_all_with_text(self, "" if value is None else well_formed(value))
