"""The algorithms that change the tree: each one validates, then changes the tree, then appends ops.

What the standard does in many small steps (a fragment for several arguments, a removal before each insertion) is done
here as one change, so that an error leaves everything as it was and the op log says it in the fewest words.

From https://dom.spec.whatwg.org/#mutation-algorithms.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

from domsync.dom import controls, ops
from domsync.dom.compare import children_of, descend, is_inclusive_ancestor, root_of
from domsync.dom.survey import Survey
from domsync.errors import DOMException, LimitError

if TYPE_CHECKING:
    from domsync.dom.character_data import Text
    from domsync.dom.document import Document
    from domsync.dom.node import Node
    from domsync.dom.parent import ParentNode

_ELEMENT = 1
_TEXT = 3
_DOCUMENT = 9
_FRAGMENT = 11


# Links


def link(parent: ParentNode, node: Node, before: Node | None) -> None:
    """Put an unlinked node among the children of `parent`. Nothing is checked and nothing is logged."""
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
        controls.option_added(parent, node)


def unlink(node: Node) -> None:
    """Take a node out of its parent's children. Nothing is checked and nothing is logged."""
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
        controls.option_removed(parent, node)


def _children_changed(parent: ParentNode) -> None:
    parent._document._version += 1
    if parent._views is not None:
        for view in parent._views.values():
            view._changed()


# Validation


def check_insertion(parent: Node, node: Node, child: Node | None) -> ParentNode:
    """Refuse what cannot be inserted, and return the parent.

    From https://dom.spec.whatwg.org/#concept-node-ensure-pre-insertion-validity.
    """
    checked = _check_parent(parent)
    _check_not_ancestor(parent, node)
    if child is not None and child._parent is not parent:
        _refuse_reference(parent, child)
    _check_kind(node)
    return checked


def _check_parent(parent: Node) -> ParentNode:
    kind = parent.nodeType
    if kind == _DOCUMENT:
        _refuse("a document has its root element and no other children; use document.body")
    if kind not in (_ELEMENT, _FRAGMENT):
        _refuse(f"{parent.nodeName} cannot have children")
    return parent  # type: ignore[return-value]


def _check_not_ancestor(parent: Node, node: Node) -> None:
    if (node._first is not None or node is parent) and is_inclusive_ancestor(node, parent):
        _refuse("a node cannot be put into itself or into one of its descendants")


def _check_kind(node: Node) -> None:
    if node.nodeType == _DOCUMENT:
        _refuse("a document cannot be put into another node")
    if node._wire == ops.ROOT:
        _refuse("the root element cannot be moved or removed")


def _refuse(message: str) -> NoReturn:
    raise DOMException(message, "HierarchyRequestError")


def _refuse_reference(parent: Node, child: Node) -> NoReturn:
    raise DOMException(f"{child!r} is not a child of {parent!r}", "NotFoundError")


def _check_limits(parent: Node, survey: Survey, moving: Sequence[Node] = (), leaving: Sequence[Node] = ()) -> None:
    """Refuse an insertion that would make a document exceed its limits."""
    document = parent._document
    limits = document.limits
    if limits.nodes is not None and len(document._nodes) + len(survey.order) > limits.nodes:
        freed = sum(1 for root in leaving for _ in descend(root))
        if len(document._nodes) + len(survey.order) - freed > limits.nodes:
            raise LimitError("nodes", limits.nodes)
    if limits.listeners is not None and survey.listeners:
        freed = sum(node._told_count() for root in leaving for node in descend(root))
        if document._listening + survey.listeners - freed > limits.listeners:
            raise LimitError("listeners", limits.listeners)
    if limits.depth is not None:
        depth = depth_of(parent)
        height = survey.height
        for node in moving:
            # Most moves are among siblings, where there is nothing to measure.
            if node._parent is not parent:
                height = max(height, _height(node))
        if depth + height > limits.depth:
            raise LimitError("depth", limits.depth)


def depth_of(node: Node) -> int:
    """Return how deep a connected node lies: 1 for the root element."""
    depth = 0
    current: Node | None = node
    while current is not None:
        depth += 1
        current = current._parent
    return depth - 1


def _height(root: Node) -> int:
    height = depth = 1
    node = root
    while True:
        if node._first is not None:
            node = node._first
            depth += 1
            height = max(height, depth)
            continue
        while node is not root and node._next is None and node._parent is not None:
            node = node._parent
            depth -= 1
        if node is root or node._next is None:
            return height
        node = node._next


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
        _check_parent(parent)
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
    _check_limits(parent, survey, moving, leaving)
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
    if survey.radios and controls.settle_radios(survey.radios):
        # One radio button has unchecked another: what was said of them no longer holds.
        survey = Survey()
        for node in run:
            survey.add(node)
    first = document._register(survey.order)
    for element, told in survey.told:
        element._now_told(told)
    for radio in survey.radios:
        controls.list_radio(radio)
    document._log(ops.Insert(parent._wire, before._wire if before is not None else 0, first, tuple(survey.data)))
    for element in survey.volatile:
        controls.forget_volatile(element)
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
            for node in descend(root):
                node._document = document


# Removal


def remove_child(parent: Node, child: Node) -> None:
    """Do the standard's "pre-remove".

    From https://dom.spec.whatwg.org/#concept-node-pre-remove.
    """
    if child._parent is not parent:
        _refuse_reference(parent, child)
    remove(child)


def remove(node: Node) -> None:
    """Take a node out of its tree, if it is in one.

    Raises:
        DOMException: HierarchyRequestError: it is the root element.
    """
    _check_kind(node)
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
        _take_out(first)
        count = 1
        # `following` is None at the end of a list, and then no node of the list is it.
        while index < len(nodes) and nodes[index] is following and wire:
            following = nodes[index]._next
            _take_out(nodes[index])
            index += 1
            count += 1
        if wire:
            document._log(ops.Remove(wire, count))


def _take_out(node: Node) -> None:
    if node._wire:
        node._document._unregister(node)
    unlink(node)


def replace_child(parent: Node, node: Node, child: Node) -> None:
    """Do the standard's "replace".

    From https://dom.spec.whatwg.org/#concept-node-replace.
    """
    checked = _check_parent(parent)
    _check_not_ancestor(parent, node)
    if child._parent is not parent:
        _refuse_reference(parent, child)
    _check_kind(node)
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
        _refuse("moveBefore() moves within one tree; insertBefore() brings a node in from another one")
    if is_inclusive_ancestor(node, parent):
        _refuse("a node cannot be moved into itself or into one of its descendants")
    if child is not None and child._parent is not parent:
        _refuse_reference(parent, child)
    if node.nodeType in (_DOCUMENT, _FRAGMENT):
        _refuse("moveBefore() moves elements, texts and comments")
    _check_parent(parent)
    _check_kind(node)
    place(parent, [node], node._next if child is node else child)


# Texts


def replace_all_with_text(parent: ParentNode, text: str) -> None:
    """Do the standard's "string replace all": one text, or nothing if it is empty.

    From https://dom.spec.whatwg.org/#string-replace-all.
    """
    first = parent._first
    if first is not None and first is parent._last and first.nodeType == _TEXT:
        if first.nodeValue == text:
            return
    elif first is None and not text:
        return
    nodes = [parent._document.createTextNode(text)] if text else []
    if "\n" in text or "\r" in text:
        place(parent, nodes, None, children_of(parent))
    else:
        set_lines(parent, nodes, text)


def set_lines(parent: ParentNode, nodes: Sequence[Node], text: str) -> None:
    """Replace all children by new texts and line breaks, which `text` describes to the browser."""
    old = children_of(parent)
    if not parent._wire or parent._name is None or not parent._name.is_html:
        place(parent, nodes, None, old)
        return
    document = parent._document
    survey = Survey()
    for node in nodes:
        survey.add(node)
    _check_limits(parent, survey, (), old)
    only = old[0]._wire if len(old) == 1 and len(nodes) == 1 and old[0].nodeType == nodes[0].nodeType == _TEXT else 0
    for node in old:
        _take_out(node)
    for node in nodes:
        link(parent, node, None)
    if only:
        # The browser gives the new text the old one's number; so a text that ticks does not use numbers up.
        document._register_as(nodes[0], only)
        first = only
    else:
        first = document._register(survey.order) if nodes else 0
    document._log(ops.SetText(parent._wire, first, text))


def normalize(root: Node) -> None:
    """Join neighbouring texts and remove empty ones.

    From https://dom.spec.whatwg.org/#dom-node-normalize.
    """
    node = root._first
    while node is not None:
        if node.nodeType == _TEXT:
            node = _join(node, root)  # type: ignore[arg-type]
        elif node._first is not None:
            node = node._first
        else:
            node = _following(node, root)


def _join(text: Text, root: Node) -> Node | None:
    """Join the run of texts that begins with `text`, and return what follows it."""
    run: list[Text] = [text]
    while (following := run[-1]._next) is not None and following.nodeType == _TEXT:
        run.append(following)  # type: ignore[arg-type]
    after = _following(run[-1], root)
    keep = next((one for one in run if one._data), None)
    if keep is not None and len(run) > 1:
        keep.data = "".join([one._data for one in run])
    remove_all([one for one in run if one is not keep])
    return after


def _following(node: Node, root: Node) -> Node | None:
    current: Node | None = node
    while current is not None and current is not root:
        if current._next is not None:
            return current._next
        current = current._parent
    return None
