"""Objects that show one aspect of an element (`style`, `classList`, an `Attr`); each exists once while it is
referenced.

They keep nothing that the element does not have, so they are not kept either: who holds one holds the element through
it, and who asks again meanwhile gets the same one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar
from weakref import WeakValueDictionary

if TYPE_CHECKING:
    from domsync.dom.element.attr import Attr
    from domsync.dom.records import DocumentRecord, ElementRecord

V = TypeVar("V")

# By the element's identity, which is its own as long as a view holds it.
_views: Final[WeakValueDictionary[tuple[int, str], Any]] = WeakValueDictionary()
_attrs: Final[WeakValueDictionary[tuple[int, str, str], Attr]] = WeakValueDictionary()


def view_of(element: ElementRecord | DocumentRecord, kind: str, make: Callable[[], V]) -> V:
    """Return the view of an element that goes by a name, made if nobody holds it."""
    key = (id(element), kind)
    view: V | None = _views.get(key)
    if view is None:
        view = make()
        _views[key] = view
    return view


def held_attr(element: ElementRecord, namespace: str, local: str) -> Attr | None:
    """Return the `Attr` of an attribute that somebody holds, or None.

    Args:
        element: The element.
        namespace: The attribute's namespace, empty for none.
        local: Its local name.
    """
    return _attrs.get((id(element), namespace, local)) if _attrs else None


def hold_attr(element: ElementRecord, namespace: str, local: str, attr: Attr) -> None:
    """Let this `Attr` be the one of an attribute."""
    _attrs[id(element), namespace, local] = attr


def part_attr(element: ElementRecord, namespace: str, local: str, value: str) -> None:
    """Let the `Attr` of an attribute that is removed keep the value that it had."""
    attr = held_attr(element, namespace, local)
    if attr is not None:
        del _attrs[id(element), namespace, local]
        attr.part(value)
