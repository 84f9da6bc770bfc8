"""Lists, dicts and sets whose changes are carried out and logged by a recorder.

Every change of such a container comes down to a few edits: a list is spliced, put or reordered; keys are put into or
dropped from a dict; values are added to or discarded from a set. The recorder makes the change and tells the observers.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Protocol

from domsync.components.state.observed import Notify, ObservedDict, ObservedList, ObservedSet

_MISSING: Any = object()


class ListRecorder(Protocol):
    """Changes a list."""

    def splice(self, start: int, stop: int, values: Sequence[Any]) -> None:
        """Replace the items from ``start`` up to, not including, ``stop``."""

    def put(self, index: int, value: Any) -> None:
        """Replace one item."""

    def reorder(self, order: Sequence[int]) -> None:
        """Reorder the items; ``order`` lists their current indices."""


class DictRecorder(Protocol):
    """Changes a dict."""

    def put(self, pairs: Mapping[Any, Any]) -> None:
        """Set the values of keys."""

    def drop(self, keys: Collection[Any]) -> None:
        """Remove keys, all of which exist."""


class SetRecorder(Protocol):
    """Changes a set."""

    def add(self, values: Collection[Any]) -> None:
        """Add values."""

    def discard(self, values: Collection[Any]) -> None:
        """Remove values that are in the set."""


class RecordedList(ObservedList):
    """A list that a recorder changes.

    Args:
        values: The initial items.
        notify: Called after each change.
        recorder: The recorder.
    """

    __slots__ = ("_recorder",)

    def __init__(self, values: Iterable[Any], notify: Notify, recorder: ListRecorder) -> None:
        list.__init__(self, values)
        self._notify = notify
        self._recorder = recorder

    def append(self, value: Any) -> None:
        self._recorder.splice(len(self), len(self), (value,))

    def extend(self, values: Any) -> None:
        self._recorder.splice(len(self), len(self), tuple(values))

    def insert(self, index: Any, value: Any) -> None:
        start = slice(index, None).indices(len(self))[0]
        self._recorder.splice(start, start, (value,))

    def remove(self, value: Any) -> None:
        index = self.index(value)
        self._recorder.splice(index, index + 1, ())

    def pop(self, index: Any = -1) -> Any:
        value = self[index]
        self.__delitem__(index)
        return value

    def clear(self) -> None:
        self._recorder.splice(0, len(self), ())

    def sort(self, *, key: Callable[[Any], Any] | None = None, reverse: bool = False) -> None:
        by = self.__getitem__ if key is None else lambda index: key(self[index])
        self._recorder.reorder(sorted(range(len(self)), key=by, reverse=reverse))

    def reverse(self) -> None:
        self._recorder.reorder(range(len(self) - 1, -1, -1))

    def __delitem__(self, index: Any) -> None:
        if not isinstance(index, slice):
            at = range(len(self))[index]
            self._recorder.splice(at, at + 1, ())
            return
        places = range(*index.indices(len(self)))
        if places.step == 1:
            self._recorder.splice(places.start, max(places.start, places.stop), ())
            return
        for at in sorted(places, reverse=True):
            self._recorder.splice(at, at + 1, ())

    def __setitem__(self, index: Any, value: Any) -> None:
        if not isinstance(index, slice):
            self._recorder.put(range(len(self))[index], value)
            return
        values = tuple(value)
        places = range(*index.indices(len(self)))
        if places.step == 1:
            self._recorder.splice(places.start, max(places.start, places.stop), values)
            return
        if len(values) != len(places):
            raise ValueError(
                f"attempt to assign sequence of size {len(values)} to extended slice of size {len(places)}"
            )
        for at, item in zip(places, values, strict=True):
            self._recorder.put(at, item)

    def __imul__(self, times: Any) -> RecordedList:  # type: ignore[misc]
        if times < 1:
            self.clear()
        else:
            self.extend(list(self) * (times - 1))
        return self


class RecordedDict(ObservedDict):
    """A dict that a recorder changes.

    Args:
        values: The initial items.
        notify: Called after each change.
        recorder: The recorder.
    """

    __slots__ = ("_recorder",)

    def __init__(self, values: Mapping[Any, Any], notify: Notify, recorder: DictRecorder) -> None:
        dict.__init__(self, values)
        self._notify = notify
        self._recorder = recorder

    def __setitem__(self, key: Any, value: Any) -> None:
        self._recorder.put({key: value})

    def update(self, *args: Any, **keywords: Any) -> None:
        self._recorder.put(dict(*args, **keywords))

    def __delitem__(self, key: Any) -> None:
        if key not in self:
            raise KeyError(key)
        self._recorder.drop((key,))

    def pop(self, key: Any, default: Any = _MISSING) -> Any:
        if key not in self:
            if default is _MISSING:
                raise KeyError(key)
            return default
        value = self[key]
        self._recorder.drop((key,))
        return value

    def popitem(self) -> tuple[Any, Any]:
        if not self:
            raise KeyError("popitem(): dictionary is empty")
        key = next(reversed(self))
        return key, self.pop(key)

    def clear(self) -> None:
        self._recorder.drop(tuple(self))


class RecordedSet(ObservedSet):
    """A set that a recorder changes.

    Args:
        values: The initial values.
        notify: Called after each change.
        recorder: The recorder.
    """

    __slots__ = ("_recorder",)

    def __init__(self, values: Iterable[Any], notify: Notify, recorder: SetRecorder) -> None:
        set.__init__(self, values)
        self._notify = notify
        self._recorder = recorder

    def add(self, value: Any) -> None:
        self._recorder.add((value,))

    def discard(self, value: Any) -> None:
        self._recorder.discard((value,))

    def remove(self, value: Any) -> None:
        if value not in self:
            raise KeyError(value)
        self._recorder.discard((value,))

    def pop(self) -> Any:
        for value in self:
            self._recorder.discard((value,))
            return value
        raise KeyError("pop from an empty set")

    def clear(self) -> None:
        self._recorder.discard(tuple(self))

    def update(self, *others: Iterable[Any]) -> None:
        self._recorder.add(set().union(*others))

    def difference_update(self, *others: Iterable[Any]) -> None:
        self._recorder.discard(set().union(*others))

    def intersection_update(self, *others: Iterable[Any]) -> None:
        self._recorder.discard(self.difference(self.intersection(*others)))

    def symmetric_difference_update(self, other: Iterable[Any]) -> None:
        others = set(other)
        both = self & others
        self._recorder.add(others - both)
        self._recorder.discard(both)

    def __ior__(self, other: Any) -> RecordedSet:  # type: ignore[misc]
        if not isinstance(other, set | frozenset):
            return NotImplemented
        self.update(other)
        return self

    def __isub__(self, other: Any) -> RecordedSet:  # type: ignore[misc]
        if not isinstance(other, set | frozenset):
            return NotImplemented
        self.difference_update(other)
        return self

    def __iand__(self, other: Any) -> RecordedSet:  # type: ignore[misc]
        if not isinstance(other, set | frozenset):
            return NotImplemented
        self.intersection_update(other)
        return self

    def __ixor__(self, other: Any) -> RecordedSet:  # type: ignore[misc]
        if not isinstance(other, set | frozenset):
            return NotImplemented
        self.symmetric_difference_update(other)
        return self
