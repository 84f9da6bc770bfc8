"""One text in several processes, with browsers in each: whatever the delays, all end with the same text.

The browsers run the real module of the client, in Node.js; lines, controls and the log are made up.
"""

from __future__ import annotations

import logging
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domsync.dom.controls.operational_transform import Edit
from domsync.server.replication import text_order
from domsync.server.replication.text_order import Entry, Item
from tests.components.shared_text.text_clients import Clients, clients
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
    with Rooms(clients, [2, 1, 1], "abc") as rooms:
        rooms.settle()
        run(rooms, steps)
        rooms.settle()
        # A browser that gets the text as a whole may not know any more that it had removed something.
        rooms.check(removals=not any(step[0] in ("go", "join") for step in steps))


@given(many(TYPING, TYPING, ARRIVING, ARRIVING, ARRIVING, HAPPENING, LOSING))
@settings(max_examples=scaled(150))
def test_also_when_the_log_is_lost(clients: Clients, steps: list[tuple[Any, ...]]) -> None:
    with Rooms(clients, [1, 1, 1], "abc") as rooms:
        rooms.settle()
        run(rooms, steps)
        rooms.settle()
        rooms.check(removals=not any(step[0] in ("go", "join") for step in steps))


@given(many(TYPING, TYPING, ARRIVING, ARRIVING, ARRIVING, HAPPENING), st.integers(1, 8))
@settings(max_examples=scaled(150))
def test_also_when_the_past_is_forgotten(clients: Clients, steps: list[tuple[Any, ...]], history: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_order, "HISTORY", history)
        with Rooms(clients, [1, 1, 1], "abc") as rooms:
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
            with Rooms(clients, [1, 1, 1], "abc") as rooms:
                rooms.settle()
                run(rooms, steps)
                rooms.settle()
                rooms.check_equal()
    finally:
        logging.getLogger("domsync").disabled = False


@pytest.fixture
def rooms(clients: Clients) -> Rooms:
    """Two processes with a browser in each, and nothing under way."""
    rooms = Rooms(clients, [1, 1])
    rooms.settle()
    return rooms


def test_two_who_write_in_one_place_do_not_mix_their_words(rooms: Rooms) -> None:
    for letters in ("aw", "bx", "cy", "dz"):
        for browser, letter in zip(rooms.browsers, letters, strict=True):
            browser.write(letter)
        for browser in rooms.browsers:
            browser.arrive_here()
        for process in rooms.processes:
            process.write()
        for process in rooms.processes:
            process.read()
        for browser in rooms.browsers:
            browser.arrive_there()
    rooms.settle()
    assert rooms.check_equal() in ("abcdwxyz", "wxyzabcd")


def test_while_the_log_is_away_each_process_goes_on(clients: Clients) -> None:
    rooms = Rooms(clients, [2, 1], "()")
    rooms.settle()
    first, second, other = rooms.browsers
    one, two = rooms.processes
    for number in range(50):
        first.type(1 + number, 1 + number, chr(ord("A") + number))
        for browser in rooms.browsers:
            browser.arrive_here()
            browser.arrive_there()
    two.state.insert(1, "0")
    other.arrive_there()
    other.type(2, 2, "1")
    other.arrive_here()
    text = "".join(chr(ord("A") + number) for number in range(50))
    assert (one.state.value, second.value, two.state.value) == (f"({text})", f"({text})", "(01)")
    # It is back: what each has done is one edit, in one entry.
    rooms.settle_processes()
    assert len(rooms.log.entries) == 2
    rooms.settle()
    assert rooms.check_equal() in (f"({text}01)", f"(01{text})")


def test_what_is_done_while_an_entry_is_under_way_is_in_the_next_one(rooms: Rooms) -> None:
    one, two = rooms.processes
    for letter in "abc":
        one.state.append(letter)
        one.write()
    assert len(rooms.log.entries) == 1
    two.read()
    assert two.state.value == "a"
    one.read()
    one.write()
    two.read()
    assert (two.state.value, len(rooms.log.entries)) == ("abc", 2)


def test_who_comes_late_begins_with_a_snapshot(rooms: Rooms) -> None:
    one, two = rooms.processes
    for letter in "abcdef😀":
        one.state.append(letter)
        one.write()
        one.read()
    one.trim()
    assert not rooms.log.entries
    late = rooms.join(1)
    assert late.state.value == "abcdef😀"
    late.state.insert(0, "!")
    # Nor was the other one there: it has not read a single entry.
    assert not two.state.value
    rooms.settle()
    assert rooms.check_equal() == "!abcdef😀"


def test_a_process_dies_and_what_it_had_not_acknowledged_counts_once(rooms: Rooms) -> None:
    one, two = rooms.processes
    browser, other = rooms.browsers
    for letter in "abc":
        browser.write(letter)
        browser.arrive_here()
    one.write()
    browser.write("d")
    other.write("x")
    other.arrive_here()
    rooms.processes.remove(one)
    two.write()
    two.read()
    assert sorted(two.state.value) == list("abcx")
    browser.go_to(two)
    rooms.settle()
    assert sorted(rooms.check_equal()) == list("abcdx")


def test_together_a_text_may_become_longer_than_it_may(clients: Clients) -> None:
    rooms = Rooms(clients, [1, 1], "abc", max_length=5)
    rooms.settle()
    one, two = rooms.processes
    one.state.append("de")
    two.state.append("fg")
    rooms.settle()
    text = rooms.check_equal()
    assert sorted(text) == list("abcdefg")
    # From then on it can only become shorter.
    with pytest.raises(ValueError, match="8 characters; max_length is 5"):
        one.state.append("h")
    one.state.delete(0, 1)
    browser = rooms.browsers[1]
    rooms.settle()
    browser.type(0, 1, "")
    rooms.settle()
    assert rooms.check_equal() == text[2:]


def test_what_is_no_entry_is_passed_over_by_all(rooms: Rooms, caplog: pytest.LogCaptureFixture) -> None:
    one, two = rooms.processes
    one.state.append("a")
    one.write()
    rooms.settle()
    good = msgspec.json.decode(rooms.log.entries[0], type=Entry)
    edits: list[Edit] = [[99, "z"], [-99]]
    for edit in edits:
        wrong = msgspec.structs.replace(good, sender="wrong", items=[Item("wrong", 1, edit, {})])
        rooms.log.entries.append(msgspec.json.encode(wrong))
    rooms.log.entries += [b"{}", rooms.log.entries[0]]
    two.state.append("b")
    rooms.settle()
    assert rooms.check_equal() == "ab"
    assert caplog.text.count("was passed over") == 6


def test_after_the_log_was_lost_an_edit_may_come_to_stand_elsewhere(clients: Clients) -> None:
    rooms = Rooms(clients, [1, 1, 1], "x")
    rooms.settle()
    one, two, three = rooms.processes
    one.state.delete(0, 1)
    one.write()
    two.state.insert(1, "q")
    two.write()
    one.read()
    # Nobody else has read that; now it is gone, and what comes instead is in between.
    three.lose_history()
    three.state.insert(0, "p")
    for process in (three, two, one):
        process.write()
    assert one.state.value == "q"
    one.read(1)
    # In place of the x there are two letters, of which either may be first.
    assert one.state.value == "qp"
    one.read()
    rooms.check_consistent()
    rooms.settle()
    assert rooms.check_equal() == "pq"


def test_what_was_lost_with_the_log_is_said(
    rooms: Rooms, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(text_order, "HISTORY", 2)
    one, two = rooms.processes
    rooms.join()
    one.connect()
    for letter in "abcde":
        rooms.processes[2].state.append(letter)
        rooms.processes[2].write()
        rooms.processes[2].read()
    two.lose_history()
    rooms.settle()
    assert not rooms.check_equal()
    assert "5 changes of <SharedText 'abcde'> were lost with the log" in caplog.text


def test_after_it_has_stopped_a_text_is_each_process_own(rooms: Rooms) -> None:
    one, two = rooms.processes
    one.replica.stop()
    one.state.append("a")
    two.state.append("b")
    assert one.replica.waiting == 0
    # And when it starts again, there is a log.
    one.replica.start("again")
    one.epoch = 0
    one.state.append("c")
    rooms.settle()
    assert rooms.check_equal() == "bc"
