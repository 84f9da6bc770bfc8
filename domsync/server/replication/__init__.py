"""Replication: States and texts that are the same in all processes of an app."""

from __future__ import annotations

from collections.abc import Callable

from domsync.components.shared.presence import Presence
from domsync.components.shared_text import SharedText
from domsync.components.state import State
from domsync.server.processes.broker import Broker
from domsync.server.processes.membership import Membership
from domsync.server.replication.replica import Replica
from domsync.server.replication.text_replica import TextReplica
from domsync.server.replication.unreplicated_changes import Unserved


class Replicas:
    """The States and texts of an app that are the same in all its processes.

    Args:
        has_others: Whether the app has other processes.
    """

    def __init__(self, has_others: Callable[[], bool] = lambda: False) -> None:
        self._unserved: Unserved | None = Unserved(has_others)
        self._kept: dict[str, Replica | TextReplica | Presence] = {}
        self._broker: Broker | None = None
        self._membership: Membership | None = None
        self._followed: list[tuple[Replica | TextReplica, Callable[[], None]]] = []

    def add(self, state: State | SharedText, name: str) -> None:
        """Replicate a State or a text as long as the app serves.

        Args:
            state: The State or text.
            name: Its name in all processes.

        Raises:
            FieldTypeError: It has a field that cannot be sent to other processes.
            NotJsonError: A field holds a value that cannot be sent.
            ValueError: The name is taken, the State or text is already replicated, or the text is shown.
        """
        if name in self._kept:
            raise ValueError(f"another object named {name!r} is already replicated between processes")
        kept: Replica | TextReplica | Presence
        if isinstance(state, SharedText):
            kept = TextReplica(state, name)
        else:
            kept = state if isinstance(state, Presence) else Replica(state)
        self._kept[name] = kept
        if self._unserved is not None and isinstance(state, State):
            self._unserved.watch(state, name)
        if self._membership is not None and self._broker is not None:
            self._follow(kept, name, self._broker, self._membership)

    def start(self, broker: Broker, membership: Membership) -> None:
        """Start: the current States and texts become the beginning of the log, unless it exists already."""
        self._broker, self._membership = broker, membership
        if self._unserved is not None:
            self._unserved.end()
            self._unserved = None
        for name, kept in self._kept.items():
            self._follow(kept, name, broker, membership)

    def _follow(
        self, kept: Replica | TextReplica | Presence, name: str, broker: Broker, membership: Membership
    ) -> None:
        if isinstance(kept, Presence):
            # Presence has no history: it ends with the process that has it.
            membership.add(f"state {name}", kept)
            return
        if isinstance(kept, TextReplica):
            kept.start(broker.origin)
        else:
            kept.start(broker.origin, kept=broker.kept_seconds)
        self._followed.append((kept, broker.follow(name, kept)))

    def stop(self) -> None:
        """Stop: each process keeps its States and texts as they are."""
        self._broker = self._membership = None
        while self._followed:
            replica, leave = self._followed.pop()
            leave()
            replica.stop()
