"""Long lists of anything: rows of any height, in groups with sticky titles."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from pydantic import Field, PrivateAttr

from domsync import VNode
from domsync import html as h
from domsync.components import Child
from domsync.widgets.base import Common, check_functions, check_numbers, dressed, is_empty, parted
from domsync.widgets.data.row_buffer import MISSING
from domsync.widgets.data.rows import source_of
from domsync.widgets.data.sources import LOOKED_THROUGH, Page, Query, RowSource, SequenceSource
from domsync.widgets.data.virtual import Shown, Virtual
from domsync.widgets.lists.items import Numbers, key_by
from domsync.widgets.words import word

if TYPE_CHECKING:
    from typing import Unpack

    from domsync import attributes as k

T = TypeVar("T")


class _Title(msgspec.Struct, frozen=True):
    """A row that is the title of a group: the group, and its number of items."""

    group: Any
    count: int


class _Grouped(RowSource[Any]):
    """A sequence with a title before each run of items that belong together.

    Args:
        items: The items.
        group: Returns the group of an item.
    """

    def __init__(self, items: Sequence[Any], group: Callable[[Any], Hashable]) -> None:
        super().__init__()
        self.items = items
        self._group = group
        #: The indexes of the groups' first items, and the groups.
        self.starts: Sequence[int] = array("q")
        self.groups_of: list[Hashable] = []
        self._looked: tuple[int, int] | None = None

    @property
    def is_live(self) -> bool:
        return True

    def is_same(self, other: RowSource[Any]) -> bool:
        return isinstance(other, _Grouped) and other.items is self.items

    def look(self, before: _Grouped | None) -> None:
        """Find where groups begin; for long lists, the previous result is used while their length is the same.

        Args:
            before: The source that this one replaces.
        """
        looked = (len(self.items), self.version)
        same = before is not None and self.is_same(before) and before._looked == looked
        if before is not None and same and len(self.items) > LOOKED_THROUGH:
            self.starts, self.groups_of, self._looked = before.starts, before.groups_of, looked
            return
        starts = array("q")
        groups: list[Hashable] = []
        for at, item in enumerate(self.items):
            group = self._group(item)
            if not groups or groups[-1] != group:
                starts.append(at)
                groups.append(group)
        self.starts, self.groups_of, self._looked = starts, groups, looked

    def group_at(self, place: int) -> int:
        """The number of the group that a row is in.

        Args:
            place: The row, titles counted.
        """
        # The title of the group n is the row starts[n] + n.
        return bisect_right(range(len(self.starts)), place, key=lambda number: self.starts[number] + number) - 1

    def row_at(self, place: int) -> Any:
        """A row: an item, or a title.

        Args:
            place: The row, titles counted.
        """
        number = self.group_at(place)
        start = self.starts[number]
        if place > start + number:
            return self.items[place - number - 1]
        end = self.starts[number + 1] if number + 1 < len(self.starts) else len(self.items)
        return _Title(self.groups_of[number], end - start)

    def fetch(self, query: Query, first: int, last: int) -> Page[Any]:
        total = len(self.items) + len(self.starts)
        return Page([self.row_at(place) for place in range(max(first, 0), min(last, total))], total)


class ListView(Virtual):
    """The component that `list_view` makes: see there."""

    items: Any = Field(exclude=True)
    label: str
    shows: Any = Field(default=str, exclude=True)
    key_of: Any = Field(default=None, exclude=True)
    group: Any = Field(default=None, exclude=True)
    group_shows: Any = Field(default=str, exclude=True)
    height: str = "24rem"
    empty: Child = None
    attributes: dict[str, Any] = {}

    _groups: _Grouped | None = PrivateAttr(default=None)
    _numbers: Numbers = PrivateAttr(default_factory=Numbers)

    def render(self) -> VNode:
        if self.group is None:
            source = source_of(self.items)
        else:
            before, self._groups = self._groups, _Grouped(self.items, self.group)
            self._groups.look(before)
            source = self._groups
        shown = self.look(source, Query())
        if self.has_failed:
            return self.framed(self.failure())
        if shown.is_counted and not shown.total:
            return self.framed(h.p(word("Empty") if is_empty(self.empty) else self.empty, class_="ds-list-none"))
        rows: list[Child] = [self.row(place, row, shown) for place, row in shown.items()]
        if self._groups is not None and shown.rows and not isinstance(shown.rows[0], _Title):
            # The title of the first item's group is not on the page: it is shown in a fixed place.
            group = self._groups.groups_of[self._groups.group_at(shown.first)]
            held = h.div(self.group_shows(group), class_="ds-list-title")
            rows.insert(0, h.li(held, class_="ds-list-held", data={"ds-more": ""}, aria={"hidden": True}, key="held"))
        return self.framed(
            h.div(style=shown.before),
            h.ul(rows, class_="ds-list-rows", aria={"label": self.label}, data=shown.mark),
            h.div(style=shown.after),
        )

    def framed(self, *content: Child) -> VNode:
        """Put content into the box that is scrolled."""
        own = self.scroller()
        own["data"] = {**own["data"], **(self.attributes.get("data") or {})}
        made = dressed(
            {name: value for name, value in self.attributes.items() if name != "data"},
            "ds-list-view",
            tabindex=0,
            role="region",
            aria={"label": self.label, "busy": True if self.is_loading else None},
            style={"max-height": self.height},
        )
        return h.div(*content, **own, **made)

    def failure(self) -> VNode:
        """Make the content that replaces rows that could not be loaded."""
        again = h.button(word("Try again"), type="button", class_="ds-button", on_click=self.retry)
        return h.div(h.p(word("It could not be loaded"), role="alert"), again, class_="ds-list-none")

    def row(self, place: int, row: Any, shown: Shown) -> VNode:
        """The element of a row."""
        if row is MISSING:
            return h.li(h.span(class_="ds-skeleton-line"), class_="ds-list-row ds-list-wait", key=f"wait {place}")
        if isinstance(row, _Title):
            title = h.div(self.group_shows(row.group), h.span(row.count, class_="ds-help"), class_="ds-list-title")
            return h.li(title, class_="ds-list-head", key=f"group {place}")
        total, at = shown.total, place
        if self._groups is not None:
            total -= len(self._groups.starts)
            at -= self._groups.group_at(place) + 1
        key = at if self.key_of is None else f"item {self._numbers.of(key_by(self.key_of, row, 'list_view'))}"
        aria: k.Aria = {"posinset": at + 1, "setsize": total if shown.is_counted else -1}
        return h.li(self.shows(row), class_="ds-list-row", aria=aria, key=key)


def list_view(
    items: Sequence[T] | RowSource[T],
    shows: Callable[[T], Child] = str,
    *,
    label: str,
    key_of: Callable[[T], Hashable] | None = None,
    group: Callable[[T], Hashable] | None = None,
    group_shows: Callable[[Any], Child] = str,
    height: str = "24rem",
    row_height: float = 48.0,
    empty: Child = None,
    **attributes: Unpack[Common],
) -> ListView:
    """A virtual list: only the rows in view are on the page and in memory.

    >>> w.list_view(self.messages, self.message, label="Messages", group=lambda message: message.day)
    >>> w.list_view(w.SqlSource(connection, "select * from orders"), self.order, label="Orders")

    Rows may have any height, which the browser measures. Items of a group must follow each other; the title of the
    current group stays at the top.

    Args:
        items: A sequence, of which only the items in view are read, or a source of rows, sync or async.
        shows: Returns the content of an item: text or elements.
        label: The name of the list for screen readers.
        key_of: Returns a unique key for an item, so that what was entered in its row moves with it.
        group: Returns the group of an item (only for sequences).
        group_shows: Returns the content of a group's title.
        height: The maximum height of the list, as a CSS length.
        row_height: The approximate height of a row that has not been shown yet, in pixels.
        empty: The content for an empty list.
        attributes: As for `h.div`.

    Keyboard:
        | key | what it does |
        |---|---|
        | Tab | goes to the list, and to the controls in its rows |
        | Up, Down, Page Up, Page Down, Home, End | scroll the list |

    Raises:
        TypeError: It has no label, or `group` is given with a source of rows.
        ValueError: `row_height` is not positive.
    """
    check_functions("list_view", shows=shows, key_of=key_of, group=group, group_shows=group_shows)
    check_numbers("list_view", row_height=row_height)
    if not label:
        raise TypeError('list_view() needs a label: label="Messages"')
    if not row_height > 0:
        raise ValueError(f"row_height is a number of pixels, not {row_height!r}")
    if group is not None and isinstance(items, RowSource):
        raise TypeError("list_view() makes groups of a sequence: a source of rows only says what is in view")
    own, directives = parted(attributes)
    return ListView(
        # A plain list would be copied and compared whenever the page is rendered.
        items=items if isinstance(items, RowSource) else source_of(items) if group is None else _sequence_of(items),
        label=label,
        shows=shows,
        key_of=key_of,
        group=group,
        group_shows=group_shows,
        height=height,
        row_height=row_height,
        measured=True,
        empty=empty,
        attributes=own,
        **directives,
    )


def _sequence_of(items: Any) -> Any:
    """The items themselves, which may be read in place; a list of those of another iterable."""
    source: Any = source_of(items)
    return source.rows if isinstance(source, SequenceSource) else items
