"""Deferred children: described, and created only when something asks for them.

Most nodes of a page are only ever looked at in the browser. An element that is made of a description therefore keeps
its children as that description. The first look at `first_child` or `last_child` makes them, and whoever reads the
links does not notice. Their numbers are given with the element's own, and lead to the element until then (`LazyIndex`).
`document/factory.py` makes them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, Protocol

import msgspec
from msgspec import structs

from domsync.dom.ops import CommentData, ElementData, NodeData

if TYPE_CHECKING:
    from domsync.dom.element.element import Element
    from domsync.dom.nodes.node import Node

#: The size of what cannot be deferred. However many nodes are added to it, the sum is negative.
EAGER: Final = -(1 << 60)
#: Up to so many nodes are made at once, because noting that they are deferred would cost as much.
EAGER_THRESHOLD: Final = 4


class LazyElementData(ElementData, frozen=True):
    """A description whose children can wait.

    ``size`` is how many nodes it describes, itself included. It is negative if they have to be made at once, because
    somebody may look for one without coming by its parents: it has an id, or a state that others depend on, as options
    and radio buttons have, or that its attributes do not say. ``listening`` is how many pairs of node and event there
    are among them.
    """

    size: int = EAGER
    listening: int = 0


class ListenerFactory(Protocol):
    """A factory that gives the elements that are made later what their listeners need."""

    def attach_listeners(self, element: Any, data: Any) -> None:
        """Set the listeners of an element that has some.

        Args:
            element: The element, just made; always an `Element`.
            data: What it was made of.
        """


class LazyChildren(msgspec.Struct, frozen=True):
    """The children of an element, to be made later.

    ``data`` describes the element, with its children; ``size`` and ``listening`` are how many nodes and pairs of node
    and event there are below it.
    """

    data: LazyElementData
    size: int
    listening: int
    listener_factory: ListenerFactory

    @property
    def children(self) -> tuple[NodeData, ...]:
        """The descriptions of its children; if they were packed because the page was quiet, they are not any longer."""
        children = self.data.children
        if type(children) is not tuple:
            children = tuple(children)
            structs.force_setattr(self.data, "children", children)
        return children


class LazyIndex:
    """The numbers of the deferred nodes of a document, by the elements that they are below.

    Args:
        nodes: The document's nodes by number; those that are deferred are not among them.

    An element's deferred nodes have the numbers after its own, so its number is all that is kept. Numbers grow and are
    never used again: the list is in order by itself, and one of an element that is gone or has its children leads to
    nobody and can stay for a while.
    """

    __slots__ = ("_limit", "_nodes", "_numbers", "count")

    def __init__(self, nodes: dict[int, Node]) -> None:
        #: How many nodes are deferred.
        self.count: int = 0
        self._nodes = nodes
        self._numbers: list[int] = []
        self._limit = _FEWEST_KEPT

    def add(self, numbers: Sequence[int], count: int) -> None:
        """Take note of elements with deferred nodes that follow each other in a tree.

        Args:
            numbers: Their own numbers.
            count: How many nodes are deferred below them.
        """
        self.count += count
        if len(self._numbers) + len(numbers) > self._limit:
            self._numbers = [number for number in self._numbers if self._is_in_use(number)]
            self._limit = max(_FEWEST_KEPT, 2 * (len(self._numbers) + len(numbers)))
        at = bisect_right(self._numbers, numbers[0])
        self._numbers[at:at] = numbers

    def above(self, number: int) -> Element | None:
        """Find the element that a deferred node is below.

        Args:
            number: The node's number.

        Returns:
            The nearest ancestor that is there, or None if no deferred node has this number.
        """
        at = bisect_right(self._numbers, number) - 1
        if at < 0 or not self._is_in_use(self._numbers[at]):
            return None
        element: Any = self._nodes[self._numbers[at]]
        return element if number <= element.node_id + element.lazy_children.size else None

    def elements(self) -> Iterator[Element]:
        """Go through the elements with deferred nodes; what is made meanwhile may be passed over."""
        for number in tuple(self._numbers):
            if self._is_in_use(number):
                yield self._nodes[number]  # type: ignore[misc]

    def _is_in_use(self, number: int) -> bool:
        node = self._nodes.get(number)
        return node is not None and node.lazy_children is not None


#: Up to so many numbers are kept without a look at whether they are still in use.
_FEWEST_KEPT: Final = 64


def height_of(nodes: Sequence[NodeData]) -> int:
    """Count the levels of the highest of several descriptions."""
    height = 0
    level = list(nodes)
    while level:
        height += 1
        level = [child for node in level if not isinstance(node, str | CommentData) for child in node.children]
    return height
