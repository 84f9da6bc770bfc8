"""Objects that show one aspect of an element (`style`, `classList`, an `Attr`); each exists once while it is
referenced.

They have no data beyond the element's, so they are not kept: a view holds its element, and as long as somebody holds
the view, the element returns the same one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar
from weakref import WeakValueDictionary

if TYPE_CHECKING:
    from domsync.dom.element.attr import Attr
    from domsync.dom.records import DocumentRecord, ElementRecord

V = TypeVar("V")

# By the element's identity, which no other object can have as long as a view holds the element.
_views: Final[WeakValueDictionary[tuple[int, str], Any]] = WeakValueDictionary()
_attrs: Final[WeakValueDictionary[tuple[int, str, str], Attr]] = WeakValueDictionary()


def view_of(element: ElementRecord | DocumentRecord, kind: str, make: Callable[[], V]) -> V:
    """Return an element's view of a kind; create it if nobody holds one."""
    key = (id(element), kind)
    view: V | None = _views.get(key)
    if view is None:
        view = make()
        _views[key] = view
    return view


def held_attr(element: ElementRecord, namespace: str, local: str) -> Attr | None:
    """Return the `Attr` object of an attribute if somebody holds one, or None.

    Args:
        element: The element.
        namespace: The attribute's namespace, empty for none.
        local: Its local name.
    """
    return _attrs.get((id(element), namespace, local)) if _attrs else None


def hold_attr(element: ElementRecord, namespace: str, local: str, attr: Attr) -> None:
    """Register an `Attr` as that of an attribute."""
    _attrs[id(element), namespace, local] = attr


def part_attr(element: ElementRecord, namespace: str, local: str, value: str) -> None:
    """Let the `Attr` of an attribute that is removed keep its last value."""
    attr = held_attr(element, namespace, local)
    if attr is not None:
        del _attrs[id(element), namespace, local]
        attr.part(value)
