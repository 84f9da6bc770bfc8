"""Presence: joins and leaves as state that a component can render."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import chain

from pydantic import PrivateAttr

from domsync.components.component import Component, NotMountedError
from domsync.components.reconciler.instance import instance_of
from domsync.components.state import State

_LONGEST_NAME = 200


class Presence(State):
    """The visitors who are on a page, in a group, or looking at something: state like any other.

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

    A component that has joined is counted while it is on a page whose browser is connected, and leaves automatically.
    ``app.presence`` counts the visits of all pages of an app.

    Attributes:
        count: The number of visitors.
        names: Their names in the order in which they joined, without duplicates or visitors who have no name.
    """

    count: int = 0
    names: list[str] = []
    _members: dict[object, str | None] = PrivateAttr(default_factory=dict)
    #: The visitors in other processes.
    _elsewhere: Sequence[tuple[int, list[str]]] = PrivateAttr(default=())
    _on_change: Callable[[], None] | None = PrivateAttr(default=None)

    def join(self, who: object, name: str | None = None) -> None:
        """Count a visitor. Further calls with the same ``who`` do not count again.

        Args:
            who: A component on a page, usually ``self`` in its ``mounted``; or any hashable object, such as a
                :class:`~domsync.Visit`, which then stays until :meth:`leave`.
            name: The name to show. Joining again with another name renames. It may come from a visitor: only the first
                200 characters are shown.

        Raises:
            NotMountedError: The component is not on a page.
        """
        if name is not None and len(name) > _LONGEST_NAME:
            name = f"{name[: _LONGEST_NAME - 1]}…"
        if not isinstance(who, Component):
            self._note(who, name, True)
            return
        instance = instance_of(who)
        if instance is None:
            raise NotMountedError(type(who).__name__, "part in a Presence")
        instance.scheduler.presence.watch(instance, self, partial(self._note, who, name))

    def leave(self, who: object) -> None:
        """Stop counting a visitor. Does nothing if they were not counted.

        Args:
            who: The object that had joined.
        """
        instance = instance_of(who) if isinstance(who, Component) else None
        if instance is not None:
            instance.scheduler.presence.unwatch(instance, self)
        self._note(who, None, False)

    def _note(self, who: object, name: str | None, present: bool) -> None:
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
        """Return the number of visitors in this process and the names of those who have one."""
        return len(self._members), [name for name in self._members.values() if name is not None]

    def connect(self, on_change: Callable[[], None] | None) -> None:
        """Call a function whenever somebody joins or leaves in this process.

        Args:
            on_change: The function, or None to stop.
        """
        self._on_change = on_change

    def set_elsewhere(self, others: Sequence[tuple[int, list[str]]]) -> None:
        """Set the visitors in other processes, who are counted too.

        Args:
            others: For each process, the number of its visitors and the names of those who have one.
        """
        names_too = any(names for _, names in [*others, *self._elsewhere])
        self._elsewhere = others
        self._show(names_too)
