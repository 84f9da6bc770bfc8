"""Several browsers type into one text: whatever the delays, all end with the same text and nothing is lost.

The browsers run the real module of the client, in Node.js; lines and controls are made up.
"""

from collections import deque
from itertools import count
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domsync.components.handlers.decoding import decode
from domsync.components.shared_text import log as text_log
from domsync.components.shared_text.log import TextLog, Told
from domsync.dom.controls.operational_transform import between, from_units, to_units
from domsync.errors import ProtocolError
from tests.components.shared_text.text_clients import Clients, clients
from tests.profiles import scaled

__all__ = ["clients"]

_pages = count()


class Room:
    """A text, browsers that show it, and the lines between: what is under way arrives when a test says so."""

    def __init__(self, clients: Clients, text: str, browsers: int) -> None:
        self.clients = clients
        self.log = TextLog(text, 100_000, single_line=False)
        self.told = 0
        self.names = [f"page{next(_pages)}" for _ in range(browsers)]
        self.up: dict[str, deque[bytes]] = {}
        self.down: dict[str, deque[dict[str, Any]]] = {}
        self.put_in: list[str] = []
        self.removed: set[str] = set()
        #: Unique characters: of one code unit and of two.
        self.letters = (chr(start + n) for n in count() for start in (0x4E00, 0x20000))
        for name in self.names:
            self.up[name], self.down[name] = deque(), deque()
            self.call("open", name, to_units(text))

    def call(self, command: str, *arguments: object) -> Any:
        result = self.clients.call(command, *arguments)
        for name, payload in self.clients.emitted:
            self.up[name].append(msgspec.json.encode(payload))
        self.clients.emitted.clear()
        return result

    def value(self, name: str) -> str:
        return from_units(self.call("look", name)[0])

    def caret(self, name: str) -> tuple[str, str]:
        """What is before a caret and what is after it."""
        value, start, end = self.call("look", name)
        assert start == end
        return from_units(value[:start]), from_units(value[start:])

    def type(self, name: str, start: int, removed: int, letters: int) -> None:
        value = self.value(name)
        start = min(start, len(value))
        end = min(start + removed, len(value))
        text = "".join(next(self.letters) for _ in range(letters))
        self.put_in += text
        self.removed |= set(value[start:end])
        self.call("type", name, len(to_units(value[:start])), len(to_units(value[:end])), text)

    def edit_here(self, start: int, removed: int, letters: int) -> None:
        text = from_units(self.log.units)
        start = min(start, len(text))
        new = "".join(next(self.letters) for _ in range(letters))
        self.put_in += new
        self.removed |= set(text[start : start + removed])
        self.log.edit(between(self.log.units, to_units(text[:start] + new + text[start + removed :])))
        self.publish()

    def publish(self) -> None:
        news = self.log.since(self.told)
        assert news is not None
        self.told = self.log.revision
        for line in self.down.values():
            line += [{"r": r, "by": by, "edit": [_shown(part) for part in edit]} for r, by, edit in news]

    def arrive_here(self, name: str) -> None:
        if not self.up[name]:
            return
        told = decode(self.up[name].popleft(), Told)
        answer = self.log.hear(told, may_edit=True)
        self.publish()
        if answer is not None:
            self.down[name].append(answer)

    def arrive_there(self, name: str) -> None:
        if not self.down[name]:
            return
        before, after = self.caret(name)
        self.call("tell", name, self.down[name].popleft())
        new_before, new_after = self.caret(name)
        # The caret has stayed between the letters that it was between, as far as they are still there.
        if len(set(new_before + new_after)) == len(new_before + new_after):
            assert not set(before) & set(new_after)
            assert not set(after) & set(new_before)

    def lose_session(self, name: str) -> None:
        """The connection broke for so long that the server has forgotten the page, and builds it anew."""
        self.up[name].clear()
        self.down[name].clear()
        self.call("rebuild", name, self.log.units)

    def settle(self) -> None:
        while any(self.up.values()) or any(self.down.values()):
            for name in self.names:
                self.arrive_here(name)
                self.arrive_there(name)

    def check(self, *, removals: bool = True) -> None:
        text = from_units(self.log.units)
        assert [self.value(name) for name in self.names] == [text] * len(self.names)
        assert len(set(text)) == len(text)
        assert set(self.put_in) - self.removed <= set(text) <= set(self.put_in)
        if removals:
            assert not self.removed & set(text)


def _shown(part: int | str) -> int | str:
    return from_units(part) if isinstance(part, str) else part


@pytest.fixture
def room(clients: Clients) -> Room:
    room = Room(clients, "", 2)
    room.settle()
    return room


WHO = st.integers(0, 2)
PLACE = st.integers(0, 12)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("type"), WHO, PLACE, st.integers(0, 3), st.integers(0, 3)),
        st.tuples(st.just("arrive_here"), WHO),
        st.tuples(st.just("arrive_there"), WHO),
        st.tuples(st.just("edit_here"), PLACE, st.integers(0, 2), st.integers(0, 2)),
        st.tuples(st.just("caret"), WHO, PLACE),
    ),
    max_size=40,
)


def run(room: Room, steps: list[tuple[Any, ...]]) -> None:
    for what, *arguments in steps:
        if what == "edit_here":
            room.edit_here(*arguments)
            continue
        name = room.names[arguments[0]]
        if what == "caret":
            value = room.value(name)
            room.call("caret", name, len(to_units(value[: arguments[1]])))
        else:
            getattr(room, what)(name, *arguments[1:])


@given(STEPS)
@settings(max_examples=scaled(150))
def test_all_end_equal_and_nothing_is_lost(clients: Clients, steps: list[tuple[Any, ...]]) -> None:
    room = Room(clients, "", 3)
    run(room, steps)
    room.settle()
    room.check()


@given(STEPS, st.lists(st.integers(0, 39), max_size=3), st.integers(1, 8))
@settings(max_examples=scaled(150))
def test_also_when_sessions_are_lost_and_the_past_is_forgotten(
    clients: Clients, steps: list[tuple[Any, ...]], losses: list[int], history: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_log, "HISTORY", history)
        room = Room(clients, "", 3)
    for place in sorted(losses, reverse=True):
        steps.insert(place, ("lose_session", place % 3))
    run(room, steps)
    room.settle()
    # A browser that got the text anew may not know any more that it had removed something.
    room.check(removals=False)


def test_two_at_one_place_do_not_mix_their_words(room: Room) -> None:
    _one, _two = room.names
    for _ in range(4):
        for name in room.names:
            place = len(room.caret(name)[0])
            room.type(name, place, 0, 1)
        for name in room.names:
            room.arrive_here(name)
        for name in room.names:
            room.arrive_there(name)
    room.settle()
    room.check()
    text = from_units(room.log.units)
    assert {text[:4], text[4:]} == {"".join(room.put_in[0::2]), "".join(room.put_in[1::2])}


def test_who_types_without_a_line_sends_one_edit(room: Room) -> None:
    one, _two = room.names
    room.call("full", True)
    for place in range(50):
        room.type(one, place, 0, 1)
    room.call("full", False)
    room.type(one, 50, 0, 1)
    assert len(room.up[one]) == 1
    room.settle()
    room.check()


def test_a_long_paste_goes_in_pieces(room: Room) -> None:
    one, two = room.names
    text = "😀é\n" * 10_000
    room.call("type", one, 0, 0, text)
    assert len(room.up[one]) == 4
    assert max(map(len, room.up[one])) < 64 * 1024
    room.settle()
    assert room.value(two) == room.value(one) == text


def test_digits_are_text(room: Room) -> None:
    one, two = room.names
    for digit in "5-10":
        room.call("type", one, 0, 0, digit)
        room.call("type", two, 0, 0, digit)
    room.settle()
    assert room.value(one) == room.value(two) == from_units(room.log.units)
    assert sorted(room.value(one)) == sorted("5-10" * 2)


def test_the_letter_that_was_typed_is_the_one_before_the_caret(room: Room) -> None:
    one, _two = room.names
    room.log.edit(["aaa"])
    room.publish()
    room.settle()
    room.call("type", one, 1, 1, "a")
    assert msgspec.json.decode(room.up[one][-1])["edit"] == [1, "a"]
    room.settle()


def test_another_emoji_of_the_same_kind(room: Room) -> None:
    one, two = room.names
    room.log.edit([to_units("😀")])
    room.publish()
    room.settle()
    room.call("type", one, 0, 2, "😁")
    room.settle()
    assert from_units(room.log.units) == room.value(two) == "😁"


def test_nothing_is_touched_while_a_character_is_composed(room: Room) -> None:
    one, two = room.names
    room.call("compose", one, "start")
    room.call("type", one, 0, 0, "か")
    room.call("type", two, 0, 0, "x")
    room.settle()
    assert room.value(one) == "か"
    room.call("type", one, 0, 1, "蚊")
    room.call("compose", one, "end")
    room.settle()
    assert room.value(one) == room.value(two) == from_units(room.log.units)
    assert sorted(room.value(one)) == ["x", "蚊"]


# What no browser of ours says


def begin(log: TextLog, name: str = "somebody") -> dict[str, Any]:
    answer = log.hear(Told(name), may_edit=True)
    assert answer is not None
    return answer


@pytest.mark.parametrize(
    ("edit", "text"),
    [([5], "abc"), ([-9], "abc"), ([2**60, "x"], "abc"), ([1, "x"], "😀"), (["x" * 99], "abc"), ([2, -1], "a😀")],
)
def test_an_edit_that_does_not_fit_changes_nothing(edit: list[int | str], text: str) -> None:
    log = TextLog(text, 10, single_line=False)
    start = begin(log)
    answer = log.hear(Told("somebody", start["e"], 1, start["r"], edit), may_edit=True)
    # It counts as handled, and the browser gets the text as it is.
    assert (answer or {"n": 1})["n"] == 1
    assert from_units(log.units) == text


def test_an_edit_where_none_is_allowed() -> None:
    log = TextLog("a", 10, single_line=False)
    start = begin(log)
    answer = log.hear(Told("somebody", start["e"], 1, 0, ["x"]), may_edit=False)
    assert answer is not None
    assert answer["n"] == 1
    assert log.units == "a"


def test_an_edit_counts_once_and_in_its_turn() -> None:
    log = TextLog("", 10, single_line=False)
    start = begin(log)
    told = Told("somebody", start["e"], 1, 0, ["x"])
    assert log.hear(told, may_edit=True) is None
    assert log.hear(told, may_edit=True) is None
    assert log.units == "x"
    begin(log)
    assert log.hear(Told("somebody", start["e"], 2, 0, ["y"]), may_edit=True) is None
    assert log.units == "x"


def test_an_edit_of_a_future_or_an_unknown_past_gets_the_text() -> None:
    log = TextLog("", 10, single_line=False)
    start = begin(log)
    answer: Any = log.hear(Told("somebody", start["e"], 1, 7, ["x"]), may_edit=True)
    assert answer is not None
    assert (answer["n"], log.units) == (0, "")
    # And one out of order.
    answer = log.hear(Told("somebody", answer["e"], 2, 0, ["x"]), may_edit=True)
    assert answer is not None
    assert (answer["n"], log.units) == (0, "")


def test_too_much_work_is_not_done() -> None:
    log = TextLog("a" * 1000, 10_000, single_line=False)
    start = begin(log)
    for _ in range(100):
        log.edit([500, "x"])
    edit: list[int | str] = [1, "y"] * 500
    answer = log.hear(Told("somebody", start["e"], 1, 0, edit), may_edit=True)
    assert answer is not None
    assert answer["n"] == 0
    assert "y" not in log.units


def test_clients_are_forgotten_in_the_end() -> None:
    log = TextLog("", 10, single_line=False)
    for number in range(text_log.CLIENTS + 50):
        begin(log, f"client{number:04}")
    assert len(log._clients) == text_log.CLIENTS


@pytest.mark.parametrize(
    "raw",
    [
        b'{"c": "short"}',
        b'{"c": "somebody", "n": -1}',
        b'{"c": "somebody", "edit": [1.5]}',
        b'{"c": "somebody", "edit": [null]}',
        b'{"c": "somebody", "edit": ["\\ud83d"]}',
        b'{"c": "somebody", "more": 1}',
    ],
)
def test_what_is_no_edit_at_all(raw: bytes) -> None:
    with pytest.raises(ProtocolError):
        decode(raw, Told)


def test_characters_that_no_control_holds() -> None:
    log = TextLog("a\r\nb\rc\0", 10, single_line=False)
    assert log.units == "a\nb\nc\ufffd"
    assert TextLog("a\r\nb", 10, single_line=True).units == "a b"
    start = begin(log)
    assert log.hear(Told("somebody", start["e"], 1, 0, ["\0"]), may_edit=True) is None
    assert log.units.startswith("\ufffd")
