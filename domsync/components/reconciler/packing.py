"""Pack the descriptions of a quiet page: rows of one shape share it and keep only their differences.

A list of 50 rows with 8 boxes each is 850 descriptions, most of which say what the row above says: which tags, in which
order, listening to what. While a page is in use, they are compared with the next ones all the time. Of a page to which
nothing happens, elements that nobody has looked into get their descriptions packed: the shape, once for all rows of all
pages, and of each row its texts, attributes, keys and functions. Whoever reads the children makes them of that again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple, overload

from msgspec import structs

from domsync.components.handlers.handler import Handler, Plan
from domsync.components.vnode import VNode

if TYPE_CHECKING:
    from domsync.dom.document.document import Document
    from domsync.dom.ops import Listener

#: After so many nodes, others may have their turn.
_AT_ONCE: Final = 1_000
#: How many shapes are known at the most. When there are more, all are found anew.
_MOST_SHAPES: Final = 4_096


class _Shape(NamedTuple):
    """The part that the descriptions of many elements have in common.

    Attributes:
        namespace: The namespace of the tag.
        listeners: What the browser is told of handlers, if other elements have the same.
        plan: That of the handler, of which the function is left.
        left: Which fields are left, as a sum of the flags below.
        children: The shapes of the children; None for a text, which is left.
    """

    tag: str
    namespace: str | None
    listeners: dict[str, Listener] | None
    plan: Plan | None
    left: int
    size: int
    listening: int
    children: tuple[_Shape | None, ...]


_ATTRIBUTES, _STYLES, _PROPERTIES, _NAMESPACED, _KEY, _HANDLERS = (1 << bit for bit in range(6))

#: All shapes, by what they are made of; of what cannot be hashed, by the identity of what they keep alive.
_shapes: dict[tuple[object, ...], _Shape] = {}


class PackedChildren(Sequence[VNode | str]):
    """The children of a description, made again whenever somebody reads them.

    Args:
        shapes: Their shapes; None for a text.
        left: What is left of them, in the order in which they are made.
    """

    __slots__ = ("_left", "_shapes")

    def __init__(self, shapes: tuple[_Shape | None, ...], left: tuple[Any, ...]) -> None:
        self._shapes = shapes
        self._left = left

    def __iter__(self) -> Iterator[VNode | str]:
        return iter(_make(self._shapes, iter(self._left)))

    def __len__(self) -> int:
        return len(self._shapes)

    @overload
    def __getitem__(self, at: int) -> VNode | str: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[VNode | str, ...]: ...
    def __getitem__(self, at: int | slice) -> VNode | str | tuple[VNode | str, ...]:
        return tuple(self)[at]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, tuple | PackedChildren) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))


def pack(document: Document) -> Iterator[None]:
    """Pack the descriptions of the elements of a document that nobody has looked into.

    Args:
        document: The document. Nothing about it changes but the memory that it takes.

    Yields:
        Nothing, where others may have their turn.
    """
    nodes = 0
    for element in document.registry.lazy.elements():
        lazy = element.lazy_children
        if lazy is None or type(lazy.data) is not VNode or type(lazy.data.children) is not tuple:
            continue
        left: list[Any] = []
        shapes = _shapes_of(lazy.data.children, left)
        if shapes is not None:
            # The description is as immutable as ever: its children are the same, and so is what they say.
            structs.force_setattr(lazy.data, "children", PackedChildren(shapes, tuple(left)))
        nodes += lazy.size
        if nodes >= _AT_ONCE:
            nodes = 0
            yield


def _shapes_of(children: tuple[Any, ...], left: list[Any]) -> tuple[_Shape | None, ...] | None:
    """Find the shapes of children, and add to `left` what they do not say; None if they have something without one."""
    shapes: list[_Shape | None] = []
    for child in children:
        if type(child) is str:
            left.append(child)
            shapes.append(None)
        elif type(child) is VNode and child.plain and child.directives is None:
            shape = _shape_of(child, left)
            if shape is None:
                return None
            shapes.append(shape)
        else:
            return None
    return tuple(shapes)


def _shape_of(vnode: VNode, left: list[Any]) -> _Shape | None:
    flags = 0
    if vnode.attributes is not None:
        flags = _ATTRIBUTES
        left.append(vnode.attributes)
    if vnode.styles is not None:
        flags |= _STYLES
        left.append(vnode.styles)
    if vnode.properties is not None:
        flags |= _PROPERTIES
        left.append(vnode.properties)
    if vnode.namespaced:
        flags |= _NAMESPACED
        left.append(vnode.namespaced)
    if vnode.key is not None:
        flags |= _KEY
        left.append(vnode.key)
    handlers, listeners, plan = vnode.handlers, vnode.listeners, None
    if type(handlers) is Handler and handlers.before is None and handlers.plan.alone is listeners:
        plan = handlers.plan
        left.append(handlers.function)
    elif handlers is not None or listeners is not None:
        flags |= _HANDLERS
        left += (handlers, listeners)
        listeners = None
    children = _shapes_of(vnode.children, left)
    if children is None:
        return None
    key = (vnode.tag, vnode.namespace, id(plan), flags, vnode.size, vnode.listening, *map(id, children))
    shape = _shapes.get(key)
    if shape is None:
        if len(_shapes) >= _MOST_SHAPES:
            _shapes.clear()
        shape = _shapes[key] = _Shape(
            vnode.tag, vnode.namespace, listeners, plan, flags, vnode.size, vnode.listening, children
        )
    return shape


def _make(shapes: tuple[_Shape | None, ...], left: Iterator[Any]) -> tuple[VNode | str, ...]:
    return tuple([next(left) if shape is None else _vnode(shape, left) for shape in shapes])


def _vnode(shape: _Shape, left: Iterator[Any]) -> VNode:
    tag, namespace, listeners, plan, flags, size, listening, inside = shape
    attributes = next(left) if flags & _ATTRIBUTES else None
    styles = next(left) if flags & _STYLES else None
    properties = next(left) if flags & _PROPERTIES else None
    namespaced = next(left) if flags & _NAMESPACED else ()
    key = next(left) if flags & _KEY else None
    handlers: Any = None
    if plan is not None:
        handlers = Handler(next(left), plan)
    elif flags & _HANDLERS:
        handlers, listeners = next(left), next(left)
    return VNode(
        tag,
        _make(inside, left),
        attributes,
        styles,
        properties,
        listeners,
        namespace,
        namespaced,
        size,
        listening,
        key,
        handlers,
    )
