"""Text that is edited in place: it shows what the program has made of it."""

import asyncio
from typing import Any

from domsync import Component
from domsync import widgets as w
from domsync.testing import Page, render_page


class Title(Component):
    title: str = "Plan"
    waits: bool = False

    def render(self) -> Any:
        return w.editable(self.title, label="Title", on_change=self.wait if self.waits else self.rename)

    def rename(self, title: str) -> None:
        if title.strip():
            self.title = title.strip()

    async def wait(self, title: str) -> None:
        await asyncio.sleep(1)
        self.rename(title)


def enter(page: Page, text: str) -> None:
    page.get_by_role("button").click()
    page.get_by_role("textbox").fill(text)
    page.press("Enter")


def test_a_text_that_the_program_refuses_is_not_shown() -> None:
    page = render_page(Title)
    for text in ("", "Plan "):
        enter(page, text)
        assert page.get_by_role("button").text == "PlanEdit Title"
    enter(page, "Map")
    assert page.get_by_role("button").text == "MapEdit Title"


def test_a_text_is_shown_until_the_program_has_decided() -> None:
    page = render_page(Title(waits=True))
    enter(page, "Map")
    assert page.get_by_role("button").text == "MapEdit Title"
    page.advance(2)
    assert page.get_by_role("button").text == "MapEdit Title"
    enter(page, "")
    assert page.get_by_role("button").text == "EmptyEdit Title"
    page.advance(2)
    assert page.get_by_role("button").text == "MapEdit Title"


def test_without_a_function_it_changes_by_itself() -> None:
    page = render_page(lambda: w.editable("Plan", label="Title"))
    enter(page, "Map")
    assert page.get_by_role("button").text == "MapEdit Title"
