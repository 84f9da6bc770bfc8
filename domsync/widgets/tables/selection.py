"""Row selection in a table: by click, with Shift and Ctrl, by checkbox, or all at once."""

from __future__ import annotations

from collections.abc import Awaitable, Collection
from inspect import isawaitable
from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from domsync.events import Source
from domsync.widgets.data.row_buffer import MISSING
from domsync.widgets.data.sources import SequenceSource

if TYPE_CHECKING:
    from domsync.widgets.tables.table import Table

#: The maximum number of rows that can be chosen at once, and copied.
MOST_CHOSEN = 10_000


class Held(msgspec.Struct, frozen=True):
    """The modifier keys that were held during a click."""

    shift: Annotated[bool, Source("shiftKey")] = False
    control: Annotated[bool, Source("ctrlKey")] = False
    meta: Annotated[bool, Source("metaKey")] = False


class Ticked(msgspec.Struct, frozen=True):
    """A report of whether a checkbox is ticked."""

    checked: Annotated[bool, Source("target.checked")]


def chosen_keys(table: Table) -> Collection[Any]:
    """The keys of the chosen rows, as the grid has them."""
    if table.selected is None:
        return table.chosen
    return {key if isinstance(key, int | str) else str(key) for key in table.selected}


def held_rows(table: Table) -> dict[Any, Any]:
    """The chosen rows by their keys, also those that only the program has chosen, as far as they can be found."""
    if table.selected is None:
        return dict(table.chosen)
    keys = chosen_keys(table)
    held = {key: row for key, row in table.chosen.items() if key in keys}
    if len(held) == len(keys) or table.source.waits:
        return held
    # Also those that the user's search and filters hide.
    query = msgspec.structs.replace(table.query(), search="", columns=(), filters=())
    count = len(table.source.rows) if isinstance(table.source, SequenceSource) else MOST_CHOSEN
    page: Any = table.source.fetch(query, 0, count)
    found = ((_plain_key(table, row, place), row) for place, row in enumerate(page.rows))
    return {**{key: row for key, row in found if key in keys}, **held}


def row_clicked(table: Table, line: int, key: Any, row: Any, event: Held) -> Any:
    """Choose only a row; with Ctrl add or remove it, with Shift choose all rows up to it."""
    is_added = event.control or event.meta
    if table.select == "single":
        table.chosen = {} if is_added and key in chosen_keys(table) else {key: row}
        return _told(table, row if table.chosen else None)
    if event.shift and table._anchor is not None:
        return _choose_to(table, line)
    table._anchor = line
    if not is_added:
        table.chosen = {key: row}
        return _told(table, list(table.chosen.values()))
    return _toggle(table, key, row)


def box_clicked(table: Table, line: int, key: Any, row: Any, event: Held) -> Any:
    """Add a row to the chosen ones, or remove it; with Shift choose all rows up to it."""
    if event.shift and table._anchor is not None:
        return _choose_to(table, line)
    table._anchor = line
    return _toggle(table, key, row)


def _toggle(table: Table, key: Any, row: Any) -> Any:
    chosen = held_rows(table)
    if chosen.pop(key, MISSING) is MISSING:
        chosen[key] = row
    table.chosen = chosen
    return _told(table, list(table.chosen.values()))


def _choose_to(table: Table, line: int) -> Any:
    """Choose all rows from the last clicked one to this one."""
    first, last = sorted((table._anchor or 0, line))
    lines = range(first, min(last + 1, first + MOST_CHOSEN))
    groups = table._memory.groups
    places = list(lines) if groups is None else [groups.at(line)[1] for line in lines]
    wanted = [place for place in places if place is not None]
    found = table.source.fetch(table.query(), wanted[0], wanted[-1] + 1) if wanted else None
    if isawaitable(found):
        return _choose_later(table, wanted, found)
    return _take_rows(table, wanted, found.rows if found is not None else ())


async def _choose_later(table: Table, wanted: list[int], found: Awaitable[Any]) -> None:
    result = _take_rows(table, wanted, (await found).rows)
    if isawaitable(result):
        await result


def _take_rows(table: Table, wanted: list[int], rows: Any) -> Any:
    places = set(wanted)
    start = wanted[0] if wanted else 0
    table.chosen = {_plain_key(table, row, place): row for place, row in enumerate(rows, start) if place in places}
    return _told(table, list(table.chosen.values()))


def _plain_key(table: Table, row: Any, place: int) -> Any:
    key = table.key_of(row, place)
    return key if isinstance(key, int | str) else str(key)


def all_ticked(table: Table, event: Ticked) -> Any:
    """Choose all rows or none, when the checkbox in the header is clicked."""
    return choose_all(table) if event.checked else choose_none(table)


def choose_all(table: Table) -> Any:
    """Choose all rows of the query, if they are not too many."""
    if table.select != "multiple" or table.source.waits:
        return None
    page: Any = table.source.fetch(table.query(), 0, MOST_CHOSEN + 1)
    if len(page.rows) > MOST_CHOSEN:
        return None
    return _take_rows(table, list(range(len(page.rows))), page.rows)


def choose_none(table: Table) -> Any:
    """Choose no row."""
    table.chosen = {}
    return _told(table, list(table.chosen.values()) if table.select == "multiple" else None)


def _told(table: Table, rows: Any) -> Any:
    return table.on_select(rows) if table.on_select is not None else None
