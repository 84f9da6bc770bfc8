"""Shapes of elements: the common structure of siblings, found by generalising the first until it fits the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from domsync.dom.ops import CommentData, ElementData, NodeData

#: Fewer siblings are not worth a shape.
SHORTEST_RUN: Final = 3


class Text:
    """A text of a shape: fixed, or a hole."""

    __slots__ = ("fixed",)

    def __init__(self, data: str) -> None:
        self.fixed: str | None = data


class Shape:
    """An element of a shape.

    Attributes:
        sample: The element that it was made from.
        children: The shapes of the children; None if they are a list of their own.
        open_attributes: Names of attributes whose values differ; likewise of styles and properties.
    """

    __slots__ = ("children", "open_attributes", "open_properties", "open_styles", "sample")

    def __init__(self, sample: ElementData) -> None:
        self.sample: ElementData = sample
        self.open_attributes: set[str] = set()
        self.open_styles: set[str] = set()
        self.open_properties: set[str] = set()
        self.children: list[Shape | Text] | None = None
        # A comment marks the place of a component that shows nothing now, which is treated as a list.
        if not any(isinstance(child, CommentData) for child in sample.children):
            self.children = [
                Text(child) if isinstance(child, str) else Shape(child)  # type: ignore[arg-type]
                for child in sample.children
            ]

    def take_in(self, data: NodeData) -> bool:
        """Widen the shape so that it fits another element, too.

        Args:
            data: The other element.

        Returns:
            Whether that was possible: tags, names and listeners have to be the same.
        """
        if not self._same_kind(data) or not isinstance(data, ElementData):
            return False
        children = self.children
        if children is not None:
            if len(data.children) != len(children):
                self.children = None
            else:
                for shape, child in zip(children, data.children, strict=True):
                    if isinstance(shape, Text):
                        if not isinstance(child, str):
                            self.children = None
                            break
                        if shape.fixed != child:
                            shape.fixed = None
                    elif not shape.take_in(child):
                        self.children = None
                        break
        self.open_attributes |= _differing(self.sample.attributes, data.attributes)
        self.open_styles |= _differing(self.sample.styles, data.styles)
        self.open_properties |= _differing(self.sample.properties, data.properties)
        return True

    def _same_kind(self, data: NodeData) -> bool:
        sample = self.sample
        return (
            isinstance(data, ElementData)
            and data.tag == sample.tag
            and data.namespace == sample.namespace
            and data.namespaced == sample.namespaced
            and list(data.attributes or ()) == list(sample.attributes or ())
            and list(data.styles or ()) == list(sample.styles or ())
            and list(data.properties or ()) == list(sample.properties or ())
            and data.listeners == sample.listeners
        )


def _differing(one: dict[str, Any] | None, other: dict[str, Any] | None) -> set[str]:
    if one == other or not one or not other:
        return set()
    return {name for name, value in one.items() if other[name] != value}


def find_shape(nodes: Sequence[NodeData], start: int) -> Shape | None:
    """Find the shape of the nodes from `start`: that of the first ones, widened for some of those after them.

    Args:
        nodes: Siblings.
        start: The index of the first one.

    Returns:
        The shape, which need not fit all of them; None if fewer than `SHORTEST_RUN` nodes would have it.
    """
    first = nodes[start]
    if not isinstance(first, ElementData):
        return None
    shape = Shape(first)
    end = start + 1
    # Only the first nodes, and below one in the middle and the last, show the differences; the others are only read.
    while end < len(nodes) and end < start + 8:
        if not shape.take_in(nodes[end]):
            break
        end += 1
    if end - start < SHORTEST_RUN:
        return None
    for index in (len(nodes) - 1, (start + len(nodes)) // 2):
        if index >= end:
            shape.take_in(nodes[index])
    return shape
