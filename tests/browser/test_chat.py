"""The chat in a real Chromium: it stays at its end unless it is turned back, and Enter that composes sends nothing."""

import asyncio
import re
from typing import Any

from playwright.async_api import Page, expect

from domsync import App, Component
from domsync import html as h
from domsync import widgets as w
from examples.apps import chat as rooms

BOTTOM = "log => Math.abs(log.scrollTop) < 1 && log.scrollHeight > log.clientHeight"


class Talk(Component):
    messages: list[w.Message] = []
    waiting: Any = None

    def render(self) -> Any:
        return h.main(
            h.h1("Chat"), w.chat(self.messages, on_send=self.answer, attachments=True, style={"block-size": "400px"})
        )

    async def answer(self, question: w.Message) -> None:
        answer = w.Message(author="Assistant")
        self.messages = [*self.messages, question, answer]
        for number in range(40):
            answer.append(f"Paragraph {number}\n\n")
            if number == 30:
                self.waiting = asyncio.get_running_loop().create_future()
                await self.waiting


async def until(page: Page, condition: str) -> None:
    """Wait until something is true of the conversation; the policy forbids to wait for a text of JavaScript."""
    look = f"const look = () => ({condition})(log) ? done() : requestAnimationFrame(look)"
    look = f"log => new Promise(done => {{ {look}; look(); }})"
    await asyncio.wait_for(page.get_by_role("log").evaluate(look), 30)


async def test_a_conversation(page: Page) -> None:
    made: list[Talk] = []

    def one() -> Talk:
        made.append(Talk())
        return made[-1]

    app = App(one)
    port = await app.serve("127.0.0.1", 0)
    try:
        await page.goto(f"http://127.0.0.1:{port}/")
        box = page.get_by_role("textbox", name="Write a message")
        newest = page.get_by_role("button", name="To the newest message")
        # The Enter that takes a composed word is the input method's; Shift+Enter begins a line.
        client = await page.context.new_cdp_session(page)
        await box.focus()
        await client.send("Input.imeSetComposition", {"text": "に", "selectionStart": 1, "selectionEnd": 1})
        await box.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
        await client.send("Input.insertText", {"text": "日"})
        await box.press("Shift+Enter")
        await page.keyboard.type("Hello")
        await expect(box).to_have_value("日\nHello")
        assert await page.get_by_role("article").count() == 0
        await box.press("Enter")
        await expect(page.get_by_role("article")).to_have_count(2)
        await expect(box).to_have_value("")
        assert "日\nHello" in await page.get_by_role("article").first.inner_text()

        # It stays at its end while it grows.
        await expect(page.get_by_text("Paragraph 30")).to_be_visible()
        await until(page, BOTTOM)
        await expect(newest).to_be_hidden()
        # Turned back, it stays where it is.
        log = page.get_by_role("log")
        await log.evaluate("log => { log.scrollTop = -200; }")
        await expect(newest).to_be_visible()
        paragraph, top = page.get_by_text("Paragraph 20"), "e => e.getBoundingClientRect().y"
        before, height = await paragraph.evaluate(top), await log.evaluate("log => log.scrollHeight")
        made[-1].waiting.set_result(None)
        await expect(page.get_by_role("button", name="Copy").last).to_be_attached()
        await until(page, f"log => log.scrollHeight > {height}")
        assert abs(await paragraph.evaluate(top) - before) < 2
        await newest.click()
        await until(page, BOTTOM)
        # Also where what is in it is no whole number of pixels high, which is never quite at its end.
        for number, more in enumerate(("0.2px", "0.35px", "0.5px", "0.65px", "0.8px")):
            await log.evaluate("(log, more) => { log.firstElementChild.style.paddingBlockEnd = more; }", more)
            made[-1].messages = [*made[-1].messages, w.Message(author="Ann", text=f"Line {number}\n" * 3)]
            await expect(page.get_by_role("article")).to_have_count(3 + number)
            await until(page, BOTTOM)
            await expect(newest).to_be_hidden()
        made[-1].messages = made[-1].messages[:2]
        await expect(page.get_by_role("article")).to_have_count(2)

        # Files come by the clip, and sending goes to the end.
        await log.evaluate("log => { log.scrollTop = -200; }")
        await page.get_by_label("Attach files").set_input_files(
            {"name": "a.txt", "mimeType": "text/plain", "buffer": b"x"}
        )
        await expect(page.get_by_role("button", name="Remove a.txt")).to_be_visible()
        await box.fill("With a file")
        await page.get_by_role("button", name="Send").click()
        await expect(page.get_by_role("article")).to_have_count(4)
        await until(page, BOTTOM)
        assert made[-1].messages[2].files[0].data == b"x"
        await page.get_by_role("button", name="Stop").click()
        await expect(page.get_by_text("Stopped")).to_be_visible()
    finally:
        await page.close()
        await app.close()


async def test_a_long_conversation(page: Page) -> None:
    """Earlier messages come as one scrolls up, or by the keyboard, and what is read stays where it is."""
    messages = [w.Message(text=f"message {number}", author="Bot", time=None) for number in range(10_000)]
    app = App(lambda: Talk(messages=messages))
    port = await app.serve("127.0.0.1", 0)
    try:
        await page.goto(f"http://127.0.0.1:{port}/")
        articles, log = page.get_by_role("article"), page.get_by_role("log")
        await expect(articles).to_have_count(50)
        await until(page, BOTTOM)
        # Up to the first one: where it is, before and after there are others above it.
        place = "log => [...log.querySelectorAll('article')].find(e => e.innerText.includes('message 9950'))"
        place = f"{place}.getBoundingClientRect().y - log.getBoundingClientRect().y"
        await log.evaluate("log => { log.scrollTop = -1e6; }")
        before = await log.evaluate(place)
        await expect(articles).to_have_count(100)
        assert abs(await log.evaluate(place) - before) < 2
        # Once more by the keyboard: the button keeps the focus, and is above what has come.
        more = page.get_by_role("button", name="Show earlier messages (9,900)")
        await more.focus()
        await expect(articles).to_have_count(150)
        await page.keyboard.press("Enter")
        await expect(articles).to_have_count(200)
        assert await page.evaluate("document.activeElement.innerText") == "Show earlier messages (9,800)"
        # Back at the end there are as many as at first.
        await page.get_by_role("button", name="To the newest message").click()
        await expect(articles).to_have_count(50)
        await until(page, BOTTOM)
    finally:
        await page.close()
        await app.close()


async def test_the_application_with_rooms(new_page: Any) -> None:
    """examples/apps/chat.py in two windows: one asks, both see the answer come, the other one stops it."""
    port = await rooms.app.serve("127.0.0.1", 0)
    one, other = await new_page(), await new_page(viewport={"width": 390, "height": 800})
    try:
        for page, name in ((one, "Ada"), (other, "Bob")):
            await page.goto(f"http://127.0.0.1:{port}/")
            await page.get_by_label("Your name").fill(name)
            await page.get_by_role("button", name="Come in").click()
            await page.get_by_role("main").get_by_role("link", name="Helper").click()
            await expect(page.get_by_role("heading", name="Helper")).to_be_visible()
        await expect(one.get_by_text("Also here: Bob")).to_be_visible()
        box = one.get_by_role("textbox", name="Write a message")
        await box.fill("Why?")
        await box.press("Enter")
        for page in (one, other):
            await expect(page.get_by_role("article", name="Helper").get_by_text("You have asked")).to_be_visible()
        await other.get_by_role("button", name="Stop").click()
        for page in (one, other):
            await expect(page.get_by_text("Stopped")).to_be_visible()
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await one.get_by_role("button", name="Answer again").click()
        await expect(other.get_by_role("article", name="Helper").locator("pre")).to_have_text(re.compile("async for"))
        await expect(other.get_by_role("button", name="Answer again")).to_be_visible()
    finally:
        await one.close()
        await other.close()
        await rooms.app.close()
