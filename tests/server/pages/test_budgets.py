"""Whose page goes when there are too many: never one below a cap, never that of somebody who has few."""

from collections import Counter

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from domsync.server.pages.budgets import VisitBudgets, Waiting

SESSIONS, PENDING, PER_PEER, AWAY = 12, 5, 3, 4
PEERS = ["a", "b", "c", "proxy"]
peers = st.sampled_from(PEERS)


class BudgetMachine(RuleBasedStateMachine):
    """Visitors from four addresses, one of which speaks for many, load pages, connect, and go away."""

    def __init__(self) -> None:
        super().__init__()
        self.ended: list[int] = []
        self.budgets: VisitBudgets[int] = VisitBudgets(SESSIONS, PENDING, PER_PEER, AWAY, {"proxy"}, self.end)
        self.peers: dict[int, str] = {}
        #: The visits of each kind in the order in which they got there.
        self.loading: list[int] = []
        self.connected: list[int] = []
        self.away: list[int] = []
        self.count = 0
        self.may_end = False

    def end(self, visit: int) -> None:
        assert self.may_end, "nothing that happened was a reason to end a visit"
        self.ended.append(visit)
        for kind in (self.loading, self.connected, self.away):
            if visit in kind:
                kind.remove(visit)
        self.budgets.forget(visit)

    @rule(peer=peers)
    def load(self, peer: str) -> None:
        counts = Counter(self.peers[visit] for visit in self.loading)
        before = list(self.loading)
        self.may_end = len(self.loading) >= PENDING
        refused = self.budgets.refusal(peer)
        self.may_end = False
        gone = [visit for visit in before if visit not in self.loading]
        if len(before) + len(self.connected) + len(self.away) >= SESSIONS:
            assert (refused, gone) == (503, [])
        elif peer != "proxy" and counts[peer] >= PER_PEER:
            assert (refused, gone) == (429, []), "that address alone"
        elif gone:
            (victim,) = gone
            theirs = self.peers[victim]
            assert refused is None
            assert theirs != "proxy"
            assert counts[theirs] == max(counts[each] for each in PEERS if each != "proxy") > counts[peer] + 1
            assert victim == next(visit for visit in before if self.peers[visit] == theirs)
        else:
            assert refused == (503 if len(before) >= PENDING else None)
        if refused is None:
            self.count += 1
            self.peers[self.count] = peer
            self.loading.append(self.count)
            self.budgets.load(self.count, peer)

    @rule(pick=st.randoms(use_true_random=False))
    def connect(self, pick) -> None:  # type: ignore[no-untyped-def]
        waiting = self.loading + self.away
        if waiting:
            visit = pick.choice(waiting)
            (self.loading if visit in self.loading else self.away).remove(visit)
            self.connected.append(visit)
            self.budgets.connect(visit)

    @rule(pick=st.randoms(use_true_random=False))
    def lose(self, pick) -> None:  # type: ignore[no-untyped-def]
        if not self.connected:
            return
        visit = pick.choice(self.connected)
        self.connected.remove(visit)
        self.away.append(visit)
        before = list(self.away)
        self.may_end = len(before) > AWAY
        self.budgets.lose(visit, self.peers[visit])
        self.may_end = False
        gone = [each for each in before if each not in self.away]
        assert len(gone) == max(0, len(before) - AWAY)
        for victim in gone:
            counts = Counter(self.peers[each] for each in before)
            assert counts[self.peers[victim]] == max(counts.values()), "of the address with most of them"
            assert victim == next(each for each in before if self.peers[each] == self.peers[victim]), "away for longest"

    @rule(pick=st.randoms(use_true_random=False))
    def leave(self, pick) -> None:  # type: ignore[no-untyped-def]
        everybody = self.loading + self.connected + self.away
        if everybody:
            self.may_end = True
            self.end(pick.choice(everybody))
            self.may_end = False

    @rule(share=st.floats(0.01, 1))
    def memory_is_short(self, share: float) -> None:
        first = list(self.loading or self.away)
        self.may_end = True
        ended = self.budgets.relieve(share)
        self.may_end = False
        assert ended == (max(1, int(len(first) * share)) if first else 0)
        assert list(self.loading or self.away)[: len(first) - ended] == first[ended:] or not first[ended:]

    @invariant()
    def everybody_is_counted_once(self) -> None:
        assert list(self.budgets.loading) == self.loading
        assert list(self.budgets.away) == self.away
        assert self.budgets.connected == set(self.connected)
        assert len(self.budgets) == len(self.loading) + len(self.away) + len(self.connected) <= SESSIONS
        assert len(self.loading) <= PENDING
        assert len(self.away) <= AWAY


TestBudgets = BudgetMachine.TestCase


def test_below_the_cap_nobody_goes() -> None:
    # A cap of 20 with 15 connected and 18 away: one page more ended all 18.
    ended: list[int] = []
    budgets: VisitBudgets[int] = VisitBudgets(10_000, 20, None, 20, (), ended.append)
    for visit in range(33):
        budgets.load(visit, "a")
        budgets.connect(visit)
    for visit in range(18):
        budgets.lose(visit, "a")
    assert budgets.refusal("a") is None
    budgets.load(33, "a")
    assert (ended, len(budgets.away)) == ([], 18)


def test_memory_takes_pages_that_never_connected_first_and_then_those_away_for_longest() -> None:
    ended: list[int] = []

    def end(visit: int) -> None:
        ended.append(visit)
        budgets.forget(visit)

    budgets: VisitBudgets[int] = VisitBudgets(100, 100, None, 100, (), end)
    for visit in range(6):
        budgets.load(visit, "a")
    for visit in (3, 1, 5, 0):
        budgets.connect(visit)
    for visit in (5, 1, 3):
        budgets.lose(visit, "a")
    assert [budgets.relieve(0.5) for _ in range(6)] == [1, 1, 1, 1, 1, 0]
    assert ended == [2, 4, 5, 1, 3], "the one that is connected stays"


@pytest.mark.parametrize("spared", [(), ("b",)])
def test_the_heaviest_address(spared: tuple[str, ...]) -> None:
    waiting: Waiting[int] = Waiting()
    assert waiting.longest_of_heaviest(spared) is None
    for one, peer in enumerate("abbbaac"):
        waiting.add(one, peer)
    waiting.remove(0)
    waiting.add(1, "b")
    assert waiting.longest_of_heaviest(spared) == ((2, "b") if not spared else (4, "a"))
    assert [waiting.count(peer) for peer in "abcd"] == [2, 3, 1, 0]
