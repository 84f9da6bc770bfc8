"""Files that a real Chromium saves, and pictures and sounds from memory that it shows."""

import io
import wave
from pathlib import Path
from typing import Any

from playwright.async_api import Page, expect

from domsync import App, Component, Visit
from domsync import html as h
from tests.components.elements.test_media import png


class Desk(Component):
    path: Path
    clicks: int = 0

    def render(self) -> Any:
        return h.div(
            h.button("Save", id="save", on_click=self.save), h.button(self.clicks, id="n", on_click=self.click)
        )

    def save(self) -> None:
        self.use(Visit).download(self.path, name="Größe €.bin")

    def click(self) -> None:
        self.clicks += 1


async def test_a_file_is_saved_below_a_prefix_and_after_the_address_has_changed(page: Page, tmp_path: Path) -> None:
    """Ten megabytes, in a session, under the strict policy; no event of the page tells of the link that is followed."""
    path = tmp_path / "a.bin"
    path.write_bytes(bytes(range(256)) * 40_000)
    inner, app = App(sessions=False), App(sessions=True)
    inner.page("/deep/desk")(lambda: Desk(path=path))
    app.mount("/shop", inner)
    port = await app.serve("127.0.0.1", 0)
    try:
        await page.goto(f"http://127.0.0.1:{port}/shop/deep/desk")
        await page.evaluate(
            """() => {
                window.heard = 0;
                addEventListener("click", (event) => { if (event.target.localName === "a") window.heard++; }, true);
                for (const type of ["beforeunload", "pagehide"]) addEventListener(type, () => window.heard++);
                history.pushState(null, "", "/elsewhere/very/deep/down");
            }"""
        )
        for _ in range(2):
            async with page.expect_download() as waiting:
                await page.locator("#save").click()
            download = await waiting.value
            assert download.suggested_filename == "Größe €.bin"
            assert (await download.path()).read_bytes() == path.read_bytes()
        assert await page.evaluate("window.heard") == 0
        await page.locator("#n").click()
        await expect(page.locator("#n")).to_have_text("1")
        assert app._visits.files.downloads.waiting == {}
    finally:
        await page.close()
        await app.close()


class Player(Component):
    size: int = 1

    def render(self) -> Any:
        sound = io.BytesIO()
        with wave.open(sound, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(1)
            file.setframerate(8000)
            file.writeframes(bytes(4000))
        drawing = f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.size}" height="1"/>'
        return h.div(
            h.img(src=png(), alt="One pixel", id="pixel"),
            h.img(src=drawing.encode(), alt="A drawing", id="drawing"),
            h.audio(src=sound.getvalue(), controls=True),
            h.button("Wider", on_click=self.widen),
        )

    def widen(self) -> None:
        self.size += 10


async def test_pictures_and_sounds_from_memory_are_shown(page: Page) -> None:
    app = App(sessions=True)
    app.page("/deep/player")(Player)
    port = await app.serve("127.0.0.1", 0)
    try:
        await page.goto(f"http://127.0.0.1:{port}/deep/player")
        width = "id => document.getElementById(id).decode().then(() => document.getElementById(id).naturalWidth)"
        assert await page.evaluate(width, "pixel") == await page.evaluate(width, "drawing") == 1
        await page.wait_for_function("document.querySelector('audio').duration === 0.5")
        before = await page.locator("#drawing").get_attribute("src") or ""
        await page.get_by_role("button").click()
        await expect(page.locator("#drawing")).not_to_have_attribute("src", before)
        assert await page.evaluate(width, "drawing") == 11
    finally:
        await page.close()
        await app.close()
