"""The presence of a browser that shows a document, for the components that want to know."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class BrowserPresence:
    """Tells components when a browser connects and disconnects.

    Attributes:
        connected: Whether there is a browser now; the driver of the session calls `set_connected`.
    """

    __slots__ = ("_watchers", "connected")

    def __init__(self) -> None:
        self.connected: bool = True
        #: The functions by component and purpose; created with the first of them.
        self._watchers: dict[Any, dict[object, Callable[[bool], None]]] | None = None

    @property
    def is_watched(self) -> bool:
        """True if any component wants to know."""
        return bool(self._watchers)

    def set_connected(self, present: bool) -> None:
        """Note that a browser has connected or disconnected.

        Args:
            present: Whether there is one now.
        """
        if present is not self.connected:
            self.connected = present
            for watchers in tuple((self._watchers or {}).values()):
                for tell in tuple(watchers.values()):
                    tell(present)

    def watch(self, instance: Any, why: object, tell: Callable[[bool], None]) -> None:
        """Call a function when a browser connects and disconnects, and when the component leaves.

        Args:
            instance: The component.
            why: The purpose; watching again with the same purpose replaces the function.
            tell: The function, called at once if there is a browser.
        """
        if self._watchers is None:
            self._watchers = {}
        self._watchers.setdefault(instance, {})[why] = tell
        if self.connected:
            tell(True)

    def unwatch(self, instance: Any, why: object | None = None) -> None:
        """Stop watching.

        Args:
            instance: The component.
            why: The purpose; None for all, because the component leaves.
        """
        watchers = (self._watchers or {}).get(instance, {})
        for key in (why,) if why is not None else tuple(watchers):
            tell = watchers.pop(key, None)
            if tell is not None and self.connected:
                tell(False)
        if not watchers and self._watchers is not None:
            self._watchers.pop(instance, None)
