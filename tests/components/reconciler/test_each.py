"""Rows are remembered: what did not change is neither rendered nor compared, and the page is as if it were."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, PrivateAttr

from domsync import Component, Document, State, mount
from domsync import html as h
from domsync.components import Child, DuplicateKeyError, VNode, scheduler_of
from domsync.components.reconciler.each import MissingKeyError, each
from domsync.components.reconciler.row_cache import BY_IDENTITY, BY_VALUE, differing
from domsync.dom.ops import Insert, Move, Op, Remove, SetAttribute, SetData
from tests.profiles import scaled


@dataclass
class Item:
    id: int
    label: str


class Table(Component):
    items: list[Any] = []
    selected: int = -1
    _rendered: list[int] = PrivateAttr(default_factory=list)

    def render(self) -> Child:
        rows = each(self.items, self.row, key=lambda item: item.id, by=lambda item: item.id == self.selected)
        return h.ul(rows, h.li("end"))

    def row(self, item: Any) -> VNode:
        self._rendered.append(item.id)
        return h.li(str(item.label), class_="selected" if item.id == self.selected else None)


class Page:
    """A table on a page, and what its last change did."""

    def __init__(self, items: list[Any]) -> None:
        self.document = Document(scripts=False)
        self.table = mount(Table(items=items), self.document.body)
        self.document.take_ops()
        self.table._rendered.clear()

    def update(self, **changes: Any) -> tuple[list[int], list[Op]]:
        self.table._rendered.clear()
        for name, value in changes.items():
            setattr(self.table, name, value)
        self.table.refresh()
        scheduler_of(self.document).flush()
        return self.table._rendered, self.document.take_ops()

    def texts(self) -> list[str]:
        return [child.textContent or "" for child in self.document.querySelectorAll("li")]


@pytest.fixture
def page() -> Page:
    return Page([Item(number, f"item {number}") for number in range(1000)])


def test_nothing_changed_renders_no_row(page: Page) -> None:
    assert page.update() == ([], [])


def test_selecting_renders_the_two_rows_that_it_concerns(page: Page) -> None:
    assert page.update(selected=5)[0] == [5]
    rendered, ops = page.update(selected=990)
    assert rendered == [5, 990]
    assert len(ops) == 2
    assert isinstance(ops[1], SetAttribute)


def test_an_item_that_was_changed_in_place_is_rendered(page: Page) -> None:
    page.table.items[7].label = "other"
    rendered, ops = page.update()
    assert rendered == [7]
    assert [type(op) for op in ops] == [SetData]


def test_swapping_is_two_moves_and_no_render(page: Page) -> None:
    items = list(page.table.items)
    items[1], items[998] = items[998], items[1]
    rendered, ops = page.update(items=items)
    assert rendered == []
    assert [type(op) for op in ops] == [Move, Move]


def test_removing_and_adding_touch_only_that(page: Page) -> None:
    rendered, ops = page.update(items=[item for item in page.table.items if item.id != 500])
    assert (rendered, [type(op) for op in ops]) == ([], [Remove])
    rendered, ops = page.update(items=[*page.table.items, Item(1000, "a"), Item(1001, "b")])
    assert (rendered, [type(op) for op in ops]) == ([1000, 1001], [Insert])
    assert page.texts()[-3:] == ["a", "b", "end"]


def test_a_key_that_comes_twice_is_refused() -> None:
    page = Page([Item(1, "a"), Item(2, "b")])
    page.table.items.append(Item(1, "again"))
    with pytest.raises(DuplicateKeyError, match="1"):
        page.table.render()


def test_rows_need_keys() -> None:
    with pytest.raises(MissingKeyError, match="key=lambda item"):
        each(["a"], h.li)
    assert each(["a"], lambda item: h.li(item, key=item)).children[0].key == "a"  # type: ignore[union-attr]


def test_frozen_items_are_known_by_identity() -> None:
    class Frozen(BaseModel, frozen=True):
        id: int
        label: str

    page = Page([Frozen(id=number, label="x") for number in range(10)])
    items = list(page.table.items)
    items[3] = Frozen(id=3, label="y")
    rendered, ops = page.update(items=items)
    assert rendered == [3]
    assert len(ops) == 1


class Hiding:
    """An item with a private slot, and one that is not always set."""

    __slots__ = ("__label", "id", "more")

    def __init__(self, id: int, label: str) -> None:
        self.id = id
        self.label = label

    @property
    def label(self) -> str:
        return self.__label + getattr(self, "more", "")

    @label.setter
    def label(self, label: str) -> None:
        self.__label = label


@dataclass(slots=True)
class Slotted:
    id: int
    label: str


class HalfSlotted(Slotted):
    """It has a dictionary, but its attributes are in the slots that it inherits."""


class Dictionary(dict[str, Any]):
    """An item that keeps its values as a dictionary."""

    def __init__(self, id: int, label: str) -> None:
        super().__init__(id=id, label=label)

    @property
    def id(self) -> Any:
        return self["id"]

    label = property(lambda self: self["label"], lambda self, label: self.update(label=label))


class Struct(msgspec.Struct):
    id: int
    label: str


class Model(BaseModel):
    id: int
    label: str


KINDS: list[Any] = [Item, Slotted, HalfSlotted, Hiding, Dictionary, Struct, lambda id, label: Model(id=id, label=label)]


@pytest.mark.parametrize("kind", KINDS)
def test_changes_in_place_are_seen_wherever_a_class_keeps_its_attributes(kind: Any) -> None:
    page = Page([kind(number, str(number)) for number in range(4)])
    assert page.update() == ([], [])
    page.table.items[2].label = "x"
    assert page.update()[0] == [2]
    assert page.update() == ([], [])
    page.table.items.append(FrozenItem(4, "4"))
    page.update()
    page.table.items[1].label = "y"
    assert page.update()[0] == [1]
    assert page.texts() == ["0", "y", "x", "3", "4", "end"]


def test_an_attribute_that_is_set_later_is_seen() -> None:
    page = Page([Hiding(number, str(number)) for number in range(4)])
    page.table.items[2].more = "!"
    assert page.update()[0] == [2]
    assert page.texts() == ["0", "1", "2!", "3", "end"]


class Incomparable:
    """What arrays do when they are compared as a whole."""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        raise ValueError("the truth value of an array is ambiguous")


@pytest.mark.parametrize("kind", [Item, Slotted])
def test_attributes_that_cannot_be_compared_have_changed_if_they_are_others(kind: Any) -> None:
    page = Page([kind(number, "x") for number in range(600)])
    for item in page.table.items:
        item.label = Incomparable()
    assert len(page.update()[0]) == 600
    assert page.update()[0] == []
    page.table.items[300].label = Incomparable()
    assert page.update()[0] == [300]


def test_models_of_a_mixed_list_may_come_into_a_state() -> None:
    """They get another class then."""
    page = Page([Model(id=1, label="a"), Item(2, "b")])
    held = Held(items=[page.table.items[0]])
    assert page.update()[0] == []
    held.items[0].label = "c"
    assert page.update()[0] == [1]


class Held(State):
    items: list[Model] = []


def test_items_that_are_lists_and_sets_are_compared_by_what_they_hold() -> None:
    class Groups(Component):
        groups: list[Any] = []

        def render(self) -> Child:
            return h.ul(each(self.groups, lambda group: h.li(str(sorted(group))), key=id))

    document = Document(scripts=False)
    groups = mount(Groups(groups=[[1], [2]]), document.body)
    for kind in (list, set):
        groups.groups = [kind([1]), kind([2])]
        scheduler_of(document).flush()
        (groups.groups[1].add if kind is set else groups.groups[1].append)(3)
        groups.refresh()
        scheduler_of(document).flush()
        assert document.body.innerText == "[1][2, 3]"


class Owner(BaseModel):
    name: str = ""
    phones: list[str] = []


class Plain:
    def __init__(self) -> None:
        self.x = 0


@dataclass
class Deep:
    """An item whose attributes lead further."""

    id: int
    tags: list[str] = field(default_factory=list)
    owner: Owner = field(default_factory=Owner)
    owners: list[Owner] = field(default_factory=lambda: [Owner()])
    cells: dict[str, Any] = field(default_factory=lambda: {"a": {"b": [1, 2]}, "s": {1}})
    queue: deque[int] = field(default_factory=deque)
    pair: tuple[int, list[int]] = field(default_factory=lambda: (1, []))
    plain: Any = field(default_factory=Plain)
    _hidden: list[int] = field(default_factory=list)


INNER_CHANGES: list[Callable[[Deep], object]] = [
    lambda item: item.tags.append("x"),
    lambda item: setattr(item.owner, "name", "x"),
    lambda item: item.owner.phones.append("1"),
    lambda item: setattr(item.owners[0], "name", "x"),
    lambda item: item.cells["a"]["b"].append(3),
    lambda item: item.cells["s"].add(2),
    lambda item: item.queue.append(1),
    lambda item: item.pair[1].append(1),
    lambda item: setattr(item.plain, "x", 1),
    lambda item: item._hidden.append(1),
]


@pytest.mark.parametrize("change", INNER_CHANGES)
@pytest.mark.parametrize("wrap", [lambda item: item, vars, lambda item: (item,), lambda item: [item]])
def test_changes_inside_an_item_are_seen(change: Callable[[Deep], object], wrap: Callable[[Deep], Any]) -> None:
    deep = [Deep(number) for number in range(3)]
    items = [*map(wrap, deep)]
    rendered: list[int] = []

    class Rows(Component):
        def render(self) -> Child:
            return h.ul(each(items, self.row, key=lambda item: [*map(id, items)].index(id(item))))

        def row(self, item: Any) -> Child:
            rendered.append([*map(id, items)].index(id(item)))
            return h.li("row")

    document = Document(scripts=False)
    rows = mount(Rows(), document.body)
    assert rendered == [0, 1, 2]
    for expected in ([], [1], []):
        rendered.clear()
        if expected:
            change(deep[1])
        rows.refresh()
        scheduler_of(document).flush()
        assert rendered == expected


def test_a_mixed_list_is_followed_too() -> None:
    page = Page([Item(1, "a"), Model(id=2, label="b"), Slotted(3, "c")])
    page.table.items[2].label = ["d"]
    assert page.update()[0] == [3]
    page.table.items[2].label.append("e")
    assert page.update()[0] == [3]
    assert page.update()[0] == []


def test_an_item_that_leads_to_everything_is_always_rendered() -> None:
    page = Page([Item(number, "x") for number in range(3)])
    page.table.items[1].label = page.table.items[1]
    assert page.update()[0] == [1]
    assert page.update()[0] == [1]


def test_what_by_returns_may_be_changed_in_place() -> None:
    chosen: list[int] = []

    class Rows(Component):
        def render(self) -> Child:
            return h.ul(each([1, 2], lambda n: h.li(f"{n}{'*' * (n in chosen)}"), key=int, by=lambda n: chosen))

    document = Document(scripts=False)
    rows = mount(Rows(), document.body)
    chosen.append(2)
    rows.refresh()
    scheduler_of(document).flush()
    assert document.body.innerText == "12*"


class Tagged(BaseModel):
    id: int
    tags: list[str] = []


class Board(State):
    items: list[Tagged] = []


def test_rows_of_a_state_show_changes_at_any_depth() -> None:
    board = Board(items=[Tagged(id=1), Tagged(id=2)])

    class Rows(Component):
        def render(self) -> Child:
            return h.ul(each(board.items, lambda item: h.li(str(item.id), *item.tags), key=lambda item: item.id))

    document = Document(scripts=False)
    mount(Rows(), document.body)
    board.items[1].tags.append("!")
    scheduler_of(document).flush()
    assert document.body.innerText == "12!"


@settings(max_examples=scaled(100))
@given(st.integers(0, 900), st.data())
def test_the_places_where_columns_differ(count: int, data: st.DataObject) -> None:
    column = list(range(count))
    places = data.draw(st.sets(st.integers(0, count - 1), max_size=5)) if count else set()
    other = [-1 if at in places else at for at in column]
    start = data.draw(st.integers(0, count))
    end = data.draw(st.integers(start, count))
    expected = sorted(at for at in places if start <= at < end)
    assert list(differing(column, other, BY_VALUE, start, end)) == expected
    assert list(differing(column, other, BY_IDENTITY, start, end)) == expected


class Row(Component):
    item: Any
    clicks: int = 0

    def render(self) -> Child:
        return h.li(f"{self.item.label} {self.clicks}")


class Rows(Component):
    items: list[Any] = []

    def render(self) -> Child:
        return h.ul(each(self.items, lambda item: Row(item=item), key=lambda item: item.id))


def test_rows_can_be_components_that_keep_their_state() -> None:
    document = Document(scripts=False)
    rows = mount(Rows(items=[Item(number, f"item {number}") for number in range(4)]), document.body)
    first = scheduler_of(document).roots
    assert len(first) == 1
    rows.items.reverse()
    rows.refresh()
    scheduler_of(document).flush()
    assert document.body.innerText == "item 3 0item 2 0item 1 0item 0 0"
    rows.items[0].label = "changed"
    rows.refresh()
    scheduler_of(document).flush()
    assert document.body.innerText == "changed 0item 2 0item 1 0item 0 0"


def test_items_of_another_kind_than_before() -> None:
    page = Page([Item(1, "a"), Item(2, "b")])
    frozen = [FrozenItem(1, "c"), FrozenItem(3, "d"), FrozenItem(2, "e")]
    assert page.update(items=frozen)[0] == [1, 3, 2]
    assert page.texts() == ["c", "d", "e", "end"]
    page.update(items=[Item(3, "f"), *frozen[:1]])
    assert page.texts() == ["f", "c", "end"]
    page.update(items=[])
    assert page.texts() == ["end"]
    page.update(items=frozen)
    assert page.texts() == ["c", "d", "e", "end"]


@dataclass(frozen=True)
class FrozenItem:
    id: int
    label: str


def test_a_render_that_raises_in_the_middle_loses_nothing(caplog: pytest.LogCaptureFixture) -> None:
    class Fragile(Table):
        broken: bool = False

        def render(self) -> Child:
            shown = super().render()
            if self.broken:
                raise ValueError("after the rows")
            return shown

        def row(self, item: Any) -> VNode:
            if item.label == "bad":
                raise ValueError("in a row")
            return super().row(item)

    document = Document(scripts=False)
    table = mount(Fragile(items=[Item(1, "a"), Item(2, "b")]), document.body)

    def show(**changes: Any) -> list[str]:
        for name, value in changes.items():
            setattr(table, name, value)
        scheduler_of(document).flush()
        return [child.textContent or "" for child in document.querySelectorAll("li")]

    assert show(broken=True, items=[Item(3, "c"), Item(1, "a")]) == []
    assert show(broken=False) == ["c", "a", "end"]
    assert show(items=[Item(3, "bad"), Item(1, "a")]) == []
    assert show(items=[Item(1, "x"), Item(3, "y"), Item(4, "z")]) == ["x", "y", "z", "end"]
    assert show(items=[Item(1, "x"), Item(1, "y")]) == []
    assert show(items=[Item(1, "x"), Item(5, "y")]) == ["x", "y", "end"]
    assert len(caplog.records) == 3


steps = st.lists(
    st.tuples(st.lists(st.integers(0, 12), unique=True), st.integers(-1, 12), st.sets(st.integers(0, 12))), max_size=6
)


@settings(max_examples=scaled(200))
@given(steps)
def test_the_page_is_as_if_every_row_were_rendered(
    changes: list[tuple[list[int], int, set[int]]],
) -> None:
    stock = [Item(number, str(number)) for number in range(13)]
    page = Page([])
    for order, selected, relabelled in changes:
        for number in relabelled:
            stock[number].label += "!"
        page.update(items=[stock[number] for number in order], selected=selected)
        fresh = Page([stock[number] for number in order])
        fresh.update(selected=selected)
        assert page.document.body.innerHTML == fresh.document.body.innerHTML
