"""The grid of a table: header, visible rows, and totals."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable
from functools import partial
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import msgspec

from domsync import VNode, on
from domsync import html as h
from domsync.components import Child, Locale, use
from domsync.widgets.data.row_buffer import MISSING
from domsync.widgets.data.sources import Query, RowSource
from domsync.widgets.data.virtual import Shown
from domsync.widgets.tables import editing, selection
from domsync.widgets.tables.columns import Column, text_of
from domsync.widgets.words import word

if TYPE_CHECKING:
    from domsync.widgets.tables.table import Table

#: The width of the columns with checkboxes and with the buttons for details, in pixels.
_LEADING = 44


class _Row:
    """A row as it was last rendered."""

    __slots__ = ("cells", "nodes", "row", "state", "values")

    def __init__(self, row: Any, state: Any, values: list[Any], cells: list[VNode], nodes: list[VNode]) -> None:
        self.row = row
        self.state = state
        self.values = values
        self.cells = cells
        self.nodes = nodes


class Groups:
    """The lines of groups of rows: the titles, and the rows of groups that are not folded.

    Args:
        column: The column by which they are grouped.
        counts: The values of the groups in their order, with their numbers of rows.
        closed: The groups that are folded.
    """

    def __init__(self, column: Column, counts: Iterable[tuple[Any, int]], closed: Collection[str]) -> None:
        self.column = column
        self.counts: list[tuple[Any, int]] = list(counts)
        self.names: list[str] = [text_of(value) for value, _ in self.counts]
        #: The index of each group's first row in the source, and of its title among the lines.
        self.starts: list[int] = [0, *accumulate(count for _, count in self.counts)]
        sizes = [1 + (0 if name in closed else count) for name, (_, count) in zip(self.names, self.counts, strict=True)]
        self.lines: list[int] = [0, *accumulate(sizes)]

    @property
    def total(self) -> int:
        """The number of lines, including the titles."""
        return self.lines[-1]

    def at(self, line: int) -> tuple[int, int | None]:
        """Return the content of a line.

        Returns:
            The index of the group, and the index of the row in the source; None for the title of the group.
        """
        group = bisect_right(self.lines, line) - 1
        within = line - self.lines[group]
        return group, None if within == 0 else self.starts[group] + within - 1


class GridMemory:
    """The memory that a table has of its grid from one render to the next."""

    __slots__ = ("groups", "kept", "rows", "signature")

    def __init__(self) -> None:
        #: The rows as they were last rendered, by key.
        self.rows: dict[Any, _Row] = {}
        #: The values that all of them depend on: if they change, no row can be used again.
        self.signature: Any = None
        #: The groups, if rows are grouped.
        self.groups: Groups | None = None
        #: The results that depend on all rows, by name.
        self.kept: dict[str, tuple[Any, Any]] = {}

    def once(self, source: RowSource[Any], what: str, key: Any, make: Callable[[], Any]) -> Any:
        """Compute something from all rows, again only when they have changed, and not on scrolling.

        Args:
            source: The source of the rows.
            what: The name of the result.
            key: The value that it depends on besides the rows.
            make: Computes it.
        """
        key = (id(source), source.version, key)
        kept = self.kept.get(what)
        if kept is None or kept[0] != key:
            kept = self.kept[what] = (key, make())
        return kept[1]


class Grid:
    """One render of a table's grid.

    Args:
        table: The table.
        memory: The memory from the previous render.
    """

    def __init__(self, table: Table, memory: GridMemory) -> None:
        self.table = table
        self.memory = memory
        columns = table.shown_columns()
        #: The keys of the chosen rows.
        self.chosen: Collection[Any] = selection.chosen_keys(table)
        self.query: Query = table.query()
        #: The lines that are in view.
        self.shown: Shown = self._look()
        # A row that had to be awaited may have arrived.
        self.layout: list[Column] = columns or table.shown_columns()
        self.editable: tuple[bool, ...] = tuple(table.is_editable(column) for column in self.layout)
        self.span: int = len(self.layout) + self._leading
        #: The classes of the cells of each column, made once and not for each cell.
        self.classes: list[str] = []
        self.styles: list[dict[str, str] | None] = []
        for place, column in enumerate(self.layout):
            pinned, style = self._pinned(place)
            side = f"ds-to-{column.side}" if column.side != "start" else None
            opens = "ds-edits" if self.editable[place] and column.kind != "bool" else None
            self.classes.append(" ".join(name for name in ("ds-cell", side, pinned, opens) if name))
            self.styles.append(style)

    def render(self) -> VNode:
        """Describe it."""
        table, shown = self.table, self.shown
        head = self._head()
        buffer = table.buffer
        is_busy = table.loading or (buffer is not None and buffer.is_loading)
        widths = [_LEADING] * self._leading + [table.width_of(column) for column in self.layout]
        return h.table(
            h.colgroup([h.col(style={"width": f"{width}px"}, key=place) for place, width in enumerate(widths)]),
            h.thead(head),
            _space(shown.before, self.span),
            h.tbody(self._body(), data=shown.mark),
            _space(shown.after, self.span),
            self._foot(),
            role="grid",
            aria={
                "label": table.label or word("Rows"),
                "rowcount": shown.total + 1 if shown.is_counted else -1,
                "colcount": self.span,
                "multiselectable": True if table.select == "multiple" else None,
                "busy": True if is_busy else None,
            },
            style={"width": f"max(100%, {sum(widths)}px)", **self._offsets()},
            events={"ds-copy": table.copy_rows, "ds-all": partial(selection.choose_all, table)},
            data={"ds-grid": "", "ds-chosen": "" if self.chosen else None},
        )

    @property
    def _leading(self) -> int:
        """The number of columns before those of the rows."""
        return (self.table.select == "multiple") + (self.table.details is not None)

    def _offsets(self) -> dict[str, str]:
        """The distances of pinned columns from the sides, as custom properties that all rows use."""
        table = self.table
        if not any(table.pin_of(column) for column in self.layout):
            return {}
        found, at = {}, _LEADING * self._leading
        for place, column in enumerate(self.layout):
            if table.pin_of(column) == "start":
                found[f"--ds-pin-{place}"] = f"{at}px"
            at += table.width_of(column)
        at = 0
        for place, column in reversed(list(enumerate(self.layout))):
            if table.pin_of(column) == "end":
                found[f"--ds-pin-{place}"] = f"{at}px"
            at += table.width_of(column)
        return found

    def _pinned(self, place: int) -> tuple[str | None, dict[str, str] | None]:
        """The class and the style of a pinned cell."""
        pin = self.table.pin_of(self.layout[place])
        if pin is None:
            return None, None
        side = "inset-inline-start" if pin == "start" else "inset-inline-end"
        return "ds-pinned", {side: f"var(--ds-pin-{place})"}

    def _head(self) -> VNode:
        table = self.table
        is_pinned = any(table.pin_of(column) == "start" for column in self.layout)
        cells: list[VNode] = []
        if table.details is not None:
            sign = h.span(word("Details"), class_="ds-sr")
            cells.append(h.th(sign, scope="col", class_=_lead(0, is_pinned), style=_lead_style(0, is_pinned), key=" d"))
        if table.select == "multiple":
            cells.append(self._check_all(len(cells), is_pinned))
        places = {sort.column: place for place, sort in enumerate(table.sorts, 1)}
        for place, column in enumerate(self.layout):
            cells.append(self._title(place, column, places.get(column.name)))
        if cells:
            # Tab leads to one of the cells; grid.js changes which one.
            first = cells[0]
            cells[0] = msgspec.structs.replace(first, attributes={**(first.attributes or {}), "tabindex": "0"})
        return h.tr(cells, aria={"rowindex": 1})

    def _check_all(self, place: int, is_pinned: bool) -> VNode:
        table = self.table
        buffer = table.buffer
        total = buffer.count if buffer is not None else 0
        can = buffer is not None and buffer.is_counted and total <= selection.MOST_CHOSEN and not table.source.waits
        is_all = bool(total) and len(self.chosen) >= total
        box = h.input(
            type="checkbox",
            checked=is_all,
            disabled=not can,
            tabindex=-1,
            aria={"label": word("Select all rows")},
            on_change=partial(selection.all_ticked, table),
        )
        return h.th(box, scope="col", class_=_lead(place, is_pinned), style=_lead_style(place, is_pinned), key=" s")

    def _title(self, place: int, column: Column, sorted_as: int | None) -> VNode:
        table = self.table
        direction = next((sort.descending for sort in table.sorts if sort.column == column.name), None)
        title: Child = h.span(column.title, class_="ds-table-title")
        if column.sort:
            title = h.button(
                title,
                type="button",
                class_="ds-sort",
                tabindex=-1,
                data={"ds-order": sorted_as if sorted_as and len(table.sorts) > 1 else None},
                on_click=partial(table.sort_by, column.name),
            )
        pinned, style = self._pinned(place)
        moves: dict[str, Any] = {}
        if table.arrange:
            moves = {
                "draggable": True,
                "on_dragstart": partial(table.drag_column, column.name),
                "on_dragover": on(_nothing, prevent_default=True, throttle=10_000),
                "on_drop": on(partial(table.drop_column, column.name), prevent_default=True),
            }
        return h.th(
            title,
            h.span(class_="ds-resizer", data={"ds-resizer": ""}, aria={"hidden": True}),
            scope="col",
            key=column.name,
            title=column.help or None,
            class_=["ds-cell", f"ds-to-{column.side}" if column.side != "start" else None, pinned],
            style=style,
            aria={"sort": None if direction is None else "descending" if direction else "ascending"},
            events={
                "ds-resize": partial(table.resize, column.name),
                "ds-move": partial(table.moved, column.name),
            },
            **moves,
        )

    def _look(self) -> Shown:
        """Find the visible lines."""
        table, query = self.table, self.query
        self.memory.groups = None
        grouping = next((column for column in table.all_columns() if column.name == table.group_name), None)
        if grouping is None:
            return table.look(table.source, query)
        buffer = table.buffer_of(table.source, query)
        key = (query, grouping.name)
        counts = self.memory.once(table.source, "groups", key, lambda: table.source.groups(*key))
        if counts is None:
            return table.look(table.source, query)
        groups = self.memory.groups = Groups(grouping, counts, table.closed)
        buffer.count, buffer.is_counted = groups.starts[-1], True
        first, last = table.place(groups.total)
        places = [groups.at(line)[1] for line in range(first, last)]
        runs: list[tuple[int, int]] = []
        for place in places:
            if place is None:
                continue
            if runs and runs[-1][1] == place:
                runs[-1] = (runs[-1][0], place + 1)
            else:
                runs.append((place, place + 1))
        buffer.need_all(runs)
        return table.shown([None if place is None else buffer.rows(place, place + 1)[0] for place in places])

    def _body(self) -> list[VNode]:
        table = self.table
        signature = (
            [(each.name, each.kind, each.side, table.pin_of(each), each.choices) for each in self.layout],
            self.editable,
            table.select,
            table.details is not None,
            table.on_open is not None,
            use(Locale, Locale()).tag,
        )
        before = self.memory.rows if signature == self.memory.signature else {}
        self.memory.signature = signature
        self.memory.rows = {}
        nodes: list[VNode] = []
        for line, row in self.shown.items():
            if self.memory.groups is not None:
                group, place = self.memory.groups.at(line)
                if place is None:
                    nodes.append(self._group_line(self.memory.groups, group, line))
                    continue
            else:
                place = line
            if row is MISSING:
                waiting = h.td(h.span(class_="ds-skeleton-line"), colspan=self.span, class_="ds-cell")
                nodes.append(h.tr(waiting, aria={"rowindex": line + 2, "busy": True}, key=f"waits {line}"))
                continue
            nodes += self._row(line, place, row, before)
        return nodes

    def _group_line(self, groups: Groups, number: int, line: int) -> VNode:
        value, count = groups.counts[number]
        name = groups.names[number]
        text = groups.column.text(value) or word("Empty")
        is_open = name not in self.table.closed
        fold = h.button(
            h.span(class_="ds-fold-sign", aria={"hidden": True}),
            f"{groups.column.title}: {text}",
            type="button",
            tabindex=-1,
            class_="ds-group-button",
            aria={"expanded": is_open},
            on_click=partial(self.table.fold_group, name),
        )
        cell = h.td(fold, h.span(count, class_="ds-group-count"), colspan=self.span, class_="ds-cell")
        return h.tr(cell, class_="ds-group-line", aria={"rowindex": line + 2}, key=f"group {number} {name}")

    def _row(self, line: int, place: int, row: Any, before: dict[Any, _Row]) -> list[VNode]:
        table = self.table
        key = table.key_of(row, place)
        if key in self.memory.rows or not isinstance(key, int | str):
            key = f"{key} {place}" if key in self.memory.rows else str(key)
        old = before.get(key)
        is_chosen = key in self.chosen
        if key in table.chosen:
            # The row may be another object than when it was chosen.
            table.chosen[key] = row
        is_open = key in table.unfolded
        own = table.editing[1] if table.editing is not None and table.editing[0] == key else None
        state = (line, is_chosen, is_open, own and (own, table.problem))
        values = [column.read(row) for column in self.layout]
        reused = old.cells if old is not None and old.state[3] is None and own is None else None
        cells: list[VNode] = []
        is_same = reused is not None
        for at, column in enumerate(self.layout):
            value = values[at]
            if reused is not None and old is not None and _is_plain(column) and _same(old.values[at], value):
                cells.append(reused[at])
                continue
            is_same = False
            cells.append(self._cell(at, column, key, place, row, value, is_edited=own == column.name))
        if is_same and old is not None and old.row is row and old.state == state and table.details is None:
            self.memory.rows[key] = old
            return old.nodes
        nodes = self._line(line, place, key, row, cells, is_chosen=is_chosen, is_open=is_open)
        self.memory.rows[key] = _Row(row, state, values, cells, nodes)
        return nodes

    def _line(
        self, line: int, place: int, key: Any, row: Any, cells: list[VNode], *, is_chosen: bool, is_open: bool
    ) -> list[VNode]:
        table = self.table
        is_pinned = any(table.pin_of(column) == "start" for column in self.layout)
        lead: list[VNode] = []
        if table.details is not None:
            sign = h.button(
                h.span(class_="ds-fold-sign", aria={"hidden": True}),
                type="button",
                tabindex=-1,
                class_="ds-unfold",
                aria={"expanded": is_open, "label": word("Details")},
                on_click=on(partial(table.unfold, key), stop_propagation=True),
            )
            lead.append(h.td(sign, class_=_lead(0, is_pinned), style=_lead_style(0, is_pinned)))
        if table.select == "multiple":
            at = len(lead)
            box = h.input(
                type="checkbox",
                checked=is_chosen,
                tabindex=-1,
                aria={"label": word("Select row")},
                on_click=on(partial(selection.box_clicked, table, line, key, row), stop_propagation=True),
            )
            lead.append(h.td(box, class_=_lead(at, is_pinned), style=_lead_style(at, is_pinned)))
        clicked = partial(selection.row_clicked, table, line, key, row) if table.select != "none" else None
        node = h.tr(
            lead,
            cells,
            key=key,
            aria={"rowindex": line + 2, "selected": None if table.select == "none" else is_chosen},
            class_="ds-opens" if table.on_open is not None else None,
            on_click=clicked,
            on_dblclick=None if table.on_open is None else partial(table.open_row, row),
        )
        if not is_open or table.details is None:
            return [node]
        more = h.td(table.details(row), colspan=self.span, class_="ds-table-details")
        return [node, h.tr(more, data={"ds-more": ""}, key=f"details {key}")]

    def _cell(self, at: int, column: Column, key: Any, place: int, row: Any, value: Any, *, is_edited: bool) -> VNode:
        edits = self.editable[at]
        content: Child
        if is_edited:
            content = editing.editor(self.table, column, value)
        elif column.render is not None:
            content = column.render(row)
        elif column.kind == "bool" and column.format is None and value is not None:
            content = h.input(
                type="checkbox",
                checked=bool(value),
                disabled=not edits,
                tabindex=-1,
                aria={"label": column.title},
                on_change=on(partial(editing.box_ticked, self.table, key, row, column), stop_propagation=True)
                if edits
                else None,
                on_click=on(_nothing, stop_propagation=True) if edits else None,
            )
        elif column.kind == "choice" and column.format is None:
            content = next((text for one, text in column.choices if one == value), None) or column.text(value)
        else:
            content = column.text(value)
        opens = edits and not is_edited and column.kind != "bool"
        return h.td(
            content,
            class_=self.classes[at].removesuffix(" ds-edits") + " ds-edited" if is_edited else self.classes[at],
            style=self.styles[at],
            on_dblclick=on(partial(editing.begin_edit, self.table, key, column.name, row), stop_propagation=True)
            if opens
            else None,
            # If columns can be moved, cells move with them, and so do what is entered in them and the focus.
            key=column.name if self.table.arrange else None,
        )

    def _foot(self) -> Child:
        wanted = {column.name: column.total for column in self.layout if column.total is not None}
        buffer = self.table.buffer
        told = buffer.totals if buffer is not None else {}
        if not wanted and not told:
            return None
        unsorted = msgspec.structs.replace(self.query, sort=())
        source, key = self.table.source, (unsorted, tuple(wanted.items()))
        found = {**told, **self.memory.once(source, "totals", key, lambda: source.totals(unsorted, wanted))}
        is_pinned = any(self.table.pin_of(column) == "start" for column in self.layout)
        cells = [
            h.td(class_=_lead(place, is_pinned), style=_lead_style(place, is_pinned), key=f" {place}")
            for place in range(self._leading)
        ]
        for place, column in enumerate(self.layout):
            pinned, style = self._pinned(place)
            side = f"ds-to-{column.side}" if column.side != "start" else None
            text = column.text(found[column.name]) if found.get(column.name) is not None else ""
            cells.append(h.td(text, class_=["ds-cell", side, pinned], style=style, key=column.name))
        return h.tfoot(h.tr(cells))


def _nothing() -> None:
    """Do nothing: the browser does it alone."""


def _space(style: dict[str, str], span: int) -> VNode:
    """Make the space for the rows that are not on the page."""
    is_empty = style["height"] == "0px"
    row = None if is_empty else h.tr(h.td(colspan=span, style=style))
    return h.tbody(row, class_="ds-table-space", aria={"hidden": True})


def _lead(place: int, is_pinned: bool) -> str:
    return "ds-cell ds-lead ds-pinned" if is_pinned else "ds-cell ds-lead"


def _lead_style(place: int, is_pinned: bool) -> dict[str, str] | None:
    return {"inset-inline-start": f"{place * _LEADING}px"} if is_pinned else None


#: The types of values that cannot be changed in place, so that a cell with an equal value looks the same.
_VALUES = (str, int, float, bool, bytes, type(None))


def _is_plain(column: Column) -> bool:
    return column.render is None and column.format is None


def _same(old: Any, new: Any) -> bool:
    kind = type(old)
    if kind is not type(new):
        return False
    if kind in _VALUES or kind.__module__ in ("datetime", "decimal", "uuid"):
        return old is new or bool(old == new)
    return False
