"""Link and unlink single nodes. Nothing is checked and nothing is logged here.

Runs of new nodes are linked by `document/factory.py`, and unlinked by `document/builder.py` and `dispose.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from domsync.dom.controls import selects
from domsync.dom.tree import iterators

if TYPE_CHECKING:
    from domsync.dom.nodes.node import Node
    from domsync.dom.nodes.parent import ParentNode


def link(parent: ParentNode, node: Node, before: Node | None) -> None:
    """Put an unlinked node among the children of `parent`."""
    node.parent_node = parent
    node.next_sibling = before
    if before is None:
        previous = parent.last_child
        parent.last_child = node
    else:
        previous = before.previous_sibling
        before.previous_sibling = node
    node.previous_sibling = previous
    if previous is None:
        parent.first_child = node
    else:
        previous.next_sibling = node
    _children_changed(parent)
    if node.element_name is not None and node.element_name.is_option:
        selects.option_added(parent, node)


def unlink(node: Node) -> None:
    """Take a node out of its parent's children."""
    parent, previous, following = node.parent_node, node.previous_sibling, node.next_sibling
    if parent is None:
        return
    document = parent.node_document
    if document.node_iterators is not None:
        iterators.before_removal(document, node)
    if previous is None:
        parent.first_child = following
    else:
        previous.next_sibling = following
    if following is None:
        parent.last_child = previous
    else:
        following.previous_sibling = previous
    node.parent_node = node.previous_sibling = node.next_sibling = None
    _children_changed(parent)
    if node.element_name is not None and node.element_name.is_option:
        selects.option_removed(parent, node)


def _children_changed(parent: ParentNode) -> None:
    parent.node_document.tree_version += 1
    if parent.live_lists is not None:
        for view in parent.live_lists.values():
            view._changed()
