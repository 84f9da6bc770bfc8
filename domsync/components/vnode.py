"""VNodes, as ``render`` returns them: immutable descriptions of elements, cheap to create and to share.

A VNode is also what an insert op carries (:class:`domsync.dom.ops.ElementData`): a rendered subtree that holds only
elements and text is sent as it is, without a second description.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from inspect import iscoroutine
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeAlias

import msgspec

from domsync.components.source_location import users_line
from domsync.components.state.tracking import observer
from domsync.dom.checks.trusted import TrustedHTML
from domsync.dom.checks.unicode import well_formed
from domsync.dom.tree.lazy import LazyElementData
from domsync.errors import DomsyncError

if TYPE_CHECKING:
    from domsync.components.handlers import Handler
    from domsync.dom.element.element import Element

logger: logging.Logger = logging.getLogger("domsync")

#: A key: what identifies a child among its siblings from one render to the next.
Key: TypeAlias = str | int


class ComponentChild(Protocol):
    """A component among the children of an element; the base of :class:`domsync.Component`."""

    __domsync_component__: ClassVar[bool]
    key: Key | None

    def render(self) -> Child:
        """Describe what the component shows."""


class SharedChild(Protocol):
    """A shared part among the children of an element; the base of :class:`domsync.Shared`."""

    __domsync_shared__: ClassVar[bool]
    vnode: VNode


class RowMemory(Protocol):
    """Remembers a list's rows from one render to the next, and what has changed."""

    def change(self, before: Fragment, now: Fragment) -> tuple[int, int, list[int] | None] | None:
        """Return what has changed from one list to the next.

        Args:
            before: The list that is shown.
            now: The list to show.

        Returns:
            The numbers of children that are the same at the start and at the end; and, if the number of children is
            unchanged, the places that have another child. None if one list does not directly follow the other.
        """

    def clear(self) -> None:
        """Forget everything."""


if TYPE_CHECKING:
    #: The values that may be among the children of an element, or be returned by ``render``.
    Child: TypeAlias = (
        "VNode | ComponentChild | SharedChild | str | int | float | None | bool | Fragment | Iterable[Child]"
    )
else:
    # A field of a component can be a Child; pydantic takes it as it is, and `normalise` checks it where it is shown.
    Child = Any

#: A child after :func:`normalise`.
NormalizedChild: TypeAlias = "VNode | ComponentChild | str | Fragment | None"


class Directives(msgspec.Struct, frozen=True):
    """The less common settings of an element, besides what the browser sees.

    ``ref`` is called with the live element when it is mounted, and with None when it leaves. ``fill`` is called once
    with the live element, whose children the comparison then leaves alone (an island), and ``gone`` with that element
    when it leaves. ``show=False`` keeps the element and its state without showing it. ``open`` is the keyword ``open=``
    of a dialog, details or popover, None if it was not given; ``modal`` says whether it opens a modal dialog. ``props``
    are JavaScript properties, as :func:`domsync.dom.tree.js_properties.js_values` makes them.
    """

    ref: Callable[[Element | None], object] | None = None
    fill: Callable[[Element], object] | None = None
    show: bool = True
    gone: Callable[[Element], object] | None = None
    open: bool | None = None
    modal: bool = False
    props: dict[str, Any] | None = None


class VNode(LazyElementData, frozen=True, gc=True):
    """A description of an element: an immutable value that can be a constant, cached and shared.

    The functions of :mod:`domsync.html` create VNodes. The fields of :class:`~domsync.dom.ops.ElementData` are sent to
    the browser; ``size`` and ``listening`` are those of :class:`~domsync.dom.tree.lazy.LazyElementData`. ``key``
    identifies the element among its siblings. ``handlers`` are the Python functions behind ``listeners`` (see
    `handlers_of`; a single one is stored without a tuple, because pages have many of these). ``plain`` means that the
    whole subtree holds only elements and text, so that it can be mounted and sent as it is.
    """

    key: Key | None = None
    handlers: Handler | tuple[Handler, ...] | None = None
    directives: Directives | None = None
    plain: bool = True

    @property
    def shown(self) -> str | None:
        """The property that an input or option was given, if its attribute of that name expresses it for a new element.

        Pages have many of these and few are ever changed, so until then only the attribute is kept.
        """
        attributes = self.attributes
        return None if attributes is None or type(attributes) is dict else attributes.shown  # type: ignore[attr-defined]


class BegunValue(dict[str, str]):
    """The attributes of an input with `value=`. `value`, if it is among them, is the initial value."""

    __slots__ = ()
    shown: ClassVar[str] = "value"


class BegunChecked(dict[str, str]):
    """The attributes of a checkbox with `checked=`. `checked`, if it is among them, means that it starts checked."""

    __slots__ = ()
    shown: ClassVar[str] = "checked"


class BegunSelected(dict[str, str]):
    """The attributes of an option with `selected=`, or whose select has a value: it starts selected."""

    __slots__ = ()
    shown: ClassVar[str] = "selected"


Begun: TypeAlias = BegunValue | BegunChecked | BegunSelected

#: Initial attributes that inputs share: in the rows of a list, most inputs begin alike.
_begun: dict[tuple[object, ...], Begun] = {}
_MOST_BEGUN = 2048
#: Longer values are rarely the same.
LONGEST_SHARED = 16


def shared_attributes(attributes: Begun) -> Begun:
    """Return the same attributes as an object shared with other elements."""
    if len(_begun) >= _MOST_BEGUN:
        _begun.clear()
    return _begun.setdefault((type(attributes), *attributes, *attributes.values()), attributes)


_NOTHING: Mapping[str, Any] = {}


def properties_of(vnode: VNode) -> Mapping[str, Any]:
    """Return the properties that an element was given, including an initial one that is expressed by an attribute.

    Args:
        vnode: The element.
    """
    if vnode.shown is None:
        return vnode.properties or _NOTHING
    attributes = vnode.attributes or _NOTHING
    return {vnode.shown: attributes.get("value", "") if vnode.shown == "value" else vnode.shown in attributes}


def attributes_of(vnode: VNode) -> Mapping[str, str]:
    """Return the attributes that an element was given, without one that expresses an initial property.

    Args:
        vnode: The element.
    """
    attributes = vnode.attributes or _NOTHING
    if vnode.shown is None or vnode.shown not in attributes:
        return attributes
    return {name: value for name, value in attributes.items() if name != vnode.shown}


def handlers_of(vnode: VNode) -> tuple[Handler, ...]:
    """Return the handlers of an element as a tuple.

    Args:
        vnode: The element.
    """
    handlers = vnode.handlers
    return handlers if type(handlers) is tuple else () if handlers is None else (handlers,)  # type: ignore[return-value]


def handler_of(vnode: VNode, name: str) -> Handler | None:
    """Return one of the handlers of an element, or None.

    Args:
        vnode: The element.
        name: The event's name, prefixed with ``window:`` or ``document:`` if the listener is there.
    """
    for made in handlers_of(vnode):
        if made.plan.name == name:
            return made
    return None


class Fragment(msgspec.Struct, frozen=True):
    """Several children that came from one iterable: a list of its own among its siblings.

    ``keyed`` is True if all of them have keys. ``where`` is the user's file and line, for messages about missing keys.
    A list of :func:`~domsync.html.each` also has the memory that it came from, and its version there.
    """

    children: tuple[NormalizedChild, ...]
    keyed: bool
    plain: bool
    where: str = ""
    memory: RowMemory | None = None
    version: int = 0


class ChildError(DomsyncError, TypeError):
    """A value among the children is not a valid child.

    Args:
        child: The invalid child.
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


class DuplicateKeyError(DomsyncError, ValueError):
    """Two siblings have the same key.

    Args:
        key: The key.
    """

    def __init__(self, key: Key) -> None:
        super().__init__(key)
        self.key = key

    def __str__(self) -> str:
        return f"two children of one list have the key {self.key!r}; a key must be unique among its siblings"


#: The places in the program for which a duplicate key was logged.
_duplicates_at: set[str] = set()
_MOST_PLACES = 1000


def note_duplicate(error: DuplicateKeyError, where: str) -> None:
    """Log that two siblings have the same key, once for each place in the program.

    Args:
        error: The exception with the key.
        where: The place.
    """
    if where not in _duplicates_at and len(_duplicates_at) < _MOST_PLACES:
        _duplicates_at.add(where)
        logger.warning(
            "%s: %s; the later one is shown without its key, and can lose what was typed into it", where, error
        )


def _without_key(slot: Any) -> NormalizedChild:
    if isinstance(slot, VNode):
        return msgspec.structs.replace(slot, key=None)
    # A component, which its own render has just made.
    slot.__dict__["key"] = None
    return slot  # type: ignore[no-any-return]


def normalise(children: Iterable[Any]) -> tuple[tuple[NormalizedChild, ...], bool]:
    """Check and convert children.

    Args:
        children: The positional arguments of the user's call.

    Returns:
        One slot per child, and whether all of them are plain (only elements and text below).

    Raises:
        ChildError: Something is not a valid child.
        DuplicateKeyError: Two children of the same iterable have the same key.
    """
    plain = True
    slots: list[NormalizedChild] = []
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


def _other(child: Any) -> NormalizedChild:
    """Convert the less common kinds of children: nothing, components, iterables and mistakes."""
    if child is None or child is False:
        return None
    if getattr(child, "__domsync_component__", False):
        if isinstance(child, type):
            raise ChildError(child, f"this is a class; create a component: {child.__name__}(...)")
        return child  # type: ignore[no-any-return]
    if isinstance(child, Fragment):
        return child
    if getattr(child, "__domsync_shared__", False) and not isinstance(child, type):
        return child.vnode  # type: ignore[no-any-return]
    if isinstance(child, TrustedHTML) or hasattr(child, "__html__"):
        raise ChildError(
            child,
            "to show HTML, use h.raw(unsafe_html(source)) if you vouch for it, or h.html(text), which sanitises it",
        )
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
        raise ChildError(
            child,
            "this is a coroutine; await it in `async def mounted(self)`, assign the result to a field, and render that",
        )
    if isinstance(child, Iterable):
        return make_fragment(child)
    if callable(child):
        raise ChildError(child, "this is a function; did you mean to call it?")
    raise ChildError(child, "show it as text with str(...) or an f-string")


def make_fragment(
    children: Iterable[Any], where: Callable[[], str] = users_line, *, strict: bool | None = None
) -> Fragment:
    """Make a fragment from an iterable of children.

    Args:
        children: Elements, components, text or further iterables; either all or none of them with a ``key``.
        where: Returns the place in the user's program that they come from.
        strict: Raise an exception if two children have the same key. Otherwise the later one is shown without its key.
            By default it is raised, except in the `render` of a page in production.

    Returns:
        The fragment.

    Raises:
        ChildError: Something is not a valid child.
        DuplicateKeyError: Two of them have the same key.
    """
    slots, plain = normalise(children)
    keys = [slot.key if type(slot) is VNode else getattr(slot, "key", None) for slot in slots]
    keyed = None not in keys and bool(keys)
    if keyed and len(set(keys)) != len(keys):
        active = observer()
        if strict is None:
            strict = active is None or active.development
        seen: set[object] = set()
        for at, key in enumerate(keys):
            if key in seen:
                error = DuplicateKeyError(key)  # type: ignore[arg-type]
                if strict:
                    raise error
                note_duplicate(error, where())
                slots = (*slots[:at], _without_key(slots[at]), *slots[at + 1 :])
                keyed = False
            seen.add(key)
    return Fragment(slots, keyed, plain, "" if keyed or len(slots) < 2 else where())
