"""Making many nodes at once from descriptions whose names and values are checked already.

A `Builder` makes one run of new siblings with all that is below them. It notes in passing what connecting them needs
(their order, their listeners, how deep they are), so that the description that they were made from goes into the op log
as it is and nothing is walked twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from domsync.dom import controls, mutation, ops, radio_groups, selects
from domsync.dom.character_data import Comment, Text
from domsync.dom.deferred import Deferrable, Deferred, Dresser, height_of
from domsync.dom.element import Element
from domsync.dom.making import DeferredElement, link_run, make_element, make_text
from domsync.dom.validity import depth_of
from domsync.errors import LimitError

if TYPE_CHECKING:
    from domsync.dom.document import Document
    from domsync.dom.listeners import ListenerEntry
    from domsync.dom.node import Node
    from domsync.dom.parent import ParentNode


class Builder:
    """Makes the nodes of one run.

    Args:
        document: Whose nodes they will be.

    Nodes are to be made in document order: an element before what is in it.
    """

    __slots__ = ("_controls", "_listening", "deferred", "document", "height", "level", "order")

    def __init__(self, document: Document) -> None:
        self.document = document
        #: The nodes so far, in document order.
        self.order: list[Node] = []
        #: How many elements are open, and how many there were at the most; of what is deferred, how many there can be.
        self.level = 0
        self.height = 0
        #: How many nodes are deferred, and how many pairs of node and event there are, deferred ones included.
        self.deferred = 0
        self._listening = 0
        self._controls: list[tuple[Element, ops.ElementData]] = []

    def text(self, data: str) -> Text:
        """Make a text of well-formed Unicode."""
        text = make_text(self.document, data)
        self.order.append(text)
        return text

    def comment(self, data: str) -> Comment:
        """Make a comment of well-formed Unicode."""
        comment = Comment(self.document, data)
        self.order.append(comment)
        return comment

    def element(self, data: ops.ElementData, listeners: tuple[ListenerEntry, ...] | None = None) -> Element:
        """Make an element, without its children.

        Args:
            data: What it is. Names are checked; values have to be.
            listeners: The entries behind `data.listeners`.

        Raises:
            DOMException: InvalidCharacterError: no element can have this name.
            UnsafeValueError: The element could run code.
        """
        element = make_element(Element, self.document, data)
        element._first = element._last = None
        element._listeners = listeners
        name = element._name
        if data.namespaced:
            element._need_rare().namespaced = {
                (namespace, qualified.rpartition(":")[2]): (qualified, value)
                for namespace, qualified, value in data.namespaced
            }
        if name.is_control or name.is_option or name.holds_options or data.properties is not None:
            self._controls.append((element, data))
        if listeners is not None and data.listeners is not None:
            self._listening += len(data.listeners)
        self.order.append(element)
        return element

    def deferring(self, data: Deferrable, listeners: tuple[ListenerEntry, ...] | None, dresser: Dresser) -> Element:
        """Make an element whose children are made when somebody asks for them.

        Args:
            data: What it is, with its children; it can be deferred.
            listeners: The entries behind `data.listeners`.
            dresser: Who cares for the listeners of what is below.
        """
        element = make_element(DeferredElement, self.document, data)
        own = 0
        if listeners is not None and data.listeners is not None:
            own = len(data.listeners)
            element._listeners = listeners
        inside = data.size - 1
        element._deferred = Deferred(data.children, inside, data.listening - own, dresser)
        self.deferred += inside
        self._listening += data.listening
        if self.level + inside > self.height:
            self.height = self.level + inside
        self.order.append(element)
        return element

    def open(self) -> None:
        """Begin the children of the element that was made last."""
        self.level += 1
        if self.level > self.height:
            self.height = self.level

    def close(self, element: Element, children: Sequence[Node]) -> None:
        """End the children of an element and put them into it.

        Args:
            element: The element, without children so far.
            children: Its children, which nothing else holds.
        """
        self.level -= 1
        link_run(element, children, None)

    def settle(self) -> bool:
        """Give form controls their state, now that all of them have their children.

        Returns:
            Whether the descriptions still say all there is to say; otherwise the nodes have to be described anew.
        """
        if not self._controls:
            return True
        for element, _ in self._controls:
            if element._name.is_option and element._parent is not None:
                selects.option_added(element._parent, element)
        for element, data in self._controls:
            if data.properties is None:
                continue
            if element._name.is_control:
                controls.take_described(element, data.properties)
            else:
                element._need_rare().properties = data.properties
        return False

    def connect(
        self, parent: ParentNode, nodes: Sequence[Node], before: Node | None, data: Sequence[ops.NodeData]
    ) -> None:
        """Put the run into a tree: one insert op with the description, if the tree is connected.

        Args:
            parent: Where to.
            nodes: The run's topmost nodes.
            before: A child of `parent`, or None for the end.
            data: What they were made from.

        Raises:
            LimitError: The document would exceed its limits; nothing has changed.
        """
        described = self.settle()
        if not described or not parent._wire:
            mutation.place(parent, nodes, before)
            return
        document = self.document
        self._check_limits(parent, data)
        link_run(parent, nodes, before)
        document._version += 1
        first = document._register(self.order)
        document._listening += self._listening
        document._log(ops.Insert(parent._wire, before._wire if before is not None else 0, first, tuple(data)))

    def _check_limits(self, parent: Node, data: Sequence[ops.NodeData]) -> None:
        document = self.document
        limits = document.limits
        count = len(self.order) + self.deferred
        if limits.nodes is not None and document._count + count > limits.nodes:
            raise LimitError("nodes", limits.nodes)
        if limits.depth is not None:
            depth = depth_of(parent)
            if depth + self.height + 1 > limits.depth and depth + height_of(data) > limits.depth:
                raise LimitError("depth", limits.depth)
        count = self._listening
        if limits.listeners is not None and count and document._listening + count > limits.listeners:
            raise LimitError("listeners", limits.listeners)


def remove_run(first: Node, last: Node) -> None:
    """Remove neighbouring siblings for good, with one op, and take them apart.

    Nothing may use them afterwards: their links are cut, so that they are freed at once rather than by the garbage
    collector.

    Args:
        first: The first of them.
        last: The last of them, `first` itself or a sibling after it.
    """
    parent = first._parent
    if parent is None:
        return
    run = [first]
    while run[-1] is not last and (following := run[-1]._next) is not None:
        run.append(following)
    if any(node._name is not None and node._name.is_option for node in run):
        # Which option of a select is selected depends on those that leave.
        mutation.remove_all(run)
        for node in run:
            take_apart(node)
        return
    document, wire = first._document, first._wire
    previous, following = first._previous, run[-1]._next
    if previous is None:
        parent._first = following
    else:
        previous._next = following
    if following is None:
        parent._last = previous
    else:
        following._previous = previous
    if parent._views is not None:
        for view in parent._views.values():
            view._changed()
    document._version += 1
    if wire:
        document._log(ops.Remove(wire, len(run)))
    for node in run:
        node._parent = node._previous = node._next = None
    _take_apart(document, run)


def take_apart(root: Node) -> None:
    """Cut the links of a subtree that is in no tree any more, and forget its nodes if they were connected.

    Args:
        root: The topmost node, which has no parent.
    """
    _take_apart(root._document, [root])


def _take_apart(document: Document, stack: list[Node]) -> None:
    """The same for several subtrees, which are taken off the list one by one."""
    nodes, radios = document._nodes, document._radios
    while stack:
        node = stack.pop()
        wire = node._wire
        if node._listeners is not None:
            document._listening -= node._told_count()
            node._listeners = None
        if wire:
            del nodes[wire]
            node._wire = 0
        if node._name is None:
            continue
        element: Element = node  # type: ignore[assignment]
        attributes = element._attributes
        if wire and attributes is not None:
            if "id" in attributes:
                document._unindex(attributes["id"], element)
            if radios and "name" in attributes:
                radio_groups.unlist_radio(element, attributes["name"])
        element._rare = None
        if element._deferred is not None:
            if wire:
                document._forget_deferred(element._deferred)
            element._deferred = element._views = None
            continue
        child = element._first
        if child is not None:
            element._first = element._last = None
            while child is not None:
                stack.append(child)
                following = child._next
                child._parent = child._previous = child._next = None
                child = following
        element._views = None
