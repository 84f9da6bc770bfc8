"""The membership of an app's processes: each announces its members, and that it is alive."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Protocol
from weakref import WeakValueDictionary

import msgspec

if TYPE_CHECKING:
    from domsync.components.shared.presence import Presence
    from domsync.server.processes.broker import Broker

CHANNEL = "presence"
#: The interval of heartbeats in seconds, and how many a process may miss before it counts as dead.
BEAT_SECONDS = 5.0
MISSED_BEATS = 3

#: The number of people present, the names of those who have one, and whether the process asks who else is there.
Present = tuple[int, list[str], bool]
_NOBODY: Present = (0, [], False)


class Groups(Protocol):
    """The groups of an app, whose presences its processes exchange."""

    def connect(self, announce: Callable[[str, Presence | None], None], is_asked: Callable[[str], bool]) -> None:
        """Start announcing presences, and asking which ones others want."""

    def wants(self, group: str) -> bool:
        """Return whether this process wants to know who is in a group elsewhere."""

    def asked(self, group: str) -> None:
        """Note that another process wants to know who is in a group here."""


class _News(msgspec.Struct, array_like=True):
    """News from a process.

    Args:
        origin: The process.
        kind: ``set`` with the changes, ``all`` with everything, ``alive``, ``bye``, or ``ask`` for everything.
        present: Who is present, by the names of the presences.
        asked: The process that is asked for everything; empty for all.
    """

    origin: str
    kind: str
    present: dict[str, Present] = {}
    asked: str = ""


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(_News).decode


class Membership:
    """The presences of an app, combined with those in other processes."""

    def __init__(self) -> None:
        self._presences: WeakValueDictionary[str, Presence] = WeakValueDictionary()
        #: The groups, by the first part of their presences' names.
        self._groups: dict[str, Groups] = {}
        self._others: dict[str, dict[str, Present]] = {}
        self._missed: dict[str, int] = {}
        self._changed: set[str] = set()
        self._broker: Broker | None = None
        self._unsubscribe: Callable[[], None] | None = None
        self._beat: asyncio.TimerHandle | None = None

    def add(self, name: str, presence: Presence) -> None:
        """Let a presence include the members in other processes.

        Args:
            name: Its name in all processes.
            presence: The presence.
        """
        if self._broker is None:
            return
        self._presences[name] = presence
        presence.connect(partial(self._tell_soon, name))
        self._show(name)
        self._tell_soon(name)

    def add_groups(self, prefix: str, groups: Groups) -> None:
        """Let the presences of an app's groups include the members in other processes.

        Args:
            prefix: The prefix that stands for the app.
            groups: The groups.
        """
        if self._broker is None:
            return
        self._groups[prefix] = groups
        groups.connect(partial(self._announce, prefix), partial(self._is_asked, prefix))

    def _announce(self, prefix: str, group: str, presence: Presence | None) -> None:
        name = f"{prefix}:{group}"
        if presence is None:
            self._tell_soon(name)
        else:
            self.add(name, presence)

    def _is_asked(self, prefix: str, group: str) -> bool:
        """Return whether another process wants to know who is in a group here."""
        name = f"{prefix}:{group}"
        return any(known.get(name, _NOBODY)[2] for known in self._others.values())

    def start(self, broker: Broker) -> None:
        """Start, on the running event loop, before anything is added; with a broker for one process, do nothing."""
        if broker.alone:
            return
        self._broker = broker
        self._unsubscribe = broker.subscribe(CHANNEL, self._hear)
        self._say("all")
        self._say("ask")
        self._beat = asyncio.get_running_loop().call_later(BEAT_SECONDS, self._beat_now)

    def stop(self) -> None:
        """Say goodbye to the other processes, and stop."""
        if self._broker is None:
            return
        self._say("bye")
        self._broker = None
        if self._unsubscribe is not None:
            self._unsubscribe()
        if self._beat is not None:
            self._beat.cancel()
        for origin in tuple(self._others):
            self._forget(origin)
        for presence in tuple(self._presences.values()):
            presence.connect(None)
        self._presences.clear()
        self._groups.clear()

    def _all(self) -> dict[str, Present]:
        every = {name: self._here(name) for name in tuple(self._presences)}
        return {name: there for name, there in every.items() if there != _NOBODY}

    def _here(self, name: str) -> Present:
        presence = self._presences.get(name)
        prefix, _, group = name.partition(":")
        asks = prefix in self._groups and self._groups[prefix].wants(group)
        return (0, [], asks) if presence is None else (*presence.here, asks)

    def _say(self, kind: str, present: dict[str, Present] | None = None, asked: str = "") -> None:
        if self._broker is not None:
            news = _News(self._broker.origin, kind, present or {}, asked)
            self._broker.publish(CHANNEL, _encode(news))

    def _tell_soon(self, name: str) -> None:
        """Announce a change, together with all others in this turn of the event loop."""
        if self._broker is None:
            return
        if not self._changed:
            asyncio.get_running_loop().call_soon(self._tell)
        self._changed.add(name)

    def _tell(self) -> None:
        changed, self._changed = self._changed, set()
        self._say("set", {name: self._here(name) for name in changed})

    def _beat_now(self) -> None:
        self._say("alive")
        # Counted and not measured: this process may have been suspended itself.
        for origin, missed in tuple(self._missed.items()):
            self._missed[origin] = missed + 1
            if missed >= MISSED_BEATS:
                self._forget(origin)
        self._beat = asyncio.get_running_loop().call_later(BEAT_SECONDS, self._beat_now)

    def _hear(self, data: bytes) -> None:
        news = _decode(data)
        if self._broker is None or news.origin == self._broker.origin:
            return
        if news.kind == "bye":
            self._forget(news.origin)
            return
        if news.kind == "ask":
            if news.asked in ("", self._broker.origin):
                self._say("all", self._all())
        elif news.kind == "all":
            known = self._others.get(news.origin, {})
            self._take(news.origin, {**dict.fromkeys(known, _NOBODY), **news.present})
        elif news.origin in self._others:
            self._take(news.origin, news.present)
        else:
            # It was taken for dead, or started while it could not be heard.
            self._say("ask", asked=news.origin)
            return
        self._missed[news.origin] = 0

    def _take(self, origin: str, present: dict[str, Present]) -> None:
        known = self._others.setdefault(origin, {})
        for name, there in present.items():
            if there == _NOBODY:
                known.pop(name, None)
            else:
                known[name] = there
            prefix, _, group = name.partition(":")
            if there[2] and prefix in self._groups:
                self._groups[prefix].asked(group)
            self._show(name)

    def _forget(self, origin: str) -> None:
        self._missed.pop(origin, None)
        for name in self._others.pop(origin, {}):
            self._show(name)

    def _show(self, name: str) -> None:
        presence = self._presences.get(name)
        if presence is not None:
            presence.set_elsewhere([known[name][:2] for known in self._others.values() if name in known])
