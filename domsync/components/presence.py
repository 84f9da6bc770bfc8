"""Who is there: joins and leaves as state that a component can render."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import chain

from pydantic import PrivateAttr

from domsync.components.component import Component, NotMountedError, instance_of
from domsync.components.state import State


class Presence(State):
    """Who is on a page, in a group, or looks at something: state like any other.

    >>> from domsync import Component, Presence, html as h
    >>> here = Presence()
    >>> class Room(Component):
    ...     name: str
    ...
    ...     def mounted(self):
    ...         here.join(self, self.name)
    ...
    ...     def render(self):
    ...         return h.p(f"{here.count} here: {', '.join(here.names)}")

    A component that has joined is counted while it is on a page whose browser is connected; it leaves by itself.
    ``app.presence`` counts the visits of all pages of an app.

    Attributes:
        count: How many there are.
        names: The names of those who have one, in the order in which they came, each once.
    """

    count: int = 0
    names: list[str] = []
    _members: dict[object, str | None] = PrivateAttr(default_factory=dict)
    #: Those in other processes.
    _elsewhere: Sequence[tuple[int, list[str]]] = PrivateAttr(default=())
    _on_change: Callable[[], None] | None = PrivateAttr(default=None)

    def join(self, who: object, name: str | None = None) -> None:
        """Count somebody, once however often it is called.

        Args:
            who: A component on a page, most often ``self`` in its ``mounted``; or anything else that can be a key of a
                dict, for instance a :class:`~domsync.Visit`, which then stays until :meth:`leave`.
            name: The name to be shown; another one than before renames.

        Raises:
            NotMountedError: The component is not on a page.
        """
        if not isinstance(who, Component):
            self._attend(who, name, True)
            return
        instance = instance_of(who)
        if instance is None:
            raise NotMountedError(type(who).__name__, "part in a Presence")
        instance.scheduler.watch(instance, self, partial(self._attend, who, name))

    def leave(self, who: object) -> None:
        """Count somebody no longer; nothing if they were not counted.

        Args:
            who: Who had joined.
        """
        instance = instance_of(who) if isinstance(who, Component) else None
        if instance is not None:
            instance.scheduler.unwatch(instance, self)
        self._attend(who, None, False)

    def _attend(self, who: object, name: str | None, present: bool) -> None:
        members = self._members
        before = members.get(who)
        if present:
            members[who] = name
        else:
            members.pop(who, None)
        self._show(before != (name if present else None))
        if self._on_change is not None:
            self._on_change()

    def _show(self, names_too: bool) -> None:
        count = len(self._members) + sum(there for there, _ in self._elsewhere)
        if self.count != count:
            self.count = count
        if names_too:
            self.names = list(
                dict.fromkeys([*self.here[1], *chain.from_iterable(names for _, names in self._elsewhere)])
            )

    @property
    def here(self) -> tuple[int, list[str]]:
        """How many there are in this process, and the names of those who have one."""
        return len(self._members), [name for name in self._members.values() if name is not None]

    def connect(self, on_change: Callable[[], None] | None) -> None:
        """Have a function called whenever somebody comes or goes in this process.

        Args:
            on_change: The function, or None to end that.
        """
        self._on_change = on_change

    def set_elsewhere(self, others: Sequence[tuple[int, list[str]]]) -> None:
        """Count those in other processes, too.

        Args:
            others: For each of them, how many it has, and the names of those who have one.
        """
        names_too = any(names for _, names in [*others, *self._elsewhere])
        self._elsewhere = others
        self._show(names_too)
