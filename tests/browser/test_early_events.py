"""What happened to the first page before the client's script ran reaches its listeners, and once."""

import asyncio
import html
import io
import json
import wave
from typing import Any

from playwright.async_api import Page, Route, expect

from domsync import App, Child, Component, Upload
from domsync import html as h
from domsync.dom.checks.names import SVG
from domsync.dom.document.document import Document
from domsync.render import first_paint
from domsync.render.wire import encode_frame
from tests.browser import harness
from tests.browser.client_page import PAGE, ClientPage, serve_client
from tests.browser.harness import PageLog

DOT = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
    "rkJggg=="
)


def element(document: Document, tag: str, attributes: dict[str, str], *events: str) -> Any:
    made = document.createElement(tag, attributes=attributes)
    for event in events:
        made.addEventListener(event, lambda event: None)
    document.body.append(made)
    return made


async def told(client: ClientPage, least: int) -> list[tuple[int, str]]:
    """The events that came, when these are as many, and a while after."""
    seen: list[tuple[int, str]] = []
    for _ in range(500):
        seen += await events(client)
        if len(seen) >= least:
            break
        await asyncio.sleep(0.02)
    await asyncio.sleep(0.3)
    return sorted([*seen, *await events(client)])


async def events(client: ClientPage) -> list[tuple[int, str]]:
    """The events that came, but for what tells of states."""
    return [(frame[2], frame[3]) for frame in await client.sent() if frame[3] != "#"]


async def test_what_the_first_page_had_told_is_told_once(page: Page, page_log: PageLog) -> None:
    page_log.allow("console", "")
    page_log.allow("csp", "-src")
    document = Document("root", scripts=False)
    dot = element(document, "img", {"src": DOT, "alt": ""}, "load", "error")
    broken = element(document, "img", {"src": "data:image/png;base64,AAAA", "alt": ""}, "load", "error")
    element(document, "img", {"alt": ""}, "load", "error")
    box = element(document, "input", {"autofocus": ""}, "focus")
    element(document, "input", {}, "focus")
    more = element(document, "details", {"open": ""}, "toggle")
    element(document, "details", {}, "toggle")
    button = element(document, "input", {"type": "image", "src": DOT, "alt": ""}, "load", "error")
    frame = element(document, "iframe", {"src": "/nowhere"}, "load")
    film = element(document, "video", {"src": "/nowhere.webm"}, "error", "loadeddata")
    drawing = element(document, "div", {}).appendChild(document.createElementNS(SVG, "svg"))
    drawn = drawing.appendChild(document.createElementNS(SVG, "image"))
    drawn.setAttribute("href", DOT)
    drawn.addEventListener("load", lambda event: None)
    paint = first_paint(document)
    settings = {"url": "/ws", "token": "T0", "v": 1, "frame": json.loads(encode_frame(0, 1, 0, paint.ops))}
    shown = PAGE.replace("CONFIG", html.escape(json.dumps(settings))).replace("></div>", f">{paint.html}</div>")
    async with serve_client() as site:
        client = await ClientPage.open(page, site.add("/early", shown))
        wanted = [(dot.node_id, "load"), (broken.node_id, "error"), (box.node_id, "focus"), (more.node_id, "toggle")]
        wanted += [(button.node_id, "load"), (frame.node_id, "load"), (film.node_id, "error"), (drawn.node_id, "load")]
        assert await told(client, len(wanted)) == sorted(wanted)


class Early(Component):
    """Listens to what browsers do with a page by themselves, and takes files."""

    heard: list[str] = []

    def render(self) -> Child:
        def hear(*types: str) -> dict[str, Any]:
            return {f"on_{type_}": lambda type_=type_: self.hear(type_) for type_ in types}

        return h.main(
            h.audio(src="/tone.wav", preload="auto", **hear("loadedmetadata", "durationchange", "canplay", "playing")),
            h.form(h.input(id="box", autofocus=True), **hear("focusin", "focusout")),
            h.input(id="plain", type="file", **hear("input", "change")),
            h.input(id="taken", type="file", on_upload=self.take, **hear("cancel")),
            h.button("look", on_click=lambda: self.hear("click")),
            h.output(" ".join(sorted(self.heard))),
        )

    def hear(self, what: str) -> None:
        self.heard = [*self.heard, what]

    async def take(self, upload: Upload) -> None:
        self.hear(f"{upload.name}:{(await upload.read()).decode()}")


def tone() -> bytes:
    """A tenth of a second of silence, as a WAV file."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(bytes([128]) * 800)
    return file.getvalue()


async def test_media_focus_and_files_of_a_page_whose_script_comes_late(page: Page) -> None:
    app = App(Early)
    go_on = asyncio.Event()

    async def hold(route: Route) -> None:
        await go_on.wait()
        await route.continue_()

    await page.route("**/*.js", hold)
    await page.route("**/tone.wav", lambda route: route.fulfill(body=tone(), content_type="audio/wav"))
    port = await app.serve("127.0.0.1", 0)
    try:
        await page.goto(f"http://127.0.0.1:{port}/", wait_until="commit")
        await page.wait_for_selector("button")
        for name in ("plain", "taken"):
            file: Any = {"name": f"{name}.txt", "mimeType": "text/plain", "buffer": b"early"}
            await page.locator(f"#{name}").set_input_files(file)
        await page.evaluate(
            """async () => {
                const audio = document.querySelector("audio");
                while (audio.readyState < 4 || document.activeElement.id !== "box") {
                    await new Promise((next) => setTimeout(next, 10));
                }
            }"""
        )
        go_on.set()
        wanted = ["canplay", "change", "durationchange", "focusin", "input", "loadedmetadata", "taken.txt:early"]
        await expect(page.locator("output")).to_have_text(" ".join(wanted))
        # Once: what follows finds no more of them on the way.
        await harness.loaded(page)
        await page.locator("button").click()
        await expect(page.locator("output")).to_have_text(" ".join(sorted([*wanted, "click", "focusout"])))
    finally:
        await app.close()
