"""Long lists that remember their rows: what did not change is neither rendered nor compared.

A plain ``[self.row(item) for item in self.items]`` renders and compares every row whenever anything in the component
changes. ``each`` renders the rows whose item is new or has changed, and the comparison passes over the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import compress, count
from operator import is_not
from typing import Any, TypeVar

from domsync.components.instance import Instance, is_immutable
from domsync.components.tracking import observer
from domsync.components.vnode import DuplicateKeyError, Key, Many, Slot, VNode, many, normalise

T = TypeVar("T")


class MissingKeyError(TypeError):
    """A row of ``each`` has no key."""

    def __str__(self) -> str:
        return "a row of each() has no key: give key=lambda item: item.id, or a render function that sets key=..."


def each(
    items: Iterable[T],
    render: Callable[[T], Any],
    *,
    key: Callable[[T], Key] | None = None,
    by: Callable[[T], object] | None = None,
) -> Many:
    """Render a list, and remember its rows until the next time.

    A row is rendered again when its item is another object, or is the same object but was changed, or when what ``by``
    says of it has changed. Items that cannot be changed in place (strings, tuples, frozen models and dataclasses) and
    States are known by their identity; of others the attributes are compared.

    >>> from domsync import Component, html as h
    >>> class Names(Component):
    ...     names: list[str] = ["Ada", "Grace"]
    ...     chosen: str = "Ada"
    ...
    ...     def render(self):
    ...         return h.ul(h.each(self.names, self.row, key=str, by=lambda name: name == self.chosen))
    ...
    ...     def row(self, name: str):
    ...         return h.li(name, class_={"chosen": name == self.chosen})

    Args:
        items: The items.
        render: Makes the row of an item: an element or a component. It should depend on nothing that changes but the
            item and what ``by`` says of it.
        key: What identifies an item; without it, the rows have to have keys of their own.
        by: What else a row depends on, as a value that is compared: ``lambda item: item.id == self.selected``.

    Returns:
        What stands among the children of an element.

    Raises:
        DuplicateKeyError: Two rows have the same key.
        MissingKeyError: A row has no key.
    """
    present = list(items)
    active = observer()
    if not isinstance(active, Instance):
        # Outside of a component's render there is nobody to remember.
        return many(_row(item, render, key) for item in present)
    place = getattr(render, "__func__", render)
    place = getattr(place, "__code__", place)
    turn = active.turns.get(place, 0)
    active.turns[place] = turn + 1
    if active.memories is None:
        active.memories = {}
    memory = active.memories.get((place, turn))
    if memory is None:
        memory = active.memories[place, turn] = Memory()
    return memory.list(present, render, key, by)


class Memory:
    """The rows of one ``each`` as they were rendered last."""

    __slots__ = ("_by", "_copies", "_head", "_items", "_keys", "_many", "_plain", "_tail", "_version")

    def __init__(self) -> None:
        self._items: list[Any] = []
        #: What the attributes of items were that can be changed in place; None where there are none.
        self._copies: list[Any] | None = None
        self._by: list[object] = []
        self._keys: set[Key] = set()
        self._many = Many((), True, True, "", self, 0)
        self._version = 0
        self._head = self._tail = 0

    def unchanged_since(self, before: Many, now: Many) -> tuple[int, int] | None:
        """Say how many children at the start and the end of a list are the same as in the one before it.

        Args:
            before: The list that is shown.
            now: The list that shall be shown.

        Returns:
            The two numbers; None if the one does not come directly after the other.
        """
        if now.memory is not self or before.memory is not self or now.version != self._version:
            return None
        return (self._head, self._tail) if before.version == now.version - 1 else None

    def list(
        self,
        items: list[Any],
        render: Callable[[Any], Any],
        key: Callable[[Any], Key] | None,
        by: Callable[[Any], object] | None,
    ) -> Many:
        """Make the list of the present items.

        Args:
            items: The items; the list is kept.
            render: As for :func:`each`.
            key: As for :func:`each`.
            by: As for :func:`each`.
        """
        copies = None if not items or is_immutable(type(items[0])) else [_copy(item) for item in items]
        said = [by(item) for item in items] if by is not None else []
        head, tail = self._same_ends(items, copies, said)
        old_end, new_end = len(self._items) - tail, len(items) - tail
        before = self._many
        if head == old_end == new_end and head + tail == len(items):
            return before
        rows: list[Slot] = []
        known: dict[int, int] | None = None
        plain = before.plain
        for index in range(head, new_end):
            item = items[index]
            position = index if index < old_end and self._is_same(index, item, index, copies, said) else None
            if position is None:
                if known is None:
                    known = {id(old): at for at, old in enumerate(self._items[head:old_end], head)}
                at = known.get(id(item))
                if at is not None and self._is_same(at, item, index, copies, said):
                    position = at
            row = _row(item, render, key) if position is None else before.children[position]
            plain = plain and type(row) is VNode and row.plain
            rows.append(row)
        self._check_keys(before.children[head:old_end], rows)
        children = (*before.children[:head], *rows, *before.children[old_end:])
        self._items, self._copies, self._by = items, copies, said
        self._head, self._tail = head, tail
        self._version += 1
        self._many = Many(children, True, plain, "", self, self._version)
        return self._many

    def _same_ends(self, items: Sequence[Any], copies: Sequence[Any] | None, said: Sequence[object]) -> tuple[int, int]:
        """Count the rows at the start and at the end that are as they were."""
        limit = min(len(items), len(self._items))
        head = _common(self._items, items, is_not, limit)
        if copies is not None:
            head = min(head, _common(self._copies or (), copies, _differs, limit))
        if said or self._by:
            head = min(head, _common(self._by, said, _differs, limit))
        limit -= head
        tail = _common(self._items[::-1], items[::-1], is_not, limit)
        if copies is not None:
            tail = min(tail, _common((self._copies or [])[::-1], copies[::-1], _differs, limit))
        if said or self._by:
            tail = min(tail, _common(self._by[::-1], said[::-1], _differs, limit))
        return head, tail

    def _is_same(self, at: int, item: Any, index: int, copies: Sequence[Any] | None, said: Sequence[object]) -> bool:
        """Whether the item that was at ``at`` is this one, unchanged."""
        if self._items[at] is not item:
            return False
        if copies is not None and (self._copies is None or self._copies[at] != copies[index]):
            return False
        return not said or (len(self._by) > at and self._by[at] == said[index])

    def _check_keys(self, gone: Iterable[Slot], rows: Iterable[Slot]) -> None:
        keys = self._keys
        leaving: set[Any] = {row.key for row in gone}  # type: ignore[union-attr]
        fresh: set[Key] = set()
        for row in rows:
            key: Key = row.key  # type: ignore[union-attr,assignment]
            if key in fresh or (key in keys and key not in leaving):
                raise DuplicateKeyError(key)
            fresh.add(key)
        keys -= leaving
        keys |= fresh


def _common(old: Sequence[Any], new: Sequence[Any], differ: Callable[[Any, Any], bool], limit: int) -> int:
    """Count how many elements at the start of two sequences are the same."""
    return min(next(compress(count(), map(differ, old, new)), limit), limit)


def _differs(one: object, other: object) -> bool:
    return one is not other and one != other


def _copy(item: Any) -> Any:
    """What the attributes of an item are now."""
    if is_immutable(type(item)):
        return None
    if type(item) is dict or type(item) is list:
        return item.copy()
    values = getattr(item, "__dict__", None)
    if values is not None:
        return values.copy()
    names = getattr(type(item), "__slots__", getattr(type(item), "__struct_fields__", ()))
    return tuple(getattr(item, name, None) for name in ((names,) if isinstance(names, str) else names))


def _row(item: Any, render: Callable[[Any], Any], key: Callable[[Any], Key] | None) -> VNode | Any:
    """Render one row and give it its key."""
    made = render(item)
    row = made if type(made) is VNode else normalise((made,))[0][0]
    if key is not None:
        value = key(item)
        if type(row) is VNode:
            if row.key is None:
                row = VNode(
                    row.tag,
                    row.children,
                    row.attributes,
                    row.styles,
                    row.properties,
                    row.listeners,
                    row.namespace,
                    row.namespaced,
                    value,
                    row.handlers,
                    row.extra,
                    row.plain,
                )
        elif getattr(row, "key", value) is None:
            row.__dict__["key"] = value
    if getattr(row, "key", None) is None:
        raise MissingKeyError
    return row
