"""Tables over any data: sorted, searched, filtered, grouped and edited; only the visible rows are on the page."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

import msgspec
from pydantic import Field, PrivateAttr

from domsync import VNode
from domsync import html as h
from domsync.components import Child
from domsync.events import InputEvent, Source
from domsync.widgets.base import Common, check_functions, check_lists, dressed, one_of, parted
from domsync.widgets.buttons import button
from domsync.widgets.data.row_buffer import MISSING
from domsync.widgets.data.rows import source_of
from domsync.widgets.data.sources import LOOKED_THROUGH, Filter, Query, RowSource, SequenceSource, Sort
from domsync.widgets.data.virtual import Virtual
from domsync.widgets.feedback.alerts import alert
from domsync.widgets.feedback.progress import skeleton
from domsync.widgets.tables import editing, panels, selection
from domsync.widgets.tables.columns import NARROWEST, WIDEST, Column, Columns, check_column, columns_of
from domsync.widgets.tables.export import as_csv, as_tsv
from domsync.widgets.tables.grid import Grid, GridMemory
from domsync.widgets.words import counted, word

if TYPE_CHECKING:
    from typing import Unpack

Select: TypeAlias = Literal["none", "single", "multiple"]

#: The maximum number of a column's values that a filter offers; if there are more, the user types a part of one.
MOST_CHOICES = 30
#: The pause in typing after which rows are searched, in milliseconds.
_PAUSE = 200


class Number(msgspec.Struct, frozen=True):
    """A number reported by the browser: a width, or a number of places to the right."""

    by: Annotated[float, Source("detail")]


class Table(Virtual):
    """The component that `table` makes: see there."""

    # What the program shows, not what the user has made of it: whoever renders the table passes it again.
    rows: Any = Field(default=(), exclude=True)
    columns: Any = Field(default=None, exclude=True)
    label: str | None = None
    row_key: Any = Field(default=None, exclude=True)
    sort: Any = Field(default=None, exclude=True)
    search: bool = False
    filters: bool = False
    group: str | None = None
    select: str = "none"
    selected: Any = Field(default=None, exclude=True)
    on_select: Any = Field(default=None, exclude=True)
    on_open: Any = Field(default=None, exclude=True)
    edit: bool = False
    on_edit: Any = Field(default=None, exclude=True)
    details: Any = Field(default=None, exclude=True)
    arrange: bool = False
    export: Any = None
    height: str | None = "32rem"
    empty: Any = Field(default=None, exclude=True)
    loading: bool = False
    attributes: dict[str, Any] = {}
    measured: bool = True

    sorting: tuple[Sort, ...] | None = None
    words: str = ""
    conditions: dict[str, tuple[Filter, ...]] = {}
    order: list[str] = []
    widths: dict[str, int] = {}
    hidden_columns: dict[str, bool] = {}
    pins: dict[str, str] = {}
    grouped: str | None = None
    chosen: dict[Any, Any] = {}
    unfolded: dict[Any, Any] = {}
    closed: dict[str, bool] = {}
    editing: tuple[Any, str] | None = Field(default=None, exclude=True)
    draft: str = Field(default="", exclude=True)
    problem: str = Field(default="", exclude=True)
    said_count: int | None = None
    _anchor: int | None = PrivateAttr(default=None)
    _group_given: bool = PrivateAttr(default=False)
    _source: RowSource[Any] | None = PrivateAttr(default=None)
    _found: tuple[Any, tuple[Column, ...]] | None = PrivateAttr(default=None)
    _memory: GridMemory = PrivateAttr(default_factory=GridMemory)
    _dragged: str | None = PrivateAttr(default=None)
    _edited_row: Any = PrivateAttr(default=None)

    # Rows and columns

    @property
    def source(self) -> RowSource[Any]:
        """The source from which the rows come."""
        given: RowSource[Any] = self.rows
        if given is not self._source:
            if self._source is not None and isinstance(given, SequenceSource):
                given.adopt(self._source)
            self._source = given
        return given

    def all_columns(self) -> tuple[Column, ...]:
        """All columns, as given or inferred."""
        source, example = self.source, self._example()
        key = (self.columns, self.sort, self.group, type(example), tuple(source.names()))
        if self._found is None or not self._found[1] or self._found[0] != key:
            found = columns_of(self.columns, source, example)
            self._check_names(found, example)
            source.compute({column.name: column.value for column in found if column.value is not None})
            self._found = (key, found)
        return self._found[1]

    def _check_names(self, columns: tuple[Column, ...], example: Any) -> None:
        """Refuse columns for display, sorting or grouping that the rows do not have, instead of showing nothing."""
        computed = {column.name for column in columns if column.value is not None}
        # Rows may get the value of an editable column only when it is edited; a column with a `render` needs no value.
        free = {column.name for column in columns if self.is_editable(column) or column.render is not None}
        uses = [("columns", column.name) for column in columns if column.name not in free]
        uses += [("sort", sort.column) for sort in sorts_of(self.sort)]
        uses += [("group", self.group)] if self.group else []
        for what, name in uses:
            if name not in computed:
                check_column(f"table({what}=)", name, self.source, example, computed)

    def _example(self) -> Any:
        source = self.source
        if isinstance(source, SequenceSource):
            return source.rows[0] if len(source.rows) else None
        buffer = self.buffer
        return next((row for row in buffer.rows(0, 1) if row is not MISSING), None) if buffer is not None else None

    def choices_of(self, column: Column) -> tuple[tuple[Any, str], ...]:
        """List the choices for a column: those of its type, or else its present values if there are only few."""
        if column.choices:
            return column.choices
        source = self.source
        if source.waits or (isinstance(source, SequenceSource) and len(source.rows) > LOOKED_THROUGH):
            return ()
        sort = Query(sort=(Sort(column.name),))
        what = f"choices {column.name}"
        found = self._memory.once(source, what, None, lambda: source.groups(sort, column.name)) or ()
        known = [value for value, _ in found if value is not None]
        return tuple((value, column.text(value)) for value in known) if len(known) <= MOST_CHOICES else ()

    def ordered_columns(self) -> list[Column]:
        """All columns in the user's order, with pinned ones at the sides."""
        places = {name: place for place, name in enumerate(self.order)}
        every = sorted(self.all_columns(), key=lambda column: places.get(column.name, len(places)))
        sides = {"start": 0, "end": 2}
        return sorted(every, key=lambda column: sides.get(self.pin_of(column) or "", 1))

    def pin_of(self, column: Column) -> str | None:
        """Return the side at which a column is pinned; None if it is not."""
        return self.pins.get(column.name, column.pin) or None

    def is_hidden(self, column: Column) -> bool:
        """Return whether a column is hidden."""
        return self.hidden_columns.get(column.name, column.hidden)

    def shown_columns(self) -> list[Column]:
        """The columns that are shown, in their order."""
        return [column for column in self.ordered_columns() if not self.is_hidden(column)]

    def width_of(self, column: Column) -> int:
        """Return the width of a column, in pixels."""
        return self.widths.get(column.name, column.size)

    def is_editable(self, column: Column) -> bool:
        """Return whether the cells of a column can be edited."""
        wanted = self.edit if column.edit is None else column.edit
        return wanted and (column.value is None or column.edit is True)

    @property
    def sorts(self) -> tuple[Sort, ...]:
        """The columns by which the rows are sorted."""
        return sorts_of(self.sort) if self.sorting is None else self.sorting

    @property
    def group_name(self) -> str | None:
        """The column by which the rows are grouped."""
        return (self.grouped if self._group_given else self.group) or None

    def query(self) -> Query:
        """Make the query for the rows that are shown."""
        columns = self.all_columns()
        searched = tuple(column.name for column in columns if column.search) if self.words else ()
        conditions = tuple(each for column in columns for each in self.conditions.get(column.name, ()))
        sorts = self.sorts
        if self.group_name:
            own = next((sort for sort in sorts if sort.column == self.group_name), Sort(self.group_name))
            sorts = (own, *(sort for sort in sorts if sort.column != self.group_name))
        return Query(self.words, searched, conditions, sorts)

    def key_of(self, row: Any, place: int) -> Any:
        """Return the key of a row; its index if it has none."""
        if callable(self.row_key):
            return self.row_key(row)
        if self.row_key is not None:
            return Column(self.row_key).read(row)
        if isinstance(row, sqlite3.Row):
            found = row["id"] if "id" in row.keys() else None  # noqa: SIM118 - it iterates over its values
        else:
            found = row.get("id") if isinstance(row, dict | Mapping) else getattr(row, "id", None)
        return place if found is None else found

    # Rendering

    def render(self) -> VNode:
        grid = Grid(self, self._memory)
        style: dict[str, Any] = {"max-height": self.height} if self.height else {}
        style["--ds-row"] = f"{self.row_height:g}px"
        # The scrolled element itself needs no name, because its content has one.
        scroller = h.div(grid.render(), class_="ds-table-scroll", style=style, tabindex=-1, **self.scroller())
        note = None
        if not grid.shown.total and self.loading:
            note = skeleton(3)
        elif not grid.shown.total and grid.shown.is_counted:
            searched = self.words or self.conditions
            note = h.div(
                word("Nothing found") if searched else (self.empty or word("There are no rows")), class_="ds-table-note"
            )
        if self.has_failed:
            again = button(word("Try again"), size="small", on_click=self.retry)
            note = alert(word("The rows could not be loaded"), tone="danger", actions=again)
        said = "" if self.said_count is None else counted("{count} row", "{count} rows", self.said_count)
        return h.div(
            self._tools(),
            scroller,
            note,
            h.span(said, class_="ds-sr", role="status"),
            **dressed(self.attributes, "ds-table"),
        )

    def _tools(self) -> Child:
        parts = panels.tools(self)
        return h.div(*parts, class_="ds-table-tools") if parts else None

    # Events: order, search, columns

    def sort_by(self, name: str, event: selection.Held) -> None:
        """Sort by a clicked column: ascending, descending, not at all; with Shift, in addition to other columns."""
        before = next((sort for sort in self.sorts if sort.column == name), None)
        others = tuple(sort for sort in self.sorts if sort.column != name) if event.shift else ()
        own = Sort(name) if before is None else None if before.descending else Sort(name, descending=True)
        if own is None:
            self.sorting = others
        elif event.shift and before is not None:
            self.sorting = tuple(own if sort.column == name else sort for sort in self.sorts)
        else:
            self.sorting = (*others, own)

    def search_for(self, event: InputEvent) -> None:
        """Search for the typed text."""
        self.words = event.value.strip()
        self._say_count()

    def filter_by(self, name: str, conditions: tuple[Filter, ...]) -> None:
        """Show only rows that meet conditions on a column."""
        kept = {other: value for other, value in self.conditions.items() if other != name}
        self.conditions = {**kept, name: conditions} if conditions else kept
        self._say_count()

    def clear_filters(self) -> None:
        """Show all rows again."""
        self.conditions = {}
        self._say_count()

    def _say_count(self) -> None:
        source, query = self.source, self.query()
        self.said_count = None if source.waits else source.fetch(query, 0, 0).total  # type: ignore[union-attr]

    def resize(self, name: str, event: Number) -> None:
        """Set the width of a column."""
        self.widths = {**self.widths, name: int(min(max(event.by, NARROWEST), WIDEST))}

    def moved(self, name: str, event: Number) -> None:
        """Move a column, as the keyboard in the browser requests."""
        self.move(name, int(min(max(event.by, -1_000), 1_000)))

    def move(self, name: str, by: int) -> None:
        """Move a column by a number of places to the right."""
        names = [column.name for column in self.ordered_columns()]
        visible = [column.name for column in self.shown_columns()]
        if name not in visible:
            visible = names
        at = visible.index(name)
        to = min(max(at + by, 0), len(visible) - 1)
        if to == at:
            return
        target = visible[to]
        names.remove(name)
        names.insert(names.index(target) + (1 if to > at else 0), name)
        self.order = names

    def drag_column(self, name: str) -> None:
        self._dragged = name

    def drop_column(self, name: str) -> None:
        dragged, self._dragged = self._dragged, None
        visible = [column.name for column in self.shown_columns()]
        if dragged in visible and name in visible and dragged != name:
            self.move(dragged, visible.index(name) - visible.index(dragged))

    def show_column(self, name: str, shown: bool) -> None:
        """Show a column, or hide it."""
        self.hidden_columns = {**self.hidden_columns, name: not shown}

    def pin(self, name: str, side: str | None) -> None:
        """Pin a column at a side, or unpin it."""
        self.pins = {**self.pins, name: side or ""}

    def group_by(self, name: str | None) -> None:
        """Group the rows by a column; None ends the grouping."""
        self._group_given, self.grouped, self.closed = True, name or None, {}

    def fold_group(self, name: str) -> None:
        """Fold a group, or unfold it."""
        closed = dict(self.closed)
        if closed.pop(name, None) is None:
            closed[name] = True
        self.closed = closed

    def unfold(self, key: Any) -> None:
        """Show or hide the details of a row."""
        opened = dict(self.unfolded)
        if opened.pop(key, None) is None:
            opened[key] = True
        self.unfolded = opened

    def open_row(self, row: Any) -> Any:
        return self.on_open(row) if self.on_open is not None else None

    # Events: rows as text

    async def copy_rows(self) -> None:
        """Copy the chosen rows as tab-separated text."""
        from domsync import Visit

        text = as_tsv(selection.held_rows(self).values(), self.shown_columns())
        await self.use(Visit).browser.clipboard.write(text)

    def download(self) -> None:
        """Have the browser save all rows of the query, with the columns that are shown."""
        from domsync import Visit

        name = self.export if isinstance(self.export, str) else f"{self.label or word('Rows')}.csv"
        self.use(Visit).download(as_csv(self.source, self.query(), self.shown_columns()), name=name, type="text/csv")


def sorts_of(sort: str | Sort | Iterable[str | Sort] | None) -> tuple[Sort, ...]:
    """Read a sort order: `"-total"`, `("customer", "-total")`.

    Args:
        sort: The columns, with a minus for descending order.
    """
    if sort is None:
        return ()
    given = (sort,) if isinstance(sort, str | Sort) else tuple(sort)
    return tuple(
        one if isinstance(one, Sort) else Sort(one.removeprefix("-"), descending=one.startswith("-")) for one in given
    )


def table(
    rows: Any,
    columns: Columns = None,
    *,
    label: str | None = None,
    row_key: str | Callable[[Any], Any] | None = None,
    sort: str | Sort | Iterable[str | Sort] | None = None,
    search: bool = False,
    filters: bool = False,
    group: str | None = None,
    select: Select | None = None,
    selected: Collection[Any] | None = None,
    on_select: Callable[[Any], object] | None = None,
    on_open: Callable[[Any], object] | None = None,
    edit: bool = False,
    on_edit: Callable[[Any, str, Any], object] | None = None,
    details: Callable[[Any], Child] | None = None,
    arrange: bool = False,
    export: bool | str = False,
    height: str | None = "32rem",
    row_height: float = 36,
    empty: Child = None,
    loading: bool = False,
    **attributes: Unpack[Common],
) -> Table:
    """A table over any data, with only the visible rows on the page.

    It shows a sequence of models, dataclasses, dicts or tuples, a data frame of pandas or polars, the rows of a SQL
    query, or pages that a function returns; a million rows scroll like a hundred. Users sort by clicking titles (with
    Shift by several), resize columns at their edges, and move through the grid with the arrow keys.

    >>> w.table(self.orders, columns=("id", "customer", "total"), sort="-total", search=True, on_select=self.open)
    >>> w.table(w.SqlSource(connection, "select * from orders"), label="Orders", filters=True, export="orders.csv")
    >>> w.table(self.people, columns=Person, edit=True, select="multiple", on_select=self.choose)

    Args:
        rows: A sequence, a data frame, `w.SqlSource`, `w.PageSource`, or another source. A sequence is read again
            whenever the component with the table is rendered; for a source, call `source.refresh()` when it has
            changed. The sort order of a sequence with more than 20,000 rows is also kept until then.
        columns: Names, pairs of names and titles, `w.col(...)`s, or a model or dataclass that has the columns as
            fields; by default everything that the rows have.
        label: A description of the table, for screen readers.
        row_key: The name of the field that identifies a row, or a function of a row; by default `"id"` if rows have it,
            else their position.
        sort: The column by which rows are sorted initially, `"-total"` for descending; several in order of precedence.
        search: Whether there is a search field. It asks the source, as does Ctrl+F within the table.
        filters: Whether columns can be filtered: text by substring, numbers and dates by range, choices by ticking.
        group: A column by whose values rows are grouped initially.
        select: Whether rows can be selected: `none`, `single`, or `multiple` with checkboxes; by default `single` if
            there is `on_select`.
        selected: The keys of the selected rows, if the program controls them; otherwise the table remembers them.
        on_select: Called with the selected row (None for none); with `multiple`, with a list of the selected rows.
        on_open: Called with a row that was double-clicked, or on which Enter was pressed.
        edit: Whether cells can be edited, with a double click or Enter; `w.col(edit=...)` overrides it for a column.
            Entries are validated by the field's type.
        on_edit: Called with the row, the name of the column and the new value; if it raises `ValueError`, the cell
            shows the message. Without it, the value is assigned to the row.
        details: Makes the content that is shown below an expanded row.
        arrange: Whether columns can be moved, hidden and pinned, and rows grouped, with a menu and by dragging.
        export: Whether the rows found can be saved as CSV; a string is the name of the file.
        height: Its maximum height; None for the height of its rows, which are then all on the page only if they fit.
        row_height: The usual height of a row in pixels.
        empty: The text that is shown when there are no rows.
        loading: Whether rows are being loaded; for an async source, the table knows this itself.
        attributes: As for `h.div`: `class_`, `style` ...

    Emits:
        `on_select`, `on_open`, `on_edit`.

    Keyboard:
        | key | what it does |
        |---|---|
        | Arrow keys | go to the next cell |
        | Home, End | go to the first or the last cell of the row |
        | Ctrl+Home, Ctrl+End | go to the first or the last row |
        | Page Up, Page Down | go a screen up or down |
        | Enter, F2 | edits the cell, presses the button in it, opens the row |
        | Enter, Shift+Enter | on a title, sorts by it; with Shift, in addition to others |
        | Escape | cancels editing; goes back from a control in a cell |
        | Space | selects or deselects the row; with Shift, selects all rows up to it |
        | Shift+Arrow Up, Shift+Arrow Down | extends the selection by a row |
        | Ctrl+A | selects all rows |
        | Ctrl+C | copies the selected rows, or the cell |
        | Ctrl+F | goes to the search |
        | Shift+Arrow Left, Shift+Arrow Right | on a title, make its column narrower or wider |
        | Ctrl+Arrow Left, Ctrl+Arrow Right | on a title, move its column |

    Raises:
        TypeError: `rows` is not a sequence, data frame or source; `columns` is no list; or immutable rows are to be
            edited.
        ValueError: Two columns have the same name, or `select` is unknown.
    """
    check_functions("table", on_select=on_select, on_open=on_open, on_edit=on_edit, details=details)
    check_lists("table", selected=() if selected is None else selected)
    one_of("select", select or "none", ("none", "single", "multiple"))
    source = source_of(rows)
    if edit and on_edit is None and not isinstance(source, SequenceSource):
        raise TypeError(f"the rows of a {type(source).__name__} are edited by on_edit=..., which is not given")
    if not isinstance(columns, type) and columns is not None and not isinstance(columns, Mapping):
        if isinstance(columns, str) or not isinstance(columns, Iterable):
            raise TypeError(f'table(): columns is a list, ["name", w.col("price", ...)], or a class, not {columns!r}')
        columns = tuple(columns)
    given: Any = columns if isinstance(columns, tuple) else ()
    edits = edit or any(isinstance(column, Column) and column.edit for column in given)
    example = source.rows[0] if isinstance(source, SequenceSource) and edits and len(source.rows) else None
    if example is not None and on_edit is None and editing.is_immutable(example):
        raise TypeError(
            f"table(): a {type(example).__name__} cannot be changed, so its cells are edited by on_edit=..., a function"
            " of the row, the column's name and the new value, which is not given"
        )
    own, directives = parted(attributes)
    return Table(
        rows=source,
        columns=columns,
        label=label,
        row_key=row_key,
        sort=sort,
        search=search,
        filters=filters,
        group=group,
        select=select or ("single" if on_select is not None else "none"),
        selected=selected,
        on_select=on_select,
        on_open=on_open,
        edit=edit,
        on_edit=on_edit,
        details=details,
        arrange=arrange,
        export=export,
        height=height,
        row_height=row_height,
        empty=empty,
        loading=loading,
        attributes=own,
        **directives,
    )
