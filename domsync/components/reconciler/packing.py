"""Pack the descriptions of a quiet page: rows of one shape share it and keep only their differences.

A list of 50 rows with 8 boxes each has 850 descriptions, most of which repeat those of the row above: the same tags in
the same order, with the same events. While a page is in use, they are compared with new ones all the time. On a quiet
page, the descriptions in elements whose children were never accessed are packed: the shape is stored once for all rows
of all pages, and each row stores only its texts, attributes, keys and functions. Reading the children unpacks them.
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

#: The number of nodes after which the event loop gets a turn.
_AT_ONCE: Final = 1_000
#: The maximum number of shapes that are remembered. When there would be more, all are forgotten and found again.
_MOST_SHAPES: Final = 4_096


class _Shape(NamedTuple):
    """The part that the descriptions of many elements have in common.

    Attributes:
        namespace: The namespace of the tag.
        listeners: What the browser has to know about the handlers, if other elements have the same.
        plan: The plan of a handler whose function alone is stored for each element.
        left: The fields that are stored for each element, as a sum of the flags below.
        children: The shapes of the children; None for a text, which is stored for each element.
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

#: All shapes, by their parts; parts that cannot be hashed are represented by their identity, and kept alive.
_shapes: dict[tuple[object, ...], _Shape] = {}


class PackedChildren(Sequence[VNode | str]):
    """The children of a description, unpacked whenever they are read.

    Args:
        shapes: Their shapes; None for a text.
        left: The values that are stored for each element, in the order in which they are needed.
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
    """Pack the descriptions in those elements of a document whose children were never accessed.

    Args:
        document: The document. Only its use of memory changes.

    Yields:
        None, whenever the event loop may have a turn.
    """
    nodes = 0
    for element in document.registry.lazy.elements():
        lazy = element.lazy_children
        if lazy is None or type(lazy.data) is not VNode or type(lazy.data.children) is not tuple:
            continue
        left: list[Any] = []
        shapes = _shapes_of(lazy.data.children, left)
        if shapes is not None:
            # For its readers, the description is still immutable: the children are equal to those before.
            structs.force_setattr(lazy.data, "children", PackedChildren(shapes, tuple(left)))
        nodes += lazy.size
        if nodes >= _AT_ONCE:
            nodes = 0
            yield


def _shapes_of(children: tuple[Any, ...], left: list[Any]) -> tuple[_Shape | None, ...] | None:
    """Find the shapes of children, and add all other values to `left`; None if something in them has no shape."""
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
