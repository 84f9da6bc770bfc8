"""Warn about changes that no other process will hear of, made by a process that has not joined the app."""

from __future__ import annotations

import atexit
import logging
from collections.abc import Callable
from functools import partial
from weakref import WeakMethod

from domsync.components.state import State, source_of
from domsync.components.state.tracking import Source, forget

logger: logging.Logger = logging.getLogger("domsync")


class Unserved:
    """Watches replicated States until this process joins the app, and warns if it never does.

    Args:
        has_others: Whether there are other processes.
    """

    __slots__ = ("__weakref__", "_has_others", "_watches")

    def __init__(self, has_others: Callable[[], bool]) -> None:
        self._has_others = has_others
        self._watches: dict[str, _Watch] = {}

    def watch(self, state: State, name: str) -> None:
        """Start watching a State.

        Args:
            state: The State.
            name: Its name in all processes.
        """
        if not self._watches:
            # The app may be gone by then; it is not kept alive for this.
            atexit.register(partial(_tell, WeakMethod(self.tell)))
        self._watches[name] = _Watch(state)

    def end(self) -> None:
        """Stop watching, because the process has joined the app."""
        for watch in self._watches.values():
            forget(watch)
        self._watches.clear()

    def tell(self) -> None:
        """Log the changes made so far."""
        names = [name for name, watch in self._watches.items() if watch.has_changed]
        if names and self._has_others():
            logger.warning(
                "no other process sees what this one has changed in %s, because it never served the app: "
                "put `async with app.connected():` around the changes",
                ", ".join(map(repr, names)),
            )


def _tell(tell: WeakMethod[Callable[[], None]]) -> None:
    method = tell()
    if method is not None:
        method()


class _Watch:
    """Observes all fields of a State."""

    def __init__(self, state: State) -> None:
        self.sources: set[Source] | None = set()
        self.render_id = 0
        self.development = False
        self.has_changed = False
        for name in type(state).model_fields:
            source = source_of(state, name)
            source.observers[self] = None
            self.sources.add(source)

    def invalidate(self) -> None:
        """Note that a field has changed."""
        self.has_changed = True

    def assigned(self, field: object, before: object, now: object) -> None:
        """Note that a field was assigned."""
        self.has_changed = True
