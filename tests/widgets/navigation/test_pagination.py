"""The way through what comes in pages."""

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domsync import Component
from domsync import widgets as w
from domsync.testing import render_page
from domsync.widgets.navigation.pagination import shown_pages


@given(st.integers(1, 60), st.integers(1, 60), st.integers(0, 3))
def test_the_numbers_that_are_shown(now: int, last: int, around: int) -> None:
    now = min(now, last)
    numbers = shown_pages(now, last, around)
    assert {1, now, last} <= set(numbers)
    assert len(numbers) == min(last, 2 * around + 5)
    real = [number for number in numbers if number]
    assert real == sorted(set(real))
    # A gap stands for more than nothing, and only there.
    for before, at, after in zip(numbers, numbers[1:], numbers[2:], strict=False):
        assert (after - before > 2) if at == 0 else True
    assert all(b == a + 1 for a, b in itertools.pairwise(numbers) if a and b)


class Paged(Component):
    page: int = 5
    pages: int = 12
    went: list[int] = []

    def render(self) -> Any:
        return w.pagination(pages=self.pages, bind=self.field("page"), on_change=self.went.append)


def test_pages_are_chosen() -> None:
    page = render_page(Paged)
    assert page.get_by_role("navigation", name="Pages")
    assert page.get_by_role("button", name="Page 5")["aria-current"] == "page"
    page.get_by_role("button", name="Page 6").click()
    page.get_by_role("button", name="Next page").click()
    page.get_by_role("button", name="Page 1", exact=True).click()
    assert page.component.page == 1
    assert page.component.went == [6, 7, 1]
    assert not page.get_by_role("button", name="Previous page").is_enabled()


def test_fewer_pages_than_the_present_one() -> None:
    page = render_page(Paged)
    page.component.pages = 3
    page.settle()
    assert page.get_by_role("button", name="Page 3")["aria-current"] == "page"
    page.component.pages = 0
    page.settle()
    assert page.get_by_role("button", name="Page 1")["aria-current"] == "page"


def test_pages_with_addresses() -> None:
    page = render_page(lambda: w.pagination(1, 3, href=lambda number: f"?page={number}"))
    assert [link["href"] for link in page.get_by_role("link")] == ["?page=1", "?page=2", "?page=3", "?page=2"]
    assert not page.get_by_role("button", name="Previous page").is_enabled()


def test_a_mistake_says_what_to_write() -> None:
    with pytest.raises(ValueError, match="not negative"):
        w.pagination(1, -1)


def test_nothing_at_all() -> None:
    assert not render_page(lambda: w.pagination(None, 0)).errors
