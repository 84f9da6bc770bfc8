"""Trees: nested items that can be expanded, selected, ticked and moved."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Hashable, Iterable, Iterator, Mapping, Sequence
from inspect import isawaitable
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from pydantic import Field, PrivateAttr

from domsync import Component, VNode
from domsync import html as h
from domsync.components import Child, unique_id
from domsync.widgets.base import Common, check_functions, check_lists, dressed, parted
from domsync.widgets.lists.items import TOLD, Numbers, Told, call, focus_on, key_by, name_of
from domsync.widgets.words import counted, word

if TYPE_CHECKING:
    from typing import Unpack

T = TypeVar("T")

#: The number of children of an item that are shown initially, and added each time.
MOST_SHOWN = 200

#: A function that returns the children of an item; None if it cannot have any.
Children = Callable[[T], "Iterable[T] | None | Awaitable[Iterable[T] | None]"]


class _Row(msgspec.Struct):
    """An item that is shown.

    Attributes:
        item: The item.
        key: Its key.
        parent: The row of its parent.
        level: Its depth, from 1.
        at: Its index among its siblings.
        beside: The number of siblings, including itself.
        id: The id of its element.
        opens: Whether it can be expanded.
        is_more: Whether it is not an item, but stands for further items.
    """

    item: Any
    key: Hashable
    parent: _Row | None
    level: int
    at: int
    beside: int
    id: str
    opens: bool = False
    is_more: bool = False


class _Move(msgspec.Struct):
    """A pending move of an item.

    Attributes:
        row: The item, in its old place.
        name: Its name.
        parent: The key of its new parent; None at the top.
        index: Its index there.
    """

    row: _Row
    name: str
    parent: Hashable
    index: int


class Tree(Component):
    """The component that `tree` makes: see there."""

    items: Any = Field(exclude=True)
    label: str
    children: Any = Field(default=None, exclude=True)
    shows: Any = Field(default=str, exclude=True)
    key_of: Any = Field(default=None, exclude=True)
    leaf: Any = Field(default=None, exclude=True)
    selected: Any = None
    on_select: Any = Field(default=None, exclude=True)
    checked: Any = frozenset()
    on_check: Any = Field(default=None, exclude=True)
    on_move: Any = Field(default=None, exclude=True)
    expanded: Any = Field(default=frozenset(), exclude=True)
    checkable: bool = False
    attributes: dict[str, Any] = {}

    opened: Any = None
    loading: set[Any] = Field(default=set(), exclude=True)
    failed: set[Any] = Field(default=set(), exclude=True)
    shown_of: dict[Any, int] = Field(default={}, exclude=True)
    _numbers: Numbers = PrivateAttr(default_factory=Numbers)
    #: The children of items whose children have to be awaited.
    _loaded: dict[Hashable, list[Any]] = PrivateAttr(default_factory=dict)
    _is_async: bool = PrivateAttr(default=False)
    #: The items that have been expanded; the children of others are not known.
    _asked: set[Hashable] = PrivateAttr(default_factory=set)
    _rows: dict[str, _Row] = PrivateAttr(default_factory=dict)
    _base: str = PrivateAttr(default="")
    #: The last move, which is announced with the next render.
    _moved: _Move | None = PrivateAttr(default=None)
    _said: str = PrivateAttr(default="")
    #: The item that was moved and has a new element, which has to get the focus.
    _focused: str = PrivateAttr(default="")

    # The items

    def inside(self, row: _Row | None) -> Sequence[Any]:
        """The children of an expanded item, as far as they are known."""
        if row is None:
            return _as_sequence(self.items)
        if self._is_async:
            return self._loaded.get(row.key, [])
        found = self.children(row.item) if self.children is not None else None
        if isawaitable(found):
            # It is called again, and awaited, when the item is expanded.
            self._is_async = True
            if isinstance(found, Coroutine):
                found.close()
            return self._loaded.get(row.key, [])
        return _as_sequence(found)

    def can_open(self, row: _Row) -> bool:
        """Return whether an item has, or may have, children."""
        if self.children is None:
            return False
        if self.leaf is not None:
            return not self.leaf(row.item)
        inside = self.inside(row)
        return bool(inside) or (self._is_async and row.key not in self._loaded)

    def rows(self) -> Iterator[_Row]:
        """The items that are shown, from top to bottom; rows without an item stand for further ones."""
        opened = self.opened if self.opened is not None else self.expanded
        waiting: list[Iterator[_Row]] = [self.rows_in(None)]
        while waiting:
            row = next(waiting[-1], None)
            if row is None:
                waiting.pop()
                continue
            yield row
            if row.opens and row.key in opened:
                waiting.append(self.rows_in(row))

    def rows_in(self, parent: _Row | None) -> Iterator[_Row]:
        """The rows of an item's children."""
        level = parent.level + 1 if parent is not None else 1
        key = parent.key if parent is not None else None
        if parent is not None:
            self._asked.add(key)
        inside = self.inside(parent)
        most = self.shown_of.get(key, MOST_SHOWN)
        for at, item in enumerate(islice(inside, most)):
            own = key_by(self.key_of, item, "tree")
            row = _Row(item, own, parent, level, at, len(inside), f"{self._base}-{self._numbers.of(own)}")
            row.opens = self.can_open(row)
            yield row
        if len(inside) > most or (parent is not None and key in self.failed):
            number = self._numbers.of(key) if parent is not None else 0
            name = f"{self._base}-{number}-more"
            yield _Row(None, None, parent, level, most, len(inside), name, is_more=True)

    # What it looks like

    def render(self) -> VNode:
        self._base = unique_id("tree")
        if self.opened is None:
            self.opened = set(self.expanded)
        rows = list(self.rows())
        self._rows = {}
        for row in rows:
            if row.id in self._rows:
                raise ValueError(f"tree() has two items with the key {row.key!r}: give key_of=lambda item: item.id")
            self._rows[row.id] = row
        self._numbers.keep({row.key for row in rows if not row.is_more})
        shown = {row.id: self.shows(row.item) for row in rows if not row.is_more}
        states = self.states(rows) if self.checkable else {}
        told = [self.looks(row, shown.get(row.id), states.get(row.key)) for row in rows]
        if self._moved is not None:
            self._said, self._moved = self.outcome(self._moved, rows, shown), None
        does = [
            "select" if self.on_select is not None else "",
            "check" if self.checkable else "",
            "move" if self.on_move is not None else "",
        ]
        box = h.div(
            h.each(told, self.row, key=lambda looks: looks[0]),
            role="tree",
            tabindex=0,
            class_="ds-tree-items",
            aria={
                "label": self.label,
                "describedby": f"{self._base}-help" if self.on_move is not None else None,
                "multiselectable": None if self.on_select is None else False,
            },
            data={"ds-collection": "tree", "ds-does": " ".join(filter(None, does)) or None},
            events={TOLD: self.told},
        )
        help = h.span(word("Alt and the arrow keys move it"), id=f"{self._base}-help", class_="ds-sr")
        return h.div(
            box,
            None if rows else h.p(word("Empty"), class_="ds-help"),
            None if self.on_move is None else help,
            None if self.on_move is None else h.span(self._said, class_="ds-sr", role="status"),
            **dressed(self.attributes, "ds-tree"),
        )

    def looks(self, row: _Row, shown: Child, state: str | None) -> tuple[Any, ...]:
        """Everything that a row depends on; if it is equal, the row is not rendered again."""
        if row.is_more:
            key = row.parent.key if row.parent is not None else None
            if key in self.failed:
                return row.id, row.level, word("It could not be loaded. Try again")
            left = row.beside - row.at
            step = min(left, MOST_SHOWN)
            return row.id, row.level, counted("Show {count} more", "Show {count} more", step)
        is_open = row.key in (self.opened or ()) if row.opens else None
        is_selected = row.key == self.selected if self.on_select is not None else None
        return row.id, row.level, shown, is_open, is_selected, state, row.key in self.loading

    def row(self, looks: tuple[Any, ...]) -> VNode:
        """The element of a row."""
        name, level, shown, *rest = looks
        style = {"--ds-level": level}
        if not rest:
            return h.div(
                h.span(shown, class_="ds-tree-text"),
                role="treeitem",
                id=name,
                tabindex=-1,
                class_="ds-tree-item ds-tree-more",
                aria={"level": level},
                style=style,
            )
        is_open, is_selected, state, is_loading = rest
        return h.div(
            h.span(class_="ds-tree-sign"),
            h.span(class_="ds-tree-box") if state is not None else None,
            h.span(shown, class_="ds-tree-text"),
            role="treeitem",
            id=name,
            tabindex=-1,
            class_="ds-tree-item",
            draggable=True if self.on_move is not None else None,
            aria={
                "level": level,
                "expanded": is_open,
                "selected": is_selected,
                "checked": state,
                "busy": True if is_loading else None,
            },
            style=style,
        )

    def states(self, rows: Sequence[_Row]) -> dict[Hashable, str]:
        """Return whether items are ticked: `true`, `false`, or `mixed` if only some of their descendants are."""
        return {row.key: self.state(row) for row in rows if not row.is_more}

    def state(self, row: _Row) -> str:
        """Return whether an item is ticked; for one that was not expanded yet, its own key decides."""
        found = {row.key in self.checked for row in self.known_in(row, leaves=True)}
        return "mixed" if len(found) > 1 else "true" if True in found else "false"

    def known_in(self, row: _Row, *, leaves: bool = False) -> Iterator[_Row]:
        """An item and its known descendants; or only those of them without known children."""
        waiting = [row]
        while waiting:
            row = waiting.pop()
            inside = self.inside(row) if row.key in self._asked and self.children is not None else []
            if not inside or not leaves:
                yield row
            for at, item in enumerate(inside):
                key = key_by(self.key_of, item, "tree")
                waiting.append(_Row(item, key, row, row.level + 1, at, len(inside), ""))

    def updated(self) -> None:
        """Keep the focus on the item that was moved."""
        name, self._focused = self._focused, ""
        focus_on(self, name)

    # What is done to it

    async def mounted(self) -> None:
        """Load the children of items that are initially expanded, from the top."""
        while self._is_async:
            known = {*self._loaded, *self.loading, *self.failed}
            missing = [
                row for row in self.rows() if row.opens and row.key in (self.opened or ()) and row.key not in known
            ]
            if not missing:
                return
            await asyncio.gather(*map(self.load, missing))

    async def told(self, event: Told) -> None:
        """Handle an action on an item in the browser."""
        verb, name, more = event.detail
        row = self._rows.get(name)
        if row is None:
            # It has been removed in the meantime.
            return
        if row.is_more:
            await self.show_more(row)
        elif verb == "open":
            await self.open(row, is_open=more == "true")
        elif verb == "select" and self.on_select is not None:
            self.selected = row.key
            await call(self.on_select, row.item)
        elif verb == "check" and self.checkable:
            await self.check(row)
        elif verb == "step" and self.on_move is not None:
            await self.step(row, more)
        elif verb == "move" and self.on_move is not None:
            how, _, onto = more.partition(" ")
            target = self._rows.get(onto)
            if target is not None and not target.is_more:
                await self.move(row, target, how)

    async def open(self, row: _Row, *, is_open: bool) -> None:
        """Expand or collapse an item; children that have to be awaited are loaded again each time."""
        opened = set(self.opened or ())
        was_asked = row.key in self._asked
        (opened.add if is_open else opened.discard)(row.key)
        self.opened = opened
        if not is_open or not row.opens:
            return
        if not self._is_async and self.children is not None:
            found = self.children(row.item)
            self._is_async = isawaitable(found)
            if isinstance(found, Coroutine):
                found.close()
        if self._is_async:
            await self.load(row)
        if not was_asked and self.checkable and row.key in self.checked:
            # The tick of the item stood for all its children; now each has its own.
            self._asked.add(row.key)
            await self.tick({*self.checked, *(one.key for one in self.known_in(row))})

    async def load(self, row: _Row) -> None:
        """Load the children of an item."""
        if row.key in self.loading:
            return
        self.loading, self.failed = self.loading | {row.key}, self.failed - {row.key}
        try:
            found = self.children(row.item)
            self._loaded[row.key] = list((await found if isawaitable(found) else found) or ())
        except BaseException as error:
            if isinstance(error, Exception):
                # What a handler has assigned before its first wait is rolled back if it fails.
                await asyncio.sleep(0)
            self.failed = self.failed | {row.key}
            raise
        finally:
            self.loading = self.loading - {row.key}

    async def show_more(self, row: _Row) -> None:
        """Show more children of an item, or try again to load them."""
        key = row.parent.key if row.parent is not None else None
        if row.parent is not None and key in self.failed:
            await self.load(row.parent)
        else:
            self.shown_of = {**self.shown_of, key: row.at + MOST_SHOWN}

    async def check(self, row: _Row) -> None:
        """Tick or untick an item and all its known descendants."""
        checked = set(self.checked)
        keys = {one.key for one in self.known_in(row)}
        checked = checked - keys if self.state(row) == "true" else checked | keys
        above = row.parent
        while above is not None:
            # An item is ticked if all its children are.
            inside = {key_by(self.key_of, item, "tree") for item in self.inside(above)}
            (checked.add if inside <= checked else checked.discard)(above.key)
            above = above.parent
        await self.tick(checked)

    async def tick(self, checked: set[Hashable]) -> None:
        self.checked = checked
        await call(self.on_check, checked)

    async def step(self, row: _Row, key: str) -> None:
        """Move an item with the keyboard: among its siblings, into the sibling above, or out of its parent."""
        beside = [one for one in self._rows.values() if not one.is_more and _is_in(one, row.parent)]
        at = next(at for at, one in enumerate(beside) if one.key == row.key)
        if key == "ArrowUp" and at:
            await self.move(row, beside[at - 1], "before")
        elif key == "ArrowDown" and at + 1 < len(beside):
            await self.move(row, beside[at + 1], "after")
        elif key == "ArrowRight" and at:
            await self.move(row, beside[at - 1], "inside")
        elif key == "ArrowLeft" and row.parent is not None:
            await self.move(row, row.parent, "after")

    async def move(self, row: _Row, target: _Row, how: str) -> None:
        """Move an item before or after another one, or into it."""
        parent = target if how == "inside" else target.parent
        above = parent
        while above is not None:
            if above.key == row.key:
                # It cannot be in itself.
                return
            above = above.parent
        if how == "inside":
            await self.open(target, is_open=True)
            if self._is_async and target.key not in self._loaded:
                await self.load(target)
            index = len(self.inside(target))
        else:
            index = target.at + (how == "after")
        if _is_in(row, parent) and row.at < index:
            # It is removed before it is inserted.
            index -= 1
        name = name_of(self.shows(row.item), row.key)
        self._moved = _Move(row, name, None if parent is None else parent.key, index)
        await call(self.on_move, row.item, None if parent is None else parent.item, index)
        if self._is_async:
            for place in {one.key: one for one in (row.parent, parent) if one is not None}.values():
                await self.load(place)

    def outcome(self, move: _Move, rows: Sequence[_Row], shown: Mapping[str, Child]) -> str:
        """Describe a move for screen readers: where the item is now."""
        items = [row for row in rows if not row.is_more]
        was, name = move.row, move.name
        now = next((row for row in items if row.key == was.key), None)
        if now is None:
            # Its key may contain its place, as a path does.
            there = [row for row in items if row.at == move.index and _key_of(row.parent) == move.parent]
            now = next((row for row in there if name_of(shown[row.id], row.key) == name), None)
        elif _key_of(now.parent) == _key_of(was.parent) and now.at == was.at:
            return word("{name} was not moved", name=name)
        if now is None:
            return ""
        self._focused = now.id if now.id != was.id else ""
        place = name_of(shown[now.parent.id], now.parent.key) if now.parent is not None else self.label
        return word("{name}: {place}, {at} of {count}", name=name, place=place, at=now.at + 1, count=now.beside)


def _as_sequence(items: Any) -> Sequence[Any]:
    return items if isinstance(items, Sequence) else list(items or ())


def _key_of(row: _Row | None) -> Hashable:
    return None if row is None else row.key


def _is_in(row: _Row, parent: _Row | None) -> bool:
    own = row.parent
    return own is None if parent is None else own is not None and own.key == parent.key


def tree(
    items: Mapping[str, Any] | Sequence[T],
    *,
    label: str,
    children: Children[T] | None = None,
    shows: Callable[[T], Child] | None = None,
    key_of: Callable[[T], Hashable] | None = None,
    leaf: Callable[[T], bool] | None = None,
    expanded: Iterable[Hashable] = (),
    selected: Hashable | None = None,
    on_select: Callable[[T], object] | None = None,
    checked: Iterable[Hashable] | None = None,
    on_check: Callable[[set[Any]], object] | None = None,
    on_move: Callable[[T, T | None, int], object] | None = None,
    **attributes: Unpack[Common],
) -> Tree:
    """A tree of items, which can be opened, selected, ticked, and moved by dragging or with the keyboard.

    >>> w.tree({"src": {"app.py": None}, "README.md": None}, label="Files", on_select=self.open)
    >>> w.tree(self.folders, children=self.load, shows=lambda it: it.name, key_of=lambda it: it.id, label="Mail")

    The children of an item are requested when it is opened; if `children` is `async`, each time that it is opened. Of
    more than 200 children, the first 200 are shown, and more on demand.

    Args:
        items: The items at the top level. With nested mappings, an item is the tuple of the names that lead to it.
        label: The name of the tree for screen readers.
        children: Returns an item's children, sync or async; nothing or None if it cannot be opened.
        shows: Returns the content of an item: text or elements; by default `str` of it.
        key_of: Returns a unique key for an item; by default the item itself.
        leaf: Returns whether an item cannot have children, if finding them takes long.
        expanded: The keys of the items that are open initially.
        selected: The key of the selected item.
        on_select: Called with the selected item; without it, items cannot be selected.
        checked: The keys of the ticked items. One that has not been opened stands for all items in it.
        on_check: Called with the set of the keys that are ticked now.
        on_move: Called with an item to move, its new parent (None at the top level), and its index there, from 0,
            counted after it has been taken out of its old place. The program moves it, or not.
        attributes: As for `h.div`.

    Keyboard:
        | key | what it does |
        |---|---|
        | Tab | enters the tree at the item that last had the focus, and leaves it |
        | Down, Up | the next or previous item |
        | Right | opens the item; if it is open, goes to its first child |
        | Left | closes the item; if it is closed, goes to its parent |
        | Home, End | the first or last item |
        | letters | the next item that starts with them |
        | * | opens all its siblings |
        | Enter | selects it |
        | Space | ticks it, or selects it |
        | Alt + Up, Alt + Down | move it up or down |
        | Alt + Right | moves it into the previous item |
        | Alt + Left | moves it out of its parent |

    Raises:
        TypeError: It has no label, or `leaf` is given without `children`.
    """
    check_functions("tree", children=children, shows=shows, key_of=key_of, leaf=leaf)
    check_functions("tree", on_select=on_select, on_check=on_check, on_move=on_move)
    check_lists("tree", items=items, expanded=expanded, checked=() if checked is None else checked)
    if not label:
        raise TypeError('tree() needs a label: label="Files"')
    if isinstance(items, str):
        raise TypeError(f"the items of a tree are a sequence or a mapping, not the text {items!r}")
    if leaf is not None and children is None:
        raise TypeError("tree() has leaf= without children=: nothing can be in any item")
    own, directives = parted(attributes)
    fields: dict[str, Any] = {"selected": selected} if selected is not None else {}
    if checked is not None:
        fields["checked"] = set(checked)
    if isinstance(items, Mapping):
        nested: Mapping[str, Any] = items
        listed: Any = [(name,) for name in nested]
        children = children or _Nested(nested)
        shows = shows or _last
    else:
        listed = items
    return Tree(
        items=listed,
        label=label,
        children=children,
        shows=shows or str,
        key_of=key_of,
        leaf=leaf,
        expanded=frozenset(expanded),
        on_select=on_select,
        checkable=checked is not None or on_check is not None,
        on_check=on_check,
        on_move=on_move,
        attributes=own,
        **directives,
        **fields,
    )


class _Nested:
    """A function that lists the children of nested mappings, by path."""

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[str, Any]) -> None:
        self._items = items

    def __call__(self, path: Any) -> list[Any] | None:
        inside: Any = self._items
        for name in path:
            inside = inside.get(name) if isinstance(inside, Mapping) else None
        return [(*path, name) for name in inside] if isinstance(inside, Mapping) else None


def _last(path: Any) -> str:
    return str(path[-1])
