"""Operational transformation: edits of a text, and how two concurrent edits are applied one after the other.

An edit is a list of parts, from the beginning of the text on: a positive number skips so many characters, a negative
number deletes so many, and a string is inserted. Text after the last part is not changed. Characters are counted as in
JavaScript, in UTF-16 code units; a text is kept as a string of these, so that all indexes are the browser's.

``client/extra/operational_transform.js`` has the same functions, and a test compares them.
"""

from __future__ import annotations

import re
from collections import deque
from typing import Any, TypeAlias

Edit: TypeAlias = list[int | str]

#: The longest stretch that is compared character by character.
_MOST_RESPELLED = 1000

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


def to_units(text: str) -> str:
    """Split characters beyond U+FFFF into the two code units that JavaScript has for them."""
    return _ASTRAL.sub(_pair, text)


def _pair(found: re.Match[str]) -> str:
    code = ord(found[0]) - 0x10000
    return chr(0xD800 + (code >> 10)) + chr(0xDC00 + (code & 0x3FF))


def from_units(units: str) -> str:
    """Join code units into characters again."""
    if units.isascii():
        return units
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def add(edit: Edit, part: int | str) -> None:
    """Append a part to an edit. A part that changes nothing is left out; adjacent parts of one kind are joined."""
    if not part:
        return
    last = edit[-1] if edit else None
    if isinstance(part, str):
        if isinstance(last, str):
            edit[-1] = last + part
            return
    elif isinstance(last, int) and (last < 0) == (part < 0):
        edit[-1] = last + part
        return
    edit.append(part)


def apply(text: str, edit: Edit) -> str:
    """Edit a text.

    Args:
        text: The text, as code units.
        edit: The edit.

    Returns:
        The new text.

    Raises:
        ValueError: The edit goes beyond the end of the text.
    """
    parts = []
    at = 0
    for part in edit:
        if isinstance(part, str):
            parts.append(part)
            continue
        if part > 0:
            parts.append(text[at : at + part])
        at += abs(part)
    if at > len(text):
        raise ValueError(f"an edit of {at} characters in a text of {len(text)}")
    parts.append(text[at:])
    return "".join(parts)


def transform(first: Edit, second: Edit) -> tuple[Edit, Edit]:
    """Transform two edits of the same text, so that each can be applied after the other.

    Args:
        first: The edit whose text comes first if both insert at the same place.
        second: The other edit.

    Returns:
        The first edit, to be applied after the second, and the second, to be applied after the first: both orders give
        the same text.
    """
    new_first: Edit = []
    new_second: Edit = []
    ours, theirs = deque(first), deque(second)
    while True:
        x, y = ours[0] if ours else 0, theirs[0] if theirs else 0
        if isinstance(x, str):
            ours.popleft()
            add(new_first, x)
            add(new_second, len(x))
        elif isinstance(y, str):
            theirs.popleft()
            add(new_second, y)
            add(new_first, len(y))
        elif not x and not y:
            return _trimmed(new_first), _trimmed(new_second)
        else:
            # An edit that is over passes over the rest, however long.
            count = min(abs(x) or abs(y), abs(y) or abs(x))
            if x >= 0:
                add(new_second, count if y >= 0 else -count)
            if y >= 0:
                add(new_first, count if x >= 0 else -count)
            _shorten(ours, count)
            _shorten(theirs, count)


def compose(first: Edit, second: Edit) -> Edit:
    """Combine two edits, the second of which follows the first, into one.

    Args:
        first: An edit.
        second: An edit of the text that the first one gives.

    Returns:
        The edit with the effect of both.
    """
    made: Edit = []
    ours, theirs = deque(first), deque(second)
    while True:
        x, y = ours[0] if ours else 0, theirs[0] if theirs else 0
        if isinstance(y, str):
            theirs.popleft()
            add(made, y)
        elif isinstance(x, int) and x < 0:
            ours.popleft()
            add(made, x)
        elif not x and not y:
            return _trimmed(made)
        else:
            # An edit that is over passes over the rest, however long.
            size = len(x) if isinstance(x, str) else x
            count = min(size or abs(y), abs(y) or size)
            if y >= 0:
                add(made, x[:count] if isinstance(x, str) else count)
            elif isinstance(x, int):
                add(made, -count)
            _shorten(ours, count)
            _shorten(theirs, count)


def _shorten(parts: deque[int | str], count: int) -> None:
    if parts:
        part: Any = parts.popleft()
        rest = part[count:] if isinstance(part, str) else part - count if part > 0 else part + count
        if rest:
            parts.appendleft(rest)


def _trimmed(edit: Edit) -> Edit:
    if edit and isinstance(last := edit[-1], int) and last > 0:
        edit.pop()
    return edit


def between(old: str, new: str) -> Edit:
    """Find the edit that turns one text into another: it replaces one stretch, from the first difference to the last.

    Args:
        old: The old text, as code units.
        new: The new text, as code units.
    """
    least = min(len(old), len(new))
    head = _same(old, new, least)
    tail = _same(old[::-1], new[::-1], least - head)
    # Surrogate pairs are not split.
    if head and "\ud800" <= old[head - 1] <= "\udbff":
        head -= 1
    if tail and "\udc00" <= old[-tail] <= "\udfff":
        tail -= 1
    edit: Edit = []
    add(edit, head)
    add(edit, head + tail - len(old))
    add(edit, new[head : len(new) - tail])
    return _trimmed(edit)


def respelled(old: str, new: str) -> Edit:
    """Find the edit that turns one text into another; a stretch of the same length is replaced character by character.

    So if a text is turned into capitals, or masked, what others insert meanwhile keeps its place.

    Args:
        old: The text, as code units.
        new: What it is to become.
    """
    edit = between(old, new)
    head = edit[0] if edit and isinstance(edit[0], int) and edit[0] > 0 else 0
    removed, put = (*edit[1 if head else 0 :], 0, 0)[:2]
    if not (isinstance(removed, int) and isinstance(put, str)) or len(put) > _MOST_RESPELLED:
        return edit
    before, after = from_units(old[head : head - removed]), from_units(put)
    if len(before) != len(after):
        return edit
    edit = []
    add(edit, head)
    for one, other in zip(before, after, strict=True):
        if one == other:
            add(edit, len(to_units(one)))
        else:
            add(edit, -len(to_units(one)))
            add(edit, to_units(other))
    return _trimmed(edit)


def transform_typed(program: Edit, typed: Edit) -> tuple[Edit, Edit]:
    """Transform a program's edit and a user's edit, as `transform` does, the program's first.

    If the program has replaced a character that the user has removed meanwhile, its replacement is removed, too.

    Args:
        program: A result of `respelled`, which may have been transformed.
        typed: A result of `between`.
    """
    first, last = _removed(typed)
    kept: Edit = []
    at = 0
    parts = deque(program)
    while parts:
        part = parts.popleft()
        put = parts[0] if parts else 0
        if (
            isinstance(part, int)
            and part < 0
            and isinstance(put, str)
            and -part == len(put) < 3
            and first <= at
            and at - part <= last
        ):
            parts.popleft()
            add(kept, -part)
        else:
            add(kept, part)
        at += abs(part) if isinstance(part, int) else 0
    return transform(kept, typed)


def _removed(edit: Edit) -> tuple[int, int]:
    """Find the start and the end of the stretch that an edit removes, which removes at most one."""
    at = 0
    for part in edit:
        if isinstance(part, int) and part < 0:
            return at, at - part
        at += part if isinstance(part, int) else 0
    return 0, 0


def _same(one: str, other: str, most: int) -> int:
    """Count the equal characters at the beginning, up to ``most``: by bisection, because comparing slices is fast."""
    if one[:most] == other[:most]:
        return most
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle
    return low


def splits_pair(text: str, edit: Edit) -> bool:
    """Return whether an edit begins or ends between the two code units of one character.

    Args:
        text: The text, as code units.
        edit: An edit of it.
    """
    at = 0
    for part in edit:
        if 0 < at < len(text) and "\udc00" <= text[at] <= "\udfff" and "\ud800" <= text[at - 1] <= "\udbff":
            return True
        if not isinstance(part, str):
            at += abs(part)
    return 0 < at < len(text) and "\udc00" <= text[at] <= "\udfff" and "\ud800" <= text[at - 1] <= "\udbff"
