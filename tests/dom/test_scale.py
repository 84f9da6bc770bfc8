"""What the tree costs: steps that grow with the change and not with the page, and bytes per node."""

import gc
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest

from domsync.dom import Document, Element
from domsync.dom.ops import Insert, Move, Remove


def steps_of(work: Callable[[], object]) -> int:
    """How many lines of Python are executed: a measure that is the same on every machine."""
    count = 0

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    # A collection runs callbacks of others, which would be counted too.
    gc.disable()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
        gc.enable()
    return count


def rows(document: Document, count: int) -> list[Element]:
    return [document.createElement("tr") for _ in range(count)]


def appends(document: Document, elements: list[Element]) -> None:
    for element in elements:
        document.body.appendChild(element)


def prepends(document: Document, elements: list[Element]) -> None:
    for element in elements:
        document.body.insertBefore(element, document.body.firstChild)


def removals(document: Document, elements: list[Element]) -> None:
    for element in elements:
        element.remove()


def moves(document: Document, elements: list[Element]) -> None:
    for element in elements:
        document.body.insertBefore(element, document.body.firstChild)


def look_ups(document: Document, elements: list[Element]) -> None:
    for element in elements:
        assert document.getElementById(element.id) is element


def texts(document: Document, elements: list[Element]) -> None:
    for element in elements:
        element.innerText = "x"


@pytest.mark.parametrize("work", [appends, prepends, removals, moves, look_ups, texts])
def test_work_on_siblings_is_linear(work: Callable[[Document, list[Element]], None]) -> None:
    steps = []
    for count in (200, 400, 800):
        document = Document()
        elements = rows(document, count)
        if work not in (appends, prepends):
            appends(document, elements)
        steps.append(steps_of(lambda document=document, elements=elements: work(document, elements)))  # type: ignore[misc]
    # Twice the work takes twice the steps; quadratic work would take four times as many.
    assert steps[1] <= 2.02 * steps[0]
    assert steps[2] <= 2.02 * steps[1]


def test_10000_of_each() -> None:
    document = Document()
    elements = rows(document, 10_000)
    appends(document, elements)
    appended = document.take_ops()
    assert appended[0] == Insert(1, 0, 4, (appended[0].nodes[0],))  # type: ignore[union-attr]
    assert [op.ids for op in appended if isinstance(op, Insert)] == list(range(4, 10_004))
    moves(document, elements)
    moved = document.take_ops()
    assert len(moved) == 9_999
    assert all(isinstance(op, Move) for op in moved)
    removals(document, elements)
    assert document.take_ops() == [Remove(wire) for wire in range(4, 10_004)]
    prepends(document, elements)
    assert len(document.take_ops()) == 10_000
    assert document.body.firstChild is elements[-1]


def test_an_update_does_not_depend_on_the_size_of_the_page() -> None:
    def steps(count: int) -> int:
        document = Document()
        elements = rows(document, count)
        document.body.append(*elements)
        middle = elements[count // 2]

        def work() -> None:
            middle.innerText = "x"
            middle.className = "k"
            middle.after(document.createTextNode("y"))
            middle.remove()
            document.getElementById(elements[0].id).title = "t"
            document.take_ops()

        return steps_of(work)

    steps(20)  # fills the caches
    assert steps(2_000) == steps(20)


def test_a_deep_path_costs_one_walk_to_the_root() -> None:
    def steps(depth: int) -> int:
        document = Document()
        parent: Element = document.body
        for _ in range(depth):
            parent = parent.appendChild(document.createElement("div"))
        return steps_of(lambda: parent.append("x"))

    assert steps(200) - steps(100) <= 100 * 4


@contextmanager
def measured() -> Iterator[Callable[[], int]]:
    gc.collect()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        yield lambda: tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()


def nothing() -> None: ...


def table(document: Document, count: int) -> None:
    """Rows of ten nodes: a row, three cells with texts, and a button with one that listens; all elements with ids."""
    body = document.body
    for number in range(count):
        row = document.createElement("tr", attributes={"class": "row"})
        for column in range(3):
            row.appendChild(document.createElement("td", innerText=f"{number}.{column}"))
        cell = document.createElement("td")
        button = document.createElement("button", innerText="delete")
        button.addEventListener("click", nothing)
        cell.append(button)
        row.append(cell)
        body.append(row)


def test_bytes_per_node() -> None:
    document = Document()
    table(document, 10)
    document.take_ops()
    with measured() as used:
        before = document.registry.count
        table(document, 1_000)
        document.take_ops()
        gc.collect()
        made = document.registry.count - before
        assert made == 10_000
        assert used() / made <= 410, used() / made


def bytes_of_listeners(*events: str) -> float:
    """What an element on the page takes more when it listens to these events."""
    document = Document()
    count = 2_000
    elements = rows(document, count)
    document.body.append(*elements)
    document.take_ops()
    with measured() as used:
        for element in elements:
            for event in events:
                element.addEventListener(event, nothing)
        document.take_ops()
        gc.collect()
        return used() / count


def test_bytes_per_listener() -> None:
    one, two = bytes_of_listeners("click"), bytes_of_listeners("click", "input")
    # In whole bytes: what holds all of them has its share, another one in each Python.
    assert round(one) <= 160, one
    assert two - one <= 120, two - one


def test_slots_only() -> None:
    document = Document()
    for node in (
        document,
        document.body,
        document.createTextNode("x"),
        document.createComment("c"),
        document.createDocumentFragment(),
        document.defaultView,
        document.body.childNodes,
        document.body.attributes,
    ):
        assert not hasattr(node, "__dict__")


def test_removed_nodes_are_forgotten() -> None:
    document = Document()
    with measured() as used:
        table(document, 200)
        peak = used()
        document.body.replaceChildren()
        document.take_ops()
        gc.collect()
        # A dict does not give its table back when it empties; the nodes and what they hold have gone.
        assert used() < 0.15 * peak
    assert document.registry.count == 1
    assert list(document.registry.ids) == [document.root_id]
