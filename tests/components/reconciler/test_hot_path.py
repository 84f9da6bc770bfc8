"""What an element costs: the objects that stay, and how little is looked at again."""

import gc
import sys
import weakref
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from domsync import Component, Document, mount, svg
from domsync import html as h
from domsync.components.elements import factory as elements
from domsync.components.handlers import Handler, handler
from domsync.components.vnode import VNode

MANY = 1000


def blocks(make: Callable[[], object]) -> float:
    """How many blocks of memory one result of `make` keeps, without what it shares with others."""
    make()
    gc.collect()
    gc.disable()
    try:
        kept: list[object] = [None] * MANY
        before = sys.getallocatedblocks()
        for index in range(MANY):
            kept[index] = make()
        after = sys.getallocatedblocks()
    finally:
        gc.enable()
    return (after - before) / MANY


TEXT = "x"
CELL = h.td(TEXT)


class Table:
    def remove(self, row: int) -> None: ...

    def clear(self) -> None: ...


TABLE = Table()


@pytest.mark.parametrize(
    ("make", "objects"),
    [
        # The tuple of the children is the one of the call.
        (lambda: h.td(TEXT), {"VNode", "children"}),
        (lambda: h.tr(CELL, CELL, CELL), {"VNode", "children"}),
        (lambda: h.tr(CELL, key="a"), {"VNode", "children"}),
        # Elements with a class and nothing else share their attributes.
        (lambda: h.td(TEXT, class_="a"), {"VNode", "children"}),
        (lambda: h.td(TEXT, class_="a", id="b", title="c"), {"VNode", "children", "attributes", "its table"}),
        (
            lambda: h.td(TEXT, on_click=TABLE.clear),
            {"VNode", "children", "Handler", "method"},
        ),
        (h.br, {"VNode"}),
        (svg.g, {"VNode"}),
    ],
)
def test_objects_that_an_element_keeps(make: Callable[[], object], objects: set[str]) -> None:
    assert blocks(make) == pytest.approx(len(objects), abs=0.1)


def test_attributes_that_are_shared_are_changed_in_one_place_only() -> None:
    document = Document()

    class Page(Component):
        def render(self) -> VNode:
            return h.div(h.p("a", class_="x"), h.p("b", class_="x"), h.button("c", class_="x", title="t"))

    mount(Page(), document.body)
    first, second, third = document.body.firstElementChild.children  # type: ignore[union-attr]
    first.setAttribute("title", "t")
    first.classList.add("y")
    assert first.outerHTML == '<p class="x y" title="t">a</p>'
    assert second.outerHTML == '<p class="x">b</p>'
    assert third.outerHTML == '<button class="x" title="t">c</button>'
    assert h.p(class_="x").attributes == {"class": "x"}


def test_classes_that_are_made_up_fill_no_memory() -> None:
    for number in range(10_000):
        h.p(class_=f"c{number}")
    assert len(elements._classes) <= elements._MOST_CLASSES


def test_an_element_that_a_program_keeps_in_a_cycle_is_found_by_the_collector() -> None:
    class Keeper:
        def __init__(self) -> None:
            self.kept: VNode = h.div(h.p(h.button("x", on_click=self.click)), [h.b("y", on_click=lambda: self.kept)])

        def click(self) -> None:
            pass

    keeper = weakref.ref(Keeper())
    gc.collect()
    assert keeper() is None


def test_sizes() -> None:
    assert sys.getsizeof(h.td("x")) <= 144
    assert sys.getsizeof(handler("click", TABLE.clear)) <= 56


def test_keywords_are_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def make(row: int) -> VNode:
        return h.a("x", href="/x", class_=["a"], on_click=partial(TABLE.remove, row), key=row, tabindex=row)

    first = make(0)

    def fail(*args: Any) -> None:
        pytest.fail("looked up again")

    monkeypatch.setattr("domsync.components.elements.rules.ElementSpec._make", fail)
    monkeypatch.setattr("domsync.components.handlers.planning._plan", fail)
    second = make(1)
    assert first.listeners == second.listeners
    assert first.listeners is not None
    assert second.listeners is not None
    assert first.listeners["click"] is second.listeners["click"]


def test_a_handler_is_two_objects() -> None:
    assert blocks(lambda: handler("click", TABLE.clear)) == pytest.approx(2, abs=0.1)
    assert type(handler("click", TABLE.clear)) is Handler
