"""The algorithms that change the tree: each one validates, then changes the tree, then appends ops.

What the standard does in many small steps (a fragment for several arguments, a removal before each insertion) is done
here as one change, so that an error leaves everything as it was and the op log says it in the fewest words.

From https://dom.spec.whatwg.org/#mutation-algorithms.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from domsync.dom import control_state, ops, radio_groups
from domsync.dom.compare import children_of, descend_made, is_inclusive_ancestor, root_of
from domsync.dom.links import link, unlink
from domsync.dom.survey import Survey
from domsync.dom.validity import (
    check_insertion,
    check_kind,
    check_limits,
    check_not_ancestor,
    check_parent,
    refuse,
    refuse_reference,
)

if TYPE_CHECKING:
    from domsync.dom.document import Document
    from domsync.dom.node import Node
    from domsync.dom.parent import ParentNode

_DOCUMENT = 9
_FRAGMENT = 11


# Insertion


def insert_before(parent: Node, node: Node, child: Node | None) -> None:
    """Do the standard's "pre-insert".

    From https://dom.spec.whatwg.org/#concept-node-pre-insert.
    """
    checked = check_insertion(parent, node, child)
    if node.nodeType == _FRAGMENT:
        place(checked, children_of(node), child)
    elif node._parent is None and not parent._wire:
        # A tree that is being built: there is nothing to measure, to leave or to tell.
        adopt_all((node,), parent._document)
        link(checked, node, child)
    else:
        place(checked, [node], node._next if child is node else child)


def insert_all(parent: ParentNode, nodes: Sequence[Node], before: Node | None, leaving: Sequence[Node] = ()) -> None:
    """Insert several nodes as if they came in a fragment.

    Args:
        parent: Where to.
        nodes: Nodes and fragments. Of one that is there twice, the last place counts.
        before: A child of `parent` that is not among `nodes`, or None for the end.
        leaving: Children of `parent` that are not `before` and leave; those that are among `nodes` stay.
    """
    if leaving:
        check_parent(parent)
    for node in nodes:
        check_insertion(parent, node, None)
    flat: dict[Node, None] = {}
    for node in nodes:
        for single in children_of(node) if node.nodeType == _FRAGMENT else [node]:
            flat.pop(single, None)
            flat[single] = None
    place(parent, list(flat), before, [node for node in leaving if node not in flat])


def place(parent: ParentNode, nodes: Sequence[Node], before: Node | None, leaving: Sequence[Node] = ()) -> None:
    """Put valid nodes before a child that is not one of them, and let other children leave.

    Of the nodes, those that are connected in this document already are moved; the others are described to the browser.
    Neighbours among these make one insert op.

    Raises:
        LimitError: The document would exceed its limits; nothing has changed.
    """
    if not parent._wire:
        _place_detached(parent, nodes, before, leaving)
        return
    document = parent._document
    arriving = [node for node in nodes if not node._wire or node._document is not document]
    moving = [node for node in nodes if node not in arriving] if len(arriving) < len(nodes) else []
    survey = Survey()
    for node in arriving:
        survey.add(node)
    check_limits(parent, survey, moving, leaving)
    # One of them may stand in another one, which then goes without it.
    is_nested = len(arriving) > 1 and any(
        node._parent is not None and node._parent.nodeType != _FRAGMENT for node in arriving
    )
    # Who moves may stand below one that leaves.
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
            _connect(parent, before, survey, nodes)


def _place_among(parent: ParentNode, nodes: Sequence[Node], before: Node | None, leaving: Sequence[Node]) -> None:
    """Place nodes of which some are connected already: each of these is moved, unless it is in its place."""
    document = parent._document
    gone = set(leaving)
    cursor = _start_of_region(parent, gone.union(nodes), before)
    run: list[Node] = []
    for node in nodes:
        while cursor in gone:
            cursor = cursor._next
        if not node._wire:
            link(parent, node, cursor)
            run.append(node)
            continue
        if run:
            _connect_run(parent, cursor, run)
            run = []
        if node is cursor:
            cursor = node._next
            continue
        unlink(node)
        link(parent, node, cursor)
        document._log(ops.Move(node._wire, parent._wire, cursor._wire if cursor is not None else 0))
    if run:
        _connect_run(parent, cursor, run)


def _start_of_region(parent: ParentNode, nodes: set[Node], before: Node | None) -> Node | None:
    """Find the first of the nodes that stand before `before` without others between: who is in its place can stay."""
    start = before
    previous = parent._last if before is None else before._previous
    while previous is not None and previous in nodes:
        start = previous
        previous = previous._previous
    return start


def _connect_run(parent: ParentNode, before: Node | None, run: Sequence[Node]) -> None:
    survey = Survey()
    for node in run:
        survey.add(node)
    _connect(parent, before, survey, run)


def _connect(parent: ParentNode, before: Node | None, survey: Survey, run: Sequence[Node]) -> None:
    """Number the nodes of a run that has just been linked, and log it."""
    document = parent._document
    if survey.radios and radio_groups.settle_radios(survey.radios):
        # One radio button has unchecked another: what was said of them no longer holds.
        survey = Survey()
        for node in run:
            survey.add(node)
    first = document._register(survey.order)
    document._listening += survey.listeners
    for radio in survey.radios:
        radio_groups.list_radio(radio)
    document._log(ops.Insert(parent._wire, before._wire if before is not None else 0, first, tuple(survey.data)))
    for element in survey.volatile:
        control_state.forget_volatile(element)
    for element in survey.mounts:
        document._log(ops.Mount(element._wire, element._mount))


def _place_detached(parent: ParentNode, nodes: Sequence[Node], before: Node | None, leaving: Sequence[Node]) -> None:
    remove_all(leaving)
    remove_all(nodes)
    adopt_all(nodes, parent._document)
    for node in nodes:
        link(parent, node, before)


def adopt_all(nodes: Sequence[Node], document: Document) -> None:
    """Make subtrees that are nobody's children belong to a document."""
    for root in nodes:
        if root._document is not document:
            for node in descend_made(root):
                node._document = document


# Removal


def remove_child(parent: Node, child: Node) -> None:
    """Do the standard's "pre-remove".

    From https://dom.spec.whatwg.org/#concept-node-pre-remove.
    """
    if child._parent is not parent:
        refuse_reference(parent, child)
    remove(child)


def remove(node: Node) -> None:
    """Take a node out of its tree, if it is in one.

    Raises:
        DOMException: HierarchyRequestError: it is the root element.
    """
    check_kind(node)
    remove_all((node,))


def remove_all(nodes: Sequence[Node]) -> None:
    """Take nodes out of their trees: one op for each run of siblings."""
    nodes = [node for node in nodes if node._parent is not None]
    index = 0
    while index < len(nodes):
        first = nodes[index]
        index += 1
        wire, document = first._wire, first._document
        following = first._next
        take_out(first)
        count = 1
        # `following` is None at the end of a list, and then no node of the list is it.
        while index < len(nodes) and nodes[index] is following and wire:
            following = nodes[index]._next
            take_out(nodes[index])
            index += 1
            count += 1
        if wire:
            document._log(ops.Remove(wire, count))


def take_out(node: Node) -> None:
    """Take a node out of its tree without logging it."""
    if node._wire:
        node._document._unregister(node)
    unlink(node)


def replace_child(parent: Node, node: Node, child: Node) -> None:
    """Do the standard's "replace".

    From https://dom.spec.whatwg.org/#concept-node-replace.
    """
    checked = check_parent(parent)
    check_not_ancestor(parent, node)
    if child._parent is not parent:
        refuse_reference(parent, child)
    check_kind(node)
    if node is child:
        return
    following = child._next
    if following is node:
        following = node._next
    place(checked, children_of(node) if node.nodeType == _FRAGMENT else [node], following, [child])


def replace_children(parent: ParentNode, nodes: Sequence[Node]) -> None:
    """Do the standard's "replace all" with several nodes."""
    insert_all(parent, nodes, None, children_of(parent))


def move_before(parent: ParentNode, node: Node, child: Node | None) -> None:
    """Do the standard's "move".

    From https://dom.spec.whatwg.org/#move.
    """
    if root_of(parent) is not root_of(node):
        refuse("moveBefore() moves within one tree; insertBefore() brings a node in from another one")
    if is_inclusive_ancestor(node, parent):
        refuse("a node cannot be moved into itself or into one of its descendants")
    if child is not None and child._parent is not parent:
        refuse_reference(parent, child)
    if node.nodeType in (_DOCUMENT, _FRAGMENT):
        refuse("moveBefore() moves elements, texts and comments")
    check_parent(parent)
    check_kind(node)
    place(parent, [node], node._next if child is node else child)
