"""What pages, nodes and sessions take of a server's memory, and that it comes back."""

import gc
from collections.abc import Callable
from contextlib import ExitStack

import pytest

from benchmarks.crowds import BARE, COUNTER, memory_per_session
from benchmarks.node_memory import MOST, STYLES, kept_bytes
from benchmarks.table import Counter, RememberingTable
from benchmarks.visits import BrowserlessVisit
from domsync import Component
from domsync.dom.nodes.node import Node
from domsync.server.pages.served_visit import ServedVisit
from domsync.server.pages.visit import Visit
from domsync.session import Session

NODES = 10_000


@pytest.mark.parametrize("make", STYLES.values(), ids=STYLES)
async def test_a_live_node_takes_at_most_600_bytes(make: Callable[[ExitStack], object]) -> None:
    kept, left = await kept_bytes(make)
    assert kept / NODES <= MOST
    assert left < 20_000, "a page that is gone leaves nothing of its 10,000 nodes"


async def test_a_session_takes_at_most_twenty_kib_more_than_its_connection() -> None:
    assert await memory_per_session(COUNTER, 200) - await memory_per_session(BARE, 200) <= 20


def test_a_thousand_sessions_that_have_ended_leave_nothing_behind() -> None:
    def alive() -> int:
        kinds = (Component, Node, Session, ServedVisit, Visit)
        return sum(issubclass(type(thing), kinds) for thing in gc.get_objects())

    def visit(page: Component, button: str) -> None:
        with ExitStack() as stack:
            visit = BrowserlessVisit(stack)
            visit.mount(page)
            visit.connect()
            visit.click(visit.find(button))

    visit(Counter(), "inc")
    visit(RememberingTable(), "run")
    gc.collect()
    before = alive()
    gc.disable()
    try:
        # By reference counting alone: the collector is off.
        for number in range(1000):
            visit(*((RememberingTable(), "run") if number % 100 == 0 else (Counter(), "inc")))
        assert alive() == before
    finally:
        gc.enable()
