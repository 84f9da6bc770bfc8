"""Children that are described but not made yet: nobody has asked for them.

Most nodes of a page are only ever looked at in the browser. An element that is made of a description therefore keeps
its children as that description, and the first look at them (`_first`, `_last`) makes them; whoever reads the links
does not notice. Their numbers are given with the element's own, and lead to the element until then.
`making.py` makes them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, Protocol

import msgspec

from domsync.dom.ops import CommentData, ElementData, NodeData

if TYPE_CHECKING:
    from domsync.dom.node import Node
    from domsync.dom.registry import Registry

#: The size of what cannot be deferred. However many nodes are added to it, the sum is negative.
AT_ONCE: Final = -(1 << 60)
#: Up to so many nodes are made at once, because noting that they are deferred would cost as much.
FEW: Final = 4


class Deferrable(ElementData, frozen=True):
    """A description whose children can wait.

    ``size`` is how many nodes it describes, itself included. It is negative if they have to be made at once, because
    somebody may look for one without coming by its parents: it has an id, or a state that others depend on, as controls
    have. ``listening`` is how many pairs of node and event there are among them.
    """

    size: int = AT_ONCE
    listening: int = 0


class Dresser(Protocol):
    """Who gives the elements that are made later what their listeners need."""

    def dress(self, element: Any, data: Any) -> None:
        """Set the listeners of an element that has some.

        Args:
            element: The element, just made; always an `Element`.
            data: What it was made of.
        """


class Deferred(msgspec.Struct, frozen=True):
    """The children of an element, to be made later.

    ``size`` and ``listening`` are how many nodes and pairs of node and event there are below the element.
    """

    children: tuple[NodeData, ...]
    size: int
    listening: int
    dresser: Dresser


def number_all(document: Registry, element: Node, number: int, size: int) -> None:
    """Let the numbers of an element and of what is deferred below it lead to it.

    Args:
        document: The document.
        element: The element.
        number: Its own number, the first one.
        size: How many they are.
    """
    document._nodes.update(dict.fromkeys(range(number, number + size), element))


def forget_deferred(document: Registry, deferred: Deferred, number: int) -> None:
    """Forget the numbers of what is deferred below an element that leaves its document.

    Args:
        document: The document.
        deferred: What is deferred.
        number: The element's own number.
    """
    forget_numbers(document, [range(number + 1, number + 1 + deferred.size)])
    document._listening -= deferred.listening


def forget_numbers(document: Registry, runs: Iterable[range]) -> None:
    """Forget the numbers of nodes that have left a document.

    Args:
        document: The document.
        runs: The numbers.
    """
    # The fastest way to call something many times.
    deque(map(document._nodes.__delitem__, chain.from_iterable(runs)), maxlen=0)


def height_of(nodes: Sequence[NodeData]) -> int:
    """Count the levels of the highest of several descriptions."""
    height = 0
    level = list(nodes)
    while level:
        height += 1
        level = [child for node in level if not isinstance(node, str | CommentData) for child in node.children]
    return height
