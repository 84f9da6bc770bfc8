"""Making nodes from descriptions whose names and values are checked already, now or when somebody asks for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, TypeVar

from domsync.dom.character_data import Text
from domsync.dom.deferred import FEW, Deferred, Dresser
from domsync.dom.element import Element
from domsync.dom.element_names import ElementName, html_name, name_of_data

if TYPE_CHECKING:
    from domsync.dom.document import Document
    from domsync.dom.node import Node
    from domsync.dom.ops import ElementData
    from domsync.dom.parent import ParentNode

E = TypeVar("E", bound=Element)

_names: dict[tuple[str, str], ElementName] = {}
_MOST_NAMES: Final = 4096
_new = object.__new__


def make_text(document: Document, data: str) -> Text:
    """Make a text of well-formed Unicode, without links."""
    text: Text = _new(Text)
    text._listeners = None
    text._document = document
    text._parent = text._previous = text._next = None
    text._wire = 0
    text._data = data
    return text


def make_element(kind: type[E], document: Document, data: ElementData) -> E:
    """Make an element whose names and values are checked, without links; `_first` and `_last` are not even set.

    Args:
        kind: Whether its children are deferred.
        document: Whose node it will be.
        data: What it is. Its children, listeners and properties are left to the caller.

    Raises:
        DOMException: InvalidCharacterError: no element can have this name.
        UnsafeValueError: The element could run code.
    """
    element = _new(kind)
    element._listeners = None
    element._document = document
    element._parent = element._previous = element._next = None
    element._wire = 0
    element._views = None
    element._name = html_name(data.tag) if data.namespace is None else _name(data.tag, data.namespace)
    element._attributes = data.attributes
    element._styles = data.styles
    element._rare = None
    element._deferred = None
    return element


def _name(tag: str, namespace: str) -> ElementName:
    name = _names.get((tag, namespace))
    if name is None:
        name = name_of_data(tag, namespace)
        if len(_names) < _MOST_NAMES:
            _names[tag, namespace] = name
    return name


class DeferredElement(Element):
    """An element whose children are deferred: the first look at them makes it an ordinary one.

    A class of its own, because `__getattr__` in `Element` would slow down every look at every element.
    """

    __slots__ = ()

    if not TYPE_CHECKING:

        @property
        def _first(self) -> Node | None:
            make_children(self)
            return self._first

        @_first.setter
        def _first(self, node: Node | None) -> None:
            self.__class__ = Element
            self._first = node

        @property
        def _last(self) -> Node | None:
            make_children(self)
            return self._last

        @_last.setter
        def _last(self, node: Node | None) -> None:
            self.__class__ = Element
            self._last = node

        def _copy(self, document: Document) -> Element:
            make_children(self)
            return self._copy(document)


def make_children(element: Element) -> None:
    """Make the children of an element that are deferred; large ones among them have theirs deferred.

    Args:
        element: The element, with its number if it is connected.
    """
    element.__class__ = Element
    deferred, element._deferred = element._deferred, None
    element._first = element._last = None
    if deferred is not None:
        if element._wire:
            element._document._waiting.count -= deferred.size
        _fill(element, deferred.children, element._wire and element._wire + 1, deferred.dresser)


def _fill(parent: Element, children: Sequence[Any], number: int, dresser: Dresser) -> None:
    """Make children, whose numbers begin with `number`, or with 0 have none."""
    document = parent._document
    nodes = document._nodes
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
            child = make_element(DeferredElement if size > FEW else Element, document, data)
            own = 0
            if data.listeners is not None:
                own = len(data.listeners)
                dresser.dress(child, data)
            if size > FEW:
                child._deferred = Deferred(data.children, size - 1, data.listening - own, dresser)
                if number:
                    waiting.append(number)
                    count += size - 1
            else:
                child._first = child._last = None
                if size > 1:
                    _fill(child, data.children, number and number + 1, dresser)
        if number:
            nodes[number] = child
            child._wire = number
            number += size
        made.append(child)
    if waiting:
        document._waiting.add(waiting, count)
    link_run(parent, made, None)


def link_run(parent: ParentNode, nodes: Sequence[Node], before: Node | None) -> None:
    """Put nodes without links among the children of `parent`.

    Args:
        parent: The node.
        nodes: Its new children, in order.
        before: The child that they come before, or None for the end.
    """
    previous = parent._last if before is None else before._previous
    for node in nodes:
        node._parent = parent
        node._previous = previous
        if previous is None:
            parent._first = node
        else:
            previous._next = node
        previous = node
    if previous is not None:
        previous._next = before
    if before is None:
        parent._last = previous
    else:
        before._previous = previous
    if parent._views is not None:
        for view in parent._views.values():
            view._changed()
