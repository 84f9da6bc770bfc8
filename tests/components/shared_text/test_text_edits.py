"""Edits of a shared text: what they do, and that two of the same text fit one after the other in both orders."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domsync.dom.controls.operational_transform import (
    Edit,
    add,
    apply,
    between,
    compose,
    from_units,
    splits_pair,
    to_units,
    transform,
)
from tests.components.shared_text.text_clients import Clients, clients
from tests.profiles import scaled

__all__ = ["clients"]  # a fixture

TEXTS = st.text("ab5-\n é😀👩", max_size=12).map(to_units)


@st.composite
def edits_of(draw: st.DrawFn, text: str) -> Edit:
    edit: Edit = []
    left = len(text)
    for _ in range(draw(st.integers(0, 5))):
        kind = draw(st.integers(0, 2))
        if kind == 2:
            add(edit, draw(st.text("xy7😀", max_size=3).map(to_units)))
        elif left:
            count = draw(st.integers(1, left))
            left -= count
            add(edit, count if kind else -count)
    return edit


@st.composite
def two_edits(draw: st.DrawFn) -> tuple[str, Edit, Edit]:
    text = draw(TEXTS)
    return text, draw(edits_of(text)), draw(edits_of(text))


@pytest.mark.parametrize(
    ("edit", "after"),
    [([], "abc"), ([1, "x"], "axbc"), ([-1], "bc"), ([3, "x"], "abcx"), ([1, -1, "x", 1], "axc"), ([-3, "x"], "x")],
)
def test_an_edit(edit: Edit, after: str) -> None:
    assert apply("abc", edit) == after


@pytest.mark.parametrize("edit", [[4], [-4], [3, -1], ["x", 2, -2]])
def test_an_edit_beyond_the_end(edit: Edit) -> None:
    with pytest.raises(ValueError, match="in a text of 3"):
        apply("abc", edit)


@given(two_edits())
@settings(max_examples=scaled(500))
def test_both_orders_give_the_same_text(case: tuple[str, Edit, Edit]) -> None:
    text, first, second = case
    new_first, new_second = transform(first, second)
    assert apply(apply(text, first), new_second) == apply(apply(text, second), new_first)


@given(two_edits())
@settings(max_examples=scaled(300))
def test_what_one_puts_in_stays_and_what_one_removes_goes(case: tuple[str, Edit, Edit]) -> None:
    text, first, second = case
    result = apply(apply(text, first), transform(first, second)[1])
    kept = [True] * len(text)
    for edit in (first, second):
        at = 0
        for part in edit:
            if isinstance(part, int):
                if part < 0:
                    kept[at : at - part] = [False] * -part
                at += abs(part)
    put_in = [part for edit in (first, second) for part in edit if isinstance(part, str)]
    expected = [unit for unit, stays in zip(text, kept, strict=True) if stays] + list("".join(put_in))
    assert sorted(result) == sorted(expected)
    assert all(part in result for part in put_in)


@st.composite
def edits_in_turn(draw: st.DrawFn) -> tuple[str, Edit, Edit]:
    text = draw(TEXTS)
    first = draw(edits_of(text))
    return text, first, draw(edits_of(apply(text, first)))


@given(edits_in_turn())
@settings(max_examples=scaled(500))
def test_two_become_one(case: tuple[str, Edit, Edit]) -> None:
    text, first, second = case
    both = compose(first, second)
    assert apply(text, both) == apply(apply(text, first), second)
    # Nothing is in it twice, and what came and went is not in it at all.
    assert all(both)
    assert sum(len(part) for part in both if isinstance(part, str)) <= sum(
        len(part) for part in (*first, *second) if isinstance(part, str)
    )


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        ([1, "ab"], [3, "c"], [1, "abc"]),
        ([1, "ab"], [2, -1], [1, "a"]),
        ([1, "ab"], [1, -2], []),
        (["x"], [5, "y"], ["x", 4, "y"]),
        ([4, "y"], ["x"], ["x", 4, "y"]),
        ([2, -1, "x"], [2, -1, "y"], [2, -1, "y"]),
        ([-2], [-2], [-4]),
    ],
)
def test_what_two_become(first: Edit, second: Edit, both: Edit) -> None:
    assert compose(first, second) == both


def test_the_first_ones_text_comes_first() -> None:
    assert transform([1, "x"], [1, "y"]) == ([1, "x"], [2, "y"])


@given(TEXTS, TEXTS)
@settings(max_examples=scaled(300))
def test_the_edit_between_two_texts(old: str, new: str) -> None:
    edit = between(old, new)
    assert apply(old, edit) == new
    assert not splits_pair(old, edit)
    assert bool(edit) == (old != new)


def test_an_edit_of_a_long_text_is_found_quickly() -> None:
    text = "a line of text\n" * 20_000
    assert between(text, text[:150_000] + "x" + text[150_003:]) == [150_000, -3, "x"]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=8))
def test_code_units(text: str) -> None:
    assert len(to_units(text)) == len(text.encode("utf-16-le")) // 2
    assert from_units(to_units(text)) == text


def test_an_edit_between_the_halves_of_a_pair() -> None:
    text = to_units("a😀b")
    assert [splits_pair(text, [place, "x"]) for place in range(5)] == [False, False, True, False, False]
    assert splits_pair(text, [1, -1])
    assert not splits_pair(text, [1, -2])


@given(two_edits())
@settings(max_examples=scaled(200))
def test_the_browser_does_the_same(clients: Clients, case: tuple[str, Edit, Edit]) -> None:
    text, first, second = case
    assert clients.call("transform", first, second) == list(transform(first, second))
    assert clients.call("apply", text, first) == apply(text, first)
    other = apply(text, first)
    parts = clients.call("between", text, other)
    assert apply(text, [part for part in parts if part]) == other
    assert not splits_pair(text, parts)
