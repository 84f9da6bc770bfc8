"""Fragments: nodes that are inserted together."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from domsync.dom.nodes.node import Node
from domsync.dom.nodes.parent import ParentNode

if TYPE_CHECKING:
    from domsync.dom.document.document import Document
    from domsync.dom.element.element import Element


class DocumentFragment(ParentNode):
    """A container for nodes. Inserting it inserts its children. Create one with `document.createDocumentFragment()`.

    From https://dom.spec.whatwg.org/#interface-documentfragment.
    """

    __slots__ = ()
    nodeType: ClassVar[int] = Node.DOCUMENT_FRAGMENT_NODE

    @property
    def nodeName(self) -> str:
        """`"#document-fragment"`."""
        return "#document-fragment"

    def getElementById(self, elementId: str) -> Element | None:
        """Return the first descendant with this id, or None.

        From https://dom.spec.whatwg.org/#dom-nonelementparentnode-getelementbyid.
        """
        if not elementId:
            return None
        for element in self.getElementsByTagName("*"):
            if element.id == elementId:
                return element
        return None

    def _copy(self, document: Document) -> Self:
        return type(self)(document)

    def _is_like(self, other: Node) -> bool:
        return True

    def __repr__(self) -> str:
        return f"<DocumentFragment with {len(self.childNodes)} children>"
