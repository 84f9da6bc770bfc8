"""The descriptions of a quiet page are packed, and nobody notices: the same ops, the same page, the same handlers."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from domsync import Component
from domsync import html as h
from domsync import svg as s
from domsync.components.reconciler.packing import PackedChildren, pack
from domsync.components.vnode import VNode
from domsync.render import FrameWriter
from tests.components.live import Live, Log


class Row(BaseModel):
    id: int
    name: str = "name"
    amount: int = 1
    done: bool = False
    hue: str = "red"
    kind: int = 0


class Rows(Component):
    """Rows of several shapes, with everything that a description can say."""

    rows: list[Row] = Field(default_factory=lambda: [Row(id=at, kind=at % 4) for at in range(8)])
    told: list[str] = []
    by_each: bool = False

    def render(self) -> Any:
        if self.by_each:
            return h.ul(h.each(self.rows, self.row, key=lambda row: row.id))
        return h.ul([self.row(row) for row in self.rows])

    def row(self, row: Row) -> VNode:
        shapes = (self.boxes, self.buttons, self.drawing, self.words)
        return h.li(*shapes[row.kind](row), key=row.id, class_="done" if row.done else None)

    def boxes(self, row: Row) -> list[Any]:
        return [
            h.label("Name", h.input(bind=self.field("name", of=row))),
            h.input(bind=self.field("amount", of=row), type="number", on_input=lambda: self.tell(row, "amount")),
            h.input(bind=self.field("done", of=row), type="checkbox"),
            h.span(row.name, style={"color": row.hue}),
        ]

    def buttons(self, row: Row) -> list[Any]:
        return [
            h.button("Delete", on_click=lambda: self.rows.remove(row)),
            h.button("Tell", on_click=lambda: self.tell(row, "click"), on_focus=lambda: self.tell(row, "focus")),
            h.b(row.name, title=row.name, data={"hue": row.hue}),
            h.i(str(row.amount)),
        ]

    def drawing(self, row: Row) -> list[Any]:
        return [
            s.svg(s.circle(r=row.amount, fill=row.hue), s.use(xlink_href="#x"), s.text(row.name), viewBox="0 0 1 1"),
            h.p("x", h.em(row.name), row.hue, h.br(), "y"),
        ]

    def words(self, row: Row) -> list[Any]:
        return [h.p(row.name), h.p(h.b(h.i(row.hue), str(row.amount)), "end", key="k"), h.p("as ever"), h.hr()]

    def tell(self, row: Row, what: str) -> None:
        self.told.append(f"{row.id} {what}")


def packed(live: Live[Any]) -> int:
    """Pack what can be packed, and say how much of it there is."""
    for _ in pack(live.document):
        pass
    elements = live.document.registry.lazy.elements()
    return sum(is_packed(each.lazy_children.data) for each in elements if each.lazy_children)


def is_packed(data: Any) -> bool:
    return type(data.children) is PackedChildren


def told(live: Live[Any]) -> bytes | str:
    """What the browser is told of the changes."""
    return FrameWriter(0).frame(1, 0, live.ops())


def made(log: Log, component: Rows) -> Live[Rows]:
    rows, component.rows = list(component.rows), []
    live = Live(component, log)
    live.looks = False
    live.change(rows=rows)
    return live


def test_all_rows_are_packed_and_read_as_before(log: Log) -> None:
    live = made(log, Rows())
    datas: list[Any] = [
        each.lazy_children.data for each in live.document.registry.lazy.elements() if each.lazy_children
    ]
    before = [data.children for data in datas]
    assert packed(live) == len(datas) == 8, "a drawing is made at once, but for its text"
    for data, children in zip(datas, before, strict=True):
        assert data.children == children
        assert children == data.children
        assert repr(data.children) == repr(children)
        assert len(data.children) == len(children)
        assert data.children[0] == children[0]
        assert data.children[1:] == children[1:]
        assert data.children != children[1:]
    shown = live.html
    assert packed(live) == 0, "whoever looks into them has them made"
    twin = made(log, Rows())
    assert twin.html == shown


def test_a_shape_is_found_once(log: Log) -> None:
    live = made(log, Rows(rows=[Row(id=at) for at in range(5)]))
    packed(live)
    lazy: list[Any] = [each.lazy_children for each in live.document.registry.lazy.elements()]
    shapes = [each.data.children._shapes for each in lazy]
    assert all(one is other for each in shapes for one, other in zip(each, shapes[0], strict=True))


def test_packing_leaves_others_their_turn(log: Log) -> None:
    live = made(log, Rows(rows=[Row(id=at) for at in range(400)]))
    turns = sum(1 for _ in pack(live.document))
    assert turns == live.document.registry.lazy.count // 1_000


def test_a_constant_on_two_pages(log: Log) -> None:
    constant = h.ul(h.li("one"), h.li("two"), h.li(h.b("three")))

    class Constant(Component):
        again: int | None = None

        def render(self) -> Any:
            return h.div(
                h.p(str(self.again)),
                None if self.again is None else constant,
                h.hr() if self.again == 3 else None,
                on_click=lambda: None,
            )

    one, two = Live(Constant(), log), Live(Constant(), log)
    one.looks = two.looks = False
    one.change(again=1)
    two.change(again=1)
    assert packed(one) == 1
    assert is_packed(constant)
    for number in (2, 3):
        one.component.again = two.component.again = number
        assert told(one) == told(two)
    assert one.html == two.html


CHANGES = st.one_of(
    st.tuples(st.just("set"), st.integers(0, 9), st.sampled_from(("name", "hue")), st.sampled_from(("a", "ä", "<b>"))),
    st.tuples(st.just("set"), st.integers(0, 9), st.just("amount"), st.integers(0, 3)),
    st.tuples(st.just("set"), st.integers(0, 9), st.just("done"), st.booleans()),
    st.tuples(st.just("set"), st.integers(0, 9), st.just("kind"), st.integers(0, 3)),
    st.tuples(st.just("move"), st.integers(0, 9), st.integers(0, 9)),
    st.tuples(st.just("add"), st.integers(0, 9), st.integers(0, 3)),
    st.tuples(st.just("remove"), st.integers(0, 9)),
    st.tuples(st.just("look"), st.integers(0, 9)),
    st.tuples(st.just("click"), st.integers(0, 9)),
    st.tuples(st.just("enter"), st.integers(0, 9), st.sampled_from(("", "typed"))),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(CHANGES, min_size=1, max_size=6), st.booleans())
def test_nobody_notices(changes: list[tuple[Any, ...]], by_each: bool) -> None:
    log = Log()
    one, two = made(log, Rows(by_each=by_each)), made(log, Rows(by_each=by_each))
    number = 100
    for change in changes:
        packed(one)
        number += 1
        for live in (one, two):
            act(live, change, number)
        assert told(one) == told(two)
        assert one.component.told == two.component.told
    assert one.component.rows == two.component.rows
    assert one.html == two.html


def act(live: Live[Rows], change: tuple[Any, ...], number: int) -> None:
    """Change rows, as a program does or as a user does."""
    rows = live.component.rows
    what, at = change[0], change[1] % max(1, len(rows))
    if what == "add":
        rows.insert(at, Row(id=number, kind=change[2]))
    elif not rows:
        return
    elif what == "set":
        setattr(rows[at], change[2], change[3])
        live.component.refresh()
    elif what == "move":
        rows.insert(change[2] % len(rows), rows.pop(at))
    elif what == "remove":
        rows.pop(at)
    else:
        # The page shows them all by now.
        row: Any = live.document.body.querySelectorAll("li")[at]
        found = row.querySelectorAll("input" if what == "enter" else "button")
        for element in [] if what == "look" else found[-1:] if what == "click" else found[:1]:
            live.fire(element, "click" if what == "click" else "input", change[2] if what == "enter" else None)
