"""What the user opens and closes is told: by an event that follows at once, or by itself."""

import asyncio
import html
import json
from typing import Any

from playwright.async_api import Page

from domsync.dom.document.document import Document
from domsync.render import first_paint
from domsync.render.wire import encode_frame
from tests.browser.client_page import PAGE, ClientPage, serve_client


async def told(client: ClientPage) -> list[Any]:
    """What the client sends next: the first change has it load what watches such things."""
    for _ in range(3_000):
        if frames := await client.sent():
            return frames
        await asyncio.sleep(0.01)
    raise TimeoutError("nothing is told")


async def test_details_and_dialogs_are_told(page: Page) -> None:
    async with serve_client() as site:
        client = await ClientPage.open(page, site.url)
        # summary 5 and text 6 in details 4, dialog 7 with button 8, button 10.
        nodes = [
            ["details", [["summary", ["more"]]]],
            ["dialog", [["button", ["in it"], 0, [[11, "click"]]]]],
            ["button", ["beside"], ["id", "beside"], [[11, "click"]]],
        ]
        await client.frame([[1, 1, 0, 4, nodes]])
        await page.click("summary")
        assert await told(client) == [[1, 0, 1, "#", 0, [[4, True]]]]
        await client.frame([[13, 7, "showModal"]], ack=1)
        await page.click("dialog button")
        assert await client.sent() == [[2, 0, 8, "click"]]
        await page.keyboard.press("Escape")
        assert await told(client) == [[3, 0, 1, "#", 0, [[7, False]]]]
        await client.frame([[13, 7, "showModal"], [13, 7, "close"], [8, 4, "open"]], ack=3)
        await page.click("#beside")
        assert await client.sent() == [[4, 0, 10, "click"]]


async def test_details_that_close_others_of_their_name_tell_of_these(page: Page) -> None:
    async with serve_client() as site:
        client = await ClientPage.open(page, site.url)
        nodes = [
            ["details", [["summary", ["one"], ["id", "one"]]], ["name", "a"]],
            ["details", [["summary", ["two"], ["id", "two"]]], ["name", "a"]],
        ]
        await client.frame([[1, 1, 0, 4, nodes]])
        await page.click("#one")
        assert await told(client) == [[1, 0, 1, "#", 0, [[4, True]]]]
        await page.click("#two")
        (last,) = await told(client)
        assert sorted(last[5]) == [[4, False], [7, True]]
        await client.frame([[6, 4, "open", ""]], ack=2)
        (last,) = await told(client)
        assert sorted(last[5]) == [[4, True], [7, False]]


async def test_what_was_opened_before_the_script_ran_is_told(page: Page) -> None:
    document = Document("root", scripts=False)
    kinds = {"dialog": {}, "div": {"popover": "manual"}, "details": {}, "section": {"popover": "auto"}}
    made = {tag: document.createElement(tag, attributes=attributes) for tag, attributes in kinds.items()}
    for element in made.values():
        element.addEventListener("toggle", lambda event: None)
        document.body.append(element)
    paint = first_paint(document)
    settings = {"url": "/ws", "token": "T0", "v": 1, "frame": json.loads(encode_frame(0, 1, 0, paint.ops))}
    shown = PAGE.replace("CONFIG", html.escape(json.dumps(settings))).replace("></div>", f">{paint.html}</div>")
    # The page has been parsed, and no module has run.
    await page.add_init_script("""document.onreadystatechange = () => {
        if (document.readyState !== "interactive") return;
        document.querySelector("dialog").showModal();
        document.querySelector("div[popover]").showPopover();
        document.querySelector("details").open = true;
    }""")
    async with serve_client() as site:
        client = await ClientPage.open(page, site.add("/opened", shown))
        frames: list[Any] = []
        states: dict[int, Any] = {}
        toggled: list[int] = []
        for _ in range(500):
            frames += await client.sent()
            states = {node: state for frame in frames if len(frame) > 5 for node, state in frame[5]}
            toggled = sorted({frame[2] for frame in frames if frame[3] == "toggle"})
            if len(states) == len(toggled) == 3:
                break
            await asyncio.sleep(0.01)
        opened = {made["dialog"].node_id: "modal", made["div"].node_id: True, made["details"].node_id: True}
        assert states == opened
        assert toggled == sorted(opened)


async def test_a_handler_of_toggle_knows_what_was_opened(page: Page) -> None:
    async with serve_client() as site:
        client = await ClientPage.open(page, site.url)
        await client.frame([[1, 1, 0, 4, [["details", [["summary", ["more"]]], 0, [[11, "toggle"]]]]]])
        await page.click("summary")
        frames = await told(client)
        while not any(frame[3] == "toggle" for frame in frames):
            frames += await told(client)
        # The state is told before, or with it.
        assert frames[0][5] == [[4, True]]
