"""Compute the differences between two texts: by lines, and within lines by words, in linear time."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, TypeAlias

import msgspec

#: The maximum number of pairs that `SequenceMatcher` may compare, because its time grows at least quadratically.
_MOST_PAIRS = 4_096
#: The maximum depth to which the parts between common lines are compared again.
_DEEPEST = 24
#: Lines that are less similar than this are shown as two lines, without marks in them.
_ALIKE = 0.55
#: The maximum number of pairs of lines that are compared in a block.
_MOST_ALIKE = 256
_TOKEN = re.compile(r"\w+|\s+|.", re.DOTALL)

#: A part of a line, and whether it differs from the other line.
Part: TypeAlias = tuple[str, bool]
#: The lines before[a:b] were replaced by after[c:d].
Block: TypeAlias = tuple[int, int, int, int]


class Line(msgspec.Struct, frozen=True):
    """A line of either text or of both.

    Attributes:
        kind: `same`, `removed` or `added`.
        old: Its number in the old text, from 1.
        new: Its number in the new text.
        parts: Its text.
    """

    kind: Literal["same", "removed", "added"]
    old: int | None
    new: int | None
    parts: tuple[Part, ...]


def differences(before: str, after: str) -> list[Line]:
    """Compare two texts.

    Args:
        before: The old text.
        after: The new text.

    Returns:
        The lines of both in one order; in replaced blocks, the removed lines come first.
    """
    old, new = before.splitlines(), after.splitlines()
    made: list[Line] = []
    at = to = 0
    for a, b, c, d in [*changed_blocks(old, new), (len(old), len(old), len(new), len(new))]:
        made += [Line("same", at + n + 1, to + n + 1, ((old[at + n], False),)) for n in range(a - at)]
        gone, come = _marked(old[a:b], new[c:d])
        made += [Line("removed", a + n + 1, None, parts) for n, parts in enumerate(gone)]
        made += [Line("added", None, c + n + 1, parts) for n, parts in enumerate(come)]
        at, to = b, d
    return made


def changed_blocks(old: Sequence[str], new: Sequence[str]) -> list[Block]:
    """Find the blocks of lines that were replaced, between lines that occur once in each text, in the same order.

    This is a patience diff. Parts without such lines are left to `difflib` if they are short, and count as replaced if
    they are long.

    Args:
        old: The old lines.
        new: The new lines.
    """
    found: list[Block] = []
    waiting = [(0, len(old), 0, len(new), 0)]
    while waiting:
        a, b, c, d, depth = waiting.pop()
        while a < b and c < d and old[a] == new[c]:
            a, c = a + 1, c + 1
        while a < b and c < d and old[b - 1] == new[d - 1]:
            b, d = b - 1, d - 1
        if a == b and c == d:
            continue
        anchors = _anchors(old, new, (a, b, c, d)) if a < b and c < d and depth < _DEEPEST else []
        if anchors:
            ends = [*anchors, (b, d)]
            starts = [(a, c), *((x + 1, y + 1) for x, y in anchors)]
            parts = zip(starts, ends, strict=True)
            waiting += [(a1, a2, c1, c2, depth + 1) for (a1, c1), (a2, c2) in parts]
        elif (b - a) * (d - c) <= _MOST_PAIRS:
            matcher = SequenceMatcher(None, old[a:b], new[c:d], autojunk=False)
            found += [
                (a + a1, a + a2, c + c1, c + c2) for tag, a1, a2, c1, c2 in matcher.get_opcodes() if tag != "equal"
            ]
        else:
            found.append((a, b, c, d))
    return sorted(found)


def _anchors(old: Sequence[str], new: Sequence[str], block: Block) -> list[tuple[int, int]]:
    """The lines that occur once in each part, as far as they have the same order in both."""
    a, b, c, d = block
    old_counts, new_counts = Counter(old[a:b]), Counter(new[c:d])
    places = {new[at]: at for at in range(c, d) if new_counts[new[at]] == 1}
    common = [(at, places[old[at]]) for at in range(a, b) if old_counts[old[at]] == 1 and old[at] in places]
    # The longest increasing subsequence, by patience sorting.
    tops: list[int] = []
    piles: list[int] = []
    links: list[int] = []
    for number, (_, to) in enumerate(common):
        pile = bisect_left(tops, to)
        links.append(piles[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [to]
        piles[pile : pile + 1] = [number]
    return list(_chain(common, links, piles[-1] if piles else -1))[::-1]


def _chain(common: Sequence[tuple[int, int]], links: Sequence[int], last: int) -> Iterator[tuple[int, int]]:
    while last >= 0:
        yield common[last]
        last = links[last]


def _marked(old: Sequence[str], new: Sequence[str]) -> tuple[list[tuple[Part, ...]], list[tuple[Part, ...]]]:
    """Mark the differences between replaced lines and the similar lines that have replaced them."""
    gone: list[tuple[Part, ...]] = [((text, False),) for text in old]
    come: list[tuple[Part, ...]] = [((text, False),) for text in new]
    # In long blocks, only the nearest lines are compared.
    reach = max(1, _MOST_ALIKE // max(len(old), 1))
    first = 0
    for at, text in enumerate(old):
        for to in range(first, min(first + reach, len(new))):
            pair = _words(text, new[to])
            if pair is not None:
                gone[at], come[to] = pair
                first = to + 1
                break
    return gone, come


def _words(old: str, new: str) -> tuple[tuple[Part, ...], tuple[Part, ...]] | None:
    """Mark the differences between two lines; None if they have little in common, or are very long."""
    one, other = _TOKEN.findall(old), _TOKEN.findall(new)
    if len(one) * len(other) > _MOST_PAIRS:
        return None
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.quick_ratio() < _ALIKE or matcher.ratio() < _ALIKE:
        return None
    gone: list[Part] = []
    come: list[Part] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        for parts, text in ((gone, "".join(one[a:b])), (come, "".join(other[c:d]))):
            if text:
                parts.append((text, tag != "equal"))
    return tuple(gone), tuple(come)
