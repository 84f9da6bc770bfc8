"""A table's panels: search, filters by column type, the column menu; and the control in a cell."""

from __future__ import annotations

import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from domsync import VNode, on, svg
from domsync import html as h
from domsync.components import Child
from domsync.events import ChangeEvent, InputEvent
from domsync.widgets.buttons import button
from domsync.widgets.data.sources import Filter
from domsync.widgets.inputs.choices import checkbox, checkbox_group, select
from domsync.widgets.inputs.numbers import number_input
from domsync.widgets.inputs.pickers import date_range
from domsync.widgets.inputs.text import search_input, text_input
from domsync.widgets.navigation.menus import popover
from domsync.widgets.tables.columns import Column
from domsync.widgets.words import word

if TYPE_CHECKING:
    from domsync.widgets.tables.table import Table

#: The pause in typing after which rows are searched, in milliseconds.
_PAUSE = 200


def tools(table: Table) -> list[Child]:
    """Make the tools above a table.

    Args:
        table: The table.
    """
    parts: list[Child] = []
    if table.search:
        parts.append(
            search_input(
                False,
                placeholder=word("Search"),
                aria={"label": f"{word('Search')}: {table.label}" if table.label else word("Search")},
                value=table.words,
                on_input=on(table.search_for, debounce=_PAUSE),
            )
        )
    if table.filters:
        columns = [column for column in table.all_columns() if column.filter and column.kind != "other"]
        count = len(table.conditions)
        content = [filter_of(table, column) for column in columns]
        reset = button(word("Reset"), on_click=table.clear_filters, size="small") if count else None
        text = f"{word('Filter')} ({count})" if count else word("Filter")
        parts.append(
            popover(text, h.div(*content, reset, class_="ds-table-filters"), label=word("Filter"), key="filter")
        )
    if table.arrange:
        parts.append(popover(word("Columns"), arrangement(table), key="columns"))
    if table.export:
        parts.append(button(word("Export"), on_click=table.download, key="export"))
    return parts


# Filters


def filter_of(table: Table, column: Column) -> VNode:
    """The controls that filter rows by a column.

    Args:
        table: The table.
        column: The column.
    """
    current: dict[str, Any] = {each.operator: each.value for each in table.conditions.get(column.name, ())}
    match column.kind:
        case "number":
            return h.fieldset(
                h.legend(column.title, class_="ds-label"),
                h.div(
                    _bound(table, column, "at_least", word("From"), current),
                    _bound(table, column, "at_most", word("To"), current),
                    class_="ds-pair",
                ),
                class_="ds-field",
                key=column.name,
            )
        case "date" | "datetime":
            return h.div(
                date_range(
                    column.title,
                    value=(_day(current.get("at_least")), _day(current.get("at_most"))),
                    on_change=partial(_days, table, column),
                ),
                key=column.name,
            )
        case "bool":
            return select(
                column.title,
                {True: word("Yes"), False: word("No")},
                value=current.get("equals"),
                empty="",
                on_change=partial(_equal, table, column),
                key=column.name,
            )
        case "choice" if choices := table.choices_of(column):
            return checkbox_group(
                column.title,
                list(choices),
                values=list(current.get("one_of", ())),
                on_change=partial(_chosen, table, column),
                key=column.name,
            )
        case _:
            return text_input(
                column.title,
                value=str(current.get("contains", "")),
                on_input=on(partial(_contains, table, column), debounce=_PAUSE),
                key=column.name,
            )


def _bound(table: Table, column: Column, operator: Any, label: str, current: dict[str, Any]) -> VNode:
    value = current.get(operator)
    return number_input(
        label,
        value="" if value is None else str(value),
        step="any",
        on_change=partial(_limit, table, column, operator),
        aria={"label": f"{column.title}: {label}"},
    )


def _limit(table: Table, column: Column, operator: Any, event: ChangeEvent) -> None:
    others = tuple(each for each in table.conditions.get(column.name, ()) if each.operator != operator)
    try:
        number = float(event.value)
    except ValueError:
        table.filter_by(column.name, others)
        return
    table.filter_by(
        column.name, (*others, Filter(column.name, operator, int(number) if number.is_integer() else number))
    )


def _day(value: Any) -> datetime.date | None:
    return value.date() if isinstance(value, datetime.datetime) else value


def _days(table: Table, column: Column, days: tuple[datetime.date | None, datetime.date | None]) -> None:
    low: Any
    high: Any
    low, high = days
    if column.kind == "datetime":
        # The last day is included as a whole.
        low = low and datetime.datetime.combine(low, datetime.time.min)
        high = high and datetime.datetime.combine(high, datetime.time.max)
    found = []
    if low is not None:
        found.append(Filter(column.name, "at_least", low))
    if high is not None:
        found.append(Filter(column.name, "at_most", high))
    table.filter_by(column.name, tuple(found))


def _equal(table: Table, column: Column, value: bool | None) -> None:
    table.filter_by(column.name, () if value is None else (Filter(column.name, "equals", value),))


def _chosen(table: Table, column: Column, values: list[Any]) -> None:
    table.filter_by(column.name, (Filter(column.name, "one_of", tuple(values)),) if values else ())


def _contains(table: Table, column: Column, event: InputEvent) -> None:
    text = event.value.strip()
    table.filter_by(column.name, (Filter(column.name, "contains", text),) if text else ())


# Columns


def arrangement(table: Table) -> VNode:
    """The menu that shows, hides, moves and pins columns, and groups rows.

    Args:
        table: The table.
    """
    columns = table.ordered_columns()
    lines = [_line(table, column, place, len(columns)) for place, column in enumerate(columns)]
    groups = {column.name: column.title for column in columns}
    grouping = select(word("Group by"), groups, value=table.group_name, empty=word("Nothing"), on_change=table.group_by)
    can_group = not table.source.waits
    return h.div(h.ul(lines, class_="ds-table-columns"), grouping if can_group else None, class_="ds-table-filters")


def _line(table: Table, column: Column, place: int, count: int) -> VNode:
    is_pinned = table.pin_of(column) is not None
    name = column.title
    return h.li(
        checkbox(
            name,
            checked=not table.is_hidden(column),
            on_change=lambda event: table.show_column(column.name, event.checked),
        ),
        h.span(
            button(
                icon=_ARROW_UP,
                kind="ghost",
                size="small",
                disabled=place == 0,
                aria={"label": word("Move {name} up", name=name)},
                on_click=lambda: table.move(column.name, -1),
            ),
            button(
                icon=_ARROW_DOWN,
                kind="ghost",
                size="small",
                disabled=place == count - 1,
                aria={"label": word("Move {name} down", name=name)},
                on_click=lambda: table.move(column.name, 1),
            ),
            button(
                icon=_PIN,
                kind="ghost",
                size="small",
                aria={"label": word("Pin {name}", name=name), "pressed": is_pinned},
                on_click=lambda: table.pin(column.name, None if is_pinned else "start"),
            ),
            class_="ds-row-tools",
        ),
        key=column.name,
    )


def _icon(path: str) -> VNode:
    line = svg.path(d=path, fill="none", stroke="currentColor", stroke_width=1.75, stroke_linecap="round")
    return svg.svg(line, viewBox="0 0 16 16", width=16, height=16)


_ARROW_UP = _icon("M3.5 10 8 5.5l4.5 4.5")
_ARROW_DOWN = _icon("M3.5 6 8 10.5 12.5 6")
_PIN = _icon("M8 10.5V14M5 2.5h6M6 2.5v3.75L3.75 9.5v1h8.5v-1L10 6.25V2.5")
