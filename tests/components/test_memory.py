"""A promise: what leaves the page is freed at once by reference counts; no cycle is left for the garbage collector."""

import asyncio
import gc
from collections import Counter as Counts
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import msgspec
import pytest
from pydantic import BaseModel, PrivateAttr

from domsync import Child, Component, Document, State, mount, on, unmount
from domsync import html as h
from domsync.components import Ref, VNode, scheduler_of
from domsync.components.handlers import Handler
from domsync.components.reconciler.each import Memory, each
from domsync.components.reconciler.instance import ElementEffects, ElementState, Hidden, Instance, LiveFragment
from domsync.components.reconciler.scheduler import Scheduler
from domsync.components.reconciler.unmount import remove_slots
from domsync.components.state.tracking import Source
from domsync.components.vnode import Fragment
from domsync.dom.document.dispose import destroy_document
from domsync.dom.element.element import Element
from domsync.dom.events import browser_event
from domsync.dom.nodes.node import Node
from domsync.dom.rare import RareData
from domsync.dom.tree.node_lists import LiveList

KINDS = (
    *(
        Node,
        VNode,
        Fragment,
        Instance,
        Component,
        Source,
        ElementState,
        ElementEffects,
        LiveFragment,
        Hidden,
        Memory,
        Handler,
        RareData,
    ),
    *(LiveList, Scheduler, State, Ref),
)


def alive() -> Counts[str]:
    """How many objects of the library's kinds there are."""
    return Counts(type(thing).__name__ for thing in gc.get_objects() if issubclass(type(thing), KINDS))


@pytest.fixture
def nothing_is_left() -> Iterator[None]:
    """Checks that a test leaves nothing of the library behind, without any garbage collection."""
    gc.collect()
    gc.disable()
    before = alive()
    try:
        yield
        assert alive() - before == Counts()
    finally:
        gc.enable()


TIMES = 60


class Theme(BaseModel, frozen=True):
    colour: str


class Board(State):
    rows: list[str] = []
    title: str = ""


class Leaf(Component):
    name: str = ""
    clicks: int = 0
    on_done: Any = None

    def render(self) -> Child:
        return h.button(self.name, self.clicks, self.use(Theme).colour, on_click=self.click)

    def click(self) -> None:
        self.clicks += 1


class Page(Component):
    """A bit of everything."""

    rows: list[str] = ["a", "b", "c"]
    text: str = "x"
    shown: bool = True
    broken: bool = False
    board: Board
    body: Child = None
    _box: Ref[Element] = PrivateAttr(default_factory=Ref)
    _kept: Leaf = PrivateAttr(default_factory=Leaf)

    def render(self) -> Child:
        self.provide(Theme(colour="red"))
        if self.broken:
            raise ValueError("broken")
        return h.main(
            h.input(bind=self.field("text"), ref=self._box),
            h.ul(each(self.rows, self.row, key=str), [h.li(row, key=row) for row in self.rows]),
            h.p([Leaf(name=row, key=row, on_done=self.done) for row in self.rows], self.body),
            h.section(h.b(on_keydown=on(self.done, target="window"), ref=lambda element: None), show=self.shown),
            Leaf(name="hidden", show=self.shown),
            self._kept if self.shown else None,
            h.island("div", self.fill),
            h.select([h.option(row, key=row) for row in self.rows], value=self.rows[0] if self.rows else ""),
            h.form(h.input(type="radio", name="r", checked=True), on_submit=self.save),
            self.board.rows,
            style={"color": "red"},
            class_=[self.text],
        )

    def row(self, row: str) -> Child:
        return h.li(row, self.board.title, on_click=partial(self.done_with, row))

    def done(self) -> None: ...

    def done_with(self, row: str) -> None: ...

    async def save(self) -> None: ...

    def fill(self, element: Element) -> None:
        inner = element.getDocument().createElement("i")
        inner.addEventListener("click", self.done)
        element.append(inner, "text")
        mount(Leaf2(), inner)


class Leaf2(Component):
    def render(self) -> Child:
        return h.em("in an island", on_click=print)


def changes(page: Page) -> list[Callable[[], object]]:
    """What happens to a page in its life."""

    def assign(**fields: Any) -> Callable[[], object]:
        def change() -> None:
            for name, value in fields.items():
                setattr(page, name, value)

        return change

    return [
        assign(rows=["c", "a", "d"]),
        assign(shown=False),
        assign(text="y", rows=[]),
        assign(shown=True, rows=["z"]),
        lambda: page.board.rows.append("new"),
        lambda: setattr(page.board, "title", "t"),
        assign(show=False),
        assign(rows=["q", "r"]),
        assign(show=True),
        assign(shown=False),
        assign(shown=True),
    ]


def live_once(document: Document) -> None:
    """Mount a page, change it in many ways, and unmount it."""
    page = mount(Page(board=Board(), body=Leaf()), document.body)
    scheduler = scheduler_of(document)
    for change in changes(page):
        change()
        scheduler.flush()
        button = document.querySelector("button")
        if button is not None:
            document.dispatch(button, browser_event("click"))
            scheduler.flush()
    assert page._box.current is not None
    _ = [child.className for child in page._box.element.parentNode.childNodes if isinstance(child, Element)]  # type: ignore[union-attr]
    unmount(page)
    document.take_ops()


def end(document: Document) -> None:
    """End a page as the server does."""
    scheduler = scheduler_of(document)
    for root in tuple(scheduler.roots):
        remove_slots([root])
    scheduler.close()
    destroy_document(document)


@pytest.mark.usefixtures("nothing_is_left")
def test_pages_that_come_and_go_in_a_document() -> None:
    document = Document(scripts=False)
    live_once(document)
    before = alive()
    for _ in range(TIMES):
        live_once(document)
    assert alive() == before
    assert document.registry.count == 1
    destroy_document(document)


@pytest.mark.usefixtures("nothing_is_left")
def test_documents_that_come_and_go() -> None:
    for _ in range(TIMES):
        document = Document(scripts=False)
        live_once(document)
        destroy_document(document)


@pytest.mark.usefixtures("nothing_is_left")
def test_documents_that_end_while_components_are_on_them() -> None:
    for _ in range(TIMES):
        document = Document(scripts=False)
        mount(Page(board=Board(), body=Leaf()), document.body)
        end(document)


@pytest.mark.usefixtures("nothing_is_left")
def test_a_thousand_small_components() -> None:
    document = Document(scripts=False)
    for number in range(1000):
        leaf = mount(Leaf2(), document.body)
        if number % 2:
            leaf.refresh()
            scheduler_of(document).flush()
        unmount(leaf)
    document.take_ops()
    destroy_document(document)


class Rows(Component):
    """A list whose rows come and go."""

    board: Board
    numbers: list[int] = []

    def render(self) -> Child:
        return h.ul(
            each(self.numbers, lambda number: Row(number=number, board=self.board), key=int),
            [Row(number=number, board=self.board, key=number) for number in self.numbers],
            [h.li(number, on_click=lambda: None, key=number, show=number % 3 > 0) for number in self.numbers],
        )


class Row(Component):
    number: int
    board: Board

    def render(self) -> Child:
        if self.number % 5 == 4:
            return None
        return h.li(self.number, self.board.title, h.b("x", on_click=self.refresh), show=self.number % 7 > 0)


def test_rows_that_leave_are_gone_while_the_page_stays() -> None:
    document = Document(scripts=False)
    board = Board()
    rows = mount(Rows(board=board, numbers=[1, 2, 3]), document.body)

    def show(numbers: list[int]) -> None:
        rows.numbers = numbers
        scheduler_of(document).flush()
        document.take_ops()

    show(list(range(30)))
    show([1, 2, 3])
    gc.collect()
    gc.disable()
    try:
        before = alive()
        for start in range(0, 300, 10):
            show(list(range(start, start + 30)))
            board.title = str(start)
            show(list(range(start + 20, start, -1)))
        show(list(range(30)))
        show([1, 2, 3])
        assert alive() == before
    finally:
        gc.enable()


@pytest.mark.usefixtures("nothing_is_left")
def test_renders_that_raise(caplog: pytest.LogCaptureFixture) -> None:
    document = Document(scripts=False)
    for _ in range(20):
        page = mount(Page(board=Board()), document.body)
        for broken in (True, False, True):
            page.broken = broken
            scheduler_of(document).flush()
        unmount(page)
    document.take_ops()
    # The log's records keep exceptions, and these their frames.
    caplog.clear()
    destroy_document(document)


@pytest.mark.usefixtures("nothing_is_left")
async def test_tasks_and_handlers() -> None:
    class Busy(Component):
        done: int = 0

        def render(self) -> Child:
            return h.form(h.input(bind=self.field("done")), on_submit=self.work)

        async def work(self) -> None:
            await asyncio.sleep(0)
            self.done += 1

        async def mounted(self) -> None:
            await asyncio.sleep(0)
            self.done += 1

        async def updated(self) -> None:
            await asyncio.sleep(0)

        async def unmounted(self) -> None:
            await asyncio.sleep(0)

    for _ in range(TIMES):
        document = Document(scripts=False)
        busy = mount(Busy(), document.body)
        scheduler = scheduler_of(document)
        form = document.querySelector("form")
        assert form is not None
        for work in document.dispatch(form, browser_event("submit")):
            scheduler.run(work, "a handler")
        field = form.firstChild
        assert field is not None
        document.dispatch(field, browser_event("input", msgspec.json.encode({"value": "5"})))
        await scheduler.settle()
        busy.done = 7
        await asyncio.sleep(0)
        unmount(busy)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        end(document)
    # What the loop has kept of the last callbacks.
    await asyncio.sleep(0)


@pytest.mark.usefixtures("nothing_is_left")
def test_states_of_their_own() -> None:
    for _ in range(TIMES):
        board = Board(rows=["a"])
        board.rows.append("b")
        board.rows = [*board.rows, "c"]
        assert board.title == ""


@pytest.mark.usefixtures("nothing_is_left")
def test_updates_that_fail(caplog: pytest.LogCaptureFixture) -> None:
    from domsync.dom.limits import Limits

    class Growing(Component):
        size: int = 1

        def render(self) -> Child:
            self.provide(Theme(colour="red"))
            return h.ul([Leaf(name=str(number), key=number) for number in range(self.size)])

    for _ in range(10):
        document = Document(scripts=False)
        document.limits = Limits(nodes=60)
        growing = mount(Growing(), document.body)
        for size in (5, 100, 6, 100, 2):
            growing.size = size
            scheduler_of(document).flush()
        assert document.registry.count < 20
        unmount(growing)
        destroy_document(document)
    caplog.clear()
