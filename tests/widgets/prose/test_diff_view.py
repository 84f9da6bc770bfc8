"""Differences between two texts, and how they are shown."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domsync import Component
from domsync import widgets as w
from domsync.testing import render_page
from domsync.widgets.prose.differences import changed_blocks, differences


def joined(line: Any) -> str:
    return "".join(text for text, _ in line.parts)


texts = st.lists(st.sampled_from(["a", "b", "a b", "a c", "", "unique", "other"]), max_size=30).map("\n".join)


@given(texts, texts)
def test_both_texts_are_in_their_differences(before: str, after: str) -> None:
    lines = differences(before, after)
    assert [joined(line) for line in lines if line.kind != "added"] == before.splitlines()
    assert [joined(line) for line in lines if line.kind != "removed"] == after.splitlines()
    assert [line.old for line in lines if line.old] == list(range(1, len(before.splitlines()) + 1))
    assert [line.new for line in lines if line.new] == list(range(1, len(after.splitlines()) + 1))


def test_the_least_is_marked() -> None:
    lines = differences("one\ntwo\nthe quick fox\nend", "one\nthe slow fox\nend\nmore")
    said = [(line.kind, line.parts) for line in lines if line.kind != "same"]
    assert said == [
        ("removed", (("two", False),)),
        ("removed", (("the ", False), ("quick", True), (" fox", False))),
        ("added", (("the ", False), ("slow", True), (" fox", False))),
        ("added", (("more", False),)),
    ]


class Line(str):
    """A line that counts how often it is looked at."""

    __slots__ = ()
    looks = 0

    def __eq__(self, other: object) -> bool:
        Line.looks += 1
        return str.__eq__(self, str(other)) if isinstance(other, str) else NotImplemented

    def __hash__(self) -> int:
        Line.looks += 1
        return str.__hash__(self)


@pytest.mark.parametrize(
    "make",
    [
        lambda count: ([str(n) for n in range(count)], [str(n) for n in range(count, 0, -1)]),
        lambda count: ([str(n % 7) for n in range(count)], [str(n * 3 % 11) for n in range(count)]),
        lambda count: ([str(n // 2) for n in range(count)], [str(n // 3) for n in range(count)]),
    ],
    ids=["reversed", "repeated", "stretched"],
)
def test_the_cost_of_a_comparison_follows_the_length(make: Any) -> None:
    costs = []
    for count in (1_000, 4_000):
        old, new = (list(map(Line, lines)) for lines in make(count))
        Line.looks = 0
        changed_blocks(old, new)
        costs.append(Line.looks)
    assert costs[1] <= costs[0] * 4 * 1.5


TEN = "\n".join(map(str, range(1, 11)))


def test_unchanged_lines_are_folded_and_can_be_shown() -> None:
    page = render_page(lambda: w.diff_view(TEN, TEN.replace("10", "ten"), context=2, label="Numbers"))
    assert page.get_by_role("region", name="Numbers")["tabindex"] == "0"
    assert page.locator("caption").text == "Numbers +1 −1"
    assert page.locator(".ds-diff--same").count() == 2
    page.get_by_role("button", name="Show 7 unchanged lines").click()
    assert page.locator(".ds-diff--same").count() == 9
    assert page.locator("del").texts == ["10"]
    assert page.locator("ins").texts == ["ten"]


def test_what_is_folded_in_the_middle_is_counted() -> None:
    old = "\n".join(map(str, range(20)))
    page = render_page(lambda: w.diff_view(f"a\n{old}\nb", f"A\n{old}\nB", context=3))
    assert page.get_by_role("button").texts == ["Show 14 unchanged lines"]
    assert page.locator(".ds-diff--same").count() == 6


def test_a_difference_beside_each_other() -> None:
    page = render_page(lambda: w.diff_view("a\nb\nc", "a\nx\ny\nc", mode="split"))
    rows = [row.locator("td").texts for row in page.locator("tbody tr")]
    assert rows == [["1", "a", "1", "a"], ["2", "b", "2", "x"], ["", "", "3", "y"], ["3", "c", "4", "c"]]


def test_no_difference() -> None:
    page = render_page(lambda: w.diff_view("same", "same"))
    assert page.locator("tbody").text == "No differences"
    assert page.get_by_role("region", name="Changes")


class Draft(Component):
    text: str = "one\ntwo\nthree"

    def render(self) -> Any:
        return w.diff_view("one\ntwo\nthree", self.text)


def test_a_text_that_changes_is_compared_anew() -> None:
    page = render_page(Draft)
    page.component.text = "one\n2\nthree"
    page.settle()
    assert page.locator("ins").text == "2"
    page.component.text = "one\n2\nthree\nfour"
    page.settle()
    assert page.locator("ins").texts == ["2", "four"]
    assert page.last.bytes < 330


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: w.diff_view("", "", mode="three"), "mode is one of"),  # type: ignore[arg-type]
        (lambda: w.diff_view("", "", context=-1), "a number of lines"),
    ],
)
def test_mistakes_say_what_to_write(make: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


def test_nothing_at_all() -> None:
    assert not render_page(lambda: w.diff_view("", "")).errors
