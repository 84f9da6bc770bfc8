"""Questions in the middle of a handler: what is said about an answer that is none."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import Any

import pytest
from pydantic import TypeAdapter

from domsync import App, Component
from domsync import html as h
from domsync import widgets as w
from domsync.testing import render_page


def even(text: str) -> int:
    number = int(text)
    if number % 2:
        raise ValueError("Please enter an even number")
    return number


class Asking(Component):
    check: Any = int
    answer: Any = None

    def render(self) -> Any:
        return w.button("Ask", on_click=self.ask)

    async def ask(self) -> None:
        self.answer = await w.prompt(self, "How many?", check=self.check)


CASES = {
    "int": (int, "1.5", "Please enter a whole number", "3", 3),
    "float": (float, "many", "Please enter a number", "1.5", 1.5),
    # Its exception is no ValueError.
    "Decimal": (Decimal, "many", "Please enter a number", "1.5", Decimal("1.5")),
    "pydantic": (TypeAdapter(int).validate_python, "x", "Please enter a whole number", "3", 3),
    "own": (even, "3", "Please enter an even number", "4", 4),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_wrong_with_an_answer(case: str) -> None:
    check, wrong, message, right, answer = CASES[case]
    page = render_page(Asking(check=check))
    page.get_by_role("button", name="Ask").click()
    page.get_by_role("textbox").fill(wrong)
    page.get_by_role("button", name="OK").click()
    assert page.get_by_role("alert").text == message
    page.get_by_role("textbox").fill(right)
    page.get_by_role("button", name="OK").click()
    assert page.component.answer == answer


def test_in_the_language_of_the_page() -> None:
    page = render_page(App(Asking, locale="de"))
    page.get_by_role("button", name="Ask").click()
    page.get_by_role("textbox").fill("x")
    page.get_by_role("button", name="OK").click()
    assert page.get_by_role("alert").text == "Bitte geben Sie eine ganze Zahl ein"


class Impatient(Component):
    ask: Any
    answer: Any = None

    def render(self) -> Any:
        return w.button("Ask", on_click=self.wait, id="ask")

    async def wait(self) -> None:
        try:
            async with asyncio.timeout(1):
                self.answer = await self.ask(self)
        except TimeoutError:
            self.answer = "too late"


@pytest.mark.parametrize(
    "ask",
    [
        lambda it: w.confirm(it, "Delete it?"),
        lambda it: w.prompt(it, "Name?"),
        lambda it: w.tour(it, [("ask", "Ask", "It asks.")]),
    ],
    ids=["confirm", "prompt", "tour"],
)
def test_nothing_stays_open_when_nobody_waits_any_more(ask: Any) -> None:
    """Its handler is cancelled while it waits; a dialog that stays would lock the page for ever."""
    page = render_page(Impatient(ask=ask))
    page.get_by_role("button", name="Ask").click()
    assert page.locator("dialog, .ds-tour").count() == 1
    page.advance(2)
    assert page.component.answer == "too late"
    assert not page.locator("dialog, .ds-tour")


class Opened(Component):
    count: int = 0
    wanted: bool = True

    def render(self) -> Any:
        return [
            w.dialog(str(self.count), title="News", open=self.wanted),
            w.button("Count", on_click=self.add),
            w.button("Toggle", on_click=self.toggle),
        ]

    def add(self) -> None:
        self.count += 1

    def toggle(self) -> None:
        self.wanted = not self.wanted


def test_a_dialog_that_its_user_has_closed_stays_closed_when_it_is_rendered() -> None:
    page = render_page(Opened)
    page.press("Escape")
    assert not page.locator("dialog").is_visible()
    page.get_by_role("button", name="Count").click()
    assert not page.locator("dialog").is_visible()
    for is_open in (False, True):
        page.get_by_role("button", name="Toggle").click()
        assert page.locator("dialog").is_visible() is is_open


class InForm(Component):
    is_open: bool = True
    sent: int = 0

    def render(self) -> Any:
        return h.form(
            w.text_input("Name"),
            w.dialog(w.text_input("Street"), title="Address", open=self.is_open, on_close=self.close),
            w.image("/a.png", "A picture", zooms=True),
            on_submit=self.send,
        )

    def close(self) -> None:
        self.is_open = False

    def send(self) -> None:
        self.sent += 1


def test_a_dialog_in_a_form_is_closed_without_sending_the_form() -> None:
    page = render_page(InForm)
    page.get_by_role("button", name="Close").click()
    assert not page.component.is_open
    page.get_by_role("button", name="Enlarge").click()
    page.get_by_role("button", name="Close").click()
    assert not page.locator("dialog").nth(0).is_visible()
    assert not page.locator("dialog").nth(1).is_visible()
    assert page.component.sent == 0
