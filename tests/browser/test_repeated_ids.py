"""Advice on an id that two elements have, in a corner of the page in Chromium."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from domsync import App, Component
from domsync import html as h
from tests.server.app_support import served


class Boxes(Component):
    count: int = 1

    def render(self) -> Any:
        return h.main([h.p(f"text {n}", id="text") for n in range(self.count)], h.button("More", on_click=self.add))

    def add(self) -> None:
        self.count += 1


class Twice(Boxes):
    count: int = 2


@pytest.mark.parametrize("shown", [Boxes, Twice])
async def test_an_id_that_two_elements_have(
    shown: type[Component], page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("domsync.components.reconciler.dev_warnings._IDS_AT", set())
    async with served(App(shown)) as site:
        await page.goto(f"http://localhost:{site.port}/")
        note = page.locator(".domsync-note")
        if shown is Boxes:
            await page.get_by_role("button").click()
        # Also of the first render, which is over when the browser connects.
        await expect(note).to_have_count(1)
        await expect(note).to_contain_text("two elements have the id 'text'")
        await expect(note).to_contain_text(f"{__file__}:")
        await page.get_by_role("button").click()
        await expect(page.locator("p")).to_have_count(3)
        await expect(note).to_have_count(1)
