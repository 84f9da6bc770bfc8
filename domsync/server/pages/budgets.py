"""Budgets for pages that are loading or disconnected, and which of them end if there are too many."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Waiting(Generic[T]):
    """Waiting visits in order of arrival, with the number from each address."""

    __slots__ = ("_by_peer", "_peers")

    def __init__(self) -> None:
        self._peers: dict[T, str] = {}
        self._by_peer: dict[str, dict[T, None]] = {}

    def __len__(self) -> int:
        return len(self._peers)

    def __iter__(self) -> Iterator[T]:
        """Iterate over the visits, the longest waiting first."""
        return iter(tuple(self._peers))

    def __contains__(self, one: object) -> bool:
        return one in self._peers

    def add(self, one: T, peer: str) -> None:
        """Add a visit.

        Args:
            one: The visit.
            peer: The address that it comes from.
        """
        self.remove(one)
        self._peers[one] = peer
        self._by_peer.setdefault(peer, {})[one] = None

    def remove(self, one: T) -> None:
        """Remove a visit, if it is waiting."""
        peer = self._peers.pop(one, None)
        if peer is None:
            return
        of_peer = self._by_peer[peer]
        del of_peer[one]
        if not of_peer:
            del self._by_peer[peer]

    def count(self, peer: str) -> int:
        """Count the visits from an address."""
        return len(self._by_peer.get(peer, ()))

    def longest_of_heaviest(self, spared: Collection[str] = ()) -> tuple[T, str] | None:
        """Find the longest waiting visit from the address with most visits, and that address.

        Args:
            spared: Addresses to skip.
        """
        heaviest = max((peer for peer in self._by_peer if peer not in spared), key=self.count, default=None)
        return None if heaviest is None else (next(iter(self._by_peer[heaviest])), heaviest)


class VisitBudgets(Generic[T]):
    """Counts visits by kind: those whose page is loading, those that have lost their browser, and the others.

    Pages that never connected and visits that are away have separate budgets, so that no flood of page requests ends a
    visit that somebody has used. Below a limit, nothing is ended. Above it, visits from the address with most of them
    are ended first, the longest waiting before the others; the age of a visit does not matter.

    Args:
        sessions: The maximum number of visits; further ones are refused.
        pending: The maximum number of pages that are loading.
        pending_per_peer: The maximum number of them from one address; None means no limit.
        away: The maximum number of visits that are away.
        exempt_peers: Addresses that speak for many users, without a limit per address.
        end: Ends a visit; it has to call `forget`.
    """

    def __init__(
        self,
        sessions: int,
        pending: int,
        pending_per_peer: int | None,
        away: int,
        exempt_peers: Collection[str],
        end: Callable[[T], object],
    ) -> None:
        self.sessions = sessions
        self._pending = pending
        self._pending_per_peer = pending_per_peer
        self._away = away
        self._exempt = exempt_peers
        self._end = end
        self.loading: Waiting[T] = Waiting()
        self.away: Waiting[T] = Waiting()
        self.connected: set[T] = set()

    def __len__(self) -> int:
        return len(self.loading) + len(self.away) + len(self.connected)

    def refusal(self, peer: str, *, speaks_for_many: bool = False) -> int | None:
        """Make room for a requested page.

        Args:
            peer: The address of the request.
            speaks_for_many: Whether the address speaks for many users, like the exempt ones.

        Returns:
            None, or the status to refuse the request with: 429 if the address has too many pages, 503 if there are too
            many in total.
        """
        if len(self) >= self.sessions:
            return 503
        own = self.loading.count(peer)
        is_one = not speaks_for_many and peer not in self._exempt
        if self._pending_per_peer is not None and is_one and own >= self._pending_per_peer:
            return 429
        if len(self.loading) >= self._pending:
            victim = self.loading.longest_of_heaviest(self._exempt)
            # Only an address that has much more than its share makes room for another one.
            if victim is None or self.loading.count(victim[1]) <= own + 1:
                return 503
            self._end(victim[0])
        return None

    def load(self, visit: T, peer: str) -> None:
        """Add a visit whose page is being sent."""
        self.loading.add(visit, peer)

    def connect(self, visit: T) -> None:
        """Note that a visit's browser has connected."""
        self.loading.remove(visit)
        self.away.remove(visit)
        self.connected.add(visit)

    def lose(self, visit: T, peer: str) -> None:
        """Note that a visit has lost its browser. If there are too many of those, one of them is ended."""
        self.connected.discard(visit)
        self.away.add(visit, peer)
        while len(self.away) > self._away:
            victim = self.away.longest_of_heaviest()
            if victim is not None:
                self._end(victim[0])

    def forget(self, visit: T) -> None:
        """Remove a visit that has ended."""
        self.loading.remove(visit)
        self.away.remove(visit)
        self.connected.discard(visit)

    def relieve(self, share: float) -> int:
        """End some of the waiting visits, because memory is short: pages that never connected first.

        Args:
            share: The fraction of them to end, above 0; at least one is ended.

        Returns:
            How many were ended.
        """
        waiting = self.loading or self.away
        victims = list(waiting)[: max(1, int(len(waiting) * share))]
        for visit in victims:
            self._end(visit)
        return len(victims)
