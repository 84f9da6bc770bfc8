"""What ``render`` returns: immutable descriptions of elements, cheap to make and to share.

A VNode is also what an insert op carries (:class:`domsync.dom.ops.ElementData`): a rendered subtree that holds only
elements and text is sent as it is, without a second description.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from inspect import iscoroutine
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from domsync.components.lines import users_line
from domsync.dom.deferred import Deferrable
from domsync.dom.unicode import well_formed

if TYPE_CHECKING:
    from domsync.components.component import Component
    from domsync.components.each import Memory
    from domsync.components.handlers import Handler
    from domsync.components.shared import Shared
    from domsync.dom.element import Element

#: A key: what identifies a child among its siblings from one render to the next.
Key: TypeAlias = str | int

if TYPE_CHECKING:
    #: What may stand among the children of an element, or be returned by ``render``.
    Child: TypeAlias = "VNode | Component | Shared[Any] | str | int | float | None | bool | Many | Iterable[Child]"
else:
    # A field of a component can be a Child; pydantic takes it as it is, and `normalise` checks it where it is shown.
    Child = Any

#: A child after :func:`normalise`.
Slot: TypeAlias = "VNode | Component | str | Many | None"


class Extra(msgspec.Struct, frozen=True):
    """The rare things that an element can carry beside what the browser sees.

    ``ref`` is called with the live element when it is mounted and with None when it leaves; ``fill`` is called once
    with the live element, whose children the comparison then leaves alone (an island), and ``gone`` with that element
    when it leaves; ``show`` False keeps the element and its state without showing it.
    """

    ref: Callable[[Element | None], object] | None = None
    fill: Callable[[Element], object] | None = None
    show: bool = True
    gone: Callable[[Element], object] | None = None


class VNode(Deferrable, frozen=True, gc=True):
    """A description of one element: an immutable value that can be a constant, be cached and be shared.

    It is made by the functions of :mod:`domsync.html`. The fields of
    :class:`~domsync.dom.ops.ElementData` are what the browser gets, ``size`` and ``listening`` are those of
    :class:`~domsync.dom.deferred.Deferrable`. ``key`` identifies it among its siblings,
    ``handlers`` are the Python functions behind ``listeners``, and ``plain`` says that the whole subtree holds
    only elements and text, so that it can be mounted and sent as it is.
    """

    key: Key | None = None
    handlers: tuple[Handler, ...] | None = None
    extra: Extra | None = None
    plain: bool = True


def handler_of(vnode: VNode, name: str) -> Handler | None:
    """Find one of the handlers of an element.

    Args:
        vnode: The element.
        name: The event's name, after ``window:`` or ``document:`` if the listener sits there.

    Returns:
        The handler, or None if there is no such one.
    """
    for made in vnode.handlers or ():
        if made.plan.name == name:
            return made
    return None


class Many(msgspec.Struct, frozen=True):
    """Several children that came from one iterable: a list of its own among its siblings.

    ``keyed`` is True when all of them have keys. ``where`` is the user's file and line, for messages about missing
    keys. A list of :func:`~domsync.components.each.each` has the memory that it came from, and its version there.
    """

    children: tuple[Slot, ...]
    keyed: bool
    plain: bool
    where: str = ""
    memory: Memory | None = None
    version: int = 0


class ChildError(TypeError):
    """Something among the children that is not a child.

    Args:
        child: What was found.
        hint: How to put it right.
    """

    def __init__(self, child: object, hint: str) -> None:
        super().__init__(child, hint)
        self.child = child
        self.hint = hint

    def __str__(self) -> str:
        shown = repr(self.child)
        shown = shown if len(shown) <= 80 else shown[:77] + "..."
        return f"{shown} cannot be a child of an element: {self.hint}"


class DuplicateKeyError(ValueError):
    """Two siblings have the same key.

    Args:
        key: The key.
    """

    def __init__(self, key: Key) -> None:
        super().__init__(key)
        self.key = key

    def __str__(self) -> str:
        return f"two children of one list have the key {self.key!r}; a key must be unique among its siblings"


def normalise(children: Iterable[Any]) -> tuple[tuple[Slot, ...], bool]:
    """Check and convert children.

    Args:
        children: What the user gave, positionally.

    Returns:
        One slot per child, and whether all of them are plain (only elements and text below).

    Raises:
        ChildError: Something is not a child.
        DuplicateKeyError: An iterable among them has two children with one key.
    """
    plain = True
    slots: list[Slot] = []
    for child in children:
        kind = type(child)
        if kind is VNode:
            if not child.plain:
                plain = False
            slots.append(child)
        elif kind is str:
            slots.append(child if child.isascii() else well_formed(child))
        elif kind is int or kind is float:
            slots.append(str(child))
        else:
            plain = False
            slots.append(_other(child))
    return tuple(slots), plain


def _other(child: Any) -> Slot:
    """Convert the less common kinds of children: nothing, components, iterables and mistakes."""
    if child is None or child is False:
        return None
    if getattr(child, "__domsync_component__", False):
        if isinstance(child, type):
            raise ChildError(child, f"this is the class; make a component of it: {child.__name__}(...)")
        return child  # type: ignore[no-any-return]
    if isinstance(child, Many):
        return child
    if getattr(child, "__domsync_shared__", False) and not isinstance(child, type):
        return child.vnode  # type: ignore[no-any-return]
    if isinstance(child, str):
        return well_formed(str(child))
    if child is True:
        raise ChildError(child, "True shows nothing; write `condition and element`, or str(value) to show the word")
    if isinstance(child, int | float):
        return str(child)
    if isinstance(child, dict | bytes | bytearray):
        raise ChildError(child, "give text, elements, components, or a list of them")
    if iscoroutine(child):
        child.close()
        raise ChildError(child, "this is a coroutine; load in `async def mounted(self)` and render what is there")
    if isinstance(child, Iterable):
        return many(child)
    if callable(child):
        raise ChildError(child, "this is a function; did you mean to call it?")
    raise ChildError(child, "show it as text with str(...) or an f-string")


def many(children: Iterable[Any], where: Callable[[], str] = users_line) -> Many:
    """Make one list slot of an iterable of children.

    Args:
        children: Elements, components, text or further iterables; with ``key`` on all of them or on none.
        where: Says where in the user's program they come from.

    Returns:
        The list.

    Raises:
        ChildError: Something is not a child.
        DuplicateKeyError: Two of them have the same key.
    """
    slots, plain = normalise(children)
    keys = [slot.key if type(slot) is VNode else getattr(slot, "key", None) for slot in slots]
    keyed = None not in keys and bool(keys)
    if keyed and len(set(keys)) != len(keys):
        seen: set[Key] = set()
        for key in keys:
            if key in seen:
                raise DuplicateKeyError(key)
            seen.add(key)  # type: ignore[arg-type]
    return Many(slots, keyed, plain, "" if keyed or len(slots) < 2 else where())
