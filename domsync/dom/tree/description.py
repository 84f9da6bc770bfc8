"""Describe nodes that are about to be connected, in one walk, for an insert op."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from domsync.dom import ops
from domsync.dom.tree.lazy import height_of

if TYPE_CHECKING:
    from domsync.dom.element.base import ElementBase
    from domsync.dom.nodes.node import Node


class SubtreeDescription:
    """A description of subtrees.

    Attributes:
        data: One description per subtree.
        order: All nodes in document order, in which they are numbered; deferred ones are not included.
        deferred: The number of deferred nodes.
        height: The number of levels of the highest subtree.
        listeners: The number of pairs of node and event, including those of deferred nodes.
        radios: Radio buttons: inserting a checked one unchecks others.
        root: The subtree that is being described.
        mounts: Elements that show another document.
        with_props: Elements with JavaScript properties.
        volatile: Elements with properties that are sent once and not remembered.
    """

    __slots__ = (
        *("data", "deferred", "height", "listeners", "mounts", "order", "radios", "root", "volatile", "with_props"),
    )

    def __init__(self) -> None:
        self.data: list[ops.NodeData] = []
        self.root: Node | None = None
        self.order: list[Node] = []
        self.deferred: int = 0
        self.height: int = 0
        self.listeners: int = 0
        self.radios: list[ElementBase] = []
        self.mounts: list[ElementBase] = []
        self.with_props: list[ElementBase] = []
        self.volatile: list[ElementBase] = []

    def add(self, root: Node) -> None:
        """Describe one more subtree, without recursion and without changing it."""
        self.root = root
        order = self.order
        if root.lazy_children is not None or root.first_child is None:
            order.append(root)
            self.data.append(self._describe_last(root, 0))
            self.height = self.height or 1
            return
        open_lists: list[list[ops.NodeData]] = []
        siblings: list[ops.NodeData] = []
        node = root
        height = 1
        while True:
            order.append(node)
            if node.lazy_children is None and node.first_child is not None:
                open_lists.append(siblings)
                siblings = []
                node = node.first_child
                height = max(height, len(open_lists) + 1)
                continue
            siblings.append(self._describe_last(node, len(open_lists)))
            while node is not root and node.next_sibling is None:
                node = _parent(node)
                described = node._describe(siblings, self)
                siblings = open_lists.pop()
                siblings.append(described)
            if node is root:
                break
            node = _next(node)
        self.height = max(self.height, height)
        self.data.append(siblings[0])

    def _describe_last(self, node: Node, above: int) -> ops.NodeData:
        """Describe a node without children, or with children that are deferred."""
        deferred = node.lazy_children
        if deferred is None:
            return node._describe([], self)
        self.deferred += deferred.size
        self.listeners += deferred.listening
        self.height = max(self.height, above + 1 + height_of(deferred.children))
        return node._describe(deferred.children, self)


def _parent(node: Node) -> Node:
    return node.parent_node  # type: ignore[return-value]


def _next(node: Node) -> Node:
    return node.next_sibling  # type: ignore[return-value]


def id_runs(nodes: Iterable[Node]) -> int | tuple[int, ...]:
    """Write the ids of nodes as insert ops have them.

    Args:
        nodes: Connected nodes in document order; the ids of nodes deferred below one follow its own.

    Returns:
        The first id if they are consecutive, otherwise runs of first and count.
    """
    runs: list[int] = []
    expected = 0
    for node in nodes:
        node_id = node.node_id
        size = 1 if node.lazy_children is None else 1 + node.lazy_children.size
        if node_id == expected:
            runs[-1] += size
        else:
            runs += (node_id, size)
        expected = node_id + size
    return runs[0] if len(runs) == 2 else tuple(runs)
