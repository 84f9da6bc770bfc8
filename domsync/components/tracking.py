"""Who reads what while rendering: the link between observable state and the components that show it.

One observer at a time is active per thread, because ``render`` is an ordinary function. A source is anything that can
name its readers; it keeps them until they leave, and a reader keeps its sources, so that leaving costs what it read.
"""

from __future__ import annotations

import threading
from itertools import count
from typing import Protocol

#: Numbers every render of every component, in the order in which they begin.
moments = count(1)


class Observer(Protocol):
    """Something that has to know when a source that it read has changed.

    ``sources`` are those that it has read, None for none; ``moment`` is the number of the render that it is part of.
    """

    sources: set[Source] | None
    moment: int

    def invalidate(self) -> None:
        """Take note that a source has changed. Called from any thread."""


class Source:
    """One thing that can be read and can change: a field of a State, a provided value, a presence list."""

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
        """Tell all observers."""
        for observer in tuple(self.observers):
            observer.invalidate()


class _Active(threading.local):
    observer: Observer | None = None


_active = _Active()


def observe(observer: Observer | None) -> Observer | None:
    """Make an observer the active one of this thread.

    Args:
        observer: The new one, or None.

    Returns:
        The one before, to be restored afterwards.
    """
    before = _active.observer
    _active.observer = observer
    return before


def observer() -> Observer | None:
    """Get the active observer of this thread: the component that is being rendered."""
    return _active.observer


def forget(observer: Observer) -> None:
    """End all subscriptions of an observer.

    Args:
        observer: Who leaves, or is about to read anew.
    """
    if observer.sources is not None:
        for source in observer.sources:
            source.observers.pop(observer, None)
        observer.sources = None
