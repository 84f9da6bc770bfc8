"""Does an update cost what changed, or what is there? The same small change on pages of 100 to 100,000 nodes."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from operator import itemgetter

from benchmarks.hot_path import without_collector
from benchmarks.measure import median
from benchmarks.options import Options
from benchmarks.report import Cell, Section, Table
from benchmarks.visits import BrowserlessVisit
from domsync import Component, Element, VNode
from domsync import html as h
from domsync.components import Child

SIZES = [100, 1000, 10_000, 100_000]
CHANGES = 30
#: An `li`, a `b` and a text.
NODES_PER_ITEM = 3

#: Makes one change, the n-th, and returns what the browser is sent.
Change = Callable[[int], bytes]
#: Makes a page of so many items, to be ended with the stack.
Prepare = Callable[[ExitStack, int], Change]


def raw_dom(stack: ExitStack, items: int) -> Change:
    """Set one text."""
    visit = BrowserlessVisit(stack)
    document = visit.document
    texts: list[Element] = []
    rows: list[Element] = []
    for number in range(items):
        row, text = document.createElement("li"), document.createElement("b")
        text.textContent = str(number)
        row.append(text)
        rows.append(row)
        texts.append(text)
    document.body.append(*rows)
    visit.connect()

    def change(number: int) -> bytes:
        texts[number * 7 % items].textContent = f"change {number}"
        visit.visit.push()
        return visit.take()

    return change


class Leaf(Component):
    """A component of its own, far down the page."""

    text: str = ""

    def render(self) -> Child:
        return h.p(self.text)


class Around(Component):
    """A page of many items with one component among them."""

    items: int
    leaf: Leaf

    def render(self) -> Child:
        return h.div(h.ul(h.li(h.b(number)) for number in range(self.items)), self.leaf)


def leaf_component(stack: ExitStack, items: int) -> Change:
    """Change the state of one component; its parent is not rendered."""
    visit, leaf = BrowserlessVisit(stack), Leaf()
    visit.mount(Around(items=items, leaf=leaf))
    visit.connect()

    def change(number: int) -> bytes:
        leaf.text = f"change {number}"
        return visit.flush()

    return change


class Items(Component):
    """A list whose items are described anew in every render."""

    texts: list[str]

    def render(self) -> Child:
        return h.ul(h.li(h.b(text), key=number) for number, text in enumerate(self.texts))


class RememberedItems(Items):
    """A list whose items are remembered until their text changes."""

    def render(self) -> Child:
        return h.ul(h.each(enumerate(self.texts), self.item, key=itemgetter(0)))

    def item(self, item: tuple[int, str]) -> VNode:
        return h.li(h.b(item[1]))


def listed(component: type[Items]) -> Prepare:
    """Change one item of a list."""

    def prepare(stack: ExitStack, items: int) -> Change:
        visit, shown = BrowserlessVisit(stack), component(texts=[str(number) for number in range(items)])
        visit.mount(shown)
        visit.connect()

        def change(number: int) -> bytes:
            shown.texts[number * 7 % items] = f"change {number}"
            shown.refresh()
            return visit.flush()

        return change

    return prepare


STYLES: dict[str, Prepare] = {
    "raw DOM": raw_dom,
    "a component's own state": leaf_component,
    "one of a list, remembered": listed(RememberedItems),
    "one of a list, all described": listed(Items),
}


async def run(options: Options) -> Section:
    """Measure, and write the section of the report."""
    sizes = SIZES[:3] if options.quick else SIZES
    section = Section("growth", "Growth with the size of the page")
    times = Table("Microseconds of CPU for one small change, by nodes on the page", ["", *map(str, sizes)])
    sent = Table("Bytes sent for it", ["", *map(str, sizes)])
    figures: dict[str, dict[int, tuple[float, int]]] = {}
    for name, prepare in STYLES.items():
        figures[name] = {}
        for size in sizes:
            options.say(f"growth: {name}, {size} nodes")
            figures[name][size] = _measure(prepare, size // NODES_PER_ITEM)
        row_times: list[Cell] = [figures[name][size][0] for size in sizes]
        row_bytes: list[Cell] = [figures[name][size][1] for size in sizes]
        times.add(name, *row_times)
        sent.add(name, *row_bytes)
    section.tables = [times, sent]
    section.figures = {
        name: {str(size): {"microseconds": us, "bytes": count} for size, (us, count) in by_size.items()}
        for name, by_size in figures.items()
    }
    return section


def _measure(prepare: Prepare, items: int) -> tuple[float, int]:
    times: list[float] = []
    size = 0
    with ExitStack() as stack:
        change = prepare(stack, items)
        change(0)
        with without_collector():
            for number in range(1, CHANGES + 1):
                start = time.process_time_ns()
                size = len(change(number))
                times.append((time.process_time_ns() - start) / 1000)
    return median(times), size
