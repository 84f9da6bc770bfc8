"""The policy in Chromium: what it lets through, what it keeps out, and what a page says of that in development."""

import asyncio
import base64
import logging
import math
import re
import struct
import wave
from pathlib import Path
from typing import Any

import playwright
import pytest
from playwright.async_api import Page, expect

from domsync import App, Component
from domsync import html as h
from tests.browser.harness import PageLog
from tests.server.support import settled

RECORD = """async () => {
    const canvas = Object.assign(document.createElement("canvas"), {width: 32, height: 32});
    const pen = canvas.getContext("2d");
    const recorder = new MediaRecorder(canvas.captureStream(20), {mimeType: "video/webm"});
    const parts = [];
    recorder.ondataavailable = ({data}) => parts.push(data);
    const stopped = new Promise((done) => recorder.onstop = done);
    recorder.start();
    for (let n = 0; n < 10; n++) {
        pen.fillStyle = n % 2 ? "red" : "blue";
        pen.fillRect(0, 0, 32, 32);
        await new Promise((done) => setTimeout(done, 50));
    }
    recorder.stop();
    await stopped;
    const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
    return btoa(String.fromCharCode(...bytes));
}"""


def write_sound(path: Path) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"".join(struct.pack("<h", int(9000 * math.sin(n / 4))) for n in range(8000)))


async def test_the_apps_own_media_frames_and_fonts_are_shown(page: Page, page_log: PageLog, tmp_path: Path) -> None:
    (font,) = list(Path(playwright.__file__).parent.rglob("codicon*.ttf"))[:1]
    (tmp_path / "icons.ttf").write_bytes(font.read_bytes())
    (tmp_path / "fonts.css").write_text(
        "@font-face { font-family: icons; src: url(icons.ttf) } b { font-family: icons }"
    )
    (tmp_path / "frame.html").write_text("<!doctype html><p>Inside</p>")
    write_sound(tmp_path / "tone.wav")
    await page.goto("about:blank")
    (tmp_path / "film.webm").write_bytes(base64.b64decode(await page.evaluate(RECORD)))

    class Media(Component):
        def render(self) -> Any:
            return h.main(
                h.video(src="/static/film.webm", id="film"),
                h.audio(src="/static/tone.wav", id="tone", controls=True),
                h.iframe(src="/static/frame.html", id="frame"),
                h.b("\uea60"),
            )

    app = App(Media, static=tmp_path, stylesheets=["/static/fonts.css"])
    port = await app.serve("127.0.0.1", 0)
    try:
        await page.goto(f"http://127.0.0.1:{port}/")
        for name, width in (("film", 32), ("tone", None)):
            ready = f"document.getElementById('{name}').readyState >= 2"
            await page.wait_for_function(ready)
            if width is not None:
                assert await page.evaluate(f"document.getElementById('{name}').videoWidth") == width
        assert await page.evaluate("document.getElementById('tone').duration") == 1
        await expect(page.frame_locator("#frame").get_by_text("Inside")).to_be_visible()
        assert await page.evaluate("document.fonts.load('16px icons', '\\uea60').then((found) => found.length)") == 1
        assert await page.evaluate("[...document.fonts][0].status") == "loaded"
    finally:
        await app.close()


async def test_what_is_refused_is_said_at_the_element_and_in_the_log(
    page: Page, page_log: PageLog, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)

    class Pictures(Component):
        def render(self) -> Any:
            return h.main(
                h.img(src="https://tile.example/1.png", id="map", alt="Map"),
                h.iframe(src="https://video.example/film"),
            )

    for kind in ("csp", "console", "foreign request"):
        page_log.allow(kind, ".")
    app = App(Pictures)
    port = await app.serve("127.0.0.1", 0)
    try:
        await page.goto(f"http://127.0.0.1:{port}/")
        hints = page.locator(".domsync-hint")
        await expect(hints).to_have_count(2)
        texts = sorted(await hints.all_inner_texts())
        assert texts == [
            'pass policy={"frame-src": ["https://video.example"]}',
            'pass policy={"img-src": ["https://tile.example"]}',
        ]
        # The page says it at once; to the log it has to be told.
        wanted = "has refused 'https://tile.example/1.png' ('img-src') at '<img id=\"map\">'"
        await settled(lambda: wanted in caplog.text)
    finally:
        await app.close()


LIBRARY = """
export const draw = (element, text) => { element.innerHTML = text; };
"""
USER = """
import { draw } from "./library.js";
const box = document.createElement("div");
document.body.append(box);
draw(box, "<i>by the library</i>");
window.results = [box.innerHTML];
for (const attempt of [
    () => { box.innerHTML = "<b>by another module</b>"; },
    () => { box.insertAdjacentHTML("beforeend", "<b>x</b>"); },
    () => { document.createElement("script").text = "1"; },
    () => { trustedTypes.createPolicy("mine", {}); },
]) {
    try { attempt(); window.results.push("done"); } catch (error) { window.results.push(error.constructor.name); }
}
"""


async def test_only_the_named_library_assigns_markup(page: Page, page_log: PageLog, tmp_path: Path) -> None:
    (tmp_path / "library.js").write_text(LIBRARY)
    (tmp_path / "user.js").write_text(USER)

    class Empty(Component):
        def render(self) -> Any:
            return h.p("Hello")

    page_log.allow("csp", ".")
    page_log.allow("console", ".")
    app = App(Empty, static=tmp_path, scripts=["/static/user.js"], trusted_modules=["/static/library.js"])
    port = await app.serve("127.0.0.1", 0)
    try:
        await page.goto(f"http://127.0.0.1:{port}/")
        await page.wait_for_function("window.results?.length === 5")
        assert await page.evaluate("window.results") == ["<i>by the library</i>", *["TypeError"] * 4]
    finally:
        await app.close()


async def test_a_page_whose_socket_is_refused_says_why(page: Page, page_log: PageLog) -> None:
    class Empty(Component):
        def render(self) -> Any:
            return h.p("Hello")

    page_log.allow("console", ".")
    # Behind a proxy that does not pass the Host header on, the page's origin and its host are not the same.
    app = App(Empty)
    port = await app.serve("127.0.0.1", 0)

    async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        far, to_far = await asyncio.open_connection("127.0.0.1", port)
        to_far.write(re.sub(rb"(?i)\r\nhost: [^\r]*", b"\r\nHost: upstream\r\nConnection: close", head))
        writer.write(await far.read())
        await writer.drain()
        for one in (writer, to_far):
            one.close()

    server = await asyncio.start_server(proxy, "127.0.0.1", 0)
    origin = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        await page.goto(f"{origin}/")
        await expect(page.locator(".domsync-status")).to_contain_text(f"pass origins=['{origin}']")
    finally:
        await page.goto("about:blank")
        server.close()
        await app.close()
