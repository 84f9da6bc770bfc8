"""Render siblings of the same shape as HTML: the common markup once, with the differences filled in.

This is as in a frame, where siblings of one shape are a template and columns (:mod:`domsync.render.templates`), but
with the parser's rules checked once for all rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any, Final, Protocol

from domsync.dom import ops
from domsync.dom.checks.element_names import ElementName, name_of_data
from domsync.dom.checks.nesting import (
    READ_OTHERWISE,
    attribute_survives,
    excluded_by,
    holds,
    inside,
    is_empty,
    is_text_only,
)
from domsync.errors import DomsyncError
from domsync.render.columns import Column, Reader, reader
from domsync.render.html_serialization import DROPS_NEWLINE, end_tag, tag_name
from domsync.render.quoting import html_attribute, html_text
from domsync.render.shapes import Shape, Text, find_shape
from domsync.render.tree_shape import EMPTY_TEXT, TEXT, TEXTS_MEET

if TYPE_CHECKING:
    from domsync.render.tree_shape import ShapeWriter

#: The minimum number of siblings that are painted together.
FEWEST_ROWS: Final = 4


class _Unpaintable(DomsyncError):
    """HTML cannot express all rows of the shape in the same way."""


class Painting(Protocol):
    """The state of a painting in progress.

    Attributes:
        parts: The HTML so far, to be joined.
        shape: The shape of the resulting tree.
        unsaid: Ops for everything that HTML cannot express.
    """

    parts: list[str]
    shape: ShapeWriter
    unsaid: list[ops.Op]


class PaintedRun:
    """A shape as HTML.

    Args:
        shape: The shape, which no longer changes.
        context: The context in which its topmost element is.
        levels: The number of levels of elements that are allowed in it.
        tree: Assigns letters to names.

    Raises:
        _Unpaintable: Its rows have to be painted one by one.
    """

    __slots__ = ("_holes", "_listeners", "_pieces", "_styles", "_tree_shape", "excluded", "read", "size")

    def __init__(self, shape: Shape, context: int, levels: int, tree: ShapeWriter) -> None:
        #: The number of nodes in one row.
        self.size: int = 0
        #: The contexts in which it is not allowed.
        self.excluded: int = 0
        # The parts to write: HTML, and the number of a hole with the function that quotes it.
        self._pieces: list[str | tuple[int, Callable[[str], str]]] = []
        self._holes = 0
        # By the place of their node in a row. The value of a style is text, or the number of a hole.
        self._listeners: list[tuple[int, str, ops.Listener]] = []
        self._styles: list[tuple[int, str, str | int]] = []
        parts: list[str] = []
        self._add(shape, context, levels, tree, parts)
        self._tree_shape = "".join(parts)
        self.read: Reader = reader(shape)

    def _add(self, shape: Shape, context: int, levels: int, tree: ShapeWriter, parts: list[str]) -> None:
        sample, children = shape.sample, shape.children
        name = name_of_data(sample.tag, sample.namespace)
        if children is None or sample.namespaced or sample.properties or not levels:
            raise _Unpaintable
        if children and (is_empty(context) or is_text_only(context)):
            raise _Unpaintable
        place = self.size
        self.size += 1
        self.excluded |= excluded_by(name)
        parts.append(f"{tree.letter(name)}{len(children) or ''}")
        self._write(f"<{tag_name(name)}")
        # In the order of the holes: attributes, styles, children.
        for attribute, value in (sample.attributes or {}).items():
            if not attribute_survives(name, attribute) or "\0" in value:
                raise _Unpaintable
            if attribute in shape.open_attributes:
                self._write(f" {attribute}=")
                self._pieces.append((self._hole(), html_attribute))
            else:
                self._write(f" {attribute}={html_attribute(value)}")
        self._write(">")
        for style, value in (sample.styles or {}).items():
            self._styles.append((place, style, self._hole() if style in shape.open_styles else value))
        self._listeners += [(place, event, listener) for event, listener in (sample.listeners or {}).items()]
        self._children(name, children, context, levels, tree, parts)
        if not (name.is_html and is_empty(context) and name.html != "noscript"):
            self._write(end_tag(name))

    def _children(
        self,
        name: ElementName,
        children: Sequence[Shape | Text],
        context: int,
        levels: int,
        tree: ShapeWriter,
        parts: list[str],
    ) -> None:
        for at, child in enumerate(children):
            if isinstance(child, Shape):
                inner = inside(context, name_of_data(child.sample.tag, child.sample.namespace))
                if inner == READ_OTHERWISE:
                    raise _Unpaintable
                self._add(child, inner, levels - 1, tree, parts)
                continue
            # A text that is not white space represents everything that a hole can contain.
            if not holds(context, "x" if child.fixed is None else child.fixed) or "\0" in (child.fixed or ""):
                raise _Unpaintable
            parts.append(TEXT)
            self.size += 1
            if at and isinstance(children[at - 1], Text):
                self._write(TEXTS_MEET)
            quote = _first_text if not at and name.html in DROPS_NEWLINE else _text
            if child.fixed is None:
                self._pieces.append((self._hole(), quote))
            else:
                self._write(quote(child.fixed))

    def _write(self, html: str) -> None:
        if self._pieces and isinstance(self._pieces[-1], str):
            self._pieces[-1] += html
        else:
            self._pieces.append(html)

    def _hole(self) -> int:
        self._holes += 1
        return self._holes - 1

    def fits(self, columns: Sequence[Column]) -> bool:
        """Return whether HTML can express everything in the columns."""
        holes = [piece[0] for piece in self._pieces if not isinstance(piece, str)]
        return not any("\0" in "".join(columns[hole]) for hole in holes)

    def paint(self, painter: Painting, numbers: Sequence[int], columns: Sequence[Column]) -> None:
        """Write rows.

        Args:
            painter: The painting, in which the numbers of the nodes have been noted.
            numbers: The numbers of the topmost nodes.
            columns: The values of the holes.
        """
        count = len(numbers)
        written = [
            repeat(piece, count) if isinstance(piece, str) else map(piece[1], columns[piece[0]])
            for piece in self._pieces
        ]
        painter.parts += chain.from_iterable(zip(*written, strict=True))
        painter.shape.repeat(self._tree_shape, count)
        if not self._listeners and not self._styles:
            return
        for row, number in enumerate(numbers):
            for place, style, value in self._styles:
                text = value if isinstance(value, str) else columns[value][row]
                painter.unsaid.append(ops.SetStyle(number + place, style, text))
            for place, event, listener in self._listeners:
                painter.unsaid.append(ops.Listen(number + place, event, listener))


def painted_run(nodes: Sequence[Any], start: int, context: int, levels: int, tree: ShapeWriter) -> PaintedRun | None:
    """Find the shape of siblings.

    Args:
        nodes: Descriptions of siblings.
        start: The index of the first one.
        context: The context inside of it.
        levels: The number of levels of elements that are allowed in it.
        tree: Assigns letters to names.

    Returns:
        The shape as HTML; None if too few nodes have it, or if its rows have to be painted one by one.
    """
    shape = find_shape(nodes, start)
    if shape is None:
        return None
    try:
        return PaintedRun(shape, context, levels, tree)
    except _Unpaintable:
        return None


def _text(text: str) -> str:
    return html_text(text) or EMPTY_TEXT


def _first_text(text: str) -> str:
    return ("\n" + html_text(text) if text.startswith("\n") else html_text(text)) or EMPTY_TEXT
