"""Pages to which nothing happens for a while take less memory, before they sleep; nobody notices."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

from domsync import App, Component
from domsync import html as h
from domsync.components.reconciler.packing import PackedChildren
from domsync.server.pages.upkeep import FRESH_SECONDS, QUIET_SECONDS
from domsync.server.pages.visit import served_visit
from domsync.testing import Page, render_page


class List(Component):
    names: list[str] = [f"name {number}" for number in range(30)]

    def render(self) -> Any:
        return h.table(h.tbody([h.tr(self.cells(at), key=at) for at in range(len(self.names))]))

    def cells(self, at: int) -> list[Any]:
        return [
            h.td(h.input(bind=self.field("names", at), aria={"label": f"Name {at}"})),
            h.td(self.names[at]),
            h.td(h.button(f"Shout {at}", on_click=lambda: self.shout(at))),
        ]

    def shout(self, at: int) -> None:
        self.names[at] = self.names[at].upper()


def packed(page: Page) -> int:
    """How many rows of a page are packed."""
    visit: Any = page._driver.visit
    datas: list[Any] = [each.lazy_children for each in served_visit(visit).document.registry.lazy.elements()]
    return sum(type(each.data.children) is PackedChildren for each in datas)


def test_rows_are_packed_when_nothing_happens() -> None:
    with render_page(App(List)) as page:
        page.advance(FRESH_SECONDS / 2)
        assert packed(page) == 0
        page.advance(FRESH_SECONDS)
        assert packed(page) == 30, "nobody has used it yet"
        for again in range(3):
            page.get_by_role("button", name=f"Shout {again}", exact=True).click()
            assert packed(page) == 0, "they have been compared"
            assert page.get_by_text(f"NAME {again}", exact=True).count() == 1
            page.advance(QUIET_SECONDS / 2)
            assert packed(page) == 0, "who clicks every few seconds pays once"
            # The rows that nobody has touched since, and the boxes go on as ever.
            page.advance(2 * QUIET_SECONDS)
            assert packed(page) == 29 - again
            assert f"name {again + 10}" in page.html
        page.get_by_label("Name 20").fill("mine")
        assert page.component.names[20] == "mine"


def test_many_are_packed_one_after_the_other() -> None:
    app = App(List)
    with ExitStack() as stack:
        pages = [stack.enter_context(render_page(app)) for _ in range(50)]
        pages[0].advance(2 * FRESH_SECONDS)
        assert all(packed(page) == 30 for page in pages)


def test_a_page_in_use_from_the_start_is_packed_when_it_is_quiet() -> None:
    """It is looked at until then, and no longer."""
    app = App(List)
    with render_page(app) as page:
        timers = app._visits._upkeep._timers
        for _ in range(4):
            page.advance(FRESH_SECONDS * 0.8)
            page.get_by_role("button", name="Shout 1", exact=True).click()
            assert packed(page) == 0
            assert len(timers) == 3
        page.advance(2 * FRESH_SECONDS)
        assert packed(page) == 29, "the row that was clicked has live nodes"
        assert len(timers) == 2
