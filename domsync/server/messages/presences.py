"""The presence of group members, as state, for groups that somebody asks about."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from domsync.components.shared.presence import Presence
from domsync.components.state import source_of

if TYPE_CHECKING:
    from domsync.server.messages.client import Client

#: So many are kept before it is looked which of them nobody needs any longer.
_FEW = 64


class GroupPresences:
    """The presences of an app's groups.

    One stays as long as a component shows it or the program holds it, or another process wants to know who is in the
    group here. What is not needed any longer goes when the group ends, or when there are many: names of groups may come
    from visitors, and must not add up.

    Args:
        members: Tells who is in a group.
    """

    __slots__ = ("_all", "_announce", "_held", "_is_asked", "_members", "_most", "_wanted")

    def __init__(self, members: Callable[[str], Collection[Client]]) -> None:
        self._members = members
        #: Also those that only the program holds.
        self._all: WeakValueDictionary[str, Presence] = WeakValueDictionary()
        self._held: dict[str, Presence] = {}
        self._most = _FEW
        #: The groups that somebody in this process has asked for.
        self._wanted: set[str] = set()
        self._announce: Callable[[str, Presence | None], None] | None = None
        self._is_asked: Callable[[str], bool] | None = None

    def __len__(self) -> int:
        return len(self._all)

    # What the program asks for

    def of(self, group: str) -> Presence:
        """Find the presence of a group.

        Args:
            group: Its name.
        """
        if group in self._wanted:
            return self._held[group]
        self._wanted.add(group)
        presence = self._make(group)
        if len(self._held) > self._most:
            for name in tuple(self._held):
                if name != group:
                    self._release(name)
            self._most = max(_FEW, 2 * len(self._held))
        return presence

    # What clients do

    def joined(self, client: Client, group: str) -> None:
        """A client has come into a group."""
        if group in self._held:
            self._held[group].join(client)
        elif self._is_asked is not None and self._is_asked(group):
            self._make(group)

    def left(self, client: Client, group: str) -> None:
        """A client has left a group, of which it may have been the last one."""
        if group in self._held:
            self._held[group].leave(client)
            if not self._members(group):
                self._release(group)

    # What other processes do

    def connect(self, announce: Callable[[str, Presence | None], None], is_asked: Callable[[str], bool]) -> None:
        """Tell other processes who is in the groups here that they ask for, and ask them.

        Args:
            announce: Told of each presence that is made, and of each that is needed no longer, which is None then.
            is_asked: Whether another process asks for a group.
        """
        self._announce, self._is_asked = announce, is_asked
        for group, presence in self._held.items():
            announce(group, presence)

    def disconnect(self) -> None:
        """End that."""
        self._announce = self._is_asked = None

    def wants(self, group: str) -> bool:
        """Return whether this process wants to know who is in a group elsewhere."""
        return group in self._wanted

    def asked(self, group: str) -> None:
        """Another process wants to know who is in a group here."""
        if group not in self._held and self._members(group):
            self._make(group)

    def _make(self, group: str) -> Presence:
        presence = self._held.get(group)
        if presence is None:
            presence = self._held[group] = self._all[group] = Presence()
            for client in self._members(group):
                presence.join(client)
        if self._announce is not None:
            self._announce(group, presence)
        return presence

    def _release(self, group: str) -> None:
        """Let a presence go if nobody needs it."""
        if any(source_of(self._held[group], field).observers for field in ("count", "names")):
            return
        del self._held[group]
        held = self._all.get(group)
        if held is not None:
            # The program has it in a variable, or a component has joined it.
            self._held[group] = held
            return
        self._wanted.discard(group)
        if self._is_asked is not None and self._is_asked(group) and self._members(group):
            self._make(group)
        elif self._announce is not None:
            self._announce(group, None)
