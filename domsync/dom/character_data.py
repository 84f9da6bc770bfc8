"""Nodes that are only data: texts and comments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Self

from domsync.dom import mutation, ops
from domsync.dom.child import ChildNode
from domsync.dom.node import Node
from domsync.dom.unicode import well_formed
from domsync.errors import DOMException

if TYPE_CHECKING:
    from domsync.dom.document import Document
    from domsync.dom.survey import Survey


class CharacterData(ChildNode):
    """What texts and comments have in common.

    Offsets count characters. A browser counts UTF-16 code units: they differ after characters such as emoji.

    From https://dom.spec.whatwg.org/#interface-characterdata.
    """

    __slots__ = ("_data",)

    def __init__(self, document: Document, data: str) -> None:
        # All in one place rather than by super().__init__(): texts are made by the ten thousand.
        self._listeners = None
        self._document = document
        self._parent = None
        self._previous = None
        self._next = None
        self._wire = 0
        self._data = data

    @property
    def data(self) -> str:
        """The node's text. None, when it is set, is the empty string."""
        return self._data

    @data.setter
    def data(self, value: str | None) -> None:
        text = "" if value is None else well_formed(value)
        if text != self._data:
            self._data = text
            if self._wire:
                self._document._log(ops.SetData(self._wire, text))

    @property
    def length(self) -> int:
        """How many characters the data has."""
        return len(self._data)

    @property
    def nodeValue(self) -> str | None:
        """The data."""
        return self._data

    @nodeValue.setter
    def nodeValue(self, value: str | None) -> None:
        self.data = value

    @property
    def textContent(self) -> str | None:
        """The data."""
        return self._data

    @textContent.setter
    def textContent(self, value: str | None) -> None:
        self.data = value

    def substringData(self, offset: int, count: int) -> str:
        """Return up to `count` characters from `offset`.

        Raises:
            DOMException: IndexSizeError: there is no such offset.
        """
        self._check_offset(offset)
        return self._data[offset : offset + self._count(count)]

    def appendData(self, data: str) -> None:
        """Put text after the data."""
        self.data = self._data + well_formed(data)

    def insertData(self, offset: int, data: str) -> None:
        """Put text before the character at `offset`.

        Raises:
            DOMException: IndexSizeError: there is no such offset.
        """
        self.replaceData(offset, 0, data)

    def deleteData(self, offset: int, count: int) -> None:
        """Remove up to `count` characters from `offset`.

        Raises:
            DOMException: IndexSizeError: there is no such offset.
        """
        self.replaceData(offset, count, "")

    def replaceData(self, offset: int, count: int, data: str) -> None:
        """Replace up to `count` characters from `offset`.

        Raises:
            DOMException: IndexSizeError: there is no such offset.

        From https://dom.spec.whatwg.org/#concept-cd-replace.
        """
        self._check_offset(offset)
        self.data = self._data[:offset] + well_formed(data) + self._data[offset + self._count(count) :]

    def _check_offset(self, offset: int) -> None:
        if not 0 <= offset <= len(self._data):
            raise DOMException(f"offset {offset} is not in 0 ... {len(self._data)}", "IndexSizeError")

    def _count(self, count: int) -> int:
        # JavaScript makes a large number of a negative one.
        return count if count >= 0 else len(self._data)

    def _is_like(self, other: Node) -> bool:
        return isinstance(other, CharacterData) and self._data == other._data

    def _copy(self, document: Document) -> Self:
        return type(self)(document, self._data)

    def __repr__(self) -> str:
        shown = self._data if len(self._data) <= 40 else self._data[:37] + "..."
        return f"<{type(self).__name__} {shown!r}>"


class Text(CharacterData):
    """A text. `document.createTextNode(text)` makes one.

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
        """The data of this text and of the texts that stand directly before and after it."""
        first: Node = self
        while (previous := first._previous) is not None and previous.nodeType == Node.TEXT_NODE:
            first = previous
        parts: list[str] = []
        node: Node | None = first
        while isinstance(node, Text):
            parts.append(node._data)
            node = node._next
        return "".join(parts)

    def splitText(self, offset: int) -> Text:
        """Cut the text in two; the rest becomes its next sibling.

        Args:
            offset: How many characters stay.

        Returns:
            The rest.

        Raises:
            DOMException: IndexSizeError: there is no such offset.
            LimitError: The document would have too many nodes.

        From https://dom.spec.whatwg.org/#concept-text-split.
        """
        self._check_offset(offset)
        rest = Text(self._document, self._data[offset:])
        if self._parent is not None:
            mutation.place(self._parent, [rest], self._next)
        self.data = self._data[:offset]
        return rest

    def _describe(self, children: Sequence[ops.NodeData], survey: Survey) -> ops.NodeData:
        return self._data


class Comment(CharacterData):
    """A comment. `document.createComment(data)` makes one.

    From https://dom.spec.whatwg.org/#interface-comment.
    """

    __slots__ = ()
    nodeType: ClassVar[int] = Node.COMMENT_NODE

    @property
    def nodeName(self) -> str:
        """`"#comment"`."""
        return "#comment"

    def _describe(self, children: Sequence[ops.NodeData], survey: Survey) -> ops.NodeData:
        return ops.CommentData(self._data)
