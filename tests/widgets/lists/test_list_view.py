"""Long lists: rows of any height, groups whose titles stay, and no more of either than is in view."""

import asyncio
from collections import deque
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from domsync import Component
from domsync import html as h
from domsync import widgets as w
from domsync.testing import render_page
from domsync.widgets.data.sources import Page, PageSource, Query
from domsync.widgets.lists.list_view import _Grouped, _Title


class Days(Component):
    days: Any = range(100_000)
    grouped: bool = True

    def render(self) -> Any:
        return w.list_view(
            self.days,
            lambda day: f"day {day}",
            label="Days",
            group=(lambda day: day // 30) if self.grouped else None,
            group_shows=lambda month: f"month {month}",
        )


def rows(page: Any) -> list[str]:
    found: list[str] = page.locator(".ds-list-row").texts
    return found


def box(page: Any) -> Any:
    return page.get_by_role("region", name="Days")


def test_only_what_is_in_view_is_there() -> None:
    page = render_page(Days)
    assert rows(page)[:2] == ["day 0", "day 1"]
    assert len(rows(page)) < 50
    assert len(page.html) < 9_000
    assert page.locator(".ds-list-head").first.text == "month 030"
    first = page.locator(".ds-list-row").first
    assert (first["aria-posinset"], first["aria-setsize"]) == ("1", "100000")


def test_the_title_of_the_group_is_held() -> None:
    page = render_page(Days)
    assert not page.locator(".ds-list-held").count()
    box(page).scroll_to(48 * 3_100 + 24 * 48)
    at = int(rows(page)[0].removeprefix("day "))
    assert at > 2_000
    assert page.locator(".ds-list-held").text == f"month {at // 30}"
    assert page.locator(".ds-list-held")["aria-hidden"] == "true"
    assert page.locator(".ds-list-row").first["aria-posinset"] == str(at + 1)


def test_measured_rows_change_what_is_in_view() -> None:
    page = render_page(Days(grouped=False))
    count = len(rows(page))
    box(page).dispatch("ds-heights", {"detail": [[place, 480.0] for place in range(count)]})
    assert len(rows(page)) < count
    after = page.locator("[data-ds-window] > div").last.style("height")
    box(page).dispatch("ds-heights", {"detail": [[0, 960.0]]})
    assert page.locator("[data-ds-window] > div").last.style("height") == after


@given(st.lists(st.integers(0, 3), max_size=60))
def test_every_item_stands_below_its_title(items: list[int]) -> None:
    source = _Grouped(items, lambda item: item)
    source.look(None)
    listed = source.fetch(Query(), 0, 1_000).rows
    assert [row for row in listed if not isinstance(row, _Title)] == items
    group, left = None, 0
    for row in listed:
        if isinstance(row, _Title):
            assert left == 0
            assert row.group != group
            group, left = row.group, row.count
        else:
            assert row == group
            left -= 1
    assert left == 0
    assert source.fetch(Query(), 0, 0).total == len(listed)


class Note(BaseModel):
    id: int
    text: str
    done: bool = False


class Notes(Component):
    notes: list[Note] = [Note(id=n, text=f"note {n}") for n in range(50)]

    def render(self) -> Any:
        return w.list_view(
            self.notes,
            lambda note: w.checkbox(note.text, checked=note.done, on_change=lambda: self.tick(note)),
            label="Notes",
            key_of=lambda note: note.id,
        )

    def tick(self, note: Note) -> None:
        note.done = not note.done

    def add(self) -> None:
        self.notes.insert(0, Note(id=99, text="first"))
        self.refresh()


def test_rows_have_controls_that_move_with_them() -> None:
    page = render_page(Notes)
    page.get_by_role("checkbox", name="note 1", exact=True).check()
    assert page.component.notes[1].done
    page.component.add()
    page.settle()
    assert page.get_by_role("checkbox").first.checked is False
    assert page.get_by_role("checkbox", name="note 1", exact=True).checked
    assert page.locator(".ds-list-row").count() < 50


class Remote(Component):
    fails: bool = False
    asked: list[tuple[int, int]] = []

    def render(self) -> Any:
        return w.list_view(PageSource(self.between), h.b, label="Days")

    async def between(self, query: Query, first: int, last: int) -> Page[str]:
        self.asked.append((first, last))
        await asyncio.sleep(0.2)
        if self.fails:
            raise ConnectionError("away")
        return Page([f"row {n}" for n in range(first, min(last, 5_000))], 5_000)


def test_rows_that_are_awaited() -> None:
    page = render_page(Remote)
    assert box(page)["aria-busy"] == "true"
    page.advance(1)
    assert rows(page)[0] == "row 0"
    assert box(page).get_attribute("aria-busy") is None
    box(page).scroll_to(48 * 2_000)
    page.advance(1)
    assert "row 2000" in rows(page)
    assert len(page.component.asked) <= 3


def test_rows_that_do_not_come() -> None:
    page = render_page(Remote(fails=True))
    page.advance(1)
    assert page.get_by_role("alert").text == "It could not be loaded"
    assert [str(error) for error in page.errors] == ["away"]
    page.errors.clear()
    page.component.fails = False
    page.get_by_role("button", name="Try again").click()
    page.advance(1)
    assert rows(page)[0] == "row 0"


@pytest.mark.parametrize("items", [[], (), range(0)])
def test_nothing_in_it(items: Any) -> None:
    page = render_page(lambda: w.list_view(items, label="Days"))
    assert box(page).text == "Empty"
    page = render_page(lambda: w.list_view(items, label="Days", group=str, empty=h.b("No days")))
    assert box(page).text == "No days"


def test_items_that_are_none_or_odd() -> None:
    page = render_page(lambda: w.list_view([None, "", "👩‍👩‍👧‍👦", "مرحبا", "x" * 5_000], label="Days"))
    assert rows(page)[:4] == ["None", "", "👩‍👩‍👧‍👦", "مرحبا"]
    assert not page.errors


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: w.list_view([], label=""), TypeError, "needs a label"),
        (lambda: w.list_view([], label="x", row_height=0), ValueError, "a number of pixels"),
        (lambda: w.list_view(PageSource(Remote().between), label="x", group=str), TypeError, "groups of a sequence"),
        (lambda: w.list_view("text", label="x"), TypeError, "rows are a sequence"),
    ],
)
def test_mistakes_say_what_to_write(make: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        make()


@pytest.mark.parametrize("items", [lambda: deque("ab"), {"a": 1, "b": 2}.keys, lambda: (name for name in "ab")])
@pytest.mark.parametrize("group", [None, str.upper])
def test_items_of_any_collection(items: Any, group: Any) -> None:
    page = render_page(lambda: w.list_view(items(), label="Names", group=group))
    assert page.locator(".ds-list-row").texts == ["a", "b"]
