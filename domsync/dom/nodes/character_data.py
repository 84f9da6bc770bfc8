"""Nodes that hold text: texts, comments and others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Self

from domsync.dom import ops
from domsync.dom.checks.unicode import well_formed
from domsync.dom.nodes.child import ChildNode
from domsync.dom.nodes.node import Node
from domsync.dom.records import TextRecord
from domsync.dom.tree import mutation
from domsync.dom.tree.contenteditable import log_data
from domsync.errors import DOMException

if TYPE_CHECKING:
    from domsync.dom.document.document import Document
    from domsync.dom.events.listeners import ListenerEntry
    from domsync.dom.nodes.parent import ParentNode
    from domsync.dom.tree.description import SubtreeDescription


#: Offsets and counts are unsigned 32-bit numbers: -1 is the largest of them.
#: From https://webidl.spec.whatwg.org/#js-unsigned-long.
_LONG = 2**32


class CharacterData(TextRecord, ChildNode):
    """The base class of texts, comments and processing instructions.

    Offsets count characters. Browsers count UTF-16 code units; the two differ after characters such as emoji.

    From https://dom.spec.whatwg.org/#interface-characterdata.
    """

    __slots__ = ()

    def __init__(self, document: Document, data: str = "") -> None:
        # Without super().__init__(), for speed: there may be tens of thousands of texts.
        self.listener_list: tuple[ListenerEntry, ...] | None = None
        self.node_document = document
        self.parent_node: ParentNode | None = None
        self.previous_sibling: Node | None = None
        self.next_sibling: Node | None = None
        self.node_id = 0
        self.text_data = well_formed(data)

    @property
    def data(self) -> str:
        """The node's text. Setting None sets the empty string."""
        return self.text_data

    @data.setter
    def data(self, value: str | None) -> None:
        text = "" if value is None else well_formed(value)
        if text != self.text_data:
            self.text_data: str = text
            if self.node_id:
                log_data(self, text)

    @property
    def length(self) -> int:
        """The number of characters in the data."""
        return len(self.text_data)

    @property
    def nodeValue(self) -> str | None:
        """The data."""
        return self.text_data

    @nodeValue.setter
    def nodeValue(self, value: str | None) -> None:
        self.data = value

    @property
    def textContent(self) -> str | None:
        """The data."""
        return self.text_data

    @textContent.setter
    def textContent(self, value: str | None) -> None:
        self.data = value

    def substringData(self, offset: int, count: int) -> str:
        """Return up to `count` characters from `offset`.

        Raises:
            DOMException: IndexSizeError: the offset is out of range.
        """
        offset = self._checked_offset(offset)
        return self.text_data[offset : offset + self._count(count)]

    def appendData(self, data: str) -> None:
        """Append text to the data."""
        self.data = self.text_data + well_formed(data)

    def insertData(self, offset: int, data: str) -> None:
        """Insert text at `offset`.

        Raises:
            DOMException: IndexSizeError: the offset is out of range.
        """
        self.replaceData(offset, 0, data)

    def deleteData(self, offset: int, count: int) -> None:
        """Remove up to `count` characters from `offset`.

        Raises:
            DOMException: IndexSizeError: the offset is out of range.
        """
        self.replaceData(offset, count, "")

    def replaceData(self, offset: int, count: int, data: str) -> None:
        """Replace up to `count` characters from `offset`.

        Raises:
            DOMException: IndexSizeError: the offset is out of range.

        From https://dom.spec.whatwg.org/#concept-cd-replace.
        """
        offset = self._checked_offset(offset)
        self.data = self.text_data[:offset] + well_formed(data) + self.text_data[offset + self._count(count) :]

    def _checked_offset(self, offset: int) -> int:
        if not 0 <= offset % _LONG <= len(self.text_data):
            raise DOMException(f"the offset {offset} is not between 0 and {len(self.text_data)}", "IndexSizeError")
        return offset % _LONG

    def _count(self, count: int) -> int:
        return count % _LONG

    def _is_like(self, other: Node) -> bool:
        return isinstance(other, CharacterData) and self.text_data == other.text_data

    def _copy(self, document: Document) -> Self:
        return type(self)(document, self.text_data)

    def __repr__(self) -> str:
        shown = self.text_data if len(self.text_data) <= 40 else self.text_data[:37] + "..."
        return f"<{type(self).__name__} {shown!r}>"


class Text(CharacterData):
    """A text node. Create one with `document.createTextNode(text)`.

    From https://dom.spec.whatwg.org/#interface-text.
    """

    __slots__ = ()
    nodeType: ClassVar[int] = Node.TEXT_NODE

    @property
    def nodeName(self) -> str:
        """`"#text"`."""
        return "#text"

    @property
    def wholeText(self) -> str:
        """The data of this text and of the texts directly before and after it."""
        first: Node = self
        while isinstance(previous := first.previous_sibling, Text):
            first = previous
        parts: list[str] = []
        node: Node | None = first
        while isinstance(node, Text):
            parts.append(node.text_data)
            node = node.next_sibling
        return "".join(parts)

    def splitText(self, offset: int) -> Text:
        """Split the text in two. The rest becomes its next sibling.

        Args:
            offset: How many characters stay.

        Returns:
            The rest.

        Raises:
            DOMException: IndexSizeError: the offset is out of range.
            LimitError: The document would have too many nodes.

        From https://dom.spec.whatwg.org/#concept-text-split.
        """
        offset = self._checked_offset(offset)
        rest = Text(self.node_document, self.text_data[offset:])
        if self.parent_node is not None:
            mutation.place(self.parent_node, [rest], self.next_sibling)
        self.data = self.text_data[:offset]
        return rest

    def _describe(self, children: Sequence[ops.NodeData], description: SubtreeDescription) -> ops.NodeData:
        return self.text_data


class Comment(CharacterData):
    """A comment. Create one with `document.createComment(data)`.

    From https://dom.spec.whatwg.org/#interface-comment.
    """

    __slots__ = ()
    nodeType: ClassVar[int] = Node.COMMENT_NODE

    @property
    def nodeName(self) -> str:
        """`"#comment"`."""
        return "#comment"

    def _describe(self, children: Sequence[ops.NodeData], description: SubtreeDescription) -> ops.NodeData:
        return ops.CommentData(self.text_data)


class CDATASection(Text):
    """Text that XML writes between `<![CDATA[` and `]]>`. Create one with `createCDATASection()` of an XML document.

    It cannot be shown in a page: HTML has none.

    From https://dom.spec.whatwg.org/#interface-cdatasection.
    """

    __slots__ = ()
    nodeType: ClassVar[int] = Node.CDATA_SECTION_NODE

    @property
    def nodeName(self) -> str:
        """`"#cdata-section"`."""
        return "#cdata-section"


class ProcessingInstruction(CharacterData):
    """A processing instruction, written between `<?` and `?>` in XML. Create one with
    `document.createProcessingInstruction(target, data)`.

    It cannot be shown in a page: HTML has none.

    From https://dom.spec.whatwg.org/#interface-processinginstruction.
    """

    __slots__ = ("target",)
    nodeType: ClassVar[int] = Node.PROCESSING_INSTRUCTION_NODE

    def __init__(self, document: Document, target: str, data: str) -> None:
        super().__init__(document, data)
        #: The name after `<?`.
        self.target: str = target

    @property
    def nodeName(self) -> str:
        """The target."""
        return self.target

    def _is_like(self, other: Node) -> bool:
        return isinstance(other, ProcessingInstruction) and self.target == other.target and super()._is_like(other)

    def _copy(self, document: Document) -> Self:
        return type(self)(document, self.target, self.text_data)
