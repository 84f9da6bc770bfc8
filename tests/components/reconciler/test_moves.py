"""Keyed lists on live pages: the fewest moves, and everything that belongs to a row goes with its key."""

import random
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domsync import Child, Component
from domsync import html as h
from domsync.components import VNode
from domsync.components.reconciler.each import each
from domsync.components.reconciler.keyed import longest_increasing
from domsync.dom.ops import Insert, Move, Op, Remove
from tests.components.conftest import MakeLive
from tests.components.live import Live, Log
from tests.profiles import scaled

N = 40
ROWS = list(range(N))


def swapped(rows: list[int]) -> list[int]:
    return [rows[0], rows[-2], *rows[2:-2], rows[1], rows[-1]]


def interleaved(rows: list[int]) -> list[int]:
    return [row for pair in zip(rows[: N // 2], rows[N // 2 :], strict=True) for row in pair]


def shuffled(rows: list[int]) -> list[int]:
    return random.Random(7).sample(rows, len(rows))


class Row(Component):
    number: int
    clicks: int = 0

    def render(self) -> Child:
        return h.li(h.input(), h.button(self.clicks, on_click=self.click), id=f"r{self.number}")

    def click(self) -> None:
        self.clicks += 1


class Rows(Component):
    """A list between other children, of elements or of components."""

    rows: list[int] = []
    as_components: bool = False
    remembered: bool = False

    def render(self) -> Child:
        rows = each(self.rows, self.row) if self.remembered else [self.row(number) for number in self.rows]
        return h.ul(h.li("head"), rows, h.li("tail"))

    def row(self, number: int) -> Child:
        if self.as_components:
            return Row(number=number, key=number)
        return h.li(h.input(), h.button("0"), key=number, id=f"r{number}")


def order(page: Live[Rows]) -> list[int]:
    return [int(row.id[1:]) for row in page.document.querySelectorAll("li[id]")]


def expected(old: Sequence[int], new: Sequence[int]) -> dict[type[Op], int]:
    """The fewest ops: a move for each kept row outside of the longest run that is in order already."""
    kept = [row for row in new if row in old]
    moves = len(kept) - len(longest_increasing([list(old).index(row) for row in kept]))
    gone = [row not in new for row in old]
    runs = sum(1 for index, left in enumerate(gone) if left and not (index and gone[index - 1]))
    fresh = [row not in old for row in new]
    inserts = sum(1 for index, is_new in enumerate(fresh) if is_new and not (index and fresh[index - 1]))
    return {Move: moves, Remove: runs, Insert: inserts}


def count(ops: list[Op]) -> dict[type[Op], int]:
    counts: dict[type[Op], int] = {Move: 0, Remove: 0, Insert: 0}
    for op in ops:
        counts[type(op)] += 1
    return counts


@pytest.mark.parametrize("remembered", [False, True], ids=["", "remembered"])
@pytest.mark.parametrize("as_components", [False, True], ids=["elements", "components"])
@pytest.mark.parametrize(
    ("change", "moves", "inserts", "removes"),
    [
        (swapped, 2, 0, 0),
        (lambda rows: rows[::-1], N - 1, 0, 0),
        (lambda rows: rows[1:] + rows[:1], 1, 0, 0),
        (lambda rows: rows[-1:] + rows[:-1], 1, 0, 0),
        (lambda rows: rows[5:] + rows[:5], 5, 0, 0),
        (interleaved, N // 2 - 1, 0, 0),
        (shuffled, None, 0, 0),
        (lambda rows: [100, 101, *rows], 0, 1, 0),
        (lambda rows: [*rows, 100, 101], 0, 1, 0),
        (lambda rows: [*rows[:9], 100, *rows[9:20], 101, *rows[20:]], 0, 2, 0),
        (lambda rows: rows[3:], 0, 0, 1),
        (lambda rows: rows[:-3], 0, 0, 1),
        (lambda rows: [*rows[:4], *rows[6:9], *rows[12:]], 0, 0, 2),
        (lambda rows: [100, *rows[1:-1], 101], 0, 2, 2),
        (lambda rows: [rows[-1], 100, *rows[1:-1], rows[0]], 2, 1, 0),
        (lambda rows: [], 0, 0, 1),
        (lambda rows: list(range(100, 100 + N)), 0, 1, 1),
    ],
    ids=[
        *("swap", "reverse", "first to the end", "last to the front", "rotate", "interleave", "shuffle", "head in"),
        *("tail in", "inside in", "head out", "tail out", "inside out", "ends replaced", "all at once", "clear"),
        "replace",
    ],
)
def test_the_hard_cases(
    live: MakeLive,
    change: Callable[[list[int]], list[int]],
    moves: int | None,
    inserts: int,
    removes: int,
    as_components: bool,
    remembered: bool,
) -> None:
    page = live(Rows(rows=ROWS, as_components=as_components, remembered=remembered))
    new = change(ROWS)
    elements = {row.id: row for row in page.document.querySelectorAll("li[id]")}
    counts = count(page.change(rows=new))
    assert order(page) == new
    assert counts == expected(ROWS, new)
    assert moves in (None, counts[Move])
    assert (counts[Insert], counts[Remove]) == (inserts, removes)
    for row in page.document.querySelectorAll("li[id]"):
        assert elements.get(row.id, row) is row
    assert count(page.change(rows=ROWS)) == expected(new, ROWS)


def test_from_nothing_to_something_in_the_middle(live: MakeLive) -> None:
    page = live(Rows())
    assert count(page.change(rows=[1, 2, 3])) == {Move: 0, Remove: 0, Insert: 1}
    texts = [row.textContent for row in page.document.querySelectorAll("li")]
    assert texts == ["head", "0", "0", "0", "tail"]


def test_what_the_user_typed_and_the_state_follow_the_key(live: MakeLive) -> None:
    page = live(Rows(rows=ROWS, as_components=True))
    page.enter("#r7 input", "typed")
    page.click("#r7 button")
    for new in (shuffled(ROWS), ROWS[::-1], [7], [1, 7, 2], interleaved(ROWS)):
        page.change(rows=new)
        assert page.find("#r7 input").value == "typed"
        assert page.find("#r7 button").textContent == "1"
    page.change(rows=[1])
    page.change(rows=[7, 1])
    assert page.find("#r7 input").value == ""
    assert page.find("#r7 button").textContent == "0"


class Group(Component):
    """A row that is several elements."""

    name: str
    size: int = 2

    def render(self) -> Child:
        return [h.i(f"{self.name}{index}") for index in range(self.size)] or None


class Groups(Component):
    names: str = "abc"
    sizes: dict[str, int] = {}

    def render(self) -> Child:
        return h.p("(", (Group(name=name, key=name, size=self.sizes.get(name, 2)) for name in self.names), ")")


def test_rows_of_several_elements_move_as_a_whole(live: MakeLive) -> None:
    page = live(Groups())
    ops = page.change(names="cab")
    assert count(ops) == {Move: 2, Remove: 0, Insert: 0}
    assert page.find("p").textContent == "(c0c1a0a1b0b1)"
    page.change(names="bxca", sizes={"c": 0, "a": 3})
    assert page.find("p").textContent == "(b0b1x0x1a0a1a2)"
    page.change(names="cab", sizes={})
    assert page.find("p").textContent == "(c0c1a0a1b0b1)"


def test_a_hidden_row_moves_without_an_op(live: MakeLive) -> None:
    class Hiding(Component):
        order: str = "abc"

        def render(self) -> Child:
            return h.p(h.b(name, key=name, show=name != "b") for name in self.order)

    page = live(Hiding())
    assert page.change(order="bac") == []
    assert count(page.change(order="cab")) == {Move: 1, Remove: 0, Insert: 0}
    assert page.find("p").textContent == "ca"


def test_lists_in_rows(live: MakeLive) -> None:
    class Board(Component):
        columns: dict[str, list[int]] = {}

        def render(self) -> Child:
            return h.main(
                h.section(name, [h.p(card, key=card) for card in cards], key=name)
                for name, cards in self.columns.items()
            )

    page = live(Board(columns={"todo": [1, 2, 3], "done": [4]}))
    ops = page.change(columns={"done": [4, 2], "todo": [3, 1]})
    assert count(ops) == {Move: 2, Remove: 1, Insert: 1}
    assert page.find("main").textContent == "done42todo31"


lists = st.lists(st.integers(0, 14), unique=True, max_size=15)


@settings(max_examples=scaled(60))
@given(st.lists(lists, min_size=1, max_size=4), st.booleans())
def test_any_change_takes_the_fewest_moves(steps: list[list[int]], as_components: bool) -> None:
    page = Live(Rows(as_components=as_components), Log())
    old: list[int] = []
    for new in steps:
        assert count(page.change(rows=new)) == expected(old, new)
        assert order(page) == new
        old = new


@settings(max_examples=scaled(60))
@given(st.lists(st.lists(st.sampled_from("abcdef-"), max_size=8), min_size=2, max_size=4))
def test_keys_mixed_with_none(steps: list[list[str]]) -> None:
    """Children without a key are matched by their position among those without one."""

    class Mixed(Component):
        names: list[str] = []

        def render(self) -> Child:
            seen: set[str] = set()
            return h.p(*[self.child(name, index, seen) for index, name in enumerate(self.names)])

        def child(self, name: str, index: int, seen: set[str]) -> VNode | str:
            if name == "-" or name in seen:
                return f"[{index}]" if index % 2 else h.i(index)
            seen.add(name)
            return h.b(name, key=name)

    page = Live(Mixed(), Log())
    for names in steps:
        page.change(names=names)
        fresh = Live(Mixed(names=names), Log())
        assert page.form_without_defaults == fresh.form_without_defaults


@settings(max_examples=scaled(100))
@given(
    st.integers(0, 25),
    st.lists(st.tuples(st.integers(0, 24), st.integers(0, 24)), max_size=4),
    st.lists(st.integers(0, 24), max_size=3, unique=True),
    st.booleans(),
)
def test_a_few_rows_of_a_long_remembered_list_change_places_or_are_new(
    count_of_rows: int, swaps: list[tuple[int, int]], new: list[int], as_components: bool
) -> None:
    rows = list(range(count_of_rows))
    page = Live(Rows(rows=rows, remembered=True, as_components=as_components), Log())
    changed = list(rows)
    for one, other in swaps:
        if max(one, other) < len(rows):
            changed[one], changed[other] = changed[other], changed[one]
    for at in new:
        if at < len(rows):
            changed[at] = 100 + at
    assert count(page.change(rows=changed)) == expected(rows, changed)
    assert order(page) == changed
    page.end()
