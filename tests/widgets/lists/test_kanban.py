"""Boards: cards are moved by dragging and by keys, and who moves them is the program."""

from collections import deque
from typing import Any

import pytest
from pydantic import BaseModel

from domsync import Component
from domsync import html as h
from domsync import widgets as w
from domsync.testing import render_page
from domsync.widgets.lists.kanban import MOST_SHOWN


class Board(Component):
    lists: dict[str, list[str]] = {"To do": ["a", "b", "c"], "Doing": ["d"], "Done": []}
    moves: list[Any] = []
    opened: list[str] = []
    refuses: bool = False

    def render(self) -> Any:
        return [
            h.button("before"),
            w.kanban(self.lists, label="Release", on_move=self.move, on_open=self.open),
            h.button("after"),
        ]

    def move(self, card: str, to: str, index: int) -> None:
        self.moves.append((card, to, index))
        if self.refuses:
            return
        # In place, as one would write it.
        for cards in self.lists.values():
            if card in cards:
                cards.remove(card)
        self.lists[to].insert(index, card)

    def open(self, card: str) -> None:
        self.opened.append(card)


def columns(page: Any) -> list[list[str]]:
    return [one.get_by_role("listitem").texts for one in page.get_by_role("list")]


def card(page: Any, name: str) -> Any:
    return page.get_by_role("listitem").filter(has_text=name)


def column(page: Any, name: str) -> Any:
    return page.locator(".ds-board-list").filter(has_text=name)


def focused(page: Any) -> str:
    return str(page.focused.text)


def test_lists_have_names_and_numbers() -> None:
    page = render_page(Board)
    assert page.get_by_role("group", name="Release")
    assert page.get_by_role("list", name="To do").get_by_role("listitem").texts == ["a", "b", "c"]
    assert page.locator(".ds-badge").texts == ["3", "1", "0"]


def test_dragging_onto_a_card_and_into_a_list() -> None:
    page = render_page(Board)
    card(page, "d").drag_to(card(page, "b"))
    assert columns(page) == [["a", "d", "b", "c"], [], []]
    assert page.get_by_role("status").text == "d: To do, 2 of 4"
    card(page, "a").drag_to(column(page, "Done"))
    assert columns(page) == [["d", "b", "c"], [], ["a"]]
    card(page, "d").drag_to(column(page, "To do"))
    assert columns(page) == [["b", "c", "d"], [], ["a"]]
    card(page, "b").drag_to(card(page, "d"))
    assert page.component.moves == [("d", "To do", 1), ("a", "Done", 0), ("d", "To do", 2), ("b", "To do", 1)]


def test_a_move_sends_the_card_as_a_move() -> None:
    page = render_page(Board(lists={"To do": [f"card {n}" for n in range(100)], "Done": []}))
    card(page, "card 99").drag_to(card(page, "card 50"))
    assert columns(page)[0][50] == "card 99"
    assert page.last.bytes < 120


def test_moving_by_keys() -> None:
    page = render_page(Board)
    page.get_by_role("button", name="before").focus()
    page.press("Tab")
    assert focused(page) == "a"
    page.press("Alt+ArrowDown")
    assert columns(page)[0] == ["b", "a", "c"]
    assert focused(page) == "a"
    page.press("Alt+ArrowRight")
    assert columns(page) == [["b", "c"], ["d", "a"], []]
    assert page.get_by_role("status").text == "a: Doing, 2 of 2"
    page.press("Alt+ArrowRight")
    page.press("Alt+ArrowRight")
    assert columns(page) == [["b", "c"], ["d"], ["a"]]
    page.press("Alt+ArrowUp")
    page.press("Alt+ArrowLeft")
    assert columns(page) == [["b", "c"], ["a", "d"], []]
    assert len(page.component.moves) == 4


def test_the_focus_moves_by_arrow_keys() -> None:
    page = render_page(Board)
    card(page, "a").focus()
    for key, expected in (
        *(("ArrowUp", "a"), ("ArrowDown", "b"), ("End", "c"), ("ArrowRight", "d"), ("ArrowRight", "d")),
        *(("ArrowLeft", "a"), ("ArrowLeft", "a"), ("End", "c"), ("Home", "a")),
    ):
        page.press(key)
        assert focused(page) == expected, key
    page.press("Tab")
    assert focused(page) == "after"
    page.press("Shift+Tab")
    assert focused(page) == "a"


def test_the_other_direction() -> None:
    page = render_page(lambda: h.div(Board(), dir="rtl"))
    page.get_by_role("listitem").filter(has_text="a").focus()
    page.press("ArrowLeft")
    assert focused(page) == "d"
    page.press("Alt+ArrowRight")
    assert columns(page) == [["d", "a", "b", "c"], [], []]


def test_cards_are_opened() -> None:
    page = render_page(Board)
    card(page, "b").click()
    card(page, "c").focus()
    page.press("Enter")
    assert page.component.opened == ["b", "c"]


def test_a_move_that_is_refused_is_said() -> None:
    page = render_page(Board(refuses=True))
    card(page, "a").focus()
    page.press("Alt+ArrowRight")
    assert page.component.moves == [("a", "Doing", 0)]
    assert columns(page)[0] == ["a", "b", "c"]
    assert page.get_by_role("status").text == "a was not moved"


class Ticket(BaseModel):
    id: int
    title: str
    done: bool = False


class Tickets(Component):
    open: list[Ticket] = [Ticket(id=1, title="One"), Ticket(id=2, title="Two")]
    opened: list[int] = []

    def render(self) -> Any:
        return w.kanban(
            [w.KanbanList(h.b("Open"), self.open, key="open", most=1, actions=w.button("New", on_click=self.add))],
            shows=lambda ticket: [
                h.strong(ticket.title),
                w.checkbox("Done", bind=self.field("open", ticket.id - 1, "done")),
            ],
            key_of=lambda ticket: ticket.id,
            on_open=lambda ticket: self.opened.append(ticket.id),
        )

    def add(self) -> None:
        self.open.append(Ticket(id=3, title="Three"))


def test_cards_of_models_with_controls() -> None:
    page = render_page(Tickets)
    assert page.locator(".ds-badge").text == "2 / 1"
    assert "ds-tone--warning" in page.locator(".ds-badge").classes
    page.get_by_role("checkbox", name="Done").first.check()
    assert page.component.open[0].done
    # What stands in a card is not the card.
    assert page.component.opened == []
    page.get_by_text("Two").click()
    assert page.component.opened == [2]
    page.get_by_role("button", name="New").click()
    assert page.get_by_role("listitem").count() == 3
    assert page.get_by_role("listitem").first.get_attribute("draggable") is None


def test_ten_thousand_cards() -> None:
    page = render_page(Board(lists={"To do": [str(n) for n in range(10_000)]}))
    assert page.get_by_role("listitem").count() == MOST_SHOWN
    page.get_by_role("button", name="Show 200 more").click()
    assert page.get_by_role("listitem").count() == 2 * MOST_SHOWN
    assert page.last.bytes < 9_000
    assert page.locator(".ds-badge").text == "10000"


@pytest.mark.parametrize(
    "detail",
    [
        ["move", "nobody", "inside nothing"],
        ["move", "a", "inside nothing"],
        ["move", "a", ""],
        ["step", "a", "ArrowUp"],
        ["step", "a", "Escape"],
        ["open", "nobody", ""],
        ["__init__", "a", ""],
    ],
)
def test_what_a_browser_makes_up_does_nothing(detail: list[str]) -> None:
    page = render_page(Board)
    ids = {one.text: one["id"] for one in page.get_by_role("listitem")}
    told = [ids.get(detail[1], detail[1]) if at == 1 else word for at, word in enumerate(detail)]
    page.get_by_role("group", name="Release").dispatch("ds-do", {"detail": told})
    assert page.component.moves == page.component.opened == []
    assert not page.errors


def test_lists_that_cannot_be_told_apart() -> None:
    with pytest.raises(ValueError, match="two lists of a board have one key"):
        w.kanban([w.KanbanList("a", []), w.KanbanList("a", [])])


def test_a_reconnect_in_the_middle() -> None:
    page = render_page(Board)
    card(page, "a").focus()
    page.press("Alt+ArrowDown")
    page.reconnect()
    card(page, "a").focus()
    page.press("Alt+ArrowDown")
    assert columns(page)[0] == ["b", "c", "a"]


def test_no_lists_at_all() -> None:
    page = render_page(lambda: w.kanban({}))
    assert page.get_by_role("group", name="Board")
    assert not page.errors


def test_cards_of_any_collection() -> None:
    lists: dict[str, Any] = {"a": deque(["Write"]), "b": {"Draw"}, "c": (name for name in ("Read",))}
    page = render_page(lambda: w.kanban(lists))
    assert page.get_by_role("listitem").texts == ["Write", "Draw", "Read"]


@pytest.mark.parametrize("lists", [{"a": ["Write", "Write"]}, {"a": ["Write"], "b": ["Write"]}])
def test_two_cards_with_one_key(lists: dict[str, list[str]]) -> None:
    page = render_page(lambda: w.kanban(lists))
    assert "two cards with the key 'Write': give key_of=" in str(page.errors.pop())
