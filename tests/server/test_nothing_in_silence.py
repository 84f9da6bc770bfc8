"""What is refused, dropped or has failed is told to whom it concerns: the list, walked (promise 35)."""

import asyncio
import logging
import re
from collections.abc import Callable
from typing import Annotated, Any

import msgspec
import pytest

from domsync import App, Child, Component
from domsync import html as h
from domsync.components.handlers.payloads import Source
from domsync.testing import EventRefusedError, Page, render_page


class Number(msgspec.Struct):
    x: Annotated[int, Source("detail.x")]


class Everything(Component):
    """A page on which things go wrong."""

    link: str = "/fine"
    text: str = ""
    is_broken: bool = False

    def render(self) -> Child:
        if self.is_broken:
            raise ValueError("the render failed")
        return h.main(
            h.div("target", id="target", events={"own": self.take}),
            h.button("Fail", on_click=self.fail),
            h.button("Fail later", on_click=self.fail_later),
            h.button("Break", on_click=self.break_it),
            h.button("Link", on_click=self.change),
            h.a("link", href=self.link, id="link"),
            h.input(id="text", bind=self.field("text")),
            Failing() if self.link == "task" else None,
        )

    def take(self, event: Number) -> None: ...

    def fail(self) -> None:
        raise ValueError("the handler failed")

    async def fail_later(self) -> None:
        await asyncio.sleep(1)
        raise ValueError("the handler failed later")

    def break_it(self) -> None:
        self.is_broken = True

    def change(self) -> None:
        self.link = "javascript:alert(1)"


class Failing(Component):
    def render(self) -> Child:
        return "failing"

    async def mounted(self) -> None:
        raise ValueError("the task failed")


def fitting(number: int) -> None: ...


def forged(page: Page, *parts: object) -> None:
    """Have the browser send what its page never offered."""
    page._driver.run(lambda: page._driver.browser.socket.number(list(parts)))  # type: ignore[attr-defined]


def press(name: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_role("button", name=name, exact=True).click()


def fails_later(page: Page) -> None:
    press("Fail later")(page)
    page.advance(2)


def task_fails(page: Page) -> None:
    page.component.link = "task"
    page.advance(0)


#: What goes wrong; what the log says; whether and how the page's user or program in the browser is told.
SILENCES: list[tuple[str, Callable[[Page], None], str, Callable[[Page], bool]]] = [
    (
        "an event that does not fit its handler",
        lambda page: page.locator("#target").dispatch("own", detail={"x": "text"}),
        r"event \d+ was refused by .*Expected `int`, got `str` - at `\$.x`, for Number; the browser sent",
        lambda page: any(isinstance(error, EventRefusedError) and "for Number" in error.why for error in page.errors),
    ),
    (
        "an event at a node that never was",
        lambda page: forged(page, 0, 9999, "click"),
        "is refused: there never was a node 9999",
        lambda page: any(isinstance(error, EventRefusedError) for error in page.errors),
    ),
    (
        "an event that nothing listens for",
        lambda page: forged(page, 0, page.locator("#link").node, "click"),
        "is refused: nothing listens for 'click' at node",
        lambda page: any(isinstance(error, EventRefusedError) for error in page.errors),
    ),
    (
        "an event in a document that is not on the page",
        lambda page: forged(page, 7, 1, "click"),
        "is refused: the page has no document 7",
        lambda page: any(isinstance(error, EventRefusedError) for error in page.errors),
    ),
    (
        "a message without a handler",
        lambda page: page.send_message("nothing"),
        "the message 'nothing' was refused: there is no handler for it",
        lambda page: (
            ("error", {"of": "nothing", "text": "the server has no handler for this message"}) in page.messages
        ),
    ),
    (
        "a message that does not fit",
        lambda page: page.send_message("fitting", number="text"),
        "a message 'fitting' of .* does not fit",
        lambda page: any(op == "error" and told["field"] == "number" for op, told in page.messages),
    ),
    ("a handler", press("Fail"), "the handler failed", lambda page: "reference" in page.notice),
    (
        "a handler, after a while",
        fails_later,
        "the handler failed later",
        lambda page: "reference" in page.notice,
    ),
    ("a render", press("Break"), "the render failed", lambda page: "Something went wrong (reference" in page.text),
    ("a task of a component", task_fails, "the task failed", lambda page: "reference" in page.notice),
    (
        "a text that is too long to be sent",
        lambda page: page.locator("#text").fill("x" * 1_100_000),
        "is too long to be sent, so the page keeps it",
        lambda page: page.component.text == "" and "more than can be sent" in str(page.errors),
    ),
    (
        "a change by an action that there is not",
        lambda page: forged(page, 0, 1, "#", 0, [], [[page.locator("#link").node, "href", "javascript:alert(1)"]]),
        "the browser says that an action has changed 'href', which none does",
        lambda page: page.document.getElementById("link").getAttribute("href") == "/fine",
    ),
    (
        "a URL that could run code",
        press("Link"),
        "javascript:alert",
        lambda page: page.locator("#link").get_attribute("data-domsync-left-out") is not None,
    ),
]


@pytest.mark.parametrize(
    ("goes_wrong", "says", "is_told"), [row[1:] for row in SILENCES], ids=[row[0] for row in SILENCES]
)
def test_who_it_concerns_is_told(
    goes_wrong: Callable[[Page], None],
    says: str,
    is_told: Callable[[Page], bool],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "domsync")
    app = App(Everything, development=True)
    app.on("fitting")(fitting)
    page = render_page(app)
    goes_wrong(page)
    logged = "\n".join(f"{record.getMessage()} {record.exc_text or ''} {_cause(record)}" for record in caplog.records)
    assert _found(says, logged), logged
    assert is_told(page)
    page.errors.clear()


def _cause(record: Any) -> str:
    return str(record.exc_info[1]) if record.exc_info else ""


def _found(pattern: str, text: str) -> bool:
    return re.search(pattern, text) is not None
