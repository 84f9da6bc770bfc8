"""Traversal of the tree: ancestors, equality, order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domsync.dom.element.element import Element
    from domsync.dom.nodes.node import Node

DISCONNECTED = 1
PRECEDING = 2
FOLLOWING = 4
CONTAINS = 8
CONTAINED_BY = 16
IMPLEMENTATION_SPECIFIC = 32

_ELEMENT = 1
_ATTRIBUTE = 2


def root_of(node: Node) -> Node:
    """Return the topmost inclusive ancestor."""
    while (parent := node.parent_node) is not None:
        node = parent
    return node


def is_inclusive_ancestor(ancestor: Node, node: Node | None) -> bool:
    """Return whether `ancestor` is `node` or an ancestor of it."""
    while node is not None:
        if node is ancestor:
            return True
        node = node.parent_node
    return False


def children_of(node: Node) -> list[Node]:
    """List the children."""
    children = []
    child = node.first_child
    while child is not None:
        children.append(child)
        child = child.next_sibling
    return children


def descend(root: Node) -> Iterator[Node]:
    """Go through a node and its descendants in tree order.

    The node that was yielded last may be changed, its descendants too, but it has to stay where it is.
    """
    node: Node | None = root
    while node is not None:
        yield node
        if node.first_child is not None:
            node = node.first_child
            continue
        node = after_subtree(node, root)


def elements_of(root: Node) -> Iterator[Element]:
    """Go through the elements among a node's descendants, in tree order."""
    for node in descend(root):
        if node.nodeType == _ELEMENT and node is not root:
            yield node  # type: ignore[misc]


def descend_made(root: Node) -> Iterator[Node]:
    """Go through a node and its descendants, skipping deferred nodes, which stay so (:mod:`domsync.dom.tree.lazy`)."""
    node: Node | None = root
    while node is not None:
        yield node
        if node.lazy_children is None and node.first_child is not None:
            node = node.first_child
            continue
        node = after_subtree(node, root)


def after_subtree(node: Node, root: Node) -> Node | None:
    """Return the node that follows a node and its descendants in tree order, within `root`."""
    current: Node | None = node
    while current is not None and current is not root:
        if current.next_sibling is not None:
            return current.next_sibling
        current = current.parent_node
    return None


def is_equal(node: Node, other: Node) -> bool:
    """Run the standard's "equals", without recursion.

    From https://dom.spec.whatwg.org/#concept-node-equals.
    """
    a, b = node, other
    while a.nodeType == b.nodeType and a._is_like(b):
        if a.first_child is not None and b.first_child is not None:
            a, b = a.first_child, b.first_child
            continue
        if a.first_child is not b.first_child:
            return False
        while a is not node and a.next_sibling is None and b.next_sibling is None:
            if a.parent_node is None or b.parent_node is None:
                return False
            a, b = a.parent_node, b.parent_node
        if a is node:
            return True
        if a.next_sibling is None or b.next_sibling is None:
            return False
        a, b = a.next_sibling, b.next_sibling
    return False


def _path(node: Node) -> list[Node]:
    path = [node]
    while (parent := path[-1].parent_node) is not None:
        path.append(parent)
    path.reverse()
    return path


def position(node: Node, other: Node) -> int:
    """Return the position of `other` relative to `node`.

    From https://dom.spec.whatwg.org/#dom-node-comparedocumentposition.
    """
    if node is other:
        return 0
    if node.nodeType == _ATTRIBUTE or other.nodeType == _ATTRIBUTE:
        return _attribute_position(node, other)
    path, others = _path(node), _path(other)
    if path[0] is not others[0]:
        # Any order will do, as long as it is always the same.
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


def _attribute_position(node: Node, other: Node) -> int:
    """Return the position if one or both are attributes, whose place is at their elements, before the children."""
    owner: Node | None = node.ownerElement if node.nodeType == _ATTRIBUTE else node  # type: ignore[attr-defined]
    others: Node | None = other.ownerElement if other.nodeType == _ATTRIBUTE else other  # type: ignore[attr-defined]
    if owner is None or others is None:
        return DISCONNECTED | IMPLEMENTATION_SPECIFIC | (PRECEDING if id(other) < id(node) else FOLLOWING)
    if owner is others:
        if node is owner:
            return CONTAINED_BY | FOLLOWING
        if other is owner:
            return CONTAINS | PRECEDING
        attributes = owner.attributes  # type: ignore[attr-defined]
        after = next(each for each in (attributes.item(i) for i in range(len(attributes))) if each in (node, other))
        return IMPLEMENTATION_SPECIFIC | (FOLLOWING if after is node else PRECEDING)
    found = position(owner, others)
    if found & CONTAINED_BY and node is not owner:
        # The other one is below the element that has this attribute.
        return FOLLOWING
    return PRECEDING if found & CONTAINS and other is not others else found


def _is_before(node: Node, sibling: Node) -> bool:
    """Return whether `sibling` comes after `node`. Looks in both directions, so that near siblings are found soon."""
    forward, backward = node.next_sibling, node.previous_sibling
    while forward is not None and backward is not None:
        if forward is sibling:
            return True
        if backward is sibling:
            return False
        forward, backward = forward.next_sibling, backward.previous_sibling
    while forward is not None:
        if forward is sibling:
            return True
        forward = forward.next_sibling
    return False
