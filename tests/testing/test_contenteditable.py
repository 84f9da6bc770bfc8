"""What the user writes into a `contenteditable` element stays, the program can read it, and what it sets is shown."""

from typing import Annotated, Any

import msgspec
import pytest

from domsync import App, Component
from domsync import html as h
from domsync.components import document_of
from domsync.events import Source
from domsync.testing.plugin import PageOf

pytestmark = [pytest.mark.domsync_browser("in-process", "chromium"), pytest.mark.browser]


class Written(msgspec.Struct):
    text: Annotated[str, Source("currentTarget.innerText")]


class Editor(Component):
    text: str = "begin"
    heard: list[str] = []
    ticks: int = 0

    def render(self) -> Any:
        return h.main(
            h.div(self.text, id="box", contenteditable=True, on_input=self.hear),
            h.p(f"{self.ticks}", id="ticks"),
            h.button("tick", id="tick", on_click=self.tick),
            h.button("set", id="set", on_click=self.set),
            h.div(id="raw", contenteditable="plaintext-only"),
            h.button("clear", id="clear", on_click=self.clear),
        )

    def hear(self, event: Written) -> None:
        self.heard.append(event.text)

    def tick(self) -> None:
        self.ticks += 1

    def set(self) -> None:
        self.tick()
        self.text = f"set {self.ticks}"

    def clear(self) -> None:
        # The tree has never had anything else.
        document_of(self).getElementById("raw").innerText = ""


def test_what_is_written_stays_until_the_program_sets_the_text(page_of: PageOf) -> None:
    page = page_of(App(Editor))
    box = page.locator("#box")
    box.type("!")
    assert box.text == "begin!"
    assert page.component.heard == ["begin!"]
    page.locator("#tick").click()
    assert page.locator("#ticks").text == "1"
    assert box.text == "begin!"
    page.locator("#set").click()
    assert box.text == "set 2"
    # A new line makes elements, and to delete all of it takes the program's text out of the page.
    box.press("End")
    box.press("Enter")
    box.type("more")
    page.locator("#tick").click()
    assert box.text.split() == ["set", "2", "more"]
    page.locator("#set").click()
    assert box.text == "set 4"
    for after in ("", "instead"):
        box.press("Control+A")
        box.press("Delete")
        if after:
            box.type(after)
        page.locator("#tick").click()
        assert box.text.strip() == after
        page.locator("#set").click()
        assert box.text == f"set {page.component.ticks}"
    assert not page.errors


def test_raw_text_is_set_although_the_tree_has_it(page_of: PageOf) -> None:
    page = page_of(App(Editor))
    raw = page.locator("#raw")
    for text in ("first", "second"):
        raw.type(text)
        assert raw.text == text
        page.locator("#clear").click()
        assert raw.text == ""
