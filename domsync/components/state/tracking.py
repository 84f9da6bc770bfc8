"""Track what a render reads: links between observable state and the components that show it.

One observer at a time is active per thread, because ``render`` is an ordinary function. A source keeps its readers
until they leave, and a reader keeps its sources, so that leaving costs only as much as was read.
"""

from __future__ import annotations

import threading
from itertools import count
from typing import Protocol

#: Numbers every render of every component, in the order in which they begin.
render_ids: count[int] = count(1)


class Observer(Protocol):
    """An observer is notified when a source that it has read changes.

    ``sources`` are the sources that it has read, None for none; ``render_id`` is the number of the render that it is
    part of; ``development`` is True if the page shows errors.
    """

    sources: set[Source] | None
    render_id: int

    @property
    def development(self) -> bool:
        """True if the page shows errors."""

    def invalidate(self) -> None:
        """Note that a source has changed. Called from any thread."""

    def assigned(self, field: object, before: object, now: object) -> None:
        """Note that a field was assigned, perhaps the value that it had.

        Args:
            field: An object that stands for the field.
            before: The old value.
            now: The new value.
        """


class Source:
    """A value that can be read and can change: a field of a State, a provided value, a presence list."""

    __slots__ = ("__weakref__", "observers")

    def __init__(self) -> None:
        # A dict keeps the order of subscription, so that updates run in a predictable order.
        self.observers: dict[Observer, None] = {}

    def read(self) -> None:
        """Subscribe the active observer, if there is one."""
        observer = _active.observer
        if observer is not None and observer not in self.observers:
            self.observers[observer] = None
            if observer.sources is None:
                observer.sources = {self}
            else:
                observer.sources.add(self)

    def changed(self) -> None:
        """Notify all observers."""
        for observer in tuple(self.observers):
            observer.invalidate()

    def assigned(self, before: object, now: object) -> None:
        """Notify all observers that the field was assigned, perhaps the value that it had.

        Args:
            before: The old value.
            now: The new value.
        """
        for observer in tuple(self.observers):
            observer.assigned(self, before, now)


class _Active(threading.local):
    observer: Observer | None = None


_active = _Active()


def observe(observer: Observer | None) -> Observer | None:
    """Make an observer the active one of this thread.

    Args:
        observer: The new observer, or None.

    Returns:
        The previous observer, to be restored afterwards.
    """
    before = _active.observer
    _active.observer = observer
    return before


def observer() -> Observer | None:
    """Return the active observer of this thread: the component that is being rendered."""
    return _active.observer


def forget(observer: Observer) -> None:
    """End all subscriptions of an observer.

    Args:
        observer: An observer that leaves, or is about to read again.
    """
    if observer.sources is not None:
        for source in observer.sources:
            source.observers.pop(observer, None)
        observer.sources = None
