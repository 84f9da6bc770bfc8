"""A tree view of JSON, models and other values."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence, Set
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any, overload

import msgspec
from pydantic import BaseModel

from domsync import html as h
from domsync.components import Child
from domsync.widgets.base import Common
from domsync.widgets.lists.tree import Tree, tree
from domsync.widgets.words import counted, word

if TYPE_CHECKING:
    from typing import Unpack

#: The number of characters of a text that are shown.
_LONGEST = 1_000
#: The maximum number of parts that are searched for those to be open initially.
_MOST_OPEN = 1_000


class _Part(msgspec.Struct, frozen=True):
    """A part of a value.

    Attributes:
        path: The names and indexes that lead to it.
        name: Its own name; None if it has none.
        value: Its value.
    """

    path: tuple[Any, ...]
    name: str | None
    value: Any


def json_view(
    value: Any,
    *,
    label: str | None = None,
    levels: int = 1,
    **attributes: Unpack[Common],
) -> Tree:
    """A tree view of a value: JSON, models, dataclasses, structs, and everything in them.

    >>> w.json_view(response.json(), label="Response", levels=2)

    Parts are shown when they are opened. Secrets (`SecretStr`) stay hidden.

    Args:
        value: The value.
        label: Its name for screen readers; by default "Data".
        levels: The number of levels that are open initially.
        attributes: As for `h.div`.

    Keyboard:
        | key | what it does |
        |---|---|
        | Down, Up | the next or previous part |
        | Right | opens the part; if it is open, goes to its first child |
        | Left | closes the part; if it is closed, goes to its parent |
        | Home, End | the first or last part |
        | letters | the next part that starts with them |
        | Enter, Space | open or close it |

    Raises:
        ValueError: `levels` is negative.
    """
    if levels < 0:
        raise ValueError(f"levels is not negative, not {levels}")
    whole = _Part((), None, value)
    inside = _inside(whole)
    top: Sequence[_Part] = inside or [whole]
    opened: set[Any] = set()
    # The parts at the top are the first level, which is always visible.
    waiting = [(part, 1) for part in top[:_MOST_OPEN]]
    for part, level in waiting:
        if level >= levels or len(waiting) > _MOST_OPEN:
            break
        inside = _inside(part)
        if inside:
            opened.add(part.path)
            waiting += [(one, level + 1) for one in inside[:_MOST_OPEN]]
    own: Any = {**attributes, "class_": ["ds-json", attributes.get("class_")]}
    return tree(
        top,
        label=label or word("Data"),
        children=_inside,
        shows=_shown,
        key_of=_path,
        leaf=_is_leaf,
        expanded=opened,
        **own,
    )


def _path(part: _Part) -> tuple[Any, ...]:
    return part.path


def _is_leaf(part: _Part) -> bool:
    return not _count(part.value)


class _Parts(Sequence[_Part]):
    """The parts of a value; only those that are shown are created.

    Args:
        path: The path to the value.
        entries: Its parts, in its order.
        names: The names that they are shown with and identified by; by default their indexes.
    """

    __slots__ = ("_entries", "_names", "_path")

    def __init__(self, path: tuple[Any, ...], entries: Sequence[Any], names: Sequence[Any] | None = None) -> None:
        self._path = path
        self._entries = entries
        self._names = names

    def __len__(self) -> int:
        return len(self._entries)

    @overload
    def __getitem__(self, at: int) -> _Part: ...

    @overload
    def __getitem__(self, at: slice) -> list[_Part]: ...

    def __getitem__(self, at: int | slice) -> _Part | list[_Part]:
        if isinstance(at, slice):
            return [self[place] for place in range(*at.indices(len(self)))]
        name = at if self._names is None else self._names[at]
        return _Part((*self._path, name), str(name), self._entries[at])


def _inside(part: _Part) -> _Parts | None:
    """The parts of a value; None if it has none."""
    value, path = part.value, part.path
    if isinstance(value, Mapping):
        return _Parts(path, list(value.values()), list(value))
    names = _fields_of(value)
    if names is not None:
        return _Parts(path, [getattr(value, name, None) for name in names], names)
    if isinstance(value, Set):
        # Sets have no order; this one is always the same.
        return _Parts(path, sorted(value, key=repr))
    return _Parts(path, value) if _is_list(value) else None


def _fields_of(value: Any) -> Sequence[str] | None:
    if isinstance(value, type):
        return None
    if isinstance(value, BaseModel):
        return list(type(value).model_fields)
    if isinstance(value, msgspec.Struct):
        return value.__struct_fields__
    return [field.name for field in fields(value)] if is_dataclass(value) else None


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes | bytearray | memoryview)


def _count(value: Any) -> int:
    """Count the parts of a value."""
    names = _fields_of(value)
    if names is not None:
        return len(names)
    return len(value) if isinstance(value, Mapping | Set) or _is_list(value) else 0


def _shown(part: _Part) -> Child:
    name = None if part.name is None else h.span(f"{part.name}: ", class_="ds-json-name")
    kind, text = _said(part.value)
    return h.span(name, h.span(text, class_=f"ds-json-{kind}"))


def _said(value: Any) -> tuple[str, str]:
    """Return the kind of a value, and its text."""
    if value is None or isinstance(value, bool):
        return "word", json.dumps(value)
    if isinstance(value, int | float):
        try:
            return "number", json.dumps(value)
        except ValueError:
            # Python writes numbers of more than some thousand digits only in bases that are powers of two.
            return "number", _cut(hex(value))  # type: ignore[arg-type]
    if isinstance(value, str):
        return "text", json.dumps(_cut(value), ensure_ascii=False)
    if _fields_of(value) is not None or isinstance(value, Mapping | Set) or _is_list(value):
        count = _count(value)
        brackets = "[]" if _is_list(value) or isinstance(value, Set) else "{}"
        kind = "" if type(value) in (dict, list, tuple) else f"{type(value).__name__} "
        size = counted("{count} entry", "{count} entries", count) if count else ""
        return "size", f"{kind}{brackets[0]}{size}{brackets[1]}"
    return "other", _cut(str(value))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}\u2026"
