"""The user and the program change a control at the same time, over a slow line: both come to one text."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domsync.dom import Document
from domsync.dom.controls.operational_transform import from_units, to_units
from domsync.session import DomEvent, Session, deliver
from domsync.session.concurrent_text import SetTexts, TextEdit, TextMerger
from domsync.testing.browser import Browser
from domsync.testing.tree.nodes import ReferenceElement
from domsync.testing.tree.traversal import value_of
from tests.profiles import scaled

React = Callable[[str], str | None]


class Line:
    """A page with a text box, and a line on which both ways wait until a test lets something through.

    Args:
        react: What the program puts into the box when the user has typed; None leaves it.
        tag: The box: an `input`, or a `textarea`.
    """

    def __init__(self, react: React = lambda text: None, tag: str = "textarea") -> None:
        self.react = react
        self.document = Document()
        self.box = self.document.createElement(tag)
        self.box.addEventListener("input", self.typed)
        self.document.documentElement.append(self.box)
        self.session = Session(self.document)
        self.up: deque[str | bytes] = deque()
        self.down: deque[bytes] = deque()
        self.heard: list[str] = []
        self.loop = asyncio.new_event_loop()
        self.browser = Browser("domsync_root_id", self.loop, lambda url, replaces: None, lambda url: None)
        self.connect()
        self.drain()

    def connect(self) -> None:
        self.session.connect(lambda: None)
        self.browser.connect(self.up.append, None)

    def lose(self) -> None:
        """The connection breaks, with all that is on it; the browser connects anew."""
        token = self.session.token
        self.up.clear()
        self.down.clear()
        self.browser.disconnect()
        self.session.disconnect()
        self.session.connect(lambda: None)
        self.browser.connect(self.up.append, token)

    def typed(self) -> None:
        self.heard.append(self.box.value)
        answer = self.react(self.box.value)
        if answer is not None:
            self.box.value = answer

    @property
    def control(self) -> ReferenceElement:
        """The box in the browser."""
        return self.browser.root.elements(self.box.localName)[0]

    @property
    def texts(self) -> tuple[str, str]:
        """What the box holds in the browser and in the tree."""
        return value_of(self.control), self.box.value

    def type(self, at: int, removed: int, text: str) -> None:
        """The user puts a text in the place of so many code units."""
        units = to_units(value_of(self.control))
        at = min(at, len(units))
        self.browser.typed.of(self.control)
        self.control.set_property("value", from_units(units[:at] + to_units(text) + units[at + removed :]))
        self.browser.changed_by_user(self.control)

    def pause(self) -> None:
        """The user pauses for long enough for what was typed to be told."""
        self.browser.listeners.flush()

    def set(self, text: str) -> None:
        """The program sets the box."""
        self.box.value = text
        self.send()

    def send(self) -> None:
        """The server writes what it has to say."""
        self.session.flush()
        while frames := self.session.data_to_send():
            self.down.extend(frames)

    def take_up(self) -> None:
        """One message of the browser's arrives."""
        if not self.up:
            return
        self.session.receive(self.up.popleft())
        for event in self.session.events_received():
            if isinstance(event, DomEvent):
                assert deliver(event) == []
                self.session.handled(event.n)
        self.send()

    def take_down(self) -> None:
        """One message of the server's arrives."""
        if self.down:
            self.browser.take(self.down.popleft())

    def drain(self) -> None:
        """Let everything through; what was typed fast is told at last."""
        self.send()
        while self.up or self.down:
            self.take_up()
            self.take_down()
            self.pause()


@pytest.fixture
def lines() -> Iterator[Callable[..., Line]]:
    made: list[Line] = []

    def make(react: React = lambda text: None, tag: str = "textarea") -> Line:
        made.append(Line(react, tag))
        return made[-1]

    yield make
    for line in made:
        line.loop.close()


def test_two_messages_typed_in_a_hurry_are_two(lines: Callable[..., Line]) -> None:
    """A chat box: Enter (here a dot) sends what stands in it and clears it, while the user goes on typing."""
    said: list[str] = []

    def send(text: str) -> str | None:
        if "." not in text:
            return None
        message, _, rest = text.partition(".")
        said.append(message)
        return rest

    line = lines(send)
    line.type(0, 0, "one.")
    line.take_up()
    # The answer is on its way; the user has not seen it.
    line.type(4, 0, "two.")
    assert line.texts == ("one.two.", "")
    line.take_down()
    assert line.texts[0] == "two."
    line.drain()
    assert (said, *line.texts) == (["one", "two"], "", "")


def test_what_a_handler_refuses_goes_and_what_is_typed_meanwhile_stays(lines: Callable[..., Line]) -> None:
    line = lines(lambda text: "".join(filter(str.isdigit, text)), "input")
    line.type(0, 0, "1x2")
    line.take_up()
    line.type(3, 0, "34y")
    line.drain()
    assert line.texts == ("1234", "1234")


def test_a_set_that_crosses_typing_is_merged_on_both_sides(lines: Callable[..., Line]) -> None:
    line = lines()
    line.set("hello world")
    line.drain()
    line.type(5, 0, ",")
    line.set("HELLO WORLD")
    line.drain()
    assert line.texts == ("HELLO, WORLD", "HELLO, WORLD")


def test_what_the_user_takes_back_stays_away(lines: Callable[..., Line]) -> None:
    """Capitals are made of a word while its last letters are corrected."""
    line = lines(str.upper)
    line.type(0, 0, "word")
    line.take_up()
    line.type(2, 2, "")
    line.type(2, 0, "x")
    line.drain()
    assert line.texts == ("WOX", "WOX")


def test_a_long_text_travels_as_an_edit(lines: Callable[..., Line]) -> None:
    line = lines()
    line.type(0, 0, "x" * 5_000)
    line.drain()
    line.type(2_500, 0, "y")
    (message,) = line.up
    assert len(message) < 200
    line.drain()
    assert line.texts == ("x" * 2_500 + "y" + "x" * 2_500,) * 2


def test_what_is_typed_while_the_line_is_gone_is_kept(lines: Callable[..., Line]) -> None:
    line = lines(lambda text: text.replace("a", "A"))
    line.type(0, 0, "a")
    line.take_up()
    line.lose()
    line.type(1, 0, "ba")
    line.drain()
    assert line.texts == ("AbA", "AbA")


def test_the_caret_of_an_astral_character_is_not_cut(lines: Callable[..., Line]) -> None:
    line = lines()
    line.set("👍👎")
    line.drain()
    line.type(2, 0, "!")
    line.set("👍👏")
    line.drain()
    assert line.texts == ("👍!👏", "👍!👏")


text = st.text("abA 👍\n", max_size=4)
step = st.one_of(
    st.tuples(st.just("type"), st.integers(0, 12), st.integers(0, 3), text),
    st.tuples(st.just("set"), text),
    st.tuples(st.just("pause")),
    st.tuples(st.just("up")),
    st.tuples(st.just("down")),
    st.tuples(st.just("lose")),
)
REACTIONS: dict[str, React] = {
    "none": lambda text: None,
    "upper": str.upper,
    "clears": lambda text: "" if "A" in text else None,
    "cuts": lambda text: text[:5],
}


@given(st.sampled_from(sorted(REACTIONS)), st.lists(step, max_size=30))
@settings(max_examples=scaled(150), deadline=None)
def test_browser_and_tree_come_to_one_text(reaction: str, steps: list[tuple[object, ...]]) -> None:
    line = Line(REACTIONS[reaction])
    do: dict[object, Callable[..., None]] = {
        "type": line.type,
        "set": line.set,
        "pause": line.pause,
        "up": line.take_up,
        "down": line.take_down,
        "lose": line.lose,
    }
    try:
        for name, *arguments in steps:
            do[name](*arguments)
        line.drain()
        # Nobody types any longer, so that what the browser has still to tell goes with the next event.
        line.type(0, 0, "b")
        line.drain()
        shown, held = line.texts
        assert shown == held
    finally:
        line.loop.close()


def test_an_edit_of_another_text_is_none() -> None:
    sets, merger = SetTexts(), TextMerger()
    assert merger.merge(sets, 4, "abc", TextEdit((1, "x"), 3), None, alone=True) == "axbc"
    assert merger.merge(sets, 4, "abc", TextEdit((1, "x"), 4), None, alone=True) is None
    assert merger.merge(sets, 4, "abc", TextEdit((-9,), 3), None, alone=True) is None


def test_a_browser_that_was_told_of_sets_and_of_no_typing_of_others() -> None:
    """In a shared part, two other users have written into the box and were answered with an empty one."""
    sets = SetTexts()
    sets.add(2, [(4, "Hello", "")])
    sets.add(3, [(4, "again", "")])
    assert TextMerger().merge(sets, 4, "", "not yet", 3, alone=False) == "not yet"
    assert TextMerger().merge(sets, 4, "", "not yet", 2, alone=False) == "not yet"
    assert TextMerger().merge(sets, 4, "", "not yet", None, alone=False) is not None


def test_what_browsers_have_shown_is_forgotten() -> None:
    sets, merger = SetTexts(), TextMerger()
    sets.add(1, [(4, "", "one"), (5, "", "other")])
    assert merger.merge(sets, 4, "one", "one!", 1, alone=True) == "one!"
    assert (sets.of(4, 0), [item.after for item in sets.of(5, 0)]) == ([], ["other"])


def test_so_much_is_remembered_and_no_more() -> None:
    sets = SetTexts()
    for seq in range(1, 201):
        sets.add(seq, [(4, str(seq - 1), str(seq))])
    assert [item.seq for item in sets.of(4, 0)] == list(range(137, 201))
    sets.add(201, [(4, "", "x" * 300_000)])
    assert sets.of(4, 0) == []
