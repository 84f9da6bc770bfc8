"""What the hot path costs per node and per event, in microseconds of CPU."""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from benchmarks.measure import median, work_unit_ms
from benchmarks.options import Options
from benchmarks.report import Section, Table
from benchmarks.rows import RowMaker
from benchmarks.table import Counter, DomTable, PlainTable, RememberingTable, RowsTable, TablePage, describe_row
from benchmarks.visits import BrowserlessVisit
from domsync import Component, Document, mount, unmount
from domsync.components import scheduler_of
from domsync.dom.ops import Op
from domsync.render.first_paint import first_paint
from domsync.render.wire import FrameWriter

ROWS = 1000
#: tr, 4 td, 2 a, span, 2 texts.
NODES_PER_ROW = 10
NODES = ROWS * NODES_PER_ROW
CLICKS = 500


@contextmanager
def without_collector() -> Iterator[None]:
    """Keep the garbage collector out of a measurement; what it costs is a suite of its own."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


#: Makes what is needed, to be ended with the stack, and returns the work to be timed.
Prepare = Callable[[ExitStack], Callable[[], object]]


def microseconds(prepare: Prepare, repetitions: int, count: int) -> float:
    """The median CPU time of what `prepare` returns, per node or whatever `count` counts."""
    times: list[float] = []
    for _ in range(repetitions):
        with ExitStack() as stack:
            work = prepare(stack)
            with without_collector():
                start = time.process_time_ns()
                work()
                times.append((time.process_time_ns() - start) / 1000 / count)
    return median(times)


def _select(row_id: int) -> None:
    pass


def render_rows(stack: ExitStack) -> Callable[[], object]:
    """Describe 1,000 rows."""
    rows = RowMaker().make(ROWS)
    return lambda: [describe_row(row, None, _select, _select) for row in rows]


def mount_rows(page: type[TablePage]) -> Prepare:
    """Put 1,000 rows on a page that has none: render, make live nodes, log one op."""

    def prepare(stack: ExitStack) -> Callable[[], object]:
        visit, table = filled(stack, page, 0)
        table.run()
        return visit.visit.scheduler.flush

    return prepare


def again(page: type[TablePage]) -> Prepare:
    """Render 1,000 rows again though nothing changed: render, compare, send nothing."""

    def prepare(stack: ExitStack) -> Callable[[], object]:
        visit, table = filled(stack, page, ROWS)
        table.refresh()
        return visit.visit.scheduler.flush

    return prepare


def clear_rows(stack: ExitStack) -> Callable[[], object]:
    """Take 1,000 rows off the page."""
    visit, table = filled(stack, PlainTable, ROWS)
    table.clear()
    return visit.visit.scheduler.flush


def filled(stack: ExitStack, page: type[TablePage], rows: int) -> tuple[BrowserlessVisit, TablePage]:
    """A page with so many rows, all sent."""
    visit, table = BrowserlessVisit(stack), page()
    visit.mount(table)
    visit.connect()
    if rows:
        table.run()
        visit.flush()
    return visit, table


def ops_of_1000_rows(stack: ExitStack) -> list[Op]:
    """What `run` logs."""
    visit, table = filled(stack, PlainTable, 0)
    table.run()
    visit.visit.scheduler.flush()
    return visit.document.take_ops()


def encode(stack: ExitStack) -> Callable[[], object]:
    """Write the ops of 1,000 new rows as a frame, on a connection that has not seen their like."""
    ops = ops_of_1000_rows(stack)
    return lambda: FrameWriter(0).frame(1, 0, ops)


def first_html(stack: ExitStack) -> Callable[[], object]:
    """Render a page of 1,000 rows as HTML and the frame that has it adopted."""
    visit, _ = filled(stack, PlainTable, ROWS)
    return lambda: first_paint(visit.document)


def javascript_text(stack: ExitStack) -> Callable[[], object]:
    """The same rows as JavaScript text."""
    document = Document()
    table = mount(PlainTable(), document.documentElement)
    stack.callback(unmount, table)
    document.render_js_updates()
    table.run()
    scheduler_of(document).flush()
    return document.render_js_updates


def raw_dom(stack: ExitStack) -> Callable[[], object]:
    """Make 1,000 rows with createElement and append."""
    table = DomTable(Document(scripts=False))
    return table.run


def clicks(page: type[Component], element_id: str) -> Prepare:
    """Events one after the other: decode, dispatch, handler, render, compare, frame."""

    def prepare(stack: ExitStack) -> Callable[[], object]:
        visit = BrowserlessVisit(stack)
        visit.mount(page())
        visit.connect()
        element = visit.find(element_id)

        def work() -> None:
            for _ in range(CLICKS):
                visit.click(element)

        return work

    return prepare


async def run(options: Options) -> Section:
    """Measure, and write the section of the report."""
    repetitions = 3 if options.quick else 9
    section = Section("hot_path", "The hot path")
    table = Table("Microseconds of CPU, medians, collector off", ["", "each", "what"])
    # Each row: what it is, per what, and how to do it.
    parts: list[tuple[str, str, Prepare, int]] = [
        ("describe (`html.*`)", "node", render_rows, NODES),
        ("render and mount, one component", "node", mount_rows(PlainTable), NODES),
        ("render and mount, remembered rows", "node", mount_rows(RememberingTable), NODES),
        ("render and mount, component per row", "node", mount_rows(RowsTable), NODES),
        ("render and compare, nothing changed, one component", "node", again(PlainTable), NODES),
        ("render and compare, nothing changed, remembered rows", "row", again(RememberingTable), ROWS),
        ("render and compare, nothing changed, component per row", "row", again(RowsTable), ROWS),
        ("remove", "node", clear_rows, NODES),
        ("createElement and append, raw DOM", "node", raw_dom, NODES),
        ("encode a frame", "node", encode, NODES),
        ("first page as HTML", "node", first_html, NODES),
        ("JavaScript text", "node", javascript_text, NODES),
        ("a click on the counter, from its bytes to the answer's", "event", clicks(Counter, "inc"), CLICKS),
    ]
    figures: dict[str, float] = {}
    for name, unit, prepare, count in parts:
        options.say(f"hot path: {name}")
        figures[name] = microseconds(prepare, repetitions, count)
        table.add(name, figures[name], unit)
    unit_ms = work_unit_ms()
    section.tables = [table]
    section.figures = {"microseconds": figures, "work_unit_ms": unit_ms}
    section.notes = [
        f"{ROWS} rows of {NODES_PER_ROW} nodes (8 elements, 2 texts) with two handlers each.",
        f"A fixed piece of Python took {unit_ms:.1f} ms in the same run: divide by it to compare machines.",
    ]
    return section
