"""Memory per live node."""

import asyncio
import gc
import tracemalloc
from collections.abc import Callable
from contextlib import ExitStack

from benchmarks.hot_path import NODES, ROWS
from benchmarks.options import Options
from benchmarks.report import Section, Table
from benchmarks.table import DomTable, PlainTable, RememberingTable, RowsTable, TablePage
from benchmarks.visits import BrowserlessVisit
from domsync import Document

#: The target of the project.
MOST = 600

#: Makes a page, to be ended with the stack.
Make = Callable[[ExitStack], object]


def raw_dom(stack: ExitStack) -> object:
    """1,000 rows of raw DOM."""
    table = DomTable(Document(scripts=False))
    table.run()
    table.document.take_ops()
    return table


def component(page: type[TablePage]) -> Make:
    """1,000 rows shown by components, sent and acknowledged: live nodes, descriptions, handlers, rows."""

    def make(stack: ExitStack) -> object:
        visit, table = BrowserlessVisit(stack), page()
        visit.mount(table)
        visit.connect()
        table.run()
        visit.flush()
        return visit

    return make


def cloned(stack: ExitStack) -> object:
    """1,000 rows without ids and listeners: the nodes alone."""
    table = DomTable(Document(scripts=False))
    table.append(1)
    first = table.body.firstElementChild
    if first is None:
        raise LookupError("no row to clone")
    for element in [first, *first.querySelectorAll("*")]:
        element.removeAttribute("id")
    table.body.append(*[first.cloneNode(deep=True) for _ in range(ROWS)])
    table.document.take_ops()
    return table


STYLES: dict[str, Make] = {
    "raw DOM, nodes alone": cloned,
    "raw DOM": raw_dom,
    "one component": component(PlainTable),
    "remembered rows": component(RememberingTable),
    "component per row": component(RowsTable),
}


async def kept_bytes(make: Make) -> tuple[int, int]:
    """What stays allocated while the result of `make` is there, and what stays when it is gone again."""
    with ExitStack() as stack:
        make(stack)
    gc.collect()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        with ExitStack() as stack:
            made = make(stack)
            gc.collect()
            during = tracemalloc.get_traced_memory()[0]
        del made
        # A flush that the page had asked for is still in the event loop's hands.
        await asyncio.sleep(0)
        gc.collect()
        return during - before, tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()


async def run(options: Options) -> Section:
    """Measure, and write the section of the report."""
    section = Section("node_memory", "Memory per live node")
    table = Table(f"Bytes per node, {ROWS} rows on the page", ["", "bytes", "at most", "met", "left afterwards"])
    figures: dict[str, dict[str, float]] = {}
    for name, make in STYLES.items():
        options.say(f"memory per node: {name}")
        kept, left = await kept_bytes(make)
        figures[name] = {"bytes_per_node": kept / NODES, "left": float(left)}
        table.add(name, kept / NODES, MOST, "yes" if kept / NODES <= MOST else "**no**", float(left))
    section.tables = [table]
    section.figures = dict(figures)
    section.notes = [
        "All that the server keeps for a page of 10,000 nodes, handlers and the data of the rows included, per node.",
        "Left afterwards: bytes still allocated when the page is gone.",
    ]
    return section
