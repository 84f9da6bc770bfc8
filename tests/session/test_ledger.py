"""The ledger of a browser's events, against the plainest model of it: a list of all that was ever said."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from domsync.session.ledger import EventLedger


class Place:
    """A browser's place in a document: frames up to `sent` of `newest` have gone out."""

    def __init__(self) -> None:
        self.newest = self.sent = 0

    def has(self, seq: int) -> bool:
        return self.sent >= seq


class LedgerMachine(RuleBasedStateMachine):
    """Any order of what a browser, two shared documents and handlers can do."""

    def __init__(self) -> None:
        super().__init__()
        self.ledger = EventLedger()
        self.places = [Place(), Place()]
        #: For each event that has arrived, by its number: its document, and what its acknowledgement waits for.
        self.where: dict[int, Place | None] = {}
        self.waits: dict[int, int] = {}
        self.done: set[int] = set()
        self.last = 0
        self.told = 0

    @rule(skipped=st.integers(0, 2), shared=st.sampled_from([None, 0, 1]))
    def arrive(self, skipped: int, shared: int | None) -> None:
        self.last += 1 + skipped
        assert self.ledger.arrive(self.last)
        self.where[self.last] = None
        if shared is not None:
            self.where[self.last] = self.places[shared]
            self.ledger.belongs_to(self.last, self.places[shared])

    @precondition(lambda self: self.last)
    @rule(back=st.integers(0, 5))
    def arrive_again(self, back: int) -> None:
        n = max(1, self.last - back)
        assert not self.ledger.arrive(n), "each event is new once"
        self.told = min(self.told, n - 1)

    @rule(pick=st.randoms(use_true_random=False))
    def handle(self, pick) -> None:  # type: ignore[no-untyped-def]
        open_ones = [n for n in self.where if n not in self.done and n not in self.waits]
        if not open_ones:
            return
        n = pick.choice(open_ones)
        self.ledger.handled(n)
        place = self.where[n]
        if place is None or place.sent >= place.newest:
            self.done.add(n)
        else:
            self.waits[n] = place.newest

    @rule(shared=st.sampled_from([0, 1]))
    def frame(self, shared: int) -> None:
        self.places[shared].newest += 1

    @rule(shared=st.sampled_from([0, 1]), frames=st.integers(1, 3))
    def send(self, shared: int, frames: int) -> None:
        place = self.places[shared]
        barrier = self.ledger.barrier(place)
        waiting = [seq for n, seq in self.waits.items() if self.where[n] is place]
        assert barrier == (waiting[0] if waiting else None)
        end = place.newest if barrier is None else barrier
        place.sent = max(place.sent, min(end, place.sent + frames))
        self.ledger.catch_up()
        for n, seq in tuple(self.waits.items()):
            other = self.where[n]
            assert other is not None
            if other.sent >= seq:
                del self.waits[n]
                self.done.add(n)
        assert self.ledger.waits == bool(self.waits)

    @rule()
    def tell(self) -> None:
        acknowledged = self.ledger.acknowledged
        assert self.ledger.tell(acknowledged) == (acknowledged > self.told)
        self.told = max(self.told, acknowledged)

    @rule()
    def reconnect(self) -> None:
        self.ledger.reconnect()
        self.told = 0

    @invariant()
    def everything_before_is_handled(self) -> None:
        expected = next((n - 1 for n in self.where if n not in self.done), self.last)
        assert self.ledger.acknowledged == expected
        assert self.ledger.received == self.last
        assert self.ledger.acked == self.told


TestLedger = LedgerMachine.TestCase


def test_a_ledger_that_is_cleared_waits_for_nothing() -> None:
    ledger, place = EventLedger(), Place()
    ledger.arrive(1)
    ledger.belongs_to(1, place)
    place.newest = 1
    ledger.handled(1)
    assert (ledger.acknowledged, ledger.waits, ledger.barrier(place)) == (0, True, 1)
    ledger.clear()
    assert (ledger.acknowledged, ledger.waits, ledger.barrier(place)) == (1, False, None)
