"""Items of trees and boards: the browser's reports about them, and moves."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from inspect import isawaitable
from typing import Annotated, Any

import msgspec

from domsync import Component
from domsync.components import Child, document_of
from domsync.events import Source

#: The event by which the browser reports what is done to an item.
TOLD = "ds-do"


class Told(msgspec.Struct, frozen=True):
    """A report of what is done to an item, from `client/extra/collections.js`.

    Attributes:
        detail: The action, the id of the item's element, and one more word.
    """

    detail: Annotated[tuple[str, str, str], Source("detail")]


class Numbers:
    """Numbers for the keys of items: short, stable while an item exists, and without disclosing the keys."""

    __slots__ = ("_known", "_last")

    def __init__(self) -> None:
        self._known: dict[Hashable, int] = {}
        self._last = 0

    def of(self, key: Hashable) -> int:
        """The number of a key.

        Args:
            key: The key.
        """
        number = self._known.get(key)
        if number is None:
            self._last += 1
            number = self._known[key] = self._last
        return number

    def keep(self, keys: set[Hashable]) -> None:
        """Forget all keys but some.

        Args:
            keys: The keys that still exist.
        """
        if len(self._known) > len(keys):
            self._known = {key: number for key, number in self._known.items() if key in keys}


def key_by(given: Callable[[Any], Hashable] | None, item: Any, widget: str) -> Hashable:
    """Find the key of an item, by which it differs from the others.

    Args:
        given: The caller's function; without it, the item itself is the key.
        item: The item.
        widget: The name of the widget, for messages.

    Raises:
        TypeError: There is no function, and the item cannot be a key.
    """
    key = item if given is None else given(item)
    try:
        hash(key)
    except TypeError:
        raise TypeError(
            f"{widget}() cannot tell items apart by {type(key).__name__}: give key_of=lambda item: item.id"
        ) from None
    return key


def name_of(shown: Child, key: Hashable) -> str:
    """Name an item for screen readers.

    Args:
        shown: Its content.
        key: Its key, for content without text.
    """
    return " ".join(_texts(shown)).strip() or str(key)


def _texts(shown: Any) -> Iterator[str]:
    if isinstance(shown, str):
        yield shown
        return
    # Elements, and lists of children.
    inside = shown if isinstance(shown, list | tuple) else getattr(shown, "children", None)
    for child in inside if isinstance(inside, list | tuple) else ():
        yield from _texts(child)


def focus_on(component: Component, name: str) -> None:
    """Give the focus to an element of a component.

    Args:
        component: The component.
        name: The element's id; nothing happens if it is empty or there is none.
    """
    element = document_of(component).getElementById(name) if name else None
    if element is not None:
        element.focus()


async def call(function: Callable[..., object] | None, *arguments: object) -> None:
    """Call a function of the program, and render its component, because it may have changed lists in place.

    Args:
        function: The function, `async` or not.
        arguments: Its arguments.
    """
    if function is None:
        return
    try:
        result = function(*arguments)
        if isawaitable(result):
            await result
    finally:
        owner = getattr(function, "__self__", None)
        if isinstance(owner, Component):
            owner.refresh()
