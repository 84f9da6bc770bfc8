"""Create nodes from descriptions that are already checked, immediately or on demand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, TypeVar

from domsync.dom.checks.element_names import ElementName, html_name, name_of_data
from domsync.dom.controls import selects
from domsync.dom.element.element import Element
from domsync.dom.nodes.character_data import Text
from domsync.dom.tree.lazy import EAGER_THRESHOLD, LazyChildren, ListenerFactory

if TYPE_CHECKING:
    from domsync.dom.document.document import Document
    from domsync.dom.nodes.node import Node
    from domsync.dom.nodes.parent import ParentNode
    from domsync.dom.ops import ElementData

E = TypeVar("E", bound=Element)

_names: dict[tuple[str, str], ElementName] = {}
_MOST_NAMES: Final = 4096
_new = object.__new__


def make_text(document: Document, data: str) -> Text:
    """Create a text node from well-formed Unicode, without links."""
    text: Text = _new(Text)
    text.listener_list = None
    text.node_document = document
    text.parent_node = text.previous_sibling = text.next_sibling = None
    text.node_id = 0
    text.text_data = data
    return text


def make_element(kind: type[E], document: Document, data: ElementData) -> E:
    """Create an element whose names and values were checked, without links; the slots of its children are not even set.

    Args:
        kind: Its class: `LazyElement` if its children are deferred.
        document: Its document.
        data: Its description. Its children, listeners and properties are left to the caller.

    Raises:
        DOMException: InvalidCharacterError: no element can have this name.
        UnsafeValueError: The element could run code.
    """
    element = _new(kind)
    element.listener_list = None
    element.node_document = document
    element.parent_node = element.previous_sibling = element.next_sibling = None
    element.node_id = 0
    element.live_lists = None
    element.element_name = html_name(data.tag) if data.namespace is None else _name(data.tag, data.namespace)
    element.attribute_map = data.attributes
    element.style_map = data.styles
    element.rare_data = None
    element.lazy_children = None
    return element


def _name(tag: str, namespace: str) -> ElementName:
    name = _names.get((tag, namespace))
    if name is None:
        name = name_of_data(tag, namespace)
        # An UnsafeTag in the cache would vouch for later callers.
        if type(tag) is str and len(_names) < _MOST_NAMES:
            _names[tag, namespace] = name
    return name


class LazyElement(Element):
    """An element whose children are deferred: reading them for the first time makes it an ordinary `Element`.

    A separate class, because `__getattr__` in `Element` would slow down every access to every element.
    """

    __slots__ = ()

    if not TYPE_CHECKING:

        @property
        def first_child(self) -> Node | None:
            make_children(self)
            return self.first_child

        @first_child.setter
        def first_child(self, node: Node | None) -> None:
            self.__class__ = Element
            self.first_child = node

        @property
        def last_child(self) -> Node | None:
            make_children(self)
            return self.last_child

        @last_child.setter
        def last_child(self, node: Node | None) -> None:
            self.__class__ = Element
            self.last_child = node

        def _copy(self, document: Document) -> Element:
            make_children(self)
            return self._copy(document)


def make_children(element: Element) -> None:
    """Create the deferred children of an element; large ones among them have their own children deferred.

    Args:
        element: The element, with its number if it is connected.
    """
    element.__class__ = Element
    deferred, element.lazy_children = element.lazy_children, None
    element.first_child = element.last_child = None
    if deferred is not None:
        if element.node_id:
            element.node_document.registry.lazy.count -= deferred.size
        _fill(element, deferred.children, element.node_id and element.node_id + 1, deferred.listener_factory)


def _fill(parent: Element, children: Sequence[Any], number: int, listener_factory: ListenerFactory) -> None:
    """Create children. Their numbers begin with `number`; with 0, they have none."""
    document = parent.node_document
    nodes = document.registry.nodes
    child: Node
    made: list[Node] = []
    waiting: list[int] = []
    count = 0
    for data in children:
        if type(data) is str:
            child = make_text(document, data)
            size = 1
        else:
            size = data.size
            child = make_element(LazyElement if size > EAGER_THRESHOLD else Element, document, data)
            own = 0
            if data.listeners is not None:
                own = len(data.listeners)
                listener_factory.attach_listeners(child, data)
            if size > EAGER_THRESHOLD:
                child.lazy_children = LazyChildren(data, size - 1, data.listening - own, listener_factory)
                if number:
                    waiting.append(number)
                    count += size - 1
            else:
                child.first_child = child.last_child = None
                if size > 1:
                    _fill(child, data.children, number and number + 1, listener_factory)
        if number:
            nodes[number] = child
            child.node_id = number
            number += size
        made.append(child)
    if waiting:
        document.registry.lazy.add(waiting, count)
    link_run(parent, made, None)
    for child in made:
        if child.element_name is not None and child.element_name.is_option:
            selects.option_added(parent, child)


def link_run(parent: ParentNode, nodes: Sequence[Node], before: Node | None) -> None:
    """Put nodes without links among the children of `parent`.

    Args:
        parent: The node.
        nodes: Its new children, in order.
        before: The child that they come before, or None for the end.
    """
    previous = parent.last_child if before is None else before.previous_sibling
    for node in nodes:
        node.parent_node = parent
        node.previous_sibling = previous
        if previous is None:
            parent.first_child = node
        else:
            previous.next_sibling = node
        previous = node
    if previous is not None:
        previous.next_sibling = before
    if before is None:
        parent.last_child = previous
    else:
        before.previous_sibling = previous
    if parent.live_lists is not None:
        for view in parent.live_lists.values():
            view._changed()
