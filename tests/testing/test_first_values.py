"""What a control shows at first, and what the program sets before its script runs: in process as in Chromium."""

from typing import Any

import pytest

from domsync import Component
from domsync import html as h
from domsync.testing.plugin import PageOf

pytestmark = [pytest.mark.domsync_browser("in-process", "chromium"), pytest.mark.browser]


class Note(Component):
    text: str = ""
    count: int = 0
    name: str = ""
    focus: str = ""

    def mounted(self) -> None:
        self.text, self.count, self.name = "from the database", 7, "Ann"

    def render(self) -> Any:
        return h.div(
            h.textarea(bind=self.field("text"), autofocus=self.focus == "text"),
            h.input(bind=self.field("count"), autofocus=self.focus == "count"),
            h.input(bind=self.field("name"), autofocus=self.focus == "name"),
        )


@pytest.mark.parametrize("focus", ["", "text", "count", "name"])
def test_what_the_program_brings_when_it_is_mounted_stays_also_where_the_focus_is(page_of: PageOf, focus: str) -> None:
    page = page_of(Note(focus=focus))
    page.settle()
    assert [page.locator(f"[name={name}]").value for name in ("text", "count", "name")] == [
        "from the database",
        "7",
        "Ann",
    ]
    page.locator("[name=name]").fill("Bob")
    assert page.component.name == "Bob"
    assert page.locator("[name=text]").value == page.component.text == "from the database"


class Tags(Component):
    said: bool = False

    def render(self) -> Any:
        options = [h.option(tag, value=tag, selected=False if self.said else None) for tag in "abc"]
        return h.select(options, multiple=True, on_change=lambda: None)


@pytest.mark.parametrize(("said", "left"), [(False, ["a", "c"]), (True, [])])
def test_what_a_select_of_several_does_not_say_is_its_users(page_of: PageOf, said: bool, left: list[str]) -> None:
    page = page_of(Tags(said=said))
    page.locator("select").select("a", "c")
    page.settle()
    assert page.locator("select").selected == left
    assert [option.value for option in page.document.body.querySelector("select").selectedOptions] == left
