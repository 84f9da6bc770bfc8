"""Matching by key moves the fewest nodes that can do it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from domsync.components.reconciler.keyed import longest_increasing, match
from tests.profiles import scaled


def moves(old: list[int], new: list[int]) -> int:
    return len(match(old, new)[1])


def test_the_known_hard_cases() -> None:
    n = 100
    rows = list(range(n))
    swapped = [n - 2 if i == 1 else 1 if i == n - 2 else i for i in rows]
    assert moves(rows, rows) == 0
    assert moves(rows, swapped) == 2
    assert moves(rows, rows[::-1]) == n - 1
    assert moves(rows, rows[1:] + rows[:1]) == 1
    assert moves(rows, rows[-1:] + rows[:-1]) == 1
    assert moves(rows, [*rows[n // 2 :], *rows[: n // 2]]) == n // 2
    assert moves(rows, [-1, *rows]) == 0
    assert moves(rows, rows[5:]) == 0
    assert moves(rows, rows[:-5]) == 0
    interleaved = [row for pair in zip(rows[: n // 2], rows[n // 2 :], strict=True) for row in pair]
    assert moves(rows, interleaved) == n // 2 - 1


def test_new_keys_have_no_old_position() -> None:
    assert match("abc", "xbya") == ([-1, 1, -1, 0], {1})


@given(st.permutations(range(7)))
def test_the_longest_run_is_as_long_as_a_search_over_all_finds(order: list[int]) -> None:
    best = max(
        sum(mask >> i & 1 for i in range(7))
        for mask in range(1 << 7)
        if (chosen := [order[i] for i in range(7) if mask >> i & 1]) == sorted(chosen)
    )
    run = longest_increasing(order)
    assert len(run) == best
    assert [order[index] for index in run] == sorted(order[index] for index in run)


@settings(max_examples=scaled(200))
@given(st.lists(st.integers(0, 40), unique=True), st.lists(st.integers(0, 40), unique=True))
def test_moving_only_what_is_said_gives_the_new_order(old: list[int], new: list[int]) -> None:
    positions, moving = match(old, new)
    staying = [positions[index] for index in range(len(new)) if positions[index] >= 0 and index not in moving]
    assert staying == sorted(staying)
    assert all(old[position] == key for position, key in zip(positions, new, strict=True) if position >= 0)
