"""examples/mixed.py: a component in raw DOM, and raw DOM in an island of it."""

import pytest

from domsync.dom import ops as o
from domsync.testing import Locator, Page, render_page
from examples.mixed import COLUMNS, ROWS, app


@pytest.fixture
def page() -> Page:
    return render_page(app)


def cell(page: Page, x: int, y: int) -> Locator:
    return page.locator(f".board > i:nth-child({x * ROWS + y + 1})")


def alive(page: Page) -> int:
    return page.locator(".board > .alive").count()


def test_raw_dom_around_a_component_around_raw_dom(page: Page) -> None:
    assert page.get_by_role("heading").text == "Life"
    assert page.locator("main > div > .board > i").count() == COLUMNS * ROWS
    assert "Generation 0, 5 alive" in page.text
    assert alive(page) == 5


def test_a_click_on_a_cell_of_the_raw_dom_reaches_the_component(page: Page) -> None:
    cell(page, 0, 0).click()
    assert cell(page, 0, 0).classes == {"alive"}
    assert "Generation 0, 6 alive" in page.text
    cell(page, 0, 0).click()
    assert "Generation 0, 5 alive" in page.text


def test_a_step_changes_the_cells_that_change_and_nothing_else(page: Page) -> None:
    page.get_by_role("button", name="Step").click()
    assert "Generation 1, 6 alive" in page.text
    assert alive(page) == 6
    changed = [op for op in page.last.ops if isinstance(op, o.SetAttribute)]
    assert len(changed) == 3
    assert not any(isinstance(op, o.Insert | o.Remove | o.Move) for op in page.last.ops)


def test_it_lives_until_it_is_stopped(page: Page) -> None:
    page.get_by_role("button", name="Start").click()
    assert page.get_by_role("button", name="Step").is_enabled() is False
    page.advance(1.3)
    assert "Generation 10," in page.text
    page.get_by_role("button", name="Stop").click()
    page.advance(5)
    assert "Generation 10," in page.text


def test_starting_and_stopping_quickly_does_not_make_it_faster(page: Page) -> None:
    for _ in range(5):
        page.get_by_role("button", name="Start").click()
        page.get_by_role("button", name="Stop").click()
    page.get_by_role("button", name="Start").click()
    page.advance(1.3)
    assert "Generation 10," in page.text


def test_the_board_has_no_edge(page: Page) -> None:
    for x, y in ((17, 9), (18, 9), (16, 10), (17, 10), (17, 11)):
        cell(page, x, y).click()
    assert alive(page) == 0
    corner = ((0, 0), (COLUMNS - 1, 0), (0, ROWS - 1), (COLUMNS - 1, ROWS - 1))
    for x, y in corner:
        cell(page, x, y).click()
    page.get_by_role("button", name="Step").click()
    assert "Generation 1, 4 alive" in page.text
    assert all(cell(page, x, y).classes == {"alive"} for x, y in corner)
