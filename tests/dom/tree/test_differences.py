"""Edits of values: they lead to the new value, and are few."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domsync.dom.checks.js_values import Binary
from domsync.dom.tree.differences import edits_between, with_edits

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.floats(-2, 2)
    | st.text("ab_", max_size=2)
    | st.binary(max_size=2).map(Binary)
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text("abc", min_size=1, max_size=1), inner)
)
MAPPINGS = st.dictionaries(st.sampled_from(["x", "y", "z"]), VALUES)


def typed(value: Any) -> Any:
    """A value that equals only what is the same to JavaScript, whatever the order of keys."""
    if isinstance(value, list):
        return [typed(item) for item in value]
    if isinstance(value, dict):
        return {key: typed(item) for key, item in value.items()}
    return ("number", value) if type(value) in (int, float) else (type(value), value)


@given(MAPPINGS, MAPPINGS)
def test_the_edits_lead_to_the_new_value(old: dict[str, Any], new: dict[str, Any]) -> None:
    before = repr(old)
    made = with_edits(old, edits_between(old, new))
    assert typed(made) == typed(new)
    assert repr(old) == before, "somebody may hold what was there"


@given(VALUES)
def test_what_is_the_same_needs_no_edit(value: Any) -> None:
    assert edits_between({"x": value}, {"x": value}) == []


@pytest.mark.parametrize(
    ("old", "new", "edits"),
    [
        ({}, {"x": 1}, [(("x",), 1)]),
        ({"x": 1}, {}, [(("x",),)]),
        ({"x": 1}, {"x": True}, [(("x",), True)]),
        ({"x": [0, 1]}, {"x": [0, True]}, [(("x",), [0, True])]),
        ({"x": 1}, {"x": 1.0}, []),
        ({"x": list(range(100))}, {"x": list(range(101))}, [(("x",), 100, 0, [100])]),
        ({"x": list(range(100))}, {"x": [-1, *range(100)]}, [(("x",), 0, 0, [-1])]),
        ({"x": list(range(100))}, {"x": list(range(1, 100))}, [(("x",), 0, 1, [])]),
        ({"x": [7] * 100}, {"x": [7] * 101}, [(("x",), 100, 0, [7])]),
        ({"x": [{"a": 1, "b": "long enough"}] * 9}, {"x": []}, [(("x",), [])]),
        (
            {"x": [{"a": number, "b": "long enough"} for number in range(9)]},
            {"x": [{"a": 3 if number == 5 else number, "b": "long enough"} for number in range(9)]},
            [(("x", 5, "a"), 3)],
        ),
        # The value itself is shorter than what would change it.
        ({"x": [1, 2, 3, 4]}, {"x": [4, 3, 2, 1]}, [(("x",), [4, 3, 2, 1])]),
        ({"x": Binary(b"a")}, {"x": Binary(b"a", "u1")}, [(("x",), Binary(b"a", "u1"))]),
    ],
)
def test_few_words(old: dict[str, Any], new: dict[str, Any], edits: list[Any]) -> None:
    assert edits_between(old, new) == edits


def test_a_path_that_leads_nowhere_is_an_error() -> None:
    edits: list[Any] = [(("x", "y"), 1), (("x", 3), 1), (("x",), 3, 1, [])]
    for edit in edits:
        with pytest.raises((LookupError, TypeError)):
            with_edits({"x": [1]}, [edit])
