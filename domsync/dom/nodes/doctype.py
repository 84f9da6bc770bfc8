"""The doctype of a document that is not shown in a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from domsync.dom.nodes.child import ChildNode
from domsync.dom.nodes.node import Node

if TYPE_CHECKING:
    from domsync.dom.document.document import Document


class DocumentType(ChildNode):
    """A doctype, such as `<!DOCTYPE html>`. Create one with `document.implementation.createDocumentType()`.

    Attributes:
        name: The name of the root element: `"html"`.
        publicId: The public identifier; empty for none.
        systemId: The system identifier; empty for none.

    From https://dom.spec.whatwg.org/#interface-documenttype.
    """

    __slots__ = ("name", "publicId", "systemId")
    nodeType: ClassVar[int] = Node.DOCUMENT_TYPE_NODE

    def __init__(self, document: Document, name: str, public_id: str = "", system_id: str = "") -> None:
        super().__init__(document)
        self.name: str = name
        self.publicId: str = public_id
        self.systemId: str = system_id

    @property
    def nodeName(self) -> str:
        """The name."""
        return self.name

    def _copy(self, document: Document) -> Self:
        return type(self)(document, self.name, self.publicId, self.systemId)

    def _is_like(self, other: Node) -> bool:
        return isinstance(other, DocumentType) and (self.name, self.publicId, self.systemId) == (
            other.name,
            other.publicId,
            other.systemId,
        )

    def __repr__(self) -> str:
        return f"<DocumentType {self.name!r}>"
