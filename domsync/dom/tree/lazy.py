"""Deferred children: described, and created only when something asks for them.

Most nodes of a page are only used in the browser. An element that is created from a description therefore keeps its
children as that description. Reading `first_child` or `last_child` creates them, which code that follows the links does
not notice. They are numbered together with the element, and until they exist, their numbers lead to it (`LazyIndex`).
`document/factory.py` creates them.
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

#: The size of descriptions that cannot be deferred: the sum with any number of nodes is negative, too.
EAGER: Final = -(1 << 60)
#: Up to this many nodes are created at once, because noting that they are deferred would cost as much.
EAGER_THRESHOLD: Final = 4


class LazyElementData(ElementData, frozen=True):
    """A description whose children can be deferred.

    ``size`` is the number of nodes that it describes, itself included. It is negative if they have to be created at
    once, because one of them may be found without going through its parents: it has an id, a state that others depend
    on, as options and radio buttons have, or a state beyond its attributes. ``listening`` is the number of pairs of
    node and event among them.
    """

    size: int = EAGER
    listening: int = 0


class ListenerFactory(Protocol):
    """A factory that sets the listeners of elements that are created later."""

    def attach_listeners(self, element: Any, data: Any) -> None:
        """Set the listeners of an element that has some.

        Args:
            element: The new element; always an `Element`.
            data: Its description.
        """


class LazyChildren(msgspec.Struct, frozen=True):
    """The children of an element, to be created later.

    ``data`` describes the element with its children; ``size`` and ``listening`` are the numbers of nodes, and of pairs
    of node and event, below it.
    """

    data: LazyElementData
    size: int
    listening: int
    listener_factory: ListenerFactory

    @property
    def children(self) -> tuple[NodeData, ...]:
        """The descriptions of its children. If they were packed while the page was idle, they are unpacked."""
        children = self.data.children
        if type(children) is not tuple:
            children = tuple(children)
            structs.force_setattr(self.data, "children", children)
        return children


class LazyIndex:
    """The numbers of a document's deferred nodes, by the elements above them.

    Args:
        nodes: The document's nodes by number, without deferred ones.

    An element's deferred nodes have the numbers after its own, so only its number is kept. Numbers grow and are never
    reused: the list is always sorted, and the number of an element that is gone or has its children does no harm and
    can stay for a while.
    """

    __slots__ = ("_limit", "_nodes", "_numbers", "count")

    def __init__(self, nodes: dict[int, Node]) -> None:
        #: The number of deferred nodes.
        self.count: int = 0
        self._nodes = nodes
        self._numbers: list[int] = []
        self._limit = _FEWEST_KEPT

    def add(self, numbers: Sequence[int], count: int) -> None:
        """Add elements with deferred nodes that follow each other in a tree.

        Args:
            numbers: The elements' numbers.
            count: The number of nodes that are deferred below them.
        """
        self.count += count
        if len(self._numbers) + len(numbers) > self._limit:
            self._numbers = [number for number in self._numbers if self._is_in_use(number)]
            self._limit = max(_FEWEST_KEPT, 2 * (len(self._numbers) + len(numbers)))
        at = bisect_right(self._numbers, numbers[0])
        self._numbers[at:at] = numbers

    def above(self, number: int) -> Element | None:
        """Find the element above a deferred node.

        Args:
            number: The node's number.

        Returns:
            The nearest ancestor that exists, or None if no deferred node has this number.
        """
        at = bisect_right(self._numbers, number) - 1
        if at < 0 or not self._is_in_use(self._numbers[at]):
            return None
        element: Any = self._nodes[self._numbers[at]]
        return element if number <= element.node_id + element.lazy_children.size else None

    def elements(self) -> Iterator[Element]:
        """Go through the elements with deferred nodes; elements created meanwhile may be left out."""
        for number in tuple(self._numbers):
            if self._is_in_use(number):
                yield self._nodes[number]  # type: ignore[misc]

    def _is_in_use(self, number: int) -> bool:
        node = self._nodes.get(number)
        return node is not None and node.lazy_children is not None


#: Up to this many numbers are kept without a check whether they are still in use.
_FEWEST_KEPT: Final = 64


def height_of(nodes: Sequence[NodeData]) -> int:
    """Return the number of levels of the highest of several descriptions."""
    height = 0
    level = list(nodes)
    while level:
        height += 1
        level = [child for node in level if not isinstance(node, str | CommentData) for child in node.children]
    return height
