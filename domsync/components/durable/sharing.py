"""Find what is in a component's state without being its own alone: objects of its parent, and States."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Container, Iterable, Iterator
from dataclasses import is_dataclass
from itertools import islice
from types import NoneType
from typing import Any, Final, Literal, TypeAlias, get_args, get_origin
from weakref import WeakKeyDictionary

from pydantic import BaseModel

from domsync.components.annotations import alternatives
from domsync.components.component import Component
from domsync.components.reconciler.equality import COMMON, is_immutable, unchanged
from domsync.components.reconciler.instance import Instance
from domsync.components.state import State

_LISTED = (list, tuple, set, frozenset, deque)


class Sharing:
    """Finds the fields in which components hold objects of their parents, while the state of a page is saved.

    An editor that gets ``item=self.item`` changes its parent's item in place. So the item is saved with the parent
    alone, which passes it again. Used for one moment: nothing may change meanwhile.
    """

    __slots__ = ("_fields", "_held")

    def __init__(self) -> None:
        self._fields: dict[Instance, frozenset[str]] = {}
        self._held: dict[Instance, _Held] = {}

    def fields(self, instance: Instance) -> frozenset[str]:
        """Return the fields of a component that hold what its parent has passed, and has in its own fields.

        Args:
            instance: The component.
        """
        known = self._fields.get(instance)
        if known is None:
            known = self._fields[instance] = frozenset(self._find(instance))
        return known

    def _find(self, instance: Instance) -> Iterator[str]:
        parent, values = instance.parent, instance.component.__dict__
        if parent is None:
            return
        for name, passed in instance.props.items():
            value = values.get(name)
            wanted = None if type(value) in COMMON else _passed_objects(passed, value)
            if wanted:
                held = self._held.get(parent)
                if held is None:
                    held = self._held[parent] = _Held(parent.component)
                if held.has(wanted):
                    yield name


def _passed_objects(passed: object, value: object) -> list[object]:
    """Return the objects in a passed value that can be changed in place; none if the value is another one now."""
    pairs: Iterable[tuple[object, object]] = ((passed, value),)
    if isinstance(passed, list | tuple) and isinstance(value, list | tuple):
        pairs = zip(passed, value, strict=False) if len(passed) == len(value) else ((passed, value),)
    elif isinstance(passed, dict) and isinstance(value, dict):
        pairs = ((item, value[key]) for key, item in passed.items()) if passed.keys() == value.keys() else ()
    wanted: list[object] = []
    for before, now in pairs:
        can_change = type(now) not in COMMON and not is_immutable(type(now))
        if now is not before and (can_change or not unchanged(before, now)):
            return []
        if can_change:
            wanted.append(now)
    return wanted


class _Held:
    """The objects in a component's fields, at any depth, found level by level when they are asked for.

    Args:
        component: The component.
    """

    __slots__ = ("_ids", "_next")

    def __init__(self, component: Component) -> None:
        self._ids: set[int] = set()
        self._next: list[object] = list(_saved(component))

    def has(self, objects: list[object]) -> bool:
        """Return whether all of these are in the component's fields."""
        missing = set(map(id, objects)) - self._ids
        while missing and self._next:
            level, self._next = self._next, []
            for value in level:
                if type(value) not in COMMON and id(value) not in self._ids:
                    self._ids.add(id(value))
                    self._next += _inside(value)
            missing -= self._ids
        return not missing


def states_in(component: Component, names: Iterable[str]) -> tuple[State, ...]:
    """Return the States in some fields of a component, at any depth.

    Args:
        component: The component.
        names: The fields.
    """
    values, can_hold = component.__dict__, _fields_with_states(type(component))
    if not can_hold:
        return ()
    found: dict[int, State] = {}
    seen: set[int] = set()
    waiting: list[object] = [values[name] for name in names if name in can_hold]
    while waiting:
        value = waiting.pop()
        if type(value) in COMMON or id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, State):
            found[id(value)] = value
        waiting += _inside(value)
    return tuple(found.values())


#: The way to an object in a component: a field, and the indices, keys and fields that lead on from there.
Way: TypeAlias = tuple[str | int, ...]
#: The maximum number of values among which such an object is looked for.
_MOST: Final = 1_000


def ways_to_same(component: Component, names: Container[str]) -> dict[str, Way]:
    """Find the fields of a component with an object to which another field leads: the selected one of a list.

    Args:
        component: The component.
        names: The fields that are saved.

    Returns:
        The way to the object for each such field.
    """
    values = component.__dict__
    if not any(isinstance(value, BaseModel) for name, value in values.items() if name in names):
        return {}
    fields = [name for name, field in type(component).model_fields.items() if name in values and not field.exclude]
    wanted: dict[int, list[str]] = {}
    for name in fields:
        value = values[name]
        if name in names and type(value) not in COMMON and isinstance(value, BaseModel):
            wanted.setdefault(id(value), []).append(name)
    ways: dict[str, Way] = {name: (same[0],) for same in wanted.values() for name in same[1:]}
    places = deque[tuple[Way, Any]](((name,), values[name]) for name in fields if wanted)
    left = _MOST
    while places and wanted and left:
        left -= 1
        way, value = places.popleft()
        steps, items = _steps(value)
        if not wanted.keys().isdisjoint(map(id, items)):
            for step, item in zip(steps, items, strict=True):
                if type(step) in _STEPS:
                    ways.update(dict.fromkeys(wanted.pop(id(item), ()), (*way, step)))
        places.extend(
            ((*way, step), item)
            for step, item in islice(zip(steps, items, strict=True), max(0, left - len(places)))
            if type(item) not in COMMON and type(step) in _STEPS
        )
    return ways


_STEPS: Final = (str, int)


def _steps(value: Any) -> tuple[Collection[str | int], Collection[Any]]:
    """Return what leads on from a value, and to what."""
    if isinstance(value, list | tuple):
        return range(len(value)), value
    if isinstance(value, dict):
        return value.keys(), value.values()
    if isinstance(value, BaseModel) and not isinstance(value, Component):
        return value.__dict__.keys(), value.__dict__.values()
    return (), ()


def follow(component: Component, way: Way) -> object:
    """Return the object at the end of a way; None if there is none now.

    Args:
        component: The component.
        way: A result of `ways_to_same`.
    """
    value: Any = component
    for step in way:
        inside: Any = value.__dict__ if isinstance(value, BaseModel) else value
        try:
            value = inside[step]
        except (LookupError, TypeError):
            return None
    return value


def _inside(value: Any) -> Iterable[object]:
    """Return what is directly in a container or in an object. Components are saved on their own."""
    if isinstance(value, dict):
        return value.values()
    if isinstance(value, _LISTED):
        return value
    if isinstance(value, Component):
        return ()
    return _saved(value) if isinstance(value, BaseModel) else getattr(value, "__dict__", {}).values()


def _saved(model: BaseModel) -> Iterator[object]:
    fields = type(model).model_fields
    return (value for name, value in model.__dict__.items() if name not in fields or not fields[name].exclude)


_known: WeakKeyDictionary[type[Component], frozenset[str]] = WeakKeyDictionary()


def _fields_with_states(kind: type[Component]) -> frozenset[str]:
    """Return the fields of a class that can hold States, by their annotations."""
    known = _known.get(kind)
    if known is None:
        names = (name for name, field in kind.model_fields.items() if _can_hold(field.annotation, set()))
        known = _known[kind] = frozenset(names)
    return known


def _can_hold(annotation: Any, seen: set[type]) -> bool:
    for kind in alternatives(annotation):
        origin, arguments = get_origin(kind) or kind, get_args(kind)
        if origin is Literal or origin is NoneType:
            continue
        if arguments:
            can_hold = any(_can_hold(argument, seen) for argument in arguments if argument is not Ellipsis)
        elif origin is Any or not isinstance(origin, type):  # or a type variable
            can_hold = True
        elif issubclass(origin, BaseModel):
            fields = () if origin in seen or issubclass(origin, Component) else origin.model_fields.values()
            seen.add(origin)
            can_hold = issubclass(origin, State) or any(_can_hold(field.annotation, seen) for field in fields)
        else:
            can_hold = origin is object or issubclass(origin, (dict, *_LISTED)) or is_dataclass(origin)
        if can_hold:
            return True
    return False
