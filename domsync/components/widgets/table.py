"""A table whose rows are found by id and stay sorted."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from domsync.components.widgets.element_component import ElementComponent
from domsync.dom import Element
from domsync.errors import DuplicateIdError, UnknownIdError

#: Rows with a sort order come first, by it; rows of the same sort order, and those without, by their id.
_Key: TypeAlias = tuple[bool, float, str]
_Values: TypeAlias = Sequence[str | None] | Mapping[str, str | None]


class TableComponent(ElementComponent):
    """A table of text cells.

    Every part can be found by its id. With `TABLE` for the table's id they are `TABLE.tr.header` and
    `TABLE.td.header.COL` for the header, `TABLE.tr.ROW` and `TABLE.td.ROW.COL` for the rows. So that no two are the
    same, a `.` in a column's id is written `%2E` there (and `%` as `%25`), and a row with the id `header` is written
    `%header`.

    Args:
        parent_el: The element below which the table is put.
        columns: The titles by column id, or a list of titles that are also the ids.

    Raises:
        ValueError: Two columns have the same id.
    """

    def __init__(self, parent_el: Element, columns: Sequence[str] | Mapping[str, str]) -> None:
        super().__init__(parent_el)
        titles = dict(columns) if isinstance(columns, Mapping) else {title: title for title in columns}
        if len(titles) != len(columns):
            raise ValueError(f"two columns have the same id: {list(columns)!r}")
        self["columns"] = titles
        self._column_ids = {column: column.replace("%", "%25").replace(".", "%2E") for column in titles}
        document = self.getDocument()
        self.table_el: Element = document.createElement("table")
        self._keys: list[_Key] = []
        self._rows: dict[str, tuple[Element, _Key]] = {}
        self._row_prefix = f"{self.table_el.id}.tr."
        self._cell_prefix = f"{self.table_el.id}.td."
        header = document.createElement("tr", id=f"{self._row_prefix}header")
        for column, title in titles.items():
            name = f"{self._cell_prefix}header.{self._column_ids[column]}"
            header.appendChild(document.createElement("th", id=name, innerText=title))
        self.table_el.appendChild(header)
        parent_el.appendChild(self.table_el)

    def addRow(self, row_id: str, values: _Values | None = None, sort_order: float | None = None) -> None:
        """Add a row in its place.

        Args:
            row_id: The new row's id.
            values: The texts, as many as there are columns, or by column id; None is an empty cell.
            sort_order: Where the row stands among those that have a sort order.

        Raises:
            DuplicateIdError: There is such a row.
            TypeError: The id or a value is not a string.
            ValueError: There are more or fewer values than columns, or the sort order is not a number.
        """
        if self.hasRow(row_id):
            raise DuplicateIdError(row_id)
        key = _key(row_id, sort_order)
        texts = self._texts(values)
        document = self.getDocument()
        name = _row_name(row_id)
        row = document.createElement("tr", id=self._row_prefix + name)
        for column, text in texts.items():
            cell = f"{self._cell_prefix}{name}.{self._column_ids[column]}"
            row.appendChild(document.createElement("td", id=cell, innerText=text))
        self._place(row, key)

    def updateRow(self, row_id: str, values: _Values) -> None:
        """Set the texts of a row's cells; None leaves a cell as it is.

        Raises:
            UnknownIdError: There is no such row.
            ValueError: There are more or fewer values than columns.
        """
        self.getRowElement(row_id)
        for column, text in self._texts(values).items():
            if text is not None:
                self.updateCell(row_id, column, text)

    def addOrUpdateRow(self, row_id: str, values: _Values, sort_order: float | None = None) -> None:
        """Add a row, or update it if there is one; then a sort order moves it to its new place."""
        if not self.hasRow(row_id):
            self.addRow(row_id, values, sort_order)
            return
        key = _key(row_id, sort_order)
        self.updateRow(row_id, values)
        row, old_key = self._rows[row_id]
        if sort_order is not None and key != old_key:
            self._forget(row_id)
            self._place(row, key)

    def hasRow(self, row_id: str) -> bool:
        """Return whether there is such a row."""
        if row_id not in self._rows:
            return False
        if self._rows[row_id][0].parentNode is self.table_el:
            return True
        # Other code has removed the element itself.
        self._forget(row_id)
        return False

    def removeRow(self, row_id: str) -> None:
        """Remove a row.

        Raises:
            UnknownIdError: There is no such row.
        """
        row = self.getRowElement(row_id)
        self._forget(row_id)
        row.remove()

    def getRowIds(self) -> list[str]:
        """The ids of the rows, as they are sorted."""
        return [row_id for _, _, row_id in tuple(self._keys) if self.hasRow(row_id)]

    def updateCell(self, row_id: str, col_id: str, value: str) -> None:
        """Set the text of a cell.

        Raises:
            UnknownIdError: There is no such row or column.
        """
        self.getCellElement(row_id, col_id).innerText = value

    def getTableElement(self) -> Element:
        """The `table` element."""
        return self.table_el

    def getRowElement(self, row_id: str) -> Element:
        """The `tr` element of a row.

        Raises:
            UnknownIdError: There is no such row.
        """
        if not self.hasRow(row_id):
            raise UnknownIdError(row_id)
        return self._rows[row_id][0]

    def getCellElement(self, row_id: str, col_id: str) -> Element:
        """The `td` element of a cell.

        Raises:
            UnknownIdError: There is no such row or column.
        """
        if not self.hasRow(row_id):
            raise UnknownIdError(row_id)
        column = self._column_ids.get(col_id)
        if column is None:
            raise UnknownIdError(col_id)
        row = self._rows[row_id][0]
        name = f"{self._cell_prefix}{_row_name(row_id)}.{column}"
        cell = self.getDocument().getElementById(name, strict=False)
        if cell is None or cell.parentNode is not row:
            # The document does not find elements that are not connected.
            cell = next((child for child in row.children if child.id == name), None)
        if cell is None:
            raise UnknownIdError(name)
        return cell

    def _remove(self) -> None:
        self.table_el.remove()

    def _texts(self, values: _Values | None) -> dict[str, str | None]:
        columns = list(self._column_ids)
        texts: dict[str, str | None]
        if values is None:
            texts = dict.fromkeys(columns)
        elif isinstance(values, Mapping):
            texts = {column: values.get(column) for column in columns}
        elif isinstance(values, str):
            raise TypeError(f"the values of a row are a list or a dict, not the string {values!r}")
        elif len(values) != len(columns):
            raise ValueError(f"{len(values)} values for {len(columns)} columns")
        else:
            texts = dict(zip(columns, values, strict=True))
        for column, text in texts.items():
            if text is not None and not isinstance(text, str):
                raise TypeError(f"the value of column {column!r} is a string, not {text!r}: use str(value)")
        return texts

    def _place(self, row: Element, key: _Key) -> None:
        index = bisect_left(self._keys, key)
        while index < len(self._keys) and not self.hasRow(self._keys[index][2]):
            # hasRow has forgotten it, so the next one has the same index now.
            continue
        before = self._rows[self._keys[index][2]][0] if index < len(self._keys) else None
        self.table_el.insertBefore(row, before)
        self._keys.insert(index, key)
        self._rows[key[2]] = (row, key)

    def _forget(self, row_id: str) -> None:
        _, key = self._rows.pop(row_id)
        del self._keys[bisect_left(self._keys, key)]


def _key(row_id: object, sort_order: object) -> _Key:
    if not isinstance(row_id, str):
        raise TypeError(f"a row's id is a string, not {row_id!r}")
    if sort_order is None:
        return (True, 0.0, row_id)
    # NaN, which is not equal to itself, has no place in any order.
    if not isinstance(sort_order, int | float) or isinstance(sort_order, bool) or sort_order != sort_order:
        raise ValueError(f"a sort order is a number, not {sort_order!r}")
    return (False, sort_order, row_id)


def _row_name(row_id: str) -> str:
    """The row's id as it is written in the ids of elements."""
    return f"%{row_id}" if row_id.lstrip("%") == "header" else row_id
