"""What is written of components makes the same page again, numbers of nodes included, whatever has happened to it."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from domsync import Component, Document, State, mount
from domsync import html as h
from domsync.components.durable.fields import ComponentRecord
from domsync.components.durable.keeper import ComponentKeeper, decode
from domsync.components.durable.places import Survey
from domsync.components.durable.restoring import Restoring
from domsync.components.reconciler.instance import Instance
from domsync.components.reconciler.mount_points import scheduler_of
from domsync.dom.ops import Insert, Op


class Notes(State):
    lines: list[str] = []


class Leaf(Component):
    name: str
    count: int = 0
    rows: list[int] = []

    def render(self) -> Any:
        return [h.b(f"{self.name} {self.count}"), h.each(self.rows, key=lambda row: row, render=row_of)]


def row_of(row: int) -> Any:
    return h.p(h.i("number "), h.span(str(row), h.em("!"), h.em("?")))


class Branch(Component):
    name: str
    leaves: list[str] = ["x", "y"]
    is_wrapped: bool = False
    is_off: bool = False
    notes: Notes = Field(default_factory=Notes)

    def render(self) -> Any:
        shown = [Leaf(name=leaf, key=leaf, show=not self.is_off) for leaf in self.leaves]
        unkeyed = [h.div(Leaf(name=leaf), show=not self.is_off) for leaf in self.leaves[:2]]
        return h.section(h.div(shown) if self.is_wrapped else shown, *unkeyed, Reader(notes=self.notes))


class Reader(Component):
    notes: Notes

    def render(self) -> Any:
        return " ".join(self.notes.lines)


class Root(Component):
    branches: list[str] = ["a", "b"]

    def render(self) -> Any:
        return h.main([h.div(Branch(name=name), key=name) for name in self.branches], h.footer("end"))


def instances(scheduler: Any) -> list[Instance]:
    found: list[Instance] = list(scheduler.roots)
    for instance in found:
        found += Survey(instance).children.values()
    return found


NAMES = st.lists(st.sampled_from("abcxyz"), unique=True, max_size=5)
STEPS = st.lists(
    st.tuples(
        st.integers(0, 30), st.sampled_from(["names", "count", "rows", "wrap", "off", "note", "look", "take"]), NAMES
    ),
    max_size=12,
)


def change(instance: Instance, what: str, names: list[str]) -> None:
    component = instance.component
    if isinstance(component, Root) and what == "names":
        component.branches = names
    elif isinstance(component, Branch):
        if what == "names":
            component.leaves = names
        elif what == "wrap":
            component.is_wrapped = not component.is_wrapped
        elif what == "off":
            component.is_off = not component.is_off
        elif what == "note":
            component.notes.lines.append("".join(names))
    elif isinstance(component, Leaf):
        if what == "count":
            component.count += 1
        elif what == "rows":
            component.rows = [ord(name) for name in names] + list(range(3))


def look(document: Document) -> None:
    """Make what is lazy."""
    for element in document.querySelectorAll("p"):
        _ = element.firstChild


@given(STEPS)
def test_the_same_page(steps: list[tuple[int, str, list[str]]]) -> None:
    document = Document("r")
    mount(Root(), document.documentElement)
    scheduler = scheduler_of(document)
    keeper = ComponentKeeper(scheduler)
    parts: dict[str, bytes | None] = {}
    for number, what, names in steps:
        if what == "look":
            look(document)
        elif what == "take":
            parts.update(keeper.take())
        else:
            there = instances(scheduler)
            change(there[number % len(there)], what, names)
            scheduler.flush()
    parts.update(keeper.take())
    assert not keeper.has_changes
    again, next_id = made_again(parts, document.registry.next_id)
    assert snapshot(again) == snapshot(document)
    assert next_id >= document.registry.next_id
    # The numbers lead to the nodes: what is lazy is found by them, too.
    for node_id in range(4, document.registry.next_id):
        before, after = document.registry.node_for(node_id), again.registry.node_for(node_id)
        assert (before is None) == (after is None)
        assert before is None or (after is not None and before.textContent == after.textContent)
    # And both go on in the same way.
    for one in (document, again):
        root = next(iter(scheduler_of(one).roots)).component
        root.branches = ["new", *root.branches]
        scheduler_of(one).flush()
    assert again.documentElement.innerHTML == document.documentElement.innerHTML


def made_again(parts: dict[str, bytes | None], next_id: int) -> tuple[Document, int]:
    document = Document("r")
    scheduler = scheduler_of(document)
    scheduler.restoring = Restoring({place: decode(part) for place, part in parts.items() if part is not None}, next_id)
    mount(Root(), document.documentElement)
    return document, document.registry.next_id


def snapshot(document: Document) -> list[Op]:
    def plain(op: Op) -> Op:
        # Descriptions are equal also where one was made of live nodes.
        return Insert(op.parent, op.before, op.ids, ()) if isinstance(op, Insert) else op

    return [*map(plain, document.snapshot())]


def test_only_what_has_changed_is_written() -> None:
    document = Document("r")
    root = mount(Root(), document.documentElement)
    scheduler = scheduler_of(document)
    keeper = ComponentKeeper(scheduler)
    first = keeper.take()
    assert len(first) == 1 + 2 * (1 + 1 + 4)
    leaf = next(each for each in instances(scheduler) if isinstance(each.component, Leaf))
    assert isinstance(leaf.component, Leaf)
    leaf.component.count += 1
    scheduler.flush()
    (place,) = keeper.take()
    assert place == "Root>'a'/Branch>'x'/Leaf"
    # Rendered again, it holds and shows the same.
    leaf.component.refresh()
    scheduler.flush()
    assert keeper.take() == {}
    root.branches = ["b"]
    scheduler.flush()
    parts = keeper.take()
    assert {place for place, part in parts.items() if part is None} == {
        place for place in first if place.startswith("Root>'a'/")
    }
    assert [place for place, part in parts.items() if part is not None] == ["Root"]


def test_what_a_parent_passes_is_not_written() -> None:
    document = Document("r")
    mount(Root(), document.documentElement)
    keeper = ComponentKeeper(scheduler_of(document))
    parts = keeper.take()
    record = decode(parts["Root>'a'/Branch>'x'/Leaf"] or b"")
    assert record == ComponentRecord("Leaf", 1, record.schema, b'{"count":0,"rows":[]}', None, record.ids)
    assert len(parts["Root>'a'/Branch>'x'/Leaf"] or b"") < 60


def test_values_that_json_cannot_hold() -> None:
    class Page(Component):
        numbers: list[float] = [float("inf"), float("-inf"), 1e300]
        by_number: dict[int, tuple[str, ...]] = {1: ("a", "\x00", "\U0001f600", "</script>")}
        names: set[str] = {"x"}

        def render(self) -> Any:
            return repr(self.numbers)

    document = Document("r")
    page = mount(Page(), document.documentElement)
    page.by_number[7] = ("é",)
    parts = ComponentKeeper(scheduler_of(document)).take()
    again = Document("r")
    scheduler_of(again).restoring = Restoring({place: decode(part or b"") for place, part in parts.items()}, 100)
    made = mount(Page(), again.documentElement)
    assert made.model_dump() == page.model_dump()
