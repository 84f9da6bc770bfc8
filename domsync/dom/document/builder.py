"""Create many nodes at once from descriptions that are already checked.

A `Builder` creates one run of new siblings with all their descendants. It collects what is needed to connect them
(their order, their listeners, their depth), so that their description goes into the op log as it is, and no tree is
walked twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from domsync.dom import ops
from domsync.dom.controls import radio_groups, selects
from domsync.dom.controls import state as controls
from domsync.dom.document.factory import LazyElement, link_run, make_element, make_text
from domsync.dom.element.element import Element
from domsync.dom.nodes.character_data import Comment, Text
from domsync.dom.rare import need_rare_data
from domsync.dom.tree import iterators, mutation
from domsync.dom.tree.contenteditable import empty_for, removal
from domsync.dom.tree.insertion_checks import depth_of
from domsync.dom.tree.lazy import LazyChildren, LazyElementData, ListenerFactory, height_of
from domsync.errors import LimitError

if TYPE_CHECKING:
    from domsync.dom.document.document import Document
    from domsync.dom.events.listeners import ListenerEntry
    from domsync.dom.nodes.node import Node
    from domsync.dom.nodes.parent import ParentNode


class Builder:
    """Creates the nodes of one run.

    Args:
        document: The document of the nodes.

    Nodes have to be created in document order: an element before its content.
    """

    __slots__ = ("_controls", "_has_props", "_listening", "deferred", "document", "height", "level", "order")

    def __init__(self, document: Document) -> None:
        self.document: Document = document
        #: The nodes so far, in document order.
        self.order: list[Node] = []
        #: The number of open elements, and the greatest number so far, including the levels of deferred nodes.
        self.level: int = 0
        self.height: int = 0
        #: The number of deferred nodes; and of pairs of node and event, including those of deferred nodes.
        self.deferred: int = 0
        self._listening = 0
        self._controls: list[tuple[Element, ops.ElementData]] = []
        #: Whether elements have properties that an insert op does not contain.
        self._has_props = False

    def text(self, data: str) -> Text:
        """Create a text node from well-formed Unicode."""
        text = make_text(self.document, data)
        self.order.append(text)
        return text

    def comment(self, data: str) -> Comment:
        """Create a comment from well-formed Unicode."""
        comment = Comment(self.document, data)
        self.order.append(comment)
        return comment

    def element(self, data: ops.ElementData, listeners: tuple[ListenerEntry, ...] | None = None) -> Element:
        """Create an element, without its children.

        Args:
            data: Its description. The names are checked here; the values have to be checked already.
            listeners: The entries for `data.listeners`.

        Raises:
            DOMException: InvalidCharacterError: no element can have this name.
            UnsafeValueError: The element could run code.
        """
        element = make_element(Element, self.document, data)
        element.first_child = element.last_child = None
        element.listener_list = listeners
        name = element.element_name
        if data.namespaced:
            need_rare_data(element).namespaced = {
                (namespace, qualified.rpartition(":")[2]): (qualified, value)
                for namespace, qualified, value in data.namespaced
            }
        # Others are completely described.
        is_stateful = data.properties is not None or name.is_option or name.holds_options
        if is_stateful or (name.is_control and radio_groups.is_radio(element)):
            self._controls.append((element, data))
        if listeners is not None and data.listeners is not None:
            self._listening += len(data.listeners)
        self.order.append(element)
        return element

    def lazy_element(
        self, data: LazyElementData, listeners: tuple[ListenerEntry, ...] | None, listener_factory: ListenerFactory
    ) -> Element:
        """Create an element whose children are created when they are needed.

        Args:
            data: Its description, with its children, which can be deferred.
            listeners: The entries for `data.listeners`.
            listener_factory: Sets the listeners of its descendants.
        """
        element = make_element(LazyElement, self.document, data)
        own = 0
        if listeners is not None and data.listeners is not None:
            own = len(data.listeners)
            element.listener_list = listeners
        inside = data.size - 1
        element.lazy_children = LazyChildren(data, inside, data.listening - own, listener_factory)
        self.deferred += inside
        self._listening += data.listening
        if self.level + inside > self.height:
            self.height = self.level + inside
        self.order.append(element)
        return element

    def js_properties(self, element: Element, values: Mapping[str, Any]) -> None:
        """Set JavaScript properties of an element.

        Args:
            element: An element of this builder.
            values: A result of `js_values`.
        """
        need_rare_data(element).js_properties = dict(values)
        self._has_props = True

    def open(self) -> None:
        """Begin the children of the element that was created last."""
        self.level += 1
        if self.level > self.height:
            self.height = self.level

    def close(self, element: Element, children: Sequence[Node]) -> None:
        """End the children of an element and put them into it.

        Args:
            element: The element, without children so far.
            children: Its children; nothing else refers to them.
        """
        self.level -= 1
        link_run(element, children, None)

    def finish_controls(self) -> bool:
        """Set the state of form controls, now that all of them have their children.

        Returns:
            Whether the descriptions are still complete; if not, the nodes have to be described again.
        """
        if not self._controls:
            return not self._has_props
        for element, _ in self._controls:
            if element.element_name.is_option and element.parent_node is not None:
                selects.option_added(element.parent_node, element)
        for element, data in self._controls:
            if data.properties is None:
                continue
            if element.element_name.is_control:
                controls.take_described(element, data.properties)
            else:
                need_rare_data(element).properties = data.properties
        return False

    def connect(
        self, parent: ParentNode, nodes: Sequence[Node], before: Node | None, data: Sequence[ops.NodeData]
    ) -> None:
        """Put the run into a tree: one insert op with the description, if the tree is connected.

        Args:
            parent: The new parent.
            nodes: The run's topmost nodes.
            before: A child of `parent`, or None for the end.
            data: Their descriptions.

        Raises:
            LimitError: The document would exceed its limits; nothing has changed.
        """
        described = self.finish_controls()
        if not described or not parent.node_id:
            mutation.place(parent, nodes, before)
            return
        document = self.document
        self._check_limits(parent, data)
        link_run(parent, nodes, before)
        document.tree_version += 1
        first = document.registry.register(self.order)
        document.registry.listening += self._listening
        empty_for(parent, nodes)
        document.op_log.append(
            ops.Insert(parent.node_id, before.node_id if before is not None else 0, first, tuple(data))
        )

    def _check_limits(self, parent: Node, data: Sequence[ops.NodeData]) -> None:
        document = self.document
        limits = document.limits
        count = len(self.order) + self.deferred
        if limits.nodes is not None and document.registry.count + count > limits.nodes:
            raise LimitError("nodes", limits.nodes)
        if limits.depth is not None:
            depth = depth_of(parent)
            if depth + self.height + 1 > limits.depth and depth + height_of(data) > limits.depth:
                raise LimitError("depth", limits.depth)
        count = self._listening
        if limits.listeners is not None and count and document.registry.listening + count > limits.listeners:
            raise LimitError("listeners", limits.listeners)


def remove_run(first: Node, last: Node) -> None:
    """Remove adjacent siblings for good, with one op, and cut their links.

    They must not be used afterwards. Without links they are freed at once rather than by the garbage collector.

    Args:
        first: The first of them.
        last: The last of them, `first` itself or a sibling after it.
    """
    parent = first.parent_node
    if parent is None:
        return
    run = [first]
    while run[-1] is not last and (following := run[-1].next_sibling) is not None:
        run.append(following)
    if any(node.element_name is not None and node.element_name.is_option for node in run):
        # The selected option of a select depends on the options that are removed.
        mutation.remove_all(run)
        for node in run:
            dispose(node)
        return
    document, node_id = first.node_document, first.node_id
    if document.node_iterators is not None:
        for node in run:
            iterators.before_removal(document, node)
    previous, following = first.previous_sibling, run[-1].next_sibling
    if previous is None:
        parent.first_child = following
    else:
        previous.next_sibling = following
    if following is None:
        parent.last_child = previous
    else:
        following.previous_sibling = previous
    if parent.live_lists is not None:
        for view in parent.live_lists.values():
            view._changed()
    document.tree_version += 1
    if node_id:
        document.op_log.append(removal(parent, run, node_id))
    for node in run:
        node.parent_node = node.previous_sibling = node.next_sibling = None
    _dispose_all(document, run)


def dispose(root: Node) -> None:
    """Cut the links of a subtree that was removed, and unregister its nodes if they were connected.

    Args:
        root: The topmost node, which has no parent.
    """
    _dispose_all(root.node_document, [root])


def _dispose_all(document: Document, stack: list[Node]) -> None:
    """Dispose of several subtrees, which are taken off the list one by one."""
    nodes, radios = document.registry.nodes, document.registry.radios
    while stack:
        node = stack.pop()
        node_id = node.node_id
        if node.listener_list is not None:
            document.registry.listening -= node.reported_events()
            node.listener_list = None
        if node_id:
            del nodes[node_id]
            node.node_id = 0
        if node.element_name is None:
            continue
        element: Element = node  # type: ignore[assignment]
        attributes = element.attribute_map
        if node_id and attributes is not None:
            if "id" in attributes:
                document.registry.unindex(attributes["id"], element)
            if radios and "name" in attributes:
                radio_groups.unlist_radio(element, attributes["name"])
        element.rare_data = None
        if element.lazy_children is not None:
            if node_id:
                document.registry.forget_lazy(element.lazy_children)
            element.lazy_children = element.live_lists = None
            continue
        child = element.first_child
        if child is not None:
            element.first_child = element.last_child = None
            while child is not None:
                stack.append(child)
                following = child.next_sibling
                child.parent_node = child.previous_sibling = child.next_sibling = None
                child = following
        element.live_lists = None
