"""The columns of a table, given or inferred from its rows."""

from __future__ import annotations

import dataclasses
import datetime
import enum
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from typing import Any, Literal, TypeAlias, get_type_hints

import msgspec
from pydantic import BaseModel, TypeAdapter
from pydantic.fields import FieldInfo

from domsync.components import Child, FieldRules, field_rules
from domsync.components.formats import date_text, number_text, read_number
from domsync.widgets.base import check_number, hint_of, one_of
from domsync.widgets.data.sources import LOOKED_THROUGH, RowSource, SequenceSource, Total, value_of
from domsync.widgets.words import word

#: The kind of a column's values, which determines how it is shown, filtered and edited.
ColumnKind: TypeAlias = Literal["text", "number", "date", "datetime", "time", "bool", "choice", "other"]
Pin: TypeAlias = Literal["start", "end"]
Align: TypeAlias = Literal["start", "center", "end"]

_KINDS = ("text", "number", "date", "datetime", "time", "bool", "choice", "other")
_WIDTHS = {"number": 120, "bool": 96, "date": 128, "datetime": 184, "time": 96, "choice": 136}
#: The minimum and maximum width of a column, in pixels.
NARROWEST, WIDEST = 48, 2_000


class Column(msgspec.Struct, frozen=True):
    """A column: what `col` makes."""

    name: str
    title: str = ""
    kind: ColumnKind | None = None
    value: Callable[[Any], Any] | None = None
    render: Callable[[Any], Child] | None = None
    format: Callable[[Any], str] | None = None
    width: int | None = None
    align: Align | None = None
    pin: Pin | None = None
    hidden: bool = False
    sort: bool = True
    filter: bool = True
    search: bool = True
    edit: bool | None = None
    total: Total | None = None
    help: str = ""
    annotation: Any = None
    rules: FieldRules | None = None

    @property
    def size(self) -> int:
        """The initial width, in pixels."""
        return self.width or _WIDTHS.get(self.kind or "", 184)

    @property
    def side(self) -> Align:
        """The alignment of its content."""
        return self.align or ("end" if self.kind == "number" else "center" if self.kind == "bool" else "start")

    @property
    def choices(self) -> tuple[tuple[Any, str], ...]:
        """The values that it may have, and their texts."""
        return self.rules.choices if self.rules is not None else ()

    @property
    def optional(self) -> bool:
        """True if a row may have no value."""
        return self.rules is None or self.rules.optional

    def read(self, row: Any) -> Any:
        """Return its value in a row."""
        return value_of(row, self.name) if self.value is None else self.value(row)

    def text(self, value: Any) -> str:
        """Format a value in the language of the page."""
        if self.format is not None:
            return self.format(value)
        if type(value) is int and (self.name == "id" or self.name.endswith("_id")):
            # An infinity or NaN.
            return str(value)
        return text_of(value)

    def parse(self, text: str) -> Any:
        """Convert an entered text to a value, and check it by the column's type.

        Args:
            text: The entered text.

        Raises:
            ValueError: It is not such a value.
        """
        given: Any = text
        if self.kind == "number":
            given = read_number(text)
        elif self.choices:
            known = {str(place): value for place, (value, _) in enumerate(self.choices)}
            given = known.get(text, None if text == "" else text)
        if given == "" and self.optional and self.kind != "text":
            given = None
        if given == "" and self.optional and self.rules is not None:
            given = None
        if self.annotation is None:
            return _read_plain(given, self.kind)
        return _adapter(self).validate_python(given)

    def written(self, value: Any) -> str:
        """Format a value for editing.

        Args:
            value: The value.
        """
        if self.choices:
            return next((str(place) for place, (one, _) in enumerate(self.choices) if one == value), "")
        if value is None:
            return ""
        if self.kind == "number":
            return number_text(value) if isinstance(value, int | float | Decimal) else str(value)
        if isinstance(value, datetime.datetime):
            return value.isoformat("T", "minutes" if value.second == 0 else "seconds")
        return value.isoformat() if isinstance(value, datetime.date | datetime.time) else str(value)


@lru_cache(512)
def _adapter_of(annotation: Any) -> TypeAdapter[Any]:
    return TypeAdapter(annotation)


def _adapter(column: Column) -> TypeAdapter[Any]:
    try:
        return _adapter_of(column.annotation)
    except TypeError:  # an annotation that cannot be hashed
        return TypeAdapter(column.annotation)


def _read_plain(given: Any, kind: str | None) -> Any:
    """Convert a value of which only the kind is known."""
    if given is None or not isinstance(given, str) or kind not in _ASKED_FOR:
        return given
    try:
        if kind == "number":
            return Decimal(given) if any(sign in given for sign in ".eE") else int(given)
        if kind == "date":
            return datetime.date.fromisoformat(given)
        return datetime.datetime.fromisoformat(given) if kind == "datetime" else datetime.time.fromisoformat(given)
    except (ValueError, ArithmeticError):
        # Python's own messages are for programmers.
        raise ValueError(word(_ASKED_FOR[kind])) from None


_ASKED_FOR = {
    "number": "Please enter a number",
    "date": "Please enter a date",
    "datetime": "Please enter a date and a time",
    "time": "Please enter a time",
}


def text_of(value: Any) -> str:
    """Format any value in the language of the page: in cells, copied text and names."""
    if type(value) is str:
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return word("Yes") if value else word("No")
    if isinstance(value, enum.Enum):
        return str(value.value)
    if isinstance(value, int | float | Decimal):
        return number_text(value)
    if isinstance(value, datetime.date | datetime.time):
        return date_text(value, length="short" if isinstance(value, datetime.time) else "medium")
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(map(text_of, value))
    return str(value)


def col(
    name: str,
    title: str | None = None,
    *,
    kind: ColumnKind | None = None,
    value: Callable[[Any], Any] | None = None,
    render: Callable[[Any], Child] | None = None,
    format: Callable[[Any], str] | None = None,
    width: int | None = None,
    align: Align | None = None,
    pin: Pin | None = None,
    hidden: bool = False,
    sort: bool = True,
    filter: bool = True,
    search: bool = True,
    edit: bool | None = None,
    total: Total | None = None,
    help: str | None = None,
) -> Column:
    """A column of `w.table`, where its name alone is not enough.

    >>> w.col("total", "Sum", format=lambda value: f"{value:.2f} EUR", total="sum", pin="end")
    >>> w.col("customer", render=lambda order: h.a(order.customer.name, href=f"/customers/{order.customer.id}"))

    Args:
        name: The attribute or the key of the rows; it is also the column's own name.
        title: The column's heading; by default the title of the model's field, or the name in words.
        kind: `text`, `number`, `date`, `datetime`, `time`, `bool`, `choice` or `other`: how it is shown, filtered and
            edited. By default it follows from the rows' type.
        value: Computes the value for a row, if it is not an attribute: `lambda order: order.price * order.count`.
        render: Makes the content of a cell for a row: elements instead of text. The rows need not have an attribute of
            the column's name then, as for a column of buttons.
        format: Formats a value; by default by its kind and the reader's language.
        width: Its initial width in pixels.
        align: `start`, `center` or `end`; numbers are aligned at the end.
        pin: `start` or `end`: it stays in view while the others scroll.
        hidden: Whether it is hidden until the user shows it.
        sort: Whether rows can be sorted by it.
        filter: Whether rows can be filtered by it.
        search: Whether the search looks into it.
        edit: Whether it can be edited; by default as set for the table.
        total: The content of the last line: `sum`, `mean`, `min`, `max` or `count`.
        help: An explanation of the column, shown when the user points at its title.

    Raises:
        ValueError: The kind or the side is unknown.
    """
    if not isinstance(name, str):
        raise TypeError(f'col() takes the name of a column, col("price"), not {name!r}')
    for what, function in (("value", value), ("render", render), ("format", format)):
        if function is not None and not callable(function):
            raise TypeError(f"col({name!r}): {what} is a function, not {function!r}")
    if width is not None:
        check_number(width, f"col({name!r}): width, in pixels,")
    if kind is not None:
        one_of("kind", kind, _KINDS)
    if align is not None:
        one_of("align", align, ("start", "center", "end"))
    if pin is not None:
        one_of("pin", pin, ("start", "end"))
    if total is not None:
        one_of("total", total, ("sum", "mean", "min", "max", "count"))
    return Column(
        name=name,
        title=title or "",
        kind=kind,
        value=value,
        render=render,
        format=format,
        width=width and min(max(width, NARROWEST), WIDEST),
        align=align,
        pin=pin,
        hidden=hidden,
        sort=sort,
        filter=filter,
        search=search,
        edit=edit,
        total=total,
        help=help or "",
    )


#: Names, names with titles, `col(...)`s, or a model or dataclass with these fields; None for all columns.
Columns: TypeAlias = "Iterable[str | tuple[str, str] | Column] | Mapping[str, str] | type | None"


def columns_of(columns: Columns, source: RowSource[Any], example: Any = None) -> tuple[Column, ...]:
    """Infer everything about the columns of a table that is not given.

    Args:
        columns: The columns as given by the program.
        source: The source of the rows.
        example: A row, if there is one.

    Returns:
        The columns; none if they cannot be inferred as long as there is no row.

    Raises:
        ValueError: Two columns have the same name.
        TypeError: One is neither a name nor a `col(...)`.
    """
    known = _known(columns if isinstance(columns, type) else None, source, example)
    given: list[Column] = []
    if columns is None or isinstance(columns, type):
        given = [Column(name) for name in known]
    elif isinstance(columns, Mapping):
        given = [Column(name, title) for name, title in columns.items()]
    else:
        for column in columns:
            loose: Any = column
            if isinstance(loose, tuple) and len(loose) == 2 and all(isinstance(part, str) for part in loose):
                loose = Column(*loose)
            if not isinstance(loose, str | Column):
                raise TypeError(f'a column is a name or w.col("name", ...), or a name and a title, not {column!r}')
            given.append(Column(loose) if isinstance(loose, str) else loose)
    names = [column.name for column in given]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"two columns are called {name!r}; give one of them another name, and value=")
    if example is not None and not isinstance(example, Mapping):
        # Not every dictionary has every key.
        for column in given:
            if column.value is None and column.render is None:
                check_column("table(columns=)", column.name, source, example)
    if example is not None:
        given = [_drawn(column) if not _has(column.name, known, source, example) else column for column in given]
    return tuple(_completed(column, known.get(column.name), example) for column in given)


def _drawn(column: Column) -> Column:
    """A column whose cells are made by `render` alone, such as buttons, and cannot be sorted or searched."""
    if column.value is not None or column.render is None:
        return column
    return msgspec.structs.replace(column, value=_nothing, sort=False, filter=False, search=False, edit=False)


def _nothing(row: Any) -> None:
    """The value in a column without values."""


def _has(name: str, known: Mapping[str, Any], source: RowSource[Any], example: Any) -> bool:
    """Return whether rows have a column, as far as that is known."""
    if name in known or not known:
        return True
    if isinstance(example, Mapping):
        # Not every row has every key.
        rows: Sequence[Any] = source.rows if isinstance(source, SequenceSource) else ()
        return not source.names() and (not rows or len(rows) > LOOKED_THROUGH or any(name in row for row in rows))
    return hasattr(example, name) or (isinstance(example, list | tuple) and name.isdecimal())


def check_column(what: str, name: str, source: RowSource[Any], example: Any, others: Iterable[str] = ()) -> None:
    """Refuse the name of a column that the rows do not have, as far as their columns are known.

    Args:
        what: The parameter, for the message.
        name: The column.
        source: The source of the rows.
        example: A row, if there is one.
        others: Columns in addition to those of the rows.

    Raises:
        ValueError: There is no such column.
    """
    known = _known(None, source, example)
    if _has(name, known, source, example):
        return
    names = list(dict.fromkeys([*known, *others]))
    raise ValueError(
        f"{what}: there is no column {name!r}{hint_of(name, names)}; there are {', '.join(map(repr, names))}"
    )


def _completed(column: Column, known: tuple[Any, FieldInfo | None] | None, example: Any) -> Column:
    annotation, info = known if known is not None else (None, None)
    if annotation is None and example is not None and column.kind is None:
        value = column.read(example)
        if value is not None:
            annotation = type(value)
    if column.value is not None and known is None:
        info = None
    if info is None and annotation is not None:
        info = FieldInfo.from_annotation(annotation)
    rules = field_rules(column.name, info) if info is not None else None
    changed: dict[str, Any] = {"rules": rules}
    if known is not None:
        changed["annotation"] = info.rebuild_annotation() if info is not None and info.metadata else known[0]
    if not column.title:
        title = rules.label if rules is not None else None
        words = column.name.replace("_", " ").strip()
        changed["title"] = title or (words[:1].upper() + words[1:]) or column.name
    if not column.help and rules is not None:
        changed["help"] = rules.help
    if column.kind is None:
        changed["kind"] = _kind_of(rules)
    return msgspec.structs.replace(column, **changed)


def _kind_of(rules: FieldRules | None) -> ColumnKind:
    if rules is None:
        return "other"
    if rules.choices:
        return "choice"
    kinds = [kind for kind in rules.kinds if isinstance(kind, type)]
    if not kinds or len(kinds) < len(rules.kinds):
        return "other"
    for kind, types in _TYPES.items():
        if all(issubclass(one, types) for one in kinds):
            return kind
    return "other"


#: From specific to general types: a bool is an int, and a datetime is a date.
_TYPES: dict[ColumnKind, tuple[type, ...]] = {
    "bool": (bool,),
    "number": (int, float, Decimal),
    "datetime": (datetime.datetime,),
    "date": (datetime.date,),
    "time": (datetime.time,),
    "text": (str,),
}


def _known(model: type | None, source: RowSource[Any], example: Any) -> dict[str, tuple[Any, FieldInfo | None]]:
    """Look up the types of the rows' fields, and pydantic's information about them."""
    kind = model or (type(example) if example is not None else None)
    if kind is not None and issubclass(kind, BaseModel):
        skipped = set(_COMPONENT) if hasattr(kind, "__domsync_component__") else set()
        return {name: (info.annotation, info) for name, info in kind.model_fields.items() if name not in skipped}
    if kind is not None and (dataclasses.is_dataclass(kind) or issubclass(kind, msgspec.Struct)):
        hints = _hints(kind)
        fields = (
            [field.name for field in dataclasses.fields(kind)]
            if dataclasses.is_dataclass(kind)
            else list(kind.__struct_fields__)
        )
        return {name: (hints.get(name), None) for name in fields}
    if kind is not None and model is not None:
        hints = _hints(kind)
        if not hints:
            raise TypeError(f"columns= is a model, a dataclass or a list of names, not {kind.__name__}")
        return {name: (hint, None) for name, hint in hints.items()}
    names = source.names()
    if names:
        return {name: (annotation, None) for name, annotation in names}
    if isinstance(example, Mapping):
        return _of_mappings(source, example)
    if kind is not None and hasattr(kind, "_fields"):
        hints = _hints(kind)
        return {name: (hints.get(name), None) for name in getattr(kind, "_fields", ())}
    if hasattr(example, "keys") and hasattr(example, "__getitem__"):
        # A record of a database, such as sqlite3.Row.
        return dict.fromkeys(example.keys(), (None, None))
    if isinstance(example, list | tuple):
        return {str(place): (None, None) for place in range(len(example))}
    slots = _slots(type(example))
    if example is not None and not hasattr(example, "__dict__"):
        return dict.fromkeys(slots, (None, None)) or {"value": (type(example), None)}
    return {name: (None, None) for name in vars(example) if not name.startswith("_")} if example is not None else {}


def _hints(kind: type) -> dict[str, Any]:
    """The types of a class's fields; without those that are only known to type checkers."""
    try:
        return get_type_hints(kind, include_extras=True)
    except (NameError, AttributeError, TypeError):
        found: dict[str, Any] = {}
    for owner in reversed(kind.__mro__):
        for name, hint in vars(owner).get("__annotations__", {}).items():
            one = type(owner.__name__, (), {"__annotations__": {name: hint}, "__module__": owner.__module__})
            with suppress(NameError, AttributeError, TypeError):
                found |= get_type_hints(one, include_extras=True)
    return found


def _slots(kind: type) -> list[str]:
    """The attributes of a class without a `__dict__`."""
    given = [vars(owner).get("__slots__", ()) for owner in reversed(kind.__mro__)]
    names = [name for slots in given for name in ((slots,) if isinstance(slots, str) else slots)]
    return [name for name in names if not name.startswith("_")]


_COMPONENT = ("key", "show")
#: The number of dicts at the start that are searched for a value of each key.
_LOOKED_AT = 20


def _of_mappings(source: RowSource[Any], example: Mapping[str, Any]) -> dict[str, tuple[Any, FieldInfo | None]]:
    rows: Iterable[Any] = islice(source.rows, _LOOKED_AT) if isinstance(source, SequenceSource) else (example,)
    found: dict[str, Any] = {}
    for row in rows:
        for name, value in row.items():
            if not isinstance(name, str):
                raise TypeError(
                    f"table(): the keys of a row are the names of columns, and so texts, not {name!r}; or give"
                    f' columns=[w.col("{name}", value=lambda row: row[{name!r}])]'
                )
            if found.get(name) is None:
                found[name] = None if value is None else type(value)
    return {name: (kind | None if kind is not None else None, None) for name, kind in found.items()}
