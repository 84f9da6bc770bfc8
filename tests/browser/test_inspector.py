"""The inspector beside a page, both in Chromium."""

from __future__ import annotations

import time
from typing import Any

import pytest
from playwright.async_api import Page, expect

from domsync import App, Component
from domsync import html as h
from domsync.dom.events import slow
from domsync.server.inspector import INSPECTOR
from tests.browser.harness import PageLog
from tests.devtools.test_inspector import wall_app
from tests.server.app_support import served


async def test_a_page_and_its_inspector(page: Page, page_log: PageLog) -> None:
    async with served(wall_app()) as site:
        await page.goto(f"http://localhost:{site.port}/")
        tool = await page.context.new_page()
        await tool.goto(f"http://localhost:{site.port}{INSPECTOR}")
        await tool.get_by_role("button", name="Wall").click()
        await expect(tool.get_by_label("count")).to_have_value("0")
        await page.get_by_role("button", name="add").click()
        # It shows what happens by itself.
        await expect(tool.get_by_label("count")).to_have_value("1")
        await expect(tool.get_by_role("button", name="note 1")).to_be_visible()
        await tool.get_by_label("count").fill("41")
        await tool.get_by_label("count").press("Enter")
        await expect(page.locator("output")).to_have_text("41")
        await tool.get_by_role("tab", name="Events").click()
        first = tool.locator("[aria-label='Events'] tbody tr").last
        await expect(first).to_contain_text("Wall.add")
        await expect(first).to_contain_text("Board.notes by test_inspector.py")
        await tool.get_by_role("tab", name="Line").click()
        await tool.get_by_role("switch", name="Offline").click()
        page_log.allow("console", "WebSocket connection")
        await expect(page.locator(".domsync-status")).to_contain_text("Connection lost")
        await tool.get_by_role("switch", name="Offline").click()
        await expect(page.locator(".domsync-status")).not_to_be_visible(timeout=30_000)
        await page.get_by_role("button", name="add").click()
        await expect(page.locator("output")).to_have_text("42")
        await tool.reload()
        await expect(tool.get_by_role("tab", name="Line")).to_have_attribute("aria-selected", "true")
        await tool.close()


class Slow(Component):
    count: int = 0

    def render(self) -> Any:
        return h.button(f"worked {self.count}", on_click=self.work, style={"position": "fixed", "inset": "0"})

    def work(self) -> None:
        self.count += 1
        time.sleep(0.15)


async def test_what_is_slow_is_named_in_nobodys_way(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slow, "SLOW_SECONDS", 0.1)
    async with served(App(Slow)) as site:
        await page.goto(f"http://localhost:{site.port}/")
        await page.locator("button").click()
        note = page.locator(".domsync-note")
        await expect(note).to_contain_text("Slow.work held the event loop up")
        box = await note.bounding_box()
        assert box is not None
        # It lies over the button, and lets clicks through.
        await page.mouse.click(box["x"] + 5, box["y"] + 5)
        await expect(page.locator("button")).to_have_text("worked 2")
