"""Match keyed siblings and find the fewest moves: a pure function over keys.

If the longest increasing run of old positions has length L, a list of n siblings can be reordered with n - L moves, and
not with fewer. Two swapped rows are two moves, a row moved to the front is one.
"""

from bisect import bisect_left
from collections.abc import Sequence
from typing import TypeVar

KeyT = TypeVar("KeyT")


def longest_increasing(positions: Sequence[int]) -> list[int]:
    """Find the longest increasing subsequence.

    Args:
        positions: Distinct integers; negative ones are ignored.

    Returns:
        The indices of the chosen elements, ascending. For ``[2, 0, 1, -1, 3]`` these are ``[1, 2, 4]``.
    """
    tails: list[int] = []  # tails[k]: the smallest position that ends an increasing run of k + 1
    ends: list[int] = []  # the index of that position
    previous = [-1] * len(positions)
    for index, position in enumerate(positions):
        if position < 0:
            continue
        at = bisect_left(tails, position)
        if at == len(tails):
            tails.append(position)
            ends.append(index)
        else:
            tails[at] = position
            ends[at] = index
        if at:
            previous[index] = ends[at - 1]
    chosen: list[int] = []
    index = ends[-1] if ends else -1
    while index >= 0:
        chosen.append(index)
        index = previous[index]
    chosen.reverse()
    return chosen


def match(old: Sequence[KeyT], new: Sequence[KeyT]) -> tuple[list[int], set[int]]:
    """Match two lists of keys.

    Args:
        old: The current keys, without repetition.
        new: The wanted keys, without repetition.

    Returns:
        For each new key its old index or -1, and the new indices whose nodes have to move. All other nodes stay in
        place.
    """
    where = {key: index for index, key in enumerate(old)}
    positions = [where.get(key, -1) for key in new]
    last = -1
    for position in positions:
        if position >= 0:
            if position < last:
                break
            last = position
    else:
        return positions, set()
    staying = set(longest_increasing(positions))
    return positions, {index for index, position in enumerate(positions) if position >= 0 and index not in staying}
