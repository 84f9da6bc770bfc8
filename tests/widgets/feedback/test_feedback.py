"""Progress bars and toasts: their numbers, their order, and their language."""

import asyncio
from typing import Any

import pytest

from domsync import Component
from domsync import html as h
from domsync import widgets as w
from domsync.components import Locale
from domsync.testing import render_page


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), 0])
def test_the_total_of_a_progress_bar(wrong: float) -> None:
    with pytest.raises(ValueError, match=r"progress\(\): total is "):
        w.progress(1, total=wrong, label="Import")


def test_how_much_is_done_is_a_number() -> None:
    with pytest.raises(ValueError, match=r"progress\(\): value is a number, not nan"):
        w.progress(float("nan"), label="Import")
    w.progress(float("inf"), label="Import")


class Import(Component):
    def render(self) -> Any:
        return h.main(h.button("Import", on_click=self.run), h.button("Say", on_click=self.say))

    async def run(self) -> None:
        async for number in w.track(range(10), self, label="Importing"):
            w.toast(self, f"Row {number} is empty")
            await asyncio.sleep(1)

    def say(self) -> None:
        w.toast(self, "Deleted", undo=self.say)


class Translated(Component):
    language: str = "en"

    def render(self) -> Any:
        self.provide(Locale(self.language))
        return Import()


def test_messages_do_not_take_the_place_of_work_that_goes_on() -> None:
    page = render_page(Import)
    page.get_by_role("button", name="Import").click()
    page.advance(7.5)
    assert "Importing" in page.text
    assert "Row 7" in page.text
    assert "Row 2" not in page.text
    page.settle()
    assert "Importing" not in page.text


def test_messages_are_in_the_language_that_was_chosen_last() -> None:
    page = render_page(Translated)
    page.get_by_role("button", name="Say").click()
    assert page.get_by_role("button", name="Undo")
    page.component.language = "de"
    page.advance(0)
    page.get_by_role("button", name="Say").click()
    assert page.get_by_role("button", name="R\u00fcckg\u00e4ngig").count() == 2
