"""Read siblings of the same shape as columns: one column of values for each hole of the shape.

All siblings are processed at once, by functions written in C: a table of 1,000 rows is read in the time that Python
needs for 100 rows, one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import repeat
from operator import is_, itemgetter
from typing import Any, Final, TypeAlias

from msgspec.structs import astuple
from msgspec.structs import fields as fields_of

from domsync.dom.ops import CommentData, ElementData
from domsync.render.shapes import Shape, Text

#: The values of one hole: at least one for each node that was read.
Column: TypeAlias = Sequence[Any]

#: Reads nodes (or their attributes, or lists of children) as long as they have the shape, and returns their number. If
#: it is not 0, a column was added for each hole.
Reader: TypeAlias = Callable[[Sequence[Any], list[Column]], int]

_OTHERS: Final = frozenset((str, CommentData))
_FIELDS: Final = len(fields_of(ElementData))
_NO_FIELDS: Final[Sequence[Column]] = ((),) * _FIELDS

#: The number of nodes that are read at first; it is multiplied by eight each time, so that misfits cost little.
_FIRST: Final = 8


def read_run(read: Reader, nodes: Sequence[Any], start: int) -> tuple[int, list[Column]]:
    """Read siblings as long as they have a shape.

    Args:
        read: The shape's reader.
        nodes: Descriptions of nodes.
        start: The index of the first one.

    Returns:
        The number of nodes with the shape, and a column for each hole.
    """
    count, size = 0, _FIRST
    columns: list[Column] = []
    while start + count < len(nodes):
        part = nodes[start + count : start + count + size]
        more: list[Column] = []
        found = read(part, more)
        if found:
            cut = [column if len(column) == found else column[:found] for column in more]
            columns = [[*one, *other] for one, other in zip(columns, cut, strict=True)] if columns else cut
            count += found
        if found < len(part):
            break
        size *= 8
    return count, columns


def reader(shape: Shape) -> Reader:
    """Make the function that reads nodes of a shape.

    Args:
        shape: The shape, which no longer changes.
    """
    sample = shape.sample
    # In the order of the fields of ElementData.
    fixed = [
        (at, value)
        for at, value, is_open in (
            (0, sample.tag, False),
            (2, sample.attributes, shape.open_attributes),
            (3, sample.styles, shape.open_styles),
            (4, sample.properties, shape.open_properties),
            (5, sample.listeners, False),
            (6, sample.namespace, False),
            (7, sample.namespaced, False),
        )
        if not is_open
    ]
    opened = [
        (at, _open_reader(values, names))
        for at, values, names in (
            (2, sample.attributes, shape.open_attributes),
            (3, sample.styles, shape.open_styles),
            (4, sample.properties, shape.open_properties),
        )
        if names and values
    ]
    read_children = _children_reader(shape.children)

    def read(nodes: Sequence[Any], columns: list[Column]) -> int:
        fields = _fields(nodes)
        count = len(fields[0])
        for at, value in fixed:
            column = fields[at]
            if column.count(value) != len(column):
                count = min(count, _alike(column, value))
        for at, read_open in opened:
            if not count:
                return 0
            count = read_open(fields[at][:count], columns)
        return read_children(fields[1][:count], columns) if count else 0

    return read


def _fields(nodes: Sequence[Any]) -> Sequence[Column]:
    """Return the fields of several nodes, a column for each, up to the first that is not an element."""
    try:
        # Not strict: a VNode has more fields, after these.
        columns = list(zip(*map(astuple, nodes), strict=False))
    except TypeError:
        # One of them is a text.
        columns = []
    if len(columns) < _FIELDS:
        elements = nodes[: _first(type(node) in _OTHERS for node in nodes)]
        columns = list(zip(*map(astuple, elements), strict=False))
    return columns or _NO_FIELDS


def _first(tests: Iterator[bool]) -> int | None:
    """Return the index of the first test that is true, or None."""
    return next((at for at, test in enumerate(tests) if test), None)


def _alike(column: Column, value: object) -> int:
    """Count the values at the start that equal this one."""
    count = len(column)
    if column.count(value) == count:
        return count
    at = _first(other != value for other in column)
    return count if at is None else at


def _open_reader(sample: dict[str, Any], names: set[str]) -> Reader:
    """Make a reader of mappings with the keys of a sample, in the same order; the values of some keys are holes."""
    order = tuple(sample)

    def read(mappings: Column, columns: list[Column]) -> int:
        mappings = mappings[: _first(mapping is None for mapping in mappings)]
        count = _alike(list(map(tuple, mappings)), order)
        for name in order if count else ():
            values = list(map(itemgetter(name), mappings[:count]))
            if name in names:
                columns.append(values)
            else:
                count = min(count, _alike(values, sample[name]))
        return count

    return read


def _children_reader(children: list[Shape | Text] | None) -> Reader:
    """Make a reader of the children of several nodes: a column for each child, or one hole for all of them."""
    if children is None:

        def read_lists(given: Column, columns: list[Column]) -> int:
            columns.append(given)
            return len(given)

        return read_lists
    if not children:
        return lambda given, columns: _alike(given, ())
    wanted = len(children)
    readers = [_text_reader(child.fixed) if isinstance(child, Text) else _shared(reader(child)) for child in children]

    def read(given: Column, columns: list[Column]) -> int:
        count = len(given)
        try:
            children = list(zip(*given, strict=True))
        except ValueError:
            # Some have more children than others.
            count = _alike(list(map(len, given)), wanted)
            children = list(zip(*given[:count], strict=True))
        if len(children) != wanted:
            return 0
        for read_child, column in zip(readers, children, strict=True):
            count = min(count, read_child(column[:count], columns))
            if not count:
                break
        return count

    return read


def _text_reader(fixed: str | None) -> Reader:
    if fixed is not None:
        return lambda given, columns: _alike(given, fixed)

    def read(given: Column, columns: list[Column]) -> int:
        columns.append(given)
        return _alike(list(map(type, given)), str)

    return read


def _shared(read: Reader) -> Reader:
    """Make a reader that reads a description that all siblings share (a constant of the program) only once."""

    def read_shared(nodes: Sequence[Any], columns: list[Column]) -> int:
        first, count = nodes[0], len(nodes)
        if count == 1 or first is not nodes[-1] or not all(map(is_, nodes, repeat(first))):
            return read(nodes, columns)
        own: list[Column] = []
        if not read(nodes[:1], own):
            return 0
        columns += [[value] * count for (value,) in own]
        return count

    return read_shared
