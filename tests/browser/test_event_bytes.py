"""The browser sends exactly what a handler's annotation names: the bytes of a click, an input and a key."""

from __future__ import annotations

import msgspec
from playwright.async_api import Page, WebSocket, expect

from domsync import App, Child, Component, events
from domsync import html as h


class Key(msgspec.Struct):
    key: str


class Fields(Component):
    shown: str = ""

    def render(self) -> Child:
        return [
            h.button("press", on_click=self.click),
            h.input(aria={"label": "text"}, on_input=self.typed),
            h.input(aria={"label": "keys"}, on_keydown=self.pressed),
            h.p(self.shown, id="shown"),
        ]

    def click(self) -> None:
        self.shown += "click "

    def typed(self, event: events.InputEvent) -> None:
        self.shown += event.value

    def pressed(self, event: Key) -> None:
        self.shown += event.key


async def test_a_click_an_input_and_a_key(page: Page) -> None:
    app = App(Fields)
    port = await app.serve("127.0.0.1", 0)
    sent: list[str | bytes] = []
    received: list[str | bytes] = []

    def listen(socket: WebSocket) -> None:
        # Playwright takes functions only, not the methods of lists.
        socket.on("framesent", lambda frame: sent.append(frame))  # noqa: PLW0108
        socket.on("framereceived", lambda frame: received.append(frame))  # noqa: PLW0108

    page.on("websocket", listen)
    try:
        await page.goto(f"http://127.0.0.1:{port}/")
        await page.get_by_role("button").click()
        await expect(page.locator("#shown")).to_have_text("click")
        await page.get_by_label("text").press("a")
        await expect(page.locator("#shown")).to_have_text("click a")
        await page.get_by_label("keys").press("ArrowUp")
        await expect(page.locator("#shown")).to_have_text("click aArrowUp")
        assert [frame for frame in sent if "[0," not in str(frame)[:3]] == [
            '[1,0,4,"click"]',
            '[2,0,6,"input",{"value":"a"}]',
            '[3,0,7,"keydown",{"key":"ArrowUp"}]',
        ]
        assert [frame for frame in received if "[0," in str(frame)[:3]][:1] == ['[0,2,1,[[4,9,"click "]]]']
        await page.goto("about:blank")
    finally:
        await app.close()
