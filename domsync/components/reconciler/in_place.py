"""Detect lists, dicts and sets that a handler changes in place before it awaits something."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable
from operator import is_
from typing import Any, TypeAlias

from domsync.components.reconciler.instance import Instance, instance_of

_KINDS = frozenset((list, dict, set, deque))
#: The minimum number of seconds between two checks of a handler that awaits again and again.
INTERVAL = 0.05

Copies: TypeAlias = dict[str, Any]


class InPlaceChanges:
    """Watches what a handler changes in place, so that it is shown while the handler waits, as assignments are.

    The fields are compared with what they held, item by item and by identity; changes inside the items are not seen.

    Args:
        instances: The components that the handler may change.
        kept: Copies of their fields' present values.
    """

    __slots__ = ("_instances", "_kept", "_looked", "_timer")

    def __init__(self, instances: tuple[Instance, ...], kept: list[Copies]) -> None:
        self._instances = instances
        self._kept = kept
        self._looked = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def pause(self) -> None:
        """Show the changes so far, because the handler is waiting."""
        if self._timer is not None:
            return
        loop = asyncio.get_running_loop()
        if loop.time() >= self._looked + INTERVAL:
            self._look()
        else:
            self._timer = loop.call_at(self._looked + INTERVAL, self._look)

    def end(self) -> None:
        """Stop watching, because the handler has ended; its components are rendered in any case."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer, self._instances, self._kept = None, (), []

    def _look(self) -> None:
        self._timer = None
        self._looked = asyncio.get_running_loop().time()
        for at, instance in enumerate(self._instances):
            if instance_of(instance.component) is not instance:
                continue
            values = instance.component.__dict__
            if all(_same(copy, values.get(name)) for name, copy in self._kept[at].items()):
                continue
            self._kept[at] = _copies(instance)
            instance.scheduler.schedule(instance)


def in_place_changes(instances: tuple[Instance, ...]) -> InPlaceChanges | None:
    """Watch the fields of components that can be changed in place; None if there are none.

    Args:
        instances: The components.
    """
    kept = [_copies(instance) for instance in instances]
    return InPlaceChanges(instances, kept) if any(kept) else None


def _copies(instance: Instance) -> Copies:
    values: Copies = instance.component.__dict__
    return {name: value.copy() for name, value in values.items() if type(value) in _KINDS}


def _same(copy: Any, value: Any) -> bool:
    """Return whether a field has not been changed in place. If it was assigned, a render is scheduled anyway."""
    if type(copy) is not type(value) or len(copy) != len(value):
        return False
    if isinstance(copy, set):
        return bool(copy == value)
    if isinstance(copy, dict):
        return _are_same(copy, value) and _are_same(copy.values(), value.values())
    return _are_same(copy, value)


def _are_same(some: Iterable[Any], others: Iterable[Any]) -> bool:
    return all(map(is_, some, others))
