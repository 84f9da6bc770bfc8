"""examples/todo.py behaves as TodoMVC asks for."""

import pytest

from domsync.dom import ops as o
from domsync.testing import Locator, Page, render_page
from examples.todo import Todo, TodoList


@pytest.fixture
def page() -> Page:
    return render_page(TodoList)


def rows(page: Page) -> list[str]:
    return page.locator("ul > li > span").texts


def box(page: Page) -> Locator:
    return page.get_by_placeholder("What needs to be done?")


def add(page: Page, *texts: str) -> None:
    for text in texts:
        box(page).type(f"{text}\n")


def row(page: Page, text: str) -> Locator:
    return page.get_by_role("listitem").filter(has_text=text)


def test_without_todos_there_is_only_the_box(page: Page) -> None:
    assert box(page).value == ""
    assert page.locator("ul, footer, nav").count() == 0


def test_enter_adds_and_empties_the_box(page: Page) -> None:
    add(page, "  feed the cat  ", "water the plants")
    assert rows(page) == ["feed the cat", "water the plants"]
    assert box(page).value == ""
    assert "2 items left" in page.text


def test_blank_text_adds_nothing(page: Page) -> None:
    add(page, "   ")
    assert page.locator("ul").count() == 0
    assert box(page).value == ""


def test_the_count_knows_its_grammar(page: Page) -> None:
    add(page, "a")
    assert "1 item left" in page.text
    add(page, "b")
    assert "2 items left" in page.text


def test_toggle(page: Page) -> None:
    add(page, "a", "b")
    row(page, "a").get_by_role("checkbox").check()
    assert row(page, "a").classes == {"done"}
    assert row(page, "b").classes == set()
    assert "1 item left" in page.text
    row(page, "a").get_by_role("checkbox").uncheck()
    assert row(page, "a").classes == set()


def test_toggle_all_and_back(page: Page) -> None:
    add(page, "a", "b", "c")
    all_of_them = page.get_by_label("Mark all as completed")
    row(page, "b").get_by_role("checkbox").check()
    assert not all_of_them.checked
    all_of_them.check()
    assert [box.checked for box in page.locator("li").get_by_role("checkbox")] == [True] * 3
    all_of_them.uncheck()
    assert [box.checked for box in page.locator("li").get_by_role("checkbox")] == [False] * 3


def test_toggle_all_follows_the_rows(page: Page) -> None:
    add(page, "a", "b")
    all_of_them = page.get_by_label("Mark all as completed")
    for text in "ab":
        row(page, text).get_by_role("checkbox").check()
    assert all_of_them.checked
    row(page, "a").get_by_role("checkbox").uncheck()
    assert not all_of_them.checked


def test_filters(page: Page) -> None:
    add(page, "a", "b", "c")
    row(page, "b").get_by_role("checkbox").check()
    for choice, shown in (("Active", ["a", "c"]), ("Completed", ["b"]), ("All", ["a", "b", "c"])):
        page.get_by_label(choice, exact=True).check()
        assert rows(page) == shown
        assert "2 items left" in page.text


def test_a_todo_leaves_a_filter_when_it_no_longer_fits(page: Page) -> None:
    add(page, "a", "b")
    page.get_by_label("Active", exact=True).check()
    row(page, "a").get_by_role("checkbox").check()
    assert rows(page) == ["b"]


def test_clear_completed_is_there_when_there_is_something_to_clear(page: Page) -> None:
    add(page, "a", "b")
    clear = page.get_by_role("button", name="Clear completed")
    assert clear.count() == 0
    row(page, "a").get_by_role("checkbox").check()
    clear.click()
    assert rows(page) == ["b"]
    assert clear.count() == 0


def test_delete(page: Page) -> None:
    add(page, "a", "b")
    row(page, "a").get_by_role("button").click()
    assert rows(page) == ["b"]
    row(page, "b").get_by_role("button").click()
    assert page.locator("ul, footer").count() == 0


def edit(page: Page, text: str) -> Locator:
    row(page, text).locator("span").dblclick()
    return page.locator("li input:not([type])")


def test_a_double_click_edits_with_the_focus_in_the_field(page: Page) -> None:
    add(page, "a", "b")
    field = edit(page, "b")
    assert field.value == "b"
    assert field.is_focused()
    assert page.locator("li").nth(1).get_by_role("checkbox").count() == 0


@pytest.mark.parametrize("leave", ["Enter", "blur"])
def test_enter_and_leaving_save(page: Page, leave: str) -> None:
    add(page, "a", "b", "c")
    field = edit(page, "b")
    field.fill("  better  ")
    if leave == "blur":
        field.blur()
    else:
        field.press(leave)
    assert rows(page) == ["a", "better", "c"]


def test_escape_keeps_what_was(page: Page) -> None:
    add(page, "a", "b")
    field = edit(page, "b")
    field.fill("worse")
    field.press("Escape")
    assert rows(page) == ["a", "b"]
    assert edit(page, "b").value == "b"


def test_an_emptied_todo_is_gone(page: Page) -> None:
    add(page, "a", "b")
    field = edit(page, "a")
    field.fill(" ")
    field.press("Enter")
    assert rows(page) == ["b"]


def test_many_edits_in_a_row_are_no_misbehaviour(page: Page) -> None:
    add(page, "a")
    for number in range(30):
        field = edit(page, "a")
        field.fill(f"a{number}")
        field.press("Escape" if number % 2 else "Enter")
    assert rows(page) == ["a28"]


def test_rows_keep_their_elements() -> None:
    page = render_page(TodoList(todos=[Todo(text=text) for text in "abcdef"]))
    nodes = {text: row(page, text).node for text in "bcdef"}
    row(page, "a").get_by_role("button").click()
    assert {text: row(page, text).node for text in "bcdef"} == nodes
    removed = [op for op in page.last.ops if isinstance(op, o.Remove | o.Insert | o.Move)]
    assert [type(op) for op in removed] == [o.Remove]


def test_a_tick_among_a_thousand_costs_what_it_changes() -> None:
    page = render_page(TodoList(todos=[Todo(text=f"number {number}") for number in range(1000)]))
    row(page, "number 500").get_by_role("checkbox").check()
    assert len(page.last.ops) <= 4
    assert page.last.bytes < 250
