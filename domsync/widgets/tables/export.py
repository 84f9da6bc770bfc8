"""Export a table's rows as comma-separated values, or as tab-separated text for spreadsheets."""

from __future__ import annotations

import csv
import datetime
import enum
import io
from collections.abc import AsyncIterator, Iterable, Sequence
from inspect import isawaitable
from typing import Any

from domsync.widgets.data.sources import Query, RowSource
from domsync.widgets.tables.columns import Column

#: The number of rows that are fetched at a time.
_PART = 500
#: The characters with which a text would be a formula for a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


async def as_csv(source: RowSource[Any], query: Query, columns: Sequence[Column]) -> AsyncIterator[str]:
    """Write rows as comma-separated values, part by part, so that only one part is in memory.

    Numbers and dates are in a form for programs. Texts that a spreadsheet would take for a formula get an apostrophe.

    Args:
        source: The source of the rows.
        query: The query for them.
        columns: The columns to write.
    """
    # The byte order mark, by which spreadsheets recognise UTF-8.
    yield "\ufeff" + _lines([[column.title for column in columns]], ",")
    first = 0
    while True:
        found = source.fetch(query, first, first + _PART)
        page = await found if isawaitable(found) else found
        if page.rows:
            yield _lines(([_plain(column.read(row)) for column in columns] for row in page.rows), ",")
        first += len(page.rows)
        if len(page.rows) < _PART or first == page.total:
            return


def as_tsv(rows: Iterable[Any], columns: Sequence[Column]) -> str:
    """Write rows as they are shown, with tabs between the cells.

    Args:
        rows: The rows.
        columns: The columns to write.
    """
    cells = (
        [column.text(column.read(row)).replace("\t", " ").replace("\n", " ") for column in columns] for row in rows
    )
    return "\n".join("\t".join(row) for row in cells)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if value is None:
        return ""
    if isinstance(value, enum.Enum):
        return _plain(value.value)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text


def _lines(rows: Iterable[Sequence[str]], delimiter: str) -> str:
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerows(rows)
    return written.getvalue()
