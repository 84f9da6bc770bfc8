"""How nodes stand to each other: ancestors, equality, order in the tree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domsync.dom.node import Node

DISCONNECTED = 1
PRECEDING = 2
FOLLOWING = 4
CONTAINS = 8
CONTAINED_BY = 16
IMPLEMENTATION_SPECIFIC = 32


def root_of(node: Node) -> Node:
    """Return the topmost inclusive ancestor."""
    while (parent := node._parent) is not None:
        node = parent
    return node


def is_inclusive_ancestor(ancestor: Node, node: Node | None) -> bool:
    """Say whether `ancestor` is `node` or an ancestor of it."""
    while node is not None:
        if node is ancestor:
            return True
        node = node._parent
    return False


def children_of(node: Node) -> list[Node]:
    """List the children."""
    children = []
    child = node._first
    while child is not None:
        children.append(child)
        child = child._next
    return children


def descend(root: Node) -> Iterator[Node]:
    """Go through a node and its descendants in tree order.

    The node that was given last may be changed, its descendants too, but it has to stay where it is.
    """
    node: Node | None = root
    while node is not None:
        yield node
        if node._first is not None:
            node = node._first
            continue
        node = after_subtree(node, root)


def descend_made(root: Node) -> Iterator[Node]:
    """The same, but what is deferred stays so and is passed over (:mod:`domsync.dom.deferred`)."""
    node: Node | None = root
    while node is not None:
        yield node
        if node._deferred is None and node._first is not None:
            node = node._first
            continue
        node = after_subtree(node, root)


def after_subtree(node: Node, root: Node) -> Node | None:
    """Return what follows a node and its descendants in tree order, inside of `root`."""
    current: Node | None = node
    while current is not None and current is not root:
        if current._next is not None:
            return current._next
        current = current._parent
    return None


def is_equal(node: Node, other: Node) -> bool:
    """Do the standard's "equals", without recursion.

    From https://dom.spec.whatwg.org/#concept-node-equals.
    """
    a, b = node, other
    while a.nodeType == b.nodeType and a._is_like(b):
        if a._first is not None and b._first is not None:
            a, b = a._first, b._first
            continue
        if a._first is not b._first:
            return False
        while a is not node and a._next is None and b._next is None:
            if a._parent is None or b._parent is None:
                return False
            a, b = a._parent, b._parent
        if a is node:
            return True
        if a._next is None or b._next is None:
            return False
        a, b = a._next, b._next
    return False


def _path(node: Node) -> list[Node]:
    path = [node]
    while (parent := path[-1]._parent) is not None:
        path.append(parent)
    path.reverse()
    return path


def position(node: Node, other: Node) -> int:
    """Say where `other` stands as seen from `node`.

    From https://dom.spec.whatwg.org/#dom-node-comparedocumentposition.
    """
    if node is other:
        return 0
    path, others = _path(node), _path(other)
    if path[0] is not others[0]:
        # Any order will do, if it is always the same one.
        direction = PRECEDING if id(others[0]) < id(path[0]) else FOLLOWING
        return DISCONNECTED | IMPLEMENTATION_SPECIFIC | direction
    depth = 0
    for a, b in zip(path, others, strict=False):
        if a is not b:
            break
        depth += 1
    if depth == len(others):
        return CONTAINS | PRECEDING
    if depth == len(path):
        return CONTAINED_BY | FOLLOWING
    return FOLLOWING if _is_before(path[depth], others[depth]) else PRECEDING


def _is_before(node: Node, sibling: Node) -> bool:
    """Say whether `sibling` comes after `node`; looks both ways, so that near ones are found soon."""
    forward, backward = node._next, node._previous
    while forward is not None and backward is not None:
        if forward is sibling:
            return True
        if backward is sibling:
            return False
        forward, backward = forward._next, backward._previous
    while forward is not None:
        if forward is sibling:
            return True
        forward = forward._next
    return False
