"""Files that are chosen in an input, which a handler of uploads takes or nobody does: in process as in Chromium."""

from typing import Any

import pytest
from pydantic import PrivateAttr

from domsync import Component, Element, Ref, events
from domsync import html as h
from domsync.testing.plugin import PageOf

pytestmark = [pytest.mark.domsync_browser("in-process", "chromium"), pytest.mark.browser]


class Application(Component):
    told: list[str] = []

    def render(self) -> Any:
        return h.form(
            h.input(type="file", name="letter", multiple=True, required=True, on_change=self.changed),
            h.p(str(self.told)),
            h.button("Send"),
            h.button("Clear", type="reset"),
            on_submit=self.sent,
        )

    def changed(self, event: events.ChangeEvent) -> None:
        self.told = [event.value]

    def sent(self, event: events.SubmitEvent) -> None:
        self.told = [f"{name}: {value}" for name, value in event.entries]


def test_files_are_chosen_where_nobody_takes_them(page_of: PageOf) -> None:
    page = page_of(Application())
    send, said = page.get_by_role("button", name="Send"), page.locator("p")
    send.click()
    page.settle()
    assert said.text == "[]"
    page.locator("input").upload({"a.txt": b"a", "b.txt": b"b"})
    page.settle()
    assert said.text == r"['C:\\fakepath\\a.txt']"
    assert page.locator("input").value == r"C:\fakepath\a.txt"
    send.click()
    page.settle()
    assert said.text == "['letter: a.txt', 'letter: b.txt']"
    page.get_by_role("button", name="Clear").click()
    page.settle()
    assert page.locator("input").value == ""


class Nothing(Component):
    _box: Ref[Element] = PrivateAttr(default_factory=Ref[Element])

    async def taken(self, upload: Any) -> None:
        await upload.read()

    def render(self) -> Any:
        return [h.input(type="file", on_upload=self.taken, ref=self._box), h.button("Empty", on_click=self.emptied)]

    def emptied(self) -> None:
        box: Any = self._box.element
        box.value = ""


def test_the_program_empties_it(page_of: PageOf) -> None:
    page = page_of(Nothing())
    page.locator("input").upload("a.txt", b"a")
    page.settle()
    assert page.locator("input").value == r"C:\fakepath\a.txt"
    page.get_by_role("button", name="Empty").click()
    page.settle()
    assert page.locator("input").value == ""
