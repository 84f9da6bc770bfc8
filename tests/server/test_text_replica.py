"""One text in several processes, with browsers in each: whatever the delays, all end with the same text.

The browsers run the real module of the client, in Node.js; lines, controls and the log are made up.
"""

from __future__ import annotations

import logging
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domsync.server import text_order
from tests.components.text_clients import Clients, clients
from tests.profiles import scaled
from tests.server.text_rooms import Rooms

__all__ = ["clients"]

WHO = st.integers(0, 11)
PLACE = st.integers(0, 12)
TYPING = st.one_of(
    st.tuples(st.just("type"), WHO, PLACE, st.integers(0, 3), st.integers(0, 3)),
    st.tuples(st.just("edit"), WHO, PLACE, st.integers(0, 2), st.integers(0, 2)),
)
ARRIVING = st.tuples(st.sampled_from(["here", "there", "write", "read"]), WHO, st.integers(0, 3))
HAPPENING = st.tuples(st.sampled_from(["resend", "trim", "join", "go"]), WHO)
LOSING = st.tuples(st.just("lose"), WHO)


def many(*kinds: st.SearchStrategy[tuple[Any, ...]]) -> st.SearchStrategy[list[tuple[Any, ...]]]:
    """Steps; of few steps little would come."""
    return st.one_of(st.lists(st.one_of(kinds), max_size=20), st.lists(st.one_of(kinds), min_size=40, max_size=100))


def run(rooms: Rooms, steps: list[tuple[Any, ...]]) -> None:
    for what, who, *arguments in steps:
        process = rooms.processes[who % len(rooms.processes)]
        browser = rooms.browsers[who % len(rooms.browsers)]
        match what:
            case "type":
                rooms.type(browser, *arguments)
            case "edit":
                rooms.edit(process, *arguments)
            case "here":
                browser.arrive_here()
            case "there":
                browser.arrive_there()
            case "write":
                process.write()
            case "read":
                process.read(1 + arguments[0])
            case "resend":
                process.connect()
            case "trim":
                process.trim()
            case "join" if len(rooms.processes) < 5:
                rooms.join(1)
            case "go":
                rooms.settle_processes()
                browser.go_to(process)
            case "lose":
                process.lose_history()
        rooms.check_consistent()


@given(many(TYPING, TYPING, ARRIVING, ARRIVING, ARRIVING, HAPPENING))
@settings(max_examples=scaled(150))
def test_all_end_equal_and_nothing_is_lost_or_there_twice(clients: Clients, steps: list[tuple[Any, ...]]) -> None:
    rooms = Rooms(clients, [2, 1, 1], "abc")
    rooms.settle()
    run(rooms, steps)
    rooms.settle()
    # A browser that gets the text as a whole may not know any more that it had removed something.
    rooms.check(removals=not any(step[0] in ("go", "join") for step in steps))


@given(many(TYPING, TYPING, ARRIVING, ARRIVING, ARRIVING, HAPPENING, LOSING))
@settings(max_examples=scaled(150))
def test_also_when_the_log_is_lost(clients: Clients, steps: list[tuple[Any, ...]]) -> None:
    rooms = Rooms(clients, [1, 1, 1], "abc")
    rooms.settle()
    run(rooms, steps)
    rooms.settle()
    rooms.check(removals=not any(step[0] in ("go", "join") for step in steps))


@given(many(TYPING, TYPING, ARRIVING, ARRIVING, ARRIVING, HAPPENING), st.integers(1, 8))
@settings(max_examples=scaled(150))
def test_also_when_the_past_is_forgotten(clients: Clients, steps: list[tuple[Any, ...]], history: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_order, "HISTORY", history)
        rooms = Rooms(clients, [1, 1, 1], "abc")
        rooms.settle()
        run(rooms, steps)
        rooms.settle()
    rooms.check(removals=False)


@given(
    many(TYPING, TYPING, ARRIVING, ARRIVING, ARRIVING, HAPPENING, LOSING),
    st.integers(1, 8),
)
@settings(max_examples=scaled(150))
def test_all_end_equal_also_when_both_happens(clients: Clients, steps: list[tuple[Any, ...]], history: int) -> None:
    logging.getLogger("domsync").disabled = True  # it says what is lost
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(text_order, "HISTORY", history)
            rooms = Rooms(clients, [1, 1, 1], "abc")
            rooms.settle()
            run(rooms, steps)
            rooms.settle()
        rooms.check_equal()
    finally:
        logging.getLogger("domsync").disabled = False
