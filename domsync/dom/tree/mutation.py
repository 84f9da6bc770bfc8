"""The algorithms that change the tree: each validates, changes the tree, then appends ops.

What the standard does in many small steps (a fragment for several arguments, a removal before each insertion) is one
change here, so that an error leaves everything as it was, and the op log gets the fewest ops.

From https://dom.spec.whatwg.org/#mutation-algorithms.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from domsync.dom import ops
from domsync.dom.controls import radio_groups, selects
from domsync.dom.rare import forget_volatile_properties, need_rare_data
from domsync.dom.traversal import children_of, descend_made, is_inclusive_ancestor, root_of
from domsync.dom.tree import iterators
from domsync.dom.tree.contenteditable import empty_for, removal
from domsync.dom.tree.description import SubtreeDescription
from domsync.dom.tree.insertion_checks import (
    check_document_children,
    check_insertion,
    check_kind,
    check_limits,
    check_not_ancestor,
    check_parent,
    refuse,
    refuse_reference,
)
from domsync.dom.tree.js_properties import props_op
from domsync.dom.tree.links import link, unlink

if TYPE_CHECKING:
    from domsync.dom.document.document import Document
    from domsync.dom.nodes.node import Node
    from domsync.dom.nodes.parent import ParentNode

_DOCUMENT = 9
_DOCTYPE = 10
_FRAGMENT = 11


# Insertion


def insert_before(parent: Node, node: Node, child: Node | None) -> None:
    """Run the standard's "pre-insert".

    From https://dom.spec.whatwg.org/#concept-node-pre-insert.
    """
    checked = check_insertion(parent, node, child)
    if node.nodeType == _FRAGMENT:
        place(checked, children_of(node), child)
    elif node.parent_node is None and not parent.node_id:
        # A tree that is being built: there are no limits to check, no old place to leave and no ops to log.
        adopt_all((node,), parent.node_document)
        link(checked, node, child)
    else:
        place(checked, [node], node.next_sibling if child is node else child)


def insert_all(parent: ParentNode, nodes: Sequence[Node], before: Node | None, leaving: Sequence[Node] = ()) -> None:
    """Insert several nodes as if they came in a fragment.

    Args:
        parent: The new parent.
        nodes: Nodes and fragments. If one occurs twice, the last place counts.
        before: A child of `parent` that is not among `nodes`, or None for the end.
        leaving: Children of `parent` to remove, not including `before`; those among `nodes` stay.
    """
    check_parent(parent)
    flat = _flattened(nodes)
    # In the standard, several nodes come in a fragment: then a fragment's children are checked, not the fragment.
    for node in nodes if len(nodes) == 1 else flat:
        check_not_ancestor(parent, node)
        check_kind(node, parent)
    if parent.nodeType == _DOCUMENT:
        # Several nodes would already be in that fragment.
        check_document_children(parent, list(flat), before, [*leaving, *(flat if len(nodes) > 1 else ())])
    place(parent, list(flat), before, [node for node in leaving if node not in flat] if leaving else ())


def _flattened(nodes: Sequence[Node]) -> dict[Node, None]:
    """Replace fragments by their children. If a node occurs twice, the last place counts."""
    flat: dict[Node, None] = {}
    for node in nodes:
        if node.nodeType != _FRAGMENT:
            flat.pop(node, None)
            flat[node] = None
            continue
        for single in children_of(node):
            # In the standard, a fragment that occurs twice is empty the second time: so its children keep their place.
            flat.setdefault(single)
    return flat


def place(parent: ParentNode, nodes: Sequence[Node], before: Node | None, leaving: Sequence[Node] = ()) -> None:
    """Put valid nodes before a child that is not one of them, and remove other children.

    Nodes that are already connected in this document are moved. The others are described to the browser; neighbours
    among them make one insert op.

    Raises:
        LimitError: The document would exceed its limits; nothing has changed.
    """
    if not parent.node_id:
        _place_detached(parent, nodes, before, leaving)
        return
    document = parent.node_document
    arriving = [node for node in nodes if not node.node_id or node.node_document is not document]
    moving = [node for node in nodes if node not in arriving] if len(arriving) < len(nodes) else []
    description = SubtreeDescription()
    for node in arriving:
        description.add(node)
    check_limits(parent, description, moving, leaving)
    # One of them may be in another one, which is then inserted without it.
    is_nested = len(arriving) > 1 and any(
        node.parent_node is not None and node.parent_node.nodeType != _FRAGMENT for node in arriving
    )
    # A node that is moved may be below one that is removed.
    if not moving:
        remove_all(leaving)
    remove_all(arriving)
    adopt_all(arriving, document)
    if moving:
        _place_among(parent, nodes, before, leaving)
        remove_all(leaving)
    elif nodes:
        for node in nodes:
            link(parent, node, before)
        if is_nested:
            _connect_run(parent, before, nodes)
        else:
            _connect(parent, before, description, nodes)


def _place_among(parent: ParentNode, nodes: Sequence[Node], before: Node | None, leaving: Sequence[Node]) -> None:
    """Place nodes of which some are already connected: each of these is moved, unless it is in its place."""
    document = parent.node_document
    gone = set(leaving)
    cursor = _start_of_region(parent, gone.union(nodes), before)
    run: list[Node] = []
    for node in nodes:
        while cursor in gone:
            cursor = cursor.next_sibling
        if not node.node_id:
            link(parent, node, cursor)
            run.append(node)
            continue
        if run:
            _connect_run(parent, cursor, run)
            run = []
        if node is cursor:
            cursor = node.next_sibling
            if node.element_name is None or not node.element_name.is_option or not selects.waits_for(parent):
                continue
        old_parent = node.parent_node
        unlink(node)
        link(parent, node, cursor)
        document.op_log.append(ops.Move(node.node_id, parent.node_id, cursor.node_id if cursor is not None else 0))
        if document.registry.radios and old_parent is not parent:
            radio_groups.settle_moved(node, old_parent)
    if run:
        _connect_run(parent, cursor, run)


def _start_of_region(parent: ParentNode, nodes: set[Node], before: Node | None) -> Node | None:
    """Find the first of the nodes that are directly before `before`: nodes that are in their place can stay there."""
    start = before
    previous = parent.last_child if before is None else before.previous_sibling
    while previous is not None and previous in nodes:
        start = previous
        previous = previous.previous_sibling
    return start


def _connect_run(parent: ParentNode, before: Node | None, run: Sequence[Node]) -> None:
    description = SubtreeDescription()
    for node in run:
        description.add(node)
    _connect(parent, before, description, run)


def _connect(parent: ParentNode, before: Node | None, description: SubtreeDescription, run: Sequence[Node]) -> None:
    """Number the nodes of a run that has just been linked, and log it."""
    document = parent.node_document
    if description.radios and radio_groups.settle_radios(description.radios):
        # One radio button has unchecked another: the description no longer applies.
        description = SubtreeDescription()
        for node in run:
            description.add(node)
    first = document.registry.register(description.order)
    document.registry.listening += description.listeners
    for radio in description.radios:
        radio_groups.list_radio(radio)
    empty_for(parent, run)
    document.op_log.append(
        ops.Insert(parent.node_id, before.node_id if before is not None else 0, first, tuple(description.data))
    )
    for element in description.volatile:
        forget_volatile_properties(element)
    for element in description.mounts:
        document.op_log.append(ops.Mount(element.node_id, element.mount_number))
    for element in description.with_props:
        document.op_log.append(props_op(element.node_id, need_rare_data(element)))


def _place_detached(parent: ParentNode, nodes: Sequence[Node], before: Node | None, leaving: Sequence[Node]) -> None:
    remove_all(leaving)
    remove_all(nodes)
    adopt_all(nodes, parent.node_document)
    for node in nodes:
        link(parent, node, before)


def adopt_all(nodes: Sequence[Node], document: Document) -> None:
    """Adopt subtrees without parents into a document."""
    for root in nodes:
        if root.node_document is not document:
            iterators.hand_over(root, document)
            for node in descend_made(root):
                node.node_document = document


# Removal


def remove_child(parent: Node, child: Node) -> None:
    """Run the standard's "pre-remove".

    From https://dom.spec.whatwg.org/#concept-node-pre-remove.
    """
    if child.parent_node is not parent:
        refuse_reference(parent, child)
    remove(child)


def remove(node: Node) -> None:
    """Remove a node from its tree, if it is in one.

    Raises:
        DOMException: HierarchyRequestError: it is the root element.
    """
    check_kind(node)
    remove_all((node,))


def remove_all(nodes: Sequence[Node]) -> None:
    """Remove nodes from their trees, with one op for each run of siblings."""
    nodes = [node for node in nodes if node.parent_node is not None]
    index = 0
    while index < len(nodes):
        first = nodes[index]
        index += 1
        node_id, document, parent = first.node_id, first.node_document, first.parent_node
        following = first.next_sibling
        take_out(first)
        run = [first]
        # At the end of a list `following` is None, which no node of the list equals.
        while index < len(nodes) and nodes[index] is following and node_id:
            following = nodes[index].next_sibling
            take_out(nodes[index])
            run.append(nodes[index])
            index += 1
        if node_id and parent is not None:
            document.op_log.append(removal(parent, run, node_id))


def take_out(node: Node) -> None:
    """Remove a node from its tree without logging it."""
    if node.node_id:
        node.node_document.registry.unregister(node)
    unlink(node)


def replace_child(parent: Node, node: Node, child: Node) -> None:
    """Run the standard's "replace".

    From https://dom.spec.whatwg.org/#concept-node-replace.
    """
    checked = check_parent(parent)
    check_not_ancestor(parent, node)
    if child.parent_node is not parent:
        refuse_reference(parent, child)
    check_kind(node, parent)
    check_kind(child)
    if node is child:
        return
    if parent.nodeType == _DOCUMENT:
        check_document_children(checked, [node], child.next_sibling, [child])
    following = child.next_sibling
    if following is node:
        following = node.next_sibling
    place(checked, children_of(node) if node.nodeType == _FRAGMENT else [node], following, [child])


def replace_children(parent: ParentNode, nodes: Sequence[Node]) -> None:
    """Run the standard's "replace all" with several nodes."""
    if parent.nodeType == _DOCUMENT and not parent.node_id:
        # The current children count as if they stayed.
        flat = list(_flattened(nodes))
        check_document_children(parent, flat, None, flat if len(nodes) > 1 else ())
    insert_all(parent, nodes, None, children_of(parent))


def move_before(parent: ParentNode, node: Node, child: Node | None) -> None:
    """Run the standard's "move".

    From https://dom.spec.whatwg.org/#move.
    """
    if root_of(parent) is not root_of(node):
        refuse("moveBefore() moves within one tree; insertBefore() brings a node in from another one")
    if is_inclusive_ancestor(node, parent):
        refuse("a node cannot be moved into itself or into one of its descendants")
    if child is not None and child.parent_node is not parent:
        refuse_reference(parent, child)
    if node.nodeType in (_DOCUMENT, _FRAGMENT, _DOCTYPE):
        refuse("moveBefore() moves elements, texts and comments")
    check_parent(parent)
    check_kind(node, parent)
    if parent.nodeType == _DOCUMENT:
        check_document_children(parent, [node], child)
    place(parent, [node], node.next_sibling if child is node else child)
