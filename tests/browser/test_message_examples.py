"""The examples of messages: a chat of two and more real tabs, and a program that talks to an app."""

import asyncio
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from domsync.server.pages.visit import served_visit
from examples import chat, hello_client
from examples.__main__ import app as index
from tests.browser.harness import PageLog

Shot = Callable[[Page, str], Awaitable[Path]]
EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
async def chat_at() -> AsyncIterator[str]:
    port = await chat.app.serve("127.0.0.1", 0)
    yield f"http://127.0.0.1:{port}/"
    await chat.app.close()


async def enter(new_page: Any, address: str, name: str) -> Page:
    page: Page = await new_page()
    await page.goto(address)
    await page.get_by_label("Your name").fill(name)
    return page


async def say(page: Page, text: str) -> None:
    await page.get_by_label("Your message").fill(text)
    await page.keyboard.press("Enter")


def test_a_chat_is_a_few_lines() -> None:
    lines = (EXAMPLES / "chat.py").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 25
    assert not [line for line in lines if re.search("async|await", line)]


async def test_a_chat_of_three(chat_at: str, new_page: Any, shot: Shot) -> None:
    ada = await enter(new_page, chat_at, "Ada")
    await expect(ada.locator("#people")).to_have_text("You are alone here.")
    bob = await enter(new_page, chat_at, "Bob")
    for page in (ada, bob):
        await expect(page.locator("#people")).to_have_text("2 people are here.")
    await say(ada, "Hello, Bob!")
    await expect(bob.get_by_role("listitem")).to_have_count(1)
    await say(bob, "Hello! <img src=x onerror=alert(1)> ${1} \N{GRINNING FACE}")
    lines = ["Ada Hello, Bob!", "Bob Hello! <img src=x onerror=alert(1)> ${1} \N{GRINNING FACE}"]
    for page in (ada, bob):
        await expect(page.get_by_role("listitem")).to_have_text(lines)
    await shot(ada, "example-chat")
    # All talk at once, and all read the same.
    for number in range(5):
        await asyncio.gather(say(ada, f"from Ada {number}"), say(bob, f"from Bob {number}"))
    for page in (ada, bob):
        await expect(page.get_by_role("listitem")).to_have_count(12)
    assert await ada.get_by_role("listitem").all_inner_texts() == await bob.get_by_role("listitem").all_inner_texts()
    carol = await enter(new_page, chat_at, "Carol")
    await expect(ada.locator("#people")).to_have_text("3 people are here.")
    await expect(carol.get_by_role("listitem")).to_have_count(0)
    await bob.close()
    await carol.goto("about:blank")
    await expect(ada.locator("#people")).to_have_text("You are alone here.")


async def test_a_chat_goes_on_after_a_break(chat_at: str, new_page: Any, page_log: PageLog) -> None:
    ada, bob = [await enter(new_page, chat_at, name) for name in ("Ada", "Bob")]
    await say(ada, "one")
    await expect(bob.get_by_role("listitem")).to_have_text(["Ada one"])
    page_log.allow("console", ".")
    session = _session_of(chat.app.clients()[1])
    (connection,) = [each for each in chat.app._visits.connections if each._session is session]
    connection.abort()
    await say(ada, "two")
    await expect(ada.get_by_role("listitem")).to_have_count(2)
    await say(bob, "three")
    for page in (ada, bob):
        await expect(page.get_by_role("listitem")).to_have_text(["Ada one", "Ada two", "Bob three"])
        await expect(page.locator("#people")).to_have_text("2 people are here.")


def _session_of(client: Any) -> Any:
    return served_visit(client).protocol


async def test_a_message_that_does_not_fit_is_told_in_the_console(
    chat_at: str, new_page: Any, page_log: PageLog
) -> None:
    ada = await enter(new_page, chat_at, "Ada")
    page_log.expect("console", "field: text")
    await ada.evaluate("send_message({op: 'say', name: 'Ada', text: 7})")
    await say(ada, "fine")
    await expect(ada.get_by_role("listitem")).to_have_text(["Ada fine"])


async def test_a_program_says_hello(new_page: Any, shot: Shot) -> None:
    page: Page
    page, other = await new_page(), await new_page()
    port = await index.serve("127.0.0.1", 0)
    try:
        for tab in (page, other):
            await tab.goto(f"http://127.0.0.1:{port}/examples/hello_client")
        answer = await asyncio.to_thread(hello_client.say_hello, "Ada", f"127.0.0.1:{port}/examples/hello_client")
        assert answer == "Hello Ada!"
        await expect(page.get_by_role("listitem")).to_have_text(["Ada"])
        run = [sys.executable, str(EXAMPLES / "hello_client.py"), "Bob", f"127.0.0.1:{port}/examples/hello_client"]
        output = await asyncio.to_thread(lambda: subprocess.run(run, capture_output=True, text=True, check=True).stdout)
        assert output == "Hello Bob!\n"
        for tab in (page, other):
            await expect(tab.get_by_role("listitem")).to_have_text(["Ada", "Bob"])
        await shot(page, "example-hello_client")
        await page.goto(f"http://127.0.0.1:{port}/examples/chat/")
        await expect(page.locator("#people")).to_have_text("You are alone here.")
    finally:
        await index.close()
