"""Long lists that remember their rows: unchanged rows are neither rendered nor compared.

A plain ``[self.row(item) for item in self.items]`` renders and compares every row whenever anything in the component
changes. ``each`` renders only the rows whose item is new or has changed, and the comparison skips the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, MutableSequence, Sequence
from functools import partial
from operator import attrgetter
from typing import Any, TypeVar

from domsync.components.reconciler.instance import Instance
from domsync.components.reconciler.row_cache import Known, Layout
from domsync.components.source_location import line_of
from domsync.components.state.tracking import Source, forget, observe, observer
from domsync.components.vnode import (
    DuplicateKeyError,
    Fragment,
    Key,
    NormalizedChild,
    VNode,
    make_fragment,
    normalise,
    note_duplicate,
)
from domsync.errors import DomsyncError

T = TypeVar("T")


class MissingKeyError(DomsyncError, TypeError):
    """A row of ``each`` has no key."""

    def __str__(self) -> str:
        return "a row of each() has no key: give key=lambda item: item.id, or a render function that sets key=..."


def each(
    items: Iterable[T],
    render: Callable[[T], Any],
    *,
    key: Callable[[T], Key] | None = None,
    by: Callable[[T], object] | None = None,
) -> Fragment:
    """Render a list and remember its rows until the next render.

    A row is rendered again if its item was replaced or changed, if the result of ``by`` for it has changed, or if a
    State that it has read has changed. Strings, numbers and tuples are compared by value; frozen models and
    dataclasses, and States, by identity; other objects by their attributes, and by whatever the lists, dicts and
    objects in these hold now. The row of an item that leads to hundreds of others is always rendered.

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
        render: Renders the row of an item: an element or a component. It should depend only on the item, the result of
            ``by``, States, and values that components above provide.
        key: Returns the key of an item; without it, the rows must have keys of their own.
        by: Returns a value that a row also depends on: ``lambda item: item.id == self.selected``.

    Returns:
        A list of children for an element.

    Raises:
        DuplicateKeyError: Two rows have the same key.
        MissingKeyError: A row has no key.
    """
    present = list(items)
    active = observer()
    if not isinstance(active, Instance):
        # Outside a component's render, there is nothing to remember the rows.
        return make_fragment(_keyed(render(item), item, key) for item in present)
    place = getattr(render, "__func__", render)
    place = getattr(place, "__code__", place)
    if active.turns is None:
        active.turns = {}
    turn = active.turns.get(place, 0)
    active.turns[place] = turn + 1
    if active.memories is None:
        active.memories = {}
    memory: Any = active.memories.get((place, turn))
    if memory is None:
        memory = active.memories[place, turn] = Memory(active)
    made: Fragment = memory.list(present, render, key, by)
    return made


class Memory:
    """The rows of one ``each`` as they were last rendered."""

    __slots__ = (
        "_changed",
        "_head",
        "_keys",
        "_known",
        "_many",
        "_owner",
        "_readers",
        "_tail",
        "_version",
        "stale",
    )

    def __init__(self, owner: Instance) -> None:
        self._owner = owner
        #: The observers of the rows that have read something that can change, by key; and those where it has changed.
        self._readers: dict[Key, _RowReader] = {}
        self.stale: set[Key] = set()
        self._known = Known([], Layout(set()), [])
        self._keys: set[Key] = set()
        self._many = Fragment((), True, True, "", self, 0)
        self._version = 0
        self._head = self._tail = 0
        self._changed: list[int] | None = None

    def change(self, before: Fragment, now: Fragment) -> tuple[int, int, list[int] | None] | None:
        """Return what has changed from one list to the next.

        Args:
            before: The list that is shown.
            now: The list to show.

        Returns:
            The numbers of children that are the same at the start and at the end; and, if the number of children is
            unchanged, the places that have another child. None if one list does not directly follow the other.
        """
        if now.memory is not self or before.memory is not self or now.version != self._version:
            return None
        return (self._head, self._tail, self._changed) if before.version == now.version - 1 else None

    def list(
        self,
        items: list[Any],
        render: Callable[[Any], Any],
        key: Callable[[Any], Key] | None,
        by: Callable[[Any], object] | None,
    ) -> Fragment:
        """Make the list of the current items.

        Args:
            items: The items; the list is kept.
            render: As for :func:`each`.
            key: As for :func:`each`.
            by: As for :func:`each`.
        """
        before, known = self._many, self._known
        if self.stale:
            stale, self.stale = self.stale, set()
            known_rows: Any = before.children
            for at, row in enumerate(known_rows):
                if row.key in stale:
                    known.lose(at)
        now, match, rendered = known.compare(items, by)
        count = len(before.children)
        if not rendered and (match is None or (not match.places and len(items) == count)):
            return before
        rows: list[NormalizedChild] = list(before.children) if match is None else match.carry(before.children)
        readers = self._render(items, rendered, rows, render, key)
        changed: list[int] | None = None
        if match is None or len(items) == count:
            # Unchanged items in unchanged places keep their rows.
            changed = rendered if match is None else sorted({*match.places, *rendered})
            head, tail = changed[0], count - 1 - changed[-1]
            gone: Sequence[NormalizedChild] = [before.children[at] for at in changed]
            fresh = [rows[at] for at in changed]
        else:
            head = min([match.head, *rendered[:1]])
            tail = len(items) - max([match.new_end, *[at + 1 for at in rendered[-1:]]])
            gone, fresh = before.children[head : count - tail], rows[head : len(items) - tail]
        try:
            self._check_keys(gone, fresh)
        except DuplicateKeyError as error:
            _forget_all(readers)
            if self._owner.development:
                raise
            # Nothing is remembered of a list whose rows cannot be told apart.
            note_duplicate(error, line_of(render))
            self.clear()
            return make_fragment(
                [_keyed(render(item), item, key) for item in items], partial(line_of, render), strict=False
            )
        self._keep_readers(readers, gone, [rows[at] for at in rendered])
        plain = before.plain and {VNode}.issuperset(map(type, fresh)) and all(map(_PLAIN, fresh))
        self._known, self._head, self._tail, self._changed = now, head, tail, changed
        self._version += 1
        self._many = Fragment(tuple(rows), True, plain, "", self, self._version)
        return self._many

    def _render(
        self,
        items: Sequence[Any],
        positions: Iterable[int],
        rows: MutableSequence[NormalizedChild],
        render: Callable[[Any], Any],
        key: Callable[[Any], Key] | None,
    ) -> dict[Key, _RowReader]:
        """Render the rows at these positions; return the observers of those that have read something that can
        change.
        """
        readers: dict[Key, _RowReader] = {}
        reader = _RowReader(self, self._owner)
        active = observe(reader)
        try:
            for at in positions:
                row: Any = render(items[at])
                if key is not None or type(row) is not VNode or row.key is None:
                    row = _keyed(row, items[at], key)
                rows[at] = row
                if reader.sources is not None:
                    reader.key = row.key
                    readers[reader.key] = reader
                    reader = _RowReader(self, self._owner)
                    observe(reader)
        except BaseException:
            _forget_all(readers)
            forget(reader)
            raise
        finally:
            observe(active)
        return readers

    def _keep_readers(
        self, readers: dict[Key, _RowReader], gone: Iterable[NormalizedChild], rendered: Iterable[NormalizedChild]
    ) -> None:
        """Replace the observers of rows that have left or were rendered again."""
        if self._readers:
            left = {row.key for row in gone} - self._keys  # type: ignore[union-attr]
            for key in left.union(row.key for row in rendered):  # type: ignore[union-attr]
                if key in self._readers:
                    forget(self._readers.pop(key))
        self._readers.update(readers)

    def clear(self) -> None:
        """Forget everything: a memory and its list refer to each other, and nothing else would break that cycle."""
        _forget_all(self._readers)
        self._readers = {}
        self._many = Fragment((), True, True)
        self._known = Known([], Layout(set()), [])
        self._keys = set()

    def _check_keys(self, gone: Iterable[NormalizedChild], rows: Iterable[NormalizedChild]) -> None:
        leaving: set[Any] = set(map(_KEY, gone))
        keys: Any = [*map(_KEY, rows)]
        fresh = set(keys)
        twice = (fresh & self._keys) - leaving
        if twice or len(fresh) < len(keys):
            raise DuplicateKeyError(next(key for key in keys if key in twice or keys.count(key) > 1))
        self._keys -= leaving
        self._keys |= fresh


_KEY, _PLAIN = attrgetter("key"), attrgetter("plain")


class _RowReader:
    """Observes what a row has read while it was rendered: when that changes, only this row is rendered again."""

    __slots__ = ("key", "memory", "owner", "render_id", "sources")

    def __init__(self, memory: Memory, owner: Instance) -> None:
        self.memory = memory
        self.owner = owner
        self.key: Key = 0
        self.render_id = owner.render_id
        self.sources: set[Source] | None = None

    @property
    def development(self) -> bool:
        """True if the page shows errors."""
        return self.owner.development

    def invalidate(self) -> None:
        """Render the row at the next flush."""
        self.memory.stale.add(self.key)
        self.owner.invalidate()

    def assigned(self, field: object, before: object, now: object) -> None:
        """Render the row at the next flush, because a field was assigned, perhaps the value that it had."""
        self.memory.stale.add(self.key)
        self.owner.assigned(field, before, now)


def _forget_all(readers: dict[Key, _RowReader]) -> None:
    for reader in readers.values():
        forget(reader)


def _keyed(made: Any, item: Any, key: Callable[[Any], Key] | None) -> VNode | Any:
    """Give a row its key."""
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
                    row.size,
                    row.listening,
                    value,
                    row.handlers,
                    row.directives,
                    row.plain,
                )
        elif getattr(row, "key", value) is None:
            row.__dict__["key"] = value
    if getattr(row, "key", None) is None:
        raise MissingKeyError
    return row
