"""A page that is sent anew is as its user left it: what is open, in shared parts too, and what was written in place."""

from typing import Any

import pytest

from domsync import App, Child, Component, Shared, Visit
from domsync import html as h
from domsync.components import document_of
from domsync.dom.ops import Reset
from domsync.server.pages.visit import served_visit
from domsync.testing.plugin import PageOf

pytestmark = [pytest.mark.domsync_browser("in-process", "chromium"), pytest.mark.browser]


class Part(Component):
    """What each viewer opens for himself, and fills in."""

    text: str = ""

    def render(self) -> Child:
        return h.section(
            h.input(bind=self.field("text"), id="bound"),
            h.input(id="free"),
            h.textarea("abc", id="area"),
            h.input(type="checkbox", id="box"),
            h.select(h.option("a"), h.option("b"), id="pick"),
            h.details(h.summary("More"), "text"),
            h.details(h.summary("Else"), "text"),
            h.button("Menu", popovertarget="menu"),
            h.div("menu", popover="manual", id="menu"),
        )


class Whole(Component):
    part: Shared[Part]
    visit: Visit | None = None
    title: str = "Title"

    def render(self) -> Child:
        return h.main(
            h.button("Anew", on_click=self.anew),
            h.button("Rename", on_click=self.rename),
            h.h1(self.title, contenteditable="plaintext-only"),
            h.h2("Fixed", contenteditable="plaintext-only"),
            h.input(type="file", id="letter"),
            self.part,
        )

    def rename(self) -> None:
        self.title = "Renamed"
        self.anew()

    def anew(self) -> None:
        assert self.visit is not None
        for cursor in served_visit(self.visit).protocol._cursors.values():
            cursor.resync()


def made(page_of: PageOf) -> Any:
    whole = Whole(part=Shared(Part))
    page = page_of(App(lambda: whole))
    whole.visit = page._driver.visit
    return page


def test_what_viewers_of_a_shared_part_have_opened_stays_open(page_of: PageOf) -> None:
    page = made(page_of)
    page.get_by_text("More").click()
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="Anew").click()
    assert sum(isinstance(op, Reset) for op in page.last.ops) == 2
    assert page.locator("details[open]").count() == 1
    assert page.locator("details[open] summary").text == "More"
    assert page.locator("#menu:popover-open").count() == 1
    # That is nobody else's.
    assert document_of(page.component.part.component).querySelector("details[open]") is None


def test_what_was_written_in_place_stays_until_the_program_says_otherwise(page_of: PageOf) -> None:
    page = made(page_of)
    for _ in range(2):
        page.locator("h1").type("!")
        page.locator("h2").type("?")
        page.get_by_role("button", name="Anew").click()
        page.settle()
    assert [page.locator("h1").text, page.locator("h2").text] == ["Title!!", "Fixed??"]
    page.get_by_role("button", name="Rename").click()
    page.settle()
    assert [page.locator("h1").text, page.locator("h2").text] == ["Renamed", "Fixed??"]


def test_files_that_were_chosen_stay(page_of: PageOf) -> None:
    page = made(page_of)
    page.locator("#letter").upload("a.txt", b"a")
    for _ in range(2):
        page.get_by_role("button", name="Anew").click()
        page.settle()
        assert page.locator("#letter").value == r"C:\fakepath\a.txt"


def test_what_was_entered_in_a_shared_part_stays(page_of: PageOf) -> None:
    page = made(page_of)
    page.locator("#bound").fill("bound")
    page.locator("#free").fill("free")
    page.locator("#area").type("def")
    page.locator("#box").check()
    page.locator("#pick").select("b")

    def held() -> list[Any]:
        values = [page.locator(f"#{name}").value for name in ("bound", "free", "area", "pick")]
        return [*values, page.locator("#box").checked]

    for _ in range(2):
        page.get_by_role("button", name="Anew").click()
        page.settle()
        assert held() == ["bound", "free", "abcdef", "b", True]
    # It is told with the next event there.
    page.locator("#bound").type("!")
    part = document_of(page.component.part.component)
    assert [part.getElementById(name).value for name in ("bound", "free", "area", "pick")] == (
        ["bound!", "free", "abcdef", "b"]
    )
