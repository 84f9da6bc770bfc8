"""Long lists of which only what is in view is on the page."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import PrivateAttr

from domsync import html as h
from domsync.testing import render_page
from domsync.widgets.data.row_buffer import MISSING, RowBuffer
from domsync.widgets.data.rows import source_of
from domsync.widgets.data.sources import Page, PageSource, Query, Sort
from domsync.widgets.data.virtual import Virtual
from domsync.widgets.data.window import HIGHEST, Heights, Window


class Numbers(Sequence[int]):
    """A million rows that take no memory, and count how many of them are asked for."""

    def __init__(self, count: int = 1_000_000) -> None:
        self.length = count
        self.asked = 0

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, place: Any) -> Any:
        if not 0 <= place < self.length:
            raise IndexError(place)
        self.asked += 1
        return place


class Rows(Virtual):
    rows: Any = None
    query: Query = Query()

    def render(self) -> Any:
        shown = self.look(source_of(self.rows), self.query)
        rows = [h.li("…" if row is MISSING else f"row {row}", key=place) for place, row in shown.items()]
        return h.div(
            h.div(style=shown.before),
            h.ul(rows, data=shown.mark),
            h.div(style=shown.after),
            h.output("failed" if self.has_failed else shown.total),
            **self.scroller(),
        )


def texts(page: Any) -> list[str]:
    return list(page.locator("li").texts)


def heights(page: Any) -> tuple[float, float]:
    before, after = (page.locator("[data-ds-window] > div").nth(at).style("height") for at in (0, 1))
    return float(before.removesuffix("px")), float(after.removesuffix("px"))


def test_a_million_rows() -> None:
    numbers = Numbers()
    page = render_page(Rows(rows=numbers))
    assert texts(page)[0] == "row 0"
    assert len(texts(page)) == 36
    assert heights(page)[0] == 0
    box = page.locator("[data-ds-window]")
    page_bytes, asked = page.last.bytes, numbers.asked
    assert asked <= 150
    box.scroll_to(HIGHEST / 2)
    shown = texts(page)
    assert shown[0].startswith(("row 499", "row 500"))
    assert len(shown) <= 60
    # What goes over the line, and what is asked of the sequence, are a matter of the window.
    assert page.last.bytes < page_bytes + 1_500
    assert numbers.asked - asked <= 150
    box.scroll_to(HIGHEST)
    page.advance(0.1)
    assert texts(page)[-1] == "row 999999"
    assert heights(page)[1] == 0
    assert len(page.component._buffer._pages) < 12


def test_a_row_further_is_no_new_window() -> None:
    page = render_page(Rows(rows=range(1000)))
    box = page.locator("[data-ds-window]")
    box.scroll_to(100)
    assert page.last.ops == []
    box.scroll_to(36 * 30)
    page.settle()
    assert texts(page)[0] == "row 12"
    # Those that stay are not sent again.
    assert page.last.bytes < 500


def test_the_parts_are_as_high_as_the_whole() -> None:
    page = render_page(Rows(rows=range(1000)))
    for top in (0, 5_000, 20_000, 35_500):
        page.locator("[data-ds-window]").scroll_to(top)
        page.advance(0.1)
        before, after = heights(page)
        assert before + 36 * len(texts(page)) + after == 36 * 1000
        assert before == 36 * int(texts(page)[0].removeprefix("row "))


def test_scrolling_to_a_row() -> None:
    page = render_page(Rows(rows=range(10_000)))
    page.component.show_row(5_000)
    page.settle()
    assert "row 5000" in texts(page)
    assert page.locator("[data-ds-window]")["data-ds-top"] == str(36 * 5_000)


def test_another_query_begins_at_the_top() -> None:
    page = render_page(Rows(rows=range(10_000)))
    page.locator("[data-ds-window]").scroll_to(100_000)
    page.component.query = Query(sort=(Sort("value", descending=True),))
    page.settle()
    assert texts(page)[0] == "row 9999"


class Pages(Rows):
    """Rows that are awaited."""

    fails: bool = False
    known: bool = True
    asked: list[tuple[int, int]] = []
    _source: Any = PrivateAttr(default=None)

    def model_post_init(self, context: Any) -> None:
        self._source = PageSource(self.fetch)
        self.rows = self._source

    async def fetch(self, query: Query, first: int, last: int) -> Page[int]:
        self.asked.append((first, last))
        await asyncio.sleep(0.1)
        if self.fails:
            raise OSError("no network")
        return Page(list(range(first, min(last, 230))), 230 if self.known else None)


def test_rows_that_are_awaited() -> None:
    page = render_page(Pages())
    assert texts(page) == ["…"] * len(texts(page))
    page.advance(0.2)
    assert texts(page)[:2] == ["row 0", "row 1"]
    page.locator("[data-ds-window]").scroll_to(36 * 200)
    assert "…" in texts(page)
    page.advance(0.2)
    assert texts(page)[-1] == "row 229"
    assert "…" not in texts(page)


def test_pages_whose_end_is_not_known() -> None:
    page = render_page(Pages(known=False))
    page.advance(0.2)
    assert page.get_by_role("status").text == "51"
    for _ in range(6):
        page.locator("[data-ds-window]").scroll_to(1e6)
        page.advance(0.2)
        page.locator("[data-ds-window]").scroll_to(0.9e6)
        page.advance(0.2)
    assert page.get_by_role("status").text == "230"
    assert texts(page)[-1] == "row 229"


def test_pages_that_fail_are_asked_for_once() -> None:
    page = render_page(Pages(fails=True))
    page.advance(1)
    assert page.get_by_role("status").text == "failed"
    assert len(page.component.asked) == 1
    assert [type(error) for error in page.errors] == [OSError]
    page.errors.clear()
    page.component.fails = False
    page.component.retry()
    page.advance(1)
    assert texts(page)[0] == "row 0"


def test_refresh_asks_anew() -> None:
    numbers = [1, 2, 3]
    source = source_of(numbers)
    page = render_page(Rows(rows=source))
    numbers.append(4)
    source.refresh()
    page.settle()
    assert texts(page)[-1] == "row 4"


def test_measured_rows() -> None:
    page = render_page(Rows(rows=range(1000), measured=True))
    box = page.locator("[data-ds-window]")
    box.dispatch("ds-heights", {"detail": [[0, 100], [1, 50.5], [5000, 9], [2, -3]], "bubbles": False})
    assert heights(page)[1] == pytest.approx(36_000 - 36 * len(texts(page)), abs=1)
    box.scroll_to(10_000)
    page.advance(0.1)
    before, _ = heights(page)
    first = int(texts(page)[0].removeprefix("row "))
    assert before == pytest.approx(36 * first + 64 + 14.5)
    # Other rows are as high as the first guess, until it is known better; the browser is asked to tell all anew.
    page.component.query = Query(sort=(Sort("value", descending=True),))
    page.settle()
    assert page.locator("ul")["data-ds-epoch"] == "1"


def test_what_a_browser_says_is_no_more_than_a_number() -> None:
    page = render_page(Rows(rows=range(100_000)))
    box = page.locator("[data-ds-window]")
    box.dispatch("ds-scroll", {"detail": [-5, 1e12], "bubbles": False})
    page.advance(0.1)
    assert len(texts(page)) < 400
    for wrong in ([1], "x", None, [[1], 2], ["1", "2"]):
        box.dispatch("ds-scroll", {"detail": wrong, "bubbles": False})
        page.advance(0.1)
    assert len(page.errors) == 5
    page.errors.clear()
    assert page.component.view == 10_000


# Arithmetic


@given(st.dictionaries(st.integers(0, 500), st.floats(1, 300)), st.integers(0, 500), st.integers(1, 600))
def test_heights_add_up(measured: dict[int, float], place: int, count: int) -> None:
    heights = Heights(20)
    for row, height in measured.items():
        heights.measure(row, height)
    exact = [heights.of(row) for row in range(max(place, count))]
    assert heights.before(place) == pytest.approx(sum(exact[:place]))
    at = heights.before(place) + 0.01
    if place < count:
        assert heights.row_at(at, count) == place
    assert heights.row_at(1e9, count) == count - 1


@given(st.integers(0, 3_000_000), st.floats(-10, 2e8), st.floats(0, 3000), st.floats(5, 200))
def test_windows_hold_together(count: int, top: float, view: float, height: float) -> None:
    window = Window(Heights(height), 10)
    window.count, window.top, window.view = count, top, view
    first, last, before, after = window.range()
    assert 0 <= first <= last <= count
    assert (last == 0) is (count == 0)
    assert last - first <= view / height + 42
    rows = (last - first) * height
    assert before >= 0
    assert after >= 0
    if window.height > HIGHEST:
        assert before + rows + after == pytest.approx(HIGHEST, abs=rows)
    else:
        assert before + rows + after == pytest.approx(window.height)
    # What is in view is covered.
    end = window.shown_height
    seen = min(max(top, 0.0), max(end - view, 0.0))
    assert before <= seen + 1
    assert before + rows >= min(seen + view, end) - 1


@given(st.integers(500_000, 5_000_000), st.data())
def test_a_row_is_where_one_goes_to_see_it(count: int, data: st.DataObject) -> None:
    window = Window(Heights(36), 10)
    window.count, window.view = count, 700
    place = data.draw(st.integers(0, count - 1))
    window.top = window.top_of(place)
    first, last, _, _ = window.range()
    assert first <= place < last
    # And a screen further are the rows of a screen further.
    window.top += 360
    if window.top < HIGHEST - 2_000_000:
        assert window.range()[0] in range(first - 10, first + 31)


def test_pages_far_away_are_let_go() -> None:
    buffer = RowBuffer(source_of(range(10_000)), Query())
    for first in range(0, 10_000, 50):
        buffer.need(first, first + 50)
    assert len(buffer._pages) <= 10
    assert buffer.rows(0, 2) == [MISSING, MISSING]
    assert buffer.rows(9_950, 9_952) == [9_950, 9_951]
