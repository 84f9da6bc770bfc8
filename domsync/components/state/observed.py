"""Lists, dicts, sets and models that report when they are changed in place."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel

from domsync.components.state.observed_models import observe_model

Notify = Callable[[], None]
F = TypeVar("F", bound=Callable[..., Any])


class _Observed:
    """The base of the three classes: it holds the function to notify, and makes copies plain values again."""

    __slots__ = ()
    _notify: Notify

    def __reduce_ex__(self, protocol: object) -> Any:
        plain = self._plain()
        return type(plain), (plain,)

    def __copy__(self) -> Any:
        return self._plain()

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        return deepcopy(self._plain(), memo)

    def _plain(self) -> Any:
        plain: type = next(base for base in type(self).__mro__ if base in {list, dict, set})
        return plain(self)


def _wrapping(method: F, *, first: bool) -> F:
    """Make a mutator that observes the values that it inserts, and reports the change."""

    @wraps(method)
    def mutate(self: Any, *args: Any, **keywords: Any) -> Any:
        if first:
            args = tuple(observe_value(value, self._notify) for value in args)
        try:
            return method(self, *args, **keywords)
        finally:
            self._notify()

    return mutate  # type: ignore[return-value]


class ObservedList(_Observed, list[Any]):
    """A list that reports every change."""

    __slots__ = ("_notify",)

    def __init__(self, values: list[Any], notify: Notify) -> None:
        super().__init__(observe_value(value, notify) for value in values)
        self._notify = notify

    if not TYPE_CHECKING:  # they have the types of the methods that they wrap
        append = _wrapping(list.append, first=True)
        insert = _wrapping(list.insert, first=True)
        remove = _wrapping(list.remove, first=False)
        pop = _wrapping(list.pop, first=False)
        clear = _wrapping(list.clear, first=False)
        sort = _wrapping(list.sort, first=False)
        reverse = _wrapping(list.reverse, first=False)
        __delitem__ = _wrapping(list.__delitem__, first=False)
        __imul__ = _wrapping(list.__imul__, first=False)

    def extend(self, values: Any) -> None:
        super().extend([observe_value(value, self._notify) for value in values])
        self._notify()

    def __iadd__(self, values: Any) -> ObservedList:  # type: ignore[misc]
        self.extend(values)
        return self

    def __setitem__(self, index: Any, value: Any) -> None:
        if isinstance(index, slice):
            value = [observe_value(item, self._notify) for item in value]
        else:
            value = observe_value(value, self._notify)
        super().__setitem__(index, value)
        self._notify()


class ObservedDict(_Observed, dict[Any, Any]):
    """A dict that reports every change."""

    __slots__ = ("_notify",)

    def __init__(self, values: dict[Any, Any], notify: Notify) -> None:
        super().__init__((key, observe_value(value, notify)) for key, value in values.items())
        self._notify = notify

    if not TYPE_CHECKING:  # they have the types of the methods that they wrap
        pop = _wrapping(dict.pop, first=False)
        popitem = _wrapping(dict.popitem, first=False)
        clear = _wrapping(dict.clear, first=False)
        __delitem__ = _wrapping(dict.__delitem__, first=False)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(key, observe_value(value, self._notify))
        self._notify()

    def setdefault(self, key: Any, default: Any = None) -> Any:
        if key not in self:
            self[key] = default
        return self[key]

    def update(self, *args: Any, **keywords: Any) -> None:
        for key, value in dict(*args, **keywords).items():
            super().__setitem__(key, observe_value(value, self._notify))
        self._notify()

    def __ior__(self, other: Any) -> ObservedDict:  # type: ignore[misc]
        self.update(other)
        return self


class ObservedSet(_Observed, set[Any]):
    """A set that reports every change."""

    __slots__ = ("_notify",)

    def __init__(self, values: set[Any], notify: Notify) -> None:
        super().__init__(values)
        self._notify = notify

    if not TYPE_CHECKING:  # they have the types of the methods that they wrap
        add = _wrapping(set.add, first=False)
        discard = _wrapping(set.discard, first=False)
        remove = _wrapping(set.remove, first=False)
        pop = _wrapping(set.pop, first=False)
        clear = _wrapping(set.clear, first=False)
        update = _wrapping(set.update, first=False)
        difference_update = _wrapping(set.difference_update, first=False)
        intersection_update = _wrapping(set.intersection_update, first=False)
        symmetric_difference_update = _wrapping(set.symmetric_difference_update, first=False)
        __ior__ = _wrapping(set.__ior__, first=False)
        __isub__ = _wrapping(set.__isub__, first=False)
        __iand__ = _wrapping(set.__iand__, first=False)
        __ixor__ = _wrapping(set.__ixor__, first=False)

    def __repr__(self) -> str:
        return repr(set(self))


def observe_value(value: Any, notify: Notify) -> Any:
    """Make a value report its changes, at any depth.

    Args:
        value: Any value. Lists, dicts and sets are copied into observed ones, models are observed in place, and other
            values are returned as they are.
        notify: Called after each change.
    """
    kind = type(value)
    if isinstance(value, _Observed) and value._notify == notify:
        return value
    if kind is list or issubclass(kind, ObservedList):
        return ObservedList(value, notify)
    if kind is dict or issubclass(kind, ObservedDict):
        return ObservedDict(value, notify)
    if kind is set or issubclass(kind, ObservedSet):
        return ObservedSet(value, notify)
    if isinstance(value, BaseModel):
        observe_model(value, notify, observe_value)
    return value
