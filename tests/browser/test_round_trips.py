"""What happens while an answer is on its way: forms that are sent again, and boxes that a handler clears."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from playwright.async_api import Page, expect

from domsync import App, Child, Component, Shared, on
from domsync import html as h
from domsync.dom.events import Event
from tests.browser.slow_line import slow_line

#: Serves an app that is 50 milliseconds away; its address.
Serve = Callable[[App], Awaitable[str]]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """To be named before `new_page`, so that it ends after it."""
    async with AsyncExitStack() as stack:

        async def begin(app: App) -> str:
            port = await app.serve("127.0.0.1", 0)
            stack.push_async_callback(app.close)
            line = await stack.enter_async_context(slow_line(port, 0.05))
            return f"http://127.0.0.1:{line.port}"

        yield begin


class Chat(Component):
    sent: list[str] = []
    seconds: float
    draft: str = ""

    def render(self) -> Child:
        said = h.output(", ".join(self.sent))
        return h.form(h.input(bind=self.field("draft")), h.button("Send"), said, on_submit=self.send)

    async def send(self) -> None:
        draft, self.draft = self.draft, ""
        await asyncio.sleep(self.seconds)
        self.sent.append(draft)


@pytest.mark.parametrize("seconds", [0, 0.5])
async def test_two_messages_within_one_round_trip_both_arrive(serve: Serve, new_page: Any, seconds: float) -> None:
    page: Page = await new_page()
    await page.goto(await serve(App(lambda: Chat(seconds=seconds))))
    await expect(page.locator("#domsync_root_id")).not_to_have_attribute("data-domsync", "")
    box = page.locator("input")
    for text in ("one", "two"):
        await box.fill(text)
        await page.get_by_role("button").dblclick()
    await expect(page.locator("output")).to_have_text("one, two")
    await expect(box).to_have_value("")


class Board(Component):
    """The box is a part of what is shared, and the event that clears it is the one that tells what is in it."""

    said: list[str] = []
    loud: bool = False

    def render(self) -> Child:
        return [
            h.input(on_keydown=on(self.say, key="Enter")),
            h.input(type="checkbox", bind=self.field("loud")),
            h.output(", ".join(self.said)),
        ]

    def say(self, event: Event) -> None:
        box: Any = event.currentTarget
        self.said = [*self.said, box.value]
        box.value = ""


async def test_a_shared_box_is_cleared_and_another_ones_typing_is_kept(serve: Serve, new_page: Any) -> None:
    board = Shared(Board)
    address = await serve(App(lambda: h.main(h.h1("Board"), board)))
    one, two, idle = pages = [await new_page() for _ in range(3)]
    boxes = [page.locator("input").first for page in pages]
    for page in pages:
        await page.goto(address)
    await boxes[1].press_sequentially("not yet")
    for text in ("Hello", "again"):
        await boxes[0].press_sequentially(text)
        await one.keyboard.press("Enter")
        await expect(boxes[0]).to_have_value("")
        await expect(boxes[0]).to_be_focused()
    for page in pages:
        await expect(page.locator("output")).to_have_text("Hello, again")
    await expect(boxes[1]).to_have_value("not yet")
    await expect(boxes[2]).to_have_value("")
    await two.keyboard.press("Enter")
    await expect(boxes[1]).to_have_value("")
    for page in pages:
        await expect(page.locator("output")).to_have_text("Hello, again, not yet")
    # What is bound is one control for all.
    await one.locator("[type=checkbox]").check()
    for page in pages:
        await expect(page.locator("[type=checkbox]")).to_be_checked()
    await idle.locator("[type=checkbox]").uncheck()
    for page in pages:
        await expect(page.locator("[type=checkbox]")).not_to_be_checked()
