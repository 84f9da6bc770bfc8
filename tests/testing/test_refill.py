"""What was entered outlives a server that knows nothing of it any longer: in process as in Chromium."""

from collections.abc import Callable
from typing import Any, ClassVar, Literal

import pytest

from domsync import App, Component
from domsync import html as h
from domsync.dom.ops import Reset
from domsync.server.pages.visit import served_visit
from domsync.testing import Page
from domsync.testing.plugin import PageOf
from domsync.testing.steps import BrowserComplaintError

pytestmark = [pytest.mark.domsync_browser("in-process", "chromium"), pytest.mark.browser]

FILLED = "What you had entered was filled in again."
WAITING = "What you had entered in other fields comes back when they are shown."


class Order(Component):
    """A form with everything that somebody may have entered when its server begins anew."""

    #: What others have changed meanwhile, and what was heard by any page.
    stored: ClassVar[dict[str, str]] = {}
    heard: ClassVar[list[str]] = []

    name: str = ""
    note: str = ""
    gift: bool = False
    news: bool = True
    size: Literal["s", "m", "l"] = "m"
    pay: Literal["card", "bill"] = "card"
    tags: list[str] = []
    extra: str = ""
    is_open: bool = False
    saved: str = ""

    def mounted(self) -> None:
        self.note = self.stored.get("note", "")

    def render(self) -> Any:
        return h.form(
            h.input(bind=self.field("name")),
            h.textarea(bind=self.field("note")),
            h.input(type="checkbox", bind=self.field("gift")),
            h.input(type="checkbox", bind=self.field("news")),
            h.select([h.option(size, value=size) for size in "sml"], bind=self.field("size")),
            [h.input(type="radio", value=way, bind=self.field("pay")) for way in ("card", "bill")],
            h.select([h.option(tag, value=tag) for tag in "abc"], multiple=True, bind=self.field("tags")),
            h.input(type="password", id="password"),
            h.input(id="code", autocomplete="one-time-code"),
            h.input(id="off", autocomplete="off"),
            h.input(
                id="told", on_input=lambda event: self.heard.append(f"input {event.value}"), on_change=self.changed
            ),
            h.input(),
            h.button("open", type="button", id="open", on_click=self.open),
            h.input(bind=self.field("extra")) if self.is_open else None,
            h.button("save", id="save"),
            h.output(self.saved),
            on_submit=self.save,
        )

    def changed(self) -> None:
        self.heard.append("change")

    def open(self) -> None:
        self.is_open = True

    def save(self) -> None:
        self.saved = f"{self.name}|{self.note}|{self.gift}|{self.news}|{self.size}|{self.pay}|{self.tags}|{self.extra}"


@pytest.fixture(autouse=True)
def _nothing_stored() -> None:
    Order.stored.clear()
    Order.heard.clear()


def restart(page: Page, *, crash: bool = True) -> None:
    page.restart(crash=crash)
    page.advance(1.5)
    # Without a server the browser says so.
    page.errors[:] = [error for error in page.errors if not isinstance(error, BrowserComplaintError)]


def enter(page: Page) -> None:
    page.locator("[name=name]").fill("Ann")
    page.locator("[name=note]").fill("Please ring twice")
    page.locator("[name=gift]").check()
    page.locator("[name=news]").uncheck()
    page.locator("[name=size]").select("l")
    page.locator("[value=bill]").check()
    page.locator("[name=tags]").select("a", "c")
    page.locator("#password").fill("secret")
    page.locator("#code").fill("123456")
    page.locator("#off").fill("nobody's")
    page.locator("#open").click()
    page.locator("[name=extra]").fill("more")
    page.locator("input:not([type],[id],[name])").fill("nameless")
    page.locator("#told").fill("heard")
    page.locator("#told").focus()


@pytest.mark.parametrize("crash", [False, True])
def test_what_was_entered_is_there_after_a_restart(page_of: PageOf, crash: bool) -> None:
    page = page_of(App(Order))
    enter(page)
    Order.heard.clear()
    restart(page, crash=crash)
    assert page.notice == f"{FILLED} {WAITING}"
    assert page.focused.get_attribute("id") == "told"
    assert Order.heard == ["input heard", "change"]
    assert page.locator("input:not([type],[id],[name])").value == "nameless"
    assert [page.locator(f"#{id}").value for id in ("password", "code", "off")] == ["", "", ""]
    # What nobody has typed is not stored, and what comes later is filled in when it is there.
    page.locator("#open").click()
    page.settle()
    assert page.locator("[name=extra]").value == "more"
    page.locator("#save").click()
    assert page.locator("output").text == "Ann|Please ring twice|True|False|l|bill|['a', 'c']|more"
    assert Order.heard == ["input heard", "change"]


def test_what_was_entered_is_there_although_the_page_was_sent_again_before(page_of: PageOf) -> None:
    page = page_of(App(Order))
    page.locator("[name=name]").fill("Ann")
    page.locator("#password").fill("secret")
    page.locator("#told").fill("heard")
    page.settle()
    for cursor in served_visit(page._driver.visit).protocol._cursors.values():
        cursor.resync()
    page.locator("#open").click()
    assert any(isinstance(op, Reset) for op in page.last.ops)
    restart(page)
    assert page.locator("[name=name]").value == "Ann"
    assert page.locator("#told").value == "heard"
    assert page.locator("#password").value == ""
    assert page.notice == FILLED


def test_what_others_have_changed_meanwhile_is_merged_with_it(page_of: PageOf) -> None:
    Order.stored["note"] = "ring"
    page = page_of(App(Order))
    page.locator("[name=note]").fill("ring twice")
    Order.stored["note"] = "Please ring"
    restart(page)
    assert page.locator("[name=note]").value == "Please ring twice"
    assert page.component.note == "Please ring twice"


def test_what_the_program_has_taken_or_given_is_not_filled_in(page_of: PageOf) -> None:
    page = page_of(App(Chat))
    page.locator("input").fill("hello")
    page.press("Enter")
    assert page.locator("li").text == "hello"
    assert page.locator("input").value == ""
    restart(page)
    assert page.locator("input").value == ""
    assert page.notice == ""


class Chat(Component):
    said: list[str] = []
    text: str = ""

    def render(self) -> Any:
        said = [h.li(each) for each in self.said]
        return h.form(h.ul(said), h.input(bind=self.field("text")), on_submit=self.say)

    def say(self) -> None:
        self.said.append(self.text)
        self.text = ""


def reloaded(page: Page) -> None:
    page.disconnect()
    page.reload()
    page.reconnect()


@pytest.mark.parametrize(("leave", "left"), [(reloaded, "Ann"), (Page.reload, "")])
def test_who_reloads_a_page_that_answers_begins_anew(page_of: PageOf, leave: Callable[[Page], None], left: str) -> None:
    page = page_of(App(Order))
    page.locator("[name=name]").fill("Ann")
    leave(page)
    page.settle()
    assert page.locator("[name=name]").value == left
    assert page.component.name == left
