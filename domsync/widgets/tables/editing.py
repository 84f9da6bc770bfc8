"""Edit a table's cells in place: a cell becomes a control, and the checked input is written into its row."""

from __future__ import annotations

import dataclasses
import datetime
import sqlite3
from collections.abc import Awaitable, Mapping, MutableMapping
from decimal import Decimal
from functools import partial
from inspect import isawaitable
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from pydantic import BaseModel, ValidationError

from domsync import html as h
from domsync import on
from domsync.components import Child
from domsync.components.field_messages import field_message, problems_of
from domsync.events import Source
from domsync.widgets.tables.columns import Column
from domsync.widgets.tables.selection import Ticked

if TYPE_CHECKING:
    from domsync.widgets.tables.table import Table


class Typed(msgspec.Struct, frozen=True):
    """A report of the text in a control."""

    value: Annotated[str, Source("target.value")]


def editor(table: Table, column: Column, value: Any) -> Child:
    """The control in a cell that is being edited.

    Args:
        table: The table.
        column: The column.
        value: The value of the cell.
    """
    keys = [
        on(partial(commit_edit, table), key="Enter", prevent_default=True, stop_propagation=True),
        on(partial(cancel_edit, table), key="Escape", stop_propagation=True),
    ]
    name = f"cell-{column.name}"
    common: dict[str, Any] = {
        "class_": "ds-input ds-cell-input",
        "autofocus": True,
        "on_keydown": keys,
        "on_blur": partial(draft_left, table),
        "aria": {
            "label": column.title,
            "invalid": True if table.problem else None,
            "describedby": f"{name}-error" if table.problem else None,
        },
    }
    problem = h.p(table.problem, class_="ds-error", id=f"{name}-error", role="alert") if table.problem else None
    if column.choices:
        chosen = table.draft
        options = [
            h.option(text, value=str(place), selected=str(place) == chosen)
            for place, (_, text) in enumerate(column.choices)
        ]
        empty = h.option("", value="", selected=chosen == "") if column.optional else None
        return [h.select(empty, options, **common), problem]
    kinds: dict[str, Any] = {"date": "date", "datetime": "datetime-local", "time": "time"}
    control = h.input(
        type=kinds.get(column.kind or "", "text"),
        value=table.draft,
        inputmode="decimal" if column.kind == "number" else None,
        step="any" if column.kind in ("datetime", "time") else None,
        **common,
    )
    return [control, problem]


def begin_edit(table: Table, key: Any, name: str, row: Any) -> None:
    """Begin to edit a cell."""
    column = next(column for column in table.all_columns() if column.name == name)
    table._edited_row = row
    table.editing, table.problem, table.draft = (key, name), "", column.written(column.read(row))


def cancel_edit(table: Table) -> None:
    """End the edit without a change."""
    table.editing, table.problem = None, ""


def draft_left(table: Table, event: Typed) -> Any:
    """Store the entered value when the control loses the focus."""
    return commit_edit(table, event) if table.editing is not None else None


def commit_edit(table: Table, event: Typed) -> Any:
    """Store the entered value, if it is valid for the column."""
    if table.editing is None:
        return None
    name = table.editing[1]
    column = next((column for column in table.all_columns() if column.name == name), None)
    row = table._edited_row
    if column is None or not table.is_editable(column):
        cancel_edit(table)
        return None
    table.draft = event.value
    if event.value == column.written(column.read(row)):
        cancel_edit(table)
        return None
    try:
        value = column.parse(event.value)
    except (ValueError, ArithmeticError) as error:
        table.problem = _message_of(error)
        return None
    return _assign(table, row, column, value)


def box_ticked(table: Table, key: Any, row: Any, column: Column, event: Ticked) -> Any:
    """Store whether the checkbox in a cell is ticked."""
    return _assign(table, row, column, event.checked) if table.is_editable(column) else None


def _assign(table: Table, row: Any, column: Column, value: Any) -> Any:
    try:
        result = _write(table, row, column, value)
    except ValueError as error:
        table.problem = _message_of(error)
        return None
    if isawaitable(result):
        return _assign_later(table, result)
    _written(table)
    return None


async def _assign_later(table: Table, result: Awaitable[Any]) -> None:
    try:
        await result
    except ValueError as error:
        table.problem = _message_of(error)
        return
    _written(table)


def _write(table: Table, row: Any, column: Column, value: Any) -> Any:
    if table.on_edit is not None:
        return table.on_edit(row, column.name, value)
    if isinstance(row, list) and column.name.isdecimal():
        row[int(column.name)] = value
    elif isinstance(row, Mapping):
        row[column.name] = value  # type: ignore[index]
    else:
        setattr(row, column.name, value)
    return None


def is_immutable(row: Any) -> bool:
    """Return whether values cannot be assigned to a row, so that only `on_edit` can store them.

    Args:
        row: The row.
    """
    kind = type(row)
    if isinstance(row, Mapping):
        return not isinstance(row, MutableMapping)
    if isinstance(row, tuple | sqlite3.Row | str | bytes | int | float | Decimal | datetime.date):
        return True
    if isinstance(row, BaseModel):
        return bool(row.model_config.get("frozen"))
    if isinstance(row, msgspec.Struct):
        return row.__struct_config__.frozen
    return dataclasses.is_dataclass(kind) and bool(kind.__dataclass_params__.frozen)  # type: ignore[attr-defined]


def _written(table: Table) -> None:
    cancel_edit(table)
    table._memory.kept = {}
    table.source.refresh()


def _message_of(error: Exception) -> str:
    """Describe what is wrong, for the user who has entered it."""
    if isinstance(error, ValidationError):
        return field_message(problems_of(error)[0]) or str(error)
    return str(error) or type(error).__name__
