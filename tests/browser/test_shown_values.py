"""Texts that show a control's value while the user changes it: they agree with it when the program sets it back."""

from typing import Any

from playwright.async_api import Page, expect

from domsync import App, Child, Component, on
from domsync import html as h
from domsync import widgets as w
from tests.browser import harness
from tests.server.net.servers import KINDS, serving_on


class Settings(Component):
    level: int = 50
    text: str = ""
    sent: int = 0

    def render(self) -> Child:
        return h.main(
            w.slider("Level", value=self.level, on_change=self.change, format=lambda value: f"{value:g} %", id="level"),
            w.slider("Free", value=5, max=10, id="free"),
            h.div(
                w.text_area("Message", bind=self.field("text"), maxlength=100, counter=True, id="message"),
                on_keydown=on(self.send, key="mod+Enter"),
            ),
            h.p(f"{self.sent} sent", id="sent"),
        )

    def change(self, value: float) -> None:
        self.level = min(int(value), 50)
        self.sent += 1

    def send(self) -> None:
        self.text = ""
        self.sent += 1


async def test_they_agree_with_a_control_that_is_set_back(page: Page) -> None:
    async with serving_on(KINDS[0], App(Settings)) as served:
        await harness.opened(page, f"http://127.0.0.1:{served.port}")

        async def step(name: str, *keys: str) -> Any:
            for key in keys:
                await page.locator(f"#{name}").press(key)

        output = page.locator("output[for=level]")
        for n in range(1, 3):
            await step("level", "End")
            await expect(page.locator("#sent")).to_have_text(f"{n} sent")
            assert await page.locator("#level").input_value() == "50"
            await expect(output).to_have_text("50 %")
        await step("level", "Home")
        await expect(output).to_have_text("0 %")
        # What the program does not listen to stays as it is.
        await step("free", "End")
        await step("level", "ArrowRight")
        await expect(output).to_have_text("1 %")
        await expect(page.locator("output[for=free]")).to_have_text("10")

        for n in range(5, 7):
            await page.locator("#message").press_sequentially("hello")
            await expect(page.locator(".ds-counter")).to_have_text("5 / 100")
            await step("message", "Control+Enter")
            await expect(page.locator("#sent")).to_have_text(f"{n} sent")
            assert await page.locator("#message").input_value() == ""
            await expect(page.locator(".ds-counter")).to_have_text("0 / 100")
