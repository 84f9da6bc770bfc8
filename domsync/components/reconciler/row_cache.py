"""A cache of a long list's rows, which finds the items that were replaced or have changed.

Items are compared in columns, which are lists with one value per item, by functions written in C. A change of one row
among 10,000 costs no more than this pass over all items.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import compress, count
from operator import attrgetter, eq, is_, is_not, ne
from typing import Any, TypeAlias

from domsync.components.reconciler.equality import equal, is_immutable
from domsync.components.reconciler.kept_values import CONTAINERS, UNSET, keep_all, slots_of

#: Whether two lists are the same, and whether two values differ.
Test: TypeAlias = "tuple[Callable[[list[Any], list[Any]], bool], Callable[[Any, Any], Any]]"

BY_VALUE: Test = (eq, ne)
BY_IDENTITY: Test = (lambda old, new: all(map(is_, old, new)), is_not)

#: The number of values that are compared at a time: comparing whole lists is by far the fastest.
_CHUNK = 256


def differing(old: list[Any], new: list[Any], test: Test, start: int, end: int) -> Iterator[int]:
    """Find the places where two columns differ.

    Args:
        old: One column.
        new: The other column.
        test: The comparison.
        start: The first place to compare.
        end: The place after the last.
    """
    same, differ = test
    for at in range(start, end, _CHUNK):
        stop = min(at + _CHUNK, end)
        before, after = old[at:stop], new[at:stop]
        try:
            places = [] if same(before, after) else list(compress(count(at), map(differ, before, after)))
        except Exception:  # noqa: BLE001 - arrays, for example, are not equal or unequal as a whole
            places = [place for place in range(at, stop) if not equal(old[place], new[place])]
        yield from places


class Match:
    """Maps items to their places before.

    Args:
        old: The items before.
        new: The current items.
        test: The comparison.
        head: How many items at the start are known to be the same.
    """

    __slots__ = ("fresh", "head", "new_end", "old_end", "places", "sources")

    def __init__(self, old: list[Any], new: list[Any], test: Test, head: int) -> None:
        limit = min(len(old), len(new))
        #: The places of items that are new or may have moved.
        self.places: Sequence[int]
        left: Sequence[int]
        if len(old) == len(new):
            self.places = left = list(differing(old, new, test, head, limit))
            head, tail = (left[0], limit - 1 - left[-1]) if left else (limit, 0)
        else:
            head = next(differing(old, new, test, head, limit), limit)
            tail = next(differing(old[::-1], new[::-1], test, 0, limit - head), limit - head)
            self.places, left = range(head, len(new) - tail), range(head, len(old) - tail)
        self.head: int = head
        self.old_end: int = len(old) - tail
        self.new_end: int = len(new) - tail
        #: The old places of these items; -1 for new ones.
        self.sources: list[int] = [-1] * len(self.places)
        self.fresh: list[int] = list(self.places)
        if left:
            known = {id(old[at]): at for at in left}
            self.sources = [known.get(id(new[at]), -1) for at in self.places]
            self.fresh = [at for at, source in zip(self.places, self.sources, strict=True) if source < 0]

    def carry(self, column: Sequence[Any]) -> list[Any]:
        """Reorder a column of the old items for the current ones, with None for new items.

        Args:
            column: One value per item.
        """
        carried, moved = list(column), map([*column, None].__getitem__, self.sources)
        if isinstance(self.places, range):
            carried[self.head : self.old_end] = moved
        else:
            for at, value in zip(self.places, moved, strict=True):
                carried[at] = value
        return carried


#: A way to see whether items were changed in place: makes a column of their current state.
View: TypeAlias = "Callable[[list[Any]], list[Any]]"


class Layout:
    """The way in which items are compared with their earlier state.

    Args:
        kinds: Their classes.
    """

    __slots__ = ("kinds", "test", "views")

    def __init__(self, kinds: set[type]) -> None:
        self.kinds: set[type] = kinds
        #: Strings, numbers and tuples are the same when they are equal; models are when they are one object.
        self.test: Test = BY_VALUE if _VALUES.issuperset(kinds) else BY_IDENTITY
        self.views: list[View] = _views(kinds)


class Known:
    """A list's items, and columns of whatever could have changed about them.

    Args:
        items: The items; the list is kept.
        layout: How they are compared.
        columns: Their state in the views of the layout, and then the results of ``by``, if there is one.
    """

    __slots__ = ("columns", "items", "layout")

    def __init__(self, items: list[Any], layout: Layout, columns: list[list[Any]]) -> None:
        self.items: list[Any] = items
        self.layout: Layout = layout
        self.columns: list[list[Any]] = columns

    def lose(self, place: int) -> None:
        """Treat an item as new the next time, whatever it is.

        Args:
            place: Its place.
        """
        self.items[place] = _UNSET

    def compare(self, items: list[Any], by: Callable[[Any], object] | None) -> tuple[Known, Match | None, list[int]]:
        """Compare with the current items.

        Args:
            items: The items; the list is kept.
            by: Another value to compare, as a function of the item.

        Returns:
            The new state; the old places of the items, None if all are where they were; and the places of those that
            are new or have changed, ascending.
        """
        limit, match, layout = min(len(self.items), len(items)), None, self.layout
        head = next(differing(self.items, items, BY_IDENTITY, 0, limit), limit)
        if head < len(items) or head < len(self.items):
            layout, match = self._match(items, head)
        present = [view(items) for view in layout.views]
        if by is not None:
            present.append([by(item) for item in items])
        fresh = match.fresh if match is not None else []
        if len(fresh) == len(items) or len(layout.views) != len(self.layout.views) or len(present) != len(self.columns):
            # They are all new, or of other kinds than before, so nothing can be compared.
            before, changed = present, list(range(len(items)))
        else:
            before = self.columns if match is None else [match.carry(column) for column in self.columns]
            places = set(fresh)
            for old, new in zip(before, present, strict=True):
                for at in fresh:
                    old[at] = new[at]
                if not equal(old, new):
                    places.update(differing(old, new, BY_VALUE, 0, len(items)))
            changed = sorted(places)
        if len(changed) == len(items):
            return Known(items, layout, [*map(keep_all, present)]), match, changed
        columns = [column.copy() for column in before]
        for column, values in zip(columns, present, strict=True):
            for at, value in zip(changed, keep_all([values[at] for at in changed]), strict=True):
                column[at] = value
        return Known(items, layout, columns), match, changed

    def _match(self, items: list[Any], head: int) -> tuple[Layout, Match]:
        """Find how the current items have to be compared, and their old places."""
        layout = self.layout
        if layout.test is BY_IDENTITY and len(layout.kinds) == 1:
            # The old items all have this class, so only those of the new ones have to be checked.
            match = Match(self.items, items, BY_IDENTITY, head)
            if layout.kinds.issuperset({type(items[at]) for at in match.fresh}):
                return layout, match
        kinds = set(map(type, items))
        layout = layout if layout.kinds == kinds else Layout(kinds)
        return layout, Match(self.items, items, layout.test, head)


_VALUES: frozenset[type] = frozenset((str, int, float, bool, bytes, tuple, type(None)))
#: Stands for an item that equals no other.
_UNSET = object()


def _views(kinds: set[type]) -> list[View]:
    """Find the views of what can be changed in place; none if nothing in items of these kinds can."""
    if all(map(is_immutable, kinds)):
        return []
    if len(kinds) > 1:
        return [list]
    (kind,) = kinds
    if issubclass(kind, CONTAINERS):
        return [list]
    names = slots_of(kind)
    return [_attribute(name) for name in (*names, *(["__dict__"] if kind.__dictoffset__ else []))]


def _attribute(name: str) -> View:
    get = attrgetter(name)

    def see(items: list[Any]) -> list[Any]:
        try:
            return list(map(get, items))
        except AttributeError:
            return [getattr(item, name, UNSET) for item in items]

    return see
