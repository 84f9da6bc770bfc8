"""The links between nodes: the only place that changes them. Nothing is checked here and nothing is logged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domsync.dom import selects

if TYPE_CHECKING:
    from domsync.dom.node import Node
    from domsync.dom.parent import ParentNode


def link(parent: ParentNode, node: Node, before: Node | None) -> None:
    """Put an unlinked node among the children of `parent`."""
    node._parent = parent
    node._next = before
    if before is None:
        previous = parent._last
        parent._last = node
    else:
        previous = before._previous
        before._previous = node
    node._previous = previous
    if previous is None:
        parent._first = node
    else:
        previous._next = node
    _children_changed(parent)
    if node._name is not None and node._name.is_option:
        selects.option_added(parent, node)


def unlink(node: Node) -> None:
    """Take a node out of its parent's children."""
    parent, previous, following = node._parent, node._previous, node._next
    if parent is None:
        return
    if previous is None:
        parent._first = following
    else:
        previous._next = following
    if following is None:
        parent._last = previous
    else:
        following._previous = previous
    node._parent = node._previous = node._next = None
    _children_changed(parent)
    if node._name is not None and node._name.is_option:
        selects.option_removed(parent, node)


def _children_changed(parent: ParentNode) -> None:
    parent._document._version += 1
    if parent._views is not None:
        for view in parent._views.values():
            view._changed()
