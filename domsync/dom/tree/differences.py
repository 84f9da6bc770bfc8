"""The smallest difference between two JSON values, for lists that have grown by a few items.

A value is a result of :func:`domsync.dom.checks.js_values.to_js`. An *edit* is one of

* ``(path, value)``: set a value,
* ``(path,)``: remove the key,
* ``(path, start, count, items)``: replace ``count`` items of a list by ``items``,

where the path is a tuple of keys and indexes, and applies after the edits before it were made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import msgspec

from domsync.dom.checks.js_values import Binary

Path: TypeAlias = tuple[str | int, ...]
Edit: TypeAlias = tuple[Any, ...]


def _size_of_binary(value: object) -> object:
    if isinstance(value, Binary):
        return [value.kind, value.shape, len(value.data)]
    raise TypeError(f"{value!r} is no value of JavaScript's")


_encode = msgspec.json.Encoder(enc_hook=_size_of_binary).encode


def edits_between(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Edit]:
    """Find the edits that turn one mapping of values into another.

    Args:
        old: The current values.
        new: The new values.
    """
    found: list[Edit] = []
    for name, value in new.items():
        if name not in old:
            found.append(((name,), value))
            continue
        edits: list[Edit] = []
        _compare((name,), old[name], value, edits)
        if len(edits) > 1 or (edits and edits[0][0] != (name,)):
            # Many small edits can be longer than the value itself.
            whole = ((name,), value)
            if len(_encode(edits)) >= len(_encode(whole)):
                edits = [whole]
        found += edits
    found += [((name,),) for name in old if name not in new]
    return found


def same(old: Any, new: Any) -> bool:
    """Return whether two values are the same to JavaScript: True is not 1 there, and 1 is 1.0."""
    if type(old) is not type(new):
        return _is_number(old) and _is_number(new) and bool(old == new)
    if isinstance(old, dict | list):
        # `==` takes True for 1, so the types are compared, too; both comparisons run in C.
        return bool(old == new) and _shape(old) == _shape(new)
    return bool(old == new)


def _shape(value: Any) -> bytes:
    return _encode(value)


def _is_number(value: Any) -> bool:
    return type(value) is int or type(value) is float


def _compare(path: Path, old: Any, new: Any, found: list[Edit]) -> None:
    if same(old, new):
        return
    if type(old) is dict and type(new) is dict:
        found += [((*path, key),) for key in old if key not in new]
        for key, value in new.items():
            if key in old:
                _compare((*path, key), old[key], value, found)
            else:
                found.append(((*path, key), value))
    elif type(old) is list and type(new) is list and old and new:
        _compare_lists(path, old, new, found)
    else:
        found.append((path, new))


def _compare_lists(path: Path, old: list[Any], new: list[Any], found: list[Edit]) -> None:
    start, shorter = 0, min(len(old), len(new))
    while start < shorter and same(old[start], new[start]):
        start += 1
    end = 0
    while end < shorter - start and same(old[-1 - end], new[-1 - end]):
        end += 1
    before, after = old[start : len(old) - end], new[start : len(new) - end]
    if len(before) != len(after):
        found.append((path, start, len(before), after))
        return
    for index, (was, now) in enumerate(zip(before, after, strict=True), start):
        _compare((*path, index), was, now, found)


def with_edits(values: Mapping[str, Any], edits: Sequence[Edit]) -> dict[str, Any]:
    """Apply edits to a copy, as the browser does.

    Args:
        values: The current values, which are not changed.
        edits: The edits.

    Raises:
        LookupError: A path leads nowhere.
    """
    made = dict(values)
    for path, *what in edits:
        _edit(made, tuple(path), what)
    return made


def _edit(values: dict[str, Any], path: Path, what: list[Any]) -> None:
    *way, last = path
    holder: Any = values
    for step in way:
        # Copied, because other code may hold the value.
        holder[step] = holder[step].copy()
        holder = holder[step]
    if not what:
        del holder[last]
    elif len(what) == 1:
        holder[last] = what[0]
    else:
        start, count, items = what
        changed = list(holder[last])
        if not 0 <= start <= len(changed) - count:
            raise IndexError(f"no {count} items from {start}")
        changed[start : start + count] = items
        holder[last] = changed
