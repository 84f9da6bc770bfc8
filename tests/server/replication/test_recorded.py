"""Recorded lists, dicts and sets behave as Python's own, whatever is done to them; only that it is written down."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy, deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domsync import State
from tests.server.replicas import Log, Process, settle

small = st.integers(-3, 6)
slices = st.builds(slice, st.none() | small, st.none() | small, st.none() | st.sampled_from([1, 2, -1, -2]))
values = st.lists(small, max_size=4)


class Held(State):
    """One of each."""

    items: list[int] = []
    pairs: dict[int, int] = {}
    members: set[int] = set()


def call(name: str, *strategies: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[str, tuple[Any, ...]]]:
    """A method with arguments."""
    return st.tuples(st.just(name), st.tuples(*strategies))


LISTS = st.one_of(
    call("append", small),
    call("extend", values),
    call("insert", small, small),
    call("remove", small),
    call("pop"),
    call("pop", small),
    call("clear"),
    call("sort"),
    call("reverse"),
    call("__delitem__", small),
    call("__delitem__", slices),
    call("__setitem__", small, small),
    call("__setitem__", slices, values),
    call("__iadd__", values),
    call("__imul__", st.integers(-1, 3)),
    call("index", small),
)
DICTS = st.one_of(
    call("__setitem__", small, small),
    call("__delitem__", small),
    call("update", st.dictionaries(small, small, max_size=3)),
    call("__ior__", st.dictionaries(small, small, max_size=3)),
    call("setdefault", small, small),
    call("pop", small),
    call("pop", small, small),
    call("popitem"),
    call("clear"),
    call("get", small),
)
SETS = st.one_of(
    call("add", small),
    call("discard", small),
    call("remove", small),
    call("clear"),
    call("update", values, values),
    call("difference_update", values),
    call("intersection_update", values),
    call("symmetric_difference_update", values),
    call("__ior__", st.sets(small)),
    call("__isub__", st.sets(small)),
    call("__iand__", st.sets(small)),
    call("__ixor__", st.sets(small)),
    call("__ior__", values),
)


def outcome(held: Any, name: str, arguments: tuple[Any, ...]) -> Any:
    """What a call gives, or raises."""
    try:
        given = getattr(held, name)(*arguments)
    except Exception as error:  # noqa: BLE001 - whatever it is, both must do it
        return type(error)
    return "itself" if given is held else given


def behaves(field: str, plain: Any, calls: list[tuple[str, tuple[Any, ...]]]) -> None:
    """Do the same to a recorded container and a plain one, and look that another process ends with the same."""
    log = Log()
    one, two = Process("one", log, Held()), Process("two", log, Held())
    for name, arguments in calls:
        held = getattr(one.state, field)
        assert outcome(held, name, arguments) == outcome(plain, name, arguments), name
        assert held == plain
        if isinstance(plain, dict):
            assert list(held) == list(plain)
    settle([one, two])
    assert getattr(two.state, field) == plain


@given(st.lists(LISTS, max_size=12))
def test_lists(calls: list[tuple[str, tuple[Any, ...]]]) -> None:
    behaves("items", [], calls)


@given(st.lists(DICTS, max_size=12))
def test_dicts(calls: list[tuple[str, tuple[Any, ...]]]) -> None:
    behaves("pairs", {}, calls)


@given(st.lists(SETS, max_size=12))
def test_sets(calls: list[tuple[str, tuple[Any, ...]]]) -> None:
    behaves("members", set(), calls)


def test_sorting_takes_a_key_and_is_stable() -> None:
    process = Process("p", Log(), Held(items=[31, 12, 22, 11]))
    process.state.items.sort(key=lambda item: item % 10, reverse=True)
    assert process.state.items == sorted([31, 12, 22, 11], key=lambda item: item % 10, reverse=True)


def test_a_set_gives_one_of_its_members() -> None:
    process = Process("p", Log(), Held(members={1, 2}))
    taken = {process.state.members.pop(), process.state.members.pop()}
    assert taken == {1, 2}
    with pytest.raises(KeyError):
        process.state.members.pop()


@pytest.mark.parametrize("copied", [copy, deepcopy])
def test_copies_are_plain(copied: Callable[[Any], Any]) -> None:
    state = Process("p", Log(), Held(items=[1], pairs={1: 2}, members={3})).state
    assert [type(copied(getattr(state, name))) for name in Held.model_fields] == [list, dict, set]
    assert not copied(state).items.__class__.__name__.startswith("Recorded")


def test_what_is_put_in_from_another_container_is_a_copy() -> None:
    process = Process("p", Log(), Held(items=[1]))
    other = Held(items=process.state.items)
    other.items.append(2)
    process.state.items = other.items
    other.items.append(3)
    assert process.state.items == [1, 2]
