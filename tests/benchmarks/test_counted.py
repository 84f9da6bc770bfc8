"""The counted figures of the table workload: bytes are the same on every machine, so they are tests."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from benchmarks.hot_path import ROWS, again, mount_rows
from benchmarks.table import Counter, DomTable, PlainTable, RememberingTable, RowsTable, TablePage
from benchmarks.table_report import BYTES_DOWN
from benchmarks.visits import BrowserlessVisit
from domsync.dom.element.element import Element

STYLES = [PlainTable, RememberingTable, RowsTable]


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as ends:
        yield ends


def opened(stack: ExitStack, page: type[TablePage]) -> BrowserlessVisit:
    visit = BrowserlessVisit(stack)
    visit.mount(page())
    visit.connect()
    return visit


def rows(visit: BrowserlessVisit) -> list[Element]:
    body = visit.document.getElementsByTagName("tbody")[0]
    assert isinstance(body, Element)
    return list(body.children)


def ids(visit: BrowserlessVisit) -> list[str]:
    return [row.children[0].textContent or "" for row in rows(visit)]


def link(visit: BrowserlessVisit, row: int, cell: int) -> Element:
    found = rows(visit)[row].children[cell].firstElementChild
    assert found is not None
    return found


@pytest.mark.parametrize("page", STYLES)
def test_every_style_sends_no_more_than_the_targets(stack: ExitStack, page: type[TablePage]) -> None:
    visit = opened(stack, page)
    sent = {"run, first": visit.click(visit.find("run"))}
    visit.click(link(visit, 3, 1))
    sent["select"] = visit.click(link(visit, 500, 1))
    assert [row.className for row in rows(visit) if row.className] == ["danger"]
    sent["update"] = visit.click(visit.find("update"))
    sent["swaprows"] = visit.click(visit.find("swaprows"))
    assert ids(visit)[:3] == ["1", "999", "3"]
    sent["remove"] = visit.click(link(visit, 0, 2))
    assert ids(visit)[0] == "999"
    sent["clear"] = visit.click(visit.find("clear"))
    assert rows(visit) == []
    for operation, frame in sent.items():
        assert len(frame) <= BYTES_DOWN[operation], operation


def test_rows_of_a_known_shape_are_sent_without_it(stack: ExitStack) -> None:
    visit = opened(stack, RememberingTable)
    first = visit.click(visit.find("run"))
    again = visit.click(visit.find("run"))
    assert b"glyphicon" in first
    assert b"glyphicon" not in again


def test_a_click_on_the_counter(stack: ExitStack) -> None:
    visit = BrowserlessVisit(stack)
    visit.mount(Counter())
    visit.connect()
    assert len(visit.click(visit.find("inc"))) <= BYTES_DOWN["counter"]
    assert visit.find("count").textContent == "1"


def test_the_raw_dom_does_the_same(stack: ExitStack) -> None:
    visit = BrowserlessVisit(stack)
    DomTable(visit.document)
    visit.connect()
    visit.click(visit.find("run"))
    assert len(ids(visit)) == 1000
    visit.click(visit.find("swaprows"))
    assert ids(visit)[1] == "999"
    visit.click(link(visit, 1, 1))
    assert len(visit.click(link(visit, 5, 1))) <= BYTES_DOWN["select"]
    visit.click(link(visit, 0, 2))
    assert ids(visit)[:2] == ["999", "3"]
    visit.click(visit.find("update"))
    assert [(link(visit, row, 1).textContent or "").endswith(" !!!") for row in (0, 1, 10, 11)] == [True, False] * 2
    visit.click(visit.find("add"))
    assert len(ids(visit)) == 1999
    visit.click(visit.find("clear"))
    assert ids(visit) == []


def calls_of(work: Callable[[], object]) -> int:
    """How many Python functions are called."""
    count = 0

    def note(_frame: object, what: str, _argument: object) -> None:
        nonlocal count
        count += what == "call"

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def test_a_component_for_each_row_costs_few_calls(stack: ExitStack) -> None:
    """Time depends on the machine; what is called for each of a thousand rows does not, and is most of the time."""
    for prepare, most in ((mount_rows(RowsTable), 31), (again(RowsTable), 19)):
        prepare(stack)()  # what is remembered of the classes
        assert calls_of(prepare(stack)) < (most + 0.5) * ROWS
