"""The shape of the painted tree, with which the client finds the nodes of the first HTML."""

from __future__ import annotations

from typing import Final

from domsync.dom.checks.element_names import ElementName

#: Comments in the first HTML that the client removes: between adjacent texts, for an empty text, and before the content
#: of a shared document.
SEPARATORS: Final = ("|", "_", "#")
TEXTS_MEET, EMPTY_TEXT, MOUNTED = (f"<!--{mark}-->" for mark in SEPARATORS)

TEXT: Final = "-"
COMMENT: Final = "!"
#: The letter of the first name.
_FIRST: Final = 0x41
#: One character each, below the surrogates.
_MOST_NAMES: Final = 50_000


class ShapeWriter:
    """Writes the shape of a tree, and the numbers of its nodes.

    The shape is the number of the root's children, and for each node in document order a character: ``-`` for a text,
    ``!`` for a comment, and for an element one that stands for its name, followed by the number of its children if it
    has any.
    """

    __slots__ = ("_expected", "_names", "_parts", "_runs", "_shape")

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._shape: list[str | int] = []
        self._parts: list[str] = []
        self._runs: list[int] = []
        self._expected = 0

    def root(self, children: int) -> None:
        """Begin, with the number of the root's children."""
        self._parts.append(str(children))

    def ids(self, first: int, count: int = 1) -> None:
        """Number the next nodes.

        Args:
            first: The number of the first one.
            count: How many nodes.
        """
        if first == self._expected:
            self._runs[-1] += count
        else:
            self._runs += (first, count)
        self._expected = first + count

    def add(self, kind: str) -> None:
        """Add a text or a comment."""
        self._parts.append(kind)

    def element(self, name: ElementName, children: int) -> None:
        """Add an element with a number of children."""
        self._parts.append(self.letter(name))
        if children:
            self._parts.append(str(children))

    def letter(self, name: ElementName) -> str:
        """The character that stands for a name."""
        letter = self._names.get(name.tag_name)
        if letter is None:
            letter = self._names[name.tag_name] = chr(_FIRST + len(self._names))
        return letter

    def repeat(self, shape: str, count: int) -> None:
        """Add siblings that are all alike.

        Args:
            shape: The shape of one of them.
            count: How many siblings.
        """
        self._flush()
        self._shape += (shape, count)

    @property
    def is_full(self) -> bool:
        """True if there are more names than letters."""
        return len(self._names) > _MOST_NAMES

    def _flush(self) -> None:
        if self._parts:
            self._shape += ("".join(self._parts), 1)
            self._parts.clear()

    def result(self) -> tuple[int | tuple[int, ...], tuple[str, ...], tuple[str | int, ...]]:
        """The fields of an `Adopt`: numbers, names and shape."""
        self._flush()
        runs = self._runs
        return (runs[0] if len(runs) == 2 else tuple(runs)), tuple(self._names), tuple(self._shape)
